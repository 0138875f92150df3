/* Measures what a compressor costs.
   SPDX-License-Identifier: GPL-3.0-or-later

   The program prints the nanoseconds for one frame of one stereo instance, for each kernel and number of instances: the
   best of five runs. */
#include "dsp/kernel/select.h"
#include "processors/registry.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { INSTANCES_MAXIMUM = 64, FRAMES = 1024, BLOCKS = 400, RUNS = 5 };

struct seat {
	double *in[2], *out[2];
};

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void fill(double *column, uint64_t *state)
{
	for (size_t frame = 0; frame < FRAMES; frame++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		column[frame] = (double)(int64_t)*state * 0x1p-63;
	}
}

static struct processor_instance instance(struct arena *arena, struct seat *seat, const struct parameter_value *values)
{
	static uint64_t state = 1;
	for (size_t channel = 0; channel < 2; channel++) {
		seat->in[channel] = ARENA_ARRAY(arena, double, FRAMES);
		seat->out[channel] = ARENA_ARRAY(arena, double, FRAMES);
		fill(seat->in[channel], &state);
	}
	return (struct processor_instance){
		.values = values,
		.context = { .sample_rate = 48000.0, .channels = 2 },
		.shape = { .channels = 2 },
		.groups = 1,
		.in = (const double *const *)seat->in,
		.out = seat->out,
	};
}

static double nanoseconds(const struct processor *processor, const struct kernel *kernel, size_t count)
{
	struct arena *arena = arena_new();
	struct seat *seats = ARENA_ARRAY(arena, struct seat, count);
	struct processor_instance *instances = ARENA_ARRAY(arena, struct processor_instance, count);
	const struct parameter_value *values =
		parameter_defaults(arena, processor->parameters, processor->parameter_count);
	for (size_t i = 0; i < count; i++)
		instances[i] = instance(arena, &seats[i], values);
	void *batch = processor->batch_new(arena, kernel, instances, count, FRAMES);
	double best = 1e9;
	for (int run = 0; batch && run < RUNS; run++) {
		const double start = seconds();
		for (int block = 0; block < BLOCKS; block++)
			processor->process(batch, 0, FRAMES);
		const double taken = seconds() - start;
		best = taken < best ? taken : best;
	}
	arena_free(arena);
	return 1e9 * best / ((double)count * FRAMES * BLOCKS);
}

int main(void)
{
	static const size_t counts[] = { 1, 4, 8, 32, INSTANCES_MAXIMUM };
	const struct kernel *kernels[8];
	const size_t kernel_count = kernel_list(kernels, sizeof kernels / sizeof kernels[0]);
	const struct processor *processor = registry_find("compressor");
	if (!processor)
		return 1;
	for (size_t kernel = 0; kernel < kernel_count; kernel++)
		for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
			printf("compressor  %-7s %3zu stereo instances  %6.2f ns a frame\n", kernels[kernel]->name,
			       counts[i], nanoseconds(processor, kernels[kernel], counts[i]));
	return 0;
}
