/* stemprint: whether a FLAC file holds as much sound as it declares.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FLAC_CHECK_H
#define STEMPRINT_IO_FLAC_CHECK_H

#include "base/status.h"
#include "io/container_facts.h"
#include "io/file_window.h"
#include "io/problem.h"

/** This is a check of container_check(). It returns false for another kind of file. Streaming encoders write a
    length of 0; the function then finds the length from the last frame. */
bool flac_check(struct file_window *window, struct container_facts *facts, enum status *status,
		struct problem *problem);

/** This is a part of container_mend(): it gives a FLAC without a length the one that its last frame shows. It
    returns false for another kind of file. */
bool flac_mend(struct file_window *window);

#endif
