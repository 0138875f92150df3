/* Tests springs, gated and reverse reverbs against what their models say.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/reverb_meter.h"
#include "core/processors/reverb_take.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

TestSuite(reverb_types, .timeout = 120);

static const double rates[] = { 44100.0, 48000.0, 96000.0 };

/* Returns the response to an impulse in a channel without the latency, which a render takes back. free() releases
 *whole. */
static void take_response(const struct reverb_take *take, size_t channel, size_t frames, double **out, double ***whole)
{
	double **none = harness_columns(2, 1);
	struct processor_shape shape;
	cr_assert_not_null(none);
	free(reverb_take_render(take, none, 1, &shape));
	free(none);
	*whole = reverb_take_response(take, channel, 0, frames + shape.latency);
	for (size_t side = 0; side < 2; side++)
		out[side] = (*whole)[side] + shape.latency;
}

/* The group delay of the chain by its phase, which is 96 times that of (a + z) / (1 + a z), z = exp(-i pi f / 4300). */
static double chirp_seconds(double hertz)
{
	const double step = 0.5, a = 0.75;
	double phases[2];
	for (int i = 0; i < 2; i++) {
		const double x = PI * (hertz + (i == 0 ? -step : step)) / 4300.0;
		phases[i] = atan2(-sin(x), a + cos(x)) - atan2(-a * sin(x), 1.0 + a * cos(x));
	}
	double change = phases[0] - phases[1];
	if (change < 0.0)
		change += 2.0 * PI;
	return 96.0 * change / (2.0 * PI * 2.0 * step);
}

/* Returns when the energy of a band about `hertz` has its centre, within the first `seconds`. */
static double centre_seconds(const double *column, double hertz, double sample_rate, double seconds)
{
	const size_t frames = (size_t)(seconds * sample_rate);
	/* A Gaussian window of 6 ms moves the band to 0 Hz; its power is summed at each millisecond. */
	double sum = 0.0, moment = 0.0;
	for (double at = 0.0; at < seconds; at += 0.001) {
		double x = 0.0, y = 0.0;
		const long middle = (long)(at * sample_rate), reach = (long)(0.02 * sample_rate);
		for (long i = middle - reach > 0 ? middle - reach : 0; i < middle + reach && i < (long)frames; i++) {
			const double away = (double)(i - middle) / sample_rate / 0.006;
			const double weight = exp(-0.5 * away * away) * column[i];
			x += weight * cos(2.0 * PI * hertz * (double)i / sample_rate);
			y += weight * sin(2.0 * PI * hertz * (double)i / sample_rate);
		}
		sum += x * x + y * y;
		moment += at * (x * x + y * y);
	}
	return moment / sum;
}

/* The first echo of a spring is a chirp: what comes at f comes later than at 300 Hz by the delay of the chain. A size
   of 200 % leaves room before the second echo. */
Test(reverb_types, spring_disperses_as_its_chain)
{
	static const double frequencies[] = { 800.0, 1600.0, 2400.0, 3000.0 };
	for (size_t rate = 0; rate < 3; rate++) {
		struct reverb_take take = { .type = "spring",
					    .sample_rate = rates[rate],
					    .settings = { { "predelay", 0.0 },
							  { "size", 2.0 },
							  { "decay", 0.3 },
							  { "highpass", 0.0 },
							  { "lowpass", 0.0 } } };
		double *out[2], **whole_take;
		take_response(&take, 0, (size_t)(0.5 * rates[rate]), out, &whole_take);
		const double before = centre_seconds(out[0], 300.0, rates[rate], 0.13) - chirp_seconds(300.0);
		for (size_t i = 0; i < 4; i++) {
			const double found = centre_seconds(out[0], frequencies[i], rates[rate], 0.14) - before;
			cr_expect_leq(fabs(found - chirp_seconds(frequencies[i])), 0.006,
				      "%g Hz at %g Hz: %.1f ms, not %.1f", frequencies[i], rates[rate], 1000.0 * found,
				      1000.0 * chirp_seconds(frequencies[i]));
		}
		free(whole_take);
	}
}

/* A decay that is alike at all frequencies is found in every octave under the transition frequency. */
Test(reverb_types, spring_decays_as_set)
{
	static const double decay = 2.0;
	for (size_t rate = 0; rate < 3; rate += 2) {
		const size_t frames = (size_t)((1.3 * decay + 0.4) * rates[rate]);
		struct reverb_take take = { .type = "spring",
					    .sample_rate = rates[rate],
					    .settings = { { "decay", decay },
							  { "high_decay", 1.0 },
							  { "highpass", 0.0 },
							  { "lowpass", 0.0 } } };
		double *band = malloc(frames * sizeof *band), *sums = calloc(5 * frames, sizeof *sums);
		cr_assert(band && sums);
		for (size_t input = 0; input < 2; input++) {
			double *out[2], **whole_take;
			take_response(&take, input, frames, out, &whole_take);
			for (size_t octave = 0; octave < 5; octave++)
				for (size_t side = 0; side < 2; side++) {
					reverb_meter_octave(out[side], band, frames, 125.0 * exp2((double)octave),
							    rates[rate]);
					for (size_t frame = 0; frame < frames; frame++)
						sums[octave * frames + frame] += band[frame] * band[frame];
				}
			free(whole_take);
		}
		for (size_t octave = 0; octave < 5; octave++) {
			const double found =
				reverb_meter_decay(sums + octave * frames, frames, rates[rate]) / decay - 1.0;
			cr_expect_leq(fabs(found), 0.05, "%g Hz, octave %zu: off by %.1f %%", rates[rate], octave,
				      100.0 * found);
		}
		free(band);
		free(sums);
	}
}

static double level_db(double *const *out, double from, double to, double sample_rate)
{
	double sum = 0.0;
	for (size_t side = 0; side < 2; side++)
		for (size_t i = (size_t)(from * sample_rate); i < (size_t)(to * sample_rate); i++)
			sum += out[side][i] * out[side][i];
	return 10.0 * log10(sum / (to - from) / sample_rate + 1e-30);
}

/* The level of a gated reverb is constant until it closes; at its decay it is over. */
Test(reverb_types, gated_holds_and_stops)
{
	for (size_t rate = 0; rate < 3; rate++) {
		struct reverb_take take = {
			.type = "gated",
			.sample_rate = rates[rate],
			.settings = { { "decay", 0.3 }, { "predelay", 0.0 }, { "highpass", 0.0 }, { "lowpass", 0.0 } }
		};
		double *out[2], **whole_take;
		take_response(&take, 0, (size_t)(0.5 * rates[rate]), out, &whole_take);
		const double whole = level_db(out, 0.005, 0.28, rates[rate]);
		for (double at = 0.005; at < 0.26; at += 0.02)
			cr_expect_leq(fabs(level_db(out, at, at + 0.02, rates[rate]) - whole), 1.0, "at %g s", at);
		cr_expect_leq(level_db(out, 0.3, 0.45, rates[rate]), whole - 200.0);
		const double density =
			reverb_meter_density(out[0], (size_t)(0.01 * rates[rate]), (size_t)(0.02 * rates[rate]));
		cr_expect(density > 0.85 && density < 1.15, "density %.2f", density);
		free(whole_take);
	}
}

/* A reverse reverb grows by 60 dB along a line in dB, and is over at its decay. */
Test(reverb_types, reverse_grows_and_stops)
{
	for (size_t rate = 0; rate < 3; rate++) {
		struct reverb_take take = {
			.type = "reverse",
			.sample_rate = rates[rate],
			.settings = { { "decay", 0.6 }, { "predelay", 0.0 }, { "highpass", 0.0 }, { "lowpass", 0.0 } }
		};
		double *out[2], **whole_take;
		take_response(&take, 0, (size_t)(0.9 * rates[rate]), out, &whole_take);
		const double end = level_db(out, 0.56, 0.58, rates[rate]);
		for (double at = 0.0; at < 0.56; at += 0.02) {
			const double asked = end - 100.0 * (0.56 - at);
			cr_expect_leq(fabs(level_db(out, at, at + 0.02, rates[rate]) - asked), 1.5, "at %g s", at);
		}
		cr_expect_leq(level_db(out, 0.6, 0.85, rates[rate]), end - 200.0);
		free(whole_take);
	}
}

static double power_of(double *const *out, size_t frames)
{
	double sum = 0.0;
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < frames; i++)
			sum += out[side][i] * out[side][i];
	return sum;
}

/* The noise is as loud as what comes in: both inputs together give a power of 1 on each side. So it is in mono. */
Test(reverb_types, noise_is_as_loud_as_its_input)
{
	enum { FRAMES = 40000 };
	static const char *const types[] = { "gated", "reverse" };
	for (size_t i = 0; i < 2; i++)
		for (size_t channels = 1; channels <= 2; channels++) {
			struct reverb_take take = { .type = types[i],
						    .channels = channels,
						    .settings = { { "highpass", 0.0 }, { "lowpass", 0.0 } } };
			double power = 0.0;
			for (size_t input = 0; input < channels; input++) {
				double *out[2], **whole_take;
				take_response(&take, input, FRAMES, out, &whole_take);
				power += power_of(out, FRAMES) / 2.0;
				free(whole_take);
			}
			cr_expect_float_eq(power, 1.0, 1e-6, "%s, %zu channels: %g", types[i], channels, power);
		}
}

Test(reverb_types, refuse_what_they_do_not_have)
{
	const struct reverb_take size = { .type = "gated", .settings = { { "size", 1.5 } } };
	const struct reverb_take moving = { .type = "spring", .settings = { { "modulation", 0.5 } } };
	const struct reverb_take endless = { .type = "spring", .settings = { { "decay", 9.0 } } };
	cr_expect_str_eq(reverb_take_problem(&size), "'size' does nothing for this 'type'; remove it");
	cr_expect_str_eq(reverb_take_problem(&moving), "'modulation' does nothing for this 'type'; remove it");
	cr_expect_str_eq(reverb_take_problem(&endless),
			 "a spring rings for 8 s at most; give a shorter 'decay' or a lower 'low_decay'");
}
