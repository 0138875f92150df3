/* stemprint: compares how much of each track is in each stem with the recipe's limit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/bleed.h"

#include "base/text.h"

#include <math.h>

static size_t own_index(const struct reach *reach, size_t track)
{
	size_t index = 0;
	while (index < reach->stem_count && reach->stems[index] != reach->own[track])
		index++;
	return index;
}

const struct bleed_level *bleed_levels(const struct reach *reach, const struct level_meter *meters, struct arena *arena)
{
	struct bleed_level *levels = ARENA_ARRAY(arena, struct bleed_level, reach->track_count * reach->stem_count);
	for (size_t track = 0; levels && track < reach->track_count; track++) {
		struct bleed_level *row = &levels[track * reach->stem_count];
		const size_t own = own_index(reach, track);
		for (size_t stem = 0; stem < reach->stem_count; stem++)
			row[stem].level_dbfs = level_read(&meters[track * reach->stem_count + stem]).rms_dbfs;
		const double reference = own < reach->stem_count ? row[own].level_dbfs : (double)NAN;
		for (size_t stem = 0; stem < reach->stem_count; stem++) {
			const bool absolute = !isnan(row[stem].level_dbfs) && isnan(reference);
			row[stem].relative_db = absolute ? (double)INFINITY : row[stem].level_dbfs - reference;
		}
	}
	return levels;
}

const char *bleed_way_text(const struct reach *reach, const struct reach_way *way, struct arena *arena)
{
	struct text text = { 0 };
	for (size_t i = 0; i < way->count; i++)
		text_append(&text, "%s%s", i == 0 ? "" : " -> ", reach->recipe->strips[way->strips[i]].name);
	const char *copy = text.failed ? NULL : arena_text(arena, text.bytes, text.length);
	text_release(&text);
	return copy;
}

/* Returns the way and its location: "gtr -> plate -> vocals -> master, at song.yaml:14:9; ..." */
static const char *remedy(const struct bleed *bleed, const struct reach_cell *cell, const struct diagnostics *texts,
			  struct arena *arena)
{
	if (cell->listed == 0)
		return "no way leads there by the routing";
	const struct reach_way *way = &cell->ways[0];
	const struct recipe_strip *strips = bleed->reach->recipe->strips;
	const char *path = bleed_way_text(bleed->reach, way, arena);
	if (!path || way->labelled == RECIPE_NONE || way->labelled == 0)
		return path;
	const struct recipe_strip *from = &strips[way->strips[way->labelled - 1]];
	const char *file = diagnostics_own_name(texts, way->at.origin);
	const char *where =
		arena_format(arena, "%s, at %s:%u:%u", path, file ? file : "recipe", way->at.line, way->at.column);
	if (!where || from->kind != STRIP_AUX)
		return where;
	return arena_format(arena, "%s; give \"%s\" a `stem` of its own if that is meant", where, from->name);
}

static void judge(struct verdicts *verdicts, const struct bleed *bleed, size_t track, size_t stem,
		  const struct diagnostics *texts)
{
	const struct reach *reach = bleed->reach;
	const struct reach_cell *cell = reach_cell(reach, track, stem);
	const struct bleed_level *level = &bleed->levels[track * reach->stem_count + stem];
	const bool passes = isnan(level->level_dbfs) || level->relative_db <= bleed->max_db;
	struct arena *arena = verdicts->arena;
	const char *name = arena_format(arena, "bleed %s in %s", reach->recipe->strips[reach->tracks[track]].name,
					reach->recipe->stems[reach->stems[stem]]);
	const char *found = "silent there";
	if (!isnan(level->level_dbfs) && isinf(level->relative_db))
		found = arena_format(arena, "%.1f dBFS rms, and silent in its own stem", level->level_dbfs);
	else if (!isnan(level->level_dbfs))
		found = arena_format(arena, "%.1f dB against its own stem", level->relative_db);
	const char *detail = !found ? NULL : arena_format(arena, "%s; at most %.1f dB", found, bleed->max_db);
	if (!passes && detail) {
		const char *how = remedy(bleed, cell, texts, arena);
		detail = !how ? NULL : arena_format(arena, "%s; %s", detail, how);
	}
	verdicts_add(verdicts, name, passes ? VERDICT_PASS : VERDICT_FAIL, detail);
}

void verdicts_add_bleed(struct verdicts *verdicts, const struct bleed *bleed, const struct diagnostics *texts)
{
	const struct reach *reach = bleed->reach;
	bool any = false;
	if (isnan(bleed->max_db))
		return;
	for (size_t track = 0; track < reach->track_count; track++)
		for (size_t stem = 0; stem < reach->stem_count; stem++) {
			const enum reach_kind kind = reach_cell(reach, track, stem)->kind;
			const double level_dbfs = bleed->levels[track * reach->stem_count + stem].level_dbfs;
			if (kind != REACH_BLEED && (kind != REACH_NOT || isnan(level_dbfs)))
				continue;
			any = true;
			judge(verdicts, bleed, track, stem, texts);
		}
	if (!any)
		verdicts_add(verdicts, "bleed", VERDICT_PASS,
			     "no way leads from a track into a stem that is not meant for it");
}
