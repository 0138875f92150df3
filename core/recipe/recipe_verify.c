/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include <math.h>

static void read_max_residual(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_verify *verify = target;
	reader_number(reader, entry, QUANTITY_LEVEL, -400.0, 0.0, &verify->null_max_residual_dbfs);
}

static void read_null(struct reader *reader, const struct entry *entry, void *target)
{
	static const struct field fields[] = { { "max_residual", read_max_residual, false } };
	const struct entry inner = { "null", entry->name, entry->at, entry->value };
	reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, target);
}

static void read_max_bleed(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_bleed *bleed = target;
	reader_number(reader, entry, QUANTITY_GAIN, -300.0, 0.0, &bleed->max_db);
}

static void read_bleed(struct reader *reader, const struct entry *entry, void *target)
{
	static const struct field fields[] = { { "max", read_max_bleed, false } };
	struct recipe_bleed *bleed = &((struct recipe_verify *)target)->bleed;
	const struct entry inner = { "bleed", entry->name, entry->at, entry->value };
	bleed->given = true;
	reader_mapping(reader, &inner, fields, sizeof fields / sizeof *fields, bleed);
}

static void read_loudness(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_loudness(reader, entry, &((struct recipe_verify *)target)->loudness);
}

static void read_quality(struct reader *reader, const struct entry *entry, void *target)
{
	reader_switch(reader, entry, &((struct recipe_verify *)target)->quality, NULL);
}

void recipe_read_verify(struct reader *reader, const struct entry *entry)
{
	static const struct field fields[] = { { "null", read_null, false },
					       { "bleed", read_bleed, false },
					       { "loudness", read_loudness, false },
					       { "quality", read_quality, false } };
	struct recipe_verify *verify = &reader->recipe->verify;
	*verify = (struct recipe_verify){ .null_max_residual_dbfs = (double)NAN,
					  .bleed = { .max_db = (double)NAN },
					  .loudness = { .limits = loudness_limits_none() } };
	if (entry)
		reader_mapping(reader, entry, fields, sizeof fields / sizeof *fields, verify);
}
