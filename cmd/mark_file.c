/* Writes a small file that is known by a mark in it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/mark_file.h"

#include "cmd/report_destination.h"

static enum status tell(enum status status, struct output_set *set, struct problem *problem)
{
	if (status_is_of_output(status))
		problem_set(problem, "%s", output_set_problem(set));
	return status;
}

enum status mark_file_check(const char *path, bool force, struct problem *problem)
{
	const char *name;
	struct output_set *set = report_destination_file(path, force, &name);
	if (!set)
		return STATUS_NO_MEMORY;
	const enum status status = tell(output_set_expect(set, name), set, problem);
	output_set_free(set);
	return status;
}

enum status mark_file_write(const char *path, bool force, const struct text *text, struct problem *problem)
{
	const char *name;
	struct output_set *set = text->failed ? NULL : report_destination_file(path, force, &name);
	if (!set)
		return STATUS_NO_MEMORY;
	enum status status = output_set_write_text(set, name, text->bytes, text->length);
	if (status == STATUS_OK)
		status = output_set_commit(set);
	tell(status, set, problem);
	output_set_free(set);
	return status;
}
