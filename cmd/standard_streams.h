/* Opens and closes standard input, output and error.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_STANDARD_STREAMS_H
#define STEMPRINT_CMD_STANDARD_STREAMS_H

#include "cmd/exit_code.h"

/** Opens descriptors 0, 1 and 2 where they are closed, so that no file of the render gets one of these numbers. It must
    be the first call of the process. A closed stream becomes /dev/null: standard input is empty, the text for standard
    error is lost, and writing to standard output fails as on a full disk. */
void standard_streams_open(void);

/** Checks that all printed text has arrived. It must be the last call of the process. Returns `code`; when text was
    lost, it says so and returns the graver of `code` and EXIT_OUTPUT. */
enum exit_code standard_streams_close(enum exit_code code);

#endif
