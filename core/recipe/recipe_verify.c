/* Reads `verify`: the limits that become verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_aim.h"
#include "recipe/recipe_loudness.h"

#include <math.h>

/* A verify_entry is `verify` while it is read. */
struct verify_entry {
	struct recipe_verify *verify;
	struct quality_aim quality;
};

static void read_max_residual(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_verify *verify = target;
	reader_number(reader, entry, QUANTITY_LEVEL, -400.0, 0.0, &verify->null_max_residual_dbfs);
}

static void read_null(struct reader *reader, const struct entry *entry, void *target)
{
	static const struct field fields[] = { { "max_residual", read_max_residual, false } };
	const struct entry inner = { "null", entry->name, entry->at, entry->value };
	reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, ((struct verify_entry *)target)->verify);
}

static void read_max_bleed(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_bleed *bleed = target;
	reader_number(reader, entry, QUANTITY_GAIN, -300.0, 0.0, &bleed->max_db);
}

static void read_bleed(struct reader *reader, const struct entry *entry, void *target)
{
	static const struct field fields[] = { { "max", read_max_bleed, false } };
	struct recipe_bleed *bleed = &((struct verify_entry *)target)->verify->bleed;
	const struct entry inner = { "bleed", entry->name, entry->at, entry->value };
	bleed->given = true;
	reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, bleed);
}

static void read_loudness(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_loudness(reader, entry, true, &((struct verify_entry *)target)->verify->loudness);
}

static void read_quality_aim(struct reader *reader, const struct entry *entry, void *target)
{
	((struct quality_aim *)target)->of = recipe_read_aim(reader, entry);
}

/* Reads `yes`, or a mapping that names the mixes. */
static void read_quality(struct reader *reader, const struct entry *entry, void *target)
{
	static const struct field fields[] = { { "of", read_quality_aim, false } };
	struct quality_aim *quality = &((struct verify_entry *)target)->quality;
	const struct entry inner = { "quality", entry->name, entry->at, entry->value };
	quality->at = entry->at;
	if (entry->value->kind == DOCUMENT_SEQUENCE) {
		reader_wrong_type(reader, entry, "yes, no, or `{ of: [MIX] }`");
		return;
	}
	if (entry->value->kind == DOCUMENT_SCALAR) {
		reader_switch(reader, entry, &quality->given, "write yes or no, or `{ of: [MIX] }`");
		return;
	}
	quality->given = true;
	reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, quality);
}

void recipe_read_verify(struct reader *reader, const struct entry *entry)
{
	static const struct field fields[] = { { "null", read_null, false },
					       { "bleed", read_bleed, false },
					       { "loudness", read_loudness, false },
					       { "quality", read_quality, false } };
	struct verify_entry given = { .verify = &reader->recipe->verify };
	*given.verify = (struct recipe_verify){ .null_max_residual_dbfs = (double)NAN,
						.bleed = { .max_db = (double)NAN },
						.loudness = { .limits = loudness_limits_none() } };
	if (entry)
		reader_mapping(reader, entry, fields, sizeof fields / sizeof *fields, &given);
	recipe_settle_aims(reader, &given.quality);
}
