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
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct probe_child {
	pid_t process;
	clockid_t clock; /* the clock of the time that the child's processor spent on it */
	int results; /* the reading end of the pipe */
};

enum answer { ANSWER_WHOLE, ANSWER_BUSY, ANSWER_LATE, ANSWER_NONE };

/* All probes of a process share this time while the fence is raised: a hostile recipe is refused within three seconds.
 */
enum { FENCED_BUSY_MILLISECONDS = 1000, FENCED_MILLISECONDS = 2500 };

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

/* A struct audio_probe is shorter than PIPE_BUF, so that each write is atomic. */
_Static_assert(sizeof(struct audio_probe) < 4096, "an answer must fit into an atomic write to a pipe");

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

static void child_run(const char *const *paths, size_t count, int out)
{
	for (size_t i = 0; i < count; i++) {
		struct audio_probe result;
		probe_file(paths[i], &result);
		if (write(out, &result, sizeof result) != (ssize_t)sizeof result)
			_exit(1);
	}
	_exit(0);
}

static enum child_end child_stop(const struct probe_child *child, bool kill_it)
{
	close(child->results);
	return child_end(child->process, kill_it);
}

static int child_start(const char *const *paths, size_t count, const struct audio_probe_limits *limits,
		       struct probe_child *child)
{
	int ends[2];
	const bool fenced = fence_is_raised();
	if ((fenced ? socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) : pipe2(ends, O_CLOEXEC)) != 0)
		return errno;
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
		child_run(paths, count, ends[1]);
	}
	child_list_add(child->process);
	int error = child->process < 0 ? errno : clock_getcpuclockid(child->process, &child->clock);
	close(ends[1]);
	child->results = ends[0];
	if (error && child->process > 0)
		child_stop(child, true);
	else if (error)
		close(ends[0]);
	return error;
}

static enum answer child_answer(const struct probe_child *child, const struct audio_probe_limits *limits,
				int64_t deadline, struct audio_probe *result)
{
	int64_t busy_until = milliseconds_of(child->clock) + limits->busy_milliseconds;
	for (size_t filled = 0; filled < sizeof *result;) {
		/* The child has one thread, so its busy time cannot run faster than the clock. */
		int64_t left = deadline - milliseconds_now(), busy = busy_until - milliseconds_of(child->clock);
		int64_t wait = left < busy ? left : busy;
		struct pollfd ready = { .fd = child->results, .events = POLLIN };
		int polled = poll(&ready, 1, wait > 0 ? (int)wait : 0);
		if (polled < 0 && errno == EINTR)
			continue;
		if (polled == 0 && wait > 0)
			continue;
		if (polled == 0)
			return busy <= 0 ? ANSWER_BUSY : ANSWER_LATE;
		ssize_t got = polled < 0 ? -1 : read(child->results, (char *)result + filled, sizeof *result - filled);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return ANSWER_NONE;
		filled += (size_t)got;
	}
	return ANSWER_WHOLE;
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
	(void)descriptor_pass_send(child->results, identity, sizeof *identity, descriptor);
	close(descriptor);
	return true;
}

/* Probes files until one of them stops the child. Returns how many results are known, which is at least one. */
static size_t probe_some(const char *const *paths, size_t count, const struct audio_probe_limits *limits,
			 int64_t deadline, struct audio_probe *results)
{
	struct probe_child child;
	int error = child_start(paths, count, limits, &child);
	if (error) {
		fail(&results[0], STATUS_LIMIT, "");
		problem_set_errno(&results[0].problem, "no process could be started to open it", error);
		return 1;
	}
	for (size_t i = 0; i < count; i++) {
		struct audio_identity identity = { 0 };
		if (fence_is_raised() && !hand_over(&child, paths[i], &results[i], &identity))
			continue;
		int64_t late = milliseconds_now() + limits->file_milliseconds;
		enum answer answer = child_answer(&child, limits, late < deadline ? late : deadline, &results[i]);
		if (answer == ANSWER_WHOLE) {
			distrust(&results[i]);
			if (fence_is_raised())
				results[i].properties.identity = identity;
			continue;
		}
		const enum child_end end = child_stop(&child, answer != ANSWER_NONE);
		if (end == CHILD_END_WITHOUT_MEMORY)
			fail(&results[i], STATUS_LIMIT, "opening it needs more memory than there is: out of memory");
		else if (answer == ANSWER_BUSY || end == CHILD_END_BUSY)
			fail(&results[i], STATUS_BAD_SOURCE, "opening it takes too long; its header is damaged");
		else if (answer == ANSWER_LATE)
			fail(&results[i], STATUS_BAD_SOURCE, "opening it takes too long; its disk does not answer");
		else
			fail(&results[i], STATUS_BAD_SOURCE,
			     "its header crashes the audio library; the file is damaged");
		return i + 1;
	}
	child_stop(&child, false);
	return count;
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
