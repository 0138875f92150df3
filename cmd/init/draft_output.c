/* Writes a drafted recipe, and never over another file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/init/draft_output.h"

#include "base/path.h"
#include "cmd/report_destination.h"
#include "cmd/terminal.h"
#include "draft/draft_text.h"
#include "draft/yaml_scalar.h"
#include "io/file_call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status fail(struct diagnostics *diagnostics, const char *path, const char *problem)
{
	diagnostics_failure(diagnostics, STATUS_BAD_OUTPUT, "output", (struct location){ 0 }, "\"%s\": %s", path,
			    problem);
	return STATUS_BAD_OUTPUT;
}

/* Returns whether the file begins as all recipes of `init` do. */
static bool is_own(const char *path)
{
	char start[sizeof DRAFT_MARK] = "";
	const int descriptor = file_open_to_read(path);
	if (descriptor < 0)
		return false;
	const ssize_t count = file_read_at(descriptor, start, sizeof DRAFT_MARK - 1, 0);
	file_close(descriptor);
	return count == sizeof DRAFT_MARK - 1 && memcmp(start, DRAFT_MARK, sizeof DRAFT_MARK - 1) == 0;
}

static enum status check(const struct draft_output *output, struct diagnostics *diagnostics)
{
	struct stat facts;
	if (output->to_standard_output || lstat(output->path, &facts) != 0)
		return STATUS_OK;
	if (!S_ISREG(facts.st_mode))
		return fail(diagnostics, output->path,
			    "something that is no regular file has this name; name another "
			    "file with -o FILE");
	if (is_own(output->path))
		return output->force ? STATUS_OK
				     : fail(diagnostics, output->path,
					    "this recipe is there already; name another file "
					    "with -o FILE, or replace it with --force");
	return fail(diagnostics, output->path,
		    "`init` did not write this file, and never replaces it; name another "
		    "file with -o FILE");
}

/* Returns the name that the folder of the files has in its own folder; NULL when out of memory. */
static const char *folder_name(const char *first, struct arena *arena)
{
	struct stat facts;
	const bool is_folder = stat(first, &facts) == 0 && S_ISDIR(facts.st_mode);
	const size_t length = (size_t)(path_last_part(first) - first);
	const char *folder = is_folder ? first : length > 0 ? arena_text(arena, first, length) : ".";
	char *resolved = folder ? realpath(folder, NULL) : NULL;
	const char *name = resolved ? path_last_part(resolved) : "";
	const char *kept = *name && yaml_scalar_can_hold(name) ? arena_text(arena, name, strlen(name)) : "mix";
	free(resolved);
	return folder ? kept : NULL;
}

static const char *own_path(const char *first, const char *name, struct arena *arena)
{
	struct stat facts;
	if (stat(first, &facts) != 0 || !S_ISDIR(facts.st_mode))
		return "mix.yaml";
	const size_t length = strlen(first);
	return arena_format(arena, "%s%s%s.yaml", first, first[length - 1] == '/' ? "" : "/", name);
}

static enum status find_folder(struct draft_output *output, struct diagnostics *diagnostics)
{
	const size_t length = (size_t)(path_last_part(output->path) - output->path);
	const char *folder = length > 0 ? arena_text(diagnostics->arena, output->path, length) : ".";
	char *resolved = folder ? realpath(folder, NULL) : NULL;
	if (!folder || (!resolved && errno == ENOMEM))
		return STATUS_NO_MEMORY;
	if (!resolved)
		return fail(diagnostics, output->path,
			    "its folder cannot be found; make it, or name another file with "
			    "-o FILE");
	output->folder = arena_text(diagnostics->arena, resolved, strlen(resolved));
	free(resolved);
	return output->folder ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status draft_output_find(struct draft_output *output, const char *given, const char *first,
			      struct diagnostics *diagnostics)
{
	output->title = folder_name(first, diagnostics->arena);
	if (!output->title)
		return STATUS_NO_MEMORY;
	output->to_standard_output = given && strcmp(given, "-") == 0;
	output->path = given ? given : own_path(first, output->title, diagnostics->arena);
	if (output->to_standard_output)
		output->path = "recipe.yaml";
	if (!output->path)
		return STATUS_NO_MEMORY;
	const enum status status = find_folder(output, diagnostics);
	return status == STATUS_OK ? check(output, diagnostics) : status;
}

enum status draft_output_write(const struct draft_output *output, const struct text *text,
			       struct diagnostics *diagnostics)
{
	const char *name;
	if (text->failed || output->to_standard_output)
		return text->failed ? STATUS_NO_MEMORY : terminal_print_text(text);
	enum status status = check(output, diagnostics);
	if (status != STATUS_OK)
		return status;
	struct output_set *set = report_destination_file(output->path, output->force, &name);
	if (!set)
		return STATUS_NO_MEMORY;
	status = output_set_write_text(set, name, text->bytes, text->length);
	if (status == STATUS_OK)
		status = output_set_commit(set);
	if (status_is_of_output(status))
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "%s",
				    output_set_problem(set));
	output_set_free(set);
	return status;
}
