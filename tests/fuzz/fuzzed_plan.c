/* Turns any bytes into a plan, and looks at texts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzzed_plan.h"

#include "graph/cycle_outline.h"
#include "graph/graph_build.h"
#include "graph/lint.h"
#include "io/recipe_file.h"
#include "plan/plan_build.h"

#include <stdbool.h>

static enum status compile(struct fuzzed_plan *plan, const char *bytes, size_t length)
{
	enum status status =
		recipe_bytes_read(bytes, length, "fuzz/recipe.yaml", plan->arena, &plan->diagnostics, &plan->recipe);
	if (status == STATUS_BAD_RECIPE && plan->recipe)
		return graph_tell_cycles(plan->recipe, plan->arena, &plan->diagnostics) == STATUS_OK ? status
												     : STATUS_NO_MEMORY;
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < plan->recipe->strip_count; i++)
		plan->source_count += plan->recipe->strips[i].source_count;
	plan->channels = ARENA_ARRAY(plan->arena, size_t, plan->source_count);
	if (!plan->channels)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < plan->source_count; i++)
		plan->channels[i] = 1 + i % 3;
	const struct graph_request request = { .stems = true,
					       .re_rendered = RECIPE_NONE,
					       .source_channels = plan->channels };
	status = graph_build(plan->recipe, &request, plan->arena, &plan->diagnostics, &plan->graph);
	if (status == STATUS_OK)
		status = graph_lint(plan->graph, plan->arena, &plan->diagnostics);
	/* A graph that can be ordered has no cycle. */
	if (status == STATUS_OK && graph_tell_cycles(plan->recipe, plan->arena, &plan->diagnostics) == STATUS_OK &&
	    plan->diagnostics.error_count > 0)
		__builtin_trap();
	return status == STATUS_OK ? plan_build(plan->graph, 1, plan->arena, &plan->plan) : status;
}

void fuzzed_plan_make(struct fuzzed_plan *plan, const uint8_t *bytes, size_t length)
{
	*plan = (struct fuzzed_plan){ .arena = arena_new(), .status = STATUS_NO_MEMORY };
	if (!plan->arena)
		return;
	diagnostics_init(&plan->diagnostics, plan->arena, "recipe.yaml");
	plan->status = compile(plan, (const char *)bytes, length);
	if (plan->status == STATUS_BAD_RECIPE && plan->diagnostics.error_count == 0)
		__builtin_trap();
}

void fuzzed_plan_release(struct fuzzed_plan *plan)
{
	arena_free(plan->arena);
}

/* Returns the length of the character at the front, by the table of RFC 3629, and 0 where there is none. */
static size_t character(const unsigned char *text, size_t length, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const size_t count = text[0] < 0x80 ? 1 : text[0] < 0xc2 ? 0 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
	if (count == 0 || count > length || text[0] > 0xf4)
		return 0;
	*code = count == 1 ? text[0] : text[0] & (0xffu >> (count + 1));
	for (size_t i = 1; i < count; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (text[i] & 0x3f);
	}
	return *code < least[count] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000) ? 0 : count;
}

static bool is_control(uint32_t code)
{
	return (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0x200e ||
	       code == 0x200f || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void fuzzed_text_check(const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t code = 0;
		const size_t step = character((const unsigned char *)text + i, length - i, &code);
		if (step == 0 || is_control(code))
			__builtin_trap();
		i += step;
	}
}
