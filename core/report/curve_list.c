/* Lists the values of a recipe that automation moves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/curve_list.h"

#include <math.h>

/* A walk over the recipe, which is done twice: it counts first, and then it fills the list. */
struct walk {
	const struct recipe *recipe;
	struct arena *arena;
	struct report_curve *items; /* NULL: it only counts */
	size_t count;
	bool failed;
};

/* Whose values are walked over. */
struct owner {
	const char *kind, *name;
};

/* Adds a curve. `of` says in which part of the owner the key stands; "" for the owner itself. */
static void add(struct walk *walk, const struct owner *owner, const char *of, const char *key, enum quantity quantity,
		const struct breakpoint_curve *curve)
{
	const size_t index = walk->count++;
	if (!walk->items)
		return;
	walk->items[index] = (struct report_curve){ .kind = owner->kind,
						    .owner = owner->name,
						    .key = arena_format(walk->arena, "%s%s", of, key),
						    .quantity = quantity,
						    .curve = curve };
	walk->failed |= !walk->items[index].key;
}

static void add_place(struct walk *walk, const struct owner *owner, const char *of, const char *key,
		      enum quantity quantity, const struct breakpoint_curve *curve)
{
	if (curve)
		add(walk, owner, of, key, quantity, curve);
}

static bool is_of_vca(const struct recipe *recipe, const struct breakpoint_curve *curve)
{
	for (size_t i = 0; i < recipe->vca_count; i++)
		for (size_t k = 0; k < recipe->vcas[i].level_curves.count; k++)
			if (recipe->vcas[i].level_curves.items[k] == curve)
				return true;
	return false;
}

/* Adds the curves of a level. Those of decibels are its own, and the others are of its mute. */
static void add_level(struct walk *walk, const struct owner *owner, const char *of, const char *key,
		      const struct recipe_curves *curves, bool is_strip)
{
	for (size_t i = 0; i < curves->count; i++) {
		const struct breakpoint_curve *curve = curves->items[i];
		if (is_strip && is_of_vca(walk->recipe, curve))
			continue;
		add(walk, owner, of, curve->decibels ? key : "mute", curve->decibels ? QUANTITY_GAIN : QUANTITY_PLAIN,
		    curve);
		if (walk->items)
			walk->items[walk->count - 1].mutes = !curve->decibels;
	}
}

static void add_send(struct walk *walk, const struct owner *owner, const struct recipe_strip *strip, size_t index)
{
	const struct recipe_send *send = &strip->sends[index];
	if (send->level_curves.count == 0 && !send->pan_curve)
		return;
	const char *of = arena_format(walk->arena, "send %zu to %s: ", index + 1, walk->recipe->strips[send->to].name);
	walk->failed |= !of;
	if (!of)
		return;
	add_level(walk, owner, of, "level", &send->level_curves, false);
	add_place(walk, owner, of, "pan", QUANTITY_PAN, send->pan_curve);
}

static void add_inserts(struct walk *walk, const struct owner *owner, const char *of,
			const struct recipe_inserts *inserts);

/* Adds what moves in the values of a table: of a processor, or of a list within one. */
static void add_values(struct walk *walk, const struct owner *owner, const char *of, const struct parameter *parameters,
		       size_t count, const struct parameter_value *values)
{
	for (size_t i = 0; i < count && !walk->failed; i++) {
		const struct parameter *parameter = &parameters[i];
		const struct parameter_value *value = &values[i];
		for (size_t k = 0; k < value->curve_count; k++)
			add(walk, owner, of, parameter->name, parameter->quantity, value->curves[k]);
		for (size_t k = 0; k < value->item_count && value->items; k++) {
			const char *inner =
				parameter->type == PARAMETER_GROUP
					? arena_format(walk->arena, "%s%s: ", of, parameter->name)
					: arena_format(walk->arena, "%s%s %zu: ", of, parameter->name, k + 1);
			walk->failed |= !inner;
			if (inner)
				add_values(walk, owner, inner, parameter->fields, parameter->field_count,
					   value->items[k]);
		}
		if (parameter->type == PARAMETER_INSERTS && value->inserts)
			add_inserts(walk, owner, of, value->inserts);
	}
}

static void add_inserts(struct walk *walk, const struct owner *owner, const char *of,
			const struct recipe_inserts *inserts)
{
	for (size_t i = 0; i < inserts->count && !walk->failed; i++) {
		const struct recipe_insert *insert = &inserts->items[i];
		const char *inner =
			arena_format(walk->arena, "%sinsert %zu (%s): ", of, i + 1, insert->processor->name);
		walk->failed |= !inner;
		if (inner)
			add_values(walk, owner, inner, insert->processor->parameters,
				   insert->processor->parameter_count, insert->values);
	}
}

static void add_strip(struct walk *walk, const struct recipe_strip *strip)
{
	const struct owner owner = { strip_kind_name(strip->kind), strip->name };
	add_inserts(walk, &owner, "", &strip->inserts);
	add_level(walk, &owner, "", "fader", &strip->level_curves, true);
	add_place(walk, &owner, "", "pan", QUANTITY_PAN, strip->pan_curve);
	add_place(walk, &owner, "", "balance", QUANTITY_PAN, strip->balance_curve);
	add_place(walk, &owner, "", "width", QUANTITY_PERCENT, strip->width_curve);
	for (size_t i = 0; i < strip->send_count; i++)
		add_send(walk, &owner, strip, i);
}

static void walk_over(struct walk *walk)
{
	const struct recipe *recipe = walk->recipe;
	walk->count = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		add_strip(walk, &recipe->strips[i]);
	for (size_t i = 0; i < recipe->vca_count; i++) {
		const struct owner owner = { "vca", recipe->vcas[i].name };
		add_level(walk, &owner, "", "fader", &recipe->vcas[i].level_curves, false);
	}
	for (size_t i = 0; i < recipe->print.mix_count; i++) {
		const struct owner owner = { "mix", recipe->print.mixes[i].name };
		add_inserts(walk, &owner, "", &recipe->print.mixes[i].inserts);
	}
}

bool curve_list_make(const struct recipe *recipe, struct arena *arena, struct report_curves *curves)
{
	struct walk walk = { .recipe = recipe, .arena = arena };
	walk_over(&walk);
	struct report_curve *items = ARENA_ARRAY(arena, struct report_curve, walk.count);
	if (!items || walk.failed)
		return false;
	walk.items = items;
	walk_over(&walk);
	*curves = (struct report_curves){ items, walk.count };
	return !walk.failed;
}

struct curve_extent curve_extent(const struct breakpoint_curve *curve)
{
	struct curve_extent extent = { (double)NAN, (double)NAN, false };
	for (size_t i = 0; i < curve->count; i++) {
		const double value = curve->points[i].value;
		extent.silent |= isinf(value);
		if (isinf(value))
			continue;
		extent.least = fmin(extent.least, value);
		extent.greatest = fmax(extent.greatest, value);
	}
	return extent;
}
