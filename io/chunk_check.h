/* stemprint: a look at the chunks of a WAV or AIFF file before a library sees them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CHUNK_CHECK_H
#define STEMPRINT_IO_CHUNK_CHECK_H

#include "base/status.h"
#include "io/file_window.h"
#include "io/problem.h"

/** Two things that libsndfile does not tell: that a WAV, RF64 or AIFF file holds fewer frames than its header promises (it quietly reads what is
    there), and a LIST chunk whose parts are longer than the file (it reads some of them for ever). BAD_SOURCE with the
    problem for those; OK for all else, other kinds of files included. A data length that recorders write when they cannot
    go back to the header (0, or about 2^31 or 2^32) promises nothing. */
enum status chunk_check(struct file_window *window, struct problem *problem) MUST_CHECK;

#endif
