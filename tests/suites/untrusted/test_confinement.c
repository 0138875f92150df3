/* Tests what a confined process can still do: nothing that reaches beyond it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/confinement.h"
#include "io/scratch.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(confinement, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

/* What a process may try. Each returns whether it succeeded. */
typedef bool attempt(void);

static char target[256], outside[256];

static bool read_a_home_folder(void)
{
	return open("/root", O_RDONLY | O_DIRECTORY) >= 0 || open("/home", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool read_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool write_outside(void)
{
	return open(outside, O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool remove_a_file(void)
{
	return unlink(target) == 0;
}

static bool make_a_folder(void)
{
	return mkdir(outside, 0700) == 0;
}

static bool open_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool open_a_local_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool start_a_program(void)
{
	char name[] = "/bin/true", *const words[] = { name, NULL };
	return execv(name, words) == 0;
}

static bool start_a_process(void)
{
	const pid_t child = fork();
	if (child == 0)
		_exit(0);
	return child > 0;
}

static bool signal_its_parent(void)
{
	return kill(getppid(), 0) == 0;
}

static bool trace_its_parent(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool read_another_process(void)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { &byte, 1 };
	return syscall(SYS_process_vm_readv, getppid(), &here, 1UL, &there, 1UL, 0UL) == 1;
}

static bool run_what_it_writes(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool turn_memory_into_code(void)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return memory != MAP_FAILED && mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool take_much_memory(void)
{
	return mmap(NULL, (size_t)1 << 40, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool read_the_environment(void)
{
	return getenv("STEMPRINT_TEST_SECRET");
}

static bool look_at_a_file(void)
{
	struct stat facts;
	return stat("/etc/passwd", &facts) == 0;
}

static bool use_an_open_file(void)
{
	return fcntl(3, F_GETFD) >= 0 || write(2, "", 0) == 0;
}

static const struct {
	const char *name;
	attempt *try;
} attempts[] = {
	{ "reads a home folder", read_a_home_folder },
	{ "reads a file", read_a_file },
	{ "writes outside", write_outside },
	{ "removes a file", remove_a_file },
	{ "makes a folder", make_a_folder },
	{ "opens a socket", open_a_socket },
	{ "opens a local socket", open_a_local_socket },
	{ "starts a program", start_a_program },
	{ "starts a process", start_a_process },
	{ "signals its parent", signal_its_parent },
	{ "traces its parent", trace_its_parent },
	{ "reads another process", read_another_process },
	{ "runs what it writes", run_what_it_writes },
	{ "turns memory into code", turn_memory_into_code },
	{ "takes much memory", take_much_memory },
	{ "reads the environment", read_the_environment },
	{ "looks at a file", look_at_a_file },
	{ "uses an open file", use_an_open_file },
};

enum { ATTEMPT_COUNT = sizeof attempts / sizeof *attempts, SUCCEEDED = 42, STOPPED = 43 };

/* Which walls a child puts up. */
enum walls { WALLS_ALL, WALLS_CALLS, WALLS_FILES, WALLS_NONE };

/* Returns whether the attempt succeeded in a child behind these walls. */
static bool succeeds(attempt *try, enum walls walls)
{
	int ends[2];
	cr_assert_eq(pipe(ends), 0);
	const pid_t parent = getpid(), child = fork();
	if (child == 0) {
		const struct confinement confinement = { .kept = ends[1], .memory_bytes = UINT64_C(64) << 20 };
		if (walls == WALLS_ALL)
			confinement_enter(&confinement, parent);
		if ((walls == WALLS_CALLS && !confinement_take_calls()) ||
		    (walls == WALLS_FILES && !confinement_take_files()))
			_exit(1);
		_exit(try() ? SUCCEEDED : STOPPED);
	}
	close(ends[0]);
	close(ends[1]);
	int how = 0;
	cr_assert_eq(waitpid(child, &how, 0), child);
	cr_assert(WIFSIGNALED(how) || WEXITSTATUS(how) == SUCCEEDED || WEXITSTATUS(how) == STOPPED,
		  "the walls stand: %d", how);
	return WIFEXITED(how) && WEXITSTATUS(how) == SUCCEEDED;
}

static void prepare(void)
{
	snprintf(target, sizeof target, "%s", scratch_path("target"));
	snprintf(outside, sizeof outside, "%s", scratch_path("outside"));
	scratch_write(target, "x", 1);
	setenv("STEMPRINT_TEST_SECRET", "secret", 1);
}

Test(confinement, a_confined_process_reaches_nothing)
{
	prepare();
	cr_assert(confinement_is_possible());
	for (size_t i = 0; i < ATTEMPT_COUNT; i++)
		cr_expect_not(succeeds(attempts[i].try, WALLS_ALL), "a confined process %s", attempts[i].name);
	cr_expect_eq(access(target, F_OK), 0);
	cr_expect_neq(access(outside, F_OK), 0);
}

/* Each wall must hold by itself what it is there for. */
Test(confinement, files_and_sockets_are_behind_two_walls)
{
	static attempt *const of_calls[] = { read_a_home_folder, read_a_file,   write_outside,
					     remove_a_file,      open_a_socket, start_a_program };
	static attempt *const of_files[] = { read_a_home_folder, read_a_file, write_outside, remove_a_file,
					     start_a_program };
	prepare();
	for (size_t i = 0; i < sizeof of_calls / sizeof *of_calls; i++)
		cr_expect_not(succeeds(of_calls[i], WALLS_CALLS), "seccomp, %zu", i);
	const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1U);
	if (version < 1)
		return; /* this kernel has no Landlock; the calls alone hold, as above */
	for (size_t i = 0; i < sizeof of_files / sizeof *of_files; i++)
		cr_expect_not(succeeds(of_files[i], WALLS_FILES), "Landlock, %zu", i);
}

/* Without walls the attempts succeed, so the tests above can fail. */
Test(confinement, the_attempts_are_real)
{
	prepare();
	for (size_t i = 0; i < ATTEMPT_COUNT; i++) {
		attempt *const try = attempts[i].try;
		unlink(outside);
		rmdir(outside);
		scratch_write(target, "x", 1);
		if (try == start_a_program || try == trace_its_parent || try == read_another_process ||
		    try == take_much_memory || try == use_an_open_file || try == read_a_home_folder)
			continue; /* these depend on the machine, or end the process */
		cr_expect(succeeds(try, WALLS_NONE), "a free process %s", attempts[i].name);
	}
}
