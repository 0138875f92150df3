/* Tests that the absorption of a delay follows its curve.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/absorption.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#define PI 3.14159265358979323846

static double noise(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(int64_t)*state * 0x1p-63;
}

static double rate_of(const struct biquad *sections, size_t count, double hertz, double frames, double sample_rate)
{
	const double w = 2.0 * PI * hertz / sample_rate;
	double level = 0.0;
	for (size_t i = 0; i < count; i++) {
		const struct biquad *s = &sections[i];
		const double above =
			hypot(s->b0 + s->b1 * cos(w) + s->b2 * cos(2.0 * w), s->b1 * sin(w) + s->b2 * sin(2.0 * w));
		const double below =
			hypot(1.0 + s->a1 * cos(w) + s->a2 * cos(2.0 * w), s->a1 * sin(w) + s->a2 * sin(2.0 * w));
		level += 20.0 * log10(above / below);
	}
	return -level * sample_rate / frames;
}

/* The filter of every length follows the rate of the curve from 30 Hz to 11.3 kHz, up to 16 dB a pass. A twentieth at
   10 kHz is a steep curve. */
Test(absorption, follows_its_curve)
{
	static const struct {
		struct absorption asked;
		double limit;
	} rows[] = {
		{ { 1.5, 1.0, 1.0, 250.0, 7000.0 }, 0.02 },  { { 1.5, 1.15, 0.5, 250.0, 7000.0 }, 0.02 },
		{ { 2.8, 1.2, 0.35, 250.0, 4500.0 }, 0.02 }, { { 4.0, 0.5, 0.2, 200.0, 3000.0 }, 0.02 },
		{ { 2.0, 2.0, 1.5, 500.0, 5000.0 }, 0.02 },  { { 6.0, 4.0, 0.1, 100.0, 6000.0 }, 0.025 },
		{ { 0.5, 1.0, 0.4, 250.0, 5000.0 }, 0.02 },  { { 30.0, 2.0, 0.05, 80.0, 10000.0 }, 0.08 },
	};
	static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		for (size_t rate = 0; rate < 4; rate++) {
			for (double seconds = 0.011; seconds < 0.13; seconds *= 1.9) {
				struct biquad sections[ABSORPTION_SECTIONS];
				const struct absorption *a = &rows[row].asked;
				double worst = 0.0;
				const size_t count = absorption_sections(a, seconds * rates[rate], rates[rate]);
				absorption_design(a, seconds * rates[rate], rates[rate], sections, count);
				for (double f = 30.0; f < 11300.0; f *= 1.05) {
					const double r = 60.0 / a->seconds;
					const double asked =
						r + r * (1.0 / a->low - 1.0) / (1.0 + pow(f / a->low_frequency, 2.0)) +
						r * (1.0 / a->high - 1.0) / (1.0 + pow(a->high_frequency / f, 2.0));
					if (asked * seconds <= 16.0)
						worst = fmax(worst, fabs(rate_of(sections, count, f,
										 seconds * rates[rate], rates[rate]) /
										 asked -
									 1.0));
				}
				cr_expect_leq(worst, rows[row].limit, "row %zu, %g Hz, %g s: off by %.2f %%", row,
					      rates[rate], seconds, 100.0 * worst);
			}
		}
	}
}

/* Each filter attenuates every frequency, whatever the settings. */
Test(absorption, is_stable_at_its_extremes)
{
	uint64_t state = 9;
	for (int i = 0; i < 3000; i++) {
		const struct absorption absorption = {
			.seconds = 0.01 * pow(3000.0, 0.5 + 0.5 * noise(&state)),
			.low = 0.25 * pow(16.0, 0.5 + 0.5 * noise(&state)),
			.high = 0.05 * pow(40.0, 0.5 + 0.5 * noise(&state)),
			.low_frequency = 50.0 * pow(20.0, 0.5 + 0.5 * noise(&state)),
			.high_frequency = 1000.0 * pow(20.0, 0.5 + 0.5 * noise(&state)),
		};
		const double seconds = 0.002 * pow(150.0, 0.5 + 0.5 * noise(&state));
		struct biquad sections[ABSORPTION_SECTIONS];
		const size_t count = absorption_sections(&absorption, seconds * 44100.0, 44100.0);
		absorption_design(&absorption, seconds * 44100.0, 44100.0, sections, count);
		for (double f = 1.0; f < 22050.0; f *= 1.1) {
			const double rate = rate_of(sections, count, f, seconds * 44100.0, 44100.0);
			cr_assert(rate > 0.0, "%g %g %g %g %g, %g s, %g Hz: %g dB/s", absorption.seconds,
				  absorption.low, absorption.high, absorption.low_frequency, absorption.high_frequency,
				  seconds, f, rate);
		}
		for (size_t k = 0; k < count; k++)
			cr_assert(fabs(sections[k].a2) < 1.0 && fabs(sections[k].a1) < 1.0 + sections[k].a2,
				  "unstable");
	}
}
