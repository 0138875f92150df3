/* stemprint: copies of audio files at a loudness that is asked for.
   SPDX-License-Identifier: GPL-3.0-or-later

   A gain, the same for all of an album; where that would pass the ceiling, a limiter behind it if that is allowed, with as much more gain as the limiter takes
   away. The copies are read back, and get their names when all of them hit the target. */
#ifndef STEMPRINT_CMD_LEVELLING_H
#define STEMPRINT_CMD_LEVELLING_H

#include "cmd/measuring.h"
#include "io/output_set.h"

struct levelling_settings {
	double target_lufs; /**< NAN: no copies */
	double ceiling_dbtp; /**< NAN: the profiles', else -1 */
	bool limit;
	const char *output; /**< a file, or a folder */
	bool force; /**< the copies may replace files that stemprint did not write */
};

/** How close a copy must come, in LU. */
#define LEVELLING_TOLERANCE_LU 0.1

struct levelled_file {
	double gain_db;
	bool limited;
	bool left_out; /**< not to be copied: it could not be read, or has no loudness */
	const char *name; /**< in the output's folder */
	struct print_format format;
	struct output *output;
	struct printer *printer;
};

struct levelling {
	const struct levelling_settings *settings;
	struct measuring *measured; /**< the files as they are */
	struct measuring_settings copies; /**< how what comes out is measured */
	double ceiling_dbtp;
	struct levelled_file *files; /**< one a path */
	struct output_set *outputs;
	struct measuring printed; /**< the copies, read back */
	bool committed;
	struct verdicts verdicts;
};

/** Copies what was measured. What fails is told in the diagnostics; what cannot hit the target in the verdicts, and then nothing is written. Whatever the status, it is to be
    released, before `measured`. */
enum status levelling_run(struct levelling *levelling, struct measuring *measured,
			  const struct levelling_settings *settings) MUST_CHECK;

/** Adds the copies, their gains and all verdicts to a report of the files as they are. */
enum status levelling_report(struct levelling *levelling, struct report *report) MUST_CHECK;

void levelling_release(struct levelling *levelling);

#endif
