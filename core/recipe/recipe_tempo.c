/* Reads the tempo, the metre and the markers of the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <math.h>
#include <string.h>

/* One change of the list. */
struct change {
	struct location at; /* of the change */
	struct entry position; /* `at`; no value when it is left out */
	double bpm; /* NAN: the tempo stays */
	unsigned beats, unit; /* 0: the metre stays */
	struct location metre_at;
	enum tempo_ramp ramp;
	struct location ramp_at; /* no location: it is not given */
	const char *marker; /* NULL: none */
};

/* A map that grows. */
struct draft {
	struct tempo_map *map;
	double last_quarter; /* the position of the last change; under 0: there is none */
	struct location ramp_at; /* where the ramp of the last tempo stands; no location without one */
	const char **names; /* the markers, and where they are */
	double *quarters;
	size_t marker_count;
};

static const char *const ramps[] = { "none", "beats", "time", NULL };

static void read_at(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	((struct change *)target)->position = *entry;
}

static bool is_power_of_two(unsigned value)
{
	return value > 0 && (value & (value - 1)) == 0;
}

static void read_metre(struct reader *reader, const struct entry *entry, void *target)
{
	static const char remedy[] = "write a metre like 4/4, 6/8 or 7/16";
	struct change *change = target;
	const char *text = reader_text(reader, entry, remedy);
	unsigned values[2] = { 0, 0 };
	size_t i = 0, part = 0;
	if (!text)
		return;
	for (; text[i] && values[part] <= METRE_BEATS_MAXIMUM; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			values[part] = values[part] * 10 + (unsigned)(text[i] - '0');
		else if (text[i] == '/' && part == 0)
			part = 1;
		else
			break;
	}
	if (text[i] != '\0' || values[0] == 0 || values[0] > METRE_BEATS_MAXIMUM || values[1] > METRE_UNIT_MAXIMUM ||
	    !is_power_of_two(values[1])) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, entry->value), remedy);
		return;
	}
	change->beats = values[0];
	change->unit = values[1];
	change->metre_at = entry->value->at;
}

static void read_ramp(struct reader *reader, const struct entry *entry, void *target)
{
	struct change *change = target;
	const int ramp = reader_key_choice(reader, entry);
	if (ramp < 0)
		return;
	change->ramp = (enum tempo_ramp)ramp;
	change->ramp_at = entry->value->at;
}

static void read_marker(struct reader *reader, const struct entry *entry, void *target)
{
	if (!document_is_empty(entry->value))
		((struct change *)target)->marker = reader_text(reader, entry, "write the name of a marker");
}

static const struct recipe_key change_rows[] = {
	{ .name = "at",
	  .help = "where the change is: a bar and a beat, or a time; the changes stand in order",
	  .shape = "position",
	  .otherwise = "the start, for the first change",
	  .read = read_at },
	{ .name = "tempo",
	  .help = "the tempo from there on, in quarter notes a minute",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_TEMPO,
	  .minimum = TEMPO_MINIMUM,
	  .maximum = TEMPO_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "the tempo stays",
	  .offset = offsetof(struct change, bpm) },
	{ .name = "ramp",
	  .needs = (const char *const[]){ "tempo", NULL },
	  .help = "how the tempo moves to the next one: not before it, by equal amounts in equal numbers of beats, or "
		  "by "
		  "equal amounts in equal times",
	  .kind = KEY_CHOICE,
	  .choices = ramps,
	  .otherwise = "`none`",
	  .read = read_ramp },
	{ .name = "metre",
	  .help = "the metre from there on, which begins a bar: `3/4`, `6/8`",
	  .shape = "metre",
	  .otherwise = "the metre stays; at first `4/4`",
	  .read = read_metre },
	{ .name = "marker",
	  .help = "a marker at this position",
	  .shape = "text",
	  .otherwise = "none",
	  .read = read_marker },
};

const struct recipe_keys tempo_change_keys = {
	.name = "tempo-change", .title = "key of a tempo change", .where = "a tempo change", KEY_ROWS(change_rows)
};

static void read_file_name(struct reader *reader, const struct entry *entry, void *target)
{
	*(struct entry *)target = *entry;
	(void)reader;
}

static const struct recipe_key file_rows[] = {
	{ .name = "file",
	  .help = "a Standard MIDI File, whose tempos, metres and markers are taken, or a CSV file with the keys of a "
		  "tempo change as its columns",
	  .required = true,
	  .shape = "text",
	  .read = read_file_name },
};

const struct recipe_keys tempo_file_keys = {
	.name = "tempo-file", .title = "key of a tempo map", .where = "a tempo map", KEY_ROWS(file_rows)
};

/* The map begins in 4/4; a metre at the start replaces it. */
static bool draft_init(struct reader *reader, struct draft *draft, size_t changes)
{
	*draft = (struct draft){ .map = reader_array(reader, 1, sizeof *draft->map), .last_quarter = -1.0 };
	draft->names = reader_array(reader, changes, sizeof *draft->names);
	draft->quarters = reader_array(reader, changes, sizeof *draft->quarters);
	if (!draft->map || !draft->names || !draft->quarters)
		return false;
	draft->map->tempos = reader_array(reader, changes + 1, sizeof *draft->map->tempos);
	draft->map->metres = reader_array(reader, changes + 1, sizeof *draft->map->metres);
	if (!draft->map->tempos || !draft->map->metres)
		return false;
	tempo_map_add_metre(draft->map, 0.0, 4, 4);
	return true;
}

static void draft_marker(struct draft *draft, const char *name, double quarter)
{
	draft->names[draft->marker_count] = name;
	draft->quarters[draft->marker_count++] = quarter;
}

/* A change at the position of the last one replaces it. */
static void draft_tempo(struct draft *draft, double quarter, double bpm, enum tempo_ramp ramp)
{
	struct tempo_map *map = draft->map;
	if (map->tempo_count > 0 && map->tempos[map->tempo_count - 1].quarter == quarter)
		map->tempo_count--;
	tempo_map_add(map, quarter, bpm, ramp);
}

static void draft_metre(struct draft *draft, double quarter, unsigned beats, unsigned unit)
{
	struct tempo_map *map = draft->map;
	if (map->metres[map->metre_count - 1].quarter == quarter)
		map->metre_count--;
	tempo_map_add_metre(map, quarter, beats, unit);
}

/* Returns the position of a time, by the tempos so far and the one that begins there. */
static bool quarter_of_seconds(struct reader *reader, const struct change *change, const struct draft *draft,
			       double seconds, double *quarter)
{
	const struct tempo_map *map = draft->map;
	*quarter = seconds; /* the first change; any time but 0 is an error */
	if (map->tempo_count == 0)
		return true;
	const struct tempo_change *last = &map->tempos[map->tempo_count - 1];
	if (isnan(change->bpm) && last->ramp != TEMPO_HOLD) {
		diagnostics_error(reader->diagnostics, "bad-value", change->position.value->at,
				  "the tempo moves here, so that a time alone does not say which beat is meant; write "
				  "a bar and a beat, like 9|1");
		return false;
	}
	*quarter = tempo_map_next_quarter(map, seconds, isnan(change->bpm) ? last->bpm : change->bpm);
	return true;
}

/* Returns the position of a change. Bars and beats follow from the metres so far; the tempo may still be unknown. */
static bool find_quarter(struct reader *reader, const struct change *change, const struct draft *draft, double *quarter)
{
	struct tempo_change one = { .bpm = 60.0 }; /* a quarter lasts a second, so that seconds are quarters */
	const struct tempo_map bars = { &one, 1, draft->map->metres, draft->map->metre_count };
	const struct timeline timeline = { .sample_rate = reader->base.sample_rate, .map = &bars };
	const char *text = reader_text(reader, &change->position, quantity_remedy(QUANTITY_POSITION)), *problem;
	struct position_word word;
	double amount;
	enum time_unit unit;
	if (!text)
		return false;
	if (quantity_parse_time(text, strlen(text), timeline.sample_rate, &amount, &unit, &problem) &&
	    unit == TIME_SECONDS)
		return quarter_of_seconds(reader, change, draft, amount, quarter);
	if (position_parse(text, strlen(text), &timeline, quarter, &word, &problem) == POSITION_READ)
		return true;
	diagnostics_error(reader->diagnostics, "bad-value", change->position.value->at, "\"at\" cannot be \"%s\"; %s",
			  reader_quote(reader, change->position.value), problem);
	return false;
}

static bool locate(struct reader *reader, const struct change *change, const struct draft *draft, double *quarter)
{
	const bool first = draft->last_quarter < 0.0;
	*quarter = 0.0;
	if (!change->position.value && !first)
		diagnostics_error(reader->diagnostics, "missing-key", change->at,
				  "\"at\" is missing in a tempo change; only the first one can leave it out");
	if (!change->position.value)
		return first;
	if (!find_quarter(reader, change, draft, quarter))
		return false;
	if (first ? *quarter == 0.0 : *quarter > draft->last_quarter)
		return true;
	diagnostics_error(reader->diagnostics, "bad-value", change->position.value->at, "%s",
			  first ? "the first change must stand at the start; write 1|1, or leave `at` out"
				: "this change does not come after the one before it; put the changes in order");
	return false;
}

static void apply_metre(struct reader *reader, const struct change *change, struct draft *draft, double quarter)
{
	const struct bar_position position = tempo_map_bar(draft->map, quarter);
	if (position.beat == 1.0) {
		draft_metre(draft, quarter, change->beats, change->unit);
		return;
	}
	diagnostics_error(reader->diagnostics, "bad-value", change->metre_at,
			  "a metre begins a bar, but this is beat %.10g of bar %.0f; move it to %.0f|1", position.beat,
			  position.bar, position.bar + 1.0);
}

static void apply_tempo(struct reader *reader, const struct change *change, struct draft *draft, double quarter)
{
	if (isnan(change->bpm)) {
		if (draft->map->tempo_count == 0)
			diagnostics_error(reader->diagnostics, "missing-key", change->at,
					  "\"tempo\" is missing in the first tempo change");
		else if (change->ramp_at.line > 0)
			diagnostics_error(reader->diagnostics, "missing-key", change->ramp_at,
					  "\"ramp\" says where a tempo moves to; write `tempo` beside it");
		return;
	}
	draft_tempo(draft, quarter, change->bpm, change->ramp);
	draft->ramp_at = change->ramp_at;
}

static void apply_change(struct reader *reader, const struct change *change, struct draft *draft)
{
	double quarter;
	if (!locate(reader, change, draft, &quarter)) {
		if (draft->last_quarter >= 0.0)
			return;
		quarter = 0.0; /* the first change is taken, so that its error causes no further ones */
	}
	if (change->beats > 0)
		apply_metre(reader, change, draft, quarter);
	apply_tempo(reader, change, draft, quarter);
	if (change->marker)
		draft_marker(draft, change->marker, quarter);
	draft->last_quarter = quarter;
}

static bool read_changes(struct reader *reader, const struct entry *entry, struct draft *draft)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of tempo changes", false, TEMPO_CHANGES_MAXIMUM, &items) ||
	    !draft_init(reader, draft, items.count))
		return false;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"tempo\" has no change; write at least the first tempo");
	for (size_t i = 0; i < items.count && !reader->diagnostics->failed; i++) {
		struct change change = { .at = items.nodes[i]->at };
		recipe_keys_fall_back(&tempo_change_keys, &change);
		change.bpm = (double)NAN;
		const struct entry item = entry_of("tempo", "tempo", items.nodes[i]->at, items.nodes[i]);
		reader_mapping(reader, &item, &tempo_change_keys, &change);
		apply_change(reader, &change, draft);
	}
	const size_t count = draft->map->tempo_count;
	if (count > 0 && draft->map->tempos[count - 1].ramp != TEMPO_HOLD) {
		diagnostics_error(reader->diagnostics, "bad-value", draft->ramp_at,
				  "the last tempo has no next one that it could move to; leave `ramp` out");
		draft->map->tempos[count - 1].ramp = TEMPO_HOLD;
	}
	return true;
}

/* A MIDI file begins with 120 bpm in 4/4 where it does not say otherwise (Standard MIDI Files 1.0). */
static bool take_events(struct reader *reader, const struct tempo_file *file, struct draft *draft)
{
	if (!draft_init(reader, draft, file->event_count + 1))
		return false;
	draft_tempo(draft, 0.0, 120.0, TEMPO_HOLD);
	for (size_t i = 0; i < file->event_count; i++) {
		const struct tempo_event *event = &file->events[i];
		if (event->kind == TEMPO_EVENT_TEMPO)
			draft_tempo(draft, event->quarter, event->bpm, TEMPO_HOLD);
		else if (event->kind == TEMPO_EVENT_METRE)
			draft_metre(draft, event->quarter, event->beats, event->unit);
		else
			draft_marker(draft, event->name, event->quarter);
	}
	return true;
}

static bool read_map_file(struct reader *reader, const struct entry *entry, struct draft *draft)
{
	struct entry name = { .value = NULL };
	struct tempo_file file = { .changes = NULL };
	reader_mapping(reader, entry, &tempo_file_keys, &name);
	const char *text = name.value ? reader_file(reader, &name) : NULL;
	if (!text)
		return false;
	const char *path = reader_path(reader, name.value->at, text);
	if (!reader->files) {
		diagnostics_error(reader->diagnostics, "no-tempo-map", name.value->at,
				  "\"%.200s\" is a file, and files are not read here; write the changes as a list",
				  text);
		return false;
	}
	if (!path || !reader->files->tempo(path, reader_shown_name(reader, text), name.value->at, reader->arena,
					   reader->diagnostics, &file))
		return false;
	if (!file.changes)
		return take_events(reader, &file, draft);
	struct entry changes = name;
	changes.value = file.changes;
	return read_changes(reader, &changes, draft);
}

/* All of the map must lie within the longest session, so that its times can be counted in frames. */
static void check_end(struct reader *reader, const struct draft *draft, struct location at)
{
	const struct tempo_map *map = draft->map;
	double last = fmax(map->tempos[map->tempo_count - 1].quarter, map->metres[map->metre_count - 1].quarter);
	for (size_t i = 0; i < draft->marker_count; i++)
		last = fmax(last, draft->quarters[i]);
	if (tempo_map_seconds(map, last) > SESSION_SECONDS_MAXIMUM)
		diagnostics_error(
			reader->diagnostics, "out-of-range", at,
			"a tempo, a metre or a marker lies after 24 hours, which is the longest session; move "
			"it or leave it out");
}

/* Gives the reader the map and its markers. */
static void settle(struct reader *reader, const struct draft *draft, struct location at)
{
	if (draft->marker_count > MARKERS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", at,
				  "a session has at most %d markers; leave some out", MARKERS_MAXIMUM);
		return;
	}
	struct marker *markers = reader_array(reader, draft->marker_count, sizeof *markers);
	if (!markers || draft->map->tempo_count == 0)
		return;
	check_end(reader, draft, at);
	for (size_t i = 0; i < draft->marker_count; i++)
		markers[i] = (struct marker){ draft->names[i], tempo_map_seconds(draft->map, draft->quarters[i]) };
	reader->timeline.map = draft->map;
	reader->timeline.markers = markers;
	reader->timeline.marker_count = draft->marker_count;
}

void recipe_read_tempo(struct reader *reader, const struct entry *entry)
{
	struct draft draft;
	bool good = true;
	if (entry->value->kind == DOCUMENT_MAPPING) {
		good = read_map_file(reader, entry, &draft);
	} else if (entry->value->kind == DOCUMENT_SEQUENCE) {
		good = read_changes(reader, entry, &draft);
	} else {
		double bpm = 120.0; /* this value keeps a wrong tempo from causing errors in note values */
		reader_number(reader, entry, QUANTITY_TEMPO, TEMPO_MINIMUM, TEMPO_MAXIMUM, &bpm);
		good = draft_init(reader, &draft, 0);
		if (good)
			draft_tempo(&draft, 0.0, bpm, TEMPO_HOLD);
	}
	if (!good && draft_init(reader, &draft, 0)) {
		draft_tempo(&draft, 0.0, 120.0, TEMPO_HOLD);
		good = true;
	}
	if (good)
		settle(reader, &draft, entry->value->at);
}
