/* Writes a table of what each track brings to each stem, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/bleed_text.h"

#include "report/layout.h"
#include "report/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WAYS_TOLD = 20 };

static const char *track_name(const struct reach *reach, size_t track)
{
	return reach->recipe->strips[reach->tracks[track]].name;
}

static const char *stem_name(const struct reach *reach, size_t stem)
{
	return reach->recipe->stems[reach->stems[stem]];
}

static double own_level(const struct bleed *bleed, size_t track)
{
	const struct reach *reach = bleed->reach;
	for (size_t stem = 0; stem < reach->stem_count; stem++)
		if (reach->stems[stem] == reach->own[track])
			return bleed->levels[track * reach->stem_count + stem].level_dbfs;
	return (double)NAN;
}

/* Adds a cell like "-32.1!" or "(-12.0)". A level that is no bleed ends one column earlier, so that the figures line
 * up. */
static void add_cell(struct table *table, const struct bleed *bleed, size_t track, size_t stem)
{
	const struct reach *reach = bleed->reach;
	const struct bleed_level *level = &bleed->levels[track * reach->stem_count + stem];
	const enum reach_kind kind = reach_cell(reach, track, stem)->kind;
	const bool bleeds = kind == REACH_BLEED || (kind == REACH_NOT && !isnan(level->level_dbfs));
	char figure[16] = "-";
	if (isinf(level->relative_db))
		snprintf(figure, sizeof figure, "inf");
	else if (!isnan(level->level_dbfs))
		snprintf(figure, sizeof figure, "%.1f", level->relative_db);
	else if (kind == REACH_NOT)
		snprintf(figure, sizeof figure, ".");
	table_add(table, "%s%s%s", kind == REACH_MEANT ? "(" : "", figure,
		  kind == REACH_MEANT ? ")" : (bleeds ? "!" : " "));
}

static void append_table(const struct bleed *bleed, size_t indent, struct text *text)
{
	const struct reach *reach = bleed->reach;
	struct table table = { .form = "nr", .columns = reach->stem_count + 2, .indent = indent };
	table_add(&table, "track");
	table_add(&table, "own dBFS");
	for (size_t stem = 0; stem < reach->stem_count; stem++)
		table_add(&table, "%s ", stem_name(reach, stem));
	for (size_t track = 0; track < reach->track_count; track++) {
		const double own = own_level(bleed, track);
		table_add(&table, "%s", track_name(reach, track));
		if (isnan(own))
			table_add(&table, "silent");
		else
			table_add(&table, "%.1f", own);
		for (size_t stem = 0; stem < reach->stem_count; stem++)
			add_cell(&table, bleed, track, stem);
	}
	table_text(&table, text);
}

/* Appends a line for each track that bleeds and each stem that it bleeds into. */
static void append_ways(const struct bleed *bleed, size_t indent, struct text *text)
{
	const struct reach *reach = bleed->reach;
	size_t told = 0, all = 0;
	for (size_t i = 0; i < reach->track_count * reach->stem_count; i++) {
		const struct reach_cell *cell = &reach->cells[i];
		struct text line = { 0 };
		if (cell->kind != REACH_BLEED || all++ >= WAYS_TOLD)
			continue;
		told++;
		text_append(&line, "%s in %s: ", track_name(reach, i / reach->stem_count),
			    stem_name(reach, i % reach->stem_count));
		for (size_t k = 0; k < cell->ways[0].count; k++)
			text_append(&line, "%s%s", k == 0 ? "" : " -> ",
				    reach->recipe->strips[cell->ways[0].strips[k]].name);
		if (cell->way_count > 1)
			text_append(&line,
				    cell->way_count == REACH_WAYS_COUNTED ? ", and by %zu other ways or more"
									  : ", and by %zu other %s",
				    cell->way_count - 1, cell->way_count == 2 ? "way" : "ways");
		text_append(text, "%*s", (int)indent, "");
		layout_wrap(text, line.bytes ? line.bytes : "", indent, indent + 2);
		text_append(text, "\n");
		text->failed |= line.failed;
		text_release(&line);
	}
	if (all > told)
		text_append(text, "%*sand %zu more\n", (int)indent, "", all - told);
}

void bleed_text(const struct bleed *bleed, size_t indent, struct text *text)
{
	struct text legend = { 0 };
	text_append(&legend, "rms of each track in each stem, dB against its own stem; ( ) a stem that gathers on "
			     "purpose, ! bleed, - silent, . no way");
	layout_line(text, "bleed", &legend, indent);
	append_table(bleed, indent, text);
	append_ways(bleed, indent, text);
}
