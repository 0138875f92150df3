/* stemprint tests: a report with a mix, two stems, a silent one and every kind of verdict.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_REPORT_FIXTURE_H
#define STEMPRINT_TESTS_REPORT_FIXTURE_H

#include "report/report.h"

struct report_fixture {
	struct arena *arena;
	struct report_file files[5];
	size_t stems[2];
	double stem_peaks_dbfs[2];
	struct report_proof proof;
	struct report_trim trims[2];
	struct report_meter meters[2];
	struct report_opaque opaques[2];
	struct verdicts verdicts;
	struct report report;
};

void report_fixture_init(struct report_fixture *fixture);
void report_fixture_release(struct report_fixture *fixture);

#endif
