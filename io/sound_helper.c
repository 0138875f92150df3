/* Starts the helper that decodes untrusted sounds, and asks it for frames.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sound_helper.h"

#include "io/audio_decoding.h"
#include "io/confinement.h"
#include "io/descriptor_pass.h"
#include "io/sound_decoder.h"
#include "io/sound_message.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_SECONDS = 5, ANSWER_SECONDS = 60, MEMORY_BYTES = 1 << 29 };

struct helped_sound {
	uint32_t slot;
	uint64_t frames;
	unsigned channels;
	bool raw;
};

/* There is one helper. It belongs to the fence, which belongs to the process. */
static struct {
	pthread_mutex_t lock;
	pid_t process;
	clockid_t clock; /* the clock of the time that the processor spent on it */
	int channel; /* -1: it was never started, or it is gone */
	unsigned char *memory;
	uint32_t free_slots[SOUND_SLOTS]; /* a stack */
	size_t free_count;
} helper = { .lock = PTHREAD_MUTEX_INITIALIZER, .channel = -1 };

static enum status tell(struct problem *problem, int error)
{
	problem_set_errno(problem, "the process that decodes untrusted sounds cannot be started", error);
	return STATUS_LIMIT;
}

static void run_child(int channel, pid_t parent)
{
	const struct confinement confinement = { .kept = channel, .memory_bytes = MEMORY_BYTES };
	confinement_enter(&confinement, parent);
	sound_decoder_run(STDIN_FILENO, helper.memory);
	_exit(0);
}

static void fill_slots(void)
{
	for (uint32_t i = 0; i < SOUND_SLOTS; i++)
		helper.free_slots[i] = SOUND_SLOTS - 1 - i;
	helper.free_count = SOUND_SLOTS;
}

enum status sound_helper_start(struct problem *problem)
{
	int ends[2];
	const struct timeval second = { .tv_sec = 1 };
	const pid_t parent = getpid();
	void *memory = mmap(NULL, (size_t)SOUND_SLOTS * SOUND_SLOT_BYTES, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return tell(problem, errno);
	helper.memory = memory;
	helper.process = fork();
	if (helper.process == 0)
		run_child(ends[1], parent);
	const int error = helper.process < 0 ? errno : clock_getcpuclockid(helper.process, &helper.clock);
	close(ends[1]);
	helper.channel = ends[0];
	if (error || setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second) != 0)
		return tell(problem, error ? error : errno);
	fill_slots();
	return STATUS_OK;
}

static int64_t seconds_of(clockid_t clock)
{
	struct timespec now;
	return clock_gettime(clock, &now) == 0 ? (int64_t)now.tv_sec : 0;
}

/* Waits for an answer. A timeout of the socket wakes it up, to look at the clocks. */
static bool wait_for_answer(struct sound_answer *answer, struct problem *problem)
{
	const int64_t busy = seconds_of(helper.clock) + BUSY_SECONDS + 1,
		      late = seconds_of(CLOCK_MONOTONIC) + ANSWER_SECONDS;
	for (;;) {
		if (descriptor_pass_receive(helper.channel, answer, sizeof *answer, NULL))
			return true;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			problem_set(problem, "it ended the process that decodes untrusted sounds; the file is damaged");
		else if (seconds_of(helper.clock) >= busy)
			problem_set(problem, "decoding it takes too long; the file is damaged");
		else if (seconds_of(CLOCK_MONOTONIC) >= late)
			problem_set(problem, "reading it takes too long; its disk does not answer");
		else
			continue;
		return false;
	}
}

/* Asks and waits. Returns false when the helper is gone, or is of no use any more; it is then stopped. */
static bool ask_locked(struct sound_request *request, int descriptor, struct sound_answer *answer,
		       struct problem *problem)
{
	if (helper.channel < 0) {
		problem_set(problem, "the process that decodes untrusted sounds has ended");
		return false;
	}
	const bool sent = descriptor_pass_send(helper.channel, request, sizeof *request, descriptor);
	if (!sent)
		problem_set(problem, "the process that decodes untrusted sounds has ended");
	if (sent && wait_for_answer(answer, problem))
		return true;
	kill(helper.process, SIGKILL);
	close(helper.channel);
	helper.channel = -1;
	return false;
}

static bool ask(struct sound_request *request, int descriptor, struct sound_answer *answer, struct problem *problem)
{
	pthread_mutex_lock(&helper.lock);
	const bool answered = ask_locked(request, descriptor, answer, problem);
	pthread_mutex_unlock(&helper.lock);
	return answered;
}

static bool take_slot(uint32_t *slot)
{
	pthread_mutex_lock(&helper.lock);
	const bool taken = helper.free_count > 0;
	if (taken)
		*slot = helper.free_slots[--helper.free_count];
	pthread_mutex_unlock(&helper.lock);
	return taken;
}

static void give_slot(uint32_t slot)
{
	pthread_mutex_lock(&helper.lock);
	helper.free_slots[helper.free_count++] = slot;
	pthread_mutex_unlock(&helper.lock);
}

static bool is_as_expected(const struct sound_answer *answer, const struct audio_properties *expected)
{
	const struct audio_properties *found = &answer->properties;
	const bool bytes = answer->decoding == DECODING_BYTES && (expected->bits == 16 || expected->bits == 24);
	return (bytes || answer->decoding == DECODING_INTEGERS) && found->channels == expected->channels &&
	       found->frames == expected->frames && found->sample_rate == expected->sample_rate &&
	       audio_format_equal(&found->format, &expected->format);
}

static enum status judge(struct sound_answer *answer, const struct audio_properties *expected, struct problem *problem)
{
	if (answer->status == STATUS_OK && is_as_expected(answer, expected))
		return STATUS_OK;
	if (answer->status == STATUS_OK) {
		problem_set(problem, "it changed while it was being looked at; run again");
		return STATUS_BAD_SOURCE;
	}
	answer->problem.text[PROBLEM_LENGTH - 1] = '\0';
	problem_set(problem, "%s", answer->problem.text);
	return answer->status == STATUS_LIMIT ? STATUS_LIMIT : STATUS_BAD_SOURCE;
}

enum status helped_sound_open(int descriptor, const struct audio_properties *expected, struct helped_sound **sound,
			      struct problem *problem)
{
	struct sound_request request = { .operation = SOUND_OPEN, .identity = expected->identity };
	struct sound_answer answer = { .decoding = DECODING_INTEGERS };
	struct helped_sound *made = calloc(1, sizeof *made);
	*sound = NULL;
	if (!made || !take_slot(&request.slot)) {
		problem_set(problem, made ? "more than 4096 untrusted sounds are open at once" : "out of memory");
		free(made);
		return made ? STATUS_LIMIT : STATUS_NO_MEMORY;
	}
	enum status status = STATUS_BAD_SOURCE;
	if (ask(&request, descriptor, &answer, problem))
		status = judge(&answer, expected, problem);
	*made = (struct helped_sound){ .slot = request.slot,
				       .frames = expected->frames,
				       .channels = expected->channels,
				       .raw = answer.decoding == DECODING_BYTES };
	if (status == STATUS_OK)
		*sound = made;
	else
		helped_sound_close(made);
	return status;
}

bool helped_sound_is_raw(const struct helped_sound *sound)
{
	return sound->raw;
}

const void *helped_sound_samples(const struct helped_sound *sound)
{
	return helper.memory + (size_t)sound->slot * SOUND_SLOT_BYTES;
}

size_t helped_sound_decode(struct helped_sound *sound, size_t frames, int *error, struct problem *problem)
{
	struct sound_request request = { .operation = SOUND_DECODE, .slot = sound->slot, .frames = frames };
	struct sound_answer answer;
	problem->text[0] = '\0';
	if (frames > SOUND_SAMPLES / sound->channels || !ask(&request, -1, &answer, problem))
		return 0;
	*error = answer.error > 0 ? answer.error : 0;
	return answer.frames <= frames ? (size_t)answer.frames : 0;
}

bool helped_sound_seek(struct helped_sound *sound, uint64_t frame)
{
	struct sound_request request = { .operation = SOUND_SEEK, .slot = sound->slot, .frames = frame };
	struct sound_answer answer;
	struct problem problem;
	return frame <= sound->frames && ask(&request, -1, &answer, &problem) && answer.frames == frame;
}

void helped_sound_close(struct helped_sound *sound)
{
	if (!sound)
		return;
	struct sound_request request = { .operation = SOUND_CLOSE, .slot = sound->slot };
	struct sound_answer answer;
	struct problem problem;
	(void)ask(&request, -1, &answer, &problem);
	give_slot(sound->slot);
	free(sound);
}
