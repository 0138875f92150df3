/* Measures what convolution costs.
   SPDX-License-Identifier: GPL-3.0-or-later

   The program prints the nanoseconds for one frame of one column, and the multiple of real time of a stereo signal at
   48 kHz, for each kernel and length of response: the best of three runs. */
#include "dsp/kernel/select.h"
#include "dsp/partitioned_convolution.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { COLUMNS = 2, BLOCK = 2048, BLOCKS = 96, RUNS = 3, RATE = 48000 };

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double *noise(struct arena *arena, size_t frames, uint64_t state)
{
	double *column = ARENA_ARRAY(arena, double, frames);
	for (size_t frame = 0; frame < frames; frame++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		column[frame] = (double)(int64_t)state * 0x1p-63;
	}
	return column;
}

static struct partitioned_convolution *stereo(struct arena *arena, const struct kernel *kernel, size_t length)
{
	struct fft_tables tables = { 0 };
	const struct partition_scheme *scheme = partition_scheme_new(arena, kernel, &tables, 0, length);
	struct convolution_path paths[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++)
		paths[i] = (struct convolution_path){
			i, i, partitioned_response_new(arena, scheme, noise(arena, length, i + 1), length)
		};
	return partitioned_convolution_new(arena, scheme, COLUMNS, COLUMNS, paths, COLUMNS);
}

/* The first run fills histories, so that no block is skipped as silence. */
static double nanoseconds(const struct kernel *kernel, size_t length)
{
	struct arena *arena = arena_new();
	struct partitioned_convolution *convolution = stereo(arena, kernel, length);
	const double *const in[] = { noise(arena, BLOCK, 11), noise(arena, BLOCK, 12) };
	double *const out[] = { ARENA_ARRAY(arena, double, BLOCK), ARENA_ARRAY(arena, double, BLOCK) };
	double best = 1e9;
	for (int run = 0; run <= RUNS; run++) {
		const double start = seconds();
		for (int block = 0; block < BLOCKS; block++)
			partitioned_convolution_process(convolution, in, out, 0, BLOCK);
		const double time = seconds() - start;
		best = run > 0 && time < best ? time : best;
	}
	arena_free(arena);
	return best * 1e9 / (COLUMNS * BLOCK * BLOCKS);
}

int main(void)
{
	static const size_t lengths[] = { 64, 1000, 4800, 24000, 48000, 120000, 240000, 480000 };
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < sizeof lengths / sizeof lengths[0]; k++) {
			const double cost = nanoseconds(kernels[i], lengths[k]);
			printf("%-7s %7zu taps %7.2f ns %6.0f x\n", kernels[i]->name, lengths[k], cost,
			       1e9 / (cost * COLUMNS * RATE));
		}
	return 0;
}
