/* Makes the sound of a room or a plate: the reverb.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "dsp/biquad_design.h"
#include "dsp/diffuser.h"
#include "dsp/early_reflections.h"
#include "dsp/feedback_delay_network.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/filter.h"
#include "dsp/kernel/select.h"
#include "processors/processor.h"
#include "processors/reverb_settings.h"

#include <math.h>
#include <string.h>

enum { SIDES = 2, FILTERS_MAXIMUM = 2 * BIQUADS_PER_BAND };

/** Each side of the output is made of this many terms at most: the network, the diffuser, the early reflections. */
enum { TERMS_MAXIMUM = NETWORK_LINES + DIFFUSER_CHANNELS + SIDES * EARLY_ECHOES };

static const struct parameter parameters[] = {
	[REVERB_TYPE] = { .name = "type",
			  .help = "the space; it brings the defaults of all that is left out",
			  .type = PARAMETER_CHOICE,
			  .choices = reverb_type_choices,
			  .fallback = 0 },
	[REVERB_DECAY] = { .name = "decay",
			   .help = "until 60 dB down, at middle frequencies; left out: plate 1.5 s, hall 2.8 s, room "
				   "0.6 s, chamber 1.2 s",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_TIME,
			   .minimum = 0.1,
			   .maximum = 30.0,
			   .fallback = 1.5 },
	[REVERB_PREDELAY] = { .name = "predelay",
			      .help = "before all of it; left out: plate 20 ms, hall 30 ms, room 4 ms, chamber 10 ms",
			      .type = PARAMETER_NUMBER,
			      .quantity = QUANTITY_TIME,
			      .minimum = 0.0,
			      .maximum = 0.5,
			      .fallback = 0.020 },
	[REVERB_SIZE] = { .name = "size",
			  .help = "stretches all distances; the decay stays as it is",
			  .type = PARAMETER_NUMBER,
			  .quantity = QUANTITY_PERCENT,
			  .minimum = 0.5,
			  .maximum = 2.0,
			  .fallback = 1.0 },
	[REVERB_DIFFUSION] = { .name = "diffusion",
			       .help = "how densely it starts; left out: plate, chamber 100 %, hall 95 %, room 90 %",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_PERCENT,
			       .minimum = 0.0,
			       .maximum = 1.0,
			       .fallback = 1.0 },
	[REVERB_EARLY] = { .name = "early",
			   .help = "early reflections against the tail; left out: hall -8 dB, room -1 dB, chamber -5 "
				   "dB; a plate has none",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_GAIN,
			   .minimum = -INFINITY,
			   .maximum = 12.0,
			   .fallback = -INFINITY },
	[REVERB_LOW_DECAY] = { .name = "low_decay",
			       .help = "decay far under low_crossover; left out: plate 115 %, hall 120 %, room 100 %, "
				       "chamber 105 %",
			       .type = PARAMETER_NUMBER,
			       .quantity = QUANTITY_PERCENT,
			       .minimum = 0.25,
			       .maximum = 4.0,
			       .fallback = 1.15 },
	[REVERB_LOW_CROSSOVER] = { .name = "low_crossover",
				   .help = "where the rate of decay is halfway; left out: 250 Hz, chamber 200 Hz",
				   .type = PARAMETER_NUMBER,
				   .quantity = QUANTITY_FREQUENCY,
				   .minimum = 50.0,
				   .maximum = 1000.0,
				   .fallback = 250.0 },
	[REVERB_HIGH_DECAY] = { .name = "high_decay",
				.help = "decay far above high_crossover; left out: plate 50 %, hall 35 %, room 50 %, "
					"chamber 55 %",
				.type = PARAMETER_NUMBER,
				.quantity = QUANTITY_PERCENT,
				.minimum = 0.05,
				.maximum = 2.0,
				.fallback = 0.5 },
	[REVERB_HIGH_CROSSOVER] = { .name = "high_crossover",
				    .help = "where the rate of decay is halfway; left out: plate 7 kHz, hall 4.5 kHz, "
					    "room 5.5 kHz, chamber 6 kHz",
				    .type = PARAMETER_NUMBER,
				    .quantity = QUANTITY_FREQUENCY,
				    .minimum = 1000.0,
				    .maximum = 20000.0,
				    .fallback = 7000.0 },
	[REVERB_MODULATION] = { .name = "modulation",
				.help = "how far half of the delays move: 1 ms at 100 %; left out: plate 15 %, hall 25 "
					"%, room, chamber 10 %",
				.type = PARAMETER_NUMBER,
				.quantity = QUANTITY_PERCENT,
				.minimum = 0.0,
				.maximum = 1.0,
				.fallback = 0.15 },
	[REVERB_MODULATION_RATE] = { .name = "modulation_rate",
				     .help = "how fast, about: each delay has its own pace; left out: plate 0.8 Hz, "
					     "hall 0.5 Hz, room 0.6 Hz, chamber 0.7 Hz",
				     .type = PARAMETER_NUMBER,
				     .quantity = QUANTITY_FREQUENCY,
				     .minimum = 0.05,
				     .maximum = REVERB_RATE_MAXIMUM,
				     .fallback = 0.8 },
	[REVERB_HIGHPASS] = { .name = "highpass",
			      .help = "on the wet signal, 12 dB/oct, 0 Hz leaves it out; left out: plate 80 Hz, hall, "
				      "room 40 Hz, chamber 60 Hz",
			      .type = PARAMETER_NUMBER,
			      .quantity = QUANTITY_FREQUENCY,
			      .minimum = 0.0,
			      .maximum = 2000.0,
			      .fallback = 80.0 },
	[REVERB_LOWPASS] = { .name = "lowpass",
			     .help = "on the wet signal, 12 dB/oct, 0 Hz leaves it out; left out: plate 16 kHz, hall "
				     "12 kHz, room, chamber 14 kHz",
			     .type = PARAMETER_NUMBER,
			     .quantity = QUANTITY_FREQUENCY,
			     .minimum = 0.0,
			     .maximum = 48000.0,
			     .fallback = 16000.0 },
	[REVERB_WIDTH] = { .name = "width",
			   .help = "of the wet signal: 0 % is mono, at the same power",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_PERCENT,
			   .minimum = 0.0,
			   .maximum = 1.0,
			   .fallback = 1.0 },
	[REVERB_LEVEL] = { .name = "level",
			   .help = "of the wet signal; at 0 dB the tail of a noise is as loud as the noise",
			   .type = PARAMETER_NUMBER,
			   .quantity = QUANTITY_GAIN,
			   .minimum = -INFINITY,
			   .maximum = 24.0,
			   .fallback = 0.0 },
	[REVERB_MIX] = { .name = "mix",
			 .help = "share of the reverb; the rest is the sound as it came in",
			 .type = PARAMETER_NUMBER,
			 .quantity = QUANTITY_PERCENT,
			 .minimum = 0.0,
			 .maximum = 1.0,
			 .fallback = 1.0 },
};

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
	if (context->channels > SIDES) {
		*problem = "reverb takes a mono or a stereo signal; this one has more than 2 channels; put it on a "
			   "stereo aux";
		return false;
	}
	const struct reverb_settings settings = reverb_settings_of(values, context->sample_rate);
	if (settings.absorption.high_frequency >= nyquist)
		return blame(&values[REVERB_HIGH_CROSSOVER],
			     "'high_crossover' is not under half the sample rate; give a lower frequency", problem, at);
	if (settings.highpass >= nyquist)
		return blame(&values[REVERB_HIGHPASS],
			     "'highpass' is not under half the sample rate; give a lower frequency or 0 Hz", problem,
			     at);
	if (settings.lowpass >= nyquist)
		return blame(&values[REVERB_LOWPASS],
			     "'lowpass' is not under half the sample rate; give a lower frequency or 0 Hz", problem,
			     at);
	if (!reverb_type_of(values)->room && !isinf(reverb_value(values, REVERB_EARLY)))
		return blame(&values[REVERB_EARLY],
			     "a plate has no early reflections; remove 'early' or choose another 'type'", problem, at);
	result->channels = SIDES;
	reverb_measure(&settings, context->sample_rate, result);
	return true;
}

/** One group of an instance. */
struct voice {
	struct tapped_line lines[SIDES]; /**< the filtered input */
	struct diffuser diffuser;
	struct network network;
	double *dry[SIDES]; /**< the input of this run */
};

/** One instance. */
struct space {
	const struct processor_instance *instance;
	const struct kernel *filter_kernel; /**< a kernel as wide as the columns of all groups, if there is one */
	double *filters; /**< the coefficients for biquad_cascade() */
	double *filter_states; /**< the states of each call of that kernel, one after another */
	const double **filter_in;
	double **filter_out;
	size_t filter_count;
	struct reverb_settings settings;
	struct diffuser_design diffuser;
	struct network_design network;
	size_t start; /**< frames of predelay and onset */
	struct {
		size_t channel, delay;
	} early[SIDES][SIDES * EARLY_ECHOES];
	size_t early_count;
	double gains[SIDES][TERMS_MAXIMUM];
	double same, other; /**< gains of the width, wet: of a side in itself, and in the other side */
	int64_t session_frame;
	struct voice *voices;
};

struct batch {
	const struct kernel *kernel;
	struct space *spaces;
	size_t count;
	double *columns[NETWORK_LINES +
			DIFFUSER_CHANNELS]; /**< NETWORK_RUN frames each: of the network, and of the diffuser */
	double *sides[SIDES];
	double *moved;
	double *idle;
	struct network_motion motion;
};

static bool design_filters(struct arena *arena, const struct kernel *kernel, struct space *space)
{
	const struct reverb_settings *settings = &space->settings;
	const double rate = space->instance->context.sample_rate;
	struct biquad sections[FILTERS_MAXIMUM];
	struct filter_band band = {
		.kind = FILTER_HIGH_PASS, .frequency = settings->highpass, .q = sqrt(0.5), .order = 2
	};
	if (settings->highpass > 0.0)
		space->filter_count += biquad_design(&band, rate, sections, NULL);
	band.kind = FILTER_LOW_PASS;
	band.frequency = settings->lowpass;
	if (settings->lowpass > 0.0)
		space->filter_count += biquad_design(&band, rate, sections + space->filter_count, NULL);
	const size_t columns = space->instance->groups * space->instance->context.channels;
	space->filter_kernel = kernel_narrow(kernel, columns);
	const size_t width = space->filter_kernel->width;
	const size_t slots = (columns + width - 1) / width * width;
	space->filters = ARENA_ARRAY(arena, double, space->filter_count *BIQUAD_ROWS *width);
	space->filter_states = ARENA_ARRAY(arena, double, space->filter_count *BIQUAD_STATE_ROWS *slots);
	space->filter_in = ARENA_ARRAY(arena, const double *, slots);
	space->filter_out = ARENA_ARRAY(arena, double *, slots);
	if (!space->filters || !space->filter_states || !space->filter_in || !space->filter_out)
		return false;
	for (size_t i = 0; i < space->filter_count; i++) {
		const double rows[BIQUAD_ROWS] = { sections[i].b0, sections[i].b1, sections[i].b2, sections[i].a1,
						   sections[i].a2 };
		for (size_t slot = 0; slot < BIQUAD_ROWS * width; slot++)
			space->filters[i * BIQUAD_ROWS * width + slot] = rows[slot / width];
	}
	return true;
}

static void design_early(struct space *space)
{
	const struct reverb_settings *settings = &space->settings;
	const struct processor_context *context = &space->instance->context;
	const size_t channels = context->channels,
		     predelay = frames_of_seconds(settings->predelay, context->sample_rate);
	struct early_path paths[SIDES][SIDES];
	if (settings->early == 0.0)
		return;
	early_reflections_design(paths, settings->type->room, channels, settings->size, settings->type->key);
	space->early_count = channels * EARLY_ECHOES;
	for (size_t side = 0; side < SIDES; side++) {
		for (size_t i = 0; i < space->early_count; i++) {
			const size_t channel = i / EARLY_ECHOES;
			const struct early_path *path = &paths[side][channel];
			space->early[side][i].channel = channel;
			space->early[side][i].delay =
				predelay + frames_of_seconds(path->seconds[i % EARLY_ECHOES], context->sample_rate);
			space->gains[side][NETWORK_LINES + DIFFUSER_CHANNELS + i] =
				settings->early * path->gains[i % EARLY_ECHOES];
		}
	}
}

/* Returns signs whose Walsh spectrum is flat (a bent function), so that no delay feeds on what one side hears. */
static double sign_of(size_t line, size_t side)
{
	const size_t bent = (line & line >> 1 & 1) ^ (line >> 2 & line >> 3 & 1);
	const size_t linear = (line >> 1 ^ line >> 3) & 1;
	return (bent ^ (side == 1 ? linear : 0)) != 0 ? -1.0 : 1.0;
}

static void design_gains(struct space *space)
{
	const struct reverb_settings *settings = &space->settings;
	const double gain = 0.25 / sqrt(reverb_mean_power(settings));
	for (size_t side = 0; side < SIDES; side++) {
		for (size_t i = 0; i < NETWORK_LINES; i++) {
			space->gains[side][i] = gain * sign_of(i, side);
			space->gains[side][NETWORK_LINES + i] = gain * sqrt(settings->type->direct) * sign_of(i, side);
		}
	}
	const double level = settings->wet * sqrt(2.0 / (1.0 + settings->width * settings->width));
	space->same = level * 0.5 * (1.0 + settings->width);
	space->other = level * 0.5 * (1.0 - settings->width);
}

static size_t longest_delay(const struct space *space)
{
	size_t longest = 0;
	for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
		if (space->diffuser.delays[0][i] > longest)
			longest = space->diffuser.delays[0][i];
	longest += space->start;
	for (size_t side = 0; side < SIDES; side++)
		for (size_t i = 0; i < space->early_count; i++)
			if (space->early[side][i].delay > longest)
				longest = space->early[side][i].delay;
	return longest;
}

static bool voice_init(struct arena *arena, const struct batch *batch, const struct space *space, struct voice *voice)
{
	for (size_t i = 0; i < space->instance->context.channels; i++) {
		voice->dry[i] = ARENA_ARRAY(arena, double, NETWORK_RUN);
		if (!voice->dry[i] || !tapped_line_init(&voice->lines[i], arena, longest_delay(space), NETWORK_RUN))
			return false;
	}
	return diffuser_init(&voice->diffuser, &space->diffuser, arena, NETWORK_RUN) &&
	       network_init(&voice->network, &space->network, arena, batch->moved);
}

static bool space_init(struct arena *arena, const struct batch *batch, const struct processor_instance *instance,
		       struct space *space)
{
	const double rate = instance->context.sample_rate;
	*space = (struct space){ .instance = instance, .settings = reverb_settings_of(instance->values, rate) };
	const struct reverb_settings *settings = &space->settings;
	const struct network_settings network = reverb_network(settings, &instance->context);
	double spans[DIFFUSER_STEPS];
	for (size_t step = 0; step < DIFFUSER_STEPS; step++)
		spans[step] = settings->type->spans[step] * settings->stretch * rate;
	diffuser_design_init(&space->diffuser, spans, settings->type->skew, settings->diffusion, settings->type->key);
	space->start = frames_of_seconds(settings->predelay, rate) +
		       frames_of_seconds(settings->type->onset * settings->size, rate);
	space->session_frame = -(int64_t)instance->context.late;
	design_early(space);
	design_gains(space);
	space->voices = ARENA_ARRAY(arena, struct voice, instance->groups);
	if (!space->voices || !design_filters(arena, batch->kernel, space) ||
	    !network_design_init(&space->network, &network, batch->kernel, arena))
		return false;
	for (size_t group = 0; group < instance->groups; group++)
		if (!voice_init(arena, batch, space, &space->voices[group]))
			return false;
	return true;
}

static bool scratch_init(struct arena *arena, struct batch *batch)
{
	const size_t columns = sizeof batch->columns / sizeof batch->columns[0];
	double *scratch = ARENA_ARRAY(arena, double, (columns + SIDES + 1) * NETWORK_RUN);
	batch->moved = ARENA_ARRAY(arena, double, NETWORK_MODULATED *NETWORK_RUN);
	if (!scratch || !batch->moved)
		return false;
	for (size_t i = 0; i < columns; i++)
		batch->columns[i] = scratch + i * NETWORK_RUN;
	for (size_t side = 0; side < SIDES; side++)
		batch->sides[side] = scratch + (columns + side) * NETWORK_RUN;
	batch->idle = scratch + (columns + SIDES) * NETWORK_RUN;
	return true;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	batch->kernel = kernel;
	batch->count = count;
	batch->spaces = ARENA_ARRAY(arena, struct space, count);
	if (!batch->spaces || !scratch_init(arena, batch))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!space_init(arena, batch, &instances[i], &batch->spaces[i]))
			return NULL;
	return batch;
}

/* Takes in a run of all groups: filtered into the lines, and unfiltered for the dry part. */
static void take_in(const struct batch *batch, const struct space *space, size_t start, size_t frames)
{
	const size_t channels = space->instance->context.channels, columns = space->instance->groups * channels;
	const size_t width = space->filter_kernel->width;
	for (size_t i = 0; i < columns; i++) {
		const struct voice *voice = &space->voices[i / channels];
		space->filter_in[i] = space->instance->in[i] + start;
		space->filter_out[i] = tapped_line_claim(&voice->lines[i % channels]);
		if (space->settings.dry > 0.0)
			memcpy(voice->dry[i % channels], space->filter_in[i], frames * sizeof(double));
	}
	for (size_t i = columns; i % width != 0; i++)
		space->filter_in[i] = space->filter_out[i] = batch->idle;
	for (size_t i = 0; i < columns; i += width)
		space->filter_kernel->filter->biquad_cascade(
			space->filter_in + i, space->filter_out + i, frames, space->filter_count, space->filters,
			space->filter_states + i * space->filter_count * BIQUAD_STATE_ROWS);
	for (size_t i = 0; i < columns; i++)
		tapped_line_commit(&space->voices[i / channels].lines[i % channels], frames);
}

/* Sums what the tail and the early reflections send to both sides, before the width. */
static void sound(struct batch *batch, const struct space *space, struct voice *voice, size_t frames)
{
	const size_t channels = space->instance->context.channels;
	const double *in[DIFFUSER_CHANNELS], *terms[TERMS_MAXIMUM];
	double *const *diffuse = batch->columns + NETWORK_LINES;
	for (size_t i = 0; i < DIFFUSER_CHANNELS; i++)
		in[i] = tapped_line_read(&voice->lines[i % channels],
					 space->start + space->diffuser.delays[0][i] + frames);
	diffuser_process(&voice->diffuser, &space->diffuser, batch->kernel, in, diffuse, frames);
	network_process(&voice->network, &space->network, &batch->motion, (const double *const *)diffuse,
			batch->columns, frames);
	for (size_t i = 0; i < NETWORK_LINES + DIFFUSER_CHANNELS; i++)
		terms[i] = batch->columns[i];
	for (size_t side = 0; side < SIDES; side++) {
		for (size_t i = 0; i < space->early_count; i++)
			terms[NETWORK_LINES + DIFFUSER_CHANNELS + i] = tapped_line_read(
				&voice->lines[space->early[side][i].channel], space->early[side][i].delay + frames);
		batch->kernel->column->mix(batch->sides[side], terms, space->gains[side],
					   NETWORK_LINES + DIFFUSER_CHANNELS + space->early_count, frames);
	}
}

static void come_out(const struct batch *batch, const struct space *space, size_t group, size_t start, size_t frames)
{
	const struct voice *voice = &space->voices[group];
	for (size_t side = 0; side < SIDES; side++) {
		const double *const terms[3] = { batch->sides[0], batch->sides[1],
						 voice->dry[side % space->instance->context.channels] };
		const double gains[3] = { side == 0 ? space->same : space->other,
					  side == 0 ? space->other : space->same, space->settings.dry };
		batch->kernel->column->mix(space->instance->out[group * SIDES + side] + start, terms, gains,
					   space->settings.dry > 0.0 ? 3 : 2, frames);
	}
}

/* Every group is taken in before any group is written: the outputs of a mono signal overwrite the inputs of other
   groups. */
static void process_run(struct batch *batch, struct space *space, size_t start, size_t frames)
{
	network_motion_init(&batch->motion, &space->network, space->session_frame, frames);
	take_in(batch, space, start, frames);
	for (size_t group = 0; group < space->instance->groups; group++) {
		sound(batch, space, &space->voices[group], frames);
		come_out(batch, space, group, start, frames);
	}
	space->session_frame += (int64_t)frames;
}

static void process(void *state, size_t frames)
{
	struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		const size_t run = batch->spaces[i].network.run;
		for (size_t start = 0; start < frames; start += run)
			process_run(batch, &batch->spaces[i], start, frames - start < run ? frames - start : run);
	}
}

/* Idle slots of the last call filter silence, so their states stay zero. */
static void reset_filters(struct space *space)
{
	const size_t width = space->filter_kernel->width;
	const size_t columns = space->instance->groups * space->instance->context.channels;
	const size_t slots = (columns + width - 1) / width * width;
	memset(space->filter_states, 0, space->filter_count * BIQUAD_STATE_ROWS * slots * sizeof *space->filter_states);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct space *space = &batch->spaces[i];
		space->session_frame = -(int64_t)space->instance->context.late;
		reset_filters(space);
		for (size_t group = 0; group < space->instance->groups; group++) {
			struct voice *voice = &space->voices[group];
			for (size_t channel = 0; channel < space->instance->context.channels; channel++)
				tapped_line_reset(&voice->lines[channel]);
			diffuser_reset(&voice->diffuser);
			network_reset(&voice->network);
		}
	}
}

const struct processor reverb_processor = {
	.name = "reverb",
	.summary = "plate, hall, room and chamber",
	.description =
		"An algorithmic reverb of four characters. `type` brings the defaults of all that is left out; what "
		"is given counts:\n"
		"  plate    bending waves in steel: dense from the first milliseconds, no early reflections, bass "
		"that lingers;\n"
		"  hall     wide and slow: it builds up over a tenth of a second, and the air takes the treble;\n"
		"  room     walls at hand: as much early sound as tail, and a short one;\n"
		"  chamber  bare plaster: bright, dense and even.\n"
		"The sound passes `highpass` and `lowpass` (Butterworth), waits for `predelay`, and goes two ways. "
		"Early reflections: the echoes over one and two walls of a box with two cardioids in it, by image "
		"sources (Allen and Berkley, JASA 1979). The tail: a diffuser of sixteen channels in three steps of "
		"delays and orthogonal mixtures, whose angle is `diffusion`, and a feedback delay network of sixteen "
		"lines (Jot and Chaigne, AES 90, 1991) with a Hadamard matrix and lengths that are different primes. "
		"`size` stretches all distances; short decays use shorter delays, long ones longer.\n"
		"RT60 at the frequency f follows from the rate of decay in dB/s, r(f) = r + r (1 / low_decay - 1) / "
		"(1 + (f / low_crossover)^2) + r (1 / high_decay - 1) / (1 + (high_crossover / f)^2), r = 60 / decay: "
		"at the two crossovers the rate is halfway. Each line's filter follows the curve for its own length, "
		"so that all modes of a frequency decay alike.\n"
		"The `modulation` moves half of the lines, each at its own pace, from a seed that the session, the "
		"strip and the number of the insert make: the same in every render, and the same for all stems. It "
		"takes the edge off single modes; 0 % is still.\n"
		"At `level` 0 dB the tail is normalised: of a pink noise, or a mix, it is as loud as what came in, "
		"whatever type and decay; `early` counts against that. A mono signal comes out in stereo. In a stereo "
		"signal left and right stand at different places: each has reflections and a tail of its own on both "
		"sides. `width` 0 % makes the wet signal mono at the same power. The predelay is the effect: no "
		"latency is reported, nothing is compensated. On an aux, leave `mix` at 100 %; the output is (1 - "
		"mix) x + mix level y.",
	.law = STEM_LAW_LINEAR,
	.use = PROCESSOR_USE_REVERB,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = REVERB_TYPE,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
