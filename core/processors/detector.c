/* Runs detectors side by side, and applies the gains that they make.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "processors/detector.h"

#include "base/frames.h"
#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "dsp/one_pole.h"
#include "processors/moving_rows.h"
#include "processors/row_courses.h"

#include <math.h>
#include <string.h>

/* This many frames go through all stages at once: 8 columns of gains take 16 KiB. */
enum { TILE = ROW_COURSE_FRAMES };

enum { KEY_FILTER_HIGHPASS, KEY_FILTER_LOWPASS };

const char *const detector_kinds[] = { [DETECTOR_PEAK] = "peak", [DETECTOR_RMS] = "rms", NULL };

const struct parameter detector_key_filter_fields[DETECTOR_KEY_FILTER_FIELDS] = {
	[KEY_FILTER_HIGHPASS] = { .name = "highpass",
				  .help = "frequency under which the detector hears less, 12 dB/oct; 0 Hz is off",
				  .type = PARAMETER_NUMBER,
				  .quantity = QUANTITY_FREQUENCY,
				  .minimum = 0.0,
				  .maximum = 40000.0,
				  .fallback = 0.0 },
	[KEY_FILTER_LOWPASS] = { .name = "lowpass",
				 .help = "frequency over which the detector hears less, 12 dB/oct; 0 Hz is off",
				 .type = PARAMETER_NUMBER,
				 .quantity = QUANTITY_FREQUENCY,
				 .minimum = 0.0,
				 .maximum = 40000.0,
				 .fallback = 0.0 },
};

/* One instance as its detectors see it. */
struct voice {
	const struct processor_instance *instance;
	size_t heard_channels; /**< the columns that the detection listens to: those of the key, or of the whole */
	double link;
	bool linked; /**< one detector serves all channels */
	struct biquad key_filter[DETECTOR_KEY_SECTIONS];
	size_t key_sections; /**< 0: no key filter */
	double *filtered; /**< with a key filter: [heard_channels][TILE] */
	struct computer *computer; /**< where its first detector sits; the others follow it */
	size_t slot;
	double *loudest; /**< partly linked: [TILE], the largest channel; it is kept because an earlier vector may
			    overwrite the channels */
	struct delay_line *lines; /**< with lookahead: one for each column of `in` */
};

/* A detector of one channel of a voice, or of all channels when the voice is linked. */
struct detector {
	struct voice *voice;
	size_t channel;
};

/* Up to kernel->width detectors side by side. */
struct computer {
	const struct kernel *kernel; /**< the kernel of the batch, or a narrower one that takes all of them */
	const struct detector *detectors;
	size_t count;
	double *parameters; /**< [use->parameter_rows][width] */
	double *state; /**< [use->state_rows][width] */
	struct moving_rows moving; /**< the parameters on their way, where a voice here has a range, */
	struct row_courses courses; /**< or these, where `use` has make_moving_gains() */
};

/* Up to kernel->width key columns side by side, which all go through the same number of sections. */
struct filter {
	size_t sections;
	size_t count;
	struct detector columns[KERNEL_WIDTH_MAXIMUM]; /**< `channel` is one of heard_channels here */
	double *coefficients; /**< [sections][BIQUAD_ROWS][width] */
	double *state; /**< [sections][BIQUAD_STATE_ROWS][width] */
};

struct batch {
	const struct detector_use *use;
	const struct kernel *kernel;
	struct voice *voices;
	size_t voice_count;
	struct computer *computers;
	size_t computer_count;
	struct filter *filters;
	size_t filter_count;
	double *gains; /**< [width][TILE]: the levels of one vector, then its gains */
	struct row_columns columns; /**< parameters on their way in one tile */
	double *silence; /**< [TILE]: what idle slots hear */
	double *idle; /**< [TILE]: what idle slots write to */
};

static double frequency(const struct detector_use *use, const struct parameter_value *values, size_t field)
{
	return values[use->detection + DETECTOR_KEY_FILTER].items[0][field].number;
}

/* A Butterworth of second order that keeps its analog slope up to 20 kHz. */
static size_t design_pass(enum filter_kind kind, double hertz, double sample_rate, struct biquad *sections)
{
	const struct filter_band band = { .kind = kind, .frequency = hertz, .q = sqrt(0.5), .order = 2 };
	return hertz > 0.0 ? biquad_design(&band, sample_rate, sections, NULL) : 0;
}

size_t detector_key_filter(const struct detector_use *use, const struct processor_instance *instance,
			   struct biquad sections[DETECTOR_KEY_SECTIONS])
{
	const double rate = instance->context.sample_rate;
	const size_t count =
		design_pass(FILTER_HIGH_PASS, frequency(use, instance->values, KEY_FILTER_HIGHPASS), rate, sections);
	return count + design_pass(FILTER_LOW_PASS, frequency(use, instance->values, KEY_FILTER_LOWPASS), rate,
				   sections + count);
}

bool detector_shape(const struct detector_use *use, const struct parameter_value *values,
		    const struct processor_context *context, struct arena *arena, struct processor_shape *shape,
		    const char **problem, struct location *at)
{
	const double highpass = frequency(use, values, KEY_FILTER_HIGHPASS);
	const double lowpass = frequency(use, values, KEY_FILTER_LOWPASS);
	for (size_t field = 0; field < DETECTOR_KEY_FILTER_FIELDS; field++) {
		if (frequency(use, values, field) < 0.5 * context->sample_rate)
			continue;
		*at = values[use->detection + DETECTOR_KEY_FILTER].items[0][field].at;
		*problem = arena_format(arena, "'%s' of the key filter must lie under half the sample rate, %g Hz",
					detector_key_filter_fields[field].name, 0.5 * context->sample_rate);
		if (!*problem)
			*problem = "the key filter must lie under half the sample rate";
		return false;
	}
	if (lowpass > 0.0 && highpass >= lowpass) {
		*at = values[use->detection + DETECTOR_KEY_FILTER].items[0][KEY_FILTER_HIGHPASS].at;
		*problem = "the key filter lets nothing through; put 'highpass' under 'lowpass'";
		return false;
	}
	shape->latency = frames_of_seconds(values[use->lookahead].number, context->sample_rate);
	return true;
}

double detector_mean(const struct parameter_value *detection, double sample_rate)
{
	if ((int)detection[DETECTOR_KIND].number != DETECTOR_RMS)
		return 1.0;
	return one_pole_weight(detection[DETECTOR_RMS_TIME].number, sample_rate);
}

static void set_sections(double *table, size_t width, size_t slot, const struct biquad *sections, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		double *rows = table + i * BIQUAD_ROWS * width + slot;
		rows[BIQUAD_B0 * width] = sections[i].b0;
		rows[BIQUAD_B1 * width] = sections[i].b1;
		rows[BIQUAD_B2 * width] = sections[i].b2;
		rows[BIQUAD_A1 * width] = sections[i].a1;
		rows[BIQUAD_A2 * width] = sections[i].a2;
	}
}

static size_t column_count(const struct processor_instance *instance)
{
	return instance->groups * instance->context.channels;
}

static size_t detector_count(const struct voice *voice)
{
	return voice->linked ? 1 : voice->instance->context.channels;
}

static bool lines_init(struct voice *voice, struct arena *arena)
{
	const size_t count = column_count(voice->instance);
	voice->lines = ARENA_ARRAY(arena, struct delay_line, count);
	if (!voice->lines)
		return false;
	for (size_t column = 0; column < count; column++)
		if (!delay_line_init(&voice->lines[column], arena, voice->instance->shape.latency))
			return false;
	return true;
}

static bool voice_init(struct voice *voice, const struct detector_use *use, struct arena *arena,
		       const struct processor_instance *instance)
{
	const size_t channels = instance->context.channels;
	const size_t heard = instance->context.key_channels > 0 ? instance->context.key_channels : channels;
	const double link = instance->values[use->detection + DETECTOR_LINK].number;
	*voice = (struct voice){
		.instance = instance,
		.heard_channels = heard,
		.link = link,
		.linked = link >= 1.0 || heard == 1 || heard != channels,
	};
	if (!voice->linked && link > 0.0) {
		voice->loudest = ARENA_ARRAY(arena, double, TILE);
		if (!voice->loudest)
			return false;
	}
	voice->key_sections = detector_key_filter(use, instance, voice->key_filter);
	if (voice->key_sections > 0) {
		voice->filtered = ARENA_ARRAY(arena, double, heard *TILE);
		if (!voice->filtered)
			return false;
	}
	return instance->shape.latency == 0 || lines_init(voice, arena);
}

static bool voices_init(struct batch *batch, struct arena *arena, const struct processor_instance *instances,
			size_t count)
{
	batch->voice_count = count;
	batch->voices = ARENA_ARRAY(arena, struct voice, count);
	if (!batch->voices)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&batch->voices[i], batch->use, arena, &instances[i]))
			return false;
	return true;
}

static void computer_reset(const struct computer *computer, const struct detector_use *use)
{
	const size_t width = computer->kernel->width;
	memset(computer->state, 0, use->state_rows * width * sizeof(double));
	for (size_t slot = 0; use->set_rest && slot < computer->count; slot++)
		use->set_rest(computer->state, width, slot, computer->detectors[slot].voice->instance);
}

static void set_parameters(const struct computer *computer, const struct detector_use *use)
{
	for (size_t slot = 0; slot < computer->count; slot++)
		use->set_parameters(computer->parameters, computer->kernel->width, slot,
				    computer->detectors[slot].voice->instance);
}

static bool has_range(const struct computer *computer)
{
	for (size_t slot = 0; slot < computer->count; slot++)
		if (computer->detectors[slot].voice->instance->least)
			return true;
	return false;
}

static bool computer_init(struct computer *computer, const struct detector_use *use, const struct kernel *widest,
			  struct arena *arena)
{
	computer->kernel = use->wide ? widest : kernel_narrow(widest, computer->count);
	computer->parameters = ARENA_ARRAY(arena, double, use->parameter_rows *KERNEL_WIDTH_MAXIMUM);
	computer->state = ARENA_ARRAY(arena, double, use->state_rows *KERNEL_WIDTH_MAXIMUM);
	if (!computer->parameters || !computer->state)
		return false;
	set_parameters(computer, use);
	computer_reset(computer, use);
	if (!has_range(computer))
		return true;
	return use->make_moving_gains ? row_courses_init(&computer->courses, arena, computer->parameters,
							 use->parameter_rows, computer->kernel->width)
				      : moving_rows_init(&computer->moving, arena, computer->parameters,
							 use->parameter_rows, computer->kernel->width);
}

static bool computers_init(struct batch *batch, struct arena *arena)
{
	const size_t width = batch->kernel->width;
	size_t total = 0;
	for (size_t i = 0; i < batch->voice_count; i++)
		total += detector_count(&batch->voices[i]);
	struct detector *all = ARENA_ARRAY(arena, struct detector, total);
	batch->computer_count = (total + width - 1) / width;
	batch->computers = ARENA_ARRAY(arena, struct computer, batch->computer_count);
	if (!all || !batch->computers)
		return false;
	struct detector *next = all;
	for (size_t i = 0; i < batch->voice_count; i++)
		for (size_t channel = 0; channel < detector_count(&batch->voices[i]); channel++)
			*next++ = (struct detector){ .voice = &batch->voices[i], .channel = channel };
	for (size_t i = 0; i < batch->computer_count; i++) {
		const size_t first = i * width;
		batch->computers[i].detectors = all + first;
		batch->computers[i].count = total - first < width ? total - first : width;
		for (size_t slot = batch->computers[i].count; slot-- > 0;) {
			struct voice *voice = batch->computers[i].detectors[slot].voice;
			if (batch->computers[i].detectors[slot].channel == 0) {
				voice->computer = &batch->computers[i];
				voice->slot = slot;
			}
		}
		if (!computer_init(&batch->computers[i], batch->use, batch->kernel, arena))
			return false;
	}
	return true;
}

static bool filter_init(struct filter *filter, struct arena *arena, size_t sections)
{
	filter->sections = sections;
	filter->coefficients = ARENA_ARRAY(arena, double, sections *BIQUAD_ROWS *KERNEL_WIDTH_MAXIMUM);
	filter->state = ARENA_ARRAY(arena, double, sections *BIQUAD_STATE_ROWS *KERNEL_WIDTH_MAXIMUM);
	return filter->coefficients && filter->state;
}

/* Adds all columns that go through `sections` sections, and fills each filter before the next. */
static bool filters_add(struct batch *batch, struct arena *arena, size_t sections)
{
	const size_t width = batch->kernel->width;
	struct filter *filter = NULL;
	for (size_t i = 0; i < batch->voice_count; i++) {
		struct voice *voice = &batch->voices[i];
		if (voice->key_sections != sections)
			continue;
		for (size_t channel = 0; channel < voice->heard_channels; channel++) {
			if (!filter || filter->count == width) {
				filter = &batch->filters[batch->filter_count++];
				if (!filter_init(filter, arena, sections))
					return false;
			}
			set_sections(filter->coefficients, width, filter->count, voice->key_filter, sections);
			filter->columns[filter->count++] = (struct detector){ .voice = voice, .channel = channel };
		}
	}
	return true;
}

static bool filters_init(struct batch *batch, struct arena *arena)
{
	size_t most = 0;
	for (size_t i = 0; i < batch->voice_count; i++)
		if (batch->voices[i].filtered)
			most += batch->voices[i].heard_channels;
	batch->filters = ARENA_ARRAY(arena, struct filter, most);
	if (!batch->filters)
		return false;
	for (size_t sections = 1; sections <= DETECTOR_KEY_SECTIONS; sections++)
		if (!filters_add(batch, arena, sections))
			return false;
	return true;
}

static bool any_has_range(const struct processor_instance *instances, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (instances[i].least)
			return true;
	return false;
}

void *detector_batch_new(const struct detector_use *use, struct arena *arena, const struct kernel *kernel,
			 const struct processor_instance *instances, size_t count)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	batch->use = use;
	batch->kernel = kernel;
	batch->gains = ARENA_ARRAY(arena, double, KERNEL_WIDTH_MAXIMUM *TILE);
	batch->silence = ARENA_ARRAY(arena, double, TILE);
	batch->idle = ARENA_ARRAY(arena, double, TILE);
	if (!batch->gains || !batch->silence || !batch->idle)
		return NULL;
	if (!voices_init(batch, arena, instances, count) || !computers_init(batch, arena) ||
	    !filters_init(batch, arena))
		return NULL;
	if (use->make_moving_gains && any_has_range(instances, count) &&
	    !row_columns_init(&batch->columns, arena, use->parameter_rows, kernel->width))
		return NULL;
	return batch;
}

/* Returns the column that channel `channel` of the detector hears before the key filter, from frame `start` of the
   block on. */
static const double *unfiltered(const struct voice *voice, size_t channel, size_t start)
{
	const struct processor_instance *instance = voice->instance;
	return (instance->context.key_channels > 0 ? instance->key : instance->in)[channel] + start;
}

static const double *heard(const struct voice *voice, size_t channel, size_t start)
{
	return voice->filtered ? voice->filtered + channel * TILE : unfiltered(voice, channel, start);
}

static void filter_tile(const struct batch *batch, const struct filter *filter, size_t start, size_t frames)
{
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t slot = 0; slot < batch->kernel->width; slot++) {
		const struct detector *column = &filter->columns[slot];
		const bool busy = slot < filter->count;
		in[slot] = busy ? unfiltered(column->voice, column->channel, start) : batch->silence;
		out[slot] = busy ? column->voice->filtered + column->channel * TILE : batch->idle;
	}
	batch->kernel->filter->biquad_cascade(in, out, frames, filter->sections, filter->coefficients, filter->state);
}

static void largest(const struct kernel *kernel, double *out, const struct voice *voice, size_t start, size_t frames)
{
	kernel->column->larger_magnitude(out, heard(voice, 0, start), heard(voice, 1, start), frames);
	for (size_t channel = 2; channel < voice->heard_channels; channel++)
		kernel->column->larger_magnitude(out, out, heard(voice, channel, start), frames);
}

static void blend(double *restrict out, const double *restrict own, const double *restrict all, double link,
		  size_t frames)
{
	const double rest = 1.0 - link;
	for (size_t i = 0; i < frames; i++)
		out[i] = rest * fabs(own[i]) + link * all[i];
}

/* Returns the column whose level the detector takes: an input as it stands where that is enough, else a column that is
   made in `scratch`. */
static const double *detect(const struct kernel *kernel, const struct detector *detector, double *scratch, size_t start,
			    size_t frames)
{
	const struct voice *voice = detector->voice;
	if (voice->loudest)
		blend(scratch, heard(voice, detector->channel, start), voice->loudest, voice->link, frames);
	else if (voice->linked && voice->heard_channels > 1)
		largest(kernel, scratch, voice, start, frames);
	else
		return heard(voice, detector->channel, start);
	return scratch;
}

/* Multiplies what the detector governs, in the whole and in every lane: one channel, or all channels when linked. */
static void apply(const struct batch *batch, const struct detector *detector, const double *gains, size_t start,
		  size_t frames)
{
	const struct voice *voice = detector->voice;
	const size_t channels = voice->instance->context.channels;
	const size_t step = voice->linked ? 1 : channels;
	for (size_t column = detector->channel; column < column_count(voice->instance); column += step) {
		const double *in = voice->instance->in[column] + start;
		double *out = voice->instance->out[column] + start;
		if (voice->lines)
			delay_line_process(&voice->lines[column], batch->kernel, out, in, frames);
		batch->kernel->column->multiply(out, voice->lines ? out : in, gains, frames);
	}
}

/* Makes the gains of a tile: frame by frame while parameters move, and then all at once. */
static void make_gains(const struct detector_use *use, struct computer *computer, const double *const *in,
		       double *const *out, size_t frames)
{
	const double *from[KERNEL_WIDTH_MAXIMUM];
	double *to[KERNEL_WIDTH_MAXIMUM];
	for (size_t done = 0, run; done < frames; done += run) {
		run = computer->moving.moving > 0 ? 1 : frames - done;
		for (size_t slot = 0; slot < computer->kernel->width; slot++) {
			from[slot] = in[slot] + done;
			to[slot] = out[slot] + done;
		}
		if (computer->moving.moving > 0)
			moving_rows_step(&computer->moving);
		use->make_gains(computer->kernel, from, to, run, computer->count, computer->parameters,
				computer->state);
	}
}

/* Does the same where the ways of all parameters are known before. */
static void make_gains_on_courses(const struct batch *batch, struct computer *computer, const double *const *in,
				  double *const *out, size_t frames)
{
	const struct detector_use *use = batch->use;
	if (row_courses_lay(&computer->courses, batch->kernel, &batch->columns, frames))
		use->make_moving_gains(computer->kernel, in, out, frames, computer->count, computer->parameters,
				       batch->columns.moving, computer->state);
	else
		use->make_gains(computer->kernel, in, out, frames, computer->count, computer->parameters,
				computer->state);
}

static void compute_tile(const struct batch *batch, struct computer *computer, size_t start, size_t frames)
{
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t slot = 0; slot < computer->kernel->width; slot++) {
		const bool busy = slot < computer->count;
		out[slot] = busy ? batch->gains + slot * TILE : batch->idle;
		in[slot] = busy ? detect(batch->kernel, &computer->detectors[slot], out[slot], start, frames)
				: batch->silence;
	}
	if (computer->courses.rows > 0)
		make_gains_on_courses(batch, computer, in, out, frames);
	else
		make_gains(batch->use, computer, in, out, frames);
	for (size_t slot = 0; slot < computer->count; slot++)
		apply(batch, &computer->detectors[slot], out[slot], start, frames);
}

static void process_tile(const struct batch *batch, size_t start, size_t frames)
{
	for (size_t i = 0; i < batch->filter_count; i++)
		filter_tile(batch, &batch->filters[i], start, frames);
	for (size_t i = 0; i < batch->voice_count; i++)
		if (batch->voices[i].loudest)
			largest(batch->kernel, batch->voices[i].loudest, &batch->voices[i], start, frames);
	for (size_t i = 0; i < batch->computer_count; i++)
		compute_tile(batch, &batch->computers[i], start, frames);
}

void detector_process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t done = 0; done < frames; done += TILE)
		process_tile(batch, start + done, frames - done < TILE ? frames - done : TILE);
}

void detector_retune_ahead(void *state, size_t instance, size_t ahead, const struct parameter_value *values)
{
	const struct batch *batch = state;
	const struct voice *voice = &batch->voices[instance];
	struct processor_instance target = *voice->instance;
	struct computer *computer = voice->computer;
	target.values = values;
	for (size_t i = 0, slot = voice->slot; i < detector_count(voice); i++, slot++) {
		if (slot == computer->count) {
			computer++;
			slot = 0;
		}
		double *table = computer->moving.to;
		if (batch->use->make_moving_gains)
			table = row_courses_start(&computer->courses, slot, ahead);
		else
			moving_rows_start(&computer->moving, slot);
		batch->use->set_parameters(table, computer->kernel->width, slot, &target);
	}
}

void detector_retune(void *state, size_t instance, const struct parameter_value *values)
{
	detector_retune_ahead(state, instance, 0, values);
}

static void voice_reset(const struct voice *voice)
{
	for (size_t column = 0; voice->lines && column < column_count(voice->instance); column++)
		delay_line_reset(&voice->lines[column]);
}

void detector_reset(void *state)
{
	const struct batch *batch = state;
	const size_t width = batch->kernel->width;
	for (size_t i = 0; i < batch->computer_count; i++) {
		moving_rows_stop(&batch->computers[i].moving);
		row_courses_stop(&batch->computers[i].courses);
		set_parameters(&batch->computers[i], batch->use);
		computer_reset(&batch->computers[i], batch->use);
	}
	for (size_t i = 0; i < batch->filter_count; i++) {
		const struct filter *filter = &batch->filters[i];
		memset(filter->state, 0, filter->sections * BIQUAD_STATE_ROWS * width * sizeof(double));
	}
	for (size_t i = 0; i < batch->voice_count; i++)
		voice_reset(&batch->voices[i]);
}
