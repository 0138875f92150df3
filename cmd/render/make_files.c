/* Writes the stamp and the rule of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/make_files.h"

#include "cmd/report_destination.h"
#include "cmd/terminal.h"
#include "io/file_call.h"
#include "io/print_record.h"
#include "io/report_mark.h"
#include "report/make_rule.h"
#include "report/printable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add_input(struct make_files *files, const char *path)
{
	files->inputs[files->input_count++] = path;
}

static size_t most_inputs(const struct make_files *files, const struct project *projects)
{
	size_t count = 0;
	for (size_t i = 0; i < files->recipe_count; i++)
		if (projects[i].recipe)
			count += 1 + projects[i].diagnostics.origin_count + projects[i].recipe->input_count;
	return count;
}

/* The recipes are released before the rule is written. */
static const char *keep(struct make_files *files, const char *path)
{
	return arena_text(files->arena, path, strlen(path));
}

static void refuse_name(struct project *project, struct location at, const char *path, const char *why)
{
	diagnostics_error(&project->diagnostics, "no-rule", at,
			  "a rule for make cannot name \"%s\": %s; rename the file, or leave --depfile out", path, why);
}

static enum status take(struct make_files *files, struct project *project, const char *path, struct location at)
{
	const char *kept = keep(files, path), *problem = make_rule_problem(path);
	if (!kept)
		return STATUS_NO_MEMORY;
	if (problem)
		refuse_name(project, at, kept, problem);
	add_input(files, kept);
	return STATUS_OK;
}

static enum status take_all(struct make_files *files, struct project *project, const char *recipe)
{
	enum status status = take(files, project, recipe, (struct location){ 0 });
	for (uint32_t i = 1; i <= project->diagnostics.origin_count && status == STATUS_OK; i++) {
		const struct origin origin = diagnostics_origin(&project->diagnostics, i);
		if (origin.path)
			status = take(files, project, origin.path, origin.used_at);
	}
	for (size_t i = 0; i < project->recipe->input_count && status == STATUS_OK; i++) {
		const struct recipe_input *input = &project->recipe->inputs[i];
		status = take(files, project, input->path, input->at);
	}
	return status;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_inputs(struct make_files *files)
{
	size_t kept = 0;
	if (files->input_count > 1)
		qsort(files->inputs, files->input_count, sizeof *files->inputs, by_name);
	for (size_t i = 0; i < files->input_count; i++)
		if (kept == 0 || strcmp(files->inputs[i], files->inputs[kept - 1]) != 0)
			files->inputs[kept++] = files->inputs[i];
	files->input_count = kept;
}

static enum status add_target(struct make_files *files, struct project *project, const char *path)
{
	if (!path)
		return STATUS_NO_MEMORY;
	const char *problem = make_rule_problem(path);
	if (problem)
		refuse_name(project, (struct location){ 0 }, path, problem);
	files->targets[files->target_count++] = path;
	return STATUS_OK;
}

/* Without a stamp, the manifest stands for the files of a render: it is the last of them. */
static enum status list_targets(struct make_files *files, struct project *projects, const char *directory)
{
	enum status status = STATUS_OK;
	files->targets = ARENA_ARRAY(files->arena, const char *, files->recipe_count);
	if (!files->targets)
		return STATUS_NO_MEMORY;
	if (files->options->stamp)
		return add_target(files, &projects[0], files->options->stamp);
	for (size_t i = 0; i < files->recipe_count && status == STATUS_OK; i++) {
		const char *folder = directory ? directory : projects[i].recipe->print.directory;
		status = add_target(files, &projects[i],
				    arena_format(files->arena, "%s/" PRINT_RECORD_MANIFEST, folder));
	}
	return status;
}

static enum status list_inputs(struct make_files *files, struct project *projects)
{
	enum status status = STATUS_OK;
	files->inputs = ARENA_ARRAY(files->arena, const char *, most_inputs(files, projects));
	if (!files->inputs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < files->recipe_count && status == STATUS_OK; i++)
		status = take_all(files, &projects[i], files->recipes[i]);
	sort_inputs(files);
	return status;
}

static bool are_all_read(const struct make_files *files, const struct project *projects)
{
	for (size_t i = 0; i < files->recipe_count; i++)
		if (!projects[i].recipe || projects[i].diagnostics.error_count > 0)
			return false;
	return true;
}

/* Errors of names stand in the diagnostics of the recipes, and end the command before any recipe is rendered. */
static enum status print_errors(const struct make_files *files, struct project *projects)
{
	bool wrong = false;
	for (size_t i = 0; i < files->recipe_count; i++) {
		if (projects[i].diagnostics.error_count == 0)
			continue;
		wrong = true;
		project_print_diagnostics(&projects[i]);
	}
	return wrong ? STATUS_BAD_RECIPE : STATUS_OK;
}

static enum status list(struct make_files *files, struct project *projects, const char *directory)
{
	if (!make_options_has_depfile(files->options) || !are_all_read(files, projects))
		return STATUS_OK;
	enum status status = list_inputs(files, projects);
	if (status == STATUS_OK)
		status = list_targets(files, projects, directory);
	return status == STATUS_OK ? print_errors(files, projects) : status;
}

static enum status complain(enum status status, struct output_set *set)
{
	if (status_is_of_output(status))
		terminal_complain("%s", output_set_problem(set));
	return status;
}

/* Looks whether the file may be written. */
static enum status check_file(const struct make_files *files, const char *path)
{
	const char *name;
	struct output_set *set = path ? report_destination_file(path, files->force, &name) : NULL;
	const enum status status = set ? complain(output_set_expect(set, name), set) : STATUS_NO_MEMORY;
	output_set_free(set);
	return status;
}

static enum status write_file(const struct make_files *files, const char *path, struct text *text)
{
	const char *name;
	if (!path || text->failed)
		return STATUS_NO_MEMORY;
	struct output_set *set = report_destination_file(path, files->force, &name);
	enum status status = set ? output_set_write_text(set, name, text->bytes, text->length) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = output_set_commit(set);
	if (set)
		complain(status, set);
	output_set_free(set);
	return status;
}

/* Removes a stamp of an earlier render, and no other file. */
static enum status withdraw_stamp(const char *stamp)
{
	const int file = file_open_to_read(stamp);
	if (file < 0)
		return STATUS_OK;
	const bool is_stamp = stamp_mark_in(file);
	file_close(file);
	if (!is_stamp || unlink(stamp) == 0)
		return STATUS_OK;
	struct problem problem;
	problem_set_errno(&problem, "the stamp of an earlier render cannot be removed", errno);
	terminal_complain("\"%s\": %s", stamp, problem.text);
	return STATUS_BAD_OUTPUT;
}

enum status make_files_prepare(struct make_files *files, struct project *projects, const char *directory)
{
	const struct make_options *options = files->options;
	enum status status = list(files, projects, directory);
	if (status == STATUS_OK && make_options_has_depfile(options))
		status = check_file(files, make_options_depfile(options, files->arena));
	if (status == STATUS_OK && options->stamp)
		status = check_file(files, options->stamp);
	return status == STATUS_OK && options->stamp ? withdraw_stamp(options->stamp) : status;
}

static enum status write_depfile(const struct make_files *files)
{
	const struct make_rule rule = { .targets = files->targets,
					.target_count = files->target_count,
					.inputs = files->inputs,
					.input_count = files->input_count };
	struct text text = { 0 };
	make_rule_append(&rule, &text);
	const enum status status = write_file(files, make_options_depfile(files->options, files->arena), &text);
	text_release(&text);
	return status;
}

/* Its time stamp must be new, even if its text is the same: the old one is gone by now. */
static enum status write_stamp(const struct make_files *files)
{
	struct text text = { 0 };
	text_append(&text, "# made by stemprint: all verdicts passed\n");
	for (size_t i = 0; i < files->recipe_count; i++) {
		printable_append(&text, files->recipes[i]);
		text_append(&text, "\n");
	}
	const enum status status = write_file(files, files->options->stamp, &text);
	text_release(&text);
	return status;
}

enum exit_code make_files_write(const struct make_files *files, enum exit_code code)
{
	const bool has_ended_early = code != EXIT_WELL && code != EXIT_VERDICT;
	enum status status = STATUS_OK;
	if (!has_ended_early && files->target_count > 0)
		status = write_depfile(files);
	if (status == STATUS_OK && code == EXIT_WELL && files->options->stamp)
		status = write_stamp(files);
	return exit_code_worst(code, exit_code_of(status));
}
