/* Tests flow charts: columns, lanes, and that no line passes through a box.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow_chart.h"
#include "report/flow_column.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { BOXES_MOST = 60, LINES_MOST = 240 };

/* A chart with all that it needs. */
struct sample {
	struct arena *arena;
	struct flow_box boxes[BOXES_MOST];
	struct flow_line lines[LINES_MOST];
	struct flow_chart chart;
};

static struct sample sample;

static void begin(void)
{
	sample.arena = arena_new();
	sample.chart = (struct flow_chart){
		.boxes = sample.boxes, .lines = sample.lines, .box_width = 200.0, .margin = 3.0, .least_gutter = 40.0
	};
}

static void end(void)
{
	arena_free(sample.arena);
}

TestSuite(flow_chart, .init = begin, .fini = end);

static size_t add_box(enum flow_rank rank, double height)
{
	sample.boxes[sample.chart.box_count] = (struct flow_box){ .rank = rank, .height = height };
	return sample.chart.box_count++;
}

static void add_line(size_t from, size_t to, unsigned strand, bool leads_on)
{
	sample.lines[sample.chart.line_count++] = (struct flow_line){ .from = from,
								      .to = to,
								      .leave = 0.25 * sample.boxes[from].height,
								      .enter = 0.5 * sample.boxes[to].height,
								      .weight = 1.0,
								      .strand = strand,
								      .leads_on = leads_on };
}

static void place(void)
{
	cr_assert(flow_chart_place(&sample.chart, sample.arena) == STATUS_OK);
}

static bool overlap(double from, double to, double other_from, double other_to)
{
	return from < other_to && other_from < to;
}

static void expect_boxes_apart(void)
{
	for (size_t i = 0; i < sample.chart.box_count; i++) {
		const struct flow_box *box = &sample.boxes[i];
		cr_assert(box->x >= 3.0 && box->x + 200.0 <= sample.chart.width - 3.0 + 1e-9);
		cr_assert(box->y >= 3.0 - 1e-9 && box->y + box->height <= sample.chart.height - 3.0 + 1e-9);
		for (size_t k = 0; k < i; k++)
			cr_assert(!overlap(box->x, box->x + 240.0, sample.boxes[k].x, sample.boxes[k].x + 240.0) ||
					  !overlap(box->y, box->y + box->height + 15.9, sample.boxes[k].y,
						   sample.boxes[k].y + sample.boxes[k].height + 15.9),
				  "boxes %zu and %zu", i, k);
	}
}

static void expect_free(const struct plot_point *a, const struct plot_point *b)
{
	cr_assert(fabs(a->x - b->x) < 1e-9 || fabs(a->y - b->y) < 1e-9, "a line is level or upright");
	for (size_t i = 0; i < sample.chart.box_count; i++) {
		const struct flow_box *box = &sample.boxes[i];
		cr_assert(!overlap(fmin(a->x, b->x), fmax(a->x, b->x), box->x + 0.1, box->x + 199.9) ||
				  !overlap(fmin(a->y, b->y), fmax(a->y, b->y) + 1e-6, box->y, box->y + box->height),
			  "a line from %g %g to %g %g passes through the box %zu", a->x, a->y, b->x, b->y, i);
	}
}

static void expect_line(const struct flow_line *line)
{
	const struct flow_box *from = &sample.boxes[line->from], *to = &sample.boxes[line->to];
	const struct plot_point *points = sample.chart.points + line->first_point;
	const struct plot_point *first = &points[line->point_count - 1];
	cr_assert_float_eq(first->x, from->x + 200.0, 1e-9);
	cr_assert_float_eq(first->y, from->y + line->leave, 1e-9);
	cr_assert_float_eq(points[0].x, to->x, 1e-9);
	cr_assert_float_eq(points[0].y, to->y + line->enter, 1e-9);
	cr_assert(points[0].x > points[1].x && first->x < first[-1].x, "lines leave and enter to the right");
	if (line->leads_on)
		cr_assert_lt(from->column, to->column);
	for (size_t i = 1; i < line->point_count; i++) {
		expect_free(&points[i - 1], &points[i]);
		if (from->column < to->column)
			cr_assert_geq(points[i - 1].x, points[i].x, "it never leads back");
	}
}

static void expect_right(void)
{
	expect_boxes_apart();
	for (size_t i = 0; i < sample.chart.line_count; i++)
		expect_line(&sample.lines[i]);
}

static bool same_way(const struct flow_line *a, const struct flow_line *b)
{
	const bool a_back = sample.boxes[a->to].column <= sample.boxes[a->from].column;
	const bool b_back = sample.boxes[b->to].column <= sample.boxes[b->from].column;
	return a->to == b->to && a->strand == b->strand && a_back == b_back;
}

static bool is_upright(const struct plot_point *end)
{
	return fabs(end[0].x - end[-1].x) < 1e-9 && fabs(end[0].y - end[-1].y) > 0.1;
}

static void expect_not_upon(const struct flow_line *a, const struct flow_line *b)
{
	const struct plot_point *one = sample.chart.points + a->first_point;
	const struct plot_point *other = sample.chart.points + b->first_point;
	for (size_t i = 1; i < a->point_count; i++)
		for (size_t k = 1; k < b->point_count; k++)
			cr_assert(!is_upright(&one[i]) || !is_upright(&other[k]) ||
					  fabs(one[i].x - other[k].x) > 1e-6 ||
					  !overlap(fmin(one[i].y, one[i - 1].y), fmax(one[i].y, one[i - 1].y),
						   fmin(other[k].y, other[k - 1].y), fmax(other[k].y, other[k - 1].y)),
				  "two lines lie upon each other at %g %g", one[i].x, one[i].y);
}

/* What has different ways is told apart where it goes up or down. */
static void expect_ways_apart(void)
{
	for (size_t i = 0; i < sample.chart.line_count; i++)
		for (size_t k = 0; k < i; k++)
			if (!same_way(&sample.lines[i], &sample.lines[k]))
				expect_not_upon(&sample.lines[i], &sample.lines[k]);
}

/* a -> b -> c and a -> c, with d late and e last. */
Test(flow_chart, columns_are_the_longest_ways)
{
	const size_t c = add_box(FLOW_BY_DEPTH, 50.0), a = add_box(FLOW_BY_DEPTH, 50.0);
	const size_t b = add_box(FLOW_BY_DEPTH, 50.0), d = add_box(FLOW_LATE, 50.0), e = add_box(FLOW_LAST, 50.0);
	add_line(a, b, 0, true);
	add_line(b, c, 0, true);
	add_line(a, c, 0, true);
	add_line(a, d, 0, true);
	add_line(d, e, 0, true);
	place();
	static const size_t columns[] = { 2, 0, 1, 2, 3 };
	for (size_t i = 0; i < 5; i++)
		cr_expect_eq(sample.boxes[i].column, columns[i], "box %zu is in column %zu", i, sample.boxes[i].column);
	cr_expect_eq(sample.chart.column_count, 4);
	cr_expect_float_eq(sample.boxes[e].x - sample.boxes[d].x, 240.0, 1e-9);
	expect_right();
}

Test(flow_chart, alone_or_without_lines_is_fine)
{
	place();
	cr_expect_eq(sample.chart.column_count, 0);
	add_box(FLOW_LAST, 30.0);
	place();
	cr_expect_eq(sample.chart.column_count, 1);
	cr_expect_float_eq(sample.chart.width, 206.0, 1e-9);
	cr_expect_float_eq(sample.chart.height, 36.0, 1e-9);
}

/* Tracks that alternate between two buses stand together, those of a bus beside it. */
Test(flow_chart, neighbours_stand_together)
{
	enum { TRACKS = 12 };
	for (size_t i = 0; i < TRACKS; i++)
		add_box(FLOW_BY_DEPTH, 40.0);
	const size_t buses[] = { add_box(FLOW_BY_DEPTH, 40.0), add_box(FLOW_BY_DEPTH, 40.0) };
	for (size_t i = 0; i < TRACKS; i++)
		add_line(i, buses[i % 2], 0, true);
	place();
	const bool first_above = sample.boxes[buses[0]].y < sample.boxes[buses[1]].y;
	for (size_t i = 0; i < TRACKS; i += 2)
		for (size_t k = 1; k < TRACKS; k += 2)
			cr_expect_eq(sample.boxes[i].y < sample.boxes[k].y, first_above, "tracks %zu and %zu", i, k);
	cr_expect_float_eq(fabs(sample.boxes[buses[0]].y - sample.boxes[buses[1]].y), 6 * 56.0, 1e-6);
	expect_right();
}

/* Feedback to itself, to an earlier box and within a column goes around all boxes. */
Test(flow_chart, what_leads_back_goes_around)
{
	const size_t track = add_box(FLOW_BY_DEPTH, 60.0), other = add_box(FLOW_BY_DEPTH, 60.0);
	const size_t echo = add_box(FLOW_BY_DEPTH, 60.0), master = add_box(FLOW_LATE, 60.0);
	add_line(track, echo, 0, true);
	add_line(echo, master, 0, true);
	add_line(other, master, 0, true);
	add_line(echo, echo, 1, false);
	add_line(track, other, 2, false);
	add_line(master, track, 3, false);
	place();
	expect_right();
	cr_expect_gt(sample.boxes[track].x, 20.0, "there is a gutter before the first column");
}

Test(flow_chart, lines_of_a_strand_share_their_way)
{
	const size_t boxes[] = { add_box(FLOW_BY_DEPTH, 40.0), add_box(FLOW_BY_DEPTH, 40.0),
				 add_box(FLOW_BY_DEPTH, 40.0), add_box(FLOW_BY_DEPTH, 40.0) };
	add_line(boxes[0], boxes[2], 0, true);
	add_line(boxes[2], boxes[3], 0, true);
	add_line(boxes[0], boxes[3], 5, true);
	add_line(boxes[1], boxes[3], 5, true);
	place();
	const struct plot_point *one = sample.chart.points + sample.lines[2].first_point;
	const struct plot_point *other = sample.chart.points + sample.lines[3].first_point;
	cr_assert_eq(sample.lines[2].point_count, sample.lines[3].point_count);
	for (size_t i = 0; i + 2 < sample.lines[2].point_count; i++)
		cr_expect(one[i].x == other[i].x && one[i].y == other[i].y, "corner %zu", i);
	expect_right();
}

static unsigned next(unsigned *state)
{
	*state = *state * 1103515245U + 12345U;
	return *state >> 16;
}

static void fill(unsigned seed)
{
	const size_t boxes = 2 + next(&seed) % (BOXES_MOST - 2), lines = next(&seed) % LINES_MOST;
	for (size_t i = 0; i < boxes; i++)
		add_box(next(&seed) % 6 == 0   ? FLOW_LAST
			: next(&seed) % 6 == 0 ? FLOW_LATE
					       : FLOW_BY_DEPTH,
			20.0 + next(&seed) % 100);
	for (size_t i = 0; i < lines; i++) {
		const size_t one = next(&seed) % boxes, other = next(&seed) % boxes;
		const bool last = sample.boxes[one].rank == FLOW_LAST || sample.boxes[other].rank == FLOW_LAST;
		if (last || one == other || next(&seed) % 8 == 0)
			add_line(one, other, 7, false);
		else
			add_line(one < other ? one : other, one < other ? other : one, next(&seed) % 4, true);
	}
}

Test(flow_chart, random_charts_are_right)
{
	for (unsigned seed = 0; seed < 400; seed++) {
		end();
		begin();
		fill(seed);
		place();
		expect_right();
		if (seed < 40)
			expect_ways_apart();
	}
}

Test(flow_chart, is_the_same_twice)
{
	struct flow_box boxes[BOXES_MOST];
	fill(7);
	place();
	memcpy(boxes, sample.boxes, sizeof boxes);
	place();
	for (size_t i = 0; i < sample.chart.box_count; i++)
		cr_expect(boxes[i].x == sample.boxes[i].x && boxes[i].y == sample.boxes[i].y);
}

Test(flow_chart, fills_a_sheet_within_reason)
{
	add_line(add_box(FLOW_BY_DEPTH, 40.0), add_box(FLOW_LAST, 40.0), 0, true);
	sample.lines[0].enter = sample.lines[0].leave;
	sample.chart.wanted_width = 500.0;
	place();
	cr_expect_float_eq(sample.chart.width, 500.0, 1e-9);
	sample.chart.wanted_width = 5000.0;
	place();
	cr_expect_float_eq(sample.chart.width, 586.0, 1e-9);
}

/* A chain whose boxes all lead to the last one has many turns for few lines. */
Test(flow_chart, refuses_what_is_too_large)
{
	enum { CHAIN = 300 };
	struct flow_box *boxes = ARENA_ARRAY(sample.arena, struct flow_box, CHAIN);
	struct flow_line *lines = ARENA_ARRAY(sample.arena, struct flow_line, FLOW_LINES_MAXIMUM + 1);
	for (size_t i = 0; i <= FLOW_LINES_MAXIMUM; i++)
		lines[i] = (struct flow_line){ .from = i % (CHAIN - 1), .weight = 1.0, .leads_on = true };
	for (size_t i = 0; i <= FLOW_LINES_MAXIMUM; i++)
		lines[i].to = i < CHAIN - 1 ? i + 1 : CHAIN - 1;
	for (size_t i = 0; i < CHAIN; i++)
		boxes[i].height = 10.0;
	struct flow_chart chart = { .boxes = boxes, .box_count = CHAIN, .lines = lines, .box_width = 10.0 };
	chart.line_count = FLOW_LINES_MAXIMUM + 1;
	cr_expect(flow_chart_place(&chart, sample.arena) == STATUS_LIMIT);
	chart.line_count = 600;
	cr_expect(flow_chart_place(&chart, sample.arena) == STATUS_LIMIT);
	chart.line_count = 370;
	cr_expect(flow_chart_place(&chart, sample.arena) == STATUS_OK);
}

static double cost(const struct flow_item *items, size_t count)
{
	double sum = 0.0;
	for (size_t i = 0; i < count; i++)
		sum += items[i].weight * (items[i].y - items[i].wanted) * (items[i].y - items[i].wanted);
	return sum;
}

/* No item, and no run of neighbours, gets nearer to what it wants by a small step that is allowed. */
Test(flow_chart, columns_are_as_near_as_they_can_be)
{
	enum { ITEMS = 9 };
	for (unsigned seed = 0; seed < 200; seed++) {
		unsigned state = seed;
		struct flow_item items[ITEMS];
		size_t order[ITEMS];
		struct flow_column column = { order, ITEMS };
		struct flow_scratch *scratch = flow_scratch_new(sample.arena, ITEMS);
		for (size_t i = 0; i < ITEMS; i++) {
			order[i] = i;
			items[i] = (struct flow_item){ .height = 10.0,
						       .wanted = next(&state) % 200,
						       .weight = 1.0 + next(&state) % 5 };
		}
		flow_column_sort(&column, items, scratch);
		flow_column_place(&column, items, scratch);
		const double least = cost(items, ITEMS);
		for (size_t i = 1; i < ITEMS; i++)
			cr_assert(items[order[i]].wanted >= items[order[i - 1]].wanted &&
				  items[order[i]].y >= items[order[i - 1]].y + 26.0 - 1e-9);
		for (size_t first = 0; first < ITEMS; first++)
			for (size_t last = first; last < ITEMS; last++)
				for (int side = -1; side <= 1; side += 2) {
					struct flow_item moved[ITEMS];
					memcpy(moved, items, sizeof moved);
					for (size_t i = first; i <= last; i++)
						moved[order[i]].y += 0.01 * side;
					const bool allowed = (first == 0 || moved[order[first]].y >=
										    moved[order[first - 1]].y + 26.0) &&
							     (last == ITEMS - 1 ||
							      moved[order[last + 1]].y >= moved[order[last]].y + 26.0);
					cr_assert(!allowed || cost(moved, ITEMS) >= least - 1e-9);
				}
	}
}
