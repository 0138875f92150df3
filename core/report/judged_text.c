/* Writes which limits judge which mix, on one line.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/judged_text.h"

static bool is_judged(const struct report_file *file)
{
	return file->mix && (file->mix->loudness || file->mix->quality || file->ceiling.processor);
}

static void append_loudness(const struct loudness_request *request, struct text *text)
{
	text_append(text, "loudness by %s", request->own ? "limits of its own" : "verify");
	if (request->profile_name)
		text_append(text, " and %s", request->profile_name);
}

static void append_mix(const struct report_file *file, struct text *text)
{
	const char *between = ": ";
	text_append(text, "%s", file->range ? file->title : file->name);
	if (file->mix->loudness) {
		text_append(text, "%s", between);
		append_loudness(file->mix->loudness, text);
		between = ", ";
	}
	if (file->mix->quality) {
		text_append(text, "%squality", between);
		between = ", ";
	}
	if (file->ceiling.processor)
		text_append(text, "%sceiling of %s", between, file->ceiling.owner);
	if (!is_judged(file))
		text_append(text, ": nothing");
}

void judged_text(const struct report *report, struct text *text)
{
	bool judged = false, first = true;
	for (size_t i = 0; i < report->file_count; i++)
		judged |= is_judged(&report->files[i]);
	for (size_t i = 0; judged && i < report->file_count; i++) {
		const struct report_file *file = &report->files[i];
		if (!file->mix || (file->range && !is_judged(file)))
			continue;
		text_append(text, "%s", first ? "" : "; ");
		append_mix(file, text);
		first = false;
	}
}
