/* stemprint: audio files from anywhere on their way to a report of their loudness.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_MEASURING_H
#define STEMPRINT_CMD_MEASURING_H

#include "cmd/survey.h"
#include "report/report.h"
#include "verify/quality_verdict.h"

struct measuring_settings {
	bool album;
	bool pictures; /**< waveforms are wanted */
	bool dual_mono;
	const enum speaker *speakers; /**< of every file; NULL: as each says */
	size_t speaker_count;
	const struct loudness_profile *const *profiles; /**< that judge each file, and the album */
	size_t profile_count;
	const struct quality_request *quality; /**< their faults are looked for, too; NULL: not */
	bool set; /**< with `quality`: they belong together and must be alike */
	bool unjudged; /**< the profiles are known, but judge other files */
	size_t jobs; /**< threads; 0: one a core */
	const char *const *names; /**< what reports call the files; NULL: their paths */
	struct source *(*open)(void *context, size_t file,
			       struct source *source); /**< as survey.h has it; NULL: the files as they are */
	void *open_context;
};

/** A file that could be read. */
struct measured_file {
	struct loudness_meter *meter; /**< while it is read */
	struct quality_meter *quality_meter; /**< the same, when faults are looked for */
	struct quality *quality;
	bool done;
	struct loudness loudness;
	struct level_meter level_meter; /**< when a profile asks for it */
	struct loudness_course *course;
	struct waveform *waveform; /**< with `pictures` */
};

struct measuring {
	const struct measuring_settings *settings;
	struct survey survey;
	struct measured_file *files; /**< one a path */
	struct loudness_album *album; /**< NULL: not asked for */
	size_t album_count;
	bool with_level;
	struct verdicts verdicts, notes;
};

/** Measures all files that can be read; what is wrong with the others stands in the survey, and is no failure here. Whatever the status, it is to be
    released. */
enum status measuring_run(struct measuring *measuring, struct diagnostics *diagnostics, const char *const *paths,
			  size_t count, const struct measuring_settings *settings) MUST_CHECK;

/** Adds the files that were measured, the album and the verdicts; what else is in *report stays. */
enum status measuring_report(struct measuring *measuring, struct report *report) MUST_CHECK;

/** What reports call it. */
const char *measuring_name(const struct measuring *measuring, size_t file);

void measuring_release(struct measuring *measuring);

#endif
