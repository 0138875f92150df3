/* stemprint: the figures of a report that stand at the top of a page, and in the row of a song.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_SUMMARY_H
#define STEMPRINT_REPORT_REPORT_SUMMARY_H

#include "report/report.h"

struct report_summary {
	double seconds; /**< the length of every full file; NAN: each file has its own */
	double integrated_lufs; /**< the loudness of the main mix; NAN: not measured */
	double true_peak_dbtp; /**< the true peak of the main mix; NAN: not measured */
	double residual_peak_dbfs; /**< the highest of all proofs; -INFINITY: exact; NAN: there is no proof */
	const char *hash; /**< the digits of the hash of the main mix; NULL: nobody hashed it */
};

/** Returns the first mix that is judged. Without one it returns the first mix that keeps all its stems, or else the
    first file; NULL when there is none. */
const struct report_file *report_main_file(const struct report *report);

struct report_summary report_summary_of(const struct report *report);

#endif
