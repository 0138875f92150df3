/* Prints what was held back until its headroom was known into the files.
   SPDX-License-Identifier: GPL-3.0-or-later

   A render writes such prints into intermediates of float64. They are read once, block by block, and go to the
   printers of their files, which lower and round them. The bytes are the same as those that the printers would have
   made in the render itself. */
#ifndef STEMPRINT_ENGINE_SETTLING_H
#define STEMPRINT_ENGINE_SETTLING_H

#include "dsp/apportion.h"
#include "engine/printer.h"
#include "engine/source.h"
#include "engine/workers.h"

#include <signal.h>

/** A print that was held back. */
struct settling_print {
	struct source *held; /**< the intermediate, at its first frame */
	struct printer *printer; /**< that of the print's file; it is finished at the end */
};

/** Prints that are rounded together: the printers of the parts get integers. A print is named by its index. */
struct settling_sum {
	size_t whole; /**< the mix, which goes to its printer as it is */
	const size_t *parts; /**< the stems; each is a part of one sum only */
	size_t part_count;
	const struct apportion *apportions; /**< one for each channel */
};

/** The work. The caller owns all that it points at. */
struct settling_job {
	const struct settling_print *prints; /**< all have equally many frames */
	size_t print_count;
	const struct settling_sum *sums; /**< a print that is in none goes to its printer as it is */
	size_t sum_count;
	uint64_t frames; /**< of every print */
	struct workers *workers; /**< NULL: the caller's thread runs it alone */
	const volatile sig_atomic_t *stop; /**< ends the work with INTERRUPTED when it becomes nonzero; may be NULL */
};

/** The failure is about no print. */
#define SETTLING_NO_PRINT SIZE_MAX

/** What went wrong, if settling_run() fails. */
struct settling_result {
	size_t failed_print; /**< the index of the print that failed, or SETTLING_NO_PRINT */
	const char *problem; /**< lower case, without the file's name; NULL: the status says it */
};

/** Prints everything and finishes the printers. All memory comes from the arena. Returns the first failure of a source
    or printer, INTERRUPTED, or NO_MEMORY; then the files are incomplete. */
enum status settling_run(const struct settling_job *job, struct arena *arena,
			 struct settling_result *result) MUST_CHECK;

#endif
