/* Convolves a signal with a recorded impulse response: the convolver.
   SPDX-License-Identifier: GPL-3.0-or-later

   The response that is convolved contains level, mix and predelay, so an instance does nothing but convolve. */
#include "base/frames.h"
#include "dsp/elementary.h"
#include "processors/convolution_batch.h"

#include <math.h>
#include <string.h>

enum { RESPONSE, PREDELAY, START, LENGTH, FADE, NORMALISE, GAIN, MIX };
enum { NORMALISE_NONE, NORMALISE_ENERGY };

/* A recording with this many channels holds a way from each of two inputs to each of two outputs. */
enum { TRUE_STEREO = 4 };

/* A stretch that is quieter than something later by this factor counts as a gap. */
#define GAP_LEVEL 1e-3

static const char *const normalisations[] = { "none", "energy", NULL };

static const struct parameter parameters[] = {
	[RESPONSE] = { .name = "file",
		       .help = "the impulse response: mono, one channel for each of the signal, or true stereo in four",
		       .type = PARAMETER_FILE,
		       .required = true },
	[PREDELAY] = { .name = "predelay",
		       .help = "time before the response begins",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_TIME,
		       .minimum = 0.0,
		       .maximum = 2.0,
		       .fallback = 0.0 },
	[START] = { .name = "start",
		    .help = "how much of the response's start is left out",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_TIME,
		    .minimum = 0.0,
		    .maximum = 60.0,
		    .fallback = 0.0 },
	[LENGTH] = { .name = "length",
		     .help = "how much of the response is used, from `start`; left out: all of it",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_TIME,
		     .minimum = 0.001,
		     .maximum = 60.0,
		     .fallback = 60.0 },
	[FADE] = { .name = "fade",
		   .help = "half a cosine at the end of what is used, from full level to silence",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_TIME,
		   .minimum = 0.0,
		   .maximum = 60.0,
		   .fallback = 0.0 },
	[NORMALISE] = { .name = "normalise",
			.help = "none: the response's own level; energy: white noise comes out as loud as it goes in",
			.type = PARAMETER_CHOICE,
			.choices = normalisations,
			.fallback = NORMALISE_NONE },
	[GAIN] = { .name = "gain",
		   .help = "level of the wet signal",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = -60.0,
		   .maximum = 60.0,
		   .fallback = 0.0 },
	[MIX] = { .name = "mix",
		  .help = "share of the wet signal; the rest is dry",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
};

/* The part of the recording that is used, and how it is shaped. */
struct section {
	const struct recording *recording;
	size_t start, count; /* frames of the recording */
	size_t predelay, fade; /* frames */
	double gain; /* gain of the wet signal, linear */
	double dry; /* gain of the dry signal, linear */
};

/* A way from one input to one output. */
struct way {
	size_t in, out, channel; /* `channel` is a channel of the recording */
};

static bool is_true_stereo(const struct processor_context *context)
{
	return context->channels == 2 && context->recording->channels == TRUE_STEREO;
}

/* A mono signal becomes as wide as a stereo response. */
static size_t channels_out(const struct processor_context *context)
{
	return context->channels == 1 ? context->recording->channels : context->channels;
}

static size_t way_count(const struct processor_context *context)
{
	return is_true_stereo(context) ? (size_t)TRUE_STEREO : channels_out(context);
}

static struct way way_of(const struct processor_context *context, size_t index)
{
	if (is_true_stereo(context))
		return (struct way){ index / 2, index % 2, index };
	return (struct way){ context->channels == 1 ? 0 : index, index, context->recording->channels == 1 ? 0 : index };
}

/* Returns the power that white noise of power 1 on every input has at the loudest output: the powers of the ways that
   lead to an output add up. */
static double energy(const struct section *section, const struct processor_context *context)
{
	double most = 0.0;
	for (size_t out = 0; out < channels_out(context); out++) {
		double sum = 0.0;
		for (size_t i = 0; i < way_count(context); i++) {
			const struct way way = way_of(context, i);
			const double *taps = section->recording->columns[way.channel] + section->start;
			for (size_t k = 0; way.out == out && k < section->count; k++)
				sum += taps[k] * taps[k];
		}
		most = sum > most ? sum : most;
	}
	return most;
}

static struct section section_of(const struct parameter_value *values, const struct processor_context *context)
{
	const struct recording *recording = context->recording;
	const size_t start = frames_of_seconds(values[START].number, context->sample_rate);
	const size_t left = start < recording->frames ? recording->frames - start : 0;
	const size_t length = frames_of_seconds(values[LENGTH].number, context->sample_rate);
	struct section section = {
		.recording = recording,
		.start = start,
		.count = values[LENGTH].given && length < left ? length : left,
		.predelay = frames_of_seconds(values[PREDELAY].number, context->sample_rate),
		.dry = 1.0 - values[MIX].number,
	};
	const size_t fade = frames_of_seconds(values[FADE].number, context->sample_rate);
	section.fade = fade < section.count ? fade : section.count;
	section.gain = values[MIX].number * decibel_to_gain(values[GAIN].number);
	if (values[NORMALISE].number == (double)NORMALISE_ENERGY)
		section.gain /= sqrt(energy(&section, context));
	return section;
}

static size_t tap_count(const struct section *section)
{
	return section->predelay + section->count;
}

/* Latency costs nothing in an offline render, and large partitions are fast. */
static size_t latency_of(const struct section *section)
{
	return partition_padding(tap_count(section));
}

static bool is_silent(const struct section *section)
{
	for (size_t channel = 0; channel < section->recording->channels; channel++)
		for (size_t k = 0; k < section->count; k++)
			if (section->recording->columns[channel][section->start + k] != 0.0)
				return false;
	return true;
}

/* Returns the length in frames of the longest stretch of one channel whose samples are all far quieter than something
   later; it includes the predelay. The search goes backwards. */
static size_t longest_gap(const struct section *section, const double *taps)
{
	double later = 0.0;
	size_t run = 0, longest = 0;
	for (size_t k = section->count; k-- > 0;) {
		const double level = fabs(taps[section->start + k]);
		run = later > 0.0 && level <= GAP_LEVEL * later ? run + 1 : 0;
		longest = run > longest ? run : longest;
		later = fmax(later, level);
	}
	run = later > 0.0 ? run + section->predelay : 0;
	return run > longest ? run : longest;
}

static const char *channel_problem(const struct processor_context *context, struct arena *arena)
{
	const size_t channels = context->channels, responses = context->recording->channels;
	if (responses == 1 || responses == channels || is_true_stereo(context) || (channels == 1 && responses == 2))
		return "";
	if (channels == 1 && responses == TRUE_STEREO)
		return "a response of four channels (true stereo) needs a stereo signal; give the strip `channels: 2`";
	return arena_format(arena,
			    "the response has %zu channels, the signal %zu; use a mono response or one of %zu channels",
			    responses, channels, channels == 1 ? (size_t)2 : channels);
}

static bool refuse(const char *problem, const char **told, const struct parameter_value *value, struct location *at)
{
	*told = problem ? problem : "the response does not fit the signal";
	*at = value->at;
	return false;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	if (!context->recording)
		return refuse("an impulse response is missing; name one with `file`", problem, &values[RESPONSE], at);
	const char *found = channel_problem(context, arena);
	if (!found || found[0] != '\0')
		return refuse(found, problem, &values[RESPONSE], at);
	const double sample_rate = context->sample_rate;
	if (frames_of_seconds(values[START].number, sample_rate) >= context->recording->frames)
		return refuse(arena_format(arena, "'start' lies behind the end of the response; it is %.4g s long",
					   (double)context->recording->frames / sample_rate),
			      problem, &values[START], at);
	struct section section = section_of(values, context);
	if (is_silent(&section))
		return refuse("the response is silent there; use another part or another file", problem,
			      &values[RESPONSE], at);
	size_t gap = 0;
	for (size_t channel = 0; channel < context->recording->channels; channel++) {
		const size_t longest = longest_gap(&section, context->recording->columns[channel]);
		gap = longest > gap ? longest : gap;
	}
	result->channels = channels_out(context);
	result->channels_apart = !is_true_stereo(context) && result->channels == context->channels;
	result->latency = latency_of(&section);
	result->tail_seconds = (double)tap_count(&section) / sample_rate;
	result->gap_seconds = (double)gap / sample_rate;
	return true;
}

/* Writes the taps of one way: the latency, the predelay, then the section with its fade and its level. The dry signal
   is one tap without predelay, and keeps to its channel. */
static void fill_taps(const struct section *section, const struct processor_context *context, const struct way *way,
		      double *taps)
{
	const double *from = section->recording->columns[way->channel] + section->start;
	double *now = taps + latency_of(section), *wet = now + section->predelay;
	memset(taps, 0, (size_t)(wet - taps) * sizeof *taps);
	for (size_t k = 0; k < section->count; k++)
		wet[k] = section->gain * from[k];
	const double step = ELEMENTARY_PI / (double)(section->fade + 1);
	for (size_t k = 0; k < section->fade; k++)
		wet[section->count - section->fade + k] *= 0.5 + 0.5 * elementary_cos(step * (double)(k + 1));
	if (way->in == way->out || context->channels == 1)
		now[0] += section->dry;
}

static size_t first_sound(double *const *taps, size_t ways, size_t count)
{
	for (size_t k = 0; k < count; k++)
		for (size_t i = 0; i < ways; i++)
			if (taps[i][k] != 0.0)
				return k;
	return count;
}

static double **taps_new(struct arena *arena, const struct section *section, const struct processor_context *context)
{
	const size_t ways = way_count(context);
	double **taps = ARENA_ARRAY(arena, double *, ways);
	for (size_t i = 0; taps && i < ways; i++) {
		const struct way way = way_of(context, i);
		taps[i] = ARENA_ARRAY(arena, double, latency_of(section) + tap_count(section));
		if (!taps[i])
			return NULL;
		fill_taps(section, context, &way, taps[i]);
	}
	return taps;
}

static bool prepare(struct convolution_setup *setup, struct arena *arena, const struct kernel *kernel,
		    struct fft_tables *tables, const struct processor_instance *instance)
{
	const struct processor_context *context = &instance->context;
	const struct section section = section_of(instance->values, context);
	const size_t ways = way_count(context), count = latency_of(&section) + tap_count(&section);
	struct convolution_path *paths = ARENA_ARRAY(arena, struct convolution_path, ways);
	double **taps = taps_new(arena, &section, context);
	if (!paths || !taps)
		return false;
	const struct partition_scheme *scheme =
		partition_scheme_new(arena, kernel, tables, first_sound(taps, ways, count), count);
	for (size_t i = 0; scheme && i < ways; i++) {
		const struct way way = way_of(context, i);
		paths[i] = (struct convolution_path){ way.in, way.out,
						      partitioned_response_new(arena, scheme, taps[i], count) };
		if (!paths[i].response)
			return false;
	}
	*setup = (struct convolution_setup){ scheme, paths, ways };
	return scheme;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	return convolution_batch_new(arena, kernel, instances, count, prepare);
}

const struct processor convolver_processor = {
	.name = "convolver",
	.summary = "convolution with an impulse response: rooms, plates, cabinets",
	.description =
		"The signal through a recorded room, plate, spring or loudspeaker cabinet: y = x * h, with the whole "
		"response from its first sample to its last. Nothing is trimmed, faded or scaled unless it is asked "
		"for: with the defaults a response of one sample of 1 passes the signal as it is. A silence at the "
		"start of the response is part of it (`start` cuts it off). Of responses of more than 64 frames what "
		"comes out is late, the more the longer they are, which the render takes back: that is what makes "
		"them fast. The tail is as long as the response.\n\n"
		"Channels. A mono response serves every channel. A response of as many channels as the signal pairs "
		"them: left with left, right with right. A mono signal through a stereo response becomes stereo. A "
		"stereo signal through four channels is true stereo; their order is LL, LR, RL, RR: left in to left "
		"out, left in to right out, right in to left out, right in to right out.\n\n"
		"A response of another sample rate is converted to that of the session, and sounds alike at every "
		"rate: a response is a sum over samples, so one recorded at 96 kHz is scaled by two at 48 kHz. "
		"`start`, `length` and `fade` choose the part that is used; `normalise: energy` sets the level by "
		"that part, the same for all channels: white noise on all inputs comes out of the loudest channel as "
		"loud as it went in. `gain` is of the wet signal alone; `mix` crossfades linearly: dry (1 - mix), wet "
		"mix.\n\n"
		"It is convolved by transforms of partitions in float64: within -280 dB of the exact sum. The "
		"transforms are stemprint's own: the bytes are the same on every CPU (of a response whose rate is "
		"converted, on every CPU of a class).",
	.law = STEM_LAW_LINEAR,
	.steady = true,
	.use = PROCESSOR_USE_EFFECT,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = RESPONSE,
	.shape = shape,
	.batch_new = batch_new,
	.process = convolution_batch_process,
	.process_column = convolution_batch_process_column,
	.reset = convolution_batch_reset,
};
