/* stemprint tests: the operations of a recipe, as workers share them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/engine/layout.h"

#include "dsp/kernel/select.h"
#include "support/processor_harness.h"

#include <criterion/criterion.h>

enum { SOURCES_MAXIMUM = 64 };

void layout_noise(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = (uint64_t)(unsigned char)name[0] * 1000;
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++)
			columns[i][j] = 0.25 * harness_noise(&state);
}

struct layout layout_of(const char *yaml, size_t workers, size_t block)
{
	static struct source *sources[SOURCES_MAXIMUM];
	static struct printer *printers[SOURCES_MAXIMUM];
	const struct rendering_options options = { .source_frames = LAYOUT_FRAMES, .fill = layout_noise };
	const struct engine_options shared = { .kernel = kernel_select(NULL),
					       .shares = workers,
					       .block_frames = block };
	struct layout layout;
	cr_assert_eq(rendering_run(yaml, &options, &layout.rendering), STATUS_OK, "%s", yaml);
	struct arena *arena = layout.rendering.arena;
	const struct plan *plan = layout.rendering.plan;
	cr_assert_eq(operations_build(plan, sources, printers, &shared, 0, arena, &layout.operations), STATUS_OK);
	layout.needs = ARENA_ARRAY(arena, struct pipeline_task, layout.operations.count);
	cr_assert_not_null(layout.needs);
	cr_assert_eq(dependence_find(&layout.operations, plan->slot_count, arena, layout.needs), STATUS_OK);
	return layout;
}
