/* Holds the state of levelled copies, which the files of this folder share.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each copy gets a gain, which is the same for all files of an album. A limiter follows the gain where it would pass
   the ceiling and where a limiter is allowed; the gain then grows by as much as the limiter takes away. The copies
   are read back, and get their names when all of them reach the target. */
#ifndef STEMPRINT_CMD_LOUDNESS_LEVEL_JOB_H
#define STEMPRINT_CMD_LOUDNESS_LEVEL_JOB_H

#include "cmd/job/measurement_job.h"
#include "io/output_set.h"

struct level_settings {
	double target_lufs; /**< NAN means no copies */
	double ceiling_dbtp; /**< NAN means that of the profiles, else -1 */
	bool limit;
	const char *output; /**< a file or a folder */
	bool force; /**< the copies may replace files that stemprint did not write */
};

/** A copy must come as close as this to the target, in LU. */
#define LEVEL_JOB_TOLERANCE_LU 0.1

struct level_copy {
	double gain_db;
	bool limited;
	bool left_out; /**< the file is not copied: it could not be read, or has no loudness */
	const char *name; /**< relative to the output's folder */
	struct print_format format;
	struct output *output;
	struct printer *printer;
};

struct level_job {
	const struct level_settings *settings;
	struct measurement_job *measured; /**< it holds the files before they are levelled */
	struct measurement_settings copies; /**< they say how the copies are measured */
	double ceiling_dbtp;
	struct level_copy *files; /**< there is one for each path */
	struct output_set *outputs;
	struct measurement_job printed; /**< it holds the copies, read back */
	bool committed;
	struct verdicts verdicts;
};

#endif
