/* Finds what a render of a song has left, and reads it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_REPORT_CATALOGUE_SONG_H
#define STEMPRINT_CMD_REPORT_CATALOGUE_SONG_H

#include "cmd/job/project.h"
#include "cmd/job/resource_limits.h"
#include "cmd/verify/manifest_check.h"
#include "report/findings.h"

struct catalogue_song {
	const char *path; /**< as typed: a recipe, a manifest, or the folder of one */
	bool is_recipe;
	enum status status; /**< of catalogue_song_find() */
	struct project project; /**< of a recipe; otherwise it has an arena and diagnostics alone */
	const char *manifest; /**< the path of its manifest; NULL: the recipe is wrong */
	const char *printed; /**< the path of the report beside it; NULL as before */
	struct manifest_check check;
	struct report report;
	struct findings findings; /**< of catalogue_song_read() */
	bool older; /**< the recipe asks for something else than what was rendered */
};

/** Reads the recipe, if `path` is one, and finds the manifest. What is wrong stands in the diagnostics of the project.
    Release the song, whatever the status. Returns the status that song->status has. */
enum status catalogue_song_find(struct catalogue_song *song, const char *path,
				const struct recipe_settings *settings) MUST_CHECK;

/** Reads the manifest and the report beside it. With `workers` it also compares all files with their hashes, and each
    that has changed becomes a verdict that failed; NULL: it does not. Returns OK; BAD_SOURCE with a diagnostic, when
    the song was not rendered or when what was left is not whole; LIMIT with a diagnostic, also for a sound that is
    compared and has more frames than the limits allow; NO_MEMORY or INTERRUPTED. */
enum status catalogue_song_read(struct catalogue_song *song, struct workers *workers,
				const struct resource_limits *limits) MUST_CHECK;

void catalogue_song_release(struct catalogue_song *song);

#endif
