/* stemprint tests: renders of one session with lead-ins, loops and regions of exact length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_LENGTH_TAKE_H
#define STEMPRINT_TESTS_LENGTH_TAKE_H

#include "support/sound.h"

#include <jansson.h>
#include <stdbool.h>

/** How the session is rendered and printed. Members that are NULL or 0 have the defaults that the comments name. */
struct length_take {
	unsigned rate; /**< 48000 */
	const char *session; /**< more keys of `session`, like "tail: none"; none */
	const char *tracks; /**< the sections before `print`; a session with dynamics, a reverb and modulation */
	const char *print; /**< more lines of `print`, each indented by two; none */
	const char *container, *encoding, *dither; /**< "wav", "float64", "none" */
	const char *jobs, *block, *cpu; /**< arguments of the command line; "2", "512", "sse2" */
	bool without_stems; /**< no stems are rendered */
};

enum { LENGTH_FILES = 5 };

/** Renders the session into the folder, and expects that all verdicts pass. */
void length_render(const struct length_take *take, const char *folder);

/** Returns the path of file number `index` below the folder of a render or of a region: a mix, a tap, two stems, a mix
    that is rendered anew. */
const char *length_file(const struct length_take *take, const char *folder, size_t index);

/** Reads that file. */
struct sound length_sound(const struct length_take *take, const char *folder, size_t index);

/** Reads the report of a render. The caller gives the reference back. */
json_t *length_report(const char *folder);

/** Fails the test unless all samples of `part` are those of `whole` from frame `from` on. */
void length_expect_equal(const struct sound *part, const struct sound *whole, size_t from, const char *name);

/** Returns the hash over the bytes of the first `count` files of a folder. */
uint64_t length_hash(const struct length_take *take, const char *folder, size_t count);

#endif
