/* Reads `verify`: the limits that become verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_aim.h"
#include "recipe/recipe_loudness.h"
#include "recipe/recipe_part.h"

#include <math.h>

/* A verify_entry is `verify` while it is read. */
struct verify_entry {
	struct recipe_verify *verify;
	struct quality_aim quality;
	bool proof_given; /* by either of its names */
};

static const struct recipe_key proof_rows[] = {
	{ .name = "max_residual",
	  .help = "the highest peak of the mix minus its stems",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_LEVEL,
	  .minimum = -400.0,
	  .fallback = (double)NAN,
	  .otherwise = "what rounding to the formats can add up to, and its rms within 1 dB",
	  .offset = offsetof(struct recipe_verify, null_max_residual_dbfs) },
};

const struct recipe_keys proof_keys = {
	.name = "proof", .title = "key of `proof`", .where = "proof", KEY_ROWS(proof_rows)
};

static void read_proof(struct reader *reader, const struct entry *entry, void *target)
{
	struct verify_entry *verify = target;
	if (verify->proof_given)
		diagnostics_error(reader->diagnostics, "duplicate-key", entry->at,
				  "\"null\" is the old name of \"proof\"; keep `proof` alone");
	verify->proof_given = true;
	reader_mapping(reader, entry, &proof_keys, verify->verify);
}

/* Editors take the key `null` for YAML's empty value, and fail on it. */
static void read_null(struct reader *reader, const struct entry *entry, void *target)
{
	diagnostics_warning(reader->diagnostics, "deprecated-key", entry->at,
			    "\"null\" is an empty value to many YAML programs; write `proof` instead");
	read_proof(reader, entry, target);
}

static const struct recipe_key bleed_rows[] = {
	{ .name = "max",
	  .help = "the most of a track in a stem that is not meant for it, against its level in its own stem",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_GAIN,
	  .minimum = -300.0,
	  .fallback = (double)NAN,
	  .otherwise = "no verdict; the bleed is measured alone",
	  .offset = offsetof(struct recipe_bleed, max_db) },
};

const struct recipe_keys bleed_keys = {
	.name = "bleed", .title = "key of `bleed`", .where = "bleed", KEY_ROWS(bleed_rows)
};

static void read_bleed(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_bleed *bleed = &((struct verify_entry *)target)->verify->bleed;
	bleed->given = true;
	reader_mapping(reader, entry, &bleed_keys, bleed);
}

static void read_loudness(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_loudness(reader, entry, true, &((struct verify_entry *)target)->verify->loudness);
}

static void read_quality_aim(struct reader *reader, const struct entry *entry, void *target)
{
	((struct quality_aim *)target)->of = recipe_read_aim(reader, entry);
}

static const struct recipe_key quality_rows[] = {
	{ .name = "of",
	  .help = "a mix, or a list of mixes, that is searched for faults",
	  .shape = "mixes",
	  .otherwise = "the finished mixes",
	  .read = read_quality_aim },
};

const struct recipe_keys quality_keys = {
	.name = "quality-keys", .title = "key of `quality`", .where = "quality", KEY_ROWS(quality_rows)
};

/* Reads `yes`, or a mapping that names the mixes. */
static void read_quality(struct reader *reader, const struct entry *entry, void *target)
{
	struct quality_aim *quality = &((struct verify_entry *)target)->quality;
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
	reader_mapping(reader, entry, &quality_keys, quality);
}

static const struct recipe_key rows[] = {
	{ .name = "proof",
	  .help = "the limit of the proof that the stems add up to their mix",
	  .kind = KEY_MAPPING,
	  .keys = &proof_keys,
	  .otherwise = "what the formats allow",
	  .read = read_proof },
	{ .name = "null", .kind = KEY_REFUSED, .read = read_null },
	{ .name = "bleed",
	  .help = "how much of each track is in each stem is measured",
	  .kind = KEY_MAPPING,
	  .keys = &bleed_keys,
	  .otherwise = "not measured",
	  .read = read_bleed },
	{ .name = "loudness",
	  .help = "limits of the finished mixes, or of those that `of` names",
	  .kind = KEY_MAPPING,
	  .keys = &verify_loudness_keys,
	  .otherwise = "no verdict",
	  .read = read_loudness },
	{ .name = "quality",
	  .help = "`yes`: the finished mixes are searched for faults, as by `stemprint quality`; `{ of: [MIX] }`: "
		  "these mixes are. What clipped is reported in any case",
	  .shape = "quality",
	  .otherwise = "`no`",
	  .read = read_quality },
};

const struct recipe_keys verify_keys = {
	.name = "verify", .title = "key of `verify`", .where = "verify", KEY_ROWS(rows)
};

void recipe_read_verify(struct reader *reader, const struct entry *entry)
{
	struct verify_entry given = { .verify = &reader->recipe->verify };
	*given.verify = (struct recipe_verify){ .null_max_residual_dbfs = (double)NAN,
						.bleed = { .max_db = (double)NAN },
						.loudness = { .limits = loudness_limits_none() } };
	if (entry)
		reader_mapping(reader, entry, &verify_keys, &given);
	recipe_settle_aims(reader, &given.quality);
}
