/* Reads single values: text, numbers, switches and choices.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include "base/look_alike.h"
#include "dsp/elementary.h"
#include "recipe/synonym.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { QUANTITY_TEXT = 48, NAME_SHOWN = 60 };

static void out_of_range(struct reader *reader, const struct entry *entry, enum quantity quantity, double minimum,
			 double maximum, double value)
{
	char low[QUANTITY_TEXT], high[QUANTITY_TEXT], is[QUANTITY_TEXT];
	quantity_format(quantity, minimum, low, sizeof low);
	quantity_format(quantity, maximum, high, sizeof high);
	quantity_format(quantity, value, is, sizeof is);
	struct location at = entry->value->at;
	if (isinf(minimum))
		diagnostics_error(reader->diagnostics, "out-of-range", at, "\"%s\" is %s, but must be at most %s",
				  entry->name, is, high);
	else if (isinf(maximum))
		diagnostics_error(reader->diagnostics, "out-of-range", at, "\"%s\" is %s, but must be at least %s",
				  entry->name, is, low);
	else
		diagnostics_error(reader->diagnostics, "out-of-range", at,
				  "\"%s\" is %s, but must lie between %s and %s", entry->name, is, low, high);
}

/* Reports a position that names a marker which is not there, or not once. */
static void wrong_marker(struct reader *reader, const struct entry *entry, enum position_result result,
			 struct position_word word)
{
	const struct timeline *timeline = &reader->timeline;
	const char *name =
		reader_format(reader, "%.*s", (int)(word.length < NAME_SHOWN ? word.length : NAME_SHOWN), word.text);
	const char **names = reader_array(reader, timeline->marker_count, sizeof *names);
	if (result == POSITION_MARKER_REPEATS) {
		diagnostics_error(reader->diagnostics, "ambiguous-marker", entry->value->at,
				  "several markers are called \"%s\"; write the bar and the beat, like 9|1", name);
		return;
	}
	for (size_t i = 0; names && i < timeline->marker_count; i++)
		names[i] = timeline->markers[i].name;
	if (names)
		reader_unknown(reader, "unknown-marker", entry->value->at, "marker", name, NULL,
			       (struct words){ .words = names, .count = timeline->marker_count });
}

/* Reads a position or a duration by the tempo map. *told says that the error is reported. */
static bool parse_in_session(struct reader *reader, const struct entry *entry, enum quantity quantity, double *value,
			     const char **problem, bool *told)
{
	const char *text = entry->value->kind == DOCUMENT_SCALAR ? entry->value->text : "";
	if (quantity == QUANTITY_DURATION)
		return duration_parse(text, strlen(text), &reader->timeline, reader->from_seconds, value, problem);
	struct position_word word;
	const enum position_result result =
		position_parse(text, strlen(text), &reader->timeline, value, &word, problem);
	*told = result == POSITION_UNKNOWN_MARKER || result == POSITION_MARKER_REPEATS;
	if (*told)
		wrong_marker(reader, entry, result, word);
	return result == POSITION_READ;
}

/* Warns of a note value that stays the same although the tempo changes. */
static void warn_of_tempo(struct reader *reader, const struct entry *entry)
{
	const struct tempo_map *map = reader->timeline.map;
	const struct time_base none = { .sample_rate = reader->base.sample_rate };
	const char *text = entry->value->text, *problem;
	double unused;
	if (!map || !tempo_map_changes(map) ||
	    quantity_parse(text, strlen(text), QUANTITY_TIME, &none, &unused, &problem))
		return;
	diagnostics_warning(reader->diagnostics, "tempo-changes", entry->value->at,
			    "\"%s\" keeps the length that it has at the session's start, %.10g bpm, although the tempo "
			    "changes; write a time in ms if that is meant",
			    entry->name, map->tempos[0].bpm);
}

bool reader_number(struct reader *reader, const struct entry *entry, enum quantity quantity, double minimum,
		   double maximum, double *value)
{
	const char *problem;
	double number = 0.0;
	bool scalar = entry->value->kind == DOCUMENT_SCALAR;
	const char *text = scalar ? entry->value->text : "";
	const bool in_session = quantity == QUANTITY_POSITION || quantity == QUANTITY_DURATION;
	bool told = false;
	const bool good = in_session ? parse_in_session(reader, entry, quantity, &number, &problem, &told)
				     : quantity_parse(text, strlen(text), quantity, &reader->base, &number, &problem);
	if (told)
		return false;
	if (!good) {
		text = reader_text(reader, entry, problem);
		if (text)
			diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
					  "\"%s\" cannot be \"%s\"; %s", entry->name,
					  reader_quote(reader, entry->value),
					  reader_looks(reader, entry->value, problem));
		return false;
	}
	if (!(number >= minimum && number <= maximum)) {
		out_of_range(reader, entry, quantity, minimum, maximum, number);
		return false;
	}
	if (quantity == QUANTITY_TIME)
		warn_of_tempo(reader, entry);
	*value = number;
	return true;
}

static bool ends_in_digit(const char *text)
{
	size_t length = strlen(text);
	while (length > 0 && text[length - 1] == ' ')
		length--;
	return length > 0 && ((text[length - 1] >= '0' && text[length - 1] <= '9') || text[length - 1] == '.');
}

/* A level that can be -inf dB is what other programs write as a factor from 0 to 1. */
static void warn_of_factor(struct reader *reader, const struct entry *entry, enum quantity quantity, double minimum,
			   double value)
{
	const bool is_part = quantity == QUANTITY_PERCENT, is_level = quantity == QUANTITY_GAIN && isinf(minimum);
	const double factor = is_part ? 100.0 * value : value;
	if (!(is_part || is_level) || !(factor > 0.0 && factor < 1.0) || !ends_in_digit(entry->value->text))
		return;
	char is[QUANTITY_TEXT], meant[QUANTITY_TEXT];
	quantity_format(quantity, value, is, sizeof is);
	if (is_part)
		quantity_format(quantity, factor, meant, sizeof meant);
	else
		snprintf(meant, sizeof meant, "%.2f dB", gain_to_decibel(factor));
	diagnostics_warning(reader->diagnostics, "no-unit", entry->value->at,
			    "\"%s\" is %s; write %s if a factor of %.10g is meant, or else the unit", entry->name, is,
			    meant, factor);
}

bool reader_setting(struct reader *reader, const struct entry *entry, enum quantity quantity, double minimum,
		    double maximum, double *value)
{
	if (!reader_number(reader, entry, quantity, minimum, maximum, value))
		return false;
	warn_of_factor(reader, entry, quantity, minimum, *value);
	return true;
}

double reader_find_position(struct reader *reader, const struct document_node *mapping, const char *key)
{
	const struct document_node *node = document_find(mapping, key);
	struct position_word word;
	const char *problem;
	double seconds;
	if (!node || node->kind != DOCUMENT_SCALAR ||
	    position_parse(node->text, strlen(node->text), &reader->timeline, &seconds, &word, &problem) !=
		    POSITION_READ)
		return 0.0;
	return fmax(0.0, seconds);
}

bool reader_whole(struct reader *reader, const struct entry *entry, unsigned minimum, unsigned maximum, unsigned *value)
{
	double number;
	if (!reader_number(reader, entry, QUANTITY_PLAIN, minimum, maximum, &number))
		return false;
	if (number != floor(number)) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"%s\" cannot be \"%s\"; write a whole number", entry->name,
				  reader_quote(reader, entry->value));
		return false;
	}
	*value = (unsigned)number;
	return true;
}

bool reader_switch(struct reader *reader, const struct entry *entry, bool *value, const char *remedy)
{
	static const char *const words[] = { "no", "yes", "off", "on", "false", "true" };
	remedy = remedy ? remedy : "write yes or no";
	const char *text = reader_text(reader, entry, remedy);
	if (!text)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i]) == 0) {
			*value = i % 2 == 1;
			return true;
		}
	diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
			  entry->name, reader_quote(reader, entry->value), remedy);
	return false;
}

int reader_choice(struct reader *reader, const struct entry *entry, const char *const *choices)
{
	const char *text = reader_text(reader, entry, "write a word");
	size_t count = 0;
	for (; text && choices[count]; count++)
		if (strcmp(choices[count], text) == 0)
			return (int)count;
	const char *meant = text ? synonym_find_choice(text, choices, count) : NULL;
	if (text)
		reader_unknown(reader, "bad-value", entry->value->at, entry->name, text, entry->where,
			       meant ? (struct words){ .words = &meant, .count = 1 }
				     : (struct words){ .words = choices, .count = count });
	return -1;
}

bool reader_key_number(struct reader *reader, const struct entry *entry, double *value)
{
	const struct recipe_key *key = entry->key;
	return reader_setting(reader, entry, key->quantity, key->minimum, key->maximum, value);
}

bool reader_key_whole(struct reader *reader, const struct entry *entry, unsigned *value)
{
	return reader_whole(reader, entry, (unsigned)entry->key->minimum, (unsigned)entry->key->maximum, value);
}

int reader_key_choice(struct reader *reader, const struct entry *entry)
{
	return reader_choice(reader, entry, entry->key->choices);
}

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool reader_check_name(struct reader *reader, const char *text, struct location at, const char *what)
{
	enum { NAME_LENGTH_MAXIMUM = 64 };
	size_t length = 0;
	while (is_name_character(text[length]))
		length++;
	const char *problem = NULL;
	if (text[0] == '\0')
		problem = "it is empty";
	else if (text[length] == ':')
		problem = "put a space after the colon";
	else if (text[length] != '\0')
		problem = "use letters, digits, \"_\" and \"-\"";
	else if (length > NAME_LENGTH_MAXIMUM)
		problem = "use at most 64 characters";
	else if (text[0] == '-')
		problem = "begin with a letter or digit";
	else if (strcasecmp(text, "none") == 0)
		problem = "the word stands for nothing at all; choose another";
	if (!problem)
		return true;
	const char *quoted = document_quote(reader->arena, text, strlen(text));
	char room[LOOK_ALIKE_BYTES];
	if (look_alike_tell(text, strlen(text), room))
		problem = room;
	if (quoted)
		diagnostics_error(reader->diagnostics, "bad-name", at, "\"%s\" cannot name %s; %s", quoted, what,
				  problem);
	else
		reader->diagnostics->failed = true;
	return false;
}
