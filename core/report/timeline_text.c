/* Writes the tempo map and the markers of a session as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/timeline_text.h"

#include "base/frames.h"
#include "report/figure.h"
#include "report/printable.h"

enum { LINES_SHOWN = 32 };

/* Appends the beginning of a line: "tempo     9|1.5, 16.000 s, frame 768000: ". */
static void append_position(const struct timeline *timeline, const char *kind, double seconds, struct text *text)
{
	text_append(text, "%-8s ", kind);
	if (timeline->map) {
		const struct bar_position at = tempo_map_bar(timeline->map, tempo_map_quarter(timeline->map, seconds));
		text_append(text, "%.0f|", at.bar);
		figure_append_short(text, at.beat, 3);
		text_append(text, ", ");
	}
	figure_append(text, seconds, 3);
	text_append(text, " s, frame %zu: ", frames_of_seconds(seconds, timeline->sample_rate));
}

static void append_more(size_t count, const char *kind, struct text *text)
{
	if (count > LINES_SHOWN)
		text_append(text, "%-8s and %zu more\n", kind, count - LINES_SHOWN);
}

static void append_map(const struct timeline *timeline, const struct tempo_map *map, struct text *text)
{
	static const char *const ramps[] = { "", ", moves by the beats", ", moves by the time" };
	for (size_t i = 0; i < map->tempo_count && i < LINES_SHOWN; i++) {
		append_position(timeline, "tempo", map->tempos[i].seconds, text);
		figure_append_short(text, map->tempos[i].bpm, 3);
		text_append(text, " bpm%s\n", ramps[map->tempos[i].ramp]);
	}
	append_more(map->tempo_count, "tempo", text);
	for (size_t i = 0; i < map->metre_count && i < LINES_SHOWN; i++) {
		append_position(timeline, "metre", tempo_map_seconds(map, map->metres[i].quarter), text);
		text_append(text, "%u/%u\n", map->metres[i].beats, map->metres[i].unit);
	}
	append_more(map->metre_count, "metre", text);
}

void timeline_text(const struct timeline *timeline, struct text *text)
{
	const struct tempo_map *map = timeline->map;
	const bool changes = map && (map->tempo_count > 1 || map->metre_count > 1);
	if (map && (changes || timeline->marker_count > 0))
		append_map(timeline, map, text);
	for (size_t i = 0; i < timeline->marker_count && i < LINES_SHOWN; i++) {
		append_position(timeline, "marker", timeline->markers[i].seconds, text);
		printable_append(text, timeline->markers[i].name);
		text_append(text, "\n");
	}
	append_more(timeline->marker_count, "marker", text);
	if (changes || timeline->marker_count > 0)
		text_append(text, "\n");
}
