/* Keeps what the reports over several recipes need of one of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song_findings.h"

#include "base/path.h"
#include "cmd/mark_file.h"
#include "cmd/page_report.h"
#include "report/report_csv.h"
#include "report/report_html.h"
#include "report/report_json.h"
#include "report/song_reports.h"

/* Moves a text into the arena. */
static enum status keep_text(struct arena *arena, const struct text *text, const char **bytes, size_t *length)
{
	*bytes = text->failed ? NULL : arena_text(arena, text->bytes ? text->bytes : "", text->length);
	*length = text->length;
	return *bytes ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status keep_json(struct arena *arena, const struct findings *findings, struct findings *kept)
{
	struct text text = { 0 };
	enum status status = STATUS_OK;
	if (findings->json)
		text_append_bytes(&text, findings->json, findings->json_length);
	else
		status = report_json(findings->report, &text);
	if (status == STATUS_OK)
		status = keep_text(arena, &text, &kept->json, &kept->json_length);
	text_release(&text);
	return status;
}

static enum status keep_csv(struct arena *arena, const struct findings *findings, struct findings *kept)
{
	struct text text = { 0 };
	enum status status = report_csv_rows(findings->report, song_path(findings), &text);
	if (status == STATUS_OK)
		status = keep_text(arena, &text, &kept->csv, &kept->csv_length);
	text_release(&text);
	return status;
}

/* Writes the page of a song. What only the page needs goes with it. */
static enum status print_page(const struct song *song, const struct findings *findings, struct text *text,
			      struct problem *problem)
{
	struct findings linked = *findings;
	if (!findings->report)
		return song_failure_html(findings, text);
	struct arena *arena = arena_new();
	enum status status =
		arena ? page_report_make(findings->report, song->options, song->page, arena, problem, &linked.report)
		      : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = report_html(&linked, text);
	arena_free(arena);
	return status;
}

static enum status write_page(const struct song *song, const struct findings *findings, struct diagnostics *diagnostics)
{
	struct text text = { 0 };
	struct problem problem;
	enum status status = print_page(song, findings, &text, &problem);
	if (status == STATUS_OK)
		status = mark_file_write(song->page, song->options->force, &text, &problem);
	if (status_is_of_output(status))
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "%s", problem.text);
	text_release(&text);
	return status;
}

enum status song_findings_keep(const struct song *song, const struct findings *findings,
			       struct diagnostics *diagnostics, struct arena *arena, struct findings *kept)
{
	const char *const *paths = song->options->paths;
	enum status status = findings_keep(findings, arena, kept) ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK && findings->report && paths[REPORT_JSON])
		status = keep_json(arena, findings, kept);
	if (status == STATUS_OK && findings->report && paths[REPORT_CSV])
		status = keep_csv(arena, findings, kept);
	if (status == STATUS_OK && song->page)
		status = write_page(song, findings, diagnostics);
	if (status == STATUS_OK && song->page)
		kept->page = path_last_part(song->page);
	if (status == STATUS_NO_MEMORY)
		*kept = (struct findings){ 0 };
	return status;
}
