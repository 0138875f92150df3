/* stemprint: prints that were held back until their headroom was known, on their way into their files.
   SPDX-License-Identifier: GPL-3.0-or-later

   What a render printed into intermediates of float64 is read once, block by block, and goes to the printers of
   its files, which lower and round it. The bytes are those that the printers would have made in the render
   itself. */
#ifndef STEMPRINT_ENGINE_SETTLING_H
#define STEMPRINT_ENGINE_SETTLING_H

#include "dsp/apportion.h"
#include "engine/printer.h"
#include "engine/source.h"
#include "engine/workers.h"

#include <signal.h>

/** A print that was held back. */
struct settling_print {
	struct source *held; /**< at its first frame */
	struct printer *printer; /**< of its file; it is finished at the end */
};

/** Prints that are rounded together: the printers of the parts get integers. Prints are told by their index. */
struct settling_sum {
	size_t whole;
	const size_t *parts; /**< each is a part of one sum only */
	size_t part_count;
	const struct apportion *apportions; /**< one for each channel */
};

struct settling_job {
	const struct settling_print *prints;
	size_t print_count;
	const struct settling_sum *sums; /**< what is in none goes to its printer as it is */
	size_t sum_count;
	uint64_t frames; /**< of every print */
	struct workers *workers; /**< who runs it; NULL: the caller's thread alone */
	const volatile sig_atomic_t *stop; /**< when it becomes nonzero the work ends with INTERRUPTED; may be NULL */
};

#define SETTLING_NO_PRINT SIZE_MAX

struct settling_result {
	size_t failed_print; /**< which print a failure is about; SETTLING_NO_PRINT if none */
	const char *problem; /**< lower case, without the file's name; NULL: the status says it */
};

/** Prints everything and finishes the printers. All memory comes from the arena. */
enum status settling_run(const struct settling_job *job, struct arena *arena,
			 struct settling_result *result) MUST_CHECK;

#endif
