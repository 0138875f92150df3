/* stemprint: the header of an AIFF or AIFF-C file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AIFF_CHECK_H
#define STEMPRINT_IO_AIFF_CHECK_H

#include "base/status.h"
#include "io/container_facts.h"
#include "io/file_window.h"
#include "io/problem.h"

/** This is a check of container_check(). It returns false for another kind of file. */
bool aiff_check(struct file_window *window, struct container_facts *facts, enum status *status,
		struct problem *problem);

#endif
