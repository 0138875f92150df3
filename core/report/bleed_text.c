/* Writes a table of what each track brings to each stem, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/bleed_text.h"

#include "report/layout.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	TRACK_COLUMNS_LEAST = 8,
	TRACK_COLUMNS_MOST = 24,
	LEVEL_COLUMNS = 11,
	STEM_COLUMNS_LEAST = 9,
	STEM_COLUMNS_MOST = 15,
	WAYS_TOLD = 20
};

struct bleed_table {
	const struct bleed *bleed;
	struct text *text;
	size_t indent;
	size_t track_columns, stem_columns;
};

static const char *track_name(const struct reach *reach, size_t track)
{
	return reach->recipe->strips[reach->tracks[track]].name;
}

static const char *stem_name(const struct reach *reach, size_t stem)
{
	return reach->recipe->stems[reach->stems[stem]];
}

static size_t between(size_t value, size_t least, size_t most)
{
	return value < least ? least : value > most ? most : value;
}

static double own_level(const struct bleed *bleed, size_t track)
{
	const struct reach *reach = bleed->reach;
	for (size_t stem = 0; stem < reach->stem_count; stem++)
		if (reach->stems[stem] == reach->own[track])
			return bleed->levels[track * reach->stem_count + stem].level_dbfs;
	return (double)NAN;
}

/* Appends a cell like "-32.1!" or "(-12.0)". A level that is no bleed ends one column earlier, so that the figures line
 * up. */
static void append_cell(const struct bleed_table *table, size_t track, size_t stem)
{
	const struct reach *reach = table->bleed->reach;
	const struct bleed_level *level = &table->bleed->levels[track * reach->stem_count + stem];
	const enum reach_kind kind = reach_cell(reach, track, stem)->kind;
	const bool bleeds = kind == REACH_BLEED || (kind == REACH_NOT && !isnan(level->level_dbfs));
	char figure[16] = "-", cell[24];
	if (isinf(level->relative_db))
		snprintf(figure, sizeof figure, "inf");
	else if (!isnan(level->level_dbfs))
		snprintf(figure, sizeof figure, "%.1f", level->relative_db);
	else if (kind == REACH_NOT)
		snprintf(figure, sizeof figure, ".");
	snprintf(cell, sizeof cell, "%s%s%s", kind == REACH_MEANT ? "(" : "", figure,
		 kind == REACH_MEANT ? ")" : (bleeds ? "!" : " "));
	layout_cell(table->text, cell, table->stem_columns, LAYOUT_RIGHT);
}

static void append_rows(const struct bleed_table *table, size_t first, size_t end)
{
	const struct reach *reach = table->bleed->reach;
	struct text *text = table->text;
	char level[16];
	text_append(text, "%*s", (int)table->indent, "");
	layout_cell(text, "track", table->track_columns, LAYOUT_LEFT);
	layout_cell(text, "own dBFS", LEVEL_COLUMNS, LAYOUT_RIGHT);
	for (size_t stem = first; stem < end; stem++) {
		layout_cell(text, stem_name(reach, stem), table->stem_columns - 1, LAYOUT_RIGHT);
		text_append(text, "%s", stem + 1 < end ? " " : "");
	}
	text_append(text, "\n");
	for (size_t track = 0; track < reach->track_count; track++) {
		const double own = own_level(table->bleed, track);
		text_append(text, "%*s", (int)table->indent, "");
		layout_cell(text, track_name(reach, track), table->track_columns, LAYOUT_LEFT);
		snprintf(level, sizeof level, isnan(own) ? "silent" : "%.1f", own);
		layout_cell(text, level, LEVEL_COLUMNS, LAYOUT_RIGHT);
		for (size_t stem = first; stem < end; stem++)
			append_cell(table, track, stem);
		while (text->length > 0 && text->bytes[text->length - 1] == ' ')
			text->bytes[--text->length] = '\0';
		text_append(text, "\n");
	}
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
		layout_wrap(text, !line.bytes ? "" : line.bytes, indent, indent + 2);
		text_append(text, "\n");
		text->failed |= line.failed;
		text_release(&line);
	}
	if (all > told)
		text_append(text, "%*sand %zu more\n", (int)indent, "", all - told);
}

void bleed_text(const struct bleed *bleed, size_t indent, struct text *text)
{
	static const char legend[] =
		"rms of each track in each stem, dB against its own stem; ( ) a stem that gathers on "
		"purpose, ! bleed, - silent, . no way";
	const struct reach *reach = bleed->reach;
	struct bleed_table table = { .bleed = bleed, .text = text, .indent = indent };
	for (size_t i = 0; i < reach->track_count; i++) {
		const size_t columns = layout_columns(track_name(reach, i));
		table.track_columns = columns > table.track_columns ? columns : table.track_columns;
	}
	for (size_t i = 0; i < reach->stem_count; i++) {
		const size_t columns = layout_columns(stem_name(reach, i)) + 3;
		table.stem_columns = columns > table.stem_columns ? columns : table.stem_columns;
	}
	table.track_columns = between(table.track_columns, TRACK_COLUMNS_LEAST, TRACK_COLUMNS_MOST);
	table.stem_columns = between(table.stem_columns, STEM_COLUMNS_LEAST, STEM_COLUMNS_MOST);
	const size_t room = LAYOUT_WIDTH - indent - table.track_columns - LEVEL_COLUMNS;
	const size_t columns = room / table.stem_columns;
	layout_wrap(text, legend, indent, indent);
	text_append(text, "\n");
	for (size_t first = 0; first < reach->stem_count; first += columns) {
		const size_t end = first + columns < reach->stem_count ? first + columns : reach->stem_count;
		append_rows(&table, first, end);
	}
	append_ways(bleed, indent, text);
}
