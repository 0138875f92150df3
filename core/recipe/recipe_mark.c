/* Reads marks of the session: clicks, count-ins, pops and time-code.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/click_grid.h"
#include "recipe/mark_entry.h"
#include "recipe/recipe_part.h"
#include "recipe/source_key.h"

#include <math.h>
#include <string.h>

enum { CLICK = 1, COUNT_IN = 2, POP = 4, LTC = 8, CLICKS = CLICK | COUNT_IN, RANGED = CLICK | LTC };
enum { BARS_MAXIMUM = 64, SUBDIVISIONS_MAXIMUM = 16, POP_FRAMES_MAXIMUM = 3600 };

static const char *const click[] = { "click", NULL };
static const char *const count_in[] = { "count-in", NULL };
static const char *const pop[] = { "pop", NULL };
static const char *const ltc[] = { "ltc", NULL };

static void read_length(struct reader *reader, const struct entry *entry, void *target)
{
	struct mark_entry *mark = target;
	mark->length_at = entry->at;
	reader_key_number(reader, entry, &mark->source.generator.length_seconds);
}

static void read_before(struct reader *reader, const struct entry *entry, void *target)
{
	struct mark_entry *mark = target;
	if (reader_key_number(reader, entry, &mark->before_seconds))
		mark->before_at = entry->value->at;
}

static void read_bars(struct reader *reader, const struct entry *entry, void *target)
{
	reader_key_whole(reader, entry, &((struct mark_entry *)target)->bars);
}

static void read_subdivisions(struct reader *reader, const struct entry *entry, void *target)
{
	reader_key_whole(reader, entry, &((struct mark_entry *)target)->source.generator.click.subdivisions);
}

/* Reads a note value or beats. */
static void read_every(struct reader *reader, const struct entry *entry, void *target)
{
	static const char remedy[] = "write a note value or beats, like 1/8, 1/4d or 2 beats";
	struct recipe_click *clicks = &((struct mark_entry *)target)->source.generator.click;
	const char *text = reader_text(reader, entry, remedy), *problem;
	double amount;
	enum time_unit unit;
	if (!text)
		return;
	if (!quantity_parse_time(text, strlen(text), reader->base.sample_rate, &amount, &unit, &problem) ||
	    (unit != TIME_QUARTERS && unit != TIME_BEATS))
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, entry->value), remedy);
	else if (!(amount >= CLICK_STEP_MINIMUM && amount <= METRE_BEATS_MAXIMUM))
		diagnostics_error(reader->diagnostics, "out-of-range", entry->value->at,
				  "\"%s\" must lie between 1/64 and 64 beats; %s", entry->name, remedy);
	else {
		clicks->every = amount;
		clicks->every_unit = unit;
	}
}

static void read_a_sample(struct reader *reader, const struct entry *entry, void *target, enum click_kind kind)
{
	const size_t recording = reader_add_recording(reader, entry);
	if (recording == RECIPE_NONE)
		return;
	reader->recipe->recordings[recording].is_played = true;
	((struct mark_entry *)target)->source.generator.click.sample[kind] = recording;
}

static void read_sample(struct reader *reader, const struct entry *entry, void *target)
{
	read_a_sample(reader, entry, target, CLICK_BEAT);
}

static void read_accent_sample(struct reader *reader, const struct entry *entry, void *target)
{
	read_a_sample(reader, entry, target, CLICK_ACCENT);
}

static void read_subdivision_sample(struct reader *reader, const struct entry *entry, void *target)
{
	read_a_sample(reader, entry, target, CLICK_SUBDIVISION);
}

static void read_frame_rate(struct reader *reader, const struct entry *entry, void *target)
{
	const int choice = reader_choice(reader, entry, frame_rate_names);
	if (choice >= 0)
		((struct mark_entry *)target)->source.generator.frame_rate = (size_t)choice;
}

static void read_first(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_pop *pops = &((struct mark_entry *)target)->source.generator.pop;
	pops->first_at = entry->value->at;
	reader_key_number(reader, entry, &pops->first_seconds);
}

static void read_pop_frames(struct reader *reader, const struct entry *entry, void *target)
{
	reader_key_whole(reader, entry, &((struct mark_entry *)target)->pop_frames);
}

static unsigned two_digits(const char *text)
{
	return (unsigned)(text[0] - '0') * 10 + (unsigned)(text[1] - '0');
}

/* Reads HH:MM:SS:FF, or HH:MM:SS;FF. Whether the rate has it is seen when all keys are read. */
static void read_time_code(struct reader *reader, const struct entry *entry, void *target)
{
	static const char shape[] = "dd:dd:dd:dd", remedy[] = "write hours, minutes, seconds, frames: 01:00:00:00";
	struct recipe_time_code *code = &((struct mark_entry *)target)->source.generator.time_code;
	const char *text = reader_text(reader, entry, remedy);
	bool good = text && strlen(text) == strlen(shape);
	for (size_t i = 0; good && shape[i]; i++)
		good = shape[i] == 'd' ? text[i] >= '0' && text[i] <= '9'
				       : text[i] == ':' || (i == 8 && text[i] == ';');
	if (good) {
		code->start = (struct time_code){ two_digits(text), two_digits(text + 3), two_digits(text + 6),
						  two_digits(text + 9) };
		code->semicolon = text[8] == ';';
		code->at = entry->value->at;
	} else if (text) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, entry->value), remedy);
	}
}

#define LEVEL_KEY(bit, words, value)                                                                                   \
	{                                                                                                              \
		.name = "level", .help = (words), .kind = KEY_NUMBER, .of = (bit), .quantity = QUANTITY_LEVEL,         \
		.minimum = -200.0, .fallback = (value), .offset = offsetof(struct recipe_source, generator.level_dbfs) \
	}

#define CLICK_GAIN_KEY(key, words, index, value)                                                                       \
	{                                                                                                              \
		.name = (key), .help = (words), .kind = KEY_NUMBER, .of = CLICKS, .quantity = QUANTITY_GAIN,           \
		.minimum = -INFINITY, .maximum = 24.0, .fallback = (value),                                            \
		.offset = offsetof(struct recipe_source, generator.click.gain_db[index])                               \
	}

#define SAMPLE_KEY(key, words, fallback_words, function)                                                               \
	{                                                                                                              \
		.name = (key), .help = (words), .of = CLICKS, .shape = "text", .otherwise = (fallback_words),          \
		.read = (function)                                                                                     \
	}

static const struct recipe_key rows[] = {
	GENERATE_KEY(CLICK, click),
	GENERATE_KEY(COUNT_IN, count_in),
	GENERATE_KEY(POP, pop),
	GENERATE_KEY(LTC, ltc),
	LEVEL_KEY(CLICKS, "the level of a click on a beat, see \"Marks\"", -18.0),
	LEVEL_KEY(POP, "the peak", -20.0),
	LEVEL_KEY(LTC, "the peak", -18.0),
	{ .name = "start",
	  .help = "where in the session it begins",
	  .kind = KEY_NUMBER,
	  .of = RANGED,
	  .quantity = QUANTITY_POSITION,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .offset = offsetof(struct recipe_source, start_seconds) },
	{ .name = "length",
	  .excludes = "end",
	  .help = "how long it lasts",
	  .kind = KEY_NUMBER,
	  .of = RANGED,
	  .quantity = QUANTITY_DURATION,
	  .minimum = 1e-5,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "until the session ends",
	  .read = read_length },
	{ .name = "end",
	  .help = "where in the session it ends, instead of `length`",
	  .kind = KEY_NUMBER,
	  .of = RANGED,
	  .quantity = QUANTITY_POSITION,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "`length` says it",
	  .offset = offsetof(struct recipe_source, generator.end_seconds) },
	{ .name = "before",
	  .help = "the position that is counted to: there the clicks end",
	  .kind = KEY_NUMBER,
	  .required = true,
	  .of = COUNT_IN,
	  .quantity = QUANTITY_POSITION,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .read = read_before },
	{ .name = "bars",
	  .help = "how many bars before it the clicks begin",
	  .kind = KEY_WHOLE,
	  .of = COUNT_IN,
	  .minimum = 1.0,
	  .maximum = BARS_MAXIMUM,
	  .otherwise = "`1`",
	  .read = read_bars },
	{ .name = "half_time",
	  .help = "all bars but the last one have a click on every second beat alone; if a bar has an odd number of "
		  "beats, on its first beat",
	  .kind = KEY_SWITCH,
	  .of = COUNT_IN,
	  .offset = offsetof(struct recipe_source, generator.click.half_time) },
	{ .name = "every",
	  .help = "the distance of the beats, from the start of each bar on: `1/4d` for a 6/8 that is counted in two",
	  .of = CLICKS,
	  .shape = "time",
	  .otherwise = "the beat of the metre",
	  .read = read_every },
	{ .name = "subdivisions",
	  .help = "how many equal parts a beat has; each begins with a click",
	  .kind = KEY_WHOLE,
	  .of = CLICKS,
	  .minimum = 1.0,
	  .maximum = SUBDIVISIONS_MAXIMUM,
	  .otherwise = "`1`",
	  .read = read_subdivisions },
	CLICK_GAIN_KEY("accent_gain", "gain of the click on the first beat of a bar over the others", CLICK_ACCENT,
		       3.0),
	CLICK_GAIN_KEY("subdivision_gain", "gain of the clicks between the beats over those on the beats",
		       CLICK_SUBDIVISION, -9.0),
	FREQUENCY_KEY("freq", "the frequency on the beats, under half the sample rate", CLICKS,
		      click.frequency[CLICK_BEAT], 1000.0),
	FREQUENCY_KEY("freq", "the frequency, under half the sample rate", POP, frequency, 1000.0),
	FREQUENCY_KEY("accent_freq", "the frequency on the first beat of a bar", CLICKS, click.frequency[CLICK_ACCENT],
		      1500.0),
	FREQUENCY_KEY("subdivision_freq", "the frequency between the beats", CLICKS, click.frequency[CLICK_SUBDIVISION],
		      1000.0),
	SAMPLE_KEY("sample", "an audio file that is played as the click, of at most 60 s and 64 MiB in memory",
		   "the sound described below", read_sample),
	SAMPLE_KEY("accent_sample", "an audio file for the first beat of a bar", "that of `sample`",
		   read_accent_sample),
	SAMPLE_KEY("subdivision_sample", "an audio file between the beats", "that of `sample`",
		   read_subdivision_sample),
	{ .name = "frame_rate",
	  .help = "video frames a second: `23.976`, `24`, `25`, `29.97-drop`, `29.97` or `30`",
	  .required = true,
	  .of = POP | LTC,
	  .shape = "frame-rate",
	  .read = read_frame_rate },
	{ .name = "first",
	  .help = "where the first frame of action begins; the pop comes before it",
	  .kind = KEY_NUMBER,
	  .of = POP,
	  .quantity = QUANTITY_POSITION,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "no pop before the action",
	  .read = read_first },
	{ .name = "last",
	  .help = "where the last frame of action begins; the tail pop comes after it",
	  .kind = KEY_NUMBER,
	  .of = POP,
	  .quantity = QUANTITY_POSITION,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "no pop after the action",
	  .offset = offsetof(struct recipe_source, generator.pop.last_seconds) },
	{ .name = "frames",
	  .help = "how many video frames the pop begins before the first frame, or after the start of the last one",
	  .kind = KEY_WHOLE,
	  .of = POP,
	  .minimum = 1.0,
	  .maximum = POP_FRAMES_MAXIMUM,
	  .otherwise = "two seconds of time-code: `60` for 29.97",
	  .read = read_pop_frames },
	{ .name = "timecode",
	  .help = "the time-code of its first frame; `01:00:00;00` means drop-frame",
	  .of = LTC,
	  .shape = "time-code",
	  .otherwise = "`00:00:00:00`",
	  .read = read_time_code },
	GENERATOR_CHANNELS_KEY("how many channels; they are alike, except for those of a sample"),
	SOURCE_GAIN_KEY,
};

#define MARK_KEYS(word, text, bit, plural)                                                                             \
	{                                                                                                              \
		.name = (word), .title = "key of a mark", .where = (text), KEY_ROWS(rows), .of = (bit),                \
		.kind = (plural)                                                                                       \
	}

const struct recipe_keys click_keys = MARK_KEYS("source-click", "a click track", CLICK, "clicks");
const struct recipe_keys count_in_keys = MARK_KEYS("source-count-in", "a count-in", COUNT_IN, "count-ins");
const struct recipe_keys pop_keys = MARK_KEYS("source-pop", "a pop", POP, "pops");
const struct recipe_keys time_code_keys = MARK_KEYS("source-time-code", "linear time-code", LTC, "LTC");

static const struct recipe_keys *keys_of(enum generator_kind kind)
{
	return kind == GENERATOR_CLICK      ? &click_keys
	       : kind == GENERATOR_COUNT_IN ? &count_in_keys
	       : kind == GENERATOR_POP      ? &pop_keys
					    : &time_code_keys;
}

void recipe_read_mark(struct reader *reader, const struct entry *entry, struct recipe_source *source)
{
	struct mark_entry mark = { .source = *source, .bars = 1 };
	struct recipe_generator *generator = &mark.source.generator;
	generator->end_seconds = generator->pop.first_seconds = generator->pop.last_seconds = (double)NAN;
	generator->click.subdivisions = 1;
	if (generator->kind == GENERATOR_POP || generator->kind == GENERATOR_LTC)
		generator->frame_rate = FRAME_RATES; /* none */
	for (size_t i = 0; i < CLICK_KINDS; i++)
		generator->click.sample[i] = RECIPE_NONE;
	recipe_keys_fall_back(keys_of(generator->kind), &mark);
	reader->from_seconds = reader_find_position(reader, entry->value, "start"); /* `length` is counted from there */
	reader_mapping(reader, entry, keys_of(generator->kind), &mark);
	reader->from_seconds = 0.0;
	*source = mark.source;
	mark_entry_settle(reader, &mark, source);
}

void recipe_check_marks(struct reader *reader)
{
	const struct recipe *recipe = reader->recipe;
	const struct recipe_source *open = NULL;
	for (size_t i = 0; i < recipe->strip_count; i++)
		for (size_t k = 0; k < recipe->strips[i].source_count; k++) {
			const struct recipe_source *source = &recipe->strips[i].sources[k];
			if (!generator_is_open(&source->generator))
				return;
			open = source;
		}
	if (open && recipe->session.length_seconds <= 0.0)
		diagnostics_error(reader->diagnostics, "missing-key", open->at,
				  "a mark without \"length\" lasts as long as the session, and nothing says how long "
				  "that is; give it a \"length\", or add `length` to session");
}
