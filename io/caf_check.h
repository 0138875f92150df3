/* stemprint: the header of a Core Audio Format file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CAF_CHECK_H
#define STEMPRINT_IO_CAF_CHECK_H

#include "base/status.h"
#include "io/container_facts.h"
#include "io/file_window.h"
#include "io/problem.h"

/** This is a check of container_check(). It returns false for another kind of file. A data chunk of length -1 is
    the last one, and goes on to the file's end (Apple Core Audio Format Specification 1.0, "Audio Data Chunk"). */
bool caf_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem);

/** This is a part of container_mend(): it gives a data chunk of length -1 its true length. It returns false for
    another kind of file. */
bool caf_mend(struct file_window *window);

#endif
