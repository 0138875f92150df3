/* Finds clicks and interpolates the samples that they damaged: the de-click.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/frames.h"
#include "dsp/click_detector.h"
#include "dsp/elementary.h"
#include "dsp/sample_interpolation.h"
#include "processors/hop_line.h"

#include <math.h>
#include <string.h>

enum { THRESHOLD, LONGEST };

static const struct parameter parameters[] = {
	[THRESHOLD] = { .name = "threshold",
			.help = "by how much a click must exceed what is usual around it",
			.type = PARAMETER_NUMBER,
			.quantity = QUANTITY_GAIN,
			.minimum = 12.0,
			.maximum = 60.0,
			.fallback = 28.0 },
	[LONGEST] = { .name = "longest",
		      .help = "length of the longest click that is repaired",
		      .type = PARAMETER_NUMBER,
		      .quantity = QUANTITY_TIME,
		      .minimum = 0.0001,
		      .maximum = 0.002,
		      .fallback = 0.001 },
};

/* A sample next to a click is damaged, too, if it deviates by more than this many times the usual. */
static const double damage = 5.0;

/* How often the damage around a click is looked for anew, and the share of the largest deviation that counts. */
enum { GROWTHS = 12 };
static const double growth_share = 0.4;

/* The most by which a repair may raise the peak around a click. */
static const double tame = 1.1;

/* What comes out begins at frame `first` of a window. A click is repaired when its centre is `longest` frames later:
   nothing of it has come out then. */
struct layout {
	size_t longest, first;
	size_t side; /* of the model */
	size_t near; /* damage grows by this many frames at once */
	size_t range; /* the frames of a repair: from `longest` before a click's centre on */
	struct click_window window;
};

/* One channel of an instance. The whole decides, and all groups are repaired alike. */
struct channel {
	struct click_detector detector;
	double *usual; /* [span]: for the centre of a click the usual deviation around it, 0 elsewhere */
	double **columns; /* [groups]: windows */
};

/* What the repair of one click needs; all channels use it in turn. */
struct workshop {
	struct sample_interpolation interpolation; /* of all groups */
	struct linear_prediction model;
	bool *damaged; /* [range] */
	double *copy, *piece, *work, *spare; /* [range + 2 side] */
	double **columns; /* [groups]: at the first frame of the range */
};

struct voice {
	const struct processor_instance *instance;
	struct layout layout;
	struct hop_line line;
	struct channel *channels;
	struct workshop workshop;
};

struct batch {
	struct voice *voices;
	size_t count;
};

static struct layout layout_of(const struct parameter_value *values, double sample_rate)
{
	const size_t longest = frames_of_seconds(values[LONGEST].number, sample_rate);
	const size_t first = frames_of_seconds(0.03, sample_rate);
	return (struct layout){
		.longest = longest,
		.first = first,
		.side = frames_of_seconds(0.02, sample_rate),
		.near = frames_of_seconds(0.00015, sample_rate) + 1,
		.range = 4 * longest + 1,
		.window = click_window_of(sample_rate, first + 3 * longest),
	};
}

static bool shape(const struct parameter_value *values, const struct processor_context *context, struct arena *arena,
		  struct processor_shape *result, const char **problem, struct location *at)
{
	(void)arena;
	(void)problem;
	(void)at;
	const struct layout layout = layout_of(values, context->sample_rate);
	result->latency = layout.window.span - layout.first;
	return true;
}

static bool channel_init(struct channel *channel, struct arena *arena, const struct voice *voice, size_t index)
{
	const struct processor_instance *instance = voice->instance;
	const struct layout *layout = &voice->layout;
	channel->usual = ARENA_ARRAY(arena, double, layout->window.span);
	channel->columns = ARENA_ARRAY(arena, double *, instance->groups);
	if (!channel->usual || !channel->columns)
		return false;
	for (size_t group = 0; group < instance->groups; group++)
		channel->columns[group] = voice->line.windows[group * instance->context.channels + index];
	return click_detector_init(&channel->detector, arena, instance->context.sample_rate,
				   decibel_to_gain(instance->values[THRESHOLD].number), layout->longest,
				   layout->window.start);
}

static bool workshop_init(struct workshop *workshop, struct arena *arena, const struct layout *layout, size_t groups)
{
	const size_t frames = layout->range + 2 * layout->side;
	*workshop = (struct workshop){
		.damaged = ARENA_ARRAY(arena, bool, layout->range),
		.copy = ARENA_ARRAY(arena, double, frames),
		.piece = ARENA_ARRAY(arena, double, frames),
		.work = ARENA_ARRAY(arena, double, frames),
		.spare = ARENA_ARRAY(arena, double, frames),
		.columns = ARENA_ARRAY(arena, double *, groups),
	};
	return workshop->damaged && workshop->copy && workshop->piece && workshop->work && workshop->spare &&
	       workshop->columns && sample_interpolation_init(&workshop->interpolation, arena, layout->range, groups);
}

static bool voice_init(struct voice *voice, struct arena *arena, const struct processor_instance *instance)
{
	const size_t channels = instance->context.channels;
	*voice = (struct voice){
		.instance = instance,
		.layout = layout_of(instance->values, instance->context.sample_rate),
		.channels = ARENA_ARRAY(arena, struct channel, channels),
	};
	const struct click_window *window = &voice->layout.window;
	if (!voice->channels || !hop_line_init(&voice->line, arena, instance, window->hop, window->span))
		return false;
	for (size_t i = 0; i < channels; i++)
		if (!channel_init(&voice->channels[i], arena, voice, i))
			return false;
	return workshop_init(&voice->workshop, arena, &voice->layout, instance->groups);
}

static void *batch_new(struct arena *arena, const struct kernel *kernel, const struct processor_instance *instances,
		       size_t count, size_t frames_maximum)
{
	(void)kernel;
	(void)frames_maximum;
	struct batch *batch = ARENA_NEW(arena, struct batch);
	struct voice *voices = ARENA_ARRAY(arena, struct voice, count);
	if (!batch || !voices)
		return NULL;
	*batch = (struct batch){ voices, count };
	for (size_t i = 0; i < count; i++)
		if (!voice_init(&voices[i], arena, &instances[i]))
			return NULL;
	return batch;
}

/* Marks the centres from usual[0] on that are so near that one repair takes them all. Returns their number. */
static size_t mark_centres(struct workshop *workshop, const struct layout *layout, const double *usual)
{
	size_t count = 0;
	memset(workshop->damaged, 0, layout->range * sizeof *workshop->damaged);
	for (size_t i = 0; i < 2 * layout->longest; i++)
		if (usual[i] > 0.0) {
			workshop->damaged[layout->longest + i] = true;
			count++;
		}
	return count;
}

/* Repairs the copy with the samples that are marked so far. `whole` is the window frame where the copy begins. */
static bool try_repair(struct workshop *workshop, const struct layout *layout, const double *whole)
{
	memcpy(workshop->copy, whole, (layout->range + 2 * layout->side) * sizeof *whole);
	return sample_interpolation_try(&workshop->interpolation, &workshop->model, workshop->damaged, layout->range,
					workshop->copy + layout->side);
}

/* Says whether a sample is damaged that is near. */
static bool is_near_damage(const struct workshop *workshop, const struct layout *layout, size_t at)
{
	const size_t first = at > layout->near ? at - layout->near : 0;
	const size_t end = at + layout->near < layout->range ? at + layout->near + 1 : layout->range;
	return memchr(workshop->damaged + first, true, (end - first) * sizeof *workshop->damaged);
}

/* Marks what lies between damaged samples that are near each other: one sample that is damaged and passes for sound
   bends all the others. */
static void fill_holes(struct workshop *workshop, const struct layout *layout)
{
	size_t last = layout->range;
	for (size_t i = 0; i < layout->range; i++) {
		if (!workshop->damaged[i])
			continue;
		for (size_t k = last + 1; k < i && i - last <= layout->near; k++)
			workshop->damaged[k] = true;
		last = i;
	}
}

/* Marks the samples near the damage of the repaired copy that still deviate, the largest first. Returns their
   number. */
static size_t mark_more(struct workshop *workshop, const struct layout *layout, double usual)
{
	double *deviation = workshop->spare, limit = damage * usual;
	size_t count = 0;
	linear_prediction_deviation(&workshop->model, workshop->copy + layout->side, layout->range, workshop->work,
				    deviation);
	for (size_t i = 0; i < layout->range; i++)
		if (!is_near_damage(workshop, layout, i))
			deviation[i] = 0.0;
	for (size_t i = 0; i < layout->range; i++)
		limit = fmax(limit, growth_share * fabs(deviation[i]));
	for (size_t i = 0; i < layout->range; i++)
		if (!workshop->damaged[i] && fabs(deviation[i]) > limit) {
			workshop->damaged[i] = true;
			count++;
		}
	fill_holes(workshop, layout);
	return count;
}

/* Returns how many frames lie between the first and the last damaged sample, both included. */
static size_t extent(const struct workshop *workshop, const struct layout *layout)
{
	size_t first = 0, last = layout->range - 1;
	while (!workshop->damaged[first])
		first++;
	while (!workshop->damaged[last])
		last--;
	return last + 1 - first;
}

static double peak(const double *samples, size_t frames)
{
	double largest = 0.0;
	for (size_t i = 0; i < frames; i++)
		largest = fmax(largest, fabs(samples[i]));
	return largest;
}

/* Says whether the repaired copy is hardly louder than what was there: a model that does not fit can blow up. */
static bool is_tame(const struct workshop *workshop, const struct layout *layout, const double *whole)
{
	return peak(workshop->copy + layout->side, layout->range) <= tame * peak(whole + layout->side, layout->range);
}

/* Marks what is damaged around a click. The model is that of what is around the range. Returns false where the damage
 * does not end within the longest click: it is none. */
static bool survey(struct workshop *workshop, const struct layout *layout, const double *whole, double usual,
		   size_t longest)
{
	double *const sides[] = { workshop->piece, workshop->piece + layout->side };
	memcpy(sides[0], whole, layout->side * sizeof *whole);
	memcpy(sides[1], whole + layout->side + layout->range, layout->side * sizeof *whole);
	(void)!linear_prediction_fit(&workshop->model, sides, 2, layout->side, workshop->work, workshop->spare);
	for (int i = 0; i < GROWTHS && extent(workshop, layout) <= longest; i++) {
		if (!try_repair(workshop, layout, whole))
			return false;
		if (mark_more(workshop, layout, usual) == 0)
			return is_tame(workshop, layout, whole);
	}
	return false;
}

/* Repairs the click whose centre is at window frame `at`, and those right after it. */
static void repair(struct voice *voice, struct channel *channel, size_t at)
{
	const struct layout *layout = &voice->layout;
	struct workshop *workshop = &voice->workshop;
	const size_t start = at - layout->longest;
	const double usual = channel->usual[at];
	const size_t centres = mark_centres(workshop, layout, channel->usual + at);
	memset(channel->usual + at, 0, 2 * layout->longest * sizeof *channel->usual);
	if (!survey(workshop, layout, channel->columns[0] + start - layout->side, usual, centres * layout->longest))
		return;
	for (size_t group = 0; group < voice->instance->groups; group++)
		workshop->columns[group] = channel->columns[group] + start;
	(void)!sample_interpolation_apply(&workshop->interpolation, &workshop->model, workshop->damaged, layout->range,
					  workshop->columns);
}

static void channel_turn(struct voice *voice, struct channel *channel)
{
	const struct layout *layout = &voice->layout;
	const size_t first = layout->first + layout->longest, hop = layout->window.hop;
	memmove(channel->usual, channel->usual + hop, (layout->window.span - hop) * sizeof *channel->usual);
	click_detector_turn(&channel->detector, channel->columns[0], channel->usual);
	for (size_t i = first; i < first + hop; i++)
		if (channel->usual[i] > 0.0)
			repair(voice, channel, i);
}

static void turn(void *owner)
{
	struct voice *voice = owner;
	for (size_t i = 0; i < voice->instance->context.channels; i++)
		channel_turn(voice, &voice->channels[i]);
	for (size_t column = 0; column < voice->line.columns; column++)
		memcpy(voice->line.results[column], voice->line.windows[column] + voice->layout.first,
		       voice->line.hop * sizeof(double));
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
		for (size_t k = 0; k < voice->instance->context.channels; k++) {
			click_detector_reset(&voice->channels[k].detector);
			memset(voice->channels[k].usual, 0, voice->layout.window.span * sizeof(double));
		}
	}
}

const struct processor de_click_processor = {
	.name = "de-click",
	.summary = "finds clicks and interpolates the samples that they damaged",
	.description =
		"Vinyl ticks, digital errors, bad edits: samples that neither the sound before nor the sound after "
		"them explains. The measure is the deviation of each sample from an autoregressive model of order 32, "
		"which is fitted every 20 ms to 50 ms of sound (S. J. Godsill and P. J. W. Rayner, \"Digital Audio "
		"Restoration\", 1998).\n\n"
		"A click exceeds by `threshold` what is usual in the 10 ms before it and in the 10 ms after it, the "
		"larger of the two: after the stroke of a drum much is usual, so a stroke is no click. A pulse that "
		"comes again at equal distances, as the edges of a saw wave do, is no click either. What is usual is "
		"at least -120 dBFS.\n\n"
		"From the centre of a click the damage grows to all samples that still deviate when the others are "
		"repaired. Damage that does not end within `longest`, for each centre, is sound and stays. A repair "
		"replaces only the damaged samples, by least-squares interpolation (A. J. E. M. Janssen, R. N. J. "
		"Veldhuis and L. B. Vries, 1986) with a model of the 20 ms on both sides. All other samples pass bit "
		"for bit.\n\n"
		"A drum machine may make clicks on purpose. They are repaired, too, unless they come at equal "
		"distances under 30 ms: raise `threshold`, or leave such tracks alone.\n\n"
		"For stems the positions and the model come from the whole. Each repaired sample is a weighted sum of "
		"its neighbours, with the same weights in every stem: they add up to the mix. Each channel is "
		"repaired by itself. The latency is 65 ms and three times `longest`; the graph makes up for it.",
	.law = STEM_LAW_GAIN,
	.parameters = parameters,
	.parameter_count = sizeof parameters / sizeof parameters[0],
	.shorthand = THRESHOLD,
	.shape = shape,
	.batch_new = batch_new,
	.process = process,
	.reset = reset,
};
