/* Takes mains hum out by a narrow notch on each harmonic: the de-hum.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/dynamic_band.h"
#include "dsp/elementary.h"
#include "processors/cascade_batch.h"

#include <math.h>

enum { FREQ, HIGHEST, BANDWIDTH, DEPTH };

/* The range of 'freq' and 'highest', in Hz, decides how many notches there are at most. */
#define FREQ_MINIMUM 20.0
#define HIGHEST_MAXIMUM 5000.0
enum { NOTCHES_MAXIMUM = 250 };

/* A tail ends at 120 dB under full scale. */
#define TAIL_FLOOR 1e-6

static const struct parameter parameters[] = {
	[FREQ] = { .name = "freq",
		   .help = "fundamental of the hum: 50 Hz or 60 Hz from the mains",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_FREQUENCY,
		   .minimum = FREQ_MINIMUM,
		   .maximum = 400.0,
		   .fallback = 50.0 },
	[HIGHEST] = { .name = "highest",
		      .help = "highest frequency of a harmonic that gets a notch; the fundamental always gets one",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_FREQUENCY,
		      .minimum = FREQ_MINIMUM,
		      .maximum = HIGHEST_MAXIMUM,
		      .fallback = 1000.0 },
	[BANDWIDTH] = { .name = "bandwidth",
			.help = "width of each notch, between the points of -3 dB",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_FREQUENCY,
			.minimum = 0.1,
			.maximum = 10.0,
			.fallback = 1.0 },
	[DEPTH] = { .name = "depth",
		    .help = "by how much each notch lowers its frequency",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_GAIN,
		    .minimum = 0.0,
		    .maximum = 100.0,
		    .fallback = 60.0 },
};

/* Returns how many harmonics get a notch: those up to `highest` that the sample rate leaves room for. */
static size_t notch_count(const struct parameter_value *values, double sample_rate)
{
	const double freq = values[FREQ].number;
	const double top = fmin(values[HIGHEST].number, 0.49 * sample_rate);
	return top < freq ? 1 : (size_t)(top / freq);
}

/* The bilinear transform makes a band narrower by sin(w) / w, w = 2 pi freq / rate; the quality makes up for it. */
static struct biquad notch(double freq, double bandwidth, double gain, double sample_rate)
{
	const double turn = 2.0 * ELEMENTARY_PI * freq / sample_rate;
	const double q = freq / bandwidth * elementary_sin(turn) / turn;
	const struct dynamic_band band = dynamic_band(DYNAMIC_BAND_BAND_PASS, freq, q, sample_rate);
	return dynamic_band_biquad(&band, gain);
}

static size_t design(const struct processor_instance *instance, struct biquad *sections)
{
	const struct parameter_value *values = instance->values;
	const double rate = instance->context.sample_rate, gain = decibel_to_gain(-values[DEPTH].number);
	const size_t count = notch_count(values, rate);
	for (size_t i = 0; i < count; i++)
		sections[i] = notch((double)(i + 1) * values[FREQ].number, values[BANDWIDTH].number, gain, rate);
	return count;
}

/* Each notch rings like e^(-pi bandwidth t), and all of them together are louder by their number. The reserve of 3
   covers that neighbours ring through each other. */
static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	if (values[BANDWIDTH].number > 0.25 * values[FREQ].number) {
		*at = values[BANDWIDTH].at;
		*problem = "the notches leave nothing between them; set 'bandwidth' to at most a quarter of 'freq'";
		return false;
	}
	const double count = (double)notch_count(values, context->sample_rate);
	const double depth = 1.0 - decibel_to_gain(-values[DEPTH].number);
	if (depth > 0.0)
		result->tail_seconds = (elementary_log(1.0 + 2.0 * count * depth / TAIL_FLOOR) + 3.0) /
				       (ELEMENTARY_PI * values[BANDWIDTH].number);
	return true;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	return cascade_batch_new(arena, kernel, instances, count, frames_maximum, design, NOTCHES_MAXIMUM);
}

const struct processor de_hum_processor = {
	.name = "de-hum",
	.summary = "takes out mains hum: a narrow notch on each of its harmonics",
	.description =
		"A notch on `freq` and on each whole multiple of it up to `highest`. Each is 1 - (1 - g) B(s), B(s) a "
		"band-pass of second order with gain 1 on its frequency and `bandwidth` between its points of -3 dB, "
		"and g the gain of `depth`. All notches are equally wide in Hz.\n\n"
		"What lies d Hz beside a notch loses about 4.3 dB x (bandwidth / 2d)^2: with 1 Hz of bandwidth 0.04 "
		"dB at a distance of 5 Hz, and 0.002 dB half-way between the harmonics of 50 Hz. A note that lies "
		"inside a notch is lowered as the hum is.\n\n"
		"A notch has to settle. Hum that begins at once falls like e^(-pi bandwidth t): by 60 dB in 2.2 s at "
		"a bandwidth of 1 Hz, in 0.55 s at 4 Hz. A wider notch settles sooner, and takes more of the music. "
		"Hum that lies e Hz beside its notch is lowered by 20 log10(bandwidth / 2e) dB at most, and the "
		"error of `freq` counts as often as the number of the harmonic.\n\n"
		"The filters do not depend on the sound and run on every stem alike.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = FREQ,
	.shape = shape,
	.batch_new = batch_new,
	.process = cascade_batch_process,
	.reset = cascade_batch_reset,
};
