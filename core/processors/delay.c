/* Repeats a signal later: the delay, with feedback and filters in the loop.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/filter.h"
#include "dsp/ramp.h"
#include "dsp/scale.h"
#include "processors/processor.h"

#include <math.h>
#include <string.h>

enum { TIME, TIME_RIGHT, FEEDBACK, DAMPING, LOW_CUT, MODE, MIX };
enum { MODE_STRAIGHT, MODE_PING_PONG };

/** A run of a loop has at most this many frames, so that the runs of many columns stay in the cache together. */
enum { RUN_MAXIMUM = 256 };

/** A tail ends at 120 dB under full scale. */
#define TAIL_FLOOR 1e-6

static const char *const mode_choices[] = { "straight", "ping-pong", NULL };

enum { PARAMETERS = MIX + 1 };

static const struct parameter parameters[PARAMETERS] = {
	[TIME] = { .name = "time",
		   .help = "from the sound to its echo; samples and note values too",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_TIME,
		   .minimum = 0.0,
		   .maximum = 10.0,
		   .fallback = 0.5 },
	[TIME_RIGHT] = { .name = "time_right",
			 .help = "time of the right channel of a stereo signal; left out or 0: as the left",
			 .type = PARAMETER_NUMBER,
			 .quantity = QUANTITY_TIME,
			 .minimum = 0.0,
			 .maximum = 10.0,
			 .fallback = 0.0 },
	[FEEDBACK] = { .name = "feedback",
		       .help = "level of each echo against the one before; below zero every other one is inverted",
		       .type = PARAMETER_NUMBER,
		       .automatable = true,
		       .quantity = QUANTITY_PERCENT,
		       .minimum = -0.95,
		       .maximum = 0.95,
		       .fallback = 0.0 },
	[DAMPING] = { .name = "damping",
		      .help = "low-pass in the feedback, 6 dB/oct; 0 Hz leaves it out",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_FREQUENCY,
		      .minimum = 0.0,
		      .maximum = 48000.0,
		      .fallback = 0.0 },
	[LOW_CUT] = { .name = "low_cut",
		      .help = "high-pass in the feedback, 6 dB/oct; 0 Hz leaves it out",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_FREQUENCY,
		      .minimum = 0.0,
		      .maximum = 48000.0,
		      .fallback = 0.0 },
	[MODE] = { .name = "mode",
		   .help = "straight: each channel by itself; ping-pong: left, right, left, from the mono sum",
		   .type = PARAMETER_CHOICE,
		   .choices = mode_choices,
		   .fallback = MODE_STRAIGHT },
	[MIX] = { .name = "mix",
		  .help = "share of the echoes; the rest is the sound as it came in",
		  .type = PARAMETER_NUMBER,
		  .automatable = true,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
};

/** The values of the parameters at a sample rate. */
struct settings {
	size_t frames[2]; /**< delay of the left channel (and of any other), and of the right one */
	double feedback; /**< linear, signed: the largest, where it moves */
	double wet; /**< linear */
	struct ramp back, echo, dry; /**< feedback, wet and 1 - wet as they are now */
	double loop[BIQUAD_ROWS]; /**< the filters of the loop as one section */
	bool filtered; /**< there are filters in the loop */
	bool ping_pong;
};

/* Designs first-order filters by the bilinear transform, which are exact at their -3 dB frequency: H = g (1 + z^-1) /
   (1 + g + (g - 1) z^-1) and (1 - z^-1) / the same, with g = tan(pi f / fs). Their product is one section. */
static void design_loop(double damping, double low_cut, double sample_rate, double *section)
{
	double low[3] = { 1.0, 0.0, 0.0 }; /* b0, b1, a1 */
	double high[3] = { 1.0, 0.0, 0.0 };
	if (damping > 0.0) {
		const double g = elementary_tan(ELEMENTARY_PI * damping / sample_rate);
		low[0] = low[1] = g / (1.0 + g);
		low[2] = (g - 1.0) / (1.0 + g);
	}
	if (low_cut > 0.0) {
		const double g = elementary_tan(ELEMENTARY_PI * low_cut / sample_rate);
		high[0] = 1.0 / (1.0 + g);
		high[1] = -high[0];
		high[2] = (g - 1.0) / (1.0 + g);
	}
	section[BIQUAD_B0] = low[0] * high[0];
	section[BIQUAD_B1] = low[0] * high[1] + low[1] * high[0];
	section[BIQUAD_B2] = low[1] * high[1];
	section[BIQUAD_A1] = low[2] + high[2];
	section[BIQUAD_A2] = low[2] * high[2];
}

static void rest(struct settings *settings, const struct parameter_value *values)
{
	ramp_set(&settings->back, values[FEEDBACK].number);
	ramp_set(&settings->echo, values[MIX].number);
	ramp_set(&settings->dry, 1.0 - values[MIX].number);
}

static struct settings read_settings(const struct parameter_value *values, const struct processor_context *context)
{
	const double right = values[TIME_RIGHT].number > 0.0 ? values[TIME_RIGHT].number : values[TIME].number;
	struct settings settings = {
		.frames = { frames_of_seconds(values[TIME].number, context->sample_rate),
			    frames_of_seconds(right, context->sample_rate) },
		.feedback = values[FEEDBACK].number,
		.wet = values[MIX].number,
		.ping_pong = values[MODE].number == MODE_PING_PONG,
	};
	settings.filtered = settings.feedback != 0.0 && (values[DAMPING].number > 0.0 || values[LOW_CUT].number > 0.0);
	if (settings.filtered)
		design_loop(values[DAMPING].number, values[LOW_CUT].number, context->sample_rate, settings.loop);
	return settings;
}

/* Returns |H| of the loop's filters at the real point z. */
static double magnitude_at(const double *section, double z)
{
	const double numerator = (section[BIQUAD_B0] * z + section[BIQUAD_B1]) * z + section[BIQUAD_B2];
	const double denominator = (z + section[BIQUAD_A1]) * z + section[BIQUAD_A2];
	return fabs(numerator / denominator);
}

/* The largest magnitude of one first-order factor on the circle lies at one of its two real points, because its square
   is a Moebius function of cos w. */
static double largest_on_circle(double frequency, bool high, double sample_rate, double radius)
{
	if (frequency == 0.0)
		return 1.0;
	double section[BIQUAD_ROWS];
	design_loop(high ? 0.0 : frequency, high ? frequency : 0.0, sample_rate, section);
	if (fabs(section[BIQUAD_A1]) >= radius)
		return INFINITY;
	/* The section is of first order: both of its polynomials have a factor z, which cancels. */
	return fmax(magnitude_at(section, radius), magnitude_at(section, -radius));
}

/** A loop: the length of its way round, the gain of one round, and how often the sound passes the filters on it. */
struct loop {
	double frames;
	double gain;
	double passes;
};

/* Returns by how much the natural logarithm of the loop's level falls in a frame. Without filters it is log(gain) /
   frames. With filters it is the largest decay for which no pole of the closed loop lies outside of the circle
   exp(-decay): there gain |H|^passes < radius^frames. A low-pass under the loop's own rate makes the loop ring longer,
   not shorter. */
static double decay_per_frame(const struct parameter_value *values, double sample_rate, const struct loop *loop)
{
	double most = -elementary_log(loop->gain) / loop->frames;
	if (values[DAMPING].number == 0.0 && values[LOW_CUT].number == 0.0)
		return most;
	double least = 0.0;
	for (int i = 0; i < 60; i++) {
		const double decay = 0.5 * (least + most);
		const double radius = elementary_exp(-decay);
		const double low = largest_on_circle(values[DAMPING].number, false, sample_rate, radius);
		const double high = largest_on_circle(values[LOW_CUT].number, true, sample_rate, radius);
		const double back = elementary_log(loop->gain) +
				    loop->passes * (elementary_log(low) + elementary_log(high)) + decay * loop->frames;
		if (back <= 0.0)
			least = decay;
		else
			most = decay;
	}
	return least;
}

/* Returns the frames until a sound that first comes out `first` frames late at `level`, and then goes round the loop,
   is under the floor. A steady full-scale input has piled up all echoes of a loop to 1 / (1 - gain) when it ends. */
static double tail_frames(const struct parameter_value *values, double sample_rate, const struct loop *loop,
			  double first, double level)
{
	const double piled = level / (1.0 - loop->gain);
	if (piled <= TAIL_FLOOR)
		return 0.0;
	if (loop->gain == 0.0)
		return first;
	const double lasting =
		elementary_log(piled / TAIL_FLOOR) / decay_per_frame(values, sample_rate, loop) / loop->frames;
	const bool filtered = values[DAMPING].number > 0.0 || values[LOW_CUT].number > 0.0;
	return first + loop->frames * (filtered ? lasting + 1.0 : floor(lasting));
}

static void measure_tail(const struct parameter_value *values, const struct processor_context *context,
			 const struct settings *settings, struct processor_shape *result)
{
	const double rate = context->sample_rate;
	const double left = (double)settings->frames[0];
	const double right = (double)settings->frames[context->channels == 2 ? 1 : 0];
	const double gain = fabs(settings->feedback);
	double frames = 0.0;
	if (settings->ping_pong) {
		const struct loop loop = { .frames = left + right, .gain = gain * gain, .passes = 2.0 };
		frames = fmax(tail_frames(values, rate, &loop, left, settings->wet),
			      tail_frames(values, rate, &loop, left + right, settings->wet * gain));
	} else {
		const struct loop loops[2] = { { .frames = left, .gain = gain, .passes = 1.0 },
					       { .frames = right, .gain = gain, .passes = 1.0 } };
		frames = fmax(tail_frames(values, rate, &loops[0], left, settings->wet),
			      tail_frames(values, rate, &loops[1], right, settings->wet));
	}
	result->tail_seconds = frames / rate;
	result->gap_seconds = fmax(left, right) / rate;
}

static bool blame(const struct parameter_value *value, const char *words, const char **problem, struct location *at)
{
	*problem = words;
	if (value->given)
		*at = value->at;
	return false;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	const double nyquist = context->sample_rate / 2.0;
	if (values[MODE].number == MODE_PING_PONG && context->channels != 2)
		return blame(&values[MODE], "a ping-pong delay needs a stereo signal; use 'mode: straight'", problem,
			     at);
	if (values[TIME_RIGHT].number > 0.0 && context->channels != 2)
		return blame(&values[TIME_RIGHT], "'time_right' needs a stereo signal; remove it", problem, at);
	if (values[DAMPING].number >= nyquist)
		return blame(&values[DAMPING],
			     "'damping' is not under half the sample rate; give a lower frequency or leave it out",
			     problem, at);
	if (values[LOW_CUT].number >= nyquist)
		return blame(&values[LOW_CUT],
			     "'low_cut' is not under half the sample rate; give a lower frequency or leave it out",
			     problem, at);
	const struct settings settings = read_settings(values, context);
	if (settings.feedback != 0.0 && (settings.frames[0] == 0 || settings.frames[1] == 0))
		return blame(&values[TIME],
			     "a delay of 0 samples cannot feed back; give a longer 'time' or remove 'feedback'",
			     problem, at);
	measure_tail(values, context, &settings, result);
	return true;
}

/** One channel of one group. */
struct voice {
	const double *in;
	double *out;
	double *echo; /**< RUN_MAXIMUM frames: what comes out of the line in this run */
	double *back; /**< what goes round: `echo`, or RUN_MAXIMUM frames of it after the filters */
	struct settings *settings; /**< of all voices of its instance */
	bool leads; /**< it is the first of its instance */
	const struct voice *feeder; /**< the voice whose echo comes back to this one */
	const double *other; /**< ping-pong: the other side of the input; NULL without ping-pong */
	bool listens; /**< the voice hears the input, as all do but the right side of a ping-pong */
	struct delay_line line;
};

/** Voices whose echoes do not come back within `run` frames, and their filters, side by side. */
struct section {
	struct voice *voices;
	size_t count;
	size_t run;
	size_t filter_groups;
	const double **filter_in; /**< [filter group][width] */
	double **filter_out;
	double *coefficients; /**< [filter group][BIQUAD_ROWS][width], COEFFICIENT_STRIDE apart */
	double *states; /**< [filter group][BIQUAD_STATE_ROWS][width], STATE_STRIDE apart */
};

/** The strides keep every filter group aligned for any width. */
enum {
	COEFFICIENT_STRIDE = BIQUAD_ROWS * KERNEL_WIDTH_MAXIMUM,
	STATE_STRIDE = BIQUAD_STATE_ROWS * KERNEL_WIDTH_MAXIMUM,
};

struct batch {
	const struct kernel *kernel;
	struct section *sections;
	size_t count;
	double *idle; /**< RUN_MAXIMUM frames, for the idle slots of a filter group */
	double *sum; /**< RUN_MAXIMUM frames: what goes into a line */
	const struct processor_instance *instances;
	struct settings *settings; /**< of each instance */
	size_t instance_count;
};

/* Reads the settings of an instance. A feedback that moves has its filters even where it starts at 0. */
static struct settings read_instance(const struct processor_instance *instance)
{
	struct parameter_value values[PARAMETERS];
	memcpy(values, instance->values, sizeof values);
	if (instance->least && fabs(instance->least[FEEDBACK].number) > fabs(instance->greatest[FEEDBACK].number))
		values[FEEDBACK].number = instance->least[FEEDBACK].number;
	else if (instance->least)
		values[FEEDBACK].number = instance->greatest[FEEDBACK].number;
	struct settings settings = read_settings(values, &instance->context);
	rest(&settings, instance->values);
	return settings;
}

static size_t run_of(const struct processor_instance *instance, const struct settings *settings)
{
	size_t run = RUN_MAXIMUM;
	for (size_t side = 0; side < (instance->context.channels == 2 ? 2u : 1u); side++)
		if (settings->frames[side] > 0 && settings->frames[side] < run)
			run = settings->frames[side];
	return run;
}

static bool add_voice(struct arena *arena, struct section *section, const struct processor_instance *instance,
		      struct settings *settings, size_t column)
{
	const bool right = instance->context.channels == 2 && column % 2 == 1;
	struct voice *voice = &section->voices[section->count++];
	*voice = (struct voice){
		.in = instance->in[column],
		.out = instance->out[column],
		.echo = ARENA_ARRAY(arena, double, RUN_MAXIMUM),
		.settings = settings,
		.leads = column == 0,
		.feeder = voice,
		.listens = true,
	};
	if (settings->ping_pong) {
		voice->feeder = right ? voice - 1 : voice + 1;
		voice->other = instance->in[right ? column - 1 : column + 1];
		voice->listens = !right;
	}
	voice->back = settings->filtered ? ARENA_ARRAY(arena, double, RUN_MAXIMUM) : voice->echo;
	return voice->echo && voice->back && delay_line_init(&voice->line, arena, settings->frames[right ? 1 : 0]);
}

static size_t filtered_voices(const struct section *section)
{
	size_t count = 0;
	for (size_t i = 0; i < section->count; i++)
		count += section->voices[i].settings->filtered ? 1 : 0;
	return count;
}

/* The idle slots of the last group filter silence with coefficients of zero. */
static bool add_filters(struct arena *arena, const struct kernel *kernel, double *idle, struct section *section)
{
	const size_t width = kernel->width;
	const size_t groups = (filtered_voices(section) + width - 1) / width;
	section->filter_groups = groups;
	section->filter_in = ARENA_ARRAY(arena, const double *, groups *width);
	section->filter_out = ARENA_ARRAY(arena, double *, groups *width);
	section->coefficients = ARENA_ARRAY(arena, double, groups *COEFFICIENT_STRIDE);
	section->states = ARENA_ARRAY(arena, double, groups *STATE_STRIDE);
	if (!section->filter_in || !section->filter_out || !section->coefficients || !section->states)
		return false;
	for (size_t i = 0; i < groups * width; i++)
		section->filter_in[i] = section->filter_out[i] = idle;
	size_t slot = 0;
	for (size_t i = 0; i < section->count; i++) {
		const struct voice *voice = &section->voices[i];
		if (!voice->settings->filtered)
			continue;
		section->filter_in[slot] = voice->echo;
		section->filter_out[slot] = voice->back;
		for (size_t row = 0; row < BIQUAD_ROWS; row++)
			section->coefficients[slot / width * COEFFICIENT_STRIDE + row * width + slot % width] =
				voice->settings->loop[row];
		slot++;
	}
	return true;
}

static bool section_init(struct arena *arena, struct batch *batch, struct section *section, size_t voice_maximum,
			 size_t run)
{
	*section = (struct section){ .voices = ARENA_ARRAY(arena, struct voice, voice_maximum), .run = run };
	batch->count++;
	return section->voices;
}

static bool add_instance(struct arena *arena, struct section *section, const struct processor_instance *instance,
			 struct settings *settings)
{
	for (size_t column = 0; column < instance->groups * instance->context.channels; column++)
		if (!add_voice(arena, section, instance, settings, column))
			return false;
	return true;
}

/* Long delays, which are usual, share the first section. A loop that is shorter than a run has a section of its own, so
   that its short runs slow down no other. */
static bool add_sections(struct arena *arena, struct batch *batch, const struct processor_instance *instances,
			 size_t count)
{
	struct settings *settings = batch->settings = ARENA_ARRAY(arena, struct settings, count);
	size_t columns = 0;
	for (size_t i = 0; i < count; i++)
		columns += instances[i].groups * instances[i].context.channels;
	if (!settings || !section_init(arena, batch, &batch->sections[0], columns, RUN_MAXIMUM))
		return false;
	for (size_t i = 0; i < count; i++) {
		settings[i] = read_instance(&instances[i]);
		const size_t run = run_of(&instances[i], &settings[i]);
		struct section *section = &batch->sections[0];
		if (run < RUN_MAXIMUM) {
			section = &batch->sections[batch->count];
			if (!section_init(arena, batch, section, instances[i].groups * instances[i].context.channels,
					  run))
				return false;
		}
		if (!add_instance(arena, section, &instances[i], &settings[i]))
			return false;
	}
	for (size_t i = 0; i < batch->count; i++)
		if (!add_filters(arena, batch->kernel, batch->idle, &batch->sections[i]))
			return false;
	return true;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	*batch = (struct batch){
		.kernel = kernel,
		.sections = ARENA_ARRAY(arena, struct section, count + 1),
		.idle = ARENA_ARRAY(arena, double, RUN_MAXIMUM),
		.sum = ARENA_ARRAY(arena, double, RUN_MAXIMUM),
	};
	if (!batch->sections || !batch->idle || !batch->sum)
		return NULL;
	batch->instances = instances;
	batch->instance_count = count;
	return add_sections(arena, batch, instances, count) ? batch : NULL;
}

/* Adds up what goes into a line: what the voice hears of the input, and what comes back. Terms that do not exist are
   left out, not multiplied by zero. */
static void enter(const struct kernel *kernel, const struct voice *voice, double *sum, const double *back, size_t start,
		  size_t frames)
{
	const double *terms[3];
	double gains[3];
	size_t count = 0;
	if (voice->listens) {
		terms[count] = voice->in + start;
		gains[count++] = voice->other ? 0.5 : 1.0;
	}
	if (voice->listens && voice->other) {
		terms[count] = voice->other + start;
		gains[count++] = 0.5;
	}
	double moved[RUN_MAXIMUM];
	if (back && voice->settings->back.left > 0) {
		ramp_fill(&voice->settings->back, moved, frames);
		kernel->column->multiply(moved, back, moved, frames);
		terms[count] = moved;
		gains[count++] = 1.0;
	} else if (back) {
		terms[count] = back;
		gains[count++] = voice->settings->back.to;
	}
	kernel->column->mix(sum, terms, gains, count, frames);
}

static void hear(const struct kernel *kernel, const struct voice *voice, size_t start, size_t frames)
{
	if (voice->line.length == 0)
		enter(kernel, voice, voice->echo, NULL, start, frames);
	else
		delay_line_peek(&voice->line, voice->echo, frames);
}

static void go_round(const struct kernel *kernel, struct voice *voice, double *sum, size_t start, size_t frames)
{
	if (voice->line.length == 0)
		return;
	enter(kernel, voice, sum, voice->settings->feedback != 0.0 ? voice->feeder->back : NULL, start, frames);
	delay_line_push(&voice->line, sum, frames);
}

static void come_out(const struct kernel *kernel, const struct voice *voice, size_t start, size_t frames)
{
	const struct settings *settings = voice->settings;
	const double wet = settings->echo.to, *in = voice->in + start;
	if (settings->echo.left == 0 && (wet == 0.0 || wet == 1.0))
		column_scale(kernel, voice->out + start, wet == 0.0 ? in : voice->echo, 1.0, frames);
	else
		ramp_mix(&settings->dry, &settings->echo, kernel, voice->out + start, in, voice->echo, frames);
}

/* Each step goes over all voices before the next one: in a ping-pong a voice needs the echo and the input of the other
   one before any output is written. */
static void process_run(const struct batch *batch, const struct section *section, size_t start, size_t frames)
{
	const struct kernel *kernel = batch->kernel;
	for (size_t i = 0; i < section->count; i++)
		hear(kernel, &section->voices[i], start, frames);
	for (size_t i = 0; i < section->filter_groups; i++)
		kernel->filter->biquad_cascade(
			section->filter_in + i * kernel->width, section->filter_out + i * kernel->width, frames, 1,
			section->coefficients + i * COEFFICIENT_STRIDE, section->states + i * STATE_STRIDE);
	for (size_t i = 0; i < section->count; i++)
		go_round(kernel, &section->voices[i], batch->sum, start, frames);
	for (size_t i = 0; i < section->count; i++)
		come_out(kernel, &section->voices[i], start, frames);
	for (size_t i = 0; i < section->count; i++) {
		struct settings *settings = section->voices[i].settings;
		if (!section->voices[i].leads)
			continue;
		ramp_advance(&settings->back, frames);
		ramp_advance(&settings->echo, frames);
		ramp_advance(&settings->dry, frames);
	}
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const struct section *section = &batch->sections[i];
		for (size_t done = 0; done < frames; done += section->run)
			process_run(batch, section, start + done,
				    frames - done < section->run ? frames - done : section->run);
	}
}

static void retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct batch *batch = state;
	struct settings *settings = &batch->settings[instance];
	ramp_aim(&settings->back, values[FEEDBACK].number);
	ramp_aim(&settings->echo, values[MIX].number);
	ramp_aim(&settings->dry, 1.0 - values[MIX].number);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->instance_count; i++)
		rest(&batch->settings[i], batch->instances[i].values);
	for (size_t i = 0; i < batch->count; i++) {
		const struct section *section = &batch->sections[i];
		for (size_t voice = 0; voice < section->count; voice++)
			delay_line_reset(&section->voices[voice].line);
		memset(section->states, 0, section->filter_groups * STATE_STRIDE * sizeof *section->states);
	}
}

const struct processor delay_processor = {
	.name = "delay",
	.summary = "echoes",
	.description =
		"Repeats the signal after `time`, rounded to whole samples: with the delay of D samples and the "
		"feedback g, the echo is e[n] = w[n - D] and the line is fed with w[n] = x[n] + g h(e)[n], so that "
		"echo k comes at k times `time` with the level g^(k-1) and has passed the filters h k - 1 times: the "
		"first echo is as bright as the sound. h is a low-pass (`damping`) and a high-pass (`low_cut`) of "
		"first order, by the bilinear transform exact at their -3 dB frequencies. The output is (1 - mix) x + "
		"mix e; on an aux, leave `mix` at 100 %.\n"
		"A `straight` delay treats each channel by itself; in a stereo signal the right one may have a time "
		"of its own. A `ping-pong` delay feeds the left line with the mono sum (L + R) / 2 and what the right "
		"line gives back, and the right line with what the left one gives back: odd echoes are on the left, "
		"even ones on the right, echo k at the level g^(k-1); with no feedback there is only the first.\n"
		"The delay is the effect: no latency is reported, and nothing is compensated. The tail lasts until "
		"all echoes of a steady full-scale input, which pile up to 1 / (1 - |g|), are 120 dB under full "
		"scale. Without filters that is exact; with them it is an upper bound from the slowest pole of the "
		"loop.\n"
		"Automation moves `feedback` and `mix` sample by sample.",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_EFFECT,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = TIME,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.retune = retune,
	.reset = reset,
};
