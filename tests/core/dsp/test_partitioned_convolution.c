/* Tests partitioned convolution against the direct sum, and that its bits never change.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "dsp/kernel/spectrum.h"
#include "dsp/partitioned_convolution.h"
#include "noise.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KERNELS_MAXIMUM = 8, SAMPLED = 300 };

#define LIMIT_DB (-250.0)
#define PI_LONG 3.141592653589793238462643383279502884L

/** One response for one column. */
struct take {
	const char *name;
	size_t silent; /**< zero taps at its start */
	size_t length;
	size_t frames;
};

static const struct take takes[] = {
	{ "1 tap", 0, 1, 300 },
	{ "2 taps", 0, 2, 300 },
	{ "63 taps", 0, 63, 500 },
	{ "64 taps", 0, 64, 500 },
	{ "65 taps", 0, 65, 500 },
	{ "128 taps", 0, 128, 700 },
	{ "129 taps", 0, 129, 700 },
	{ "1000 taps", 0, 1000, 5000 },
	{ "1281 taps: two levels", 0, 1281, 5000 },
	{ "5000 taps", 0, 5000, 15000 },
	{ "120000 taps: all levels", 0, 120000, 200000 },
	{ "100 silent ones first: no head", 100, 2000, 6000 },
	{ "4096 silent ones first", 4096, 20000, 50000 },
	{ "all silent", 700, 700, 2000 },
};

static void fill(double *column, size_t frames, size_t silent, uint64_t seed, double decay)
{
	uint64_t state = seed;
	for (size_t i = 0; i < frames; i++)
		column[i] = i < silent ? 0.0 : noise_between(&state, -1.0, 1.0) * exp(-decay * (double)(i - silent));
}

static struct partitioned_convolution *convolution_of(struct arena *arena, const struct kernel *kernel,
						      const struct take *take, const double *taps)
{
	struct fft_tables tables = { 0 };
	const struct partition_scheme *scheme =
		partition_scheme_new(arena, kernel, &tables, take->silent, take->length);
	cr_assert_not_null(scheme);
	const struct convolution_path path = { 0, 0, partitioned_response_new(arena, scheme, taps, take->length) };
	cr_assert_not_null(path.response);
	struct partitioned_convolution *convolution = partitioned_convolution_new(arena, scheme, 1, 1, &path, 1);
	cr_assert_not_null(convolution);
	return convolution;
}

/* Runs blocks of `block` frames, or, with 0, of changing lengths. */
static void run(struct partitioned_convolution *convolution, const double *in, double *out, size_t frames, size_t block)
{
	uint64_t state = 5;
	for (size_t done = 0, count; done < frames; done += count) {
		count = block > 0 ? block : 1 + (size_t)(noise(&state) * 3000.0);
		count = frames - done < count ? frames - done : count;
		const double *from = in + done;
		double *to = out + done;
		partitioned_convolution_process(convolution, &from, &to, 0, count);
	}
}

static long double direct(const double *taps, size_t length, const double *in, size_t frame)
{
	long double sum = 0.0L;
	for (size_t k = 0; k < length && k <= frame; k++)
		sum += (long double)taps[k] * in[frame - k];
	return sum;
}

static double error_db(const struct take *take, const double *taps, const double *in, const double *out)
{
	uint64_t state = 9;
	long double worst = 0.0L, peak = 1e-300L;
	const size_t step = take->frames > 10 * SAMPLED ? take->frames / SAMPLED : 1;
	for (size_t frame = 0; frame < take->frames; frame += step) {
		size_t at = frame + (step > 1 ? (size_t)(noise(&state) * (double)(step - 1)) : 0);
		at = at < take->frames ? at : take->frames - 1;
		const long double right = direct(taps, take->length, in, at), off = fabsl(right - out[at]);
		peak = fmaxl(peak, fabsl(right));
		worst = !(off <= worst) ? off : worst;
	}
	return (double)(20.0L * log10l(worst / peak + 1e-30L));
}

Test(partitioned_convolution, is_the_direct_sum)
{
	for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++) {
		const struct take *take = &takes[i];
		struct arena *arena = arena_new();
		double *taps = ARENA_ARRAY(arena, double, take->length);
		double *in = ARENA_ARRAY(arena, double, take->frames), *out = ARENA_ARRAY(arena, double, take->frames);
		fill(taps, take->length, take->silent, 1, 3.0 / (double)take->length);
		fill(in, take->frames, 0, 2, 0.0);
		run(convolution_of(arena, kernel_select(NULL), take, taps), in, out, take->frames, 777);
		const double off = error_db(take, taps, in, out);
		cr_expect_leq(off, LIMIT_DB, "%s: off by %.1f dB", take->name, off);
		arena_free(arena);
	}
}

/* The old content of the rings does not come back: the silence lasts longer than the response and several of the
   longest cells. */
Test(partitioned_convolution, is_silent_once_it_has_rung_out)
{
	enum { SOUND = 20000, SILENCE = 120000 };
	for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++) {
		const struct take *take = &takes[i];
		const size_t end = SOUND + take->length, frames = end + SILENCE;
		struct arena *arena = arena_new();
		double *taps = ARENA_ARRAY(arena, double, take->length);
		double *in = ARENA_ARRAY(arena, double, frames), *out = ARENA_ARRAY(arena, double, frames);
		fill(taps, take->length, take->silent, 1, 3.0 / (double)take->length);
		fill(in, SOUND, 0, 2, 0.0);
		run(convolution_of(arena, kernel_select(NULL), take, taps), in, out, frames, 777);
		double peak = 1e-300, rest = 0.0;
		for (size_t frame = 0; frame < frames; frame++)
			if (frame < end)
				peak = fmax(peak, fabs(out[frame]));
			else
				rest = fmax(rest, fabs(out[frame]));
		cr_expect_leq(20.0 * log10(rest / peak + 1e-30), LIMIT_DB, "%s: %g of %g", take->name, rest, peak);
		arena_free(arena);
	}
}

static void expect_equal(const char *name, const char *how, const double *one, const double *other, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		cr_assert(memcmp(&one[i], &other[i], sizeof *one) == 0, "%s, %s: frame %zu is %a, not %a", name, how, i,
			  other[i], one[i]);
}

/* The input has silences of all lengths, so that cells are skipped. */
static void fill_with_pauses(double *column, size_t frames)
{
	fill(column, frames, 0, 3, 0.0);
	for (size_t start = 500, length = 10; start < frames; start += 3 * length, length = length * 3 / 2)
		for (size_t i = start; i < frames && i < start + length; i++)
			column[i] = 0.0;
}

static void compare_ways(const struct take *take)
{
	static const size_t blocks[] = { 1, 7, 64, 100, 4096, 65536, 0 };
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t kernel_count = kernel_list(kernels, KERNELS_MAXIMUM);
	struct arena *arena = arena_new();
	double *taps = ARENA_ARRAY(arena, double, take->length);
	double *in = ARENA_ARRAY(arena, double, take->frames);
	double *whole = ARENA_ARRAY(arena, double, take->frames), *out = ARENA_ARRAY(arena, double, take->frames);
	fill(taps, take->length, take->silent, 1, 3.0 / (double)take->length);
	fill_with_pauses(in, take->frames);
	struct partitioned_convolution *convolution = convolution_of(arena, kernels[0], take, taps);
	run(convolution, in, whole, take->frames, take->frames);
	for (size_t i = 0; i < kernel_count; i++) {
		convolution = convolution_of(arena, kernels[i], take, taps);
		run(convolution, in, out, take->frames, take->frames);
		expect_equal(take->name, kernels[i]->name, whole, out, take->frames);
	}
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		partitioned_convolution_reset(convolution);
		run(convolution, in, out, take->frames, blocks[i]);
		expect_equal(take->name, "cut, after reset", whole, out, take->frames);
	}
	partitioned_convolution_reset(convolution);
	run(convolution, in, in, take->frames, 1000);
	expect_equal(take->name, "in index", whole, in, take->frames);
	arena_free(arena);
}

Test(partitioned_convolution, bits_do_not_depend_on_cuts_kernels_pasts_and_places)
{
	for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++)
		compare_ways(&takes[i]);
}

/* There are two inputs, three outputs and four paths. */
Test(partitioned_convolution, paths_add_up)
{
	enum { LENGTH = 700, FRAMES = 3000, PATHS = 4 };
	static const size_t from[PATHS] = { 0, 1, 1, 0 }, to[PATHS] = { 0, 0, 1, 1 };
	static double taps[PATHS][LENGTH], in[2][FRAMES], out[3][FRAMES];
	struct arena *arena = arena_new();
	struct fft_tables tables = { 0 };
	const struct partition_scheme *scheme = partition_scheme_new(arena, kernel_select(NULL), &tables, 0, LENGTH);
	struct convolution_path paths[PATHS];
	for (size_t i = 0; i < PATHS; i++) {
		const size_t length = LENGTH - 200 * i;
		fill(taps[i], length, 0, i + 1, 0.005);
		paths[i] = (struct convolution_path){ from[i], to[i],
						      partitioned_response_new(arena, scheme, taps[i], length) };
	}
	fill(in[0], FRAMES, 0, 11, 0.0);
	fill(in[1], FRAMES, 0, 12, 0.0);
	struct partitioned_convolution *convolution = partitioned_convolution_new(arena, scheme, 2, 3, paths, PATHS);
	const double *const ins[] = { in[0], in[1] };
	double *const outs[] = { out[0], out[1], out[2] };
	partitioned_convolution_process(convolution, ins, outs, 0, FRAMES);
	for (size_t frame = 0; frame < FRAMES; frame += 13)
		for (size_t channel = 0; channel < 3; channel++) {
			long double sum = 0.0L;
			for (size_t i = 0; i < PATHS; i++)
				sum += to[i] == channel ? direct(taps[i], LENGTH, in[from[i]], frame) : 0.0L;
			cr_assert_float_eq(out[channel][frame], (double)sum, 1e-12, "channel %zu, frame %zu", channel,
					   frame);
		}
	arena_free(arena);
}

/* Each bin of each size is the sum that defines it, and the way back gives the input. */
Test(fft, is_the_transform_of_its_definition)
{
	static double in[2 * 1024], work[2 * 1024];
	const struct kernel *kernels[KERNELS_MAXIMUM];
	const size_t kernel_count = kernel_list(kernels, KERNELS_MAXIMUM);
	fill(in, 2 * 1024, 0, 4, 0.0);
	for (size_t size = FFT_SIZE_MINIMUM; size <= 1024; size *= 2) {
		struct arena *arena = arena_new();
		const struct fft *fft = fft_new(arena, size);
		double *spectrum = ARENA_ARRAY(arena, double, 2 * size);
		for (size_t i = 0; i < kernel_count; i++) {
			const size_t width = kernels[i]->width;
			kernels[i]->spectrum->forward(fft, in, in + size, work, spectrum);
			for (size_t bin = 0; bin < size; bin += size / 32 + 1) {
				long double re = 0.0L, im = 0.0L;
				for (size_t n = 0; n < 2 * size; n++) {
					const long double turn =
						(long double)((4 * bin + 4 * size - 1) * n % (4 * size));
					const long double angle = PI_LONG * turn / (2.0L * (long double)size);
					re += in[n] * cosl(angle);
					im -= in[n] * sinl(angle);
				}
				const size_t index = fft_bin_index(fft, width, bin);
				cr_assert_float_eq(spectrum[index], (double)re, 1e-13 * (double)size);
				cr_assert_float_eq(spectrum[index + FFT_LAST * width], (double)im,
						   1e-13 * (double)size);
			}
		}
		arena_free(arena);
	}
}
