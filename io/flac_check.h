/* stemprint: whether a FLAC file holds as much sound as it declares.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FLAC_CHECK_H
#define STEMPRINT_IO_FLAC_CHECK_H

#include "io/container_check.h"

/** A kind of container_check(); false for another kind of file. A length of 0, as streaming encoders write it, is
    found from the last frame. */
bool flac_check(struct file_window *window, struct container_facts *facts, enum status *status,
		struct problem *problem);

/** A part of container_mend(): a FLAC without a length gets the one that its last frame tells. false for another kind
    of file. */
bool flac_mend(struct file_window *window);

#endif
