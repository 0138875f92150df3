/* Settles the clips of a track in frames, in the order in which they sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/clip_list.h"

#include "base/frames.h"
#include "dsp/elementary.h"

#include <inttypes.h>
#include <stdlib.h>

/* What is needed while the clips of a strip are settled. */
struct settling {
	const struct recipe *recipe;
	const struct recipe_clips *clips;
	const struct clip_file *files;
	struct diagnostics *diagnostics;
	struct clip_list *list;
	double rate; /* of the session, Hz */
};

static const char *file_name(const struct settling *settling, const struct recipe_clip *clip)
{
	return settling->recipe->clip_files[clip->file].file;
}

/* Finds the part of the file, in frames of the session. Returns false after an error. */
static bool find_part(const struct settling *settling, const struct recipe_clip *clip, uint64_t *from, uint64_t *to)
{
	const uint64_t end = clip_file_session_frames(&settling->files[clip->file], settling->rate);
	const double end_seconds = (double)end / settling->rate;
	const bool given = clip->to_at.line > 0;
	*from = frames_of_seconds(clip->from_seconds, settling->rate);
	*to = given ? frames_of_seconds(clip->to_seconds, settling->rate) : end;
	if (*from >= end) {
		diagnostics_error(settling->diagnostics, "clip", clip->from_at,
				  "\"from\" is %.10g s, but \"%s\" ends at %.10g s; begin before that",
				  clip->from_seconds, file_name(settling, clip), end_seconds);
		return false;
	}
	if (*to > end) {
		diagnostics_error(settling->diagnostics, "clip", clip->to_at,
				  "\"to\" is %.10g s, but \"%s\" ends at %.10g s, %" PRIu64
				  " frames before; end there, or add `loop`",
				  clip->to_seconds, file_name(settling, clip), end_seconds, *to - end);
		return false;
	}
	if (*to <= *from)
		diagnostics_error(settling->diagnostics, "clip", given ? clip->to_at : clip->at,
				  "the clip begins and ends at the same frame of its file; let it end later");
	return *to > *from;
}

/* Finds the channels that the clip reads. Returns false after an error. */
static bool choose_channels(const struct settling *settling, const struct recipe_clip *from, struct clip *clip,
			    unsigned *room)
{
	const unsigned channels = settling->files[from->file].channels;
	const size_t count = from->channel_count ? from->channel_count : channels;
	const char *problem = NULL;
	for (size_t i = 0; i < from->channel_count; i++)
		if (from->channels[i] > channels) {
			diagnostics_error(settling->diagnostics, "channels", from->at,
					  "\"%s\" has %u channel%s, so there is no channel %u; name one of those",
					  file_name(settling, from), channels, channels == 1 ? "" : "s",
					  from->channels[i]);
			return false;
		}
	if (from->mode != CLIP_AS_IS && count < 2)
		problem = "the clip has one channel, and \"mode\" chooses from two; leave it out";
	else if (from->mode == CLIP_AS_IS && count > RECIPE_CHANNELS_MAXIMUM)
		problem = "the file has more channels than a strip, which has at most 16; choose some with `channels`";
	if (problem) {
		diagnostics_error(settling->diagnostics, "channels", from->at, "\"%s\": %s", file_name(settling, from),
				  problem);
		return false;
	}
	const unsigned left = from->channel_count ? from->channels[0] : 1;
	const unsigned right = from->channel_count ? from->channels[1] : 2;
	const bool plain = from->mode == CLIP_AS_IS;
	const unsigned chosen[] = { from->mode == CLIP_RIGHT || from->mode == CLIP_SWAPPED ? right : left,
				    from->mode == CLIP_SWAPPED ? left : right };
	clip->mono = from->mode == CLIP_MONO;
	clip->width = plain ? count : from->mode == CLIP_LEFT || from->mode == CLIP_RIGHT ? 1 : 2;
	clip->channel_count = plain ? from->channel_count : clip->width;
	clip->channels = plain ? from->channels : room;
	for (size_t i = 0; !plain && i < clip->width; i++)
		room[i] = chosen[i];
	return true;
}

/* Settles one clip without its neighbours. Returns false after an error. */
static bool settle_clip(const struct settling *settling, const struct recipe_clip *from, struct clip *clip,
			unsigned *room)
{
	uint64_t first, end;
	if (!find_part(settling, from, &first, &end) || !choose_channels(settling, from, clip, room))
		return false;
	clip->file = from->file;
	clip->start = frames_of_seconds(from->at_seconds, settling->rate);
	clip->frames = clip_part_settle(&clip->part, from, &settling->files[from->file], settling->rate, first, end,
					from->to_at.line == 0);
	if (from->loop_seconds > 0.0)
		clip->frames = frames_of_seconds(from->loop_seconds, settling->rate);
	if (clip->frames == 0)
		clip->frames = 1;
	clip->gain = decibel_to_gain(from->gain_db) * (from->inverted ? -1.0 : 1.0);
	clip->fade_in = frames_of_seconds(from->fade_in.seconds, settling->rate);
	clip->fade_out = frames_of_seconds(from->fade_out.seconds, settling->rate);
	clip->fade_in_shape = from->fade_in.shape;
	clip->fade_out_shape = from->fade_out.shape;
	return true;
}

/* A clip with the one of the recipe that it was settled from. */
struct settled {
	struct clip clip;
	const struct recipe_clip *from;
};

static int by_start(const void *a, const void *b)
{
	const struct settled *one = a, *other = b;
	if (one->clip.start != other->clip.start)
		return one->clip.start < other->clip.start ? -1 : 1;
	return one->from < other->from ? -1 : one->from > other->from;
}

static uint64_t end_of(const struct settled *settled)
{
	return settled->clip.start + settled->clip.frames;
}

/* Crossfades a clip with the one before it. */
static void crossfade(const struct settling *settling, struct settled *before, struct settled *clip)
{
	const uint64_t overlap = end_of(before) - clip->clip.start;
	if (clip->clip.start == before->clip.start || end_of(clip) <= end_of(before)) {
		diagnostics_error(settling->diagnostics, "clip", clip->from->at,
				  "the clip of \"%s\" lies within one of \"%s\" (line %" PRIu32
				  "), so they cannot crossfade; shorten one, or use `overlap: mix`",
				  file_name(settling, clip->from), file_name(settling, before->from),
				  before->from->at.line);
		return;
	}
	before->clip.fade_out = clip->clip.fade_in = overlap;
	before->clip.fade_out_shape = clip->clip.fade_in_shape = settling->clips->crossfade;
}

static void crossfade_all(const struct settling *settling, struct settled *clips, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (i > 1 && end_of(&clips[i - 2]) > clips[i].clip.start)
			diagnostics_error(
				settling->diagnostics, "clip", clips[i].from->at,
				"the clip of \"%s\" overlaps two others, and a crossfade has two clips; shorten "
				"one, or use `overlap: mix`",
				file_name(settling, clips[i].from));
		else if (end_of(&clips[i - 1]) > clips[i].clip.start)
			crossfade(settling, &clips[i - 1], &clips[i]);
	}
}

static void check_fades(const struct settling *settling, const struct settled *settled)
{
	const struct clip *clip = &settled->clip;
	const struct recipe_clip *from = settled->from;
	if (clip->fade_in <= clip->frames && clip->fade_out <= clip->frames - clip->fade_in)
		return;
	const struct location given = from->fade_out.at.line > 0 ? from->fade_out.at : from->fade_in.at;
	diagnostics_error(settling->diagnostics, "clip", given.line > 0 ? given : from->at,
			  "the clip of \"%s\" lasts %.10g s, and its fades last %.10g s and %.10g s; shorten them",
			  file_name(settling, from), (double)clip->frames / settling->rate,
			  (double)clip->fade_in / settling->rate, (double)clip->fade_out / settling->rate);
}

/* Settles each clip by itself. Returns how many of them sound. */
static size_t settle_all(const struct settling *settling, struct settled *settled, unsigned *rooms)
{
	size_t count = 0;
	for (size_t i = 0; i < settling->clips->count; i++) {
		struct settled *next = &settled[count];
		*next = (struct settled){ .from = &settling->clips->items[i] };
		if (!settle_clip(settling, next->from, &next->clip, &rooms[2 * i]))
			continue;
		struct clip_list *list = settling->list;
		const size_t width = next->clip.mono ? 1 : next->clip.width;
		list->frames = end_of(next) > list->frames ? end_of(next) : list->frames;
		list->channels = width > list->channels ? width : list->channels;
		if (next->from->mute)
			check_fades(settling, next);
		else
			count++;
	}
	return count;
}

struct clip_list *clip_list_new(const struct recipe *recipe, const struct recipe_strip *strip,
				const struct clip_file *files, struct diagnostics *diagnostics, struct arena *arena)
{
	struct clip_list *list = ARENA_NEW(arena, struct clip_list);
	struct settled *settled = calloc(strip->clips->count, sizeof *settled);
	unsigned *rooms = ARENA_ARRAY(arena, unsigned, 2 * strip->clips->count);
	const struct settling settling = { .recipe = recipe,
					   .clips = strip->clips,
					   .files = files,
					   .diagnostics = diagnostics,
					   .list = list,
					   .rate = recipe->session.sample_rate };
	if (list && settled && rooms) {
		list->channels = 1;
		list->count = settle_all(&settling, settled, rooms);
		list->items = ARENA_ARRAY(arena, struct clip, list->count);
		pan_gains(strip->pan_law, 0.0, &list->side_gains[0], &list->side_gains[1]);
	}
	if (list && list->items) {
		qsort(settled, list->count, sizeof *settled, by_start);
		if (strip->clips->overlap == OVERLAP_CROSSFADE)
			crossfade_all(&settling, settled, list->count);
		for (size_t i = 0; i < list->count; i++) {
			check_fades(&settling, &settled[i]);
			list->items[i] = settled[i].clip;
		}
	}
	free(settled);
	return list && list->items ? list : NULL;
}
