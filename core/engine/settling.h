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

/** It is a print that was held back. */
struct settling_print {
	struct source *held; /**< It stands at its first frame. */
	struct printer *printer; /**< It belongs to the print's file; it is finished at the end. */
};

/** It lists prints that are rounded together: the printers of the parts get integers. An index names each print. */
struct settling_sum {
	size_t whole;
	const size_t *parts; /**< Each is a part of one sum only. */
	size_t part_count;
	const struct apportion *apportions; /**< Each channel has one. */
};

struct settling_job {
	const struct settling_print *prints;
	size_t print_count;
	const struct settling_sum *sums; /**< A print that is in none goes to its printer as it is. */
	size_t sum_count;
	uint64_t frames; /**< It counts those of every print. */
	struct workers *workers; /**< They run it; NULL: the caller's thread runs it alone. */
	/** The work ends with INTERRUPTED when it becomes nonzero; it may be NULL. */
	const volatile sig_atomic_t *stop;
};

#define SETTLING_NO_PRINT SIZE_MAX

struct settling_result {
	size_t failed_print; /**< The failure is about this print; SETTLING_NO_PRINT if about none. */
	const char *problem; /**< It is lower case, without the file's name; NULL: the status says it. */
};

/** Prints everything and finishes the printers. All memory comes from the arena. */
enum status settling_run(const struct settling_job *job, struct arena *arena,
			 struct settling_result *result) MUST_CHECK;

#endif
