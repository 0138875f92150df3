/* Distorts by a curve, at a multiple of the sample rate: saturation.
   SPDX-License-Identifier: GPL-3.0-or-later

   The stages are: emphasis, the way up to a multiple of the rate, the curve, the way down, de-emphasis, DC filter,
   tone, mix. At the multiple of the rate the whole gives the gain of the curve, sample by sample, and every column is
   multiplied by it. All but the gain is linear, and alike for the whole and the lanes. */
#include "dsp/biquad_design.h"
#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/waveshape.h"
#include "dsp/oversampler.h"
#include "dsp/ramp.h"
#include "dsp/waveshape.h"
#include "processors/cascade_batch.h"

#include <math.h>
#include <string.h>

enum {
	DRIVE,
	SHAPE,
	BIAS,
	BITS,
	EMPHASIS,
	TONE,
	MIX,
	OUTPUT,
	OVERSAMPLING,
	PHASE,
	ANTIDERIVATIVE,
	DC_FILTER,
};

static const char *const shapes[] = {
	[WAVESHAPE_TANH] = "tanh", [WAVESHAPE_SOFT] = "soft", [WAVESHAPE_HARD] = "hard", [WAVESHAPE_TUBE] = "tube",
	[WAVESHAPE_TAPE] = "tape", [WAVESHAPE_FOLD] = "fold", [WAVESHAPE_BITS] = "bits", NULL
};

/* The index is the number of doublings. */
static const char *const factors[] = { "1x", "2x", "4x", "8x", "16x", NULL };

static const char *const phases[] = { [OVERSAMPLER_LINEAR] = "linear", [OVERSAMPLER_MINIMUM] = "minimum", NULL };

static const struct parameter parameters[] = {
	[DRIVE] = { .name = "drive",
		    .help = "gain into the curve",
		    .type = PARAMETER_NUMBER,
		    .automatable = true,
		    .quantity = QUANTITY_GAIN,
		    .minimum = -24.0,
		    .maximum = 60.0,
		    .fallback = 0.0 },
	[SHAPE] = { .name = "shape",
		    .help = "the curve",
		    .type = PARAMETER_CHOICE,
		    .choices = shapes,
		    .fallback = WAVESHAPE_TANH },
	[BIAS] = { .name = "bias",
		   .help = "offset into the curve after the drive, taken off again after it: even harmonics; 100 % is "
			   "the level at which `hard` clips",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_PERCENT,
		   .minimum = -WAVESHAPE_BIAS_MAXIMUM,
		   .maximum = WAVESHAPE_BIAS_MAXIMUM,
		   .fallback = 0.0 },
	[BITS] = { .name = "bits",
		   .help = "word length of `shape: bits`, which alone has one; fractions lie between",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_PLAIN,
		   .minimum = 1.0,
		   .maximum = 24.0,
		   .fallback = 8.0 },
	[EMPHASIS] = { .name = "emphasis",
		       .help = "shelf of 50 us (3183 Hz) before the curve, taken back after it: with more than 0 dB "
			       "the highs bend first",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_GAIN,
		       .minimum = -18.0,
		       .maximum = 18.0,
		       .fallback = 0.0 },
	[TONE] = { .name = "tone",
		   .help = "tilt of what is saturated, around 1 kHz: highs against lows",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = -12.0,
		   .maximum = 12.0,
		   .fallback = 0.0 },
	[MIX] = { .name = "mix",
		  .help = "share of the saturated signal; the rest is the dry one, in time with it",
		  .type = PARAMETER_NUMBER,
		  .automatable = true,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
	[OUTPUT] = { .name = "output",
		     .help = "gain of both at the end",
		     .type = PARAMETER_NUMBER,
		     .automatable = true,
		     .quantity = QUANTITY_GAIN,
		     .minimum = -60.0,
		     .maximum = 24.0,
		     .fallback = 0.0 },
	[OVERSAMPLING] = { .name = "oversampling",
			   .help = "how many times the sample rate the curve runs at: each doubling aliases less",
			   .type = PARAMETER_CHOICE,
			   .choices = factors,
			   .fallback = 2 },
	[PHASE] = { .name = "phase",
		    .help = "of the oversampling's filters: linear has latency, which the graph compensates; minimum "
			    "has none and no pre-ringing",
		    .type = PARAMETER_CHOICE,
		    .choices = phases,
		    .fallback = OVERSAMPLER_LINEAR },
	[ANTIDERIVATIVE] = { .name = "antiderivative",
			     .help = "antiderivative antialiasing: the mean of the curve from sample to sample; odd "
				     "shapes without bias only",
			     .type = PARAMETER_SWITCH,
			     .fallback = 0.0 },
	[DC_FILTER] = { .name = "dc_filter",
			.help = "takes away the offset that `tube` and bias make of a loud signal: high-pass at 5 Hz",
			.type = PARAMETER_SWITCH,
			.fallback = 1.0 },
};

enum { SECTIONS_MAXIMUM = 3 * BIQUADS_PER_BAND };

/* The time constant is 50 us, by IEC 60094-1. */
#define EMPHASIS_HERTZ 3183.0988618379067
#define TONE_HERTZ 1000.0
#define DC_HERTZ 5.0

static enum waveshape_curve curve_of(const struct parameter_value *values)
{
	return (enum waveshape_curve)values[SHAPE].number;
}

static bool filters_offset(const struct parameter_value *values)
{
	return values[DC_FILTER].number != 0.0 && (!waveshape_is_odd(curve_of(values)) || values[BIAS].number != 0.0);
}

/* Designs a first-order shelf: a tilt whose lows are at 0 dB. */
static size_t design_emphasis(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	const double gain_db = values[EMPHASIS].number;
	const struct filter_band band = { .kind = FILTER_TILT, .frequency = EMPHASIS_HERTZ, .gain_db = gain_db };
	const size_t count = biquad_design(&band, sample_rate, sections, NULL);
	const double gain = decibel_to_gain(0.5 * gain_db);
	if (count > 0) {
		sections[0].b0 *= gain;
		sections[0].b1 *= gain;
		sections[0].b2 *= gain;
	}
	return count;
}

/* Designs the inverse: poles and zeros are swapped. */
static size_t design_de_emphasis(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	const size_t count = design_emphasis(values, sample_rate, sections);
	for (size_t i = 0; i < count; i++) {
		const struct biquad s = sections[i];
		sections[i] = (struct biquad){
			.b0 = 1.0 / s.b0, .b1 = s.a1 / s.b0, .b2 = s.a2 / s.b0, .a1 = s.b1 / s.b0, .a2 = s.b2 / s.b0
		};
	}
	return count;
}

static size_t design_dc_filter(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	const struct filter_band band = { .kind = FILTER_HIGH_PASS, .frequency = DC_HERTZ, .q = sqrt(0.5), .order = 1 };
	if (!filters_offset(values))
		return 0;
	const size_t count = biquad_design(&band, sample_rate, sections, NULL);
	/* The zero must sit at exactly 0 Hz. */
	sections[0].b1 = -sections[0].b0;
	return count;
}

/* Designs tone and emphasis, which do not ring for long. */
static size_t design_colour(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	const struct filter_band tone = { .kind = FILTER_TILT,
					  .frequency = TONE_HERTZ,
					  .gain_db = values[TONE].number };
	const size_t count = design_de_emphasis(values, sample_rate, sections);
	return count + biquad_design(&tone, sample_rate, sections + count, NULL);
}

static size_t design_after(const struct parameter_value *values, double sample_rate, struct biquad *sections)
{
	const size_t count = design_colour(values, sample_rate, sections);
	return count + design_dc_filter(values, sample_rate, sections + count);
}

static size_t design_before_instance(const struct processor_instance *instance, struct biquad *sections)
{
	return design_emphasis(instance->values, instance->context.sample_rate, sections);
}

static size_t design_after_instance(const struct processor_instance *instance, struct biquad *sections)
{
	return design_after(instance->values, instance->context.sample_rate, sections);
}

/* Returns the frames for which a cascade rings over -120 dBFS after a sound of that level. */
static double cascade_tail(struct biquad *sections, size_t count, double level)
{
	if (count == 0)
		return 0.0;
	sections[0].b0 *= level;
	sections[0].b1 *= level;
	sections[0].b2 *= level;
	return biquad_tail_frames(sections, count);
}

/* The high-pass falls with one pole: exp(-2 pi 5 Hz t). */
static double dc_filter_tail(const struct parameter_value *values, double sample_rate, double level)
{
	if (!filters_offset(values))
		return 0.0;
	return sample_rate * elementary_log(level * 1e6) / (2.0 * ELEMENTARY_PI * DC_HERTZ);
}

/* Lanes that cancel in the whole are limited by nothing but the steepest slope of the curve, so all levels here are,
   too. Each filter rings through the filters after it, which at most double the signal. */
static double tail_frames(const struct parameter_value *values, double sample_rate, size_t latency)
{
	struct biquad sections[SECTIONS_MAXIMUM];
	const enum oversampler_phase phase = (enum oversampler_phase)values[PHASE].number;
	const size_t stages = (size_t)values[OVERSAMPLING].number;
	const double emphasis_db = fabs(values[EMPHASIS].number);
	const double gain_db = emphasis_db + values[DRIVE].number + fmax(values[OUTPUT].number, 0.0);
	const double level = 4.0 * fmax(waveshape_steepest(curve_of(values)) * decibel_to_gain(gain_db), 1.0);
	double frames = values[ANTIDERIVATIVE].number != 0.0 ? 1.0 : 0.0;
	if (stages > 0)
		frames += phase == OVERSAMPLER_LINEAR ? (double)latency : oversampler_tail_frames(phase, stages, level);
	size_t count = design_emphasis(values, sample_rate, sections);
	frames += cascade_tail(sections, count, level);
	count = design_colour(values, sample_rate, sections);
	return frames + cascade_tail(sections, count, level) + dc_filter_tail(values, sample_rate, level);
}

static const char *problem_of(const struct parameter_value *values, size_t *at)
{
	const enum waveshape_curve curve = curve_of(values);
	*at = BITS;
	if (values[BITS].given && curve != WAVESHAPE_BITS)
		return "'bits' goes with 'shape: bits' alone; leave it out, or choose that shape";
	*at = ANTIDERIVATIVE;
	if (values[ANTIDERIVATIVE].number == 0.0)
		return NULL;
	if (!waveshape_has_antiderivative(curve))
		return "'antiderivative' goes with tanh, soft, hard, tape and fold; for 'tube' and 'bits' use more "
		       "'oversampling' instead";
	if (values[BIAS].number != 0.0)
		return "'antiderivative' and 'bias' do not go together; use more 'oversampling' instead of "
		       "'antiderivative'";
	return NULL;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct location *at)
{
	(void)arena;
	size_t parameter;
	const char *found = problem_of(values, &parameter);
	if (found) {
		*problem = found;
		*at = values[parameter].at;
		return false;
	}
	shape->latency =
		oversampler_latency((enum oversampler_phase)values[PHASE].number, (size_t)values[OVERSAMPLING].number);
	shape->early = shape->latency;
	shape->tail_seconds = tail_frames(values, context->sample_rate, shape->latency) / context->sample_rate;
	return true;
}

/** One channel of one group. */
struct column {
	double *out;
	struct oversampler_memory up, down;
	double last; /**< the last sample at the multiple of the rate, for means */
	/* the dry signal; NULL where all is wet */
	const double *in;
	double *dry;
	struct delay_line line; /**< with linear phase */
	struct oversampler_memory dry_up, dry_down; /**< with minimum phase */
};

struct voice {
	const struct processor_instance *instance;
	struct waveshape curve;
	struct oversampler *oversampler;
	bool filtered_dry;
	struct ramp wet, dry, drive; /**< linear gains */
	bool mixed; /**< the dry signal is heard, or may be */
	struct column *columns; /**< [groups][channels] */
	size_t column_count;
};

struct batch {
	const struct kernel *kernel;
	struct voice *voices;
	size_t count;
	void *before, *after; /**< cascades of all instances */
	double *samples; /**< one column at the multiple of the rate, after the last sample of the tile before */
	double *gains;
};

static bool is_mixed(const struct voice *voice)
{
	return voice->mixed;
}

static bool column_init(struct column *column, struct arena *arena, const struct voice *voice, size_t index,
			size_t frames_maximum)
{
	const struct oversampler *oversampler = voice->oversampler;
	*column = (struct column){ .in = voice->instance->in[index], .out = voice->instance->out[index] };
	if (!oversampler_memory_init_up(&column->up, arena, oversampler) ||
	    !oversampler_memory_init_down(&column->down, arena, oversampler))
		return false;
	if (!is_mixed(voice))
		return true;
	column->dry = ARENA_ARRAY(arena, double, frames_maximum);
	if (!column->dry)
		return false;
	if (voice->filtered_dry)
		return oversampler_memory_init_up(&column->dry_up, arena, oversampler) &&
		       oversampler_memory_init_down(&column->dry_down, arena, oversampler);
	return delay_line_init(&column->line, arena, oversampler->latency);
}

static void rest(struct voice *voice)
{
	const struct parameter_value *values = voice->instance->values;
	const double output = decibel_to_gain(values[OUTPUT].number);
	ramp_set(&voice->wet, output * values[MIX].number);
	ramp_set(&voice->dry, output * (1.0 - values[MIX].number));
	ramp_set(&voice->drive, decibel_to_gain(values[DRIVE].number));
}

static bool voice_init(struct voice *voice, struct arena *arena, const struct kernel *kernel,
		       const struct processor_instance *instance, size_t frames_maximum)
{
	const struct parameter_value *values = instance->values;
	const enum oversampler_phase phase = (enum oversampler_phase)values[PHASE].number;
	const size_t stages = (size_t)values[OVERSAMPLING].number;
	*voice = (struct voice){
		.instance = instance,
		.curve = waveshape_of(curve_of(values), values[ANTIDERIVATIVE].number != 0.0,
				      decibel_to_gain(values[DRIVE].number), values[BIAS].number, values[BITS].number),
		.oversampler = ARENA_NEW(arena, struct oversampler),
		.filtered_dry = phase == OVERSAMPLER_MINIMUM && stages > 0,
		.mixed = instance->least || values[MIX].number < 1.0,
		.column_count = instance->groups * instance->context.channels,
	};
	rest(voice);
	voice->columns = ARENA_ARRAY(arena, struct column, voice->column_count);
	if (!voice->oversampler || !voice->columns ||
	    !oversampler_init(voice->oversampler, arena, kernel, phase, stages))
		return false;
	for (size_t i = 0; i < voice->column_count; i++)
		if (!column_init(&voice->columns[i], arena, voice, i, frames_maximum))
			return false;
	return true;
}

/* The filters work in place, after the stages before have moved everything to `out`. */
static void *after_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	struct processor_instance *in_place = ARENA_ARRAY(arena, struct processor_instance, count);
	if (!in_place)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		in_place[i] = instances[i];
		in_place[i].in = (const double *const *)instances[i].out;
	}
	return cascade_batch_new(arena, kernel, in_place, count, frames_maximum, design_after_instance,
				 SECTIONS_MAXIMUM);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (!batch)
		return NULL;
	*batch = (struct batch){
		.kernel = kernel,
		.count = count,
		.voices = ARENA_ARRAY(arena, struct voice, count),
		.before = cascade_batch_new(arena, kernel, instances, count, frames_maximum, design_before_instance,
					    BIQUADS_PER_BAND),
		.after = after_new(arena, kernel, instances, count, frames_maximum),
		.samples = ARENA_ARRAY(arena, double, OVERSAMPLER_FRAMES *OVERSAMPLER_FACTOR + 8),
		.gains = ARENA_ARRAY(arena, double, OVERSAMPLER_FRAMES *OVERSAMPLER_FACTOR),
	};
	if (!batch->voices || !batch->before || !batch->after || !batch->samples || !batch->gains)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&batch->voices[i], arena, kernel, &instances[i], frames_maximum))
			return NULL;
	return batch;
}

/* Frames of a block that are processed at a time. */
struct tile {
	size_t start; /* the index of the first one in the columns */
	size_t before; /* frames of the block that come before it */
	size_t frames;
};

/* Returns the tile of at most `most` frames that comes `before` frames behind the start of a block. */
static struct tile tile_of(size_t start, size_t before, size_t frames, size_t most)
{
	return (struct tile){ start + before, before, frames - before < most ? frames - before : most };
}

/* Takes the dry signal up and down without the curve, so that it is in time and phase with what is saturated. */
static void filter_dry(const struct batch *batch, const struct voice *voice, struct column *column, size_t start,
		       size_t frames)
{
	for (size_t done = 0; done < frames; done += OVERSAMPLER_FRAMES) {
		const struct tile tile = tile_of(start, done, frames, OVERSAMPLER_FRAMES);
		oversampler_up(voice->oversampler, &column->dry_up, batch->gains, column->in + tile.start, tile.frames);
		oversampler_down(voice->oversampler, &column->dry_down, column->dry + done, batch->gains, tile.frames);
	}
}

static void keep_dry(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	for (size_t i = 0; i < voice->column_count && is_mixed(voice); i++) {
		struct column *column = &voice->columns[i];
		if (voice->filtered_dry)
			filter_dry(batch, voice, column, start, frames);
		else
			delay_line_process(&column->line, batch->kernel, column->dry, column->in + start, frames);
	}
}

/* Turns samples[i] into the mean of itself and the one before. */
static void average(double *samples, size_t count)
{
	double before = samples[-1];
	for (size_t i = 0; i < count; i++) {
		const double now = samples[i];
		samples[i] = 0.5 * (now + before);
		before = now;
	}
}

/* Makes the gains of a tile: frame by frame while the drive moves, and then all at once. */
static void make_gains(const struct batch *batch, const struct voice *voice, const double *samples, struct tile tile)
{
	struct waveshape curve = voice->curve;
	for (size_t done = 0; done < tile.frames;) {
		const bool moves = tile.before + done < voice->drive.left;
		const size_t run = moves ? 1 : tile.frames - done, at = done << voice->oversampler->stages;
		curve.drive = ramp_value(&voice->drive, tile.before + done);
		batch->kernel->waveshape->gains(&curve, samples + at, batch->gains + at,
						run << voice->oversampler->stages);
		done += run;
	}
}

/* Saturates one column of a tile. The column of the whole makes the gains. */
static void saturate_column(const struct batch *batch, const struct voice *voice, struct column *column, bool whole,
			    struct tile tile)
{
	const struct kernel *kernel = batch->kernel;
	const size_t count = tile.frames << voice->oversampler->stages;
	double *samples = batch->samples + 8, *sound = column->out + tile.start;
	oversampler_up(voice->oversampler, &column->up, samples, sound, tile.frames);
	samples[-1] = column->last;
	column->last = samples[count - 1];
	if (whole)
		make_gains(batch, voice, samples, tile);
	if (voice->curve.antiderivative)
		average(samples, count);
	kernel->column->multiply(samples, samples, batch->gains, count);
	oversampler_down(voice->oversampler, &column->down, sound, samples, tile.frames);
}

static void saturate(const struct batch *batch, const struct voice *voice, size_t start, size_t frames)
{
	const size_t channels = voice->instance->context.channels;
	for (size_t done = 0; done < frames; done += OVERSAMPLER_FRAMES)
		for (size_t channel = 0; channel < channels; channel++)
			for (size_t i = channel; i < voice->column_count; i += channels)
				saturate_column(batch, voice, &voice->columns[i], i == channel,
						tile_of(start, done, frames, OVERSAMPLER_FRAMES));
}

static void mix(const struct batch *batch, struct voice *voice, struct tile tile)
{
	for (size_t i = 0; i < voice->column_count; i++) {
		const struct column *column = &voice->columns[i];
		double *out = column->out + tile.start;
		const double *wet = out;
		if (is_mixed(voice))
			ramp_mix(&voice->wet, &voice->dry, batch->kernel, out, wet, column->dry + tile.before,
				 tile.frames);
		else
			batch->kernel->column->mix(out, &wet, &voice->wet.to, 1, tile.frames);
	}
	ramp_advance(&voice->wet, tile.frames);
	ramp_advance(&voice->dry, tile.frames);
	ramp_advance(&voice->drive, tile.frames);
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		keep_dry(batch, &batch->voices[i], start, frames);
	cascade_batch_process(batch->before, start, frames);
	for (size_t i = 0; i < batch->count; i++)
		saturate(batch, &batch->voices[i], start, frames);
	cascade_batch_process(batch->after, start, frames);
	for (size_t i = 0; i < batch->count; i++)
		for (size_t done = 0; done < frames; done += RAMP_RUN)
			mix(batch, &batch->voices[i], tile_of(start, done, frames, RAMP_RUN));
}

static void retune(void *state, size_t instance, const struct parameter_value *values)
{
	const struct batch *batch = state;
	struct voice *voice = &batch->voices[instance];
	const double output = decibel_to_gain(values[OUTPUT].number);
	ramp_aim(&voice->wet, output * values[MIX].number);
	ramp_aim(&voice->dry, output * (1.0 - values[MIX].number));
	ramp_aim(&voice->drive, decibel_to_gain(values[DRIVE].number));
}

static void reset_column(struct column *column, bool filtered_dry)
{
	oversampler_memory_reset(&column->up);
	oversampler_memory_reset(&column->down);
	column->last = 0.0;
	if (!column->dry)
		return;
	if (filtered_dry) {
		oversampler_memory_reset(&column->dry_up);
		oversampler_memory_reset(&column->dry_down);
	} else {
		delay_line_reset(&column->line);
	}
}

static void reset(void *state)
{
	const struct batch *batch = state;
	cascade_batch_reset(batch->before);
	cascade_batch_reset(batch->after);
	for (size_t i = 0; i < batch->count; i++)
		rest(&batch->voices[i]);
	for (size_t i = 0; i < batch->count; i++)
		for (size_t k = 0; k < batch->voices[i].column_count; k++)
			reset_column(&batch->voices[i].columns[k], batch->voices[i].filtered_dry);
}

const struct processor saturation_processor = {
	.name = "saturation",
	.summary = "bends the signal: tanh, soft, hard, tube, tape, fold, bits; oversampled",
	.description =
		"A memoryless curve f, at up to 16 times the sample rate. With the drive d, the bias b and u = d s, a "
		"sample s becomes f(u + b) - f(b): silence stays silence. Every curve has slope 1 at 0, so that at a "
		"drive of 0 dB soft signals keep their level:\n"
		"  tanh  tanh x\n"
		"  soft  x - 4/27 x^3 up to |x| = 1.5, then 1: bends later than tanh, then clips\n"
		"  hard  x up to |x| = 1, then 1\n"
		"  tube  t - t^2/4, t = tanh x: limits at +3/4 and -5/4, even harmonics first\n"
		"  tape  x / sqrt(1 + x^2): bends slowly; with `emphasis` the highs bend first, as on tape\n"
		"  fold  sin x: from |x| = pi/2 on the wave folds back\n"
		"  bits  x rounded to multiples of 2^(1 - bits), clipped at 1; at `oversampling: 1x` it has the grit "
		"of an old sampler\n\n"
		"For stems the curve is told as a gain, g = (f(u + b) - f(b)) / s, worked out sample by sample from "
		"the whole at the oversampled rate, and every stem is multiplied by it: so they add up to the mix. A "
		"soloed stem is thus bent by the curve of the whole mix, not by its own: it is turned down where the "
		"mix is loud, so that it carries intermodulation of the others, and it stays clean where it would "
		"clip alone but the mix does not. g is at most the drive times the steepest slope of the curve and "
		"continuous through 0, also where stems cancel in the whole. Channels do not hear each other.\n\n"
		"Aliasing: overtones over half the rate fold back into what is heard; each doubling of `oversampling` "
		"moves that up by an octave. Its filters pass 0.4535 of the sample rate (20 kHz at 44.1 kHz) within "
		"1e-7 dB and stop by 170 dB (linear phase) or 190 dB (minimum phase). Linear phase is late by 129 "
		"frames at 2x, 143 at 4x, 147 at 8x and 149 at 16x, which the graph makes up for, and rings before a "
		"click as long as after it. Minimum phase counts as no latency: a click sounds at once, and is "
		"smeared over a few frames. `antiderivative` (Parker, Zavalishin and Le Bivic, DAFx 2016) takes the "
		"mean of the curve from one sample to the next: on a driven tone 7 to 13 dB less aliasing at 1x, 14 "
		"to 20 at 2x, 23 to 29 at 4x. It costs highs, cos(pi f / rate) of the oversampled rate (0.5 dB at 20 "
		"kHz at 4x of 48 kHz), and half a sample of that rate.\n\n"
		"The dry signal of `mix` is in time with the other: delayed bit for bit with linear phase, through "
		"the same filters with minimum phase. Emphasis, DC filter and tone act on the saturated signal alone. "
		"The emphasis is a first-order shelf, half of its dB at 3183 Hz, and its exact inverse after the "
		"curve. Automation moves drive, mix and output as linear gains, sample by sample.",
	.law = STEM_LAW_GAIN,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = DRIVE,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.retune = retune,
	.reset = reset,
};
