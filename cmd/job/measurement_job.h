/* Measures audio files for a report of their loudness.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_JOB_MEASUREMENT_JOB_H
#define STEMPRINT_CMD_JOB_MEASUREMENT_JOB_H

#include "cmd/job/file_batch.h"
#include "cmd/job/resource_limits.h"
#include "measure/loudness_meter.h"
#include "report/report.h"
#include "verify/quality_verdict.h"

struct measurement_settings {
	bool album;
	bool pictures; /**< true when waveforms are wanted */
	bool dual_mono;
	const enum speaker *speakers; /**< they apply to every file; NULL means that each file names its own */
	size_t speaker_count;
	const struct loudness_profile *const *profiles; /**< they judge each file, and the album */
	size_t profile_count;
	const struct quality_request *quality; /**< it asks for faults, too; NULL means that nobody looks for them */
	bool set; /**< with `quality`, the files belong together and must be alike */
	bool unjudged; /**< the profiles are known, but they judge other files */
	const struct resource_limits *limits; /**< NULL means that there are none */
	size_t jobs; /**< the number of threads; 0 means one for each core */
	const char *const *names; /**< reports use these names for the files; NULL means that they use the paths */
	struct source *(*open)(void *context, size_t file,
			       struct source *source); /**< file_batch.h explains it; NULL keeps the files */
	void *open_context;
};

/** This is a file that could be read. */
struct measured_file {
	struct loudness_meter *meter; /**< it exists while the file is read, and in an album until its turn comes */
	struct quality_meter *quality_meter; /**< it exists while the file is read, if faults are looked for */
	struct quality *quality;
	bool done;
	struct loudness loudness;
	struct level_meter level_meter; /**< used when a profile asks for it */
	struct loudness_course *course;
	struct overview *overview; /**< it exists with `pictures` */
};

struct measurement_job {
	const struct measurement_settings *settings;
	struct file_batch batch;
	struct measured_file *files; /**< there is one for each path */
	struct loudness_album *album; /**< NULL means that nobody asked for it */
	size_t album_count;
	bool with_level;
	struct verdicts verdicts, notes;
};

/** Measures all files that can be read. Faults of the others are in the batch and are no failure here. Release the
    result, whatever the status. */
enum status measurement_job_run(struct measurement_job *job, struct diagnostics *diagnostics, const char *const *paths,
				size_t count, const struct measurement_settings *settings) MUST_CHECK;

/** Adds the measured files, the album and the verdicts; the rest of *report stays. */
enum status measurement_job_report(struct measurement_job *job, struct report *report) MUST_CHECK;

/** Returns the name that reports use for the file. */
const char *measurement_job_name(const struct measurement_job *job, size_t file);

void measurement_job_release(struct measurement_job *job);

#endif
