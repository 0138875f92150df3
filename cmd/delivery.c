/* Writes the reports that were asked for and ends the command with its exit code.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/delivery.h"

#include "cmd/interrupt.h"
#include "cmd/report_destination.h"
#include "cmd/report_writer.h"
#include "cmd/song_findings.h"
#include "cmd/stamp.h"
#include "cmd/stopwatch.h"
#include "cmd/terminal.h"
#include "report/catalogue_text.h"
#include "report/layout.h"
#include "report/report_text.h"

/* Prints a message with the name of the recipe, if there is one. */
static void complain(const struct delivery *delivery, const char *message)
{
	if (delivery->recipe)
		terminal_complain("%s: %s", delivery->recipe, message);
	else
		terminal_complain("%s", message);
}

static void append_lines(const char *lines, struct text *text)
{
	struct text copy = { 0 };
	text_append(&copy, "%s", lines);
	layout_lines(text, &copy);
}

static enum status print_report(const struct delivery *delivery, const struct report *report)
{
	FILE *stream = report_options_stream(delivery->options);
	struct text text = terminal_text(stream);
	enum status status = STATUS_OK;
	if (delivery->quiet)
		status = terminal_print_failures(report, delivery->recipe ? delivery->recipe : "stemprint");
	else if (report->recipe || report->file_count > 0)
		report_text(report, terminal_colour(stream), &text);
	if (delivery->appendix)
		append_lines(delivery->appendix, &text);
	if (text.failed)
		status = STATUS_NO_MEMORY;
	else if (text.bytes)
		fputs(text.bytes, stream);
	text_release(&text);
	return status;
}

static enum status keep(const struct delivery *delivery, const struct findings *findings,
			struct diagnostics *diagnostics)
{
	const struct report_options *options = delivery->options;
	const struct song song = { .options = options,
				   .page = options->pages ? options->pages[delivery->index] : NULL };
	return song_findings_keep(&song, findings, diagnostics, delivery->arena,
				  &delivery->kept->items[delivery->index]);
}

static enum status write_reports(const struct delivery *delivery, const struct findings *findings,
				 struct diagnostics *diagnostics)
{
	struct problem problem;
	if (!delivery->options)
		return STATUS_OK;
	if (delivery->kept)
		return keep(delivery, findings, diagnostics);
	enum status status = report_writer_write(delivery->options, findings, 1, &problem);
	if (status_is_of_output(status))
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "%s", problem.text);
	return status;
}

enum status delivery_begin(const struct report_options *options, struct diagnostics *diagnostics)
{
	const enum status status = report_destination_check(options, diagnostics);
	return status == STATUS_OK ? stamp_withdraw(options, diagnostics) : status;
}

enum status delivery_write(const struct delivery *delivery, enum status status, struct findings findings,
			   struct diagnostics *diagnostics)
{
	if (status == STATUS_INTERRUPTED)
		return status;
	if (status != STATUS_OK)
		findings = (struct findings){ 0 };
	diagnostics_sort(diagnostics);
	findings.diagnostics = diagnostics;
	findings.seconds = delivery->began > 0.0 ? stopwatch_now() - delivery->began : 0.0;
	const enum status written = write_reports(delivery, &findings, diagnostics);
	if (status != STATUS_OK) {
		if (written != STATUS_OK)
			complain(delivery, "the reports could not be written either");
		return status;
	}
	if (written == STATUS_OK && findings.report)
		return print_report(delivery, findings.report);
	return written;
}

/* Moves those that runs have left to the front, in their order. Returns how many there are. */
static size_t gather(struct findings *findings, size_t count)
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++) {
		const struct findings one = findings[i];
		findings[i] = (struct findings){ 0 };
		if (one.diagnostics)
			findings[found++] = one;
	}
	return found;
}

void delivery_tell_songs(const struct report_options *options, struct findings *findings, size_t count)
{
	FILE *stream = report_options_stream(options);
	struct text text = terminal_text(stream);
	count = gather(findings, count);
	if (count > 0)
		catalogue_tally(findings, count, &text);
	if (text.bytes && !text.failed)
		fputs(text.bytes, stream);
	text_release(&text);
}

enum exit_code delivery_write_all(const struct report_options *options, struct findings *findings, size_t count)
{
	struct problem problem;
	count = gather(findings, count);
	enum status status = report_writer_write(options, findings, count, &problem);
	if (status != STATUS_OK)
		terminal_complain("%s", status_is_of_output(status) ? problem.text : status_text(status));
	return exit_code_of(status);
}

enum exit_code delivery_end(const struct delivery *delivery, enum status status, const struct report *report,
			    struct diagnostics *diagnostics)
{
	terminal_print_diagnostics(diagnostics);
	if (status == STATUS_INTERRUPTED)
		return interrupt_end();
	if (status == STATUS_NO_MEMORY && arena_limit_was_hit() && diagnostics->error_count == 0)
		complain(delivery, "more memory would be taken than is allowed; split the work, or allow more with "
				   "--max-memory");
	else if (status != STATUS_OK && diagnostics->error_count == 0)
		complain(delivery, status_text(status));
	enum exit_code code = exit_code_worst(exit_code_of(status), exit_code_of(diagnostics_status(diagnostics)));
	bool failed = status == STATUS_OK && report && report->verdicts && report_verdict(report) == VERDICT_FAIL;
	return failed ? exit_code_worst(code, EXIT_VERDICT) : code;
}
