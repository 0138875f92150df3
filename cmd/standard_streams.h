/* stemprint: standard input, output and error.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_STANDARD_STREAMS_H
#define STEMPRINT_CMD_STANDARD_STREAMS_H

#include "cmd/exit_code.h"

/** The first call of the process: descriptors 0, 1 and 2 are open afterwards, so that no file of the render gets one of
    these numbers. What was closed is /dev/null: standard input is empty, what goes to standard error is lost, and
    writing to standard output fails as on a full disk. */
void standard_streams_open(void);

/** The last call of the process: whether all that was printed has arrived. Returns `code`, or the graver of it and
    EXIT_OUTPUT, which is told. */
enum exit_code standard_streams_close(enum exit_code code);

#endif
