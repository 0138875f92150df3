/* Finds the figures of a report that stand for all of it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report_summary.h"

#include <math.h>

const struct report_file *report_main_file(const struct report *report)
{
	const struct report_file *found = NULL;
	for (size_t i = 0; i < report->file_count; i++) {
		const struct report_file *file = &report->files[i];
		if (file->mix && (file->mix->loudness || file->mix->quality))
			return file;
		if (!found && file->role == REPORT_MIX && !file->selective)
			found = file;
	}
	return found || report->file_count == 0 ? found : &report->files[0];
}

struct report_summary report_summary_of(const struct report *report)
{
	const struct report_file *file = report_main_file(report);
	const bool measured = file && file->measured && (file->role == REPORT_MIX || report->file_count == 1);
	struct report_summary summary = {
		.seconds = report->sample_rate > 0.0 ? (double)report->frames / report->sample_rate : (double)NAN,
		.integrated_lufs = measured ? file->loudness.integrated_lufs : (double)NAN,
		.true_peak_dbtp = measured ? file->loudness.true_peak_dbtp : (double)NAN,
		.residual_peak_dbfs = (double)NAN,
		.hash = file ? file->hash : NULL,
	};
	for (size_t i = 0; i < report->proof_count; i++)
		summary.residual_peak_dbfs =
			fmax(summary.residual_peak_dbfs, report->proofs[i].result.residual_peak_dbfs);
	return summary;
}
