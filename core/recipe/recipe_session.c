/* Reads `session`: rate, tempo, tail and length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <math.h>
#include <string.h>

static const double session_seconds_maximum = 86400.0; /* a day */
static const double tail_seconds_maximum = 600.0;

/* The entry holds the keys of a session before they are combined. */
struct session_entry {
	struct recipe_session *session;
	bool fixed_tail; /* the tail is a time, or none */
	double tail_seconds, tail_limit;
	bool limit_given;
	struct location limit_at;
};

void recipe_read_pan_law(struct reader *reader, const struct entry *entry, enum pan_law *law)
{
	static const double centres[] = {
		[PAN_LAW_3] = -3.0, [PAN_LAW_4_5] = -4.5, [PAN_LAW_6] = -6.0, [PAN_LAW_0] = 0.0
	};
	static const char remedy[] = "write -3 dB, -4.5 dB, -6 dB or 0 dB";
	const char *problem, *text = reader_text(reader, entry, remedy);
	double centre;
	if (!text)
		return;
	bool gain = quantity_parse(text, strlen(text), QUANTITY_GAIN, &reader->base, &centre, &problem);
	for (size_t i = 0; gain && i < sizeof centres / sizeof *centres; i++)
		if (centres[i] == centre) {
			*law = (enum pan_law)i;
			return;
		}
	diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
			  entry->name, reader_quote(reader, entry->value), remedy);
}

static void read_sample_rate(struct reader *reader, const struct entry *entry, void *target)
{
	struct session_entry *session = target;
	double rate;
	if (!reader_number(reader, entry, QUANTITY_SAMPLE_RATE, 8000.0, 384000.0, &rate))
		return;
	if (rate != floor(rate))
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"%s\" cannot be \"%s\"; write whole Hz", entry->name,
				  reader_quote(reader, entry->value));
	else
		session->session->sample_rate = rate;
}

static void read_tempo(struct reader *reader, const struct entry *entry, void *target)
{
	struct session_entry *session = target;
	session->session->tempo_bpm = 120.0; /* this value keeps a wrong tempo from causing errors in note values */
	reader_number(reader, entry, QUANTITY_TEMPO, 10.0, 1000.0, &session->session->tempo_bpm);
}

static void read_pan_law(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_pan_law(reader, entry, &((struct session_entry *)target)->session->pan_law);
}

static void read_tail(struct reader *reader, const struct entry *entry, void *target)
{
	struct session_entry *session = target;
	const char *text = reader_text(reader, entry, "write auto, none or a time like 4 s");
	if (!text || strcmp(text, "auto") == 0)
		return;
	session->fixed_tail = true;
	session->tail_seconds = 0.0;
	bool word = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
	if (word && strcmp(text, "none") != 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"%s\" cannot be \"%s\"; write auto, none or a time like 4 s", entry->name,
				  reader_quote(reader, entry->value));
	else if (!word)
		reader_number(reader, entry, QUANTITY_TIME, 0.0, tail_seconds_maximum, &session->tail_seconds);
}

static void read_tail_limit(struct reader *reader, const struct entry *entry, void *target)
{
	struct session_entry *session = target;
	session->limit_given = true;
	session->limit_at = entry->at;
	reader_number(reader, entry, QUANTITY_TIME, 0.0, tail_seconds_maximum, &session->tail_limit);
}

static void read_length(struct reader *reader, const struct entry *entry, void *target)
{
	struct session_entry *session = target;
	reader_number(reader, entry, QUANTITY_TIME, 0.001, session_seconds_maximum, &session->session->length_seconds);
}

static void read_seed(struct reader *reader, const struct entry *entry, void *target)
{
	struct session_entry *session = target;
	static const char remedy[] = "write a whole number from 0 to 18446744073709551615";
	const char *text = reader_text(reader, entry, remedy);
	if (!text)
		return;
	uint64_t seed = 0;
	size_t i = 0;
	for (; text[i] >= '0' && text[i] <= '9'; i++) {
		uint64_t digit = (uint64_t)(text[i] - '0');
		if (seed > (UINT64_MAX - digit) / 10)
			break;
		seed = seed * 10 + digit;
	}
	if (i > 0 && text[i] == '\0')
		session->session->seed = seed;
	else
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, entry->value), remedy);
}

static const struct field fields[] = {
	{ "sample_rate", read_sample_rate, false },
	{ "tempo", read_tempo, false },
	{ "pan_law", read_pan_law, false },
	{ "tail", read_tail, false },
	{ "tail_limit", read_tail_limit, false },
	{ "length", read_length, false },
	{ "seed", read_seed, false },
};

/* Reads rate and tempo first, wherever they stand, because the times of the session itself are measured by them. */
static void read_base(struct reader *reader, const struct entry *entry, struct session_entry *session)
{
	if (!entry || entry->value->kind != DOCUMENT_MAPPING)
		return;
	for (size_t i = 0; i < 2; i++) {
		const struct document_node *value = document_find(entry->value, fields[i].name);
		if (!value)
			continue;
		struct diagnostics told_later;
		diagnostics_init(&told_later, reader->arena, NULL);
		struct diagnostics *diagnostics = reader->diagnostics;
		reader->diagnostics = &told_later;
		const struct entry inner = { entry->where, fields[i].name, entry->at, value };
		fields[i].read(reader, &inner, session);
		reader->diagnostics = diagnostics;
		diagnostics->failed = diagnostics->failed || told_later.failed;
	}
	reader->base = (struct time_base){ session->session->sample_rate, session->session->tempo_bpm };
}

void recipe_read_session(struct reader *reader, const struct entry *entry)
{
	struct recipe_session *session = &reader->recipe->session;
	*session = (struct recipe_session){ .sample_rate = 48000.0, .pan_law = PAN_LAW_3, .tail_mode = TAIL_AUTO };
	struct session_entry given = { .session = session, .tail_limit = 30.0 };
	reader->base = (struct time_base){ session->sample_rate, 0.0 };
	read_base(reader, entry, &given);
	if (entry)
		reader_mapping(reader, entry, fields, sizeof fields / sizeof *fields, &given);
	session->tail_mode = given.fixed_tail ? TAIL_FIXED : TAIL_AUTO;
	session->tail_seconds = given.fixed_tail ? given.tail_seconds : given.tail_limit;
	if (given.fixed_tail && given.limit_given)
		diagnostics_error(reader->diagnostics, "conflicting-keys", given.limit_at,
				  "\"tail_limit\" caps `tail: auto`, but this tail is fixed; leave it out");
}
