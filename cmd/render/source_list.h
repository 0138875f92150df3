/* Lists the files that a render is made from, each of them once, with their hashes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SOURCE_LIST_H
#define STEMPRINT_CMD_RENDER_SOURCE_LIST_H

#include "cmd/job/project.h"
#include "engine/workers.h"
#include "io/file_hash.h"
#include "io/sound_hash.h"
#include "report/report.h"

/** This is a file, or a signal that is generated. */
struct listed_source {
	enum report_source_role role;
	const struct recipe_source *source; /**< the first that names the file; NULL means an impulse response, the
					       sample of a click, or a file of clips */
	size_t index; /**< that of the source in the project; a recording and a file of clips have none */
	const char *file; /**< as the recipe writes it; NULL means generated */
	const char *path; /**< NULL means generated */
	struct location at;
	const struct audio_properties *properties; /**< the probe found them; NULL means generated */
	const struct file_hash *passing; /**< what the render found of its bytes; NULL means that it read only parts */
	struct file_hash hash;
	const struct sound_hash *heard; /**< what the render found of its sound; NULL means that it read only parts */
	struct sound_hash sound; /**< empty until source_list_hash_sounds(), and where nobody can decode all of it */
	enum status status; /**< the result of the hashing */
	struct problem problem;
};

struct source_list {
	struct listed_source *items; /**< sources come first, in the order of the recipe, then the files of clips, then
					impulse responses, then what came back from hardware */
	size_t count;
};

/** Lists the files and generated signals of a project that is loaded. The list belongs to the project's arena. */
enum status source_list_make(struct source_list *list, struct project *project) MUST_CHECK;

/** Hashes the files; each worker takes one file after the other. The project's diagnostics get an error for each file
    that has changed since the probe. Returns INTERRUPTED when a signal came. */
enum status source_list_hash(struct source_list *list, struct project *project, struct workers *workers) MUST_CHECK;

/** Does the same for their sounds. Decodes those that the render has not heard whole. Returns INTERRUPTED when a signal
    came. */
enum status source_list_hash_sounds(struct source_list *list, struct project *project,
				    struct workers *workers) MUST_CHECK;

/** Returns the list in the form that the report needs, or NULL when out of memory. */
const struct report_source *source_list_report(const struct source_list *list, const struct project *project);

#endif
