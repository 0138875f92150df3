/* Reads the clips of a track.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"
#include "recipe/source_key.h"

#include <math.h>

enum { FILE_CHANNEL_MAXIMUM = 1024 };

static const char *const modes[] = { "as-is", "mono", "left", "right", "swapped", NULL };

const char *clip_mode_name(enum clip_mode mode)
{
	return modes[mode];
}

static void read_shape(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_fade *fade = target;
	const int shape = reader_key_choice(reader, entry);
	if (shape >= 0)
		fade->shape = (enum fade_shape)shape;
}

static const struct recipe_key fade_rows[] = {
	{ .name = "length",
	  .help = "how long the fade lasts",
	  .kind = KEY_NUMBER,
	  .required = true,
	  .quantity = QUANTITY_DURATION,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .offset = offsetof(struct recipe_fade, seconds) },
	{ .name = "shape",
	  .help = "how its gain runs, see \"Clips\"",
	  .kind = KEY_CHOICE,
	  .choices = fade_shape_names,
	  .fallback = FADE_LINEAR,
	  .read = read_shape },
};

const struct recipe_keys fade_keys = { .name = "fade-keys", .title = "key of a fade", KEY_ROWS(fade_rows) };

void recipe_read_fade(struct reader *reader, const struct entry *entry, struct recipe_fade *fade)
{
	fade->at = entry->value->at;
	if (entry->value->kind != DOCUMENT_MAPPING) {
		reader_number(reader, entry, QUANTITY_DURATION, 0.0, SOURCE_SECONDS_MAXIMUM, &fade->seconds);
		return;
	}
	struct entry mapping = *entry;
	mapping.where = entry->name;
	reader_mapping(reader, &mapping, &fade_keys, fade);
}

static void read_fade_in(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_fade(reader, entry, &((struct recipe_clip *)target)->fade_in);
}

static void read_fade_out(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_fade(reader, entry, &((struct recipe_clip *)target)->fade_out);
}

static void read_file(struct reader *reader, const struct entry *entry, void *target)
{
	((struct recipe_clip *)target)->file = reader_add_clip_file(reader, entry);
}

static void read_channels(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_clip *clip = target;
	clip->channel_count = recipe_read_file_channels(reader, entry, clip->channels);
}

static void read_mode(struct reader *reader, const struct entry *entry, void *target)
{
	const int mode = reader_key_choice(reader, entry);
	if (mode >= 0)
		((struct recipe_clip *)target)->mode = (enum clip_mode)mode;
}

static void read_from(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_clip *clip = target;
	if (reader_key_number(reader, entry, &clip->from_seconds))
		clip->from_at = entry->value->at;
}

static void read_to(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_clip *clip = target;
	if (reader_key_number(reader, entry, &clip->to_seconds))
		clip->to_at = entry->value->at;
}

static void read_polarity(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_polarity(reader, entry, &((struct recipe_clip *)target)->inverted);
}

static const struct recipe_key clip_rows[] = {
	{ .name = "file",
	  .help = "an audio file, relative to the recipe's folder",
	  .required = true,
	  .shape = "path",
	  .read = read_file },
	{ .name = "channels",
	  .help = "which of its channels: `2`, or `[3, 4]`",
	  .shape = "channels-of-file",
	  .minimum = 1.0,
	  .maximum = FILE_CHANNEL_MAXIMUM,
	  .otherwise = "all",
	  .read = read_channels },
	{ .name = "mode",
	  .help = "what becomes of these channels, see \"Clips\"",
	  .kind = KEY_CHOICE,
	  .choices = modes,
	  .fallback = CLIP_AS_IS,
	  .read = read_mode },
	{ .name = "at",
	  .help = "where in the session the clip begins",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .offset = offsetof(struct recipe_clip, at_seconds) },
	{ .name = "from",
	  .help = "where in the file the clip begins",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_TIME,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .offset = offsetof(struct recipe_clip, from_seconds),
	  .read = read_from },
	{ .name = "to",
	  .help = "where in the file the clip ends",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_TIME,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "the end of the file",
	  .offset = offsetof(struct recipe_clip, to_seconds),
	  .read = read_to },
	{ .name = "loop",
	  .help = "how long the clip lasts while it repeats its part of the file",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_DURATION,
	  .minimum = 1e-5, /* one frame at 100 kHz */
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "it plays once",
	  .offset = offsetof(struct recipe_clip, loop_seconds) },
	{ .name = "reverse",
	  .help = "the clip plays backwards",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_clip, reverse) },
	{ .name = "rate",
	  .help = "the speed; the pitch follows, so that `2` is an octave up",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_PLAIN,
	  .minimum = 0.125,
	  .maximum = 8.0,
	  .fallback = 1.0,
	  .offset = offsetof(struct recipe_clip, rate) },
	{ .name = "gain",
	  .help = "gain of the clip",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_GAIN,
	  .minimum = -INFINITY,
	  .maximum = 60.0,
	  .offset = offsetof(struct recipe_clip, gain_db) },
	{ .name = "polarity",
	  .help = "`inverted` or `normal`; or a switch, where `yes` inverts",
	  .shape = "polarity",
	  .otherwise = "`normal`",
	  .read = read_polarity },
	{ .name = "mute",
	  .help = "the clip is silent; the session keeps its length",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct recipe_clip, mute) },
	{ .name = "fade_in",
	  .help = "a length, or a mapping with `length` and `shape`",
	  .shape = "fade",
	  .otherwise = "none",
	  .read = read_fade_in },
	{ .name = "fade_out",
	  .help = "the same at the end of the clip",
	  .shape = "fade",
	  .otherwise = "none",
	  .read = read_fade_out },
};

const struct recipe_keys clip_keys = { .name = "clip", .title = "key of a clip", KEY_ROWS(clip_rows) };

/* Reports a part of the file that ends before it begins. */
static void check_part(struct reader *reader, const struct recipe_clip *clip)
{
	if (clip->to_at.line > 0 && clip->to_seconds <= clip->from_seconds)
		diagnostics_error(reader->diagnostics, "clip", clip->to_at,
				  "the clip ends at %.10g s of its file and begins at %.10g s; let \"to\" be after "
				  "\"from\"",
				  clip->to_seconds, clip->from_seconds);
}

static void read_clip(struct reader *reader, const struct document_node *node, struct recipe_clip *clip)
{
	const struct entry item = entry_of("a clip", "clips", node->at, node);
	*clip = (struct recipe_clip){ .file = RECIPE_NONE, .at = node->at };
	recipe_keys_fall_back(&clip_keys, clip);
	if (node->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(reader, &item, "a mapping like `{ file: take.wav, at: 12 s }`");
		return;
	}
	reader->from_seconds = reader_find_position(reader, node, "at"); /* `loop` and fades are counted from there */
	reader_mapping(reader, &item, &clip_keys, clip);
	reader->from_seconds = 0.0;
	check_part(reader, clip);
}

void recipe_read_clips(struct reader *reader, const struct entry *entry, struct recipe_strip *strip)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of clips like `- { file: take.wav, at: 12 s }`", true,
			  RECIPE_CLIPS_MAXIMUM, &items))
		return;
	if (items.count == 0) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"clips\" has no clip; add one, or leave it out");
		return;
	}
	struct recipe_clips *clips = reader_array(reader, 1, sizeof *clips);
	struct recipe_clip *list = reader_array(reader, items.count, sizeof *list);
	strip->source_count = 0;
	strip->sources = reader_array(reader, 1, sizeof *strip->sources);
	if (!clips || !list || !strip->sources)
		return;
	for (size_t i = 0; i < items.count && !reader->diagnostics->failed; i++)
		read_clip(reader, items.nodes[i], &list[i]);
	*clips = (struct recipe_clips){ .items = list, .count = items.count };
	strip->sources[0] = (struct recipe_source){ .file = "clips", .at = entry->at, .clips = clips };
	strip->source_count = 1;
	strip->clips = clips;
}

void recipe_settle_clips(struct reader *reader, struct recipe_strip *strip, const struct document_node *node)
{
	const bool has_clips = node->kind == DOCUMENT_MAPPING && document_find(node, "clips");
	if (has_clips && document_find(node, "source"))
		diagnostics_error(
			reader->diagnostics, "conflicting-keys", strip->at,
			"\"source\" and \"clips\" both say what the track \"%s\" plays; make a clip of the source",
			strip->name);
	if (!has_clips && strip->overlap_at.line > 0)
		diagnostics_error(reader->diagnostics, "misplaced-key", strip->overlap_at,
				  "\"overlap\" has no meaning without \"clips\"; leave it out");
	if (strip->crossfade_at.line > 0 && !(has_clips && strip->overlap == OVERLAP_CROSSFADE))
		diagnostics_error(
			reader->diagnostics, "misplaced-key", strip->crossfade_at,
			"\"crossfade\" has no meaning without `overlap: crossfade`; add that, or leave it out");
	if (strip->clips) {
		strip->clips->overlap = strip->overlap;
		strip->clips->crossfade = strip->crossfade;
	}
}
