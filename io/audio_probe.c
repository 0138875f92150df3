/* Probes source files in a child process with limits of time and memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_probe.h"

#include "io/audio_file.h"
#include "io/child_end.h"
#include "io/child_list.h"
#include "io/confinement.h"
#include "io/descriptor_pass.h"
#include "io/fence.h"
#include "io/pcm_only.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The child writes its answers here. Its parent need not wake up for each of them. */
struct board {
	atomic_size_t count; /* answers that are whole */
	struct audio_probe answers[];
};

struct probe_child {
	pid_t process;
	clockid_t clock; /* the clock of the time that the child's processor spent on it */
	int channel; /* it closes with the child; while the fence is raised, files and answers go through it */
	struct board *board; /* NULL while the fence is raised */
	size_t board_bytes;
};

enum answer { ANSWER_WHOLE, ANSWER_BUSY, ANSWER_LATE, ANSWER_NONE };

/* All probes of a process share this time while the fence is raised: a hostile recipe is refused within three seconds.
 */
enum { FENCED_BUSY_MILLISECONDS = 1000, FENCED_MILLISECONDS = 2500 };

/* The parent looks at the board so often, to see which file takes too long. */
enum { LOOK_MILLISECONDS = 100 };

struct audio_probe_limits audio_probe_limits(void)
{
	if (fence_is_raised())
		return (struct audio_probe_limits){ .busy_milliseconds = FENCED_BUSY_MILLISECONDS,
						    .file_milliseconds = FENCED_MILLISECONDS,
						    .total_milliseconds = FENCED_MILLISECONDS,
						    .memory_bytes = UINT64_C(512) << 20 };
	/* The header is not the cause when the clock runs out: a disk that sleeps takes ten seconds to answer. */
	return (struct audio_probe_limits){ .busy_milliseconds = 5000,
					    .file_milliseconds = 15000,
					    .total_milliseconds = 60000,
					    .memory_bytes = UINT64_C(512) << 20 };
}

static int64_t milliseconds_of(clockid_t clock)
{
	struct timespec now;
	if (clock_gettime(clock, &now) != 0)
		return 0; /* the clock belonged to the child, which has ended, and the pipe shows that */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t milliseconds_now(void)
{
	return milliseconds_of(CLOCK_MONOTONIC);
}

static void confine(const struct audio_probe_limits *limits, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	confinement_set_limits(limits->memory_bytes, limits->total_milliseconds / 1000 + 1);
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC); /* the output of libraries that print goes to /dev/null */
	if (nowhere >= 0) {
		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
	}
}

static void probe_file(const char *path, struct audio_probe *result)
{
	memset(result, 0, sizeof *result);
	struct audio_file file;
	result->status = audio_file_open(path, true, &file, &result->properties, &result->problem);
	if (result->status == STATUS_NO_MEMORY) /* the child has less memory than its parent */
		result->status = STATUS_LIMIT;
	audio_file_close(&file);
}

/* Looks at the files that the parent opens, and passes on, until there are no more of them. */
static void child_run_fenced(void)
{
	struct audio_identity identity;
	int descriptor;
	while (descriptor_pass_receive(STDIN_FILENO, &identity, sizeof identity, &descriptor)) {
		struct audio_probe result;
		struct audio_file file;
		memset(&result, 0, sizeof result);
		result.status = pcm_only_open(descriptor, &identity, true, &file, &result.properties, &result.problem);
		audio_file_close(&file);
		if (!descriptor_pass_send(STDIN_FILENO, &result, sizeof result, -1))
			_exit(1);
	}
	_exit(0);
}

static void child_run(const char *const *paths, size_t count, struct board *board)
{
	for (size_t i = 0; i < count; i++) {
		struct audio_probe result;
		probe_file(paths[i], &result);
		board->answers[i] = result;
		atomic_store_explicit(&board->count, i + 1, memory_order_release);
	}
	_exit(0);
}

/* Opens what connects the child to its parent. */
static int channel_open(struct probe_child *child, size_t count, int ends[2])
{
	*child = (struct probe_child){ .channel = -1 };
	if (fence_is_raised())
		return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0 ? 0 : errno;
	child->board_bytes = sizeof *child->board + count * sizeof *child->board->answers;
	void *board = mmap(NULL, child->board_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (board == MAP_FAILED)
		return errno;
	child->board = board;
	return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
}

static void channel_close(const struct probe_child *child)
{
	if (child->channel >= 0)
		close(child->channel);
	if (child->board)
		munmap(child->board, child->board_bytes);
}

static enum child_end child_stop(const struct probe_child *child, bool kill_it)
{
	channel_close(child);
	return child_end(child->process, kill_it);
}

static int child_start(const char *const *paths, size_t count, const struct audio_probe_limits *limits,
		       struct probe_child *child)
{
	int ends[2];
	const bool fenced = fence_is_raised();
	int error = channel_open(child, count, ends);
	if (error) {
		channel_close(child);
		return error;
	}
	pid_t parent = getpid();
	child->process = fork();
	if (child->process == 0 && fenced) {
		const struct confinement confinement = { .kept = ends[1],
							 .memory_bytes = limits->memory_bytes,
							 .cpu_seconds = limits->total_milliseconds / 1000 + 1 };
		confinement_enter(&confinement, parent);
		child_run_fenced();
	}
	if (child->process == 0) {
		close(ends[0]);
		confine(limits, parent);
		child_run(paths, count, child->board);
	}
	child_list_add(child->process);
	error = child->process < 0 ? errno : clock_getcpuclockid(child->process, &child->clock);
	close(ends[1]);
	child->channel = ends[0];
	if (error && child->process > 0)
		child_stop(child, true);
	else if (error)
		channel_close(child);
	return error;
}

/* How long the child may take for a file. */
struct patience {
	int64_t late, busy; /* milliseconds of the clock, and of the child's processor */
};

static struct patience patience_now(const struct probe_child *child, const struct audio_probe_limits *limits,
				    int64_t deadline)
{
	const int64_t late = milliseconds_now() + limits->file_milliseconds;
	return (struct patience){ .late = late < deadline ? late : deadline,
				  .busy = milliseconds_of(child->clock) + limits->busy_milliseconds };
}

/* Waits until there is something on the channel, for at most so many milliseconds. ANSWER_WHOLE means that there is;
   ANSWER_NONE means that it is worth another look. The child has one thread, so its busy time cannot run faster than
   the clock. */
static enum answer wait_for_child(const struct probe_child *child, const struct patience *patience, int64_t most)
{
	const int64_t left = patience->late - milliseconds_now();
	const int64_t busy = patience->busy - milliseconds_of(child->clock);
	const int64_t least = left < busy ? left : busy, wait = least < most ? least : most;
	struct pollfd ready = { .fd = child->channel, .events = POLLIN };
	const int polled = poll(&ready, 1, wait > 0 ? (int)wait : 0);
	if (polled > 0 || (polled < 0 && errno != EINTR))
		return ANSWER_WHOLE;
	if (polled < 0 || wait > 0)
		return ANSWER_NONE;
	return busy <= 0 ? ANSWER_BUSY : ANSWER_LATE;
}

/* Waits until the child has looked at all files, or has ended, or takes too long for one. Returns how many answers are
   whole. The child may write anything there, at any time. */
static size_t monitor_board(const struct probe_child *child, size_t count, const struct audio_probe_limits *limits,
			    int64_t deadline, enum answer *answer)
{
	struct patience patience = patience_now(child, limits, deadline);
	size_t known = 0;
	for (bool ended = false;;) {
		const size_t written = atomic_load_explicit(&child->board->count, memory_order_acquire);
		if (written > known)
			patience = patience_now(child, limits, deadline);
		known = written < known ? known : written < count ? written : count;
		*answer = known == count ? ANSWER_WHOLE : ANSWER_NONE;
		if (ended || known == count)
			return known;
		*answer = wait_for_child(child, &patience, LOOK_MILLISECONDS);
		if (*answer == ANSWER_BUSY || *answer == ANSWER_LATE)
			return known;
		ended = *answer == ANSWER_WHOLE;
	}
}

/* Takes the answer of a child behind the fence. */
static enum answer take_answer(const struct probe_child *child, const struct audio_probe_limits *limits,
			       int64_t deadline, struct audio_probe *result)
{
	const struct patience patience = patience_now(child, limits, deadline);
	for (;;) {
		const enum answer answer = wait_for_child(child, &patience, INT_MAX);
		if (answer == ANSWER_NONE)
			continue;
		if (answer != ANSWER_WHOLE)
			return answer;
		const ssize_t got = read(child->channel, result, sizeof *result);
		if (got < 0 && errno == EINTR)
			continue;
		return got == (ssize_t)sizeof *result ? ANSWER_WHOLE : ANSWER_NONE;
	}
}

static void fail(struct audio_probe *result, enum status status, const char *text)
{
	memset(result, 0, sizeof *result);
	result->status = status;
	problem_set(&result->problem, "%s", text);
}

/* A hostile file may have overwritten the memory of the child, so this function checks the bounds of the child's
   answer again. */
static void distrust(struct audio_probe *result)
{
	result->problem.text[PROBLEM_LENGTH - 1] = '\0';
	const bool sound = audio_properties_are_sound(&result->properties);
	if (result->status == STATUS_OK ? !sound
					: result->status != STATUS_BAD_SOURCE && result->status != STATUS_LIMIT)
		fail(result, STATUS_BAD_SOURCE, "its header confuses the audio library; the file is damaged");
}

/* Opens a file and passes it to the child. The child may say anything, so the parent finds the identity itself. Returns
   false when the result is known: the path was refused. A child that is gone shows that later. */
static bool hand_over(const struct probe_child *child, const char *path, struct audio_probe *result,
		      struct audio_identity *identity)
{
	int descriptor;
	memset(result, 0, sizeof *result);
	result->status = audio_file_find(path, false, &descriptor, identity, &result->problem);
	if (result->status != STATUS_OK)
		return false;
	(void)descriptor_pass_send(child->channel, identity, sizeof *identity, descriptor);
	close(descriptor);
	return true;
}

/* Tells why a child that gave no answer was stopped. */
static void tell_end(const struct probe_child *child, enum answer answer, struct audio_probe *result)
{
	const enum child_end end = child_stop(child, answer != ANSWER_NONE);
	if (end == CHILD_END_WITHOUT_MEMORY)
		fail(result, STATUS_LIMIT, "opening it needs more memory than there is: out of memory");
	else if (answer == ANSWER_BUSY || end == CHILD_END_BUSY)
		fail(result, STATUS_BAD_SOURCE, "opening it takes too long; its header is damaged");
	else if (answer == ANSWER_LATE)
		fail(result, STATUS_BAD_SOURCE, "opening it takes too long; its disk does not answer");
	else
		fail(result, STATUS_BAD_SOURCE, "its header crashes the audio library; the file is damaged");
}

/* Hands files over to a child behind the fence, one after the other. Returns how many results are known before an
   answer was missing. */
static size_t ask_fenced(const struct probe_child *child, const char *const *paths, size_t count,
			 const struct audio_probe_limits *limits, int64_t deadline, struct audio_probe *results,
			 enum answer *answer)
{
	for (size_t i = 0; i < count; i++) {
		struct audio_identity identity = { 0 };
		if (!hand_over(child, paths[i], &results[i], &identity))
			continue;
		*answer = take_answer(child, limits, deadline, &results[i]);
		if (*answer != ANSWER_WHOLE)
			return i;
		distrust(&results[i]);
		results[i].properties.identity = identity;
	}
	return count;
}

/* Returns how many results are known before an answer was missing. */
static size_t ask(const struct probe_child *child, size_t count, const struct audio_probe_limits *limits,
		  int64_t deadline, struct audio_probe *results, enum answer *answer)
{
	const size_t known = monitor_board(child, count, limits, deadline, answer);
	memcpy(results, child->board->answers, known * sizeof *results);
	for (size_t i = 0; i < known; i++)
		distrust(&results[i]);
	return known;
}

/* Probes files until one of them stops the child. Returns how many results are known, which is at least one. */
static size_t probe_some(const char *const *paths, size_t count, const struct audio_probe_limits *limits,
			 int64_t deadline, struct audio_probe *results)
{
	struct probe_child child;
	enum answer answer = ANSWER_WHOLE;
	int error = child_start(paths, count, limits, &child);
	if (error) {
		fail(&results[0], STATUS_LIMIT, "");
		problem_set_errno(&results[0].problem, "no process could be started to open it", error);
		return 1;
	}
	const size_t known = child.board ? ask(&child, count, limits, deadline, results, &answer)
					 : ask_fenced(&child, paths, count, limits, deadline, results, &answer);
	if (known == count) {
		child_stop(&child, false);
		return count;
	}
	tell_end(&child, answer, &results[known]);
	return known + 1;
}

/* While the fence is raised, the deadline of the first probe holds for all. */
static int64_t deadline_of(const struct audio_probe_limits *limits)
{
	static int64_t first;
	const int64_t deadline = milliseconds_now() + limits->total_milliseconds;
	if (fence_is_raised() && first == 0)
		first = deadline;
	return fence_is_raised() && first < deadline ? first : deadline;
}

enum status audio_probe(const char *const *paths, size_t count, const struct audio_probe_limits *limits,
			struct audio_probe *results)
{
	int64_t deadline = deadline_of(limits);
	for (size_t done = 0; done < count;) {
		if (milliseconds_now() >= deadline) {
			for (; done < count; done++)
				fail(&results[done], STATUS_LIMIT, "no time was left to open it");
			break;
		}
		done += probe_some(paths + done, count - done, limits, deadline, results + done);
	}
	for (size_t i = 0; i < count; i++)
		if (results[i].status != STATUS_OK)
			return results[i].status;
	return STATUS_OK;
}
