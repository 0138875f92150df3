/* stemprint: a recipe on its way from the file to the graph, with its sources and recordings.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PROJECT_H
#define STEMPRINT_CMD_PROJECT_H

#include "engine/source.h"
#include "graph/graph.h"
#include "io/audio_probe.h"

struct project {
	struct arena *arena;
	struct diagnostics diagnostics;
	struct recipe *recipe;
	size_t source_count; /**< sources of all strips, in the order of the recipe */
	struct audio_probe *probes; /**< of each source, of a pair the left half; empty of a generated one */
	struct audio_probe *right_probes; /**< of each source that is a pair the right half; else empty */
	const struct recipe_source **recipe_sources;
	size_t *source_channels;
	const struct source_share *shares; /**< which sources are read together */
	struct audio_probe *recording_probes; /**< of each recording */
	const struct recording **recordings; /**< what processors hear whole, in the order of the recipe */
	struct graph_trim *trims; /**< the gains that are known */
	size_t trim_count;
	bool checking; /**< set it before the first graph when nothing will be rendered */
	bool told; /**< the warnings of the graph */
	struct source **sources; /**< opened by project_open_sources(), else NULL; those read together are one */
};

/** Reads the recipe alone. Whatever the status, diagnostics hold what is wrong, and the project is to be released. */
enum status project_read(struct project *project, const char *path) MUST_CHECK;

/** Then probes its sources and reads its recordings, unless something is wrong with it already. */
enum status project_probe(struct project *project) MUST_CHECK;

/** Both. */
enum status project_load(struct project *project, const char *path) MUST_CHECK;

/** Builds the graph with the gains that are known; the first time with its warnings, and the lints when all is well. */
enum status project_graph(struct project *project, bool stems, size_t re_rendered, struct graph **graph) MUST_CHECK;

/** The graph whose lanes are tracks, for the sets of stems by track, with the gains that are known; NULL without any such set. */
enum status project_track_graph(struct project *project, struct graph **graph) MUST_CHECK;

/** The graph that tells some tracks apart, one flag a strip (graph.h), with the gains that are known. */
enum status project_source_graph(struct project *project, const bool *apart, struct graph **graph) MUST_CHECK;

/** The graph that measures for the next gains, of all strips and mixes or (`re_rendered` not RECIPE_NONE) of the inserts of a mix that is rendered anew;
    without prints when all are known. */
enum status project_measuring_graph(struct project *project, size_t re_rendered, struct graph **graph) MUST_CHECK;

/** Opens all sources, or rewinds them when they are open. */
enum status project_open_sources(struct project *project) MUST_CHECK;

/** After a pass over the open sources: none of their files was changed or replaced meanwhile. Tells of each that was:
    BAD_SOURCE. */
enum status project_confirm_sources(struct project *project) MUST_CHECK;

void project_release(struct project *project);

/** Prints all diagnostics to stderr, in the order of their places, in colour on a terminal. */
void project_print_diagnostics(struct project *project);

#endif
