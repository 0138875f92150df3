/* Reads a signal that stemprint generates.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/tape_machine.h"
#include "recipe/recipe_part.h"
#include "recipe/source_key.h"

#include <math.h>

static const char *const kinds[] = { "tone",  "sweep",    "white-noise", "pink-noise", "tape-hiss", "impulse",
				     "click", "count-in", "pop",         "ltc",        NULL };

const char *generator_kind_name(enum generator_kind kind)
{
	return kind == GENERATOR_NONE ? "file" : kinds[kind - GENERATOR_TONE];
}

static void read_speed(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	const int choice = reader_key_choice(reader, entry);
	if (choice >= 0)
		source->generator.speed = (size_t)choice;
}

enum { TONE = 1, SWEEP = 2, NOISE = 4, IMPULSE = 8, HISS = 16 };

static const char *const tone[] = { "tone", NULL };
static const char *const sweep[] = { "sweep", NULL };
static const char *const noise[] = { "white-noise", "pink-noise", NULL };
static const char *const hiss[] = { "tape-hiss", NULL };
static const char *const impulse[] = { "impulse", NULL };

static const struct recipe_key rows[] = {
	GENERATE_KEY(TONE, tone),
	GENERATE_KEY(SWEEP, sweep),
	GENERATE_KEY(NOISE, noise),
	GENERATE_KEY(HISS, hiss),
	GENERATE_KEY(IMPULSE, impulse),
	{ .name = "level",
	  .help = "the peak; of noise the rms, of hiss the A-weighted rms, where a full-scale sine has 0 dBFS",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_LEVEL,
	  .minimum = -200.0,
	  .fallback = -18.0,
	  .offset = offsetof(struct recipe_source, generator.level_dbfs) },
	{ .name = "length",
	  .help = "how long the signal lasts",
	  .kind = KEY_NUMBER,
	  .required = true,
	  .quantity = QUANTITY_DURATION,
	  .minimum = 1e-5, /* one frame at 100 kHz */
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = 1.0,
	  .offset = offsetof(struct recipe_source, generator.length_seconds) },
	SOURCE_START_KEY,
	GENERATOR_CHANNELS_KEY("how many channels; those of noise and hiss are independent, all others are alike"),
	SOURCE_GAIN_KEY,
	FREQUENCY_KEY("freq", "the frequency, under half the sample rate", TONE, frequency, 1000.0),
	FREQUENCY_KEY("from", "the frequency at the start, under half the sample rate", SWEEP, from, 20.0),
	FREQUENCY_KEY("to", "the frequency at the end, under half the sample rate; it may be the lower one", SWEEP, to,
		      20000.0),
	{ .name = "speed",
	  .help = "how fast the tape runs, in inches a second: the slower, the more of the hiss is low",
	  .kind = KEY_CHOICE,
	  .of = HISS,
	  .choices = tape_machine_names,
	  .fallback = TAPE_MACHINE_USUAL,
	  .read = read_speed },
	{ .name = "every",
	  .help = "the time from one impulse to the next",
	  .kind = KEY_NUMBER,
	  .of = IMPULSE,
	  .quantity = QUANTITY_TIME,
	  .minimum = 0.001,
	  .maximum = SOURCE_SECONDS_MAXIMUM,
	  .fallback = (double)NAN,
	  .otherwise = "a single impulse",
	  .offset = offsetof(struct recipe_source, generator.every_seconds) },
};

#define GENERATOR_KEYS(word, text, bit, plural)                                                                        \
	{                                                                                                              \
		.name = (word), .title = "key of a generated signal", .where = (text), KEY_ROWS(rows), .of = (bit),    \
		.kind = (plural)                                                                                       \
	}

const struct recipe_keys tone_keys = GENERATOR_KEYS("source-tone", "a generated tone", TONE, "tones");
const struct recipe_keys sweep_keys = GENERATOR_KEYS("source-sweep", "a generated sweep", SWEEP, "sweeps");
/* Messages call each kind of noise by its own name. */
const struct recipe_keys noise_keys = GENERATOR_KEYS("source-noise", NULL, NOISE, "noise");
const struct recipe_keys hiss_keys = GENERATOR_KEYS("source-hiss", "generated tape-hiss", HISS, "hiss");
const struct recipe_keys impulse_keys = GENERATOR_KEYS("source-impulse", "a generated impulse", IMPULSE, "impulses");

static const struct recipe_keys *const tables[] = {
	[GENERATOR_TONE] = &tone_keys,        [GENERATOR_SWEEP] = &sweep_keys,    [GENERATOR_WHITE_NOISE] = &noise_keys,
	[GENERATOR_PINK_NOISE] = &noise_keys, [GENERATOR_TAPE_HISS] = &hiss_keys, [GENERATOR_IMPULSE] = &impulse_keys,
};

static void check_sweep(struct reader *reader, const struct recipe_source *source)
{
	const struct recipe_generator *generator = &source->generator;
	if (generator->from == generator->to)
		diagnostics_error(reader->diagnostics, "bad-value", source->at,
				  "a sweep from %g Hz to the same goes nowhere; generate a tone", generator->from);
	if (generator->to > SOURCE_FREQUENCY_PART * reader->base.sample_rate)
		diagnostics_error(
			reader->diagnostics, "out-of-range", source->at,
			"a sweep goes up to %g Hz when `to` is left out, which this sample rate has not; give `to`",
			generator->to);
}

void recipe_read_generator(struct reader *reader, const struct entry *entry, struct recipe_source *source)
{
	const struct document_node *word = document_find(entry->value, "generate");
	const struct entry generate = entry_of("a source", "generate", entry->at, word);
	const int kind = reader_choice(reader, &generate, kinds);
	if (kind < 0)
		return;
	const enum generator_kind which = (enum generator_kind)(GENERATOR_TONE + kind);
	source->generator.kind = which;
	source->file = kinds[kind];
	source->channel_count = 1;
	if (generator_is_mark(which)) {
		recipe_read_mark(reader, entry, source);
		return;
	}
	source->generator.speed = TAPE_MACHINE_USUAL;
	recipe_keys_fall_back(tables[which], source);
	reader->from_seconds = reader_find_position(reader, entry->value, "start"); /* `length` is counted from there */
	struct entry mapping = *entry;
	mapping.where = which == GENERATOR_WHITE_NOISE ? "generated white-noise" : "generated pink-noise";
	reader_mapping(reader, &mapping, tables[which], source);
	reader->from_seconds = 0.0;
	if (which == GENERATOR_SWEEP)
		check_sweep(reader, source);
}
