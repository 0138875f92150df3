/* Lowers steady noise under a sound, bin by bin: the de-noise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"
#include "dsp/kernel/spectrum.h"
#include "dsp/noise_floor.h"
#include "dsp/noise_gain.h"
#include "processors/hop_line.h"

#include <math.h>
#include <string.h>

enum { REDUCTION, SENSITIVITY, SMOOTHING, LOOKAHEAD, PROFILE, FROM, TO };

enum {
	OVERLAP = 4, /**< windows that cover a frame */
	LONGEST_PROFILE = 2000, /**< spectra of a profile: 20 s */
};

static const struct parameter parameters[] = {
	[REDUCTION] = { .name = "reduction",
			.help = "by how much noise is lowered at most",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_GAIN,
			.minimum = 0.0,
			.maximum = 60.0,
			.fallback = 12.0 },
	[SENSITIVITY] = { .name = "sensitivity",
			  .help = "by how much the noise counts as louder than it was found to be",
			  .type = PARAMETER_NUMBER,
			  .quantity = QUANTITY_GAIN,
			  .minimum = -12.0,
			  .maximum = 12.0,
			  .fallback = 0.0 },
	[SMOOTHING] = { .name = "smoothing",
			.help = "how far a gain follows the one before it: more makes less musical noise, and softer "
				"attacks",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_PERCENT,
			.minimum = 0.0,
			.maximum = 0.998,
			.fallback = 0.98 },
	[LOOKAHEAD] = { .name = "lookahead",
			.help = "how far ahead the noise is looked for, without a profile; latency, which the graph "
				"compensates",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TIME,
			.minimum = 0.0,
			.maximum = 2.0,
			.fallback = 0.2 },
	[PROFILE] = { .name = "profile",
		      .help = "file that holds the noise alone, as loud as here; without one the noise is followed",
		      .type = PARAMETER_FILE },
	[FROM] = { .name = "from",
		   .help = "where in the file the noise begins",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_TIME,
		   .minimum = 0.0,
		   .maximum = 3600.0,
		   .fallback = 0.0 },
	[TO] = { .name = "to",
		 .help = "where in the file the noise ends; 0 s is the end of the file",
		 .type = PARAMETER_NUMBER,
		 .quantity = QUANTITY_TIME,
		 .minimum = 0.0,
		 .maximum = 3600.0,
		 .fallback = 0.0 },
};

/* What one size of window needs. */
struct transform {
	const struct kernel *kernel;
	const struct fft *fft;
	size_t window; /* frames; twice the bins */
	size_t bins;
	size_t *places; /* [bins]: of the real part of each bin in a spectrum, in the order of frequency */
	double *sine; /* [window]: before and after the transform */
	double *piece, *work, *spectrum; /* [window] */
	double *real, *imaginary; /* [window]: gains as spectra that are real, and imaginary */
};

/* The whole decides, by the power of all its channels, and all columns get the same gains. */
struct voice {
	const struct processor_instance *instance;
	struct hop_line line;
	struct transform transform;
	const struct noise_gain_table *table;
	struct noise_floor floor;
	double *power, *noise, *kept, *gains; /* [bins] */
	double **sums; /* [columns][window]: what is taken away, as far as its windows have come */
};

struct batch {
	struct voice *voices;
	size_t count;
};

/* Windows of about 43 ms: 2048 frames at 44.1 and 48 kHz. */
static size_t window_frames(double sample_rate)
{
	size_t frames = 2 * FFT_SIZE_MINIMUM;
	while ((double)frames < 0.03 * sample_rate)
		frames *= 2;
	return frames;
}

/* The frames that the noise is heard ahead of the gains: whole hops. */
static size_t lead_frames(const struct parameter_value *values, const struct processor_context *context)
{
	const size_t hop = window_frames(context->sample_rate) / OVERLAP;
	if (context->recording)
		return 0;
	return (frames_of_seconds(values[LOOKAHEAD].number, context->sample_rate) + hop / 2) / hop * hop;
}

/* The part of the file that holds the noise. */
static void profile_range(const struct parameter_value *values, const struct processor_context *context, size_t *start,
			  size_t *end)
{
	const size_t frames = context->recording->frames;
	const size_t to = frames_of_seconds(values[TO].number, context->sample_rate);
	*start = frames_of_seconds(values[FROM].number, context->sample_rate);
	*end = to > 0 && to < frames ? to : frames;
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	const size_t window = window_frames(context->sample_rate);
	result->latency = window + lead_frames(values, context);
	result->early = window;
	result->tail_seconds = (double)window / context->sample_rate;
	if (!context->recording)
		return true;
	size_t start, end;
	profile_range(values, context, &start, &end);
	if (start < end)
		return true;
	*at = values[FROM].at;
	*problem = "nothing is left of the profile; put 'from' before 'to' and before the end of the file";
	return false;
}

/* The kernel's bin k has the frequency (4 k - 1) / 2 of window / (2 bins): every second one upwards, and the others
   mirrored from above (kernel/spectrum.h). */
static size_t kernel_bin(size_t place, size_t bins)
{
	if (place == 0)
		return 0;
	return place % 2 == 1 ? (place + 1) / 2 : bins - place / 2;
}

static bool transform_init(struct transform *transform, struct arena *arena, const struct kernel *kernel,
			   double sample_rate)
{
	const size_t window = window_frames(sample_rate), bins = window / 2;
	*transform = (struct transform){
		.kernel = kernel,
		.fft = fft_new(arena, bins),
		.window = window,
		.bins = bins,
		.places = ARENA_ARRAY(arena, size_t, bins),
		.sine = ARENA_ARRAY(arena, double, window),
		.piece = ARENA_ARRAY(arena, double, window),
		.work = ARENA_ARRAY(arena, double, window),
		.spectrum = ARENA_ARRAY(arena, double, window),
		.real = ARENA_ARRAY(arena, double, window),
		.imaginary = ARENA_ARRAY(arena, double, window),
	};
	if (!transform->fft || !transform->places || !transform->sine || !transform->piece || !transform->work ||
	    !transform->spectrum || !transform->real || !transform->imaginary)
		return false;
	for (size_t i = 0; i < bins; i++)
		transform->places[i] = fft_bin_index(transform->fft, kernel->width, kernel_bin(i, bins));
	for (size_t i = 0; i < window; i++)
		transform->sine[i] = elementary_sin(ELEMENTARY_PI * ((double)i + 0.5) / (double)window);
	return true;
}

static void transform_forward(const struct transform *transform, const double *samples)
{
	for (size_t i = 0; i < transform->window; i++)
		transform->piece[i] = transform->sine[i] * samples[i];
	transform->kernel->spectrum->forward(transform->fft, transform->piece, transform->piece + transform->bins,
					     transform->work, transform->spectrum);
}

/* Adds the power of each bin. */
static void transform_add_power(const struct transform *transform, double *power)
{
	const size_t apart = FFT_LAST * transform->kernel->width;
	for (size_t i = 0; i < transform->bins; i++) {
		const double *bin = transform->spectrum + transform->places[i];
		power[i] += bin[0] * bin[0] + bin[apart] * bin[apart];
	}
}

/* Keeps what the gains take away, as factors of spectra. The imaginary ones turn the halves of a window round: the
   kernel gives the second half alone. */
static void transform_set_gains(const struct transform *transform, const double *gains)
{
	const size_t apart = FFT_LAST * transform->kernel->width;
	for (size_t i = 0; i < transform->bins; i++) {
		transform->real[transform->places[i]] = 1.0 - gains[i];
		transform->imaginary[transform->places[i] + apart] = 1.0 - gains[i];
	}
}

static void transform_half(const struct transform *transform, const double *factor, double *half)
{
	const struct spectrum_factors factors = { .left = transform->spectrum, .right = { factor } };
	const struct spectrum_products products = { .factors = &factors, .count = 1 };
	transform->kernel->spectrum->backward(transform->fft, &products, transform->work, half, false);
}

/* Adds to sum[window] what the gains take away from the samples. */
static void transform_take(const struct transform *transform, const double *samples, double *sum)
{
	/* The squares of OVERLAP sine windows add up to OVERLAP / 2, and the way back multiplies by the bins. */
	const double scale = 2.0 / (OVERLAP * (double)transform->bins);
	transform_forward(transform, samples);
	transform_half(transform, transform->imaginary, transform->piece);
	transform_half(transform, transform->real, transform->piece + transform->bins);
	for (size_t i = 0; i < transform->window; i++)
		sum[i] += scale * transform->sine[i] * transform->piece[i];
}

/* Adds the power of one window of the noise. What is shorter than a window counts as much as if it filled it. */
static void learn_window(struct voice *voice, const double *samples, size_t frames)
{
	const struct transform *transform = &voice->transform;
	double covered = 0.0, *window = voice->sums[0];
	memset(window, 0, transform->window * sizeof *window);
	memcpy(window, samples, frames * sizeof *window);
	for (size_t i = 0; i < frames; i++)
		covered += transform->sine[i] * transform->sine[i];
	memset(voice->power, 0, transform->bins * sizeof *voice->power);
	transform_forward(transform, window);
	transform_add_power(transform, voice->power);
	for (size_t i = 0; i < transform->bins; i++)
		voice->noise[i] += voice->power[i] * 0.5 * (double)transform->window / covered;
	memset(window, 0, transform->window * sizeof *window);
}

/* Takes the mean of windows of the noise, half a window apart, of all channels. */
static void learn(struct voice *voice)
{
	const struct processor_context *context = &voice->instance->context;
	const size_t window = voice->transform.window;
	size_t start, end, count = 0;
	profile_range(voice->instance->values, context, &start, &end);
	do {
		const size_t frames = end - start < window ? end - start : window;
		for (size_t i = 0; i < context->channels; i++) {
			const size_t channel = i < context->recording->channels ? i : 0;
			learn_window(voice, context->recording->columns[channel] + start, frames);
		}
		count++;
		start += window / 2;
	} while (start + window <= end && count < LONGEST_PROFILE);
	/* The samples of a file of another rate are scaled, and noise is a power. */
	const double power = context->recording->level_gain * context->recording->level_gain;
	for (size_t i = 0; i < voice->transform.bins; i++)
		voice->noise[i] = voice->noise[i] / (double)count * power;
}

static bool sums_init(struct voice *voice, struct arena *arena)
{
	voice->sums = ARENA_ARRAY(arena, double *, voice->line.columns);
	for (size_t column = 0; voice->sums && column < voice->line.columns; column++) {
		voice->sums[column] = ARENA_ARRAY(arena, double, voice->transform.window);
		if (!voice->sums[column])
			return false;
	}
	return voice->sums;
}

static bool voice_init(struct voice *voice, struct arena *arena, const struct kernel *kernel,
		       const struct noise_gain_table *table, const struct processor_instance *instance)
{
	const size_t window = window_frames(instance->context.sample_rate), bins = window / 2;
	*voice = (struct voice){
		.instance = instance,
		.table = table,
		.power = ARENA_ARRAY(arena, double, bins),
		.noise = ARENA_ARRAY(arena, double, bins),
		.kept = ARENA_ARRAY(arena, double, bins),
		.gains = ARENA_ARRAY(arena, double, bins),
	};
	if (!voice->power || !voice->noise || !voice->kept || !voice->gains ||
	    !noise_floor_init(&voice->floor, arena, bins) ||
	    !transform_init(&voice->transform, arena, kernel, instance->context.sample_rate) ||
	    !hop_line_init(&voice->line, arena, instance, window / OVERLAP, instance->shape.latency) ||
	    !sums_init(voice, arena))
		return false;
	if (instance->context.recording)
		learn(voice);
	return true;
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct voice *voices = ARENA_ARRAY(arena, struct voice, count);
	const struct noise_gain_table *table = noise_gain_table_new(arena);
	if (!batch || !voices || !table)
		return NULL;
	*batch = (struct batch){ voices, count };
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&voices[i], arena, kernel, table, &instances[i]))
			return NULL;
	return batch;
}

/* Writes the power of all channels in the window that begins at frame `start`. */
static void hear(struct voice *voice, size_t start)
{
	memset(voice->power, 0, voice->transform.bins * sizeof *voice->power);
	for (size_t i = 0; i < voice->instance->context.channels; i++) {
		transform_forward(&voice->transform, voice->line.windows[i] + start);
		transform_add_power(&voice->transform, voice->power);
	}
}

static bool is_silent(const double *samples, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		if (samples[i] != 0.0)
			return false;
	return true;
}

/* Says whether each hop of the window holds sound. One that is digitally silent in part would pass for soft noise. */
static bool is_filled(const struct voice *voice, size_t start)
{
	const size_t hop = voice->line.hop;
	for (size_t at = start; at < start + voice->transform.window; at += hop) {
		bool silent = true;
		for (size_t i = 0; silent && i < voice->instance->context.channels; i++)
			silent = is_silent(voice->line.windows[i] + at, hop);
		if (silent)
			return false;
	}
	return true;
}

/* Makes the gains of the oldest window; the noise is heard in the newest. */
static void make_gains(struct voice *voice)
{
	const struct transform *transform = &voice->transform;
	const struct parameter_value *values = voice->instance->values;
	const size_t newest = voice->line.span - transform->window;
	if (!voice->instance->context.recording && is_filled(voice, newest)) {
		hear(voice, newest);
		noise_floor_hear(&voice->floor, voice->power);
		noise_floor_read(&voice->floor, voice->noise);
	}
	hear(voice, 0);
	noise_gain(voice->table, voice->power, voice->noise, decibel_to_gain(2.0 * values[SENSITIVITY].number),
		   voice->kept, voice->gains, transform->bins, values[SMOOTHING].number,
		   decibel_to_gain(-values[REDUCTION].number));
	transform_set_gains(transform, voice->gains);
}

/* What is complete of the sums is taken away from the oldest frames. */
static void give_out(struct voice *voice, size_t column)
{
	const size_t hop = voice->line.hop, rest = voice->transform.window - hop;
	const double *samples = voice->line.windows[column];
	double *sum = voice->sums[column], *out = voice->line.results[column];
	for (size_t i = 0; i < hop; i++)
		out[i] = samples[i] - sum[i];
	memmove(sum, sum + hop, rest * sizeof *sum);
	memset(sum + rest, 0, hop * sizeof *sum);
}

static void turn(void *owner)
{
	struct voice *voice = owner;
	make_gains(voice);
	for (size_t column = 0; column < voice->line.columns; column++) {
		transform_take(&voice->transform, voice->line.windows[column], voice->sums[column]);
		give_out(voice, column);
	}
}

static void process(void *state, size_t start, size_t frames)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++)
		hop_line_process(&batch->voices[i].line, start, frames, turn, &batch->voices[i]);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	for (size_t i = 0; i < batch->count; i++) {
		struct voice *voice = &batch->voices[i];
		hop_line_reset(&voice->line);
		for (size_t column = 0; column < voice->line.columns; column++)
			memset(voice->sums[column], 0, voice->transform.window * sizeof(double));
		noise_floor_reset(&voice->floor);
		if (!voice->instance->context.recording)
			memset(voice->noise, 0, voice->transform.bins * sizeof(double));
		memset(voice->kept, 0, voice->transform.bins * sizeof(double));
	}
}

const struct processor de_noise_processor = {
	.name = "de-noise",
	.summary = "lowers steady noise under a sound, such as hiss and rumble",
	.description =
		"A gain for each of some thousand bins of the spectrum, anew every 11 ms, from windows of 43 ms (2048 "
		"frames at 44.1 and 48 kHz). The gain is that of Y. Ephraim and D. Malah (1985), which makes the least "
		"error of the logarithm of the amplitude. It follows the gain before it by `smoothing`, so that single "
		"bins do not flicker. No bin is lowered by more than `reduction`: what is left of the noise covers "
		"what was done.\n\n"
		"The noise is known in two ways. With `profile` it is that of a file, between `from` and `to`: a "
		"pause of the recording itself, for example, at the level that reaches this insert. Without one it is "
		"followed: the least power of each bin in the last three seconds and in the `lookahead` (R. Martin, "
		"2001), and no more than the bins around it have, so a tone that is held is no noise. Dense music that "
		"never pauses can pass for noise: give a profile for it.\n\n"
		"`sensitivity` makes the noise count as louder than it was found. Above 0 dB less of it is left, and "
		"soft sounds are lowered, too.\n\n"
		"What is taken away is worked out and subtracted, so all that no gain touches passes bit for bit. All "
		"channels share the gains, so noise does not move between the sides. Sound can spread by up to 43 ms "
		"before and after itself, "
		"lowered as the noise is.\n\n"
		"For stems the gains come from the whole and multiply the same bins of every stem: they add up to the "
		"mix. The windows stand on a grid that begins with the session. The latency is one window and, "
		"without a profile, the lookahead.",
	.law = STEM_LAW_GAIN,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = REDUCTION,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
