/* Reads `automation` of strips, sends and VCAs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_curve.h"
#include "recipe/recipe_part.h"

#include <math.h>

/* A level has several curves: its own, that of its mute, and those of VCAs. */
static void add_curve(struct reader *reader, struct recipe_curves *curves, const struct breakpoint_curve *curve)
{
	const struct breakpoint_curve **items = reader_array(reader, curves->count + 1, sizeof *items);
	if (!items)
		return;
	for (size_t i = 0; i < curves->count; i++)
		items[i] = curves->items[i];
	items[curves->count] = curve;
	*curves = (struct recipe_curves){ items, curves->count + 1 };
}

void recipe_add_curves(struct reader *reader, struct recipe_curves *curves, const struct recipe_curves *more)
{
	for (size_t i = 0; i < more->count; i++)
		add_curve(reader, curves, more->items[i]);
}

/* Reads the curve of a level. The level itself becomes its value at the start, so that 0 dB stay beside it. */
static void read_level(struct reader *reader, const struct entry *entry, double *level_db, struct recipe_curves *curves)
{
	const struct curve_target target = { .quantity = QUANTITY_GAIN,
					     .minimum = -(double)INFINITY,
					     .maximum = RECIPE_FADER_MOST_DB,
					     .own = *level_db,
					     .decibels = true };
	const struct breakpoint_curve *curve = recipe_read_curve(reader, entry, &target);
	if (!curve)
		return;
	add_curve(reader, curves, curve);
	*level_db = 0.0;
}

static void read_mute(struct reader *reader, const struct entry *entry, bool muted, struct recipe_curves *curves)
{
	const struct curve_target target = { .mute = true };
	const struct breakpoint_curve *curve = recipe_read_curve(reader, entry, &target);
	if (muted)
		diagnostics_error(reader->diagnostics, "conflicting-keys", entry->at,
				  "\"mute\" is on and has automation; leave one of them out");
	else if (curve)
		add_curve(reader, curves, curve);
}

/* Reads the curve of a position or a width. Returns NULL after an error. */
static const struct breakpoint_curve *read_place(struct reader *reader, const struct entry *entry,
						 enum quantity quantity, double own)
{
	const bool is_width = quantity == QUANTITY_PERCENT;
	const struct curve_target target = {
		.quantity = quantity, .minimum = is_width ? 0.0 : -1.0, .maximum = is_width ? 2.0 : 1.0, .own = own
	};
	return recipe_read_curve(reader, entry, &target);
}

static void read_strip_fader(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	read_level(reader, entry, &strip->fader_db, &strip->level_curves);
}

static void read_strip_mute(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	read_mute(reader, entry, strip->mute, &strip->level_curves);
}

static void read_strip_pan(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	if (strip->dual_pan) {
		diagnostics_error(reader->diagnostics, "conflicting-keys", entry->at,
				  "a `pan` with two places does not move; write one place, or move `balance` or "
				  "`width`");
		return;
	}
	strip->pan_curve = read_place(reader, entry, QUANTITY_PAN, strip->pan);
	strip->pan_given = true;
	strip->pan_at = entry->at;
}

static void read_strip_balance(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	strip->balance_curve = read_place(reader, entry, QUANTITY_PAN, strip->balance);
	strip->balance_given = true;
	strip->balance_at = entry->at;
}

static void read_strip_width(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_strip *strip = target;
	strip->width_curve = read_place(reader, entry, QUANTITY_PERCENT, strip->width);
	strip->width_given = true;
	strip->width_at = entry->at;
}

static void read_send_level(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_send *send = target;
	read_level(reader, entry, &send->level_db, &send->level_curves);
}

static void read_send_mute(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_send *send = target;
	read_mute(reader, entry, send->mute, &send->level_curves);
}

static void read_send_pan(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_send *send = target;
	send->pan_curve = read_place(reader, entry, QUANTITY_PAN, send->pan);
}

static void read_vca_fader(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_vca *vca = target;
	read_level(reader, entry, &vca->fader_db, &vca->level_curves);
}

static void read_vca_mute(struct reader *reader, const struct entry *entry, void *target)
{
	struct recipe_vca *vca = target;
	read_mute(reader, entry, vca->mute, &vca->level_curves);
}

#define CURVE_ROW(key, words, reads)                                                                                   \
	{                                                                                                              \
		.name = (key), .help = (words), .shape = "curve", .otherwise = "it stays", .read = (reads)             \
	}

static const struct recipe_key strip_rows[] = {
	CURVE_ROW("fader", "the level after the inserts", read_strip_fader),
	CURVE_ROW("mute", "a mute, with fades of 5 ms", read_strip_mute),
	CURVE_ROW("pan", "where a mono strip stands", read_strip_pan),
	CURVE_ROW("balance", "to which side a stereo strip leans", read_strip_balance),
	CURVE_ROW("width", "the width of a stereo strip", read_strip_width),
};

static const struct recipe_key send_rows[] = {
	CURVE_ROW("level", "the level of the send", read_send_level),
	CURVE_ROW("mute", "its mute, with fades of 5 ms", read_send_mute),
	CURVE_ROW("pan", "where a mono send stands in a stereo strip", read_send_pan),
};

static const struct recipe_key vca_rows[] = {
	CURVE_ROW("fader", "the gain that is added to the faders of all members", read_vca_fader),
	CURVE_ROW("mute", "the mute of all members, with fades of 5 ms", read_vca_mute),
};

const struct recipe_keys strip_automation_keys = { .name = "strip-automation",
						   .title = "key of `automation` of a strip",
						   .where = "the automation of a strip",
						   KEY_ROWS(strip_rows) };
const struct recipe_keys send_automation_keys = { .name = "send-automation",
						  .title = "key of `automation` of a send",
						  .where = "the automation of a send",
						  KEY_ROWS(send_rows) };
const struct recipe_keys vca_automation_keys = { .name = "vca-automation",
						 .title = "key of `automation` of a VCA",
						 .where = "the automation of a VCA",
						 KEY_ROWS(vca_rows) };

void recipe_settle_automation(struct reader *reader, const struct document_node *node, const struct recipe_keys *keys,
			      void *target)
{
	const struct document_node *automation =
		node->kind == DOCUMENT_MAPPING ? document_find(node, "automation") : NULL;
	if (!automation)
		return;
	const struct entry entry = entry_of(keys->where, "automation", automation->at, automation);
	reader_mapping(reader, &entry, keys, target);
}
