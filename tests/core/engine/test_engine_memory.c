/* From the recipe to the engine with every single allocation failing once: no crash, no leak, the right status.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "graph/graph_build.h"
#include "graph/lint.h"
#include "io/yaml.h"
#include "plan/plan_build.h"
#include "recipe/recipe_read.h"
#include "support/refused_memory.h"
#include "support/rendering.h"

#include <criterion/criterion.h>
#include <string.h>

static const char yaml[] =
	"version: 1\n"
	"tracks:\n"
	"  kick: { source: a.wav, output: [ drums, click ], sends: [ { to: plate } ] }\n"
	"  bass: { source: b-stereo.wav, stem: bass, output: master,\n"
	"          inserts: [ { compressor: { key: kick, lookahead: 5 ms, key_filter: { highpass: 100 Hz } } } ] }\n"
	"buses:\n  drums: { stem: drums, output: master, inserts: [ { eq: { bands: [ { type: bell, freq: 1 kHz, gain: "
	"3 dB } ] } } ] "
	"}\n"
	"auxes:\n  plate: { output: master, inserts: [ { delay: { time: 20 ms, feedback: 30 %, automation: { mix: [ { "
	"at: "
	"0 s, value: 100 % }, { at: 3 ms, value: 50 % } ] } } }, { eq: { bands: [ { type: bell, freq: 1 kHz, "
	"automation: { gain: [ { at: 9 ms, value: 3 dB } ] } } ] } } ], sends: [ { to: echo }, { to: plate, level: -20 "
	"dB, feedback: { delay: 50 ms } } ] }\n"
	"  echo: { channels: 1, output: master, inserts: [ { gain: -3 dB } ], "
	"sends: [ { to: echo, level: -9 dB, feedback: { delay: 3 ms } } ] }\n"
	"outputs:\n  master: { inserts: [ compressor: { lookahead: 1 ms } ], device: d, channels: [ 1, 2 ] }\n"
	"  click: { device: d, channels: [ 4 ] }\n"
	"print:\n  mixes: { mix: { of: master }, part: { of: master, without: [ bass ] } }\n  stems: { of: master }\n"
	"  devices: [ d ]\n";

/* The stages under test; everything comes from `arena`. */
static enum status prepare(const struct recipe *recipe, struct source *const *sources, struct workers *workers,
			   struct arena *arena)
{
	static const size_t channels[] = { 1, 2 };
	const struct graph_request request = { .stems = true, .re_rendered = RECIPE_NONE, .source_channels = channels };
	const struct engine_options options = { .kernel = kernel_select(NULL), .workers = workers };
	struct diagnostics diagnostics;
	struct graph *graph;
	struct plan *plan;
	struct engine *engine;
	struct printer *printers[8] = { NULL };
	diagnostics_init(&diagnostics, arena, "test.yaml");
	enum status status = graph_build(recipe, &request, arena, &diagnostics, &graph);
	if (status == STATUS_OK)
		status = graph_lint(graph, arena, &diagnostics);
	if (status == STATUS_OK)
		status = diagnostics_status(&diagnostics);
	if (status == STATUS_OK)
		status = plan_build(graph, workers_count(workers), arena, &plan);
	return status == STATUS_OK ? engine_new(plan, sources, printers, &options, arena, &engine) : status;
}

static void fail_each(const struct recipe *recipe, struct source *const *sources, size_t worker_count)
{
	struct workers *workers = workers_new(worker_count);
	for (size_t refused = 1;; refused++) {
		struct arena *arena = arena_new();
		memory_refuse(refused);
		enum status status = prepare(recipe, sources, workers, arena);
		const size_t calls = memory_calls();
		memory_refuse(0);
		arena_free(arena);
		if (calls < refused) {
			cr_assert_eq(status, STATUS_OK);
			cr_assert_gt(calls, 500, "hardly an allocation was seen: %zu", calls);
			break;
		}
		cr_assert_eq(status, STATUS_NO_MEMORY, "allocation %zu: %s", refused, status_text(status));
	}
	workers_free(workers);
}

/* The arena of the engine alone is limited, to less than one of the inserts takes. */
Test(engine_memory, what_could_not_be_made_is_named)
{
	static const char text[] = "version: 1\ntracks:\n  kick: { source: a.wav, inserts: [ { gain: -3 dB } ] }\n"
				   "outputs:\n  master: { inserts: [ { delay: { time: 4 s } } ] }\n";
	static const size_t channels[] = { 1 };
	const struct graph_request request = { .re_rendered = RECIPE_NONE, .source_channels = channels };
	struct arena *arena = arena_new(), *limited = arena_new();
	struct diagnostics diagnostics;
	struct document_node *root;
	struct recipe *recipe;
	struct graph *graph;
	struct plan *plan;
	struct engine *engine;
	static double silence[100];
	static const double *const columns[] = { silence };
	struct source *sources[] = { memory_source_new(columns, 1, 100, 48000.0) };
	struct printer *printers[8] = { NULL };
	size_t unmade = NODE_NONE;
	const struct engine_options options = { .kernel = kernel_select(NULL), .unmade = &unmade };
	diagnostics_init(&diagnostics, arena, "test.yaml");
	cr_assert_eq(yaml_read_bytes(text, strlen(text), arena, &diagnostics, &root), STATUS_OK);
	cr_assert_eq(recipe_read(root, "test.yaml", NULL, arena, &diagnostics, &recipe), STATUS_OK);
	cr_assert_eq(graph_build(recipe, &request, arena, &diagnostics, &graph), STATUS_OK);
	cr_assert_eq(plan_build(graph, 1, arena, &plan), STATUS_OK);
	arena_limit(limited, (size_t)1 << 20);
	cr_assert_eq(engine_new(plan, sources, printers, &options, limited, &engine), STATUS_NO_MEMORY);
	cr_assert_neq(unmade, NODE_NONE);
	cr_expect_str_eq(graph->nodes[unmade].processor->name, "delay");
	cr_expect_str_eq(graph_owner(graph, &graph->nodes[unmade]), "master");
	sources[0]->free(sources[0]);
	arena_free(limited);
	arena_free(arena);
}

Test(engine_memory, any_allocation_may_fail)
{
	static double silence[100];
	static const double *const columns[] = { silence, silence };
	struct source *sources[] = { memory_source_new(columns, 1, 100, 48000.0),
				     memory_source_new(columns, 2, 100, 48000.0) };
	struct arena *recipe_arena = arena_new();
	struct diagnostics diagnostics;
	struct document_node *root;
	struct recipe *recipe;
	diagnostics_init(&diagnostics, recipe_arena, "test.yaml");
	cr_assert_eq(yaml_read_bytes(yaml, strlen(yaml), recipe_arena, &diagnostics, &root), STATUS_OK);
	cr_assert_eq(recipe_read(root, "test.yaml", NULL, recipe_arena, &diagnostics, &recipe), STATUS_OK);
	fail_each(recipe, sources, 1);
	fail_each(recipe, sources, 2);
	for (size_t i = 0; i < 2; i++)
		sources[i]->free(sources[i]);
	arena_free(recipe_arena);
}
