/* Preloaded before the C library: the k-th call for memory fails.
   SPDX-License-Identifier: GPL-3.0-or-later

   STEMPRINT_MEMORY is "K" or "K+": the K-th call fails, or all from there on. STEMPRINT_MEMORY_OF says whose calls
   count: "program" (the default) or "libraries", without the C library. STEMPRINT_MEMORY_COUNT names a file that gets
   the number of calls that counted when the process ends. A child process goes on with the count of its parent. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct range {
	uintptr_t from, to;
};

static struct {
	struct range program, c_library, own;
	long at;
	bool lasts, of_libraries, ready;
} plan;
static atomic_long *calls;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static bool holds(const struct range *range, uintptr_t address)
{
	return address >= range->from && address < range->to;
}

static int note_object(struct dl_phdr_info *object, size_t size, void *context)
{
	struct range range = { UINTPTR_MAX, 0 };
	(void)size;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const uintptr_t from = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
		if (object->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		range.from = from < range.from ? from : range.from;
		range.to = from + object->dlpi_phdr[i].p_memsz;
	}
	if (*(bool *)context)
		plan.program = range;
	*(bool *)context = false;
	if (strstr(object->dlpi_name, "/libc.so"))
		plan.c_library = range;
	if (holds(&range, (uintptr_t)&note_object))
		plan.own = range;
	return 0;
}

__attribute__((constructor)) static void read_plan(void)
{
	bool first = true;
	const char *text = getenv("STEMPRINT_MEMORY"), *whose = getenv("STEMPRINT_MEMORY_OF");
	void *memory = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		abort();
	calls = memory;
	dl_iterate_phdr(note_object, &first);
	plan.at = text ? strtol(text, NULL, 10) : 0;
	plan.lasts = text && strchr(text, '+');
	plan.of_libraries = whose && strcmp(whose, "libraries") == 0;
	plan.ready = true;
}

__attribute__((destructor)) static void write_count(void)
{
	char text[32];
	const char *path = getenv("STEMPRINT_MEMORY_COUNT");
	const int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
	const int length = snprintf(text, sizeof text, "%ld\n", atomic_load(calls));
	if (file >= 0 && write(file, text, (size_t)length) != length)
		abort();
	if (file >= 0)
		close(file);
}

/* Counts a call, and returns whether it fails. */
static bool fails(const void *caller)
{
	const uintptr_t address = (uintptr_t)caller;
	if (!plan.ready || holds(&plan.own, address) || holds(&plan.c_library, address) ||
	    holds(&plan.program, address) == plan.of_libraries)
		return false;
	const long now = atomic_fetch_add(calls, 1) + 1;
	if (plan.at == 0 || now < plan.at || (now > plan.at && !plan.lasts))
		return false;
	errno = ENOMEM;
	return true;
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t size)
{
	return fails(CALLER) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails(CALLER) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return fails(CALLER) ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails(CALLER) ? NULL : __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
	return fails(CALLER) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	if (fails(CALLER))
		return ENOMEM;
	*memory = __libc_memalign(alignment, size);
	return *memory ? 0 : ENOMEM;
}

static char *copy(const char *text, size_t length)
{
	char *made = __libc_malloc(length + 1);
	if (made) {
		memcpy(made, text, length);
		made[length] = '\0';
	}
	return made;
}

char *strdup(const char *text)
{
	return fails(CALLER) ? NULL : copy(text, strlen(text));
}

char *strndup(const char *text, size_t length)
{
	return fails(CALLER) ? NULL : copy(text, strnlen(text, length));
}
