/* stemprint: compressor.
   SPDX-License-Identifier: GPL-3.0-or-later

   The pattern of a GAIN processor: over all instances of the batch the detectors lie side by side, kernel->width of them in
   one vector; each vector goes in tiles through detection, gain computer and multiplication, so that its gains never
   leave the first cache. */
#include "dsp/delay_line.h"
#include "dsp/elementary.h"
#include "processors/processor.h"

#include <math.h>
#include <string.h>

/* Frames that go through all stages at once: 8 columns of gains are 16 KiB. */
enum { TILE = 256 };

enum {
	THRESHOLD,
	RATIO,
	KNEE,
	ATTACK,
	RELEASE,
	LOOKAHEAD,
	MAKEUP,
	MIX,
	RANGE,
	DETECTOR,
	RMS_TIME,
	LINK,
	KEY,
	KEY_FILTER,
};

enum { DETECTOR_PEAK, DETECTOR_RMS };

enum { KEY_FILTER_HIGHPASS, KEY_FILTER_LOWPASS };

static const char *const detectors[] = { [DETECTOR_PEAK] = "peak", [DETECTOR_RMS] = "rms", NULL };

static const struct parameter key_filter_fields[] = {
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

static const struct parameter parameters[] = {
	[THRESHOLD] = { .name = "threshold",
			.help = "level at which compression begins (the middle of the knee)",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_LEVEL,
			.minimum = -80.0,
			.maximum = 0.0,
			.fallback = -20.0 },
	[RATIO] = { .name = "ratio",
		    .help = "dB in above the threshold for one dB out; inf holds the level at the threshold",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_RATIO,
		    .minimum = 1.0,
		    .maximum = INFINITY,
		    .fallback = 4.0 },
	[KNEE] = { .name = "knee",
		   .help = "width of the bend around the threshold; 0 dB is a hard knee",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_GAIN,
		   .minimum = 0.0,
		   .maximum = 24.0,
		   .fallback = 6.0 },
	[ATTACK] = { .name = "attack",
		     .help = "time constant of a falling gain: 63 % of the way, in dB; 0 ms is at once",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_TIME,
		     .minimum = 0.0,
		     .maximum = 0.5,
		     .fallback = 0.01 },
	[RELEASE] = { .name = "release",
		      .help = "time constant of a rising gain: 63 % of the way, in dB",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_TIME,
		      .minimum = 0.001,
		      .maximum = 5.0,
		      .fallback = 0.1 },
	[LOOKAHEAD] = { .name = "lookahead",
			.help = "time by which the gain leads the audio; latency, which the graph compensates",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_TIME,
			.minimum = 0.0,
			.maximum = 0.1,
			.fallback = 0.0 },
	[MAKEUP] = { .name = "makeup",
		     .help = "gain of the compressed signal, before the mix",
		     .type = PARAMETER_NUMBER,
		     .quantity = QUANTITY_GAIN,
		     .minimum = -24.0,
		     .maximum = 48.0,
		     .fallback = 0.0 },
	[MIX] = { .name = "mix",
		  .help = "share of the compressed signal; the rest is dry (parallel compression)",
		  .type = PARAMETER_NUMBER,
		  .quantity = QUANTITY_PERCENT,
		  .minimum = 0.0,
		  .maximum = 1.0,
		  .fallback = 1.0 },
	[RANGE] = { .name = "range",
		    .help = "most gain reduction; the default is in effect no limit",
		    .type = PARAMETER_NUMBER,
		    .quantity = QUANTITY_GAIN,
		    .minimum = 0.0,
		    .maximum = 200.0,
		    .fallback = 200.0 },
	[DETECTOR] = { .name = "detector",
		       .help = "what counts as level: each sample (peak) or the running mean square (rms)",
		       .type = PARAMETER_CHOICE,
		       .fallback = DETECTOR_PEAK,
		       .choices = detectors },
	[RMS_TIME] = { .name = "rms_time",
		       .help = "time constant of the mean square; acts with `detector: rms` alone",
		       .type = PARAMETER_NUMBER,
		       .quantity = QUANTITY_TIME,
		       .minimum = 0.0001,
		       .maximum = 5.0,
		       .fallback = 0.01 },
	[LINK] = { .name = "link",
		   .help = "how far the channels share one gain: 100 % all alike, 0 % each its own",
		   .type = PARAMETER_NUMBER,
		   .quantity = QUANTITY_PERCENT,
		   .minimum = 0.0,
		   .maximum = 1.0,
		   .fallback = 1.0 },
	[KEY] = { .name = "key",
		  .help = "the strip to listen to in place of the signal itself",
		  .type = PARAMETER_KEY },
	[KEY_FILTER] = { .name = "key_filter",
			 .help = "filters what the detector hears, the signal itself or the key",
			 .type = PARAMETER_GROUP,
			 .fields = key_filter_fields,
			 .field_count = sizeof key_filter_fields / sizeof key_filter_fields[0] },
};

/* One instance, seen by its detectors. */
struct voice {
	const struct processor_instance *instance;
	size_t heard_channels; /**< columns that detection listens to: the key's, or those of the whole */
	double link;
	bool linked; /**< one detector serves all channels */
	double *filtered; /**< with a key filter: [heard_channels][TILE] */
	double *loudest; /**< partly linked: [TILE], the largest channel, kept since an earlier vector may overwrite it */
	struct delay_line *lines; /**< with lookahead: one for each column of `in` */
};

/* One detector: of one channel of a voice, or of all when it is linked. */
struct detector {
	struct voice *voice;
	size_t channel;
};

/* Up to kernel->width detectors side by side. */
struct computer {
	const struct kernel *kernel; /**< the batch's, or a narrower one where that takes all of them */
	const struct detector *detectors;
	size_t count;
	double *parameters; /**< [GAIN_COMPUTER_ROWS][width] */
	double *state; /**< [GAIN_COMPUTER_STATE_ROWS][width] */
};

/* Up to kernel->width key columns side by side, all through the same number of sections. */
struct filter {
	size_t sections;
	size_t count;
	struct detector columns[KERNEL_WIDTH_MAXIMUM]; /**< here `channel` is one of heard_channels */
	double *coefficients; /**< [sections][BIQUAD_ROWS][width] */
	double *state; /**< [sections][BIQUAD_STATE_ROWS][width] */
};

struct batch {
	const struct kernel *kernel;
	struct voice *voices;
	size_t voice_count;
	struct computer *computers;
	size_t computer_count;
	struct filter *filters;
	size_t filter_count;
	double *gains; /**< [width][TILE]: levels, then gains of one vector */
	double *silence; /**< [TILE]: heard by idle places */
	double *idle; /**< [TILE]: written by idle places */
};

static double frequency(const struct parameter_value *values, size_t field)
{
	return values[KEY_FILTER].items[0][field].number;
}

static size_t section_count(const struct parameter_value *values)
{
	return (size_t)(frequency(values, KEY_FILTER_HIGHPASS) > 0.0) +
	       (size_t)(frequency(values, KEY_FILTER_LOWPASS) > 0.0);
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *shape, const char **problem, struct position *at)
{
	const double highpass = frequency(values, KEY_FILTER_HIGHPASS);
	const double lowpass = frequency(values, KEY_FILTER_LOWPASS);
	for (size_t field = 0; field < sizeof key_filter_fields / sizeof key_filter_fields[0]; field++) {
		if (frequency(values, field) < 0.5 * context->sample_rate)
			continue;
		*at = values[KEY_FILTER].items[0][field].at;
		*problem = arena_format(arena, "'%s' of the key filter must lie under half the sample rate, %g Hz",
					key_filter_fields[field].name, 0.5 * context->sample_rate);
		if (*problem == NULL)
			*problem = "the key filter must lie under half the sample rate";
		return false;
	}
	if (lowpass > 0.0 && highpass >= lowpass) {
		*at = values[KEY_FILTER].items[0][KEY_FILTER_HIGHPASS].at;
		*problem = "the key filter lets nothing through; put 'highpass' under 'lowpass'";
		return false;
	}
	shape->latency = (size_t)floor(values[LOOKAHEAD].number * context->sample_rate + 0.5);
	return true;
}

/* Weight of the new value in a one-pole mean: 1 - exp(-x) with x = 1/(tau fs), written so that it does not cancel at long times. */
static double weight(double seconds, double sample_rate)
{
	const double frames = seconds * sample_rate;
	if (frames < 0.02)
		return 1.0;
	return 2.0 * elementary_exp(-0.5 / frames) * elementary_sinh(0.5 / frames);
}

static void set_parameters(double *table, size_t width, size_t place, const struct processor_instance *instance)
{
	const struct parameter_value *values = instance->values;
	const double rate = instance->context.sample_rate;
	const double mix = values[MIX].number;
	const double rows[GAIN_COMPUTER_ROWS] = {
		[GAIN_COMPUTER_MEAN] =
			(int)values[DETECTOR].number == DETECTOR_RMS ? weight(values[RMS_TIME].number, rate) : 1.0,
		[GAIN_COMPUTER_THRESHOLD] = values[THRESHOLD].number,
		[GAIN_COMPUTER_SLOPE] = 1.0 / values[RATIO].number - 1.0,
		[GAIN_COMPUTER_KNEE] = values[KNEE].number,
		[GAIN_COMPUTER_RANGE] = -values[RANGE].number,
		[GAIN_COMPUTER_ATTACK] = weight(values[ATTACK].number, rate),
		[GAIN_COMPUTER_RELEASE] = weight(values[RELEASE].number, rate),
		[GAIN_COMPUTER_WET] = mix * decibel_to_gain(values[MAKEUP].number),
		[GAIN_COMPUTER_DRY] = 1.0 - mix,
	};
	for (size_t row = 0; row < GAIN_COMPUTER_ROWS; row++)
		table[row * width + place] = rows[row];
}

/* Butterworth of second order by the bilinear transform: RBJ cookbook, 1998, with Q = 1/sqrt(2). Cramping near Nyquist is
   harmless in a detector. */
static void set_section(double *table, size_t width, size_t place, bool highpass, double hertz, double sample_rate)
{
	const double k = elementary_tan(ELEMENTARY_PI * hertz / sample_rate);
	const double bend = k * sqrt(2.0);
	const double scale = 1.0 / (1.0 + bend + k * k);
	const double b0 = highpass ? scale : k * k * scale;
	table[BIQUAD_B0 * width + place] = b0;
	table[BIQUAD_B1 * width + place] = highpass ? -2.0 * b0 : 2.0 * b0;
	table[BIQUAD_B2 * width + place] = b0;
	table[BIQUAD_A1 * width + place] = 2.0 * (k * k - 1.0) * scale;
	table[BIQUAD_A2 * width + place] = (1.0 - bend + k * k) * scale;
}

static void set_sections(double *table, size_t width, size_t place, const struct processor_instance *instance)
{
	const double rate = instance->context.sample_rate;
	const double highpass = frequency(instance->values, KEY_FILTER_HIGHPASS);
	const double lowpass = frequency(instance->values, KEY_FILTER_LOWPASS);
	if (highpass > 0.0) {
		set_section(table, width, place, true, highpass, rate);
		table += BIQUAD_ROWS * width;
	}
	if (lowpass > 0.0)
		set_section(table, width, place, false, lowpass, rate);
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
	if (voice->lines == NULL)
		return false;
	for (size_t column = 0; column < count; column++)
		if (!delay_line_init(&voice->lines[column], arena, voice->instance->shape.latency))
			return false;
	return true;
}

static bool voice_init(struct voice *voice, struct arena *arena, const struct processor_instance *instance)
{
	const size_t channels = instance->context.channels;
	const size_t heard = instance->context.key_channels > 0 ? instance->context.key_channels : channels;
	const double link = instance->values[LINK].number;
	*voice = (struct voice){
		.instance = instance,
		.heard_channels = heard,
		.link = link,
		.linked = link >= 1.0 || heard == 1 || heard != channels,
	};
	if (!voice->linked && link > 0.0) {
		voice->loudest = ARENA_ARRAY(arena, double, TILE);
		if (voice->loudest == NULL)
			return false;
	}
	if (section_count(instance->values) > 0) {
		voice->filtered = ARENA_ARRAY(arena, double, heard *TILE);
		if (voice->filtered == NULL)
			return false;
	}
	return instance->shape.latency == 0 || lines_init(voice, arena);
}

static bool voices_init(struct batch *batch, struct arena *arena, const struct processor_instance *instances,
			size_t count)
{
	batch->voice_count = count;
	batch->voices = ARENA_ARRAY(arena, struct voice, count);
	if (batch->voices == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&batch->voices[i], arena, &instances[i]))
			return false;
	return true;
}

static bool computer_init(struct computer *computer, const struct kernel *widest, struct arena *arena)
{
	computer->kernel = kernel_narrow(widest, computer->count);
	computer->parameters = ARENA_ARRAY(arena, double, GAIN_COMPUTER_ROWS *KERNEL_WIDTH_MAXIMUM);
	computer->state = ARENA_ARRAY(arena, double, GAIN_COMPUTER_STATE_ROWS *KERNEL_WIDTH_MAXIMUM);
	if (computer->parameters == NULL || computer->state == NULL)
		return false;
	for (size_t place = 0; place < computer->count; place++)
		set_parameters(computer->parameters, computer->kernel->width, place,
			       computer->detectors[place].voice->instance);
	return true;
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
	if (all == NULL || batch->computers == NULL)
		return false;
	struct detector *next = all;
	for (size_t i = 0; i < batch->voice_count; i++)
		for (size_t channel = 0; channel < detector_count(&batch->voices[i]); channel++)
			*next++ = (struct detector){ .voice = &batch->voices[i], .channel = channel };
	for (size_t i = 0; i < batch->computer_count; i++) {
		const size_t first = i * width;
		batch->computers[i].detectors = all + first;
		batch->computers[i].count = total - first < width ? total - first : width;
		if (!computer_init(&batch->computers[i], batch->kernel, arena))
			return false;
	}
	return true;
}

static bool filter_init(struct filter *filter, struct arena *arena, size_t sections)
{
	filter->sections = sections;
	filter->coefficients = ARENA_ARRAY(arena, double, sections *BIQUAD_ROWS *KERNEL_WIDTH_MAXIMUM);
	filter->state = ARENA_ARRAY(arena, double, sections *BIQUAD_STATE_ROWS *KERNEL_WIDTH_MAXIMUM);
	return filter->coefficients != NULL && filter->state != NULL;
}

/* Adds all columns that go through `sections` sections, filling each filter before the next. */
static bool filters_add(struct batch *batch, struct arena *arena, size_t sections)
{
	const size_t width = batch->kernel->width;
	struct filter *filter = NULL;
	for (size_t i = 0; i < batch->voice_count; i++) {
		struct voice *voice = &batch->voices[i];
		if (section_count(voice->instance->values) != sections)
			continue;
		for (size_t channel = 0; channel < voice->heard_channels; channel++) {
			if (filter == NULL || filter->count == width) {
				filter = &batch->filters[batch->filter_count++];
				if (!filter_init(filter, arena, sections))
					return false;
			}
			set_sections(filter->coefficients, width, filter->count, voice->instance);
			filter->columns[filter->count++] = (struct detector){ .voice = voice, .channel = channel };
		}
	}
	return true;
}

static bool filters_init(struct batch *batch, struct arena *arena)
{
	size_t most = 0;
	for (size_t i = 0; i < batch->voice_count; i++)
		if (batch->voices[i].filtered != NULL)
			most += batch->voices[i].heard_channels;
	batch->filters = ARENA_ARRAY(arena, struct filter, most);
	return batch->filters != NULL && filters_add(batch, arena, 1) && filters_add(batch, arena, 2);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	if (batch == NULL)
		return NULL;
	batch->kernel = kernel;
	batch->gains = ARENA_ARRAY(arena, double, KERNEL_WIDTH_MAXIMUM *TILE);
	batch->silence = ARENA_ARRAY(arena, double, TILE);
	batch->idle = ARENA_ARRAY(arena, double, TILE);
	if (batch->gains == NULL || batch->silence == NULL || batch->idle == NULL)
		return NULL;
	if (!voices_init(batch, arena, instances, count) || !computers_init(batch, arena) ||
	    !filters_init(batch, arena))
		return NULL;
	return batch;
}

/* The column that channel `channel` of the detector hears, from frame `start` of the block on, before the key filter. */
static const double *unfiltered(const struct voice *voice, size_t channel, size_t start)
{
	const struct processor_instance *instance = voice->instance;
	return (instance->context.key_channels > 0 ? instance->key : instance->in)[channel] + start;
}

static const double *heard(const struct voice *voice, size_t channel, size_t start)
{
	return voice->filtered != NULL ? voice->filtered + channel * TILE : unfiltered(voice, channel, start);
}

static void filter_tile(const struct batch *batch, const struct filter *filter, size_t start, size_t frames)
{
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t place = 0; place < batch->kernel->width; place++) {
		const struct detector *column = &filter->columns[place];
		const bool busy = place < filter->count;
		in[place] = busy ? unfiltered(column->voice, column->channel, start) : batch->silence;
		out[place] = busy ? column->voice->filtered + column->channel * TILE : batch->idle;
	}
	batch->kernel->biquad_cascade(in, out, frames, filter->sections, filter->coefficients, filter->state);
}

/* The larger magnitude of two columns. In place: a may be out. */
static void larger(double *out, const double *a, const double *restrict b, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		const double left = fabs(a[i]);
		const double right = fabs(b[i]);
		out[i] = right > left ? right : left;
	}
}

static void largest(double *out, const struct voice *voice, size_t start, size_t frames)
{
	larger(out, heard(voice, 0, start), heard(voice, 1, start), frames);
	for (size_t channel = 2; channel < voice->heard_channels; channel++)
		larger(out, out, heard(voice, channel, start), frames);
}

static void blend(double *restrict out, const double *restrict own, const double *restrict all, double link,
		  size_t frames)
{
	const double rest = 1.0 - link;
	for (size_t i = 0; i < frames; i++)
		out[i] = rest * fabs(own[i]) + link * all[i];
}

/* The column whose level the detector takes: an input as it stands where that will do, else made in `scratch`. */
static const double *detect(const struct detector *detector, double *scratch, size_t start, size_t frames)
{
	const struct voice *voice = detector->voice;
	if (voice->loudest != NULL)
		blend(scratch, heard(voice, detector->channel, start), voice->loudest, voice->link, frames);
	else if (voice->linked && voice->heard_channels > 1)
		largest(scratch, voice, start, frames);
	else
		return heard(voice, detector->channel, start);
	return scratch;
}

/* Multiplies what the detector governs: one channel, or all when linked, of the whole and of every lane. */
static void apply(const struct batch *batch, const struct detector *detector, const double *gains, size_t start,
		  size_t frames)
{
	const struct voice *voice = detector->voice;
	const size_t channels = voice->instance->context.channels;
	const size_t step = voice->linked ? 1 : channels;
	for (size_t column = detector->channel; column < column_count(voice->instance); column += step) {
		const double *in = voice->instance->in[column] + start;
		double *out = voice->instance->out[column] + start;
		if (voice->lines != NULL)
			delay_line_process(&voice->lines[column], out, in, frames);
		batch->kernel->multiply(out, voice->lines != NULL ? out : in, gains, frames);
	}
}

static void compute_tile(const struct batch *batch, const struct computer *computer, size_t start, size_t frames)
{
	const double *in[KERNEL_WIDTH_MAXIMUM];
	double *out[KERNEL_WIDTH_MAXIMUM];
	for (size_t place = 0; place < computer->kernel->width; place++) {
		const bool busy = place < computer->count;
		out[place] = busy ? batch->gains + place * TILE : batch->idle;
		in[place] = busy ? detect(&computer->detectors[place], out[place], start, frames) : batch->silence;
	}
	computer->kernel->gain_computer(in, out, frames, computer->parameters, computer->state);
	for (size_t place = 0; place < computer->count; place++)
		apply(batch, &computer->detectors[place], out[place], start, frames);
}

static void process_tile(const struct batch *batch, size_t start, size_t frames)
{
	for (size_t i = 0; i < batch->filter_count; i++)
		filter_tile(batch, &batch->filters[i], start, frames);
	for (size_t i = 0; i < batch->voice_count; i++)
		if (batch->voices[i].loudest != NULL)
			largest(batch->voices[i].loudest, &batch->voices[i], start, frames);
	for (size_t i = 0; i < batch->computer_count; i++)
		compute_tile(batch, &batch->computers[i], start, frames);
}

static void process(void *state, size_t frames)
{
	const struct batch *batch = state;
	for (size_t start = 0; start < frames; start += TILE)
		process_tile(batch, start, frames - start < TILE ? frames - start : TILE);
}

static void voice_reset(const struct voice *voice)
{
	for (size_t column = 0; voice->lines != NULL && column < column_count(voice->instance); column++)
		delay_line_reset(&voice->lines[column]);
}

static void reset(void *state)
{
	const struct batch *batch = state;
	const size_t width = batch->kernel->width;
	for (size_t i = 0; i < batch->computer_count; i++)
		memset(batch->computers[i].state, 0,
		       GAIN_COMPUTER_STATE_ROWS * batch->computers[i].kernel->width * sizeof(double));
	for (size_t i = 0; i < batch->filter_count; i++) {
		const struct filter *filter = &batch->filters[i];
		memset(filter->state, 0, filter->sections * BIQUAD_STATE_ROWS * width * sizeof(double));
	}
	for (size_t i = 0; i < batch->voice_count; i++)
		voice_reset(&batch->voices[i]);
}

const struct processor compressor_processor = {
	.name = "compressor",
	.summary = "turns down what is loud: peak or RMS, soft knee, lookahead, key with filter, parallel mix",
	.description =
		"A feed-forward compressor after Giannoulis, Massberg and Reiss, \"Digital Dynamic Range "
		"Compressor Design\", JAES 60(6), 2012. All steps work on the level in dB.\n\n"
		"Static curve, with level x, threshold T, ratio R and knee W: x below T - W/2; x + (1/R - 1)(x - "
		"T + W/2)^2 / (2W) inside the knee; T + (x - T)/R above. What this takes off x is the gain "
		"reduction, at most `range`.\n\n"
		"Attack and release are time constants of the gain in dB (one pole, smooth branching): after a "
		"step the gain has gone 1 - 1/e = 63.2 % of its way in dB after one of them, 86.5 % after two, 95 "
		"% after three. Attack acts while the gain falls, release while it rises. With attack 0 the gain "
		"falls at once.\n\n"
		"Level is that of each sample with `detector: peak`; of a running mean square with time constant "
		"`rms_time` with `detector: rms`, where a full-scale sine reads -3 dBFS and a full-scale square 0 "
		"dBFS. Peak detection of a tone moves within each period, so the gain settles somewhat above the "
		"static curve, the more so the longer the attack is against the release.\n\n"
		"Link: channel c is detected as (1 - link) |c| + link x the largest magnitude of all channels. At "
		"100 % one gain serves all channels and the image stands still.\n\n"
		"With `key` another strip is detected in place of the signal (sidechain, ducking). A key of as "
		"many channels as the signal is linked as above; any other key acts by its loudest channel on all "
		"channels, whatever `link` says. `key_filter` shapes what is detected, be it the signal or the "
		"key: Butterworth, 12 dB per octave, for each of the two.\n\n"
		"The output is signal x ((1 - mix) + mix x makeup x gain): parallel compression that cannot comb, "
		"since both paths are one product. Lookahead delays the signal and not the detector; the graph "
		"makes up for the delay. Where the gain is 1 the signal passes bit for bit.\n\n"
		"For stems the gain is made once, from the whole or the key, and multiplies each of them: they "
		"add up to the mix.",
	.law = STEM_LAW_GAIN,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = -1,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
