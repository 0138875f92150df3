/* Finds the places of boxes and lines in a flow chart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow_chart.h"

#include "report/flow_column.h"
#include "report/flow_gutter.h"

#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 6 };

/* What is in one line with its lanes is easy to follow. */
static const double lane_weight = 60.0;

/* The lines of one strand that enter a box in one place, and their common way. */
struct bundle {
	size_t to; /* the box at the end */
	double enter;
	bool back; /* the way leads to a column that is not later */
	size_t from_column; /* the column at the far end */
	size_t first_column, lanes; /* the columns that it passes */
	size_t first_lane; /* the item of the first of them */
	size_t first_gutter, gutters; /* the gutters that it passes; a gutter has the number of the column behind it */
	size_t first_piece; /* its piece in the first of them */
};

/* Two items of neighbouring columns that a line joins, or a lane and a box of one column. */
struct link {
	size_t left, right; /* items; the lane is at the right */
	double left_port, right_port; /* where the line touches them, below their upper edge */
	double weight;
};

struct layout {
	struct flow_chart *chart;
	struct arena *arena;
	struct bundle *bundles;
	size_t bundle_count;
	size_t *bundle_of; /* [line_count] */
	struct flow_item *items; /* the boxes, and then the lanes */
	size_t item_count;
	size_t *column_of; /* [item_count] */
	struct flow_column *columns; /* [column_count] */
	/* The links in groups: group 2 c holds those within the column c, and group 2 c + 1 those to the next one. */
	struct link *links;
	size_t *first_link; /* [2 column_count + 2] */
	struct flow_scratch *scratch;
	struct flow_piece *pieces;
	size_t piece_count;
	struct flow_gutter *gutters; /* [column_count + 1] */
};

/* The lines that begin at each box: box b has lines[first[b]] to lines[first[b + 1] - 1]. */
struct departures {
	size_t *first, *lines;
};

static bool leads_on(const struct flow_chart *chart, const struct flow_line *line)
{
	return line->leads_on && chart->boxes[line->from].rank != FLOW_LAST && chart->boxes[line->to].rank != FLOW_LAST;
}

static bool find_departures(const struct flow_chart *chart, struct arena *arena, struct departures *departures)
{
	departures->first = ARENA_ARRAY(arena, size_t, chart->box_count + 2);
	departures->lines = ARENA_ARRAY(arena, size_t, chart->line_count);
	if (!departures->first || !departures->lines)
		return false;
	for (size_t i = 0; i < chart->line_count; i++)
		departures->first[chart->lines[i].from + 2]++;
	for (size_t i = 2; i < chart->box_count + 2; i++)
		departures->first[i] += departures->first[i - 1];
	for (size_t i = 0; i < chart->line_count; i++)
		departures->lines[departures->first[chart->lines[i].from + 1]++] = i;
	return true;
}

/* Gives each box the column behind all boxes that lead to it. */
static bool find_depths(struct flow_chart *chart, struct arena *arena, const struct departures *departures)
{
	size_t *arrivals = ARENA_ARRAY(arena, size_t, chart->box_count);
	size_t *queue = ARENA_ARRAY(arena, size_t, chart->box_count), queued = 0;
	if (!arrivals || !queue)
		return false;
	for (size_t i = 0; i < chart->line_count; i++)
		arrivals[chart->lines[i].to] += leads_on(chart, &chart->lines[i]);
	for (size_t i = 0; i < chart->box_count; i++) {
		chart->boxes[i].column = 0;
		if (arrivals[i] == 0)
			queue[queued++] = i;
	}
	for (size_t done = 0; done < queued; done++)
		for (size_t i = departures->first[queue[done]]; i < departures->first[queue[done] + 1]; i++) {
			const struct flow_line *line = &chart->lines[departures->lines[i]];
			struct flow_box *to = &chart->boxes[line->to];
			const size_t behind = chart->boxes[line->from].column + 1;
			if (!leads_on(chart, line))
				continue;
			to->column = to->column < behind ? behind : to->column;
			if (--arrivals[line->to] == 0)
				queue[queued++] = line->to;
		}
	return true;
}

static bool find_columns(struct flow_chart *chart, struct arena *arena)
{
	struct departures departures;
	size_t deepest = 0, behind = 0;
	if (!find_departures(chart, arena, &departures) || !find_depths(chart, arena, &departures))
		return false;
	for (size_t i = 0; i < chart->box_count; i++)
		if (chart->boxes[i].rank != FLOW_LAST) {
			deepest = deepest < chart->boxes[i].column ? chart->boxes[i].column : deepest;
			behind = deepest + 1;
		}
	chart->column_count = behind;
	for (size_t i = 0; i < chart->box_count; i++) {
		bool late = chart->boxes[i].rank == FLOW_LATE;
		for (size_t k = departures.first[i]; late && k < departures.first[i + 1]; k++)
			late = !leads_on(chart, &chart->lines[departures.lines[k]]);
		if (late)
			chart->boxes[i].column = deepest;
		if (chart->boxes[i].rank == FLOW_LAST) {
			chart->boxes[i].column = behind;
			chart->column_count = behind + 1;
		}
	}
	return true;
}

/* A line, as the search for its bundle sees it. */
struct member {
	const struct flow_line *line;
	bool back;
	size_t index;
};

static int compare_bundles(const struct member *a, const struct member *b)
{
	if (a->line->to != b->line->to)
		return a->line->to < b->line->to ? -1 : 1;
	if (a->line->enter < b->line->enter || a->line->enter > b->line->enter)
		return a->line->enter < b->line->enter ? -1 : 1;
	if (a->line->strand != b->line->strand)
		return a->line->strand < b->line->strand ? -1 : 1;
	return a->back - b->back;
}

static int by_bundle(const void *one, const void *other)
{
	const struct member *a = one, *b = other;
	const int order = compare_bundles(a, b);
	if (order != 0)
		return order;
	return a->index < b->index ? -1 : 1;
}

static size_t column_from(const struct layout *layout, const struct flow_line *line)
{
	return layout->chart->boxes[line->from].column;
}

static bool leads_back(const struct layout *layout, const struct flow_line *line)
{
	return layout->chart->boxes[line->to].column <= column_from(layout, line);
}

/* Returns how many gutters a line passes. A line that leads back also passes that behind its beginning, and that before
 * its end. */
static size_t gutters_of(const struct layout *layout, const struct flow_line *line)
{
	const size_t from = column_from(layout, line), to = layout->chart->boxes[line->to].column;
	return to > from ? to - from : from - to + 2;
}

static void add_to_bundle(struct layout *layout, const struct member *member, bool opens)
{
	const size_t column = column_from(layout, member->line);
	if (opens)
		layout->bundles[layout->bundle_count++] = (struct bundle){ .to = member->line->to,
									   .enter = member->line->enter,
									   .back = member->back,
									   .from_column = column };
	struct bundle *bundle = &layout->bundles[layout->bundle_count - 1];
	if (member->back ? column > bundle->from_column : column < bundle->from_column)
		bundle->from_column = column;
	layout->bundle_of[member->index] = layout->bundle_count - 1;
}

static enum status find_bundles(struct layout *layout)
{
	const struct flow_chart *chart = layout->chart;
	struct member *members = ARENA_ARRAY(layout->arena, struct member, chart->line_count);
	layout->bundles = ARENA_ARRAY(layout->arena, struct bundle, chart->line_count);
	layout->bundle_of = ARENA_ARRAY(layout->arena, size_t, chart->line_count);
	size_t turns = 0;
	if (!members || !layout->bundles || !layout->bundle_of)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < chart->line_count; i++) {
		members[i] = (struct member){ &chart->lines[i], leads_back(layout, &chart->lines[i]), i };
		turns += gutters_of(layout, &chart->lines[i]);
		if (turns > FLOW_TURNS_MAXIMUM)
			return STATUS_LIMIT;
	}
	qsort(members, chart->line_count, sizeof *members, by_bundle);
	for (size_t i = 0; i < chart->line_count; i++)
		add_to_bundle(layout, &members[i], i == 0 || compare_bundles(&members[i - 1], &members[i]) != 0);
	layout->item_count = chart->box_count;
	for (size_t i = 0; i < layout->bundle_count; i++) {
		struct bundle *bundle = &layout->bundles[i];
		const size_t from = bundle->from_column, to = chart->boxes[bundle->to].column;
		bundle->first_column = bundle->back ? to : from + 1;
		bundle->lanes = bundle->back ? from - to + 1 : to - from - 1;
		bundle->first_gutter = bundle->first_column;
		bundle->gutters = bundle->lanes + 1;
		bundle->first_lane = layout->item_count;
		bundle->first_piece = layout->piece_count;
		layout->item_count += bundle->lanes;
		layout->piece_count += bundle->gutters;
	}
	return STATUS_OK;
}

/* Returns the item that a bundle has in a column: a lane, or the box at its end. */
static size_t item_of(const struct bundle *bundle, size_t column)
{
	const size_t lane = column - bundle->first_column;
	return column >= bundle->first_column && lane < bundle->lanes ? bundle->first_lane + lane : bundle->to;
}

static double port_of(const struct layout *layout, const struct bundle *bundle, size_t item)
{
	return layout->items[item].is_lane ? 0.5 * FLOW_LANE : bundle->enter;
}

static bool make_items(struct layout *layout)
{
	const struct flow_chart *chart = layout->chart;
	layout->items = ARENA_ARRAY(layout->arena, struct flow_item, layout->item_count);
	layout->column_of = ARENA_ARRAY(layout->arena, size_t, layout->item_count);
	layout->columns = ARENA_ARRAY(layout->arena, struct flow_column, chart->column_count);
	size_t *places = ARENA_ARRAY(layout->arena, size_t, layout->item_count);
	if (!layout->items || !layout->column_of || !layout->columns || !places)
		return false;
	for (size_t i = 0; i < chart->box_count; i++) {
		layout->items[i].height = chart->boxes[i].height;
		layout->column_of[i] = chart->boxes[i].column;
	}
	for (size_t i = 0; i < layout->bundle_count; i++)
		for (size_t k = 0; k < layout->bundles[i].lanes; k++) {
			const size_t item = layout->bundles[i].first_lane + k;
			layout->items[item] = (struct flow_item){ .is_lane = true, .height = FLOW_LANE };
			layout->column_of[item] = layout->bundles[i].first_column + k;
		}
	for (size_t i = 0; i < layout->item_count; i++)
		layout->columns[layout->column_of[i]].count++;
	for (size_t i = 0; i < chart->column_count; i++) {
		layout->columns[i].items = places;
		places += layout->columns[i].count;
		layout->columns[i].count = 0;
	}
	for (size_t i = 0; i < layout->item_count; i++) {
		struct flow_column *column = &layout->columns[layout->column_of[i]];
		column->items[column->count++] = i;
	}
	return true;
}

static size_t group_of(const struct layout *layout, const struct link *link)
{
	const size_t column = layout->column_of[link->left];
	return 2 * column + (column != layout->column_of[link->right]);
}

/* Lists the links of all lines into `links`, and returns how many there are. */
static size_t list_links(const struct layout *layout, struct link *links)
{
	const struct flow_chart *chart = layout->chart;
	size_t count = 0;
	for (size_t i = 0; i < chart->line_count; i++) {
		const struct flow_line *line = &chart->lines[i];
		const struct bundle *bundle = &layout->bundles[layout->bundle_of[i]];
		const size_t next = item_of(bundle, column_from(layout, line) + !bundle->back);
		links[count++] =
			(struct link){ line->from, next, line->leave, port_of(layout, bundle, next), line->weight };
	}
	for (size_t i = 0; i < layout->bundle_count; i++) {
		const struct bundle *bundle = &layout->bundles[i];
		for (size_t k = 1; k < bundle->lanes; k++)
			links[count++] = (struct link){ bundle->first_lane + k - 1, bundle->first_lane + k,
							0.5 * FLOW_LANE, 0.5 * FLOW_LANE, lane_weight };
		if (bundle->lanes > 0 && bundle->back)
			links[count++] =
				(struct link){ bundle->to, bundle->first_lane, bundle->enter, 0.5 * FLOW_LANE, 1.0 };
		else if (bundle->lanes > 0)
			links[count++] = (struct link){ bundle->first_lane + bundle->lanes - 1, bundle->to,
							0.5 * FLOW_LANE, bundle->enter, lane_weight };
	}
	return count;
}

static bool make_links(struct layout *layout)
{
	const size_t groups = 2 * layout->chart->column_count + 2;
	const size_t most = layout->chart->line_count + layout->item_count + layout->bundle_count;
	struct link *links = ARENA_ARRAY(layout->arena, struct link, most);
	layout->links = ARENA_ARRAY(layout->arena, struct link, most);
	layout->first_link = ARENA_ARRAY(layout->arena, size_t, groups + 2);
	if (!links || !layout->links || !layout->first_link)
		return false;
	const size_t count = list_links(layout, links);
	for (size_t i = 0; i < count; i++)
		layout->first_link[group_of(layout, &links[i]) + 2]++;
	for (size_t i = 2; i < groups + 2; i++)
		layout->first_link[i] += layout->first_link[i - 1];
	for (size_t i = 0; i < count; i++)
		layout->links[layout->first_link[group_of(layout, &links[i]) + 1]++] = links[i];
	return true;
}

static void want(struct flow_item *item, double y, double weight)
{
	item->wanted += weight * y;
	item->weight += weight;
}

/* Which neighbours an item follows. */
enum side { SIDE_LEFT = 1, SIDE_RIGHT = 2, SIDE_BOTH = 3 };

/* Lets each item of a column want the mean height of its neighbours. An item without any wants to stay. */
static void want_neighbours(const struct layout *layout, size_t column, enum side side)
{
	const struct flow_column *at = &layout->columns[column];
	for (size_t i = 0; i < at->count; i++)
		layout->items[at->items[i]].wanted = layout->items[at->items[i]].weight = 0.0;
	const size_t first = side & SIDE_LEFT && column > 0 ? 2 * column - 1 : 2 * column;
	const size_t end = side & SIDE_RIGHT ? 2 * column + 2 : 2 * column + 1;
	for (size_t i = layout->first_link[first]; i < layout->first_link[end]; i++) {
		const struct link *link = &layout->links[i];
		const double left = layout->items[link->left].y + link->left_port;
		const double right = layout->items[link->right].y + link->right_port;
		if (layout->column_of[link->right] == column)
			want(&layout->items[link->right], left - link->right_port, link->weight);
		else
			want(&layout->items[link->left], right - link->left_port, link->weight);
	}
	for (size_t i = 0; i < at->count; i++) {
		struct flow_item *item = &layout->items[at->items[i]];
		item->wanted = item->weight > 0.0 ? item->wanted / item->weight : item->y;
		item->weight = item->weight > 0.0 ? item->weight : 1.0;
	}
}

static void settle(struct layout *layout, size_t column, enum side side, bool sorts)
{
	want_neighbours(layout, column, side);
	if (sorts)
		flow_column_sort(&layout->columns[column], layout->items, layout->scratch);
	flow_column_place(&layout->columns[column], layout->items, layout->scratch);
}

/* Finds orders that let few lines cross, by walks from one side to the other and back. The highest column then stands
 * without gaps, and the others follow it. */
static void find_heights(struct layout *layout)
{
	const size_t count = layout->chart->column_count;
	size_t highest = 0;
	double most = 0.0, top = HUGE_VAL;
	for (size_t i = 0; i < count; i++) {
		const double height = flow_column_stack(&layout->columns[i], layout->items);
		highest = height > most ? i : highest;
		most = fmax(most, height);
	}
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 1; i < count; i++)
			settle(layout, i, SIDE_LEFT, true);
		for (size_t i = count - 1; i-- > 0;)
			settle(layout, i, SIDE_RIGHT, true);
	}
	flow_column_stack(&layout->columns[highest], layout->items);
	for (size_t round = 0; round < 4; round++) {
		for (size_t i = highest + 1; i < count; i++)
			settle(layout, i, round == 0 ? SIDE_LEFT : SIDE_BOTH, round == 0);
		for (size_t i = highest; i-- > 0;)
			settle(layout, i, round == 0 ? SIDE_RIGHT : SIDE_BOTH, round == 0);
	}
	for (size_t i = 0; i < layout->item_count; i++)
		top = fmin(top, layout->items[i].y);
	for (size_t i = 0; i < layout->item_count; i++) {
		layout->items[i].y += layout->chart->margin - top;
		layout->chart->height = fmax(layout->chart->height,
					     layout->items[i].y + layout->items[i].height + layout->chart->margin);
	}
	for (size_t i = 0; i < layout->chart->box_count; i++)
		layout->chart->boxes[i].y = layout->items[i].y;
}

static double y_of(const struct layout *layout, const struct bundle *bundle, size_t item)
{
	return layout->items[item].y + port_of(layout, bundle, item);
}

/* Returns the height at which the bundle leaves a gutter. */
static double y_behind(const struct layout *layout, const struct bundle *bundle, size_t gutter)
{
	if (!bundle->back)
		return y_of(layout, bundle, item_of(bundle, gutter));
	return y_of(layout, bundle,
		    gutter > bundle->first_column ? bundle->first_lane + gutter - 1 - bundle->first_column
						  : bundle->to);
}

static struct flow_piece *piece_of(const struct layout *layout, size_t bundle, size_t gutter)
{
	return &layout->pieces[layout->bundles[bundle].first_piece + gutter - layout->bundles[bundle].first_gutter];
}

static enum flow_turn turn_of(const struct bundle *bundle, size_t gutter)
{
	if (bundle->back && gutter == bundle->first_gutter)
		return FLOW_TURN_LEFT;
	if (bundle->back && gutter == bundle->from_column + 1)
		return FLOW_TURN_RIGHT;
	return FLOW_TURN_NONE;
}

/* Makes what each bundle has in each gutter: it goes from some heights to one. */
static bool make_pieces(struct layout *layout)
{
	const struct flow_chart *chart = layout->chart;
	layout->pieces = ARENA_ARRAY(layout->arena, struct flow_piece, layout->piece_count);
	layout->gutters = ARENA_ARRAY(layout->arena, struct flow_gutter, chart->column_count + 1);
	if (!layout->pieces || !layout->gutters)
		return false;
	for (size_t i = 0; i < layout->bundle_count; i++) {
		const struct bundle *bundle = &layout->bundles[i];
		for (size_t k = 0; k < bundle->gutters; k++) {
			const size_t gutter = bundle->first_gutter + k;
			struct flow_piece *piece = piece_of(layout, i, gutter);
			*piece = flow_piece_to(gutter, turn_of(bundle, gutter), y_behind(layout, bundle, gutter));
			if (!bundle->back && k > 0)
				flow_piece_add(piece, y_of(layout, bundle, bundle->first_lane + k - 1));
			if (bundle->back && k < bundle->lanes)
				flow_piece_add(piece, y_of(layout, bundle, bundle->first_lane + k));
		}
	}
	for (size_t i = 0; i < chart->line_count; i++) {
		const struct flow_line *line = &chart->lines[i];
		flow_piece_add(piece_of(layout, layout->bundle_of[i], column_from(layout, line) + 1),
			       chart->boxes[line->from].y + line->leave);
	}
	return true;
}

static enum status make_gutters(struct layout *layout)
{
	struct flow_chart *chart = layout->chart;
	const size_t count = chart->column_count + 1;
	struct flow_piece **sorted = ARENA_ARRAY(layout->arena, struct flow_piece *, layout->piece_count);
	if (!sorted || !make_pieces(layout))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < layout->piece_count; i++)
		sorted[i] = &layout->pieces[i];
	flow_gutters_fill(sorted, layout->piece_count, layout->gutters);
	double width = 2.0 * chart->margin + (double)chart->column_count * chart->box_width;
	for (size_t i = 0; i < count; i++) {
		const bool between = i > 0 && i + 1 < count;
		flow_gutter_widen(&layout->gutters[i], between ? chart->least_gutter : 0.0);
		width += layout->gutters[i].width;
	}
	if (count > 2 && width < chart->wanted_width) {
		const double more = fmin((chart->wanted_width - width) / (double)(count - 2), FLOW_GUTTER_MORE);
		for (size_t i = 1; i + 1 < count; i++)
			layout->gutters[i].width += more;
		width += more * (double)(count - 2);
	}
	chart->width = width;
	layout->gutters[0].x = chart->margin;
	for (size_t i = 0; i + 1 < count; i++)
		layout->gutters[i + 1].x = layout->gutters[i].x + layout->gutters[i].width + chart->box_width;
	for (size_t i = 0; i < chart->box_count; i++)
		chart->boxes[i].x = layout->gutters[chart->boxes[i].column + 1].x - chart->box_width;
	return STATUS_OK;
}

/* Fills the corners of a line, the last one first. */
static void draw_line(const struct layout *layout, size_t index, struct plot_point *points)
{
	struct flow_chart *chart = layout->chart;
	struct flow_line *line = &chart->lines[index];
	const struct bundle *bundle = &layout->bundles[layout->bundle_of[index]];
	const size_t from = column_from(layout, line), count = gutters_of(layout, line);
	struct plot_point at = { chart->boxes[line->from].x + chart->box_width,
				 chart->boxes[line->from].y + line->leave };
	line->point_count = 2 * count + 2;
	points += line->point_count;
	*--points = at;
	for (size_t i = 0; i < count; i++) {
		const size_t gutter = bundle->back ? from + 1 - i : from + 1 + i;
		const struct flow_piece *piece = piece_of(layout, layout->bundle_of[index], gutter);
		at.x = flow_gutter_x(&layout->gutters[gutter], piece);
		*--points = at;
		at.y = y_behind(layout, bundle, gutter);
		*--points = at;
	}
	at.x = chart->boxes[line->to].x;
	*--points = at;
}

static bool draw_lines(struct layout *layout)
{
	struct flow_chart *chart = layout->chart;
	size_t count = 0;
	for (size_t i = 0; i < chart->line_count; i++) {
		chart->lines[i].first_point = count;
		count += 2 * gutters_of(layout, &chart->lines[i]) + 2;
	}
	chart->points = ARENA_ARRAY(layout->arena, struct plot_point, count);
	for (size_t i = 0; chart->points && i < chart->line_count; i++)
		draw_line(layout, i, chart->points + chart->lines[i].first_point);
	return chart->points;
}

enum status flow_chart_place(struct flow_chart *chart, struct arena *arena)
{
	struct layout layout = { .chart = chart, .arena = arena };
	chart->width = chart->height = 0.0;
	if (chart->line_count > FLOW_LINES_MAXIMUM)
		return STATUS_LIMIT;
	if (!find_columns(chart, arena))
		return STATUS_NO_MEMORY;
	if (chart->column_count == 0)
		return STATUS_OK;
	enum status status = find_bundles(&layout);
	if (status != STATUS_OK)
		return status;
	layout.scratch = flow_scratch_new(arena, layout.item_count);
	if (!layout.scratch || !make_items(&layout) || !make_links(&layout))
		return STATUS_NO_MEMORY;
	find_heights(&layout);
	status = make_gutters(&layout);
	return status == STATUS_OK && !draw_lines(&layout) ? STATUS_NO_MEMORY : status;
}
