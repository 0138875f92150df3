/* Writes the rule by which make and ninja know what the prints of a render are made from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_DEPFILE_H
#define STEMPRINT_CMD_RENDER_DEPFILE_H

#include "cmd/exit_code.h"
#include "cmd/job/project.h"

struct depfile {
	const char *path; /**< NULL means that no rule is asked for */
	const char *stamp; /**< the target of the rule; NULL means that the manifests are */
	bool look; /**< the file is not touched: --dry-run looks at it */
	bool force; /**< a file that stemprint did not write may be replaced */
	struct arena *arena; /**< the paths belong to it */
	const char *const *recipes; /**< [recipe_count] the recipes, as the command line names them */
	size_t recipe_count;
	const char **inputs; /**< [input_count] every file that is read, once, sorted */
	size_t input_count;
	const char **targets; /**< [target_count] the stamp, or the manifest of each recipe */
	size_t target_count;
};

/** Lists what the recipes read, and checks that the rule can name it and that its file may be written. `directory`
    replaces the folders of the recipes; NULL means that they keep theirs. When a recipe could not be read, no rule is
    written. Returns BAD_RECIPE or BAD_OUTPUT after a message, NO_MEMORY, or OK. */
enum status depfile_prepare(struct depfile *depfile, struct project *projects, const char *directory) MUST_CHECK;

/** Writes the rule, unless the render ended early. Returns the exit code of the command: that of the render, or a worse
    one after a message. */
enum exit_code depfile_write(const struct depfile *depfile, enum exit_code code);

#endif
