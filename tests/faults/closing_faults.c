/* Makes system calls within sf_close() fail.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults/closing_faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct closing_fault closing_fault;

static _Thread_local bool closing;

static int number_of(const char *name)
{
	const char *text = getenv(name);
	return text ? (int)strtol(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void read_environment(void)
{
	closing_fault.call = number_of("STEMPRINT_FAULT_CALL");
	closing_fault.error = number_of("STEMPRINT_FAULT_ERROR");
	closing_fault.tears = number_of("STEMPRINT_FAULT_TEARS") != 0;
}

int sf_close(SNDFILE *file)
{
	union {
		void *object;
		int (*function)(SNDFILE *);
	} library = { dlsym(RTLD_NEXT, "sf_close") };
	closing = true;
	const int result = library.function(file);
	closing = false;
	return result;
}

static bool fails(void)
{
	if (!closing || closing_fault.call == 0)
		return false;
	const int call = ++closing_fault.calls;
	if (call < closing_fault.call || (call > closing_fault.call && !closing_fault.tears))
		return false;
	const char *mark = getenv("STEMPRINT_FAULT_MARK");
	if (mark && !closing_fault.happened)
		close(open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	closing_fault.happened = true;
	return true;
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
	if (!fails())
		return syscall(SYS_write, descriptor, bytes, count);
	if (closing_fault.tears && closing_fault.calls == closing_fault.call)
		return syscall(SYS_write, descriptor, bytes, (count + 1) / 2);
	errno = closing_fault.error;
	return -1;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset)
{
	if (!fails())
		return syscall(SYS_pwrite64, descriptor, bytes, count, offset);
	errno = closing_fault.error;
	return -1;
}

off_t lseek(int descriptor, off_t offset, int whence)
{
	if (!fails() || closing_fault.tears)
		return syscall(SYS_lseek, descriptor, offset, whence);
	errno = closing_fault.error;
	return -1;
}
