/* Takes a recipe from its file to the graph, with its sources and recordings.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_PROJECT_H
#define STEMPRINT_CMD_JOB_PROJECT_H

#include "cmd/job/hardware_loops.h"
#include "cmd/job/text_inputs.h"
#include "engine/source.h"
#include "graph/clip_list.h"
#include "graph/graph_build.h"
#include "io/audio_probe.h"
#include "io/clip_filters.h"
#include "io/sound_hash.h"
#include "recipe/variable.h"

struct project {
	struct arena *arena;
	struct diagnostics diagnostics;
	struct recipe *recipe;
	struct text_inputs texts; /**< the texts that it is made of, with text_inputs_find(); empty until then */
	/** It counts the sources of all strips; arrays of sources follow the order of the recipe. */
	size_t source_count;
	/** There is one for each source: for a pair its left half; a generated source has an empty one. */
	struct audio_probe *probes;
	/** There is one for each source: for a pair its right half; all others are empty. */
	struct audio_probe *right_probes;
	struct sound_hash *sounds,
		*right_sounds; /**< there is one for each probe; it is set when all of the file was read */
	struct file_hash *file_hashes, *right_file_hashes; /**< the same of their bytes, where the texts are known */
	const struct recipe_source **recipe_sources;
	size_t *source_channels;
	/** There is one for each file of clips, in the order of the recipe. */
	struct audio_probe *clip_probes;
	/** There is one for each source; NULL where the source is no clips. */
	const struct clip_list **clip_lists;
	const struct source_share *shares; /**< they tell which sources are read together */
	struct audio_probe *recording_probes; /**< there is one for each recording */
	const struct recording **recordings; /**< processors hear them whole; they follow the order of the recipe */
	struct graph_trim *trims; /**< they hold the gains that are known */
	size_t trim_count;
	struct hardware_loops loops; /**< the inserts that are hardware */
	bool printing_sends; /**< set it before the probe: what leaves for hardware is printed, and returns may be
				missing */
	bool checking; /**< set it before the first graph when nothing will be rendered */
	bool reductions; /**< set it before the first graph: what dynamics do to the level is watched */
	bool warned; /**< the warnings of the graph have been given */
	size_t hints; /**< how many files that cannot be read have got a hint */
	/** They are NULL until project_open_sources() opens them. Sources that are read together are one. Behind them
	   stand the returns of the loops, in the order of the recipe. */
	struct source **sources;
	struct clip_source_file *clip_files; /**< what the open clips read; NULL until then */
	struct clip_filters clip_filters; /**< what clips of another rate or speed share */
};

/** Reads the recipe alone. `settings` give values to its variables; NULL: there are none. The diagnostics hold what is
    wrong. Release the project, whatever the status. */
enum status project_read(struct project *project, const char *path, const struct recipe_settings *settings) MUST_CHECK;

/** Reads the text of a recipe that does not yet stand in the file `path`. The text must outlive the project. */
enum status project_read_draft(struct project *project, const char *path, const char *bytes, size_t length) MUST_CHECK;

/** Probes the sources of a recipe that was read, and reads its recordings, unless something is wrong already. */
enum status project_probe(struct project *project) MUST_CHECK;

/** Does what project_read() and project_probe() do. */
enum status project_load(struct project *project, const char *path, const struct recipe_settings *settings) MUST_CHECK;

/** Builds the graph of the pass that prints, with the gains that are known. The first time it also gives the warnings
   of the graph, and the lints when all is well. */
enum status project_graph(struct project *project, bool stems, struct graph **graph) MUST_CHECK;

/** Builds the graph of a mix that is rendered anew, in an arena that may go before the project. */
enum status project_mix_graph(struct project *project, size_t mix, struct arena *arena,
			      struct graph **graph) MUST_CHECK;

/** Builds the graph whose lanes are tracks, for the sets of stems by track, with the gains that are known. *graph is
    NULL without any such set. */
enum status project_track_graph(struct project *project, struct graph **graph) MUST_CHECK;

/** Builds the graph that tells some tracks apart, with the gains that are known, in an arena that may go before the
    project. `apart` has one flag for each strip (graph.h). */
enum status project_source_graph(struct project *project, const bool *apart, struct arena *arena,
				 struct graph **graph) MUST_CHECK;

/** Builds the graph that measures for the next gains. It covers all strips and mixes or, if `re_rendered` is not
    RECIPE_NONE, the inserts of a mix that is rendered anew. It has no prints when all gains are known. The arena may go
    before the project. */
enum status project_measuring_graph(struct project *project, size_t re_rendered, struct arena *arena,
				    struct graph **graph) MUST_CHECK;

/** Builds the graph that prints what leaves for hardware, and nothing else. */
enum status project_send_graph(struct project *project, struct graph **graph) MUST_CHECK;

/** Opens all sources, or rewinds them when they are open. */
enum status project_open_sources(struct project *project) MUST_CHECK;

/** Closes all sources. */
void project_close_sources(struct project *project);

/** Checks, after a pass over the open sources, that none of their files was changed or replaced meanwhile. Reports each
    file that was, and returns BAD_SOURCE. */
enum status project_confirm_sources(struct project *project) MUST_CHECK;

void project_release(struct project *project);

/** Prints all diagnostics to stderr, in the order of their locations, in colour on a terminal. */
void project_print_diagnostics(struct project *project);

#endif
