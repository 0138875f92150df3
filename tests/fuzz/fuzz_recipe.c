/* Tests any bytes as a recipe, all the way to the plan: no crash, no leak, no hang, no undefined behaviour.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/graph_build.h"
#include "graph/lint.h"
#include "io/recipe_file.h"
#include "plan/plan_build.h"
#include "report/diagnostic_text.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static enum status compile(struct arena *arena, struct diagnostics *diagnostics, const char *bytes, size_t length)
{
	struct recipe *recipe;
	struct graph *graph;
	struct plan *plan;
	enum status status = recipe_bytes_read(bytes, length, "fuzz/recipe.yaml", arena, diagnostics, &recipe);
	if (status != STATUS_OK)
		return status;
	size_t sources = 0;
	for (size_t i = 0; i < recipe->strip_count; i++)
		sources += recipe->strips[i].source_count;
	size_t *channels = ARENA_ARRAY(arena, size_t, sources);
	for (size_t i = 0; channels && i < sources; i++)
		channels[i] = 1 + i % 3;
	const struct graph_request request = { .stems = true, .re_rendered = RECIPE_NONE, .source_channels = channels };
	status = graph_build(recipe, &request, arena, diagnostics, &graph);
	if (status == STATUS_OK)
		status = graph_lint(graph, arena, diagnostics);
	return status == STATUS_OK ? plan_build(graph, arena, &plan) : status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	diagnostics_init(&diagnostics, arena, "recipe.yaml");
	enum status status = compile(arena, &diagnostics, (const char *)bytes, length);
	/* A refused recipe must have a diagnostic. */
	if (status == STATUS_BAD_RECIPE && diagnostics.error_count == 0)
		__builtin_trap();
	for (size_t i = 0; i < diagnostics.count; i++) {
		struct text text = { 0 };
		diagnostic_text(&diagnostics, i, false, &text);
		text_release(&text);
	}
	arena_free(arena);
	return 0;
}
