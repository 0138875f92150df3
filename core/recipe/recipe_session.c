/* Reads `session`: rate, tail, length and seed; it has tempo and markers read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <math.h>
#include <string.h>

#define TAIL_SECONDS_MAXIMUM 600.0
#define LEAD_IN_SECONDS_MAXIMUM 600.0

/* The entry holds the keys of a session before they are combined. */
struct session_entry {
	struct recipe_session session;
	double tail_seconds, tail_limit;
	struct location limit_at; /* no location: the key is not there */
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

bool recipe_read_sample_rate(struct reader *reader, const struct entry *entry, double *rate)
{
	double given;
	if (!reader_key_number(reader, entry, &given))
		return false;
	if (given != floor(given)) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"%s\" cannot be \"%s\"; write whole Hz", entry->name,
				  reader_quote(reader, entry->value));
		return false;
	}
	*rate = given;
	return true;
}

static void read_pan_law(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_pan_law(reader, entry, &((struct session_entry *)target)->session.pan_law);
}

static void read_tail(struct reader *reader, const struct entry *entry, void *target)
{
	static const char remedy[] = "write auto, wrap, loop, none or a time like 4 s";
	static const struct {
		const char *word;
		enum tail_mode mode;
	} modes[] = { { "auto", TAIL_AUTO }, { "wrap", TAIL_WRAP }, { "loop", TAIL_LOOP }, { "none", TAIL_FIXED } };
	struct session_entry *session = target;
	const char *text = reader_text(reader, entry, remedy);
	for (size_t i = 0; text && i < sizeof modes / sizeof *modes; i++)
		if (strcmp(text, modes[i].word) == 0) {
			session->session.tail_mode = modes[i].mode;
			return;
		}
	if (!text)
		return;
	session->session.tail_mode = TAIL_FIXED;
	if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, entry->value), remedy);
	else
		reader_key_number(reader, entry, &session->tail_seconds);
}

static void read_tail_limit(struct reader *reader, const struct entry *entry, void *target)
{
	struct session_entry *session = target;
	session->limit_at = entry->at;
	reader_key_number(reader, entry, &session->tail_limit);
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
		session->session.seed = seed;
	else
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, entry->value), remedy);
}

/* The first rows are read by read_base(), in this order. */
enum { SAMPLE_RATE, TEMPO, MARKERS, BASE_ROWS };

static const struct recipe_key rows[] = {
	[SAMPLE_RATE] = { .name = "sample_rate",
			  .help = "the rate of the render and of its files; sources of another rate are converted",
			  .kind = KEY_NUMBER,
			  .quantity = QUANTITY_SAMPLE_RATE,
			  .minimum = 8000.0,
			  .maximum = 384000.0,
			  .fallback = 48000.0,
			  .offset = offsetof(struct session_entry, session.sample_rate),
			  .read = reader_skip },
	[TEMPO] = { .name = "tempo",
		    .help = "what note values, beats and bars are measured by: a tempo, a list of tempo changes, or "
			    "`{ file: song.mid }`",
		    .shape = "tempo-map",
		    .quantity = QUANTITY_TEMPO,
		    .minimum = TEMPO_MINIMUM,
		    .maximum = TEMPO_MAXIMUM,
		    .otherwise = "none",
		    .read = reader_skip },
	[MARKERS] = { .name = "markers",
		      .help = "names for positions of the session: `{ verse: 32 s, outro: verse + 16 bars }`",
		      .shape = "markers",
		      .otherwise = "none",
		      .read = reader_skip },
	{ .name = "pan_law",
	  .help = "the level of a centred mono signal: `-3 dB`, `-4.5 dB`, `-6 dB`, `0 dB`",
	  .shape = "pan-law",
	  .otherwise = "`-3 dB`",
	  .read = read_pan_law },
	{ .name = "tail",
	  .help = "`auto`: until every print is under -120 dBFS; `wrap` and `loop`: the files are loops, see "
		  "\"Loops\"; "
		  "`none`; or a time",
	  .shape = "tail",
	  .quantity = QUANTITY_TIME,
	  .maximum = TAIL_SECONDS_MAXIMUM,
	  .otherwise = "`auto`",
	  .read = read_tail },
	{ .name = "tail_limit",
	  .help = "the longest automatic tail",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_TIME,
	  .maximum = TAIL_SECONDS_MAXIMUM,
	  .fallback = 30.0,
	  .offset = offsetof(struct session_entry, tail_limit),
	  .read = read_tail_limit },
	{ .name = "length",
	  .help = "the length of the session, without its tail",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_POSITION,
	  .minimum = 0.001,
	  .maximum = RECIPE_SESSION_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "until the last source ends",
	  .offset = offsetof(struct session_entry, session.length_seconds) },
	{ .name = "lead_in",
	  .help = "digital silence at the head of every full file, before the session begins",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_TIME,
	  .maximum = LEAD_IN_SECONDS_MAXIMUM,
	  .offset = offsetof(struct session_entry, session.lead_in_seconds) },
	{ .name = "seed",
	  .help = "the seed of the dither, of generated noise, of what moves at random in a reverb or a chorus",
	  .shape = "seed",
	  .otherwise = "`0`",
	  .read = read_seed },
};

const struct recipe_keys session_keys = {
	.name = "session", .title = "key of `session`", .where = "session", KEY_ROWS(rows)
};

/* Sets what constant times are measured by: the tempo and the metre at the session's start. */
static void settle_base(struct reader *reader)
{
	const struct tempo_map *map = reader->timeline.map;
	if (!map)
		return;
	reader->base.tempo_bpm = map->tempos[0].bpm;
	reader->base.beat_quarters = 4.0 / map->metres[0].unit;
	reader->base.bar_quarters = map->metres[0].beats * reader->base.beat_quarters;
}

/* Reads rate, tempo and markers first, wherever they stand, because the times of the session itself are measured by
   them. */
static void read_base(struct reader *reader, const struct entry *entry, struct session_entry *session)
{
	for (size_t i = 0; i < BASE_ROWS && entry->value->kind == DOCUMENT_MAPPING; i++) {
		struct entry inner = entry_item(entry, document_find(entry->value, rows[i].name));
		inner.where = session_keys.where;
		inner.key = &rows[i];
		inner.name = rows[i].name;
		if (!inner.value)
			continue;
		if (i == SAMPLE_RATE)
			recipe_read_sample_rate(reader, &inner, &session->session.sample_rate);
		reader->base.sample_rate = reader->timeline.sample_rate = session->session.sample_rate;
		if (i == TEMPO)
			recipe_read_tempo(reader, &inner);
		else if (i == MARKERS)
			recipe_read_markers(reader, &inner);
		settle_base(reader);
	}
}

void recipe_read_session(struct reader *reader, const struct entry *entry)
{
	struct session_entry given = { .session = { .pan_law = PAN_LAW_3 } };
	recipe_keys_fall_back(&session_keys, &given);
	reader->base = (struct time_base){ .sample_rate = given.session.sample_rate };
	reader->timeline = (struct timeline){ .sample_rate = given.session.sample_rate };
	if (entry) {
		read_base(reader, entry, &given);
		reader_mapping(reader, entry, &session_keys, &given);
	}
	given.session.timeline = reader->timeline;
	const bool fixed = given.session.tail_mode == TAIL_FIXED;
	given.session.tail_seconds = fixed ? given.tail_seconds : given.tail_limit;
	reader->recipe->session = given.session;
	if (fixed && given.limit_at.line > 0)
		diagnostics_error(reader->diagnostics, "conflicting-keys", given.limit_at,
				  "\"tail_limit\" caps `tail: auto`, but this tail is fixed; leave it out");
}
