/* Keeps the stamp of a command.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/stamp.h"

#include "cmd/mark_file.h"
#include "cmd/terminal.h"
#include "io/file_call.h"
#include "io/report_mark.h"

#include <errno.h>
#include <unistd.h>

/* Removes a stamp, and no other file. */
static enum status remove_stamp(const char *path, struct problem *problem)
{
	const int file = file_open_to_read(path);
	if (file < 0)
		return STATUS_OK;
	const bool is_stamp = stamp_mark_in(file);
	file_close(file);
	if (!is_stamp || unlink(path) == 0)
		return STATUS_OK;
	problem_set_errno(problem, "the stamp of an earlier run cannot be removed", errno);
	return STATUS_BAD_OUTPUT;
}

enum status stamp_withdraw(const struct report_options *options, struct diagnostics *diagnostics)
{
	struct problem problem;
	if (!options->stamp)
		return STATUS_OK;
	enum status status = mark_file_check(options->stamp, options->force, &problem);
	if (status == STATUS_OK)
		status = remove_stamp(options->stamp, &problem);
	if (status_is_of_output(status))
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "--stamp: %s", problem.text);
	return status;
}

enum exit_code stamp_write(const struct report_options *options, enum exit_code code)
{
	static char words[] = "# made by stemprint: all verdicts passed\n";
	const struct text text = { .bytes = words, .length = sizeof words - 1 };
	struct problem problem;
	if (!options->stamp || code != EXIT_WELL)
		return code;
	const enum status status = mark_file_write(options->stamp, options->force, &text, &problem);
	if (status != STATUS_OK)
		terminal_complain("%s", status_is_of_output(status) ? problem.text : status_text(status));
	return exit_code_of(status);
}
