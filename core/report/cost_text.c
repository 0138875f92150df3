/* Writes a table of what a render costs, strip by strip.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cost_text.h"

#include "report/table.h"

#include <stdlib.h>
#include <string.h>

static const char *const titles[] = { "strip", "what", "CPU s", "share", "ns/sample" };

/* The last line sums up everything whose share is smaller. */
#define TOLD_SHARE 0.005

static const char *printing_words(enum print_role role)
{
	if (role == PRINT_METER || role == PRINT_TRIM || role == PRINT_REDUCTION)
		return "metering";
	return role == PRINT_CHECK ? "comparing sends" : "printing";
}

static const char *what_of(const struct graph *graph, const struct engine_cost *cost)
{
	switch (cost->kind) {
	case STEP_SOURCE:
		return "reading";
	case STEP_GAINS:
		return "automation of gains";
	case STEP_MIX:
		return "summing";
	case STEP_RETURN:
	case STEP_FEED:
		return "feedback";
	case STEP_ALIGN:
		return "delay compensation";
	case STEP_PROCESS:
		return graph->nodes[cost->node].processor->name;
	case STEP_APPORTION:
		return "rounding of stems";
	case STEP_PRINT:
		return printing_words(graph->prints[cost->node].role);
	case STEP_RESIDUE:
		return "measuring residues";
	case STEP_SUM_LEVEL:
		return "levels at summing points";
	case STEP_PROOF:
		return "engine's null test";
	}
	return "";
}

static const char *strip_of(const struct graph *graph, const struct engine_cost *cost)
{
	if (cost->kind == STEP_PRINT)
		return graph->prints[cost->node].name;
	return graph_owner(graph, &graph->nodes[cost->node]);
}

static int dearest_first(const void *a, const void *b)
{
	const struct cost_line *first = a, *second = b;
	if (first->seconds != second->seconds)
		return first->seconds < second->seconds ? 1 : -1;
	return first->order < second->order ? -1 : 1;
}

size_t cost_lines(const struct cost_account *account, struct cost_line *lines)
{
	size_t count = 0;
	for (size_t i = 0; i < account->count; i++) {
		const struct engine_cost *cost = &account->costs[i];
		const char *strip = strip_of(account->graph, cost), *what = what_of(account->graph, cost);
		size_t at = 0;
		while (at < count && (strcmp(lines[at].strip, strip) != 0 || strcmp(lines[at].what, what) != 0))
			at++;
		if (at == count)
			lines[count++] = (struct cost_line){ .strip = strip, .what = what, .order = at };
		lines[at].seconds += cost->seconds * account->scale;
		lines[at].columns += cost->columns;
	}
	if (account->afterwards_seconds > 0.0)
		lines[count++] = (struct cost_line){ .strip = "all files",
						     .what = "null test and meters",
						     .seconds = account->afterwards_seconds,
						     .order = account->count };
	qsort(lines, count, sizeof *lines, dearest_first);
	return count;
}

static void add_line(const struct cost_account *account, const struct cost_line *line, double total,
		     struct table *table)
{
	table_add(table, "%s", line->strip);
	table_add(table, "%s", line->what);
	table_add(table, "%.3f", line->seconds);
	table_add(table, "%.1f %%", 100.0 * line->seconds / total);
	if (line->columns > 0)
		table_add(table, "%.2f",
			  1e9 * line->seconds / (account->scale * account->frames * (double)line->columns));
	else
		table_add(table, "%s", "");
}

void cost_text(const struct cost_account *account, struct text *text)
{
	struct cost_line *lines = calloc(account->count + 1, sizeof *lines);
	if (!lines) {
		text->failed = true;
		return;
	}
	size_t count = cost_lines(account, lines);
	double total = 0.0;
	for (size_t i = 0; i < count; i++)
		total += lines[i].seconds;
	struct table table = { .form = "nlr", .columns = sizeof titles / sizeof *titles };
	for (size_t i = 0; i < table.columns; i++)
		table_add(&table, "%s", titles[i]);
	struct cost_line rest = { .strip = "all else", .what = "" };
	for (size_t i = 0; i < count; i++) {
		if (lines[i].seconds < TOLD_SHARE * total)
			rest.seconds += lines[i].seconds;
		else
			add_line(account, &lines[i], total, &table);
	}
	if (rest.seconds > 0.0)
		add_line(account, &rest, total, &table);
	add_line(account, &(struct cost_line){ .strip = "in all", .what = "", .seconds = total }, total, &table);
	table_text(&table, text);
	free(lines);
}
