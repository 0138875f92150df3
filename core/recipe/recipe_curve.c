/* Reads the curves of automation.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_curve.h"

#include "base/frames.h"
#include "recipe/recipe_part.h"
#include "recipe/recipe_ride.h"

#include <math.h>
#include <string.h>

/* How long the fades of a mute last, s. */
static const double mute_fade_seconds = 0.005;

/* One item of a list of points. */
struct item {
	const struct curve_draft *draft;
	struct breakpoint breakpoint;
	bool shape_given, control_given;
	bool failed;
};

static void read_at(struct reader *reader, const struct entry *entry, void *target)
{
	struct item *item = target;
	double seconds = 0.0;
	item->failed |= !reader_key_number(reader, entry, &seconds);
	item->breakpoint.frame = (int64_t)frames_of_seconds(seconds, reader->base.sample_rate);
}

static void read_value(struct reader *reader, const struct entry *entry, void *target)
{
	struct item *item = target;
	item->failed |= !curve_draft_read_value(reader, entry, item->draft, &item->breakpoint.value);
}

static void read_shape(struct reader *reader, const struct entry *entry, void *target)
{
	struct item *item = target;
	const int shape = reader_key_choice(reader, entry);
	item->shape_given = true;
	item->failed |= shape < 0;
	if (shape >= 0)
		item->breakpoint.shape = (enum curve_shape)shape;
}

/* Reads four numbers: a list of them, or, as a cell of a table, text with spaces between them. */
static void read_control(struct reader *reader, const struct entry *entry, void *target)
{
	static const char remedy[] = "write the two control points, x1 y1 x2 y2, from 0 to 1: [0.4, 0, 0.6, 1]";
	struct item *item = target;
	struct curve_control *control = &item->breakpoint.control;
	double *const coordinates[] = { &control->x1, &control->y1, &control->x2, &control->y2 };
	const struct document_node *node = entry->value;
	const char *words[4];
	size_t lengths[4], count = 0;
	item->control_given = true;
	if (node->kind == DOCUMENT_SEQUENCE) {
		for (; count < 4 && count < node->count && node->items[count]->kind == DOCUMENT_SCALAR; count++) {
			words[count] = node->items[count]->text;
			lengths[count] = strlen(words[count]);
		}
		count = count == node->count ? count : 0;
	} else if (node->kind == DOCUMENT_SCALAR) {
		const char *text = node->text + strspn(node->text, " ");
		for (; count < 4 && *text; count++) {
			words[count] = text;
			lengths[count] = strcspn(text, " ");
			text += lengths[count];
			text += strspn(text, " ");
		}
		count = *text ? 0 : count;
	}
	bool good = count == 4;
	for (size_t i = 0; good && i < 4; i++) {
		const char *problem;
		good = quantity_parse(words[i], lengths[i], QUANTITY_PLAIN, &reader->base, coordinates[i], &problem) &&
		       *coordinates[i] >= 0.0 && *coordinates[i] <= 1.0;
	}
	item->failed |= !good;
	if (!good)
		diagnostics_error(reader->diagnostics, "bad-value", node->at, "\"%s\" cannot be \"%s\"; %s",
				  entry->name, reader_quote(reader, node), remedy);
}

static const struct recipe_key point_rows[] = {
	{ .name = "at",
	  .help = "where in the session the point is; the points stand in order",
	  .kind = KEY_NUMBER,
	  .required = true,
	  .quantity = QUANTITY_POSITION,
	  .maximum = SESSION_SECONDS_MAXIMUM,
	  .read = read_at },
	{ .name = "value",
	  .help = "the value there, as the key takes it that the curve moves",
	  .required = true,
	  .shape = "text",
	  .read = read_value },
	{ .name = "shape",
	  .help = "how the curve gets there from the point before, see \"automation\"",
	  .kind = KEY_CHOICE,
	  .choices = curve_shape_names,
	  .fallback = CURVE_LINEAR,
	  .otherwise = "`linear`; `hold` at the first point",
	  .read = read_shape },
	{ .name = "control",
	  .help = "of `bezier` the control points x1, y1, x2 and y2, each from 0 to 1: `[0.4, 0, 0.6, 1]`",
	  .shape = "curve-control",
	  .otherwise = "none",
	  .read = read_control },
};

const struct recipe_keys point_keys = {
	.name = "curve-point", .title = "key of a point", .where = "a point", KEY_ROWS(point_rows)
};

/* What a curve's mapping holds. An entry has no value when the key is not there. */
struct parts {
	struct entry points, file, ride;
	bool relative;
};

static void keep(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	*(struct entry *)(void *)((char *)target + entry->key->offset) = *entry;
}

static const struct recipe_key curve_rows[] = {
	{ .name = "points",
	  .help = "a list of points",
	  .shape = "curve-points",
	  .otherwise = "none",
	  .offset = offsetof(struct parts, points),
	  .read = keep },
	{ .name = "file",
	  .help = "instead of points a CSV file, whose columns are the keys of a point",
	  .shape = "text",
	  .otherwise = "none",
	  .offset = offsetof(struct parts, file),
	  .read = keep },
	{ .name = "ride",
	  .help = "instead of points a ride, or a list of them: up, and back again",
	  .shape = "rides",
	  .otherwise = "none",
	  .offset = offsetof(struct parts, ride),
	  .read = keep },
	{ .name = "relative",
	  .help = "the values are added to that of the key itself: `fader: -6 dB`",
	  .kind = KEY_SWITCH,
	  .offset = offsetof(struct parts, relative) },
};

const struct recipe_keys curve_keys = { .name = "curve-keys", .title = "key of a curve", KEY_ROWS(curve_rows) };

/* Reports a point that does not come after those before it. */
static bool check_order(struct reader *reader, const struct curve_draft *draft, int64_t frame, struct location at)
{
	const struct curve_point *last = draft->count > 0 ? &draft->points[draft->count - 1] : NULL;
	if (last && frame < last->breakpoint.frame)
		diagnostics_error(reader->diagnostics, "bad-value", at,
				  "this point does not come after the one before it; put the points in order");
	else if (draft->count > 1 && frame == last[-1].breakpoint.frame)
		diagnostics_error(reader->diagnostics, "bad-value", at,
				  "this is the third point at one position, so the second would not be heard; leave it "
				  "out");
	else
		return true;
	return false;
}

static bool check_control(struct reader *reader, const struct item *item, struct location at)
{
	const bool bezier = item->breakpoint.shape == CURVE_BEZIER;
	if (bezier && !item->control_given)
		diagnostics_error(reader->diagnostics, "missing-key", at,
				  "\"control\" is missing in a point of the shape \"bezier\"; write "
				  "`control: [0.4, 0, 0.6, 1]`");
	else if (!bezier && item->control_given)
		diagnostics_error(reader->diagnostics, "conflicting-keys", at,
				  "\"control\" is for the shape \"bezier\"; write `shape: bezier`, or leave it out");
	else
		return true;
	return false;
}

/* Reads one point. The first one has nothing to come from at the start of the session; later, it comes from the key's
   own value. */
static bool read_point(struct reader *reader, const struct document_node *node, struct curve_draft *draft)
{
	struct item item = { .draft = draft, .breakpoint.shape = CURVE_LINEAR };
	const struct entry entry = entry_of("a point", "point", node->at, node);
	const size_t errors = reader->diagnostics->error_count;
	if (node->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(reader, &entry, "a mapping like `{ at: 12 s, value: -6 dB }`");
		return false;
	}
	reader_mapping(reader, &entry, &point_keys, &item);
	if (item.failed || reader->diagnostics->error_count > errors || !check_control(reader, &item, node->at) ||
	    !check_order(reader, draft, item.breakpoint.frame, node->at))
		return false;
	const bool first = draft->count == 0;
	if (first && !item.shape_given)
		item.breakpoint.shape = CURVE_HOLD;
	if ((first && item.breakpoint.frame == 0 && item.shape_given) || (draft->target->mute && item.shape_given)) {
		diagnostics_error(reader->diagnostics, "bad-value", node->at,
				  draft->target->mute
					  ? "a mute is on or off, and fades by itself; leave `shape` out"
					  : "no curve leads to the start of the session; leave `shape` out");
		return false;
	}
	draft->points[draft->count++] = (struct curve_point){ item.breakpoint, node->at };
	return true;
}

static void read_points(struct reader *reader, const struct entry *entry, struct curve_draft *draft)
{
	struct items items;
	if (!reader_items(reader, entry, "a list of points like `- { at: 12 s, value: -6 dB }`", false,
			  CURVE_POINTS_MAXIMUM, &items))
		return;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"%s\" has no points; add one, or leave it out", entry->name);
	if (!curve_draft_reserve(reader, entry->value->at, items.count, draft))
		return;
	for (size_t i = 0; i < items.count && !reader->diagnostics->failed; i++)
		read_point(reader, items.nodes[i], draft);
}

/* Reads the points of a CSV file as if they stood in the recipe. */
static void read_file(struct reader *reader, const struct entry *entry, struct curve_draft *draft)
{
	const char *text = reader_file(reader, entry);
	if (!text)
		return;
	const char *path = reader_path(reader, entry->value->at, text);
	struct entry points = *entry;
	if (!reader->files) {
		diagnostics_error(reader->diagnostics, "no-table", entry->value->at,
				  "\"%.200s\" is a file, and files are not read here; write the points as a list",
				  text);
		return;
	}
	if (path && reader->files->table(path, reader_shown_name(reader, text), entry->value->at,
					 &reader->table_bytes_left, reader->arena, reader->diagnostics, &points.value))
		read_points(reader, &points, draft);
}

/* Reads the keys of a curve's mapping, of which one holds the points. */
static void read_mapping(struct reader *reader, const struct entry *entry, struct curve_draft *draft)
{
	struct parts parts = { .relative = false };
	struct entry mapping = *entry;
	mapping.where = entry->name;
	reader_mapping(reader, &mapping, &curve_keys, &parts);
	const int count = !!parts.points.value + !!parts.file.value + !!parts.ride.value;
	if (count != 1) {
		diagnostics_error(reader->diagnostics, count ? "conflicting-keys" : "missing-key", entry->at,
				  count ? "\"%s\" has its points from several keys; write one of them"
					: "\"%s\" has no points; write `points`, `file` or `ride`",
				  entry->name);
		return;
	}
	draft->relative = parts.relative;
	draft->rides = parts.ride.value;
	if (draft->target->mute && (parts.relative || parts.ride.value)) {
		diagnostics_error(reader->diagnostics, "conflicting-keys", entry->at,
				  "a mute is on or off; write its points alone");
		return;
	}
	if (parts.relative && isinf(draft->target->own)) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->at,
				  "\"%s\" is silence, to which nothing can be added; leave `relative` out",
				  entry->name);
		return;
	}
	if (parts.points.value)
		read_points(reader, &parts.points, draft);
	else if (parts.file.value)
		read_file(reader, &parts.file, draft);
	else
		recipe_read_rides(reader, &parts.ride, draft);
}

/* Reports a way that begins or ends at infinity, where gains do not make it finite. */
static bool check_ends(struct reader *reader, const struct curve_target *target, double from,
		       const struct curve_point *to)
{
	if (target->decibels || to->breakpoint.shape == CURVE_HOLD ||
	    (isfinite(from) && isfinite(to->breakpoint.value)))
		return true;
	diagnostics_error(reader->diagnostics, "bad-value", to->at,
			  "no way leads to or from %s here; write `shape: hold`, or a finite value",
			  target->in_decibels ? "-inf dB" : "inf");
	return false;
}

/* Reports a way of equal ratios from or to a value that has none. */
static bool check_ratio(struct reader *reader, const struct curve_target *target, double from,
			const struct curve_point *to)
{
	if (to->breakpoint.shape != CURVE_DB_LINEAR || target->in_decibels)
		return true;
	if (target->decibels ? isfinite(from) && isfinite(to->breakpoint.value)
			     : from > 0.0 && to->breakpoint.value > 0.0)
		return true;
	diagnostics_error(reader->diagnostics, "bad-value", to->at,
			  target->decibels
				  ? "\"db-linear\" never gets to or from silence; write a level like -90 dB, "
				    "or take another shape"
				  : "\"db-linear\" is for values over 0, between which it goes by equal ratios; "
				    "take another shape");
	return false;
}

/* Makes the curve: the key's own value holds at the start, where no point is. */
static const struct breakpoint_curve *settle(struct reader *reader, const struct curve_draft *draft)
{
	struct breakpoint *points = reader_array(reader, draft->count + 1, sizeof *points);
	struct breakpoint_curve *curve = reader_array(reader, 1, sizeof *curve);
	size_t count = 0;
	const struct curve_target *target = draft->target;
	bool good = points && curve && draft->count > 0;
	if (good && draft->points[0].breakpoint.frame > 0)
		points[count++] = (struct breakpoint){ .value = target->own };
	for (size_t i = 0; good && i < draft->count; i++) {
		if (count > 0)
			good = check_ends(reader, target, points[count - 1].value, &draft->points[i]) &&
			       check_ratio(reader, target, points[count - 1].value, &draft->points[i]);
		points[count] = draft->points[i].breakpoint;
		if (target->in_decibels && points[count].shape == CURVE_DB_LINEAR)
			points[count].shape = CURVE_LINEAR;
		count++;
	}
	if (!good)
		return NULL;
	*curve = (struct breakpoint_curve){ points, count, target->decibels };
	return curve;
}

/* Makes the gain of a mute. Each change begins a fade at its position, which is shorter where the next change comes
   sooner. */
static const struct breakpoint_curve *settle_mute(struct reader *reader, const struct curve_draft *draft)
{
	struct breakpoint *points = reader_array(reader, 2 * draft->count + 1, sizeof *points);
	struct breakpoint_curve *curve = reader_array(reader, 1, sizeof *curve);
	const int64_t fade = (int64_t)frames_of_seconds(mute_fade_seconds, reader->base.sample_rate);
	if (!points || !curve || draft->count == 0)
		return NULL;
	size_t count = 0;
	double gain = 1.0;
	for (size_t i = 0; i < draft->count; i++) {
		const struct breakpoint *point = &draft->points[i].breakpoint;
		const int64_t next = i + 1 < draft->count ? draft->points[i + 1].breakpoint.frame : INT64_MAX;
		if (point->frame == 0)
			gain = point->value;
		if (point->value == gain || point->frame == next)
			continue;
		points[count++] = (struct breakpoint){ .frame = point->frame, .value = gain, .shape = CURVE_HOLD };
		points[count++] = (struct breakpoint){ .frame = next - point->frame < fade ? next : point->frame + fade,
						       .value = point->value,
						       .shape = CURVE_S };
		gain = point->value;
	}
	if (count == 0)
		points[count++] = (struct breakpoint){ .value = gain };
	*curve = (struct breakpoint_curve){ points, count, false };
	return curve;
}

/* Reports a curve that begins with a value which only the other keys decide. */
static bool check_own(struct reader *reader, const struct entry *entry, const struct curve_draft *draft)
{
	const bool begins = draft->count > 0 && draft->points[0].breakpoint.frame == 0;
	if (!draft->target->needs_own || (begins && !draft->rides && !draft->relative))
		return true;
	diagnostics_error(reader->diagnostics, "missing-parameter", entry->at,
			  "the curve of \"%s\" begins with the value of the key itself, which is not there; write "
			  "`%s` beside \"automation\", or a point at 0 s",
			  entry->name, entry->name);
	return false;
}

const struct breakpoint_curve *recipe_read_curve(struct reader *reader, const struct entry *entry,
						 const struct curve_target *target)
{
	struct curve_draft draft = { .target = target };
	const size_t errors = reader->diagnostics->error_count;
	if (entry->value->kind == DOCUMENT_MAPPING)
		read_mapping(reader, entry, &draft);
	else
		read_points(reader, entry, &draft);
	if (reader->diagnostics->error_count > errors || reader->diagnostics->failed ||
	    !check_own(reader, entry, &draft))
		return NULL;
	return target->mute ? settle_mute(reader, &draft) : settle(reader, &draft);
}
