/* Starts the helper that decodes untrusted sounds, and asks it for frames.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sound_helper.h"

#include "io/audio_decoding.h"
#include "io/child_end.h"
#include "io/child_list.h"
#include "io/confinement.h"
#include "io/descriptor_pass.h"
#include "io/sound_decoder.h"
#include "io/sound_message.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* A request is for 65536 samples at most, which take a decoder a few milliseconds. */
enum { BUSY_MILLISECONDS = 500, ANSWER_MILLISECONDS = 60000, LOOK_MILLISECONDS = 100, MEMORY_BYTES = 1 << 29 };

struct helped_sound {
	uint32_t slot;
	uint64_t frames;
	unsigned channels;
	bool raw;
	uint64_t start;
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
	const struct timeval look = { .tv_usec = LOOK_MILLISECONDS * 1000 };
	const pid_t parent = getpid();
	void *memory = mmap(NULL, (size_t)SOUND_SLOTS * SOUND_SLOT_BYTES, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return tell(problem, errno);
	helper.memory = memory;
	helper.process = fork();
	if (helper.process == 0)
		run_child(ends[1], parent);
	child_list_add(helper.process);
	const int error = helper.process < 0 ? errno : clock_getcpuclockid(helper.process, &helper.clock);
	close(ends[1]);
	helper.channel = ends[0];
	if (error || setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &look, sizeof look) != 0)
		return tell(problem, error ? error : errno);
	fill_slots();
	return STATUS_OK;
}

static int64_t milliseconds_of(clockid_t clock)
{
	struct timespec now;
	return clock_gettime(clock, &now) == 0 ? (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 : 0;
}

/* Tells why the helper is gone, once it has ended. A crash for lack of memory is not the fault of the file. */
static void tell_end(struct problem *problem)
{
	const enum child_end end = child_end(helper.process, false);
	helper.process = 0;
	if (end == CHILD_END_WITHOUT_MEMORY)
		problem_set_errno(problem, "the process that decodes untrusted sounds has ended", ENOMEM);
	else
		problem_set(problem, "it ended the process that decodes untrusted sounds; the file is damaged");
}

/* Waits for an answer. A timeout of the socket wakes it up, to look at the clocks; most answers need no look. */
static bool wait_for_answer(struct sound_answer *answer, struct problem *problem)
{
	int64_t busy = 0, late = 0;
	for (;;) {
		if (descriptor_pass_receive(helper.channel, answer, sizeof *answer, NULL))
			return true;
		const bool waits = errno == EAGAIN || errno == EWOULDBLOCK;
		const int64_t spent = milliseconds_of(helper.clock), now = milliseconds_of(CLOCK_MONOTONIC);
		busy = late == 0 ? spent + BUSY_MILLISECONDS : busy;
		late = late == 0 ? now + ANSWER_MILLISECONDS : late;
		if (!waits)
			tell_end(problem);
		else if (spent >= busy)
			problem_set(problem, "decoding it takes too long; the file is damaged");
		else if (now >= late)
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
	if (helper.process > 0)
		(void)child_end(helper.process, true);
	helper.process = 0;
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

static bool is_raw(const struct sound_answer *answer)
{
	return answer->decoding == DECODING_BYTES;
}

/* Returns whether all frames lie within the file where the helper says that they begin. */
static bool is_within(const struct sound_answer *answer, const struct audio_properties *expected)
{
	const uint64_t size = expected->identity.size, frame_bytes = (uint64_t)expected->channels * expected->bits / 8;
	return answer->start <= size && expected->frames <= (size - answer->start) / frame_bytes;
}

static bool is_as_expected(const struct sound_answer *answer, const struct audio_properties *expected)
{
	const struct audio_properties *found = &answer->properties;
	const bool bytes =
		is_raw(answer) && (expected->bits == 16 || expected->bits == 24) && is_within(answer, expected);
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
	enum status status = ask(&request, descriptor, &answer, problem) ? judge(&answer, expected, problem)
									 : problem_status(problem, STATUS_BAD_SOURCE);
	*made = (struct helped_sound){ .slot = request.slot,
				       .frames = expected->frames,
				       .channels = expected->channels,
				       .raw = is_raw(&answer),
				       .start = answer.start };
	if (status == STATUS_OK)
		*sound = made;
	else
		helped_sound_close(made);
	return status;
}

bool helped_sound_is_raw(const struct helped_sound *sound, uint64_t *start)
{
	*start = sound->start;
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
	if (answer.frames <= frames)
		return (size_t)answer.frames;
	problem_set(problem, "the process that decodes untrusted sounds gave a wrong answer; the file is damaged");
	return 0;
}

bool helped_sound_seek(struct helped_sound *sound, uint64_t frame, int *error)
{
	struct sound_request request = { .operation = SOUND_SEEK, .slot = sound->slot, .frames = frame };
	struct sound_answer answer;
	struct problem problem;
	if (frame > sound->frames || !ask(&request, -1, &answer, &problem))
		return false;
	*error = answer.error > 0 ? answer.error : 0;
	return answer.frames == frame;
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
