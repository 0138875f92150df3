/* Writes the reports that the options ask for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report_writer.h"

#include "cmd/page_report.h"
#include "cmd/report_destination.h"
#include "io/output_set.h"
#include "report/plot_name.h"
#include "report/report_github.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define PLOT_FILE_WIDTH 960.0

/* This is the text of one report and the set of the file that holds it, or the set of all pictures. */
struct prepared {
	struct text text;
	struct output_set *outputs;
};

static enum status prepare_file(struct prepared *prepared, const char *path, bool force, struct problem *problem)
{
	const char *name;
	prepared->outputs = report_destination_file(path, force, &name);
	if (!prepared->outputs)
		return STATUS_NO_MEMORY;
	enum status status =
		output_set_write_text(prepared->outputs, name, prepared->text.bytes, prepared->text.length);
	if (status != STATUS_OK)
		problem_set(problem, "%s", output_set_problem(prepared->outputs));
	return status;
}

static enum status prepare_plot(struct prepared *prepared, const struct findings *findings,
				const struct plot_kind *kind, size_t index)
{
	const struct plot_sheet sheet = { .text = &prepared->text, .width = PLOT_FILE_WIDTH, .alone = true };
	struct text name = { 0 };
	enum status status = STATUS_NO_MEMORY;
	prepared->text.length = 0;
	plot_name_append(kind, index, &name);
	kind->draw(findings, index, &sheet);
	if (!name.failed && !prepared->text.failed)
		status = output_set_write_text(prepared->outputs, name.bytes, prepared->text.bytes,
					       prepared->text.length);
	text_release(&name);
	return status;
}

static enum status prepare_plots(struct prepared *prepared, const struct findings *findings,
				 const struct report_options *options, struct problem *problem)
{
	enum status status = STATUS_OK;
	prepared->outputs = report_destination_plots(options->plots, options->force);
	if (!prepared->outputs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < plot_kind_count; i++)
		for (size_t k = 0; status == STATUS_OK && k < plot_kinds[i]->count(findings); k++)
			status = prepare_plot(prepared, findings, plot_kinds[i], k);
	if (status_is_of_output(status))
		problem_set(problem, "%s", output_set_problem(prepared->outputs));
	return status;
}

static enum status finish(struct prepared *prepared, struct problem *problem)
{
	if (prepared->outputs) {
		enum status status = output_set_commit(prepared->outputs);
		if (status != STATUS_OK)
			problem_set(problem, "%s", output_set_problem(prepared->outputs));
		return status;
	}
	if (fwrite(prepared->text.bytes, 1, prepared->text.length, stdout) == prepared->text.length &&
	    fflush(stdout) == 0)
		return STATUS_OK;
	problem_set_errno(problem, "standard output", errno);
	return STATUS_BAD_OUTPUT;
}

/* Appends to the file where the runner of a workflow collects summaries, because other steps may have written there
   before. */
static enum status append_summary(const char *path, const struct text *text, struct problem *problem)
{
	int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
	bool good = file >= 0 && write(file, text->bytes, text->length) == (ssize_t)text->length;
	if (!good)
		problem_set_errno(problem, "the summary of the workflow (GITHUB_STEP_SUMMARY)", errno);
	if (file >= 0)
		close(file);
	return good ? STATUS_OK : STATUS_BAD_OUTPUT;
}

static enum status annotate(const struct report_options *options, const struct findings *findings, size_t count,
			    struct problem *problem)
{
	const char *path = getenv("GITHUB_STEP_SUMMARY");
	struct text commands = { 0 }, summary = { 0 };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		status = report_github(&findings[i], &commands);
		if (status == STATUS_OK)
			status = report_github_summary(&findings[i], &summary);
	}
	if (status == STATUS_OK && commands.bytes)
		fputs(commands.bytes, report_options_stream(options));
	if (status == STATUS_OK && path && *path && summary.bytes)
		status = append_summary(path, &summary, problem);
	text_release(&commands);
	text_release(&summary);
	return status;
}

/* Each report has a text of its own, and all pictures share the last one. */
enum { PLOTS = REPORT_FORMAT_COUNT, PREPARED_COUNT };

static enum status prepare(const struct report_options *options, const struct findings *findings, size_t count,
			   struct prepared *all, struct problem *problem)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < REPORT_FORMAT_COUNT && status == STATUS_OK; i++) {
		const struct report_format_row *format = &report_formats[i];
		if (!options->paths[i] || (!options->several && !findings->report && !format->of_diagnostics))
			continue;
		status = options->several ? format->print_several(findings, count, &all[i].text)
					  : format->print(findings, count, &all[i].text);
		if (status == STATUS_OK && !report_options_is_standard_output(options->paths[i]))
			status = prepare_file(&all[i], options->paths[i], options->force, problem);
	}
	if (status == STATUS_OK && options->plots && !options->several && findings->report)
		status = prepare_plots(&all[PLOTS], findings, options, problem);
	return status;
}

/* Writes all that was asked for. The findings have the links of the page. */
static enum status write_linked(const struct report_options *options, const struct findings *findings, size_t count,
				struct problem *problem)
{
	struct prepared all[PREPARED_COUNT] = { 0 };
	enum status status = prepare(options, findings, count, all, problem);
	for (size_t i = 0; i < PREPARED_COUNT && status == STATUS_OK; i++)
		if (all[i].text.bytes)
			status = finish(&all[i], problem);
	if (status == STATUS_OK && options->github)
		status = annotate(options, findings, count, problem);
	for (size_t i = 0; i < PREPARED_COUNT; i++) {
		output_set_free(all[i].outputs);
		text_release(&all[i].text);
	}
	return status;
}

enum status report_writer_write(const struct report_options *options, const struct findings *findings, size_t count,
				struct problem *problem)
{
	if (options->several || !options->paths[REPORT_HTML] || !findings->report)
		return write_linked(options, findings, count, problem);
	struct arena *arena = arena_new();
	struct findings linked = *findings;
	enum status status = arena ? page_report_make(findings->report, options, options->paths[REPORT_HTML], arena,
						      problem, &linked.report)
				   : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = write_linked(options, &linked, count, problem);
	arena_free(arena);
	return status;
}
