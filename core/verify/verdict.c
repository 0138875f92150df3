/* stemprint: keeps the list of verdicts.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/verdict.h"

#include <inttypes.h>
#include <string.h>

const char *verdict_status_text(enum verdict_status status)
{
	switch (status) {
	case VERDICT_PASS:
		return "pass";
	case VERDICT_FAIL:
		return "fail";
	case VERDICT_UNKNOWN:
		return "unknown";
	}
	return "unknown";
}

static bool grow(struct verdicts *verdicts)
{
	if (verdicts->count < verdicts->capacity)
		return true;
	size_t capacity = verdicts->capacity == 0 ? 16 : 2 * verdicts->capacity;
	struct verdict *items = ARENA_ARRAY(verdicts->arena, struct verdict, capacity);
	if (!items)
		return false;
	if (verdicts->count != 0)
		memcpy(items, verdicts->items, verdicts->count * sizeof *items);
	verdicts->items = items;
	verdicts->capacity = capacity;
	return true;
}

void verdicts_add(struct verdicts *verdicts, const char *name, enum verdict_status status, const char *detail)
{
	if (!name || !detail || !grow(verdicts)) {
		verdicts->failed = true;
		return;
	}
	verdicts->items[verdicts->count++] = (struct verdict){ name, status, detail };
	verdicts->counts[status]++;
}

void verdicts_add_clipping(struct verdicts *verdicts, const char *name, uint64_t clipped, uint64_t first_frame,
			   double peak_dbfs, const char *remedy)
{
	const char *detail = "no sample clipped";
	if (clipped != 0)
		detail = arena_format(verdicts->arena, "%" PRIu64 " %s at frame %" PRIu64 ", peak %+.2f dBFS: %s",
				      clipped, clipped == 1 ? "sample clipped" : "samples clipped, the first",
				      first_frame, peak_dbfs, remedy);
	verdicts_add(verdicts, arena_format(verdicts->arena, "clipping %s", name),
		     clipped == 0 ? VERDICT_PASS : VERDICT_FAIL, detail);
}
