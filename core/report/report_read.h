/* stemprint: the figures of a report that was written before.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_READ_H
#define STEMPRINT_REPORT_REPORT_READ_H

#include "report/manifest.h"
#include "report/report.h"

/** Reads the JSON of report_json(), which may be hostile: names, lengths, the figures of files, of proofs and of
    summing points. The rest is left out, also the verdicts, which the manifest has. It also has the hashes of files.
    Levels that the JSON calls null are NAN, because nobody knows whether they were silence; a residual that was exact
   is -INFINITY. `file.mix` of a mix says whether something judges it, and nothing else. All of it comes from the arena,
    or belongs to the manifest. Returns BAD_SOURCE when it is no such report, with the problem in static text, or
    NO_MEMORY. */
enum status report_read(const char *bytes, size_t length, const struct manifest *manifest, struct arena *arena,
			struct report *report, const char **problem) MUST_CHECK;

#endif
