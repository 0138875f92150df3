/* Tests the rounding of samples to integers, and their bytes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dither.h"
#include "dsp/kernel/print.h"
#include "dsp/kernel/select.h"
#include "dsp/quantise.h"
#include "dsp/stream_key.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

TestSuite(quantise, .timeout = 60);

static uint32_t random_state = 1;

static double random_sample(void)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (double)(int32_t)random_state * 0x1p-31;
}

Test(quantise, what_a_file_held_comes_back)
{
	static double in[65536];
	static int32_t out[65536];
	for (int32_t i = 0; i < 65536; i++)
		in[i] = (i - 32768) * 0x1p-15;
	cr_assert_eq(quantise(in, NULL, out, 65536, 16), 0);
	for (int32_t i = 0; i < 65536; i++)
		cr_assert_eq(out[i], i - 32768);
	for (int32_t start = -8388608; start < 8388608; start += 65536) {
		for (int32_t i = 0; i < 65536; i++)
			in[i] = (start + i) * 0x1p-23;
		cr_assert_eq(quantise(in, NULL, out, 65536, 24), 0);
		for (int32_t i = 0; i < 65536; i++)
			cr_assert_eq(out[i], start + i);
	}
}

/* The samples are in LSB of 16 bits. */
static const struct {
	double lsb;
	int32_t rounded;
	size_t clipped;
} roundings[] = {
	{ 0.0, 0, 0 },
	{ -0.0, 0, 0 },
	{ 0.5, 0, 0 },
	{ 1.5, 2, 0 },
	{ 2.5, 2, 0 },
	{ -0.5, 0, 0 },
	{ -1.5, -2, 0 },
	{ -2.5, -2, 0 },
	{ 0.4999999999, 0, 0 },
	{ 0.5000000001, 1, 0 },
	{ 32766.5, 32766, 0 },
	{ 32767.4999, 32767, 0 },
	{ 32767.5, 32767, 1 },
	{ 32768.0, 32767, 1 },
	{ -32768.0, -32768, 0 },
	{ -32768.5, -32768, 0 },
	{ -32768.5001, -32768, 1 },
	{ 1e308, 32767, 1 },
	{ -1e308, -32768, 1 },
	{ 1e-320, 0, 0 },
};

Test(quantise, rounds_to_the_nearest_and_holds_the_range)
{
	for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++) {
		double in[9]; /* at every index of a vector */
		int32_t out[9];
		for (size_t k = 0; k < 9; k++)
			in[k] = roundings[i].lsb * 0x1p-15;
		cr_expect_eq(quantise(in, NULL, out, 9, 16), 9 * roundings[i].clipped, "row %zu", i);
		for (size_t k = 0; k < 9; k++)
			cr_expect_eq(out[k], roundings[i].rounded, "row %zu: %d", i, out[k]);
	}
}

Test(quantise, bounded_prefix_finds_the_first)
{
	static const double bad[] = { (double)NAN, (double)INFINITY, -(double)INFINITY, 2.0, -2.0 };
	double column[100] = { 0 };
	column[7] = 1.0;
	column[8] = -1.0;
	cr_expect_eq(bounded_prefix(column, 100, 1.0), 100);
	cr_expect_eq(bounded_prefix(column, 0, 1.0), 0);
	for (size_t b = 0; b < 5; b++)
		for (size_t at = 0; at < 100; at++) {
			double saved = column[at];
			column[at] = column[99] = bad[b];
			cr_expect_eq(bounded_prefix(column, 100, 1.0), at);
			column[at] = saved;
			column[99] = 0.0;
		}
}

enum { NOISE_FRAMES = 1 << 21 };

/* Returns the rms of quantised minus exact, in dBFS. */
static double error_rms_dbfs(unsigned bits, bool dithered, double *mean_lsb)
{
	enum { BLOCK = 4096 };
	static double in[BLOCK], dither[BLOCK];
	static int32_t out[BLOCK];
	double scale = ldexp(1.0, (int)bits - 1), power = 0.0, sum = 0.0;
	uint64_t key = stream_key(1, "out.wav", 0);
	for (size_t start = 0; start < NOISE_FRAMES; start += BLOCK) {
		for (size_t i = 0; i < BLOCK; i++)
			in[i] = 0.9 * random_sample();
		dither_tpdf(key, start, dither, BLOCK);
		cr_assert_eq(quantise(in, dithered ? dither : NULL, out, BLOCK, bits), 0);
		for (size_t i = 0; i < BLOCK; i++) {
			double error = out[i] - in[i] * scale;
			power += error * error;
			sum += error;
		}
	}
	*mean_lsb = sum / NOISE_FRAMES;
	return 10 * log10(power / NOISE_FRAMES) - 20 * log10(scale);
}

/* The figures are those of oracles.md, "Dither and noise shaping". */
Test(quantise, error_rms)
{
	static const struct {
		unsigned bits;
		bool dithered;
		double dbfs;
	} rows[] = { { 16, false, -101.10 }, { 16, true, -96.33 }, { 24, false, -149.27 }, { 24, true, -144.50 } };
	for (size_t r = 0; r < 4; r++) {
		double mean, rms = error_rms_dbfs(rows[r].bits, rows[r].dithered, &mean);
		cr_expect_leq(fabs(rms - rows[r].dbfs), 0.1, "%u bits: %.3f dBFS", rows[r].bits, rms);
		cr_expect_leq(fabs(mean), 0.002, "%u bits: mean error %g LSB", rows[r].bits, mean);
	}
}

/* With dither the power of the error does not follow the signal: it is equal for every level between two steps. */
Test(quantise, noise_is_not_modulated)
{
	enum { FRAMES = 1 << 18 };
	static double in[FRAMES], dither[FRAMES];
	static int32_t out[FRAMES];
	dither_tpdf(stream_key(2, "out.wav", 0), 0, dither, FRAMES);
	for (int step = 0; step <= 8; step++) {
		for (size_t i = 0; i < FRAMES; i++)
			in[i] = step / 8.0 * 0x1p-15;
		cr_assert_eq(quantise(in, dither, out, FRAMES, 16), 0);
		double sum = 0, power = 0;
		for (size_t i = 0; i < FRAMES; i++) {
			double error = out[i] - step / 8.0;
			sum += error;
			power += error * error;
		}
		cr_expect_leq(fabs(sum / FRAMES), 0.005, "%d/8 LSB: mean %g", step, sum / FRAMES);
		cr_expect_leq(fabs(10 * log10(power / FRAMES / 0.25)), 0.1, "%d/8 LSB: power %g", step, power / FRAMES);
	}
}

static double harmonic_dbfs(const int32_t *out, size_t frames, double frequency)
{
	double s = 0, c = 0;
	for (size_t i = 0; i < frames; i++) {
		double phase = 2 * M_PI * frequency * (double)i / 48000.0;
		s += out[i] * 0x1p-15 * sin(phase);
		c += out[i] * 0x1p-15 * cos(phase);
	}
	return 20 * log10(2 * hypot(s, c) / (double)frames);
}

Test(quantise, third_harmonic_of_a_soft_tone)
{
	enum { FRAMES = 480000 };
	static double in[FRAMES], dither[FRAMES];
	static int32_t out[FRAMES];
	for (size_t i = 0; i < FRAMES; i++)
		in[i] = 1e-3 * sin(2 * M_PI * 997.0 * (double)i / 48000.0);
	dither_tpdf(stream_key(0, "out.wav", 0), 0, dither, FRAMES);
	cr_assert_eq(quantise(in, NULL, out, FRAMES, 16), 0);
	double bare = harmonic_dbfs(out, FRAMES, 3 * 997.0);
	cr_expect_leq(fabs(bare - -121.0), 1.0, "undithered: %.1f dBFS", bare);
	cr_assert_eq(quantise(in, dither, out, FRAMES, 16), 0);
	double dithered = harmonic_dbfs(out, FRAMES, 3 * 997.0);
	cr_expect_leq(dithered, -138.0, "dithered: %.1f dBFS", dithered);
	double level = harmonic_dbfs(out, FRAMES, 997.0);
	cr_expect_leq(fabs(level - -60.0), 0.01, "the tone itself: %.3f dBFS", level);
}

static double correlation(const double *a, const double *b, size_t frames)
{
	double ab = 0, aa = 0, bb = 0;
	for (size_t i = 0; i < frames; i++) {
		ab += a[i] * b[i];
		aa += a[i] * a[i];
		bb += b[i] * b[i];
	}
	return ab / sqrt(aa * bb);
}

Test(quantise, dither_is_triangular_white_and_its_own)
{
	enum { FRAMES = 1 << 20, BINS = 64 };
	static double dither[FRAMES + 16], other[FRAMES];
	dither_tpdf(stream_key(0, "stems/vocals.wav", 0), 0, dither, FRAMES + 16);
	double counts[BINS] = { 0 };
	for (size_t i = 0; i < FRAMES; i++) {
		cr_assert(dither[i] > -1.0 && dither[i] < 1.0);
		counts[(size_t)((dither[i] + 1.0) * (BINS / 2))]++;
	}
	double chi_square = 0;
	for (int i = 0; i < BINS; i++) {
		double from = 2.0 * i / BINS - 1, to = 2.0 * (i + 1) / BINS - 1;
		double share = (to - from) * (1 - fabs(from + to) / 2); /* the area of the trapezium */
		chi_square += (counts[i] - FRAMES * share) * (counts[i] - FRAMES * share) / (FRAMES * share);
	}
	cr_expect_leq(chi_square, 110.0, "chi square of 63 degrees: %g", chi_square); /* p = 0.0002 */
	const double four_sigma = 4 / sqrt(FRAMES);
	for (size_t lag = 1; lag <= 16; lag++)
		cr_expect_leq(fabs(correlation(dither, dither + lag, FRAMES)), four_sigma, "lag %zu", lag);
	static const struct {
		uint64_t seed;
		const char *name;
		size_t channel;
	} others[] = { { 0, "stems/vocals.wav", 1 },
		       { 0, "stems/drums.wav", 0 },
		       { 1, "stems/vocals.wav", 0 },
		       { 1, "stems/vocals.wav", 1 },
		       { 0, "mix.wav", 0 } };
	for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
		dither_tpdf(stream_key(others[k].seed, others[k].name, others[k].channel), 0, other, FRAMES);
		for (size_t lag = 0; lag < 3; lag++)
			cr_expect_leq(fabs(correlation(dither + lag, other, FRAMES)), four_sigma, "stream %zu", k);
	}
}

Test(quantise, dither_does_not_depend_on_cuts)
{
	enum { FRAMES = 5000 };
	static double whole[FRAMES], cut[FRAMES];
	static const size_t blocks[] = { 1, 7, 64, 1000 };
	static const uint64_t starts[] = { 0, 12345, (UINT64_C(1) << 32) - 100, (UINT64_C(1) << 40) - 7 };
	for (size_t s = 0; s < 4; s++) {
		dither_tpdf(99, starts[s], whole, FRAMES);
		for (size_t b = 0; b < 4; b++) {
			for (size_t i = 0; i < FRAMES; i += blocks[b])
				dither_tpdf(99, starts[s] + i, cut + i,
					    FRAMES - i < blocks[b] ? FRAMES - i : blocks[b]);
			cr_expect_eq(memcmp(whole, cut, sizeof whole), 0);
		}
	}
}

/* The first values come from another language: SplitMix64 of the paper in python3, with integers modulo 2^64. */
Test(quantise, dither_is_pinned)
{
	double dither[4];
	dither_tpdf(stream_key(42, "mix.wav", 1), 1000, dither, 4);
	cr_expect_eq(dither[0], 321098221 * 0x1p-31);
	cr_expect_eq(dither[1], -734415365 * 0x1p-31);
	cr_expect_eq(dither[2], -1091854994 * 0x1p-31);
	cr_expect_eq(dither[3], -503438656 * 0x1p-31);
}

enum { LONGEST = 1003 };

/* The signals are loud, far too loud, and NaN. */
static void fill_with_clips(double *in, size_t shift)
{
	for (size_t i = 0; i < LONGEST; i++)
		in[i] = (i + shift) % 97 == 0 ? (i % 2 ? 1e300 : -1.5) : sin((double)(i + shift) * 0.7) * 1.01;
	in[30 + shift] = (double)NAN;
	in[33 + shift] = -(double)INFINITY;
}

/* Every kernel gives the same bits as dither and rounding one after the other, for every length. */
Test(quantise, all_kernels_quantise_alike)
{
	static double in[LONGEST], dither[LONGEST];
	static int32_t expected[LONGEST + 1], out[LONGEST + 1];
	const struct kernel *kernels[8];
	size_t count = kernel_list(kernels, 8);
	fill_with_clips(in, 0);
	for (size_t k = 0; k < count; k++)
		for (size_t frames = 0; frames <= LONGEST; frames += frames < 70 ? 1 : 311)
			for (unsigned bits = 16; bits <= 32; bits += 8) {
				dither_tpdf(77, frames * 5, dither, frames);
				expected[frames] = out[frames] = 7;
				size_t clipped = kernels[0]->print->quantise(in, dither, expected, frames, bits);
				cr_assert_eq(kernels[k]->print->quantise(in, dither, out, frames, bits), clipped);
				cr_assert_arr_eq(out, expected, sizeof out, "%s", kernels[k]->name);
				memset(out, 0, frames * sizeof *out);
				cr_assert_eq(
					kernels[k]->print->quantise_dithered(in, 77, frames * 5, out, frames, bits),
					clipped, "%s, %u bits, %zu frames", kernels[k]->name, bits, frames);
				cr_assert_arr_eq(out, expected, sizeof out, "%s, %u bits", kernels[k]->name, bits);
			}
}

/* The last bit counts: half a step less the dither is rounded to 0 only where exactly that dither is added. */
Test(quantise, all_kernels_dither_alike)
{
	enum { FRAMES = 1 << 16 };
	static double in[FRAMES], dither[FRAMES];
	static int32_t out[FRAMES];
	const struct kernel *kernels[8];
	size_t count = kernel_list(kernels, 8);
	dither_tpdf(UINT64_MAX - 5, UINT64_C(1) << 40, dither, FRAMES);
	for (size_t k = 0; k < count; k++)
		for (int half = -1; half <= 1; half += 2) {
			for (size_t i = 0; i < FRAMES; i++)
				in[i] = (half * 0.5 - dither[i]) * 0x1p-15;
			kernels[k]->print->quantise_dithered(in, UINT64_MAX - 5, UINT64_C(1) << 40, out, FRAMES, 16);
			for (size_t i = 0; i < FRAMES; i++)
				cr_assert_eq(out[i], 0, "%s: frame %zu", kernels[k]->name, i);
		}
}

/* The bytes lie in memory of exactly their length, so that a sanitizer sees a write beside them. */
static void expect_printed(const struct kernel *kernel, const double *const *columns, size_t frames)
{
	static const uint64_t keys[] = { 77, UINT64_MAX - 7 };
	static double dither[LONGEST];
	static int32_t integers[2][LONGEST];
	const size_t length = 6 * frames;
	unsigned char *bytes = malloc(length > 0 ? length : 1);
	size_t clipped = 0;
	for (size_t channel = 0; channel < 2; channel++) {
		dither_tpdf(keys[channel], 3 * frames, dither, frames);
		clipped += quantise(columns[channel], dither, integers[channel], frames, 24);
	}
	cr_assert_eq(kernel->print->print_24(columns, keys, 3 * frames, bytes, frames), clipped, "%s, %zu frames",
		     kernel->name, frames);
	for (size_t i = 0; i < length; i++) {
		const uint32_t sample = (uint32_t)integers[i / 3 % 2][i / 6];
		cr_assert_eq(bytes[i], sample >> 8 * (i % 3) & 0xff, "%s, byte %zu of %zu", kernel->name, i, length);
	}
	free(bytes);
}

Test(quantise, all_kernels_print_24_bits_alike)
{
	static double in[3][LONGEST];
	const double *const pairs[][2] = { { in[0], in[1] }, { in[0], in[2] }, { in[2], in[1] }, { in[2], in[2] } };
	const struct kernel *kernels[8];
	size_t count = kernel_list(kernels, 8);
	fill_with_clips(in[0], 0);
	fill_with_clips(in[1], 13);
	for (size_t i = 0; i < LONGEST; i++)
		in[2][i] = 0.9 * sin((double)i * 0.3);
	for (size_t k = 0; k < count; k++)
		for (size_t frames = 0; frames <= LONGEST; frames += frames < 70 ? 1 : 311)
			for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
				expect_printed(kernels[k], pairs[i], frames);
}

/* The sign of zero counts. */
static bool is_same(double a, double b)
{
	return a == b && signbit(a) == signbit(b);
}

/* The memory has exactly this length, so that a sanitizer sees a read beside it. */
static void expect_unpacked(const struct kernel *kernel, size_t stride, size_t channels, size_t frames)
{
	const size_t length = frames > 0 ? (frames - 1) * stride + 3 * channels : 0;
	unsigned char *bytes = malloc(length > 0 ? length : 1);
	double out[8][64], *columns[8];
	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(i % 3 == 2 && i % 4 == 0 ? 0x80 : i * 151 + frames);
	for (size_t channel = 0; channel < channels; channel++) {
		columns[channel] = out[channel];
		out[channel][frames] = 7.0;
	}
	kernel->print->unpack_24(bytes, stride, columns, channels, frames);
	for (size_t channel = 0; channel < channels; channel++) {
		for (size_t i = 0; i < frames; i++) {
			const unsigned char *at = bytes + i * stride + 3 * channel;
			const long sample = at[0] + 256L * at[1] + 65536L * at[2] - (at[2] > 127 ? 16777216L : 0L);
			const double expected = (double)sample / 8388608.0;
			cr_assert(is_same(out[channel][i], expected),
				  "%s, stride %zu, channel %zu of %zu, frame %zu of %zu", kernel->name, stride, channel,
				  channels, i, frames);
		}
		cr_assert_eq(out[channel][frames], 7.0);
	}
	free(bytes);
}

Test(quantise, all_kernels_unpack_24_bits_exactly)
{
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	for (size_t k = 0; k < count; k++)
		for (size_t stride = 3; stride <= 24; stride += 3)
			for (size_t channels = 1; channels <= stride / 3; channels++)
				for (size_t frames = 0; frames < 40; frames++)
					expect_unpacked(kernels[k], stride, channels, frames);
}

/* Tests every sample that exists; silence has the sign of zero. */
Test(quantise, all_kernels_unpack_every_sample_of_24_bits)
{
	enum { FRAMES = 1 << 15 };
	static unsigned char bytes[6 * FRAMES];
	static double out[2][FRAMES];
	double *const columns[2] = { out[0], out[1] };
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	for (long start = 0; start < 1L << 24; start += 2L * FRAMES) {
		for (long i = 0; i < 6L * FRAMES; i++)
			bytes[i] = (unsigned char)((start + i / 3) >> 8 * (i % 3));
		for (size_t k = 0; k < count; k++) {
			kernels[k]->print->unpack_24(bytes, 6, columns, 2, FRAMES);
			for (long i = 0; i < 2L * FRAMES; i++) {
				const long sample = start + i;
				const double expected =
					(double)(sample < 1L << 23 ? sample : sample - (1L << 24)) / 8388608.0;
				cr_assert(is_same(out[i % 2][i / 2], expected), "%s: %ld", kernels[k]->name, sample);
			}
		}
	}
}

/* The memory has exactly this length again; bits over 24 are dropped. */
static void expect_packed(const struct kernel *kernel, size_t channels, size_t frames)
{
	static int32_t samples[8][64];
	const int32_t *columns[8];
	const size_t length = 3 * channels * frames;
	unsigned char *bytes = malloc(length > 0 ? length : 1);
	for (size_t channel = 0; channel < channels; channel++) {
		columns[channel] = samples[channel];
		for (size_t i = 0; i < frames; i++)
			samples[channel][i] = (int32_t)(((uint32_t)i * 40503 + (uint32_t)channel + 1) * 2654435761U);
	}
	kernel->print->pack_24(columns, channels, bytes, frames);
	for (size_t i = 0; i < length; i++) {
		const uint32_t sample = (uint32_t)samples[i / 3 % channels][i / 3 / channels];
		cr_assert_eq(bytes[i], sample >> 8 * (i % 3) & 0xff, "%s, %zu channels, byte %zu of %zu", kernel->name,
			     channels, i, length);
	}
	free(bytes);
}

Test(quantise, all_kernels_pack_24_bits_exactly)
{
	const struct kernel *kernels[8];
	const size_t count = kernel_list(kernels, 8);
	for (size_t k = 0; k < count; k++)
		for (size_t channels = 1; channels <= 8; channels++)
			for (size_t frames = 0; frames < 64; frames++)
				expect_packed(kernels[k], channels, frames);
}
