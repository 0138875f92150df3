/* stemprint: the header of an AU file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AU_CHECK_H
#define STEMPRINT_IO_AU_CHECK_H

#include "base/status.h"
#include "io/container_facts.h"
#include "io/file_window.h"
#include "io/problem.h"

/** This is a check of container_check(). It returns false for another kind of file. */
bool au_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem);

#endif
