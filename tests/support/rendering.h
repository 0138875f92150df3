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
	size_t block_frames; /**< 0: the engine's choice */
	size_t workers; /**< 0: the caller alone */
	const char *kernel; /**< NULL: the widest */
	double (*clock)(void); /**< NULL: costs are not told */
	bool without_stems;
	size_t apart; /**< 0: a render; n: every n-th strip is told apart, and what it brings to each stem is printed */
	size_t re_rendered; /**< 0: all but mixes rendered anew; n: the n-th mix of the recipe alone, rendered anew */
	bool tracks; /**< the pass that prints sets of stems by track, and the whole of the first as PRINT_MIX "whole"
		      */
	uint64_t frames; /**< as engine.h has it */
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
	struct memory_printer **prints; /**< as graph->prints */
};

/** From text to printed columns. On any other status than OK, diagnostics may say why; *rendering is always to be
   released. */
enum status rendering_run(const char *yaml, const struct rendering_options *options, struct rendering *rendering);

/** The printed columns of that name and role; NULL if there are none. */
const struct memory_printer *rendering_print(const struct rendering *rendering, enum print_role role, const char *name);

void rendering_release(struct rendering *rendering);

#endif
