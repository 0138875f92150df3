/* stemprint: what a measurement amounts to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_VERIFY_VERDICT_H
#define STEMPRINT_VERIFY_VERDICT_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

enum verdict_status {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_UNKNOWN, /**< asked for, but not measurable: the integrated loudness of silence */
};

/** "pass", "fail", "unknown". */
const char *verdict_status_text(enum verdict_status status);

struct verdict {
	const char *name; /**< what was judged, and of what: "null mix", "true_peak mix", "clipping drums" */
	enum verdict_status status;
	const char *detail; /**< one line, lower case: the figures, and on failure the remedy */
};

/** A list in the order of adding. All zero but the arena is a valid empty one; when memory runs out `failed` is set. */
struct verdicts {
	struct arena *arena;
	struct verdict *items;
	size_t count;
	size_t capacity;
	size_t counts[3]; /**< by enum verdict_status */
	bool failed;
};

/** Adds one; `name` and `detail` are kept, not copied; a NULL of either is taken for memory that ran out. */
void verdicts_add(struct verdicts *verdicts, const char *name, enum verdict_status status, const char *detail);

/** "clipping NAME": of a file of integers. `clipped` samples had to be limited to full scale when printing, the first
   of them in `first_frame`; one fails. `peak_dbfs` is the peak before quantising. `remedy` says what helps. */
void verdicts_add_clipping(struct verdicts *verdicts, const char *name, uint64_t clipped, uint64_t first_frame,
			   double peak_dbfs, const char *remedy);

#endif
