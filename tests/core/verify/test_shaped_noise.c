/* stemprint tests: a mix whose dither was shaped passes, and hides no fault.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"
#include "support/signal.h"
#include "verify/proof_pass.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { FILES = 3, FRAMES = 4 * 48000, CHANNELS = 2 };

/* Two stems of 24 bits, and their mix of 16 bits. */
struct set {
	double *samples[FILES][CHANNELS];
};

/* What goes wrong before the mix is rounded. All zero: nothing. */
struct mishap {
	const char *name;
	double gain_db; /* of the first stem in the mix */
	double tone; /* amplitude of 50 Hz in the mix */
	double noise; /* rms of white noise in the mix */
	double click; /* one sample of the mix */
	double surge; /* by how many dB the shaped noise is louder in the last second */
};

/* The weights of Lipshitz et al., JAES 39 (11), 1991, and two zeros at 0 Hz. */
static const double lipshitz[] = { 2.033, -2.165, 1.959, -1.590, 0.6149 };
static const double two_zeros[] = { 2.0, -1.0 };

/* Rounds to 16 bits by error feedback, as the textbook writes it. */
static void shape(double *samples, const double *weights, size_t count, bool dithered, double surge_db, uint64_t seed)
{
	struct noise noise = { seed };
	double errors[8] = { 0.0 };
	for (size_t i = 0; i < FRAMES; i++) {
		double wanted = samples[i] * 0x1p15;
		for (size_t k = 0; k < count; k++)
			wanted -= weights[k] * errors[k];
		const double dither = dithered ? 0.5 * (noise_uniform(&noise) + noise_uniform(&noise)) : 0.0;
		const double written = nearbyint(wanted + dither);
		for (size_t k = count - 1; k > 0; k--)
			errors[k] = errors[k - 1];
		errors[0] = written - wanted;
		const double surge = i >= 3 * FRAMES / 4 ? pow(10.0, surge_db / 20.0) : 1.0;
		samples[i] = (samples[i] * 0x1p15 + surge * (written - samples[i] * 0x1p15)) / 0x1p15;
	}
}

/* Stems are dark noise, whose level moves as music does. */
static struct set set_new(const struct mishap *fault)
{
	struct set set;
	struct noise noise = { 11 };
	const double gain = pow(10.0, fault->gain_db / 20.0);
	for (size_t file = 0; file < FILES; file++)
		for (size_t channel = 0; channel < CHANNELS; channel++)
			set.samples[file][channel] = samples_new(FRAMES);
	for (size_t channel = 0; channel < CHANNELS; channel++) {
		double *mix = set.samples[0][channel], state[FILES] = { 0.0 };
		for (size_t i = 0; i < FRAMES; i++) {
			for (size_t stem = 1; stem < FILES; stem++) {
				state[stem] += 0.05 * (noise_gauss(&noise) - state[stem]);
				const double swell = 0.6 + 0.4 * sin((double)(i * stem) / 9000.0);
				set.samples[stem][channel][i] = nearbyint(0.2 * swell * state[stem] * 0x1p23) / 0x1p23;
			}
			mix[i] = gain * set.samples[1][channel][i] + set.samples[2][channel][i] +
				 fault->tone * sin(2.0 * 3.14159265358979 * 50.0 / 48000.0 * (double)i) +
				 fault->noise * noise_gauss(&noise);
		}
		mix[FRAMES / 2] += fault->click;
	}
	return set;
}

static struct proof_result prove(const struct set *set, struct arena *arena)
{
	struct proof_file files[FILES];
	static const size_t stems[] = { 1, 2 };
	for (size_t i = 0; i < FILES; i++)
		files[i] = (struct proof_file){
			.source = memory_source_new((const double *const *)set->samples[i], CHANNELS, FRAMES, 48000.0),
			.error = format_error_of_foreign_integers(i == 0 ? 16 : 24),
		};
	const struct proof_request request = { .stems = stems,
					       .stem_count = 2,
					       .limits = { (double)NAN, (double)NAN, (double)NAN, false, false,
							   false } };
	const struct proof_job job = { .files = files, .file_count = FILES, .proofs = &request, .proof_count = 1 };
	struct proof_pass pass;
	cr_assert_eq(proof_pass_run(&job, arena, &pass), STATUS_OK);
	for (size_t i = 0; i < FILES; i++)
		files[i].source->free(files[i].source);
	return pass.proofs[0];
}

static struct proof_result try_set(const struct mishap *fault, const double *weights, size_t count, bool dithered,
				   struct arena *arena)
{
	struct set set = set_new(fault);
	for (size_t channel = 0; channel < CHANNELS; channel++)
		shape(set.samples[0][channel], weights, count, dithered, fault->surge, 5 + channel);
	const struct proof_result result = prove(&set, arena);
	for (size_t file = 0; file < FILES; file++)
		for (size_t channel = 0; channel < CHANNELS; channel++)
			free(set.samples[file][channel]);
	return result;
}

Test(shaped_noise, passes)
{
	static const struct mishap none = { .name = "none" };
	for (size_t i = 0; i < 4; i++) {
		struct arena *arena = arena_new();
		const struct proof_result result = i % 2 == 0 ? try_set(&none, lipshitz, 5, i < 2, arena)
							      : try_set(&none, two_zeros, 2, i < 2, arena);
		cr_expect(result.status == VERDICT_PASS && result.explained, "row %zu", i);
		cr_expect(result.shaped == (result.residual_rms_dbfs > -95.3), "row %zu", i);
		arena_free(arena);
	}
}

Test(shaped_noise, hides_no_fault)
{
	static const struct mishap faults[] = {
		{ .name = "gain", .gain_db = 0.1 },       { .name = "tone", .tone = 1e-3 },
		{ .name = "white noise", .noise = 5e-5 }, { .name = "click", .click = 0.01 },
		{ .name = "surge", .surge = 3.0 },
	};
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		struct arena *arena = arena_new();
		const struct proof_result result = try_set(&faults[i], lipshitz, 5, true, arena);
		cr_expect(result.status == VERDICT_FAIL && !result.shaped, "%s", faults[i].name);
		arena_free(arena);
	}
}

/* The floor of the format as white noise is no excuse for a hum: nothing is quieter elsewhere. */
Test(shaped_noise, is_not_a_fault_over_white_noise)
{
	static const struct mishap hum = { .name = "hum", .tone = 2e-4 };
	static const double white[] = { 0.0 };
	struct arena *arena = arena_new();
	const struct proof_result result = try_set(&hum, white, 1, true, arena);
	cr_expect(result.status == VERDICT_FAIL && !result.shaped);
	arena_free(arena);
}
