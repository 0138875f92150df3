/* stemprint: the equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/cascade_batch.h"

#include <math.h>

enum { BANDS };
enum { TYPE, FREQ, GAIN, Q, SLOPE };
enum { BANDS_MAXIMUM = 32, SECTIONS_MAXIMUM = BANDS_MAXIMUM * BIQUADS_PER_BAND };

/* How close to half the sample rate a band may come. */
#define HIGHEST_OF_RATE 0.499

/* In the order of enum filter_kind. */
static const char *const types[] = { "bell",     "lowshelf", "highshelf", "highpass", "lowpass",
				     "bandpass", "notch",    "tilt",      NULL };

static const struct parameter band_fields[] = {
	[TYPE] = { .name = "type",
		   .help = "what the band does",
		   .type = PARAMETER_CHOICE,
		   .required = true,
		   .choices = types },
	[FREQ] = { .name = "freq",
		   .help = "centre, corner or pivot; at most 0.499 of the sample rate",
		   .type = PARAMETER_NUMBER,
		   .required = true,
		   .quantity = QUANTITY_FREQUENCY,
		   .minimum = 5.0,
		   .maximum = 190000.0,
		   .fallback = 1000.0 },
	[GAIN] = { .name = "gain",
		   .help = "bell, shelves and tilt only: boost or cut; 0 dB leaves the band out",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = -30.0,
		   .maximum = 30.0,
		   .fallback = 0.0 },
	[Q] = { .name = "q",
		.help = "sharpness; left out: 1 for bell, bandpass and notch, 0.7071 for shelves and passes; tilt has "
			"none",
		.type = PARAMETER_NUMBER,
		.quantity = QUANTITY_PLAIN,
		.minimum = 0.1,
		.maximum = 40.0,
		.fallback = 1.0 },
	[SLOPE] = { .name = "slope",
		    .help = "highpass and lowpass only: 6 to 48 dB/oct in steps of 6; with q only 12",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_SLOPE,
		    .minimum = 6.0,
		    .maximum = 48.0,
		    .fallback = 12.0 },
};

static const struct parameter parameters[] = {
	[BANDS] = { .name = "bands",
		    .help = "the bands, one after the other; none: the signal passes as it is",
		    .type = PARAMETER_LIST,
		    .fields = band_fields,
		    .field_count = sizeof band_fields / sizeof band_fields[0],
		    .item_maximum = BANDS_MAXIMUM },
};

static bool is_pass(enum filter_kind kind)
{
	return kind == FILTER_HIGH_PASS || kind == FILTER_LOW_PASS;
}

static bool is_shelf(enum filter_kind kind)
{
	return kind == FILTER_LOW_SHELF || kind == FILTER_HIGH_SHELF;
}

static bool has_gain(enum filter_kind kind)
{
	return is_shelf(kind) || kind == FILTER_BELL || kind == FILTER_TILT;
}

static struct filter_band band_of(const struct parameter_value *fields)
{
	enum filter_kind kind = (enum filter_kind)fields[TYPE].number;
	double natural_q = is_pass(kind) || is_shelf(kind) ? sqrt(0.5) : 1.0;
	return (struct filter_band){
		.kind = kind,
		.frequency = fields[FREQ].number,
		.gain_db = has_gain(kind) ? fields[GAIN].number : 0.0,
		.q = fields[Q].given ? fields[Q].number : natural_q,
		.order = (size_t)(fields[SLOPE].number / 6.0),
	};
}

/* A value that cannot be, or that the band's type would pass over in silence. */
static const char *band_problem(const struct parameter_value *fields, double sample_rate, struct arena *arena,
				size_t *field)
{
	enum filter_kind kind = (enum filter_kind)fields[TYPE].number;
	const char *type = types[kind];
	double slope = fields[SLOPE].number;
	double highest = HIGHEST_OF_RATE * sample_rate;
	*field = FREQ;
	if (fields[FREQ].number > highest)
		return arena_format(arena, "'freq' is too near half the sample rate, or above it; at most %.0f Hz here",
				    floor(highest));
	*field = GAIN;
	if (fields[GAIN].given && !has_gain(kind))
		return arena_format(arena, "a '%s' band has no 'gain'; leave it out", type);
	*field = SLOPE;
	if (fields[SLOPE].given && !is_pass(kind))
		return arena_format(arena, "a '%s' band has no 'slope'; leave it out", type);
	if (slope != 6.0 * floor(slope / 6.0))
		return "'slope' comes in steps of 6 dB/oct; write 6, 12, 18, 24, 30, 36, 42 or 48 dB/oct";
	*field = Q;
	if (fields[Q].given && kind == FILTER_TILT)
		return "a 'tilt' band has no 'q'; leave it out";
	if (fields[Q].given && is_pass(kind) && slope != 12.0)
		return "'q' goes with a slope of 12 dB/oct, all others are Butterworth; leave out 'q' or 'slope'";
	*field = TYPE;
	return "";
}

/* All bands in their order, as one cascade. Returns the count of sections. */
static size_t design(const struct parameter_value *bands, double sample_rate, struct biquad *sections)
{
	size_t count = 0;
	for (size_t i = 0; i < bands->item_count; i++) {
		struct filter_band band = band_of(bands->items[i]);
		count += biquad_design(&band, sample_rate, &sections[count], NULL);
	}
	return count;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct position *at)
{
	const struct parameter_value *bands = &values[BANDS];
	for (size_t i = 0; i < bands->item_count; i++) {
		size_t field = 0;
		const char *found = band_problem(bands->items[i], context->sample_rate, arena, &field);
		if (found != NULL && found[0] == '\0')
			continue;
		*problem = found != NULL ? found : "a band's values do not go together";
		*at = bands->items[i][field].at;
		return false;
	}
	struct biquad sections[SECTIONS_MAXIMUM];
	size_t count = design(bands, context->sample_rate, sections);
	shape->tail_seconds = biquad_tail_frames(sections, count) / context->sample_rate;
	return true;
}

static size_t cascade(const struct processor_instance *instance, struct biquad *sections)
{
	return design(&instance->values[BANDS], instance->context.sample_rate, sections);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	return cascade_batch_new(arena, kernel, instances, count, frames_maximum, cascade, SECTIONS_MAXIMUM);
}

const struct processor eq_processor = {
	.name = "eq",
	.summary = "parametric equaliser, true to its analog model up to 20 kHz",
	.description =
		"Up to 32 bands in series, without latency. What a band does is the analog filter below, not its usual "
		"digital image, which squeezes all curves together near half the sample rate: at 44.1 kHz and above "
		"each band's "
		"magnitude is within 0.1 dB of the formula from 20 Hz to 20 kHz, over the whole range of its values. "
		"Poles "
		"and zeros sit where the analog filter has them (z = e^(s/fs)); what remains is fitted when the recipe "
		"is "
		"loaded, with a second section where one is not enough. All bands are minimum phase (a notch and the "
		"passes have their zeros on the frequency axis).\n"
		"\n"
		"With s = j f/freq, A = 10^(gain/40) (R. Bristow-Johnson's cookbook, 1998):\n"
		"  bell       (s^2 + s A/q + 1) / (s^2 + s/(A q) + 1): `gain` at freq, 0 dB far from it; q is that of "
		"the "
		"resonance at half the gain in dB\n"
		"  lowshelf   A (s^2 + s sqrt(A)/q + A) / (A s^2 + s sqrt(A)/q + 1): `gain` below, half of it at freq, "
		"0 dB above; "
		"over q 0.7071 the shelf overshoots\n"
		"  highshelf  the same, mirrored\n"
		"  highpass   `slope` 6 to 48 dB/oct in steps of 6, Butterworth: -3.01 dB at freq; at 12 dB/oct `q` "
		"may be "
		"given: s^2 / (s^2 + s/q + 1), which is q in linear gain at freq\n"
		"  lowpass    the same, mirrored\n"
		"  bandpass   (s/q) / (s^2 + s/q + 1): 0 dB at freq, 6 dB/oct on both sides, bandwidth freq/q between "
		"the "
		"-3 dB points\n"
		"  notch      (s^2 + 1) / (s^2 + s/q + 1): silence at freq, -3 dB points freq/q apart\n"
		"  tilt       (A s + 1) / (s + A): -gain/2 at 0 Hz, 0 dB at freq, +gain/2 far above; a positive gain "
		"brightens\n"
		"\n"
		"A band of 0 dB is left out: it changes no bit. `gain` on a band that has none, `slope` on other than "
		"passes and `q` beside another slope than 12 dB/oct are errors, not ignored.",
	.law = STEM_LAW_LINEAR,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = cascade_batch_process,
	.reset = cascade_batch_reset,
};
