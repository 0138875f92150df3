/* Compares two recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/diff/recipe_changes.h"

#include "cmd/job/project.h"
#include "cmd/terminal.h"

#include <string.h>

static enum exit_code complain(enum status status)
{
	if (status != STATUS_OK)
		terminal_complain("%s", status == STATUS_LIMIT ? "the recipes differ in more than a million places"
							       : status_text(status));
	return exit_code_of(status);
}

/* What these keys of the root say stands where it is meant, too. */
static bool is_put_in(const char *where)
{
	static const char *const keys[] = { "defaults", "include", "variables" };
	bool put_in = false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const size_t length = strlen(keys[i]);
		put_in |= strncmp(where, keys[i], length) == 0 && strchr(".[", where[length]);
	}
	return put_in;
}

static void leave_out_put_in(struct document_changes *changes)
{
	size_t count = 0;
	for (size_t i = 0; i < changes->count; i++)
		if (!is_put_in(changes->items[i].where))
			changes->items[count++] = changes->items[i];
	changes->count = count;
}

/* The arena of a project goes with it, so both stay until the changes are told. */
enum exit_code recipe_changes_find(const char *const paths[COMPARISON_SIDES],
				   const struct setting_options settings[COMPARISON_SIDES], struct arena *arena,
				   struct document_changes *changes)
{
	struct project projects[COMPARISON_SIDES];
	enum exit_code code = EXIT_WELL;
	size_t read = 0;
	for (; read < COMPARISON_SIDES && code == EXIT_WELL; read++) {
		const enum status status = project_read(&projects[read], paths[read], &settings[read].settings);
		project_print_diagnostics(&projects[read]);
		code = exit_code_of(status);
	}
	if (code == EXIT_WELL)
		code = complain(document_changes_find(projects[COMPARISON_OLD].recipe->document,
						      projects[COMPARISON_NEW].recipe->document, arena, changes));
	if (code == EXIT_WELL)
		leave_out_put_in(changes);
	while (read > 0)
		project_release(&projects[--read]);
	return code;
}
