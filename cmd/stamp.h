/* Keeps the stamp of a command, which stands only while all its verdicts passed.
   SPDX-License-Identifier: GPL-3.0-or-later

   The stamp goes away before the work begins, and comes back when all is done. So `make` runs the command again until a
   failed verdict is mended, and after a run that was killed. */
#ifndef STEMPRINT_CMD_STAMP_H
#define STEMPRINT_CMD_STAMP_H

#include "base/diagnostic.h"
#include "cmd/exit_code.h"
#include "cmd/report_options.h"

/** Checks whether the stamp that the options ask for may be written, and removes that of an earlier run. Returns
    BAD_OUTPUT or LIMIT with a diagnostic, NO_MEMORY, or OK. */
enum status stamp_withdraw(const struct report_options *options, struct diagnostics *diagnostics) MUST_CHECK;

/** Writes the stamp if the command ends well. Returns its exit code, or a worse one after a message. */
enum exit_code stamp_write(const struct report_options *options, enum exit_code code);

#endif
