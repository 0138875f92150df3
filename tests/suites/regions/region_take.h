/* stemprint tests: renders of a session with regions, whose samples libsndfile reads.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_REGION_TAKE_H
#define STEMPRINT_TESTS_REGION_TAKE_H

#include <stdbool.h>
#include <stddef.h>

/** How the session is printed, and how it is rendered. */
struct region_take {
	const char *container, *encoding, *dither;
	const char *print; /**< more lines of `print`, each indented by two; "" without */
	const char *jobs, *block, *cpu; /**< arguments of the command line */
};

enum { REGION_RATE = 48000, REGION_FILES = 7 };

/** Renders the session into "FOLDER/`folder`" and expects exit code 0. `options` are more arguments: up to six, and
    then NULL. The regions are "intro", "verse" and "last". */
void region_render(const struct region_take *take, const char *folder, const char *const options[7]);

/** Returns the path of file number `index` below the folder of a render or of a region: a mix, one that is rendered
    anew, a tap, and stems of two sets. */
const char *region_file(const struct region_take *take, const char *folder, size_t index);

/** Fails the test unless the samples of `part` are those of `whole` from frame `from` on, as libsndfile reads them,
    and as many as `frames`; 0 stands for all that there are. */
void region_expect_cut(const char *part, const char *whole, size_t from, size_t frames);

#endif
