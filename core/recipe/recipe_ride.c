/* Reads rides: a value goes up for a while and comes back, as for the throw of a word into a delay.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_ride.h"

#include "base/frames.h"
#include "recipe/recipe_part.h"

#include <stdlib.h>
#include <string.h>

/* A ride has four points: it leaves, arrives, leaves again and is back. */
enum { RIDE_POINTS = 4, RIDES_MAXIMUM = 256 };

/* The longest attack, hold or release, s. */
#define RIDE_SECONDS_MAXIMUM 600.0

/* The keys of a ride. Its times are read again for each position, because note values depend on where they are. */
struct ride {
	struct entry at, value, attack, hold, release;
	double number; /* of `value`, absolute */
	enum curve_shape shape;
	bool failed;
};

static void keep(struct reader *reader, const struct entry *entry, void *target)
{
	(void)reader;
	*(struct entry *)(void *)((char *)target + entry->key->offset) = *entry;
}

static void read_time(struct reader *reader, const struct entry *entry, void *target)
{
	double unused;
	((struct ride *)target)->failed |= !reader_key_number(reader, entry, &unused);
	keep(reader, entry, target);
}

static void read_shape(struct reader *reader, const struct entry *entry, void *target)
{
	const int shape = reader_key_choice(reader, entry);
	((struct ride *)target)->failed |= shape < 0;
	if (shape >= 0)
		((struct ride *)target)->shape = (enum curve_shape)shape;
}

/* The shapes of a ride are those of a curve without control points, in the same order. */
static const char *const shapes[] = { "hold", "linear", "db-linear", "exponential", "s-curve", NULL };

static const struct recipe_key ride_rows[] = {
	{ .name = "at",
	  .help = "where in the session the ride begins; or a list of positions, each with the same ride",
	  .required = true,
	  .shape = "positions",
	  .offset = offsetof(struct ride, at),
	  .read = keep },
	{ .name = "value",
	  .help = "the value to which it goes",
	  .required = true,
	  .shape = "text",
	  .offset = offsetof(struct ride, value),
	  .read = keep },
	{ .name = "attack",
	  .help = "how long it takes to get there",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_DURATION,
	  .maximum = RIDE_SECONDS_MAXIMUM,
	  .fallback = 0.01,
	  .offset = offsetof(struct ride, attack),
	  .read = read_time },
	{ .name = "hold",
	  .help = "how long it stays there",
	  .kind = KEY_NUMBER,
	  .required = true,
	  .quantity = QUANTITY_DURATION,
	  .maximum = RIDE_SECONDS_MAXIMUM,
	  .offset = offsetof(struct ride, hold),
	  .read = read_time },
	{ .name = "release",
	  .help = "how long it takes to come back",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_DURATION,
	  .maximum = RIDE_SECONDS_MAXIMUM,
	  .fallback = 0.01,
	  .offset = offsetof(struct ride, release),
	  .read = read_time },
	{ .name = "shape",
	  .help = "how it gets there, and back",
	  .kind = KEY_CHOICE,
	  .choices = shapes,
	  .fallback = CURVE_LINEAR,
	  .read = read_shape },
};

const struct recipe_keys ride_keys = {
	.name = "ride", .title = "key of a ride", .where = "a ride", KEY_ROWS(ride_rows)
};

/* Reads a time of the ride that begins at `from_seconds`. A key that is left out has the fallback of its row. */
static double time_from(struct reader *reader, const struct entry *entry, const char *name, double from_seconds)
{
	double seconds = 0.0;
	for (size_t i = 0; !entry->value && i < ride_keys.count; i++)
		if (strcmp(ride_rows[i].name, name) == 0)
			return ride_rows[i].fallback;
	reader->from_seconds = from_seconds;
	reader_key_number(reader, entry, &seconds);
	reader->from_seconds = 0.0;
	return seconds;
}

static void add_point(struct curve_draft *draft, double frame, double value, enum curve_shape shape, struct location at)
{
	draft->points[draft->count++] =
		(struct curve_point){ .breakpoint = { .frame = (int64_t)frame, .value = value, .shape = shape },
				      .at = at };
}

/* Adds the ride that begins at one position. */
static void add_ride(struct reader *reader, const struct ride *ride, const struct entry *position,
		     struct curve_draft *draft)
{
	const double own = draft->target->own, rate = reader->base.sample_rate;
	const struct location at = position->value->at;
	double seconds;
	if (!reader_number(reader, position, QUANTITY_POSITION, 0.0, SESSION_SECONDS_MAXIMUM, &seconds))
		return;
	const double arrives = seconds + time_from(reader, &ride->attack, "attack", seconds);
	const double leaves = arrives + time_from(reader, &ride->hold, "hold", arrives);
	const double ends = leaves + time_from(reader, &ride->release, "release", leaves);
	add_point(draft, (double)frames_of_seconds(seconds, rate), own, CURVE_HOLD, at);
	add_point(draft, (double)frames_of_seconds(arrives, rate), ride->number, ride->shape, at);
	add_point(draft, (double)frames_of_seconds(leaves, rate), ride->number, CURVE_HOLD, at);
	add_point(draft, (double)frames_of_seconds(ends, rate), own, ride->shape, at);
}

static size_t count_positions(const struct entry *at)
{
	return at->value && at->value->kind == DOCUMENT_SEQUENCE ? at->value->count : 1;
}

static void read_ride(struct reader *reader, const struct document_node *node, const struct curve_draft *draft,
		      struct ride *ride)
{
	const struct entry entry = entry_of("a ride", "ride", node->at, node);
	const size_t errors = reader->diagnostics->error_count;
	*ride = (struct ride){ .shape = CURVE_LINEAR };
	if (node->kind == DOCUMENT_MAPPING)
		reader_mapping(reader, &entry, &ride_keys, ride);
	else
		reader_wrong_type(reader, &entry, "a mapping like `{ at: 12 s, value: -6 dB, hold: 1/4 }`");
	if (ride->value.value)
		curve_draft_read_value(reader, &ride->value, draft, &ride->number);
	ride->failed |= reader->diagnostics->error_count > errors;
}

static void add_rides(struct reader *reader, const struct ride *ride, struct curve_draft *draft)
{
	struct items items;
	if (!reader_items(reader, &ride->at, "a position or a list of positions", true, RIDE_POSITIONS_MAXIMUM, &items))
		return;
	for (size_t i = 0; i < items.count && !reader->diagnostics->failed; i++) {
		const struct entry position = entry_item(&ride->at, items.nodes[i]);
		add_ride(reader, ride, &position, draft);
	}
}

static int compare_rides(const void *one, const void *other)
{
	const struct curve_point *a = one, *b = other;
	return (a->breakpoint.frame > b->breakpoint.frame) - (a->breakpoint.frame < b->breakpoint.frame);
}

/* Puts the rides in order, and reports those that begin before the one before them has ended. */
static void sort_rides(struct reader *reader, struct curve_draft *draft)
{
	qsort(draft->points, draft->count / RIDE_POINTS, RIDE_POINTS * sizeof *draft->points, compare_rides);
	for (size_t i = RIDE_POINTS; i < draft->count; i += RIDE_POINTS) {
		const double rate = reader->base.sample_rate;
		const int64_t end = draft->points[i - 1].breakpoint.frame, begin = draft->points[i].breakpoint.frame;
		if (begin < end)
			diagnostics_error(
				reader->diagnostics, "bad-value", draft->points[i].at,
				"this ride begins at %.10g s, but the one before it ends at %.10g s; move it, "
				"or shorten `hold` or `release`",
				(double)begin / rate, (double)end / rate);
	}
}

void recipe_read_rides(struct reader *reader, const struct entry *entry, struct curve_draft *draft)
{
	struct items items;
	if (!reader_items(reader, entry, "a ride like `{ at: 12 s, value: -6 dB, hold: 1/4 }`, or a list of rides",
			  true, RIDES_MAXIMUM, &items))
		return;
	struct ride *rides = reader_array(reader, items.count, sizeof *rides);
	size_t positions = 0;
	bool failed = !rides;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"ride\" is empty; write a ride, or leave it out");
	for (size_t i = 0; rides && i < items.count && !reader->diagnostics->failed; i++) {
		read_ride(reader, items.nodes[i], draft, &rides[i]);
		failed |= rides[i].failed;
		positions += count_positions(&rides[i].at);
	}
	if (failed || reader->diagnostics->failed || positions > RIDES_MAXIMUM * (size_t)RIDE_POSITIONS_MAXIMUM ||
	    !curve_draft_reserve(reader, entry->value->at, RIDE_POINTS * positions, draft))
		return;
	for (size_t i = 0; i < items.count && !reader->diagnostics->failed; i++)
		add_rides(reader, &rides[i], draft);
	sort_rides(reader, draft);
}
