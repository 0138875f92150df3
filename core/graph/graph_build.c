/* Builds the graph of a recipe step by step.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/graph_build.h"

#include "graph/builder.h"
#include "graph/expansion.h"
#include "graph/feedback.h"
#include "graph/feedback_loop.h"
#include "graph/feedback_tail.h"
#include "graph/label.h"
#include "graph/order.h"
#include "graph/print.h"
#include "graph/resolve.h"
#include "graph/stem_flow.h"
#include "graph/track_lane.h"

enum status graph_build(const struct recipe *recipe, const struct graph_request *request, struct arena *arena,
			struct diagnostics *diagnostics, struct graph **graph)
{
	struct builder builder = {
		.recipe = recipe, .request = request, .arena = arena, .diagnostics = diagnostics, .mix = RECIPE_NONE
	};
	builder.graph = ARENA_NEW(arena, struct graph);
	if (!builder.graph)
		return STATUS_NO_MEMORY;
	builder.graph->recipe = recipe;
	builder.graph->shares = request->shares;
	builder.graph->measures_sums =
		!request->measuring && !request->apart && !request->tracks && request->re_rendered == RECIPE_NONE;
	enum status status = builder_init(&builder);
	if (status != STATUS_OK)
		return status;
	enum status (*const steps[])(struct builder *) = {
		builder_label_tracks,    builder_list_lanes,   builder_expand,  builder_order,
		builder_refuse_trims,    builder_find_returns, builder_resolve, builder_close_loops,
		builder_settle_feedback, builder_warn_bleed,   builder_print
	};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		status = steps[i](&builder);
		if (status == STATUS_OK)
			status = diagnostics_status(diagnostics);
		if (status != STATUS_OK)
			return status;
	}
	*graph = builder.graph;
	return STATUS_OK;
}
