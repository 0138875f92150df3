/* stemprint: verdicts, and the list of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_VERDICT_H
#define STEMPRINT_VERIFY_VERDICT_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/** How something was judged. */
enum verdict_status {
	VERDICT_PASS,
	VERDICT_FAIL, /**< the exit code becomes 1 */
	VERDICT_UNKNOWN, /**< asked for, but not measurable, such as the integrated loudness of silence */
};

/** Returns "pass", "fail" or "unknown". Static text. */
const char *verdict_status_text(enum verdict_status status);

/** One judgement. */
struct verdict {
	const char *name; /**< what was judged, and in which file: "null mix", "true_peak mix", "clipping drums" */
	enum verdict_status status; /**< the judgement */
	const char *detail; /**< one line, lower case: the figures, and the remedy after a failure */
};

/** A list in the order of adding. An empty list is all zero, except for its arena. */
struct verdicts {
	struct arena *arena; /**< the caller's, for all memory of the list */
	struct verdict *items; /**< [count] */
	size_t count;
	size_t capacity; /**< the room for items */
	size_t counts[3]; /**< how many there are, by enum verdict_status */
	bool failed; /**< memory ran out, and a verdict is missing */
};

/** Adds a verdict. `name` and `detail` are kept, not copied. NULL for either means that memory ran out. */
void verdicts_add(struct verdicts *verdicts, const char *name, enum verdict_status status, const char *detail);

/** Adds the verdict "clipping NAME" of a file of integers. `clipped` samples were limited to full scale when the file
   was printed, the first one in `first_frame`; a single one fails. `peak_dbfs` is the peak before quantising, `remedy`
   the text that helps. */
void verdicts_add_clipping(struct verdicts *verdicts, const char *name, uint64_t clipped, uint64_t first_frame,
			   double peak_dbfs, const char *remedy);

#endif
