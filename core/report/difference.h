/* stemprint: what has changed between two versions of files or of a recipe, as a value, and its writers.
   SPDX-License-Identifier: GPL-3.0-or-later

   Names of files are relative to the folders that were compared. */
#ifndef STEMPRINT_REPORT_DIFFERENCE_H
#define STEMPRINT_REPORT_DIFFERENCE_H

#include "base/status.h"
#include "base/text.h"
#include "recipe/document_change.h"
#include "verify/comparison.h"
#include "verify/verdict.h"

#include <stdbool.h>

/** The name and version of the JSON form. */
#define DIFFERENCE_SCHEMA "stemprint.diff.1"

/** What became of a file, the gravest last. */
enum difference_fate {
	DIFFERENCE_SAME_BYTES, /**< the files are equal */
	DIFFERENCE_SAME_SOUND, /**< every sample is equal, and the rest of the file is not */
	DIFFERENCE_CHANGED, /**< samples differ */
	DIFFERENCE_RESHAPED, /**< the rate or the channel count differs, so nothing was subtracted */
	DIFFERENCE_NEW, /**< only the new version has the file */
	DIFFERENCE_GONE, /**< only the old version has the file */
	DIFFERENCE_FATES,
};

/** Returns "same bytes", "same sound", "changed", "reshaped", "new" or "gone". Static text. */
const char *difference_fate_name(enum difference_fate fate);

struct difference_file {
	const char *name;
	enum difference_fate fate;
	struct comparison *comparison; /**< NULL: the bytes are equal, or there is only one version */
};

struct difference {
	const char *old_path, *new_path; /**< as the user named them */
	struct difference_file *files; /**< [count] by name */
	size_t count;
	double max_dbfs; /**< the peak that a difference may have; NAN: nothing is judged */
	const struct verdicts *verdicts; /**< of files that were judged; none when nothing is */
	const struct document_changes *changes; /**< of two recipes or two reports; NULL: files were compared */
	bool of_reports; /**< the changes are those of reports */
	size_t equal, printed; /**< of the files that the new report lists, those with the hash of the old one; all */
};

/** Returns how many files had that fate. */
size_t difference_count(const struct difference *difference, enum difference_fate fate);

/** A band that has changed. */
struct band_change {
	size_t band; /**< of third_octave_band.h */
	double change_db; /**< over 0: the new version is louder */
};

enum { DIFFERENCE_BANDS_SHOWN = 4 };

/** Lists the bands that changed the most, the largest change first, and none under 0.5 dB. Returns how many there are,
    at most DIFFERENCE_BANDS_SHOWN. */
size_t difference_bands(const struct comparison *comparison, struct band_change bands[DIFFERENCE_BANDS_SHOWN]);

/** Appends the difference for people. */
void difference_text(const struct difference *difference, struct text *text);

/** Appends a table of it in Markdown, for a comment on a pull request. */
void difference_markdown(const struct difference *difference, struct text *text);

/** Appends it as JSON. Returns NO_MEMORY when out of memory. */
enum status difference_json(const struct difference *difference, struct text *text) MUST_CHECK;

#endif
