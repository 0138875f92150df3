/* stemprint tests: the frames of a coder are found where a coder that the test makes has put them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/coder_scan.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { HOP = 1024, FRAMES = 70 * HOP, FIRST = 300 };

/* A table of the cosines of the transform, by its sum. */
static double *make_cosines(void)
{
	double *cosines = samples_new((size_t)2 * HOP * HOP);
	for (size_t i = 0; i < 2 * HOP; i++)
		for (size_t k = 0; k < HOP; k++)
			cosines[i * HOP + k] = sin(M_PI / (2.0 * HOP) * ((double)i + 0.5)) *
					       cos(M_PI / HOP * ((double)i + 0.5 + HOP / 2.0) * ((double)k + 0.5));
	return cosines;
}

/* Codes noise in frames from FIRST on: it rounds each coefficient to multiples of a step of twice the rms. */
static double *code(const double *samples)
{
	double *cosines = make_cosines(), *out = samples_new(FRAMES), *coefficients = samples_new(HOP);
	for (size_t first = FIRST; first + 2 * HOP <= FRAMES; first += HOP) {
		for (size_t k = 0; k < HOP; k++)
			coefficients[k] = 0.0;
		for (size_t i = 0; i < 2 * HOP; i++)
			for (size_t k = 0; k < HOP; k++)
				coefficients[k] += samples[first + i] * cosines[i * HOP + k];
		for (size_t k = 0; k < HOP; k++)
			coefficients[k] = 0.1 * sqrt(HOP) * round(coefficients[k] / (0.1 * sqrt(HOP)));
		for (size_t i = 0; i < 2 * HOP; i++)
			for (size_t k = 0; k < HOP; k++)
				out[first + i] += 2.0 / HOP * coefficients[k] * cosines[i * HOP + k];
	}
	free(coefficients);
	free(cosines);
	return out;
}

static struct coder_findings look(const double *samples, double gain, size_t cut)
{
	struct arena *arena = arena_new();
	struct coder_scan *scan = coder_scan_new(arena, 1, 44100.0);
	struct coder_findings findings;
	double *scaled = samples_new(FRAMES);
	cr_assert(scan);
	for (size_t i = 0; i < FRAMES; i++)
		scaled[i] = 0x1p-15 * round(0x1p15 * gain * samples[i]);
	for (size_t done = 0; done < FRAMES; done += cut) {
		const double *column = scaled + done;
		coder_scan_add(scan, &column, FRAMES - done < cut ? FRAMES - done : cut);
	}
	cr_assert(coder_scan_read(scan, &findings) == STATUS_OK);
	free(scaled);
	arena_free(arena);
	return findings;
}

Test(coder_scan, frames_are_where_the_coder_put_them)
{
	double *samples = samples_new(FRAMES);
	struct noise noise = { 12 };
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = 0.1 * noise_gauss(&noise);
	struct coder_findings findings = look(samples, 1.0, 4096);
	cr_expect(findings.coder == CODER_NONE && findings.hop == 0, "%.1f", findings.certainty);
	double *coded = code(samples);
	findings = look(coded, 1.0, 777);
	cr_expect(findings.coder == CODER_AAC && findings.hop == HOP && findings.first_frame == FIRST, "%.1f at %d",
		  findings.certainty, (int)findings.first_frame);
	findings = look(coded, 0.3, FRAMES);
	cr_expect(findings.coder == CODER_AAC && findings.first_frame == FIRST, "a gain changes nothing");
	free(coded);
	free(samples);
}
