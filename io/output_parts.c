/* Reports the failures of an output set, and finds its outputs by name.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/output_parts.h"

#include <string.h>

enum status output_set_fail(struct output_set *set, const char *name, const char *text)
{
	problem_set(&set->problem, "\"%.100s\": %s", name, text);
	return STATUS_BAD_OUTPUT;
}

enum status output_set_refuse(struct output_set *set, const char *name, const struct problem *problem)
{
	const enum status status = output_set_fail(set, name, problem->text);
	return problem_status(problem, status);
}

enum status output_set_fail_errno(struct output_set *set, const char *name, const char *text, int error)
{
	struct problem problem;
	problem_set_errno(&problem, text, error);
	return output_set_refuse(set, name, &problem);
}

enum status output_set_out_of_memory(struct output_set *set)
{
	problem_set(&set->problem, "out of memory");
	set->is_out_of_memory = true;
	return STATUS_NO_MEMORY;
}

bool output_set_has(const struct output_set *set, const char *name)
{
	for (size_t i = 0; i < set->output_count; i++)
		if (strcmp(set->outputs[i]->name, name) == 0)
			return true;
	return false;
}
