/* stemprint tests: images and steps of noise are found at the rate that a converter of the test has raised.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/rate_scan.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { RATE = 96000, FRAMES = RATE * 3, TAPS = 512 };

static struct rate_findings look(const double *samples, double sample_rate, unsigned bits, size_t cut)
{
	struct arena *arena = arena_new();
	struct rate_scan *scan = rate_scan_new(arena, 1, sample_rate, bits);
	cr_assert(scan);
	for (size_t done = 0; done < FRAMES; done += cut) {
		const double *column = samples + done;
		rate_scan_add(scan, &column, FRAMES - done < cut ? FRAMES - done : cut);
	}
	struct rate_findings findings = rate_scan_read(scan);
	arena_free(arena);
	return findings;
}

/* Reads a noise of 48 kHz, or of 44.1 kHz, at twice the rate or at any other: by linear interpolation. */
static void interpolate(double *samples, double ratio)
{
	struct noise noise = { 31 };
	double before = 0.0, after = noise_gauss(&noise), place = 0.0;
	for (size_t i = 0; i < FRAMES; i++, place += ratio) {
		while (place >= 1.0) {
			before = after;
			after = noise_gauss(&noise);
			place -= 1.0;
		}
		samples[i] = 0.1 * (before + place * (after - before));
	}
}

/* The images of a linear interpolation have the weight sinc^2 of their own frequency. Near the mirror, both sides weigh
   the same, and 2 kHz away they still differ by little. So nearly all phases agree. At twice the rate of the source is
   another mirror. */
Test(rate_scan, linear_interpolation_leaves_a_mirror)
{
	static const struct {
		double source, to;
		size_t trace;
	} rows[] = {
		{ 44100.0, 48000.0, 0 }, { 44100.0, 96000.0, 0 }, { 48000.0, 96000.0, 1 }, { 88200.0, 96000.0, 2 }
	};
	double *samples = samples_new(FRAMES);
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		interpolate(samples, rows[r].source / rows[r].to);
		struct rate_findings findings = look(samples, rows[r].to, 24, 1234);
		cr_assert(findings.count == (rows[r].to == 48000.0 ? 1 : 3));
		for (size_t t = 0; t < findings.count; t++) {
			const struct mirror_findings *mirror = &findings.traces[t].mirror;
			if (t == rows[r].trace)
				cr_expect(findings.traces[t].source_hertz == rows[r].source &&
						  mirror->coherence > 0.6 && mirror->power > 10.0 * mirror->beside,
					  "%g in %g: %.3f, %.1f, %.1f", rows[r].source, rows[r].to, mirror->coherence,
					  mirror->power, mirror->beside);
			else if (findings.traces[t].source_hertz != 2.0 * rows[r].source)
				cr_expect(mirror->coherence < 0.05, "%g in %g, trace %zu: %.3f", rows[r].source,
					  rows[r].to, t, mirror->coherence);
		}
	}
	free(samples);
}

/* Products of independent phases add up to the root of their number. */
Test(rate_scan, noise_has_no_mirror)
{
	double *samples = samples_new(FRAMES);
	struct noise noise = { 4 };
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = 0.1 * noise_gauss(&noise);
	struct rate_findings findings = look(samples, RATE, 24, FRAMES);
	for (size_t t = 0; t < findings.count; t++) {
		cr_expect(findings.traces[t].mirror.certainty < 4.0, "%.1f", findings.traces[t].mirror.certainty);
		cr_expect(fabs(findings.traces[t].noise.step_db) < 0.5, "%.2f", findings.traces[t].noise.step_db);
	}
	free(samples);
}

/* Writes a noise up to `edge` Hz with a density of `ratio` times that of rounding to 16 bits, and rounds it. The filter
   is a sinc under Blackman's window, 1 kHz wide. */
static void step_noise(double *samples, double edge, double ratio)
{
	double filter[TAPS], *raw = samples_new(FRAMES + TAPS);
	struct noise noise = { 15 };
	const double deviation = 0x1p-15 * sqrt(ratio / 12.0);
	for (size_t i = 0; i < TAPS; i++) {
		double t = (double)i - (TAPS - 1) / 2.0, phase = 2.0 * M_PI * ((double)i + 0.5) / TAPS;
		filter[i] = sin(2.0 * M_PI * edge / RATE * t) / (M_PI * t) *
			    (0.42 - 0.5 * cos(phase) + 0.08 * cos(2.0 * phase));
	}
	for (size_t i = 0; i < FRAMES + TAPS; i++)
		raw[i] = deviation * noise_gauss(&noise);
	for (size_t i = 0; i < FRAMES; i++) {
		double sum = 0.1 * sin(0.01 * (double)i); /* it makes the rounding independent of the noise */
		for (size_t j = 0; j < TAPS; j++)
			sum += filter[j] * raw[i + j];
		samples[i] = 0x1p-15 * round(0x1p15 * sum);
	}
	free(raw);
}

/* Below the edge are both noises, and above it is that of rounding alone: the step is their ratio. */
Test(rate_scan, noise_steps_by_the_ratio_of_two_noises)
{
	static const double ratios[] = { 1.0, 3.0, 100.0 };
	double *samples = samples_new(FRAMES);
	for (size_t r = 0; r < sizeof ratios / sizeof *ratios; r++) {
		step_noise(samples, 23000.0, ratios[r]);
		struct rate_findings findings = look(samples, RATE, 16, 999);
		const struct noise_findings *noise = &findings.traces[1].noise;
		cr_assert(findings.traces[1].source_hertz == 48000.0);
		cr_expect(fabs(noise->step_db - 10.0 * log10(1.0 + ratios[r])) < 0.5, "%g: %.2f", ratios[r],
			  noise->step_db);
		cr_expect(fabs(noise->slope_db) < 0.5 && noise->tilt_db < 0.5, "%.2f, %.2f", noise->slope_db,
			  noise->tilt_db);
		cr_expect(fabs(noise->level_db) < 1.0, "%.2f", noise->level_db);
		cr_expect(fabs(findings.traces[2].noise.step_db) < 0.5, "%.2f", findings.traces[2].noise.step_db);
	}
	free(samples);
}

Test(rate_scan, silence_and_odd_rates_have_no_traces)
{
	double *samples = samples_new(FRAMES);
	struct rate_findings findings = look(samples, RATE, 24, 4096);
	cr_expect(findings.count == 3 && findings.traces[0].mirror.certainty == 0.0 &&
		  isnan(findings.traces[0].noise.step_db));
	cr_expect(look(samples, 44100.0, 24, 4096).count == 0, "no lower rate is usual");
	cr_expect(look(samples, 48001.0, 24, 4096).count == 0, "frames of 0.1 s would not be whole");
	free(samples);
}
