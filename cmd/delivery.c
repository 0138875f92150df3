/* Writes the reports that were asked for and ends the command with its exit code.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/delivery.h"

#include "cmd/interrupt.h"
#include "cmd/report_writer.h"
#include "cmd/terminal.h"
#include "report/report_text.h"

static void print(FILE *stream, const struct report *report)
{
	struct text text = { 0 };
	report_text(report, terminal_colour(stream), &text);
	if (text.bytes)
		fputs(text.bytes, stream);
	text_release(&text);
}

static enum status write_files(const struct report_options *options, const struct report *report,
			       struct diagnostics *diagnostics)
{
	const struct findings findings = { .report = report, .diagnostics = diagnostics };
	struct problem problem;
	enum status status = report_writer_write(options, &findings, 1, &problem);
	if (status == STATUS_BAD_OUTPUT)
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "%s", problem.text);
	return status;
}

enum status delivery_write(const struct report_options *options, bool quiet, enum status status,
			   const struct report *report, struct diagnostics *diagnostics)
{
	if (status == STATUS_INTERRUPTED)
		return status;
	const enum status written = write_files(options, status == STATUS_OK ? report : NULL, diagnostics);
	if (status != STATUS_OK)
		return status;
	if (written == STATUS_OK && quiet)
		terminal_print_failures(report, "stemprint");
	else if (written == STATUS_OK && report->file_count > 0)
		print(report_options_stream(options), report);
	return written;
}

enum exit_code delivery_end(enum status status, const struct report *report, struct diagnostics *diagnostics)
{
	terminal_print_diagnostics(diagnostics);
	if (status == STATUS_INTERRUPTED)
		interrupt_die();
	if (status != STATUS_OK && diagnostics->error_count == 0)
		terminal_complain("%s", status_text(status));
	enum exit_code code = exit_code_worst(exit_code_of(status), exit_code_of(diagnostics_status(diagnostics)));
	bool failed = status == STATUS_OK && report->verdicts && report_verdict(report) == VERDICT_FAIL;
	return failed ? exit_code_worst(code, EXIT_VERDICT) : code;
}
