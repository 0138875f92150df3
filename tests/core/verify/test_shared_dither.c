/* stemprint tests: files that FFmpeg's resampler dithered alike pass, and hide no fault.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"
#include "support/signal.h"
#include "verify/proof_pass.h"
#include "verify/resampler_dither.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { STEMS = 8, FILES = STEMS + 1, FRAMES = 4 * 48000, CHANNELS = 2 };

/* How a set is printed, and what goes wrong. All zero but `kind`: a clean set of 16 bits. */
struct print_case {
	const char *name;
	enum resampler_dither kind;
	unsigned bits; /* 0: 16 */
	size_t stem_turn, mix_turn; /* frames after which the noise begins again; 0: 131072 */
	bool truncated; /* floor instead of rounding */
	bool shaped; /* by the five weights of Lipshitz et al. */
	bool undithered_mix;
	bool rests; /* three stems rest for a second */
	bool foreign; /* the shared dither is not FFmpeg's */
	double gain_db; /* of the first stem in the mix */
	double tone, click, noise; /* in the mix, linear; noise is its rms */
	double independent; /* triangular noise in the mix, of so many LSB at most, and no dither in any file */
};

static const double lipshitz[] = { 2.033, -2.165, 1.959, -1.590, 0.6149 };

/* The noise by the formulas of libswresample/dither.c of FFmpeg 5.1, one sample at a time. */
static double next_uniform(uint64_t *seed)
{
	*seed = (*seed * 1664525 + 1013904223) % 4294967296;
	return (double)*seed / 4294967295.0;
}

static double *dither_new(enum resampler_dither kind, size_t channel, bool foreign)
{
	double *noise = samples_new(RESAMPLER_DITHER_FRAMES + 2);
	uint64_t seed = (12345678913579 * (uint64_t)channel + 3141592) % 2718281828 + (foreign ? 1 : 0);
	for (size_t i = 0; i < RESAMPLER_DITHER_FRAMES + 2; i++) {
		noise[i] = next_uniform(&seed) - (kind == RESAMPLER_DITHER_RECTANGULAR ? 0.5 : 0.0);
		if (kind != RESAMPLER_DITHER_RECTANGULAR)
			noise[i] -= next_uniform(&seed);
	}
	for (size_t i = 0; kind == RESAMPLER_DITHER_TRIANGULAR_HIGHPASS && i < RESAMPLER_DITHER_FRAMES; i++)
		noise[i] = (-noise[i] + 2.0 * noise[i + 1] - noise[i + 2]) / sqrt(6.0);
	return noise;
}

/* Prints a file as FFmpeg does: dither, rounding, and shaping by error feedback. */
static void print(double *samples, const struct print_case *row, const double *noise, size_t turn)
{
	const double scale = ldexp(1.0, (row->bits ? (int)row->bits : 16) - 1);
	double errors[5] = { 0.0 };
	for (size_t i = 0; i < FRAMES; i++) {
		double wanted = samples[i] * scale;
		for (size_t k = 0; row->shaped && k < 5; k++)
			wanted -= lipshitz[k] * errors[k];
		const double dithered = wanted + (noise ? noise[i % turn] : 0.0);
		const double written = row->truncated ? floor(dithered) : nearbyint(dithered);
		for (size_t k = 4; k > 0; k--)
			errors[k] = errors[k - 1];
		errors[0] = written - wanted;
		samples[i] = written / scale;
	}
}

static void make_channel(double *files[FILES], const struct print_case *row, struct noise *noise)
{
	double state[FILES] = { 0.0 };
	for (size_t i = 0; i < FRAMES; i++) {
		for (size_t stem = 1; stem < FILES; stem++) {
			const bool resting = row->rests && stem > 5 && i >= 48000 && i < 96000;
			state[stem] += 0.05 * (noise_gauss(noise) - state[stem]);
			files[stem][i] = resting ? 0.0 : 0.1 * state[stem];
			files[0][i] += (stem == 1 ? pow(10.0, row->gain_db / 20.0) : 1.0) * files[stem][i];
		}
		files[0][i] += row->tone * sin(2.0 * 3.14159265358979 * 50.0 / 48000.0 * (double)i) +
			       row->noise * noise_gauss(noise) +
			       row->independent * 0.5 * (noise_uniform(noise) + noise_uniform(noise)) / 0x1p15;
	}
	files[0][FRAMES / 2] += row->click;
}

static struct proof_result prove(double *files[CHANNELS][FILES], unsigned bits, struct arena *arena)
{
	struct proof_file proof_files[FILES];
	size_t stems[STEMS];
	const double *columns[FILES][CHANNELS];
	for (size_t i = 0; i < FILES; i++) {
		for (size_t channel = 0; channel < CHANNELS; channel++)
			columns[i][channel] = files[channel][i];
		proof_files[i] =
			(struct proof_file){ .source = memory_source_new(columns[i], CHANNELS, FRAMES, 48000.0),
					     .error = format_error_of_foreign_integers(bits) };
	}
	for (size_t i = 0; i < STEMS; i++)
		stems[i] = i + 1;
	const struct proof_request request = { .stems = stems,
					       .stem_count = STEMS,
					       .limits = { (double)NAN, (double)NAN, (double)NAN, false, false,
							   false } };
	const struct proof_job job = {
		.files = proof_files, .file_count = FILES, .proofs = &request, .proof_count = 1
	};
	struct proof_pass pass;
	cr_assert_eq(proof_pass_run(&job, arena, &pass), STATUS_OK);
	for (size_t i = 0; i < FILES; i++)
		proof_files[i].source->free(proof_files[i].source);
	return pass.proofs[0];
}

static struct proof_result try_case(const struct print_case *row, struct arena *arena)
{
	double *files[CHANNELS][FILES];
	struct noise noise = { 17 };
	for (size_t channel = 0; channel < CHANNELS; channel++) {
		double *dither = row->independent > 0.0 ? NULL : dither_new(row->kind, channel, row->foreign);
		for (size_t i = 0; i < FILES; i++)
			files[channel][i] = samples_new(FRAMES);
		make_channel(files[channel], row, &noise);
		for (size_t i = 0; i < FILES; i++) {
			const size_t turn = i == 0 ? row->mix_turn : row->stem_turn;
			print(files[channel][i], row, i == 0 && row->undithered_mix ? NULL : dither,
			      turn ? turn : RESAMPLER_DITHER_FRAMES);
		}
		free(dither);
	}
	const struct proof_result result = prove(files, row->bits ? row->bits : 16, arena);
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FILES; i++)
			free(files[channel][i]);
	return result;
}

/* Returns the closed form in dBFS for N stems of 16 bits: copies of the dither, and N + 1 roundings. */
static double closed_form_dbfs(double copies, double dither_power)
{
	return 10.0 * log10((copies * copies * dither_power + FILES / 12.0) * 0x1p-30);
}

/* ffmpeg -f lavfi -i aevalsrc="0.3/32768|0.3/32768" -af aresample=osf=s16:dither_method=METHOD, version 5.1.9. */
Test(shared_dither, noise_is_that_of_ffmpeg)
{
	static const struct {
		enum resampler_dither kind;
		int left[32], right[32];
	} printed
		[] = {
			{ RESAMPLER_DITHER_RECTANGULAR,
			  { 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0,
			    1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0 },
			  { 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1,
			    0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0 } },
			{ RESAMPLER_DITHER_TRIANGULAR,
			  { 1, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, -1, 1, 0, 0, 1,
			    1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1,  0, 1, 1, 1 },
			  { 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0,
			    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0 } },
			{ RESAMPLER_DITHER_TRIANGULAR_HIGHPASS,
			  { 0, 0, 0, 0, 1,  0, 0, 1, -1, 2,  -1, 1, 0, 0, 0, 1,
			    0, 0, 0, 1, -1, 0, 1, 0, 0,  -1, 1,  0, 0, 0, 1, 0 },
			  { 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1,
			    0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0 } },
		};
	double *noise = samples_new(RESAMPLER_DITHER_FRAMES);
	for (size_t row = 0; row < 3; row++)
		for (size_t channel = 0; channel < 2; channel++) {
			resampler_dither_fill(printed[row].kind, channel, noise);
			const int *expected = channel == 0 ? printed[row].left : printed[row].right;
			for (size_t i = 0; i < 32; i++)
				cr_expect_eq((int)nearbyint(0.3 + noise[i]), expected[i], "kind %zu, channel %zu, %zu",
					     row, channel, i);
			const double rms = samples_rms(noise, RESAMPLER_DITHER_FRAMES);
			cr_expect_float_eq(rms * rms / resampler_dither_power(printed[row].kind), 1.0, 0.01);
			cr_expect_leq(samples_peak(noise, RESAMPLER_DITHER_FRAMES),
				      resampler_dither_peak(printed[row].kind));
		}
	free(noise);
}

Test(shared_dither, passes)
{
	static const struct print_case rows[] = {
		{ .name = "triangular", .kind = RESAMPLER_DITHER_TRIANGULAR },
		{ .name = "high-passed", .kind = RESAMPLER_DITHER_TRIANGULAR_HIGHPASS },
		{ .name = "rests", .kind = RESAMPLER_DITHER_TRIANGULAR, .rests = true },
		{ .name = "buffers of 682",
		  .kind = RESAMPLER_DITHER_TRIANGULAR,
		  .stem_turn = 130944,
		  .mix_turn = 130944 },
		{ .name = "two buffers", .kind = RESAMPLER_DITHER_TRIANGULAR, .stem_turn = 129024, .mix_turn = 130944 },
		{ .name = "24 bits", .kind = RESAMPLER_DITHER_TRIANGULAR, .bits = 24, .truncated = true },
		{ .name = "shaped", .kind = RESAMPLER_DITHER_TRIANGULAR, .shaped = true },
		{ .name = "shaped, rests", .kind = RESAMPLER_DITHER_TRIANGULAR, .shaped = true, .rests = true },
		{ .name = "mix without", .kind = RESAMPLER_DITHER_TRIANGULAR, .undithered_mix = true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		const struct proof_result result = try_case(&rows[i], arena);
		cr_expect(result.status == VERDICT_PASS && result.explained && result.shared_dither, "%s: %.2f dBFS",
			  rows[i].name, result.residual_rms_dbfs);
		cr_expect_leq(result.residual_rms_dbfs, result.floor_dbfs + 0.1, "%s: %.3f dBFS", rows[i].name,
			      result.floor_dbfs);
		cr_expect_leq(result.residual_peak_dbfs, result.bound_dbfs, "%s: %.3f dBFS", rows[i].name,
			      result.bound_dbfs);
		arena_free(arena);
	}
}

/* Eight stems leave 107 LSB^2 / 12 with the triangular dither, 5.98 dB over the floor of independent dithers. */
Test(shared_dither, has_the_floor_of_the_closed_form)
{
	static const struct print_case row = { .kind = RESAMPLER_DITHER_TRIANGULAR };
	struct arena *arena = arena_new();
	const struct proof_result result = try_case(&row, arena);
	cr_expect_float_eq(result.floor_dbfs, closed_form_dbfs(STEMS - 1, 1.0 / 6.0), 0.02);
	cr_expect_float_eq(result.residual_rms_dbfs, closed_form_dbfs(STEMS - 1, 1.0 / 6.0), 0.05);
	cr_expect_float_eq(result.floor_dbfs - 10.0 * log10(3.0 * FILES / 12.0 * 0x1p-30), 5.98, 0.02);
	arena_free(arena);
}

Test(shared_dither, hides_no_fault)
{
	const enum resampler_dither kind = RESAMPLER_DITHER_TRIANGULAR;
	const struct print_case rows[] = {
		{ .name = "as much noise, not shared", .kind = kind, .independent = 7.0 },
		{ .name = "a dither that is not FFmpeg's", .kind = kind, .foreign = true },
		{ .name = "gain", .kind = kind, .gain_db = 0.1 },
		{ .name = "tone", .kind = kind, .tone = 2e-4 },
		{ .name = "click", .kind = kind, .click = 0.001 },
		{ .name = "noise", .kind = kind, .noise = 5e-5 },
		{ .name = "noise over shaped", .kind = kind, .shaped = true, .noise = 3e-4 },
		{ .name = "gain, 24 bits", .kind = kind, .bits = 24, .truncated = true, .gain_db = 0.001 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		const struct proof_result result = try_case(&rows[i], arena);
		cr_expect(result.status == VERDICT_FAIL && !result.shared_dither && !result.shaped, "%s", rows[i].name);
		arena_free(arena);
	}
}
