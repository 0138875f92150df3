/* Writes the stamp and the rule by which make and ninja know whether a render must run.
   SPDX-License-Identifier: GPL-3.0-or-later

   The stamp stands only while all verdicts of the last render passed: it goes away before the render begins, and comes
   back after the last file. So `make` renders again until a failed verdict is mended. */
#ifndef STEMPRINT_CMD_RENDER_MAKE_FILES_H
#define STEMPRINT_CMD_RENDER_MAKE_FILES_H

#include "cmd/exit_code.h"
#include "cmd/job/project.h"
#include "cmd/render/make_options.h"

struct make_files {
	const struct make_options *options;
	bool force; /**< files that stemprint did not write may be replaced */
	struct arena *arena; /**< the paths belong to it */
	const char *const *recipes; /**< [recipe_count] the recipes, as the command line names them */
	size_t recipe_count;
	const char **inputs; /**< [input_count] every file that is read, once, sorted */
	size_t input_count;
	const char **targets; /**< [target_count] the stamp, or the manifest of each recipe */
	size_t target_count;
};

/** Lists what the recipes read, checks that the rule can name it, and that both files may be written; then removes the
    stamp. `directory` replaces the folders of the recipes; NULL means that they keep theirs. Recipes that could not be
    read are left out: no file is written then. Returns BAD_RECIPE or BAD_OUTPUT after a message, NO_MEMORY, or OK. */
enum status make_files_prepare(struct make_files *files, struct project *projects, const char *directory) MUST_CHECK;

/** Writes the rule, unless the render ended early, and the stamp if all went well. Returns the exit code of the
   command: that of the render, or a worse one after a message. */
enum exit_code make_files_write(const struct make_files *files, enum exit_code code);

#endif
