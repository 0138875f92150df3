/* Takes from a process what it does not need to decode a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/confinement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE 0U /* no process has it, so that every call of an unknown machine ends the process */
#endif

/* These do all that decoding needs. */
static const unsigned allowed[] = {
	__NR_read,         __NR_pread64,      __NR_readv,           __NR_write,          __NR_lseek,
	__NR_fstat,        __NR_close,        __NR_recvmsg,         __NR_sendmsg,        __NR_brk,
	__NR_munmap,       __NR_mremap,       __NR_madvise,         __NR_futex,          __NR_exit,
	__NR_exit_group,   __NR_rt_sigreturn, __NR_rt_sigaction,    __NR_rt_sigprocmask, __NR_clock_gettime,
	__NR_gettimeofday, __NR_getrandom,    __NR_restart_syscall, __NR_getpid,         __NR_gettid,
	__NR_sched_yield,  __NR_sigaltstack,
};

/* The C library asks these by the way, and goes on without an answer. All others end the process. */
static const unsigned refused[] = {
#ifdef __NR_open
	__NR_open,      __NR_stat,       __NR_lstat,     __NR_access,     __NR_readlink,
#endif
	__NR_openat,    __NR_newfstatat, __NR_faccessat, __NR_readlinkat, __NR_ioctl,
	__NR_fcntl,     __NR_sysinfo,    __NR_uname,     __NR_getcwd,     __NR_sched_getaffinity,
	__NR_prlimit64, __NR_getrusage,
};

/* No memory becomes code. */
static const unsigned without_code[] = { __NR_mmap, __NR_mprotect };

enum {
	PROTECTION_ARGUMENT = 2,
	COUNT_ALLOWED = sizeof allowed / sizeof *allowed,
	COUNT_REFUSED = sizeof refused / sizeof *refused,
	COUNT_WITHOUT = sizeof without_code / sizeof *without_code,
	LENGTH_MAXIMUM = 8 + 2 * COUNT_ALLOWED + 2 * COUNT_REFUSED + 5 * COUNT_WITHOUT
};

struct program {
	struct sock_filter items[LENGTH_MAXIMUM];
	unsigned short length;
};

static void add(struct program *program, unsigned short code, uint32_t value, unsigned char then,
		unsigned char otherwise)
{
	program->items[program->length++] = (struct sock_filter){ code, then, otherwise, value };
}

static void add_load(struct program *program, size_t offset)
{
	add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void add_answer(struct program *program, uint32_t answer)
{
	add(program, BPF_RET | BPF_K, answer, 0, 0);
}

static void add_calls(struct program *program, const unsigned *calls, size_t count, uint32_t answer)
{
	for (size_t i = 0; i < count; i++) {
		add(program, BPF_JMP | BPF_JEQ | BPF_K, calls[i], 0, 1);
		add_answer(program, answer);
	}
}

static void add_calls_without_code(struct program *program)
{
	const size_t argument = offsetof(struct seccomp_data, args) + PROTECTION_ARGUMENT * sizeof(uint64_t);
	for (size_t i = 0; i < COUNT_WITHOUT; i++) {
		add(program, BPF_JMP | BPF_JEQ | BPF_K, without_code[i], 0, 4);
		add_load(program, argument);
		add(program, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1);
		add_answer(program, SECCOMP_RET_KILL_PROCESS);
		add_answer(program, SECCOMP_RET_ALLOW);
	}
}

static void make(struct program *program)
{
	program->length = 0;
	add_load(program, offsetof(struct seccomp_data, arch));
	add(program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	add_answer(program, SECCOMP_RET_KILL_PROCESS);
	add_load(program, offsetof(struct seccomp_data, nr));
	add_calls(program, allowed, COUNT_ALLOWED, SECCOMP_RET_ALLOW);
	add_calls_without_code(program);
	add_calls(program, refused, COUNT_REFUSED, SECCOMP_RET_ERRNO | EACCES);
	add_answer(program, SECCOMP_RET_KILL_PROCESS);
}

bool confinement_is_possible(void)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;
	return ARCHITECTURE != 0 && syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

bool confinement_take_calls(void)
{
	struct program program;
	make(&program);
	const struct sock_fprog filter = { .len = program.length, .filter = program.items };
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/* The kernel's header may be older than the kernel, so the rights stand here by their numbers. */
struct landlock_rights {
	uint64_t files, network, scopes;
};

/* Returns the rights that a version of Landlock knows, and the bytes of them that it reads. */
static size_t rights_of(long version, struct landlock_rights *rights)
{
	enum { FILES = 13, FILES_2 = 14, FILES_3 = 15, FILES_5 = 16, PORTS = 2, SCOPES = 2 };
	const unsigned files = version >= 5 ? FILES_5 : version >= 3 ? FILES_3 : version == 2 ? FILES_2 : FILES;
	*rights = (struct landlock_rights){ .files = (UINT64_C(1) << files) - 1,
					    .network = version >= 4 ? (UINT64_C(1) << PORTS) - 1 : 0,
					    .scopes = version >= 6 ? (UINT64_C(1) << SCOPES) - 1 : 0 };
	return version >= 6 ? sizeof *rights : version >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

bool confinement_take_files(void)
{
	struct landlock_rights rights;
	const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return false;
	const size_t bytes = rights_of(version, &rights);
	const int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rights, bytes, 0);
	if (ruleset < 0)
		return false;
	const bool taken =
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return taken;
}

static void limit(__rlimit_resource_t resource, uint64_t value)
{
	struct rlimit now;
	if (getrlimit(resource, &now) == 0 && value < now.rlim_max) {
		now.rlim_cur = now.rlim_max = value;
		setrlimit(resource, &now);
	}
}

static void take_open_files(void)
{
	struct rlimit now;
	if (getrlimit(RLIMIT_NOFILE, &now) == 0) {
		now.rlim_cur = now.rlim_max;
		setrlimit(RLIMIT_NOFILE, &now);
	}
}

/* Returns the address space in use, or 0 if it is unknown. A limit must lie above it, because the shadow memory of
   a sanitizer alone takes terabytes. */
static uint64_t address_space(void)
{
	char text[64] = "";
	const int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (descriptor < 0)
		return 0;
	const ssize_t length = read(descriptor, text, sizeof text - 1);
	close(descriptor);
	unsigned long long pages = 0;
	if (length <= 0 || sscanf(text, "%llu", &pages) != 1)
		return 0;
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

void confinement_set_limits(uint64_t memory_bytes, unsigned cpu_seconds)
{
	const uint64_t space = address_space();
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	if (space > 0)
		limit(RLIMIT_AS, space + memory_bytes);
	if (cpu_seconds > 0)
		limit(RLIMIT_CPU, cpu_seconds);
}

static void forget_environment(void)
{
	extern char **environ;
	for (char **variable = environ; variable && *variable; variable++)
		explicit_bzero(*variable, strlen(*variable));
	if (environ)
		*environ = NULL;
}

/* Closes everything but one descriptor, which gets the number 0. */
static bool close_others(int kept)
{
	return dup2(kept, 0) == 0 && syscall(SYS_close_range, 1U, ~0U, 0U) == 0;
}

void confinement_enter(const struct confinement *confinement, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	if (getppid() != parent)
		_exit(1);
	confinement_set_limits(confinement->memory_bytes, confinement->cpu_seconds);
	take_open_files();
	forget_environment();
	if (!close_others(confinement->kept))
		_exit(1);
	(void)confinement_take_files(); /* the kernel may have no Landlock; the calls that it guards end the process */
	if (!confinement_take_calls())
		_exit(1);
}
