/* Chooses among the kernels that this CPU runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"

#include "dsp/kernel/table.h"

#include <stdbool.h>
#include <string.h>

/* All kernels, from the reference to the widest. */
static const struct kernel *const tables[] = { &kernel_plain, &kernel_sse2, &kernel_avx2, &kernel_avx512 };

enum { TABLE_COUNT = sizeof tables / sizeof tables[0] };

static bool runs_here(const struct kernel *kernel)
{
	if (kernel == &kernel_avx512)
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		       __builtin_cpu_supports("avx512vl");
	if (kernel == &kernel_avx2)
		return __builtin_cpu_supports("avx2");
	return true;
}

size_t kernel_list(const struct kernel **kernels, size_t capacity)
{
	size_t count = 0;
	for (size_t i = 0; i < TABLE_COUNT && count < capacity; i++)
		if (runs_here(tables[i]))
			kernels[count++] = tables[i];
	return count;
}

const struct kernel *kernel_select(const char *name)
{
	const struct kernel *kernels[TABLE_COUNT];
	size_t count = kernel_list(kernels, TABLE_COUNT);
	if (!name)
		return kernels[count - 1];
	for (size_t i = 0; i < count; i++)
		if (strcmp(kernels[i]->name, name) == 0)
			return kernels[i];
	return NULL;
}

const struct kernel *kernel_narrow(const struct kernel *widest, size_t columns)
{
	for (size_t i = 0; i < TABLE_COUNT; i++)
		if (tables[i]->width >= columns && tables[i]->width <= widest->width && runs_here(tables[i]))
			return tables[i];
	return widest;
}
