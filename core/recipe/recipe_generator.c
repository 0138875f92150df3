/* Reads a signal that stemprint generates.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <math.h>

static const double level_minimum = -200.0; /* dBFS */
static const double length_minimum = 1e-5; /* s: one frame at 100 kHz */
static const double length_maximum = 86400.0;
static const double frequency_minimum = 0.01; /* Hz */

static const char *const kinds[] = { "tone", "sweep", "white-noise", "pink-noise", "impulse", NULL };

const char *generator_kind_name(enum generator_kind kind)
{
	return kind == GENERATOR_NONE ? "file" : kinds[kind - GENERATOR_TONE];
}

void recipe_read_start(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	reader_number(reader, entry, QUANTITY_TIME, 0.0, 86400.0, &source->start_seconds);
}

void recipe_read_source_gain(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	reader_number(reader, entry, QUANTITY_GAIN, -INFINITY, 60.0, &source->gain_db);
}

/* The caller has read the kind before, because it decides which other keys there may be. */
static void read_kind(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	(void)entry;
	(void)target;
}

static void read_level(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	reader_number(reader, entry, QUANTITY_LEVEL, level_minimum, 0.0, &source->generator.level_dbfs);
}

static void read_length(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	reader_number(reader, entry, QUANTITY_TIME, length_minimum, length_maximum, &source->generator.length_seconds);
}

static void read_channels(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	unsigned channels;
	if (reader_whole(reader, entry, 1, RECIPE_CHANNELS_MAXIMUM, &channels))
		source->channel_count = channels;
}

/* Reads a frequency up to half the sample rate. Half the sample rate itself would be silence. */
static void read_frequency(struct reader *reader, const struct entry *entry, double *frequency)
{
	const double highest = 0.499 * reader->base.sample_rate;
	reader_number(reader, entry, QUANTITY_FREQUENCY, frequency_minimum, floor(highest), frequency);
}

static void read_freq(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	read_frequency(reader, entry, &source->generator.frequency);
}

static void read_from(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	read_frequency(reader, entry, &source->generator.from);
}

static void read_to(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	read_frequency(reader, entry, &source->generator.to);
}

static void read_every(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_source *source = target;
	reader_number(reader, entry, QUANTITY_TIME, 0.001, length_maximum, &source->generator.every_seconds);
}

/* clang-format off */
#define FIELDS_OF_ALL \
	{ "generate", read_kind, true }, \
	{ "level", read_level, false }, \
	{ "length", read_length, true }, \
	{ "start", recipe_read_start, false }, \
	{ "channels", read_channels, false }, \
	{ "gain", recipe_read_source_gain, false }
/* clang-format on */

static const struct field tone_fields[] = { FIELDS_OF_ALL, { "freq", read_freq, false } };
static const struct field sweep_fields[] = { FIELDS_OF_ALL, { "from", read_from, false }, { "to", read_to, false } };
static const struct field noise_fields[] = { FIELDS_OF_ALL };
static const struct field impulse_fields[] = { FIELDS_OF_ALL, { "every", read_every, false } };

#define COUNTED(fields) (fields), sizeof(fields) / sizeof *(fields)

static const struct {
	const char *where;
	const struct field *fields;
	size_t count;
} tables[] = {
	[GENERATOR_TONE] = { "a generated tone", COUNTED(tone_fields) },
	[GENERATOR_SWEEP] = { "a generated sweep", COUNTED(sweep_fields) },
	[GENERATOR_WHITE_NOISE] = { "generated white-noise", COUNTED(noise_fields) },
	[GENERATOR_PINK_NOISE] = { "generated pink-noise", COUNTED(noise_fields) },
	[GENERATOR_IMPULSE] = { "a generated impulse", COUNTED(impulse_fields) },
};

static void check_sweep(struct reader *reader, const struct recipe_source *source)
{
	const struct recipe_generator *generator = &source->generator;
	if (generator->from == generator->to)
		diagnostics_error(reader->diagnostics, "bad-value", source->at,
				  "a sweep from %g Hz to the same goes nowhere; generate a tone", generator->from);
	if (generator->to > 0.499 * reader->base.sample_rate)
		diagnostics_error(
			reader->diagnostics, "out-of-range", source->at,
			"a sweep goes up to %g Hz when `to` is left out, which this sample rate has not; give `to`",
			generator->to);
}

void recipe_read_generator(struct reader *reader, const struct entry *entry, struct recipe_source *source)
{
	const struct document_node *word = document_find(entry->value, "generate");
	const struct entry generate = { "a source", "generate", entry->at, word };
	const int kind = reader_choice(reader, &generate, kinds);
	if (kind < 0)
		return;
	source->generator = (struct recipe_generator){
		.kind = (enum generator_kind)(GENERATOR_TONE + kind),
		.level_dbfs = -18.0,
		.length_seconds = 1.0,
		.frequency = 1000.0,
		.from = 20.0,
		.to = 20000.0,
	};
	source->file = kinds[kind];
	source->channel_count = 1;
	const enum generator_kind which = source->generator.kind;
	const struct entry mapping = { tables[which].where, entry->name, entry->at, entry->value };
	reader_mapping(reader, &mapping, tables[which].fields, tables[which].count, source);
	if (which == GENERATOR_SWEEP)
		check_sweep(reader, source);
}
