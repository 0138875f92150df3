/* stemprint: the equaliser.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/biquad_design.h"
#include "processors/processor.h"

#include <math.h>
#include <string.h>

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

/* The filters of one instance. */
struct cascade {
	const struct biquad *sections;
	size_t count;
};

struct column {
	const double *in;
	double *out;
	const struct cascade *cascade;
	size_t done; /* sections that have a seat in a vector */
};

/* Some columns side by side through a piece of their cascades. */
struct vector {
	const struct kernel *kernel; /* no wider than the columns need */
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	size_t sections;
	double *coefficients;
	double *state;
};

struct batch {
	const struct kernel *kernel;
	struct column *columns; /* all of the batch */
	size_t column_count;
	struct vector *vectors; /* in the order in which they run */
	size_t vector_count;
	double *idle; /* what empty places of a vector read and write: silence */
};

static bool cascade_init(struct cascade *cascade, struct arena *arena, const struct processor_instance *instance)
{
	const struct parameter_value *bands = &instance->values[BANDS];
	struct biquad *sections = ARENA_ARRAY(arena, struct biquad, bands->item_count * BIQUADS_PER_BAND);
	if (sections == NULL)
		return false;
	cascade->count = design(bands, instance->context.sample_rate, sections);
	cascade->sections = sections;
	return true;
}

static bool columns_init(struct batch *batch, struct arena *arena, const struct processor_instance *instances,
			 size_t count)
{
	size_t total = 0;
	for (size_t i = 0; i < count; i++)
		total += instances[i].groups * instances[i].context.channels;
	struct cascade *cascades = ARENA_ARRAY(arena, struct cascade, count);
	batch->columns = ARENA_ARRAY(arena, struct column, total);
	if (cascades == NULL || batch->columns == NULL)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct processor_instance *instance = &instances[i];
		if (!cascade_init(&cascades[i], arena, instance))
			return false;
		for (size_t k = 0; k < instance->groups * instance->context.channels; k++)
			batch->columns[batch->column_count++] =
				(struct column){ instance->in[k], instance->out[k], &cascades[i], 0 };
	}
	return true;
}

/* The piece of a cascade that comes after the first `done` sections: 4, 2 or 1 of them, so that cascades of different
   lengths fill the same vectors. 0 at the end. */
static size_t piece(size_t sections, size_t done)
{
	size_t left = sections - done;
	return left >= 4 ? 4 : left >= 2 ? 2 : left;
}

static bool vector_open(struct vector *vector, const struct batch *batch, struct arena *arena, size_t columns,
			size_t sections)
{
	vector->kernel = kernel_narrow(batch->kernel, columns);
	size_t width = vector->kernel->width;
	vector->sections = sections;
	vector->coefficients = ARENA_ARRAY(arena, double, sections *BIQUAD_ROWS *width);
	vector->state = ARENA_ARRAY(arena, double, sections *BIQUAD_STATE_ROWS *width);
	for (size_t place = 0; place < width; place++) {
		vector->in[place] = batch->idle;
		vector->out[place] = batch->idle;
	}
	return vector->coefficients != NULL && vector->state != NULL;
}

static void vector_seat(struct vector *vector, size_t place, const struct column *column)
{
	size_t width = vector->kernel->width;
	vector->in[place] = column->done == 0 ? column->in : column->out;
	vector->out[place] = column->out;
	for (size_t i = 0; i < vector->sections; i++) {
		const struct biquad *section = &column->cascade->sections[column->done + i];
		double *rows = &vector->coefficients[i * BIQUAD_ROWS * width + place];
		rows[BIQUAD_B0 * width] = section->b0;
		rows[BIQUAD_B1 * width] = section->b1;
		rows[BIQUAD_B2 * width] = section->b2;
		rows[BIQUAD_A1 * width] = section->a1;
		rows[BIQUAD_A2 * width] = section->a2;
	}
}

/* Seats the next piece of every column whose piece has that many sections. `layer` holds for each column the size of its piece. */
static bool layer_fill(struct batch *batch, struct arena *arena, const size_t *layer, size_t sections)
{
	size_t left = 0;
	for (size_t i = 0; i < batch->column_count; i++)
		left += layer[i] == sections;
	struct vector *vector = NULL;
	size_t place = 0;
	for (size_t i = 0; i < batch->column_count; i++) {
		if (layer[i] != sections)
			continue;
		if (vector == NULL || place == vector->kernel->width) {
			vector = &batch->vectors[batch->vector_count++];
			place = 0;
			if (!vector_open(vector, batch, arena, left, sections))
				return false;
		}
		vector_seat(vector, place++, &batch->columns[i]);
		batch->columns[i].done += sections;
		left--;
	}
	return true;
}

/* Layer by layer until all cascades are at their end: a column's pieces run in their order. */
static bool vectors_fill(struct batch *batch, struct arena *arena)
{
	size_t *layer = ARENA_ARRAY(arena, size_t, batch->column_count);
	size_t pieces = 0;
	for (size_t i = 0; i < batch->column_count; i++)
		pieces += batch->columns[i].cascade->count / 4 + 2;
	batch->vectors = ARENA_ARRAY(arena, struct vector, pieces);
	if (layer == NULL || batch->vectors == NULL)
		return false;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < batch->column_count; i++) {
			layer[i] = piece(batch->columns[i].cascade->count, batch->columns[i].done);
			more = more || layer[i] > 0;
		}
		for (size_t sections = 4; sections > 0; sections /= 2)
			if (!layer_fill(batch, arena, layer, sections))
				return false;
	}
	return true;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (batch == NULL)
		return NULL;
	batch->kernel = kernel;
	batch->idle = ARENA_ARRAY(arena, double, frames_maximum);
	if (batch->idle == NULL || !columns_init(batch, arena, instances, count))
		return NULL;
	if (!vectors_fill(batch, arena))
		return NULL;
	return batch;
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->column_count; i++) {
		const struct column *column = &batch->columns[i];
		if (column->cascade->count == 0 && column->out != column->in)
			memcpy(column->out, column->in, frames * sizeof *column->out);
	}
	for (size_t i = 0; i < batch->vector_count; i++) {
		struct vector *vector = &batch->vectors[i];
		vector->kernel->biquad_cascade(vector->in, vector->out, frames, vector->sections, vector->coefficients,
					       vector->state);
	}
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->vector_count; i++) {
		struct vector *vector = &batch->vectors[i];
		size_t count = vector->sections * BIQUAD_STATE_ROWS * vector->kernel->width;
		memset(vector->state, 0, count * sizeof *vector->state);
	}
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
	.process = process,
	.reset = reset,
};
