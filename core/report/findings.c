/* Copies what a command has found, so that it outlives the recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/findings.h"

#include <string.h>

/* Returns a copy of the text. NULL stays NULL. A copy that fails sets *failed. */
static const char *keep_text(struct arena *arena, const char *text, size_t length, bool *failed)
{
	const char *copy = !text ? NULL : arena_text(arena, text, length);
	*failed |= !!text && !copy;
	return copy;
}

static const char *keep_words(struct arena *arena, const char *text, bool *failed)
{
	return keep_text(arena, text, !text ? 0 : strlen(text), failed);
}

static const struct verdicts *keep_verdicts(struct arena *arena, const struct verdicts *verdicts, bool *failed)
{
	struct verdicts *kept = ARENA_NEW(arena, struct verdicts);
	*failed |= !kept;
	if (*failed)
		return kept;
	kept->arena = arena;
	for (size_t i = 0; i < verdicts->count; i++)
		verdicts_add(kept, keep_words(arena, verdicts->items[i].name, failed), verdicts->items[i].status,
			     keep_words(arena, verdicts->items[i].detail, failed));
	*failed |= kept->failed || verdicts->failed;
	return kept;
}

static const struct report_file *keep_files(struct arena *arena, const struct report *report, bool *failed)
{
	struct report_file *kept = ARENA_ARRAY(arena, struct report_file, report->file_count);
	*failed |= !kept;
	for (size_t i = 0; i < report->file_count && !*failed; i++)
		kept[i] = (struct report_file){ .path = keep_words(arena, report->files[i].path, failed),
						.role = report->files[i].role,
						.frames = report->files[i].frames,
						.sample_rate = report->files[i].sample_rate,
						.channels = report->files[i].channels,
						.measured = report->files[i].measured,
						.loudness = report->files[i].loudness };
	return kept;
}

static const struct report *keep_report(struct arena *arena, const struct report *report, bool *failed)
{
	struct report *kept = ARENA_NEW(arena, struct report);
	*failed |= !kept;
	if (*failed)
		return kept;
	kept->recipe = keep_words(arena, report->recipe, failed);
	kept->recipe_path = keep_words(arena, report->recipe_path, failed);
	kept->title = keep_words(arena, report->title, failed);
	kept->files = keep_files(arena, report, failed);
	kept->file_count = report->file_count;
	kept->verdicts = keep_verdicts(arena, report->verdicts, failed);
	return kept;
}

static void keep_origins(struct arena *arena, const struct diagnostics *list, struct diagnostics *kept, bool *failed)
{
	for (uint32_t i = 1; i <= list->origin_count; i++) {
		struct origin origin = diagnostics_origin(list, i);
		origin.file = keep_words(arena, origin.file, failed);
		origin.path = keep_words(arena, origin.path, failed);
		origin.bytes = keep_text(arena, origin.bytes, origin.length, failed);
		*failed |= diagnostics_add_origin(kept, &origin) == 0;
	}
}

static const struct diagnostics *keep_diagnostics(struct arena *arena, const struct diagnostics *list, bool *failed)
{
	struct diagnostics *kept = ARENA_NEW(arena, struct diagnostics);
	struct diagnostic *items = ARENA_ARRAY(arena, struct diagnostic, list->count);
	*failed |= !kept || !items || list->failed;
	if (*failed)
		return kept;
	diagnostics_init(kept, arena, keep_words(arena, list->file, failed));
	kept->bytes = keep_text(arena, list->bytes, list->length, failed);
	kept->length = list->length;
	kept->own_name = keep_words(arena, list->own_name, failed);
	keep_origins(arena, list, kept, failed);
	for (size_t i = 0; i < list->count; i++) {
		items[i] = list->items[i];
		items[i].code = keep_words(arena, list->items[i].code, failed); /* one from a manifest is not static */
		items[i].message = keep_words(arena, list->items[i].message, failed);
	}
	kept->items = items;
	kept->count = kept->capacity = list->count;
	kept->error_count = list->error_count;
	return kept;
}

bool findings_keep(const struct findings *findings, struct arena *arena, struct findings *kept)
{
	bool failed = false;
	*kept = (struct findings){ .seconds = findings->seconds };
	if (findings->report) {
		kept->report = keep_report(arena, findings->report, &failed);
		kept->summary = report_summary_of(findings->report);
		kept->summary.hash = keep_words(arena, kept->summary.hash, &failed);
	}
	if (findings->diagnostics)
		kept->diagnostics = keep_diagnostics(arena, findings->diagnostics, &failed);
	return !failed;
}
