/* stemprint: whether an audio file holds what its header promises, before a library sees it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CONTAINER_CHECK_H
#define STEMPRINT_IO_CONTAINER_CHECK_H

#include "base/status.h"
#include "io/container_facts.h"
#include "io/file_window.h"
#include "io/problem.h"

/** Compares the lengths in the header of a WAV, RF64, BW64, W64, AIFF, AIFF-C, CAF, AU or FLAC file with the file.
    libsndfile does not do this: it reads what is there, as a shorter song, and takes a length of 0 for "to the
    end". Returns BAD_SOURCE, with the problem, for a file that holds less or more than it promises, or whose chunks
    make the library read for ever. Returns OK for all else, which includes other kinds of files. Headers are
    hostile: nothing is allocated, and every loop has a bound of its own. */
enum status container_check(struct file_window *window, struct container_facts *facts,
			    struct problem *problem) MUST_CHECK;

/** Changes what libsndfile sees through the window, where a file is right and the library does not read it: a BW64
    appears as an RF64, an RF64 gets chunks of even lengths, a CAF whose last chunk has no length gets one, and so
    does a FLAC without a length. The caller calls it for every file that it opens, before the library sees the
    file. */
void container_mend(struct file_window *window);

#endif
