/* stemprint tests: a recipe as text, rendered in memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_RENDERING_H
#define STEMPRINT_TESTS_RENDERING_H

#include "engine/engine.h"
#include "support/memory.h"

/** What a source of a recipe sounds like: `name` is the file as the recipe writes it. Files named "*-stereo*" have two
   channels,
    "*-NNch*" that many, all others one. */
typedef void rendering_fill(const char *name, double *const *columns, size_t channels, size_t frames);

struct rendering_options {
	size_t block_frames; /**< the block size; 0: the engine chooses */
	size_t workers; /**< the worker threads; 0: only the caller works */
	const char *kernel; /**< the name of a kernel; NULL: the widest of this machine */
	double (*clock)(void); /**< the clock that measures costs; NULL: no costs are measured */
	bool without_stems;
	size_t apart; /**< 0: a normal render; n: every n-th strip has lanes of its own, and its part of each stem is
			 printed */
	size_t re_rendered; /**< 0: everything but mixes rendered anew; n: only the n-th mix of the recipe, rendered
			       anew */
	bool tracks; /**< the pass that prints sets of stems by track, and the whole of the first as PRINT_MIX "whole"
		      */
	uint64_t frames; /**< the frames of the run, as in engine.h */
	size_t source_frames;
	rendering_fill *fill;
};

struct rendering {
	struct arena *arena;
	struct diagnostics diagnostics;
	struct recipe *recipe;
	struct graph *graph;
	struct plan *plan;
	struct engine_result result;
	struct memory_printer **prints; /**< [graph->print_count] in the order of graph->prints */
};

/** From text to printed columns. On any other status than OK, diagnostics may say why; *rendering is always to be
   released. */
enum status rendering_run(const char *yaml, const struct rendering_options *options, struct rendering *rendering);

/** Returns the printed columns of that name and role; NULL if there are none. */
const struct memory_printer *rendering_print(const struct rendering *rendering, enum print_role role, const char *name);

/** Says whether print `index` of a rendering has the bits of the print of that name and role in another one. */
bool rendering_is_alike(const struct rendering *rendering, size_t index, const struct rendering *other);

void rendering_release(struct rendering *rendering);

#endif
