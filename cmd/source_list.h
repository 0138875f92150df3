/* stemprint: the files that a render is made from, each of them once, with their hashes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_SOURCE_LIST_H
#define STEMPRINT_CMD_SOURCE_LIST_H

#include "cmd/project.h"
#include "engine/workers.h"
#include "io/file_hash.h"
#include "report/report.h"

/** A file, or a signal that is generated. */
struct listed_source {
	const struct recipe_source *source; /**< the first that names it; NULL: it is an impulse response */
	const char *file; /**< as the recipe writes it; NULL: generated */
	const char *path; /**< NULL: generated */
	struct position at;
	const struct audio_properties *properties; /**< as the probe found them; NULL: generated */
	struct file_hash hash;
	enum status status; /**< of the hashing */
	struct problem problem;
};

struct source_list {
	struct listed_source *items; /**< sources in the order of the recipe, then impulse responses */
	size_t count;
};

/** Lists the files and generated signals of a project that is loaded. The list belongs to the project's arena. */
enum status source_list_make(struct source_list *list, struct project *project) MUST_CHECK;

/** Hashes the files; each worker takes one file after the other. A file that is not the one that the probe found is an
    error in the project's diagnostics; INTERRUPTED when a signal came. */
enum status source_list_hash(struct source_list *list, struct project *project, struct workers *workers) MUST_CHECK;

/** The same for the report. NULL when out of memory. */
const struct report_source *source_list_report(const struct source_list *list, const struct project *project);

#endif
