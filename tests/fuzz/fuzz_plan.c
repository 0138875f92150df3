/* Tests any bytes as a recipe whose plan and route map are printed in every form.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzzed_plan.h"
#include "plan/plan_text.h"
#include "report/route_map.h"
#include "report/route_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void print_map(const struct graph *graph)
{
	static void (*const prints[])(const struct route_map *, struct text *) = { route_text, route_matrix, route_dot,
										   route_mermaid };
	struct route_map map;
	if (route_map_init(&map, graph))
		for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
			struct text text = { 0 };
			prints[i](&map, &text);
			if (!text.failed)
				fuzzed_text_check(text.bytes, text.length);
			text_release(&text);
		}
	route_map_release(&map);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzzed_plan plan;
	fuzzed_plan_make(&plan, bytes, length);
	if (plan.status == STATUS_OK) {
		struct text text = { 0 };
		plan_text(plan.plan, &text);
		text_release(&text);
		print_map(plan.graph);
	}
	fuzzed_plan_release(&plan);
	return 0;
}
