/* Reports the levels at the summing points of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/sum_levels.h"

#include <math.h>
#include <stdio.h>

static const struct node *node_of(const struct render_job *job, size_t sum)
{
	return &job->graph->nodes[job->result.sums[sum].node];
}

static struct report_sum describe(const struct render_job *job, size_t sum)
{
	const struct node *node = node_of(job, sum);
	const struct recipe_strip *strip = &job->project->recipe->strips[node->strip];
	return (struct report_sum){ .strip = strip->name,
				    .kind = strip->kind,
				    .inputs = node->input_count,
				    .peak_dbfs = 20.0 * log10(job->result.sums[sum].peak) };
}

enum status sum_levels_report(const struct render_job *job, struct report *report)
{
	const size_t strips = job->project->recipe->strip_count, count = job->result.sum_count;
	struct arena *arena = job->project->arena;
	size_t *of_strip = ARENA_ARRAY(arena, size_t, strips);
	struct report_sum *sums = ARENA_ARRAY(arena, struct report_sum, count);
	if (!of_strip || !sums)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		of_strip[node_of(job, i)->strip] = i + 1;
	report->sums = sums;
	for (size_t i = 0; i < strips; i++)
		if (of_strip[i] > 0)
			sums[report->sum_count++] = describe(job, of_strip[i] - 1);
	return STATUS_OK;
}

static bool has_meter(const struct graph *graph, size_t strip)
{
	for (size_t i = 0; i < graph->print_count; i++)
		if (graph->prints[i].role == PRINT_METER && graph->nodes[graph->prints[i].node].strip == strip)
			return true;
	return false;
}

void sum_levels_warn(struct render_job *job)
{
	const struct engine_result *result = &job->result;
	size_t highest = 0, over = 0;
	for (size_t i = 0; i < result->sum_count; i++) {
		const struct node *node = node_of(job, i);
		if (node->input_count < 2 || !(result->sums[i].peak > 1.0) || has_meter(job->graph, node->strip))
			continue;
		highest = over == 0 || result->sums[i].peak > result->sums[highest].peak ? i : highest;
		over++;
	}
	if (over == 0)
		return;
	const struct recipe_strip *strip = &job->project->recipe->strips[node_of(job, highest)->strip];
	char others[64] = "";
	if (over > 1)
		snprintf(others, sizeof others, ", and %zu more sums pass 0 dBFS", over - 1);
	diagnostics_warning(&job->project->diagnostics, "sum-over", strip->at,
			    "the inputs of \"%s\" add up to a peak of %+.1f dBFS%s; nothing clips here, but a desk "
			    "would; lower what feeds it, or insert a `meter` if you want it so",
			    strip->name, 20.0 * log10(result->sums[highest].peak), others);
}
