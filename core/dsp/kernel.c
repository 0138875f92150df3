/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel.h"

#include "dsp/kernel_table.h"

#include <stdbool.h>
#include <string.h>

static bool runs_here(const struct kernel *kernel)
{
	if (kernel == &kernel_avx512)
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
	if (kernel == &kernel_avx2)
		return __builtin_cpu_supports("avx2");
	return true;
}

size_t kernel_list(const struct kernel **kernels, size_t capacity)
{
	static const struct kernel *const all[] = { &kernel_plain, &kernel_sse2, &kernel_avx2, &kernel_avx512 };
	size_t count = 0;
	__builtin_cpu_init();
	for (size_t i = 0; i < sizeof all / sizeof *all && count < capacity; i++)
		if (runs_here(all[i]))
			kernels[count++] = all[i];
	return count;
}

const struct kernel *kernel_select(const char *name)
{
	const struct kernel *kernels[8];
	size_t count = kernel_list(kernels, 8);
	if (!name)
		return kernels[count - 1];
	for (size_t i = 0; i < count; i++)
		if (strcmp(kernels[i]->name, name) == 0)
			return kernels[i];
	return NULL;
}
