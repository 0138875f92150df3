/* Reads positions and durations by the tempo map and the markers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/position.h"

#include <math.h>
#include <string.h>

enum { OFFSETS_MAXIMUM = 8 };

struct span {
	const char *text;
	size_t length;
};

static struct span trimmed(const char *text, size_t length)
{
	while (length > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	return (struct span){ text, length };
}

static double moved(const struct tempo_map *map, double seconds, double amount, enum time_unit unit)
{
	if (unit == TIME_SECONDS)
		return seconds + amount;
	return tempo_map_seconds(map, tempo_map_move(map, tempo_map_quarter(map, seconds), amount, unit));
}

/* Moves a position by a duration. */
static bool move(struct span duration, const struct timeline *timeline, double sign, double *seconds,
		 const char **problem)
{
	double amount;
	enum time_unit unit;
	if (!quantity_parse_time(duration.text, duration.length, timeline->sample_rate, &amount, &unit, problem))
		return false;
	if (unit != TIME_SECONDS && !timeline->map) {
		*problem = unit == TIME_QUARTERS ? "a note value needs a tempo; add `tempo: 120 bpm` to session"
						 : "bars and beats need a tempo; add `tempo: 120 bpm` to session";
		return false;
	}
	*seconds = moved(timeline->map, *seconds, sign * amount, unit);
	return true;
}

bool duration_parse(const char *text, size_t length, const struct timeline *timeline, double from_seconds,
		    double *seconds, const char **problem)
{
	double end = from_seconds;
	double amount;
	enum time_unit unit;
	if (!quantity_parse_time(text, length, timeline->sample_rate, &amount, &unit, problem))
		return false;
	if (unit == TIME_SECONDS) { /* the sum and the difference would round */
		*seconds = amount;
		return true;
	}
	if (!move((struct span){ text, length }, timeline, 1.0, &end, problem))
		return false;
	*seconds = end - from_seconds;
	return true;
}

/* Reads BAR|BEAT. */
static bool read_bar(struct span span, const struct timeline *timeline, double *seconds, const char **problem)
{
	const char *line = memchr(span.text, '|', span.length);
	const size_t before = (size_t)(line - span.text);
	const struct time_base none = { .sample_rate = timeline->sample_rate };
	struct bar_position position;
	*problem = quantity_remedy(QUANTITY_POSITION);
	if (memchr(line + 1, '|', span.length - before - 1)) {
		*problem = "write a bar and a beat, like 9|1.5 for half a beat after beat 1, or 9|1 + 1/8";
		return false;
	}
	if (!quantity_parse(span.text, before, QUANTITY_PLAIN, &none, &position.bar, problem) ||
	    !quantity_parse(line + 1, span.length - before - 1, QUANTITY_PLAIN, &none, &position.beat, problem)) {
		*problem = quantity_remedy(QUANTITY_POSITION);
		return false;
	}
	if (position.bar < 1.0 || position.bar != floor(position.bar) || position.beat < 1.0) {
		*problem = "bars and beats count from 1, and a bar is a whole number";
		return false;
	}
	if (!timeline->map) {
		*problem = "bars and beats need a tempo; add `tempo: 120 bpm` to session";
		return false;
	}
	const double quarter = tempo_map_at_bar(timeline->map, position);
	const double next = tempo_map_at_bar(timeline->map, (struct bar_position){ position.bar + 1.0, 1.0 });
	if (position.beat > 1.0 && quarter >= next) {
		*problem = "the bar has fewer beats; count on in the next bar";
		return false;
	}
	*seconds = tempo_map_seconds(timeline->map, quarter);
	return true;
}

static bool is_name(struct span span)
{
	return span.length > 0 && !strchr("0123456789.+-", span.text[0]);
}

static bool marker_is(const struct marker *marker, struct span name)
{
	return strlen(marker->name) == name.length && memcmp(marker->name, name.text, name.length) == 0;
}

/* Looks a marker up. Returns POSITION_UNKNOWN_MARKER when no marker has the name. */
static enum position_result find_marker(struct span name, const struct timeline *timeline, double *seconds)
{
	const struct marker *found = NULL;
	for (size_t i = 0; i < timeline->marker_count; i++) {
		const struct marker *marker = &timeline->markers[i];
		if (!marker_is(marker, name))
			continue;
		if (found && found->seconds != marker->seconds)
			return POSITION_MARKER_REPEATS;
		found = marker;
	}
	if (!found)
		return POSITION_UNKNOWN_MARKER;
	*seconds = found->seconds;
	return POSITION_READ;
}

/* Returns where the last ` + ` or ` - ` of a text begins, or its length. */
static size_t find_sign(struct span span)
{
	for (size_t i = span.length; i-- > 2;)
		if ((span.text[i] == ' ' || span.text[i] == '\t') &&
		    (span.text[i - 1] == '+' || span.text[i - 1] == '-') &&
		    (span.text[i - 2] == ' ' || span.text[i - 2] == '\t'))
			return i - 2;
	return span.length;
}

/* A position as it is written: a bar, a time or a name, and the durations that are added to it, the last one first. */
struct parts {
	struct span base;
	struct span offsets[OFFSETS_MAXIMUM];
	double signs[OFFSETS_MAXIMUM];
	size_t count;
};

/* Takes the last duration off the base. Returns false when there is none, or when there are too many. */
static bool split(struct parts *parts)
{
	const struct span base = parts->base;
	const size_t sign = find_sign(base);
	if (sign == base.length || parts->count == OFFSETS_MAXIMUM)
		return false;
	parts->signs[parts->count] = base.text[sign + 1] == '-' ? -1.0 : 1.0;
	parts->offsets[parts->count++] = trimmed(base.text + sign + 3, base.length - sign - 3);
	parts->base = trimmed(base.text, sign);
	return true;
}

/* Reads a base that is no marker. */
static bool read_base(struct span base, const struct timeline *timeline, double *seconds, const char **problem)
{
	if (memchr(base.text, '|', base.length))
		return read_bar(base, timeline, seconds, problem);
	if (move(base, timeline, 1.0, seconds, problem))
		return true;
	if (*problem == quantity_remedy(QUANTITY_DURATION))
		*problem = quantity_remedy(QUANTITY_POSITION);
	return false;
}

enum position_result position_parse(const char *text, size_t length, const struct timeline *timeline, double *seconds,
				    struct position_word *word, const char **problem)
{
	struct parts parts = { .base = trimmed(text, length) };
	enum position_result marker;
	*problem = quantity_remedy(QUANTITY_POSITION);
	*seconds = 0.0;
	do /* the name of a marker may have ` + ` in it, so the longest name is tried first */
		marker = is_name(parts.base) ? find_marker(parts.base, timeline, seconds) : POSITION_UNKNOWN_MARKER;
	while (marker == POSITION_UNKNOWN_MARKER && split(&parts));
	*word = (struct position_word){ parts.base.text, parts.base.length };
	if (marker == POSITION_MARKER_REPEATS)
		return marker;
	if (marker == POSITION_UNKNOWN_MARKER && is_name(parts.base))
		return timeline->marker_count > 0 ? marker : POSITION_BAD;
	if (marker != POSITION_READ && !read_base(parts.base, timeline, seconds, problem))
		return POSITION_BAD;
	while (parts.count-- > 0)
		if (!move(parts.offsets[parts.count], timeline, parts.signs[parts.count], seconds, problem))
			return POSITION_BAD;
	return POSITION_READ;
}
