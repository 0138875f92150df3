/* Writes the rule that make and ninja include.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/depfile.h"

#include "cmd/mark_file.h"
#include "cmd/terminal.h"
#include "io/print_record.h"
#include "io/yaml.h"
#include "report/make_rule.h"

#include <stdlib.h>
#include <string.h>

static void add_input(struct depfile *depfile, const char *path)
{
	depfile->inputs[depfile->input_count++] = path;
}

static size_t most_inputs(const struct depfile *depfile, const struct project *projects)
{
	size_t count = 0;
	for (size_t i = 0; i < depfile->recipe_count; i++)
		if (projects[i].recipe)
			count += 1 + projects[i].diagnostics.origin_count + projects[i].recipe->input_count;
	return count;
}

/* The recipes are released before the rule is written. */
static const char *keep(struct depfile *depfile, const char *path)
{
	return arena_text(depfile->arena, path, strlen(path));
}

static void refuse_name(struct project *project, struct location at, const char *path, const char *why)
{
	diagnostics_error(&project->diagnostics, "no-rule", at,
			  "a rule for make cannot name \"%s\": %s; rename the file, or leave --depfile out", path, why);
}

static enum status take(struct depfile *depfile, struct project *project, const char *path, struct location at)
{
	const char *kept = keep(depfile, path), *problem = make_rule_problem(path);
	if (!kept)
		return STATUS_NO_MEMORY;
	if (problem)
		refuse_name(project, at, kept, problem);
	add_input(depfile, kept);
	return STATUS_OK;
}

static enum status take_all(struct depfile *depfile, struct project *project, const char *recipe)
{
	enum status status = STATUS_OK;
	if (yaml_is_standard_input(recipe))
		diagnostics_error(&project->diagnostics, "no-rule", (struct location){ 0 },
				  "a rule for make cannot name standard input; write the recipe into a file, or leave "
				  "--depfile out");
	else
		status = take(depfile, project, recipe, (struct location){ 0 });
	for (uint32_t i = 1; i <= project->diagnostics.origin_count && status == STATUS_OK; i++) {
		const struct origin origin = diagnostics_origin(&project->diagnostics, i);
		if (origin.path)
			status = take(depfile, project, origin.path, origin.used_at);
	}
	for (size_t i = 0; i < project->recipe->input_count && status == STATUS_OK; i++) {
		const struct recipe_input *input = &project->recipe->inputs[i];
		status = take(depfile, project, input->path, input->at);
	}
	return status;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_inputs(struct depfile *depfile)
{
	size_t kept = 0;
	if (depfile->input_count > 1)
		qsort(depfile->inputs, depfile->input_count, sizeof *depfile->inputs, by_name);
	for (size_t i = 0; i < depfile->input_count; i++)
		if (kept == 0 || strcmp(depfile->inputs[i], depfile->inputs[kept - 1]) != 0)
			depfile->inputs[kept++] = depfile->inputs[i];
	depfile->input_count = kept;
}

static enum status add_target(struct depfile *depfile, struct project *project, const char *path)
{
	if (!path)
		return STATUS_NO_MEMORY;
	const char *problem = make_rule_problem(path);
	if (problem)
		refuse_name(project, (struct location){ 0 }, path, problem);
	depfile->targets[depfile->target_count++] = path;
	return STATUS_OK;
}

/* Without a stamp, the manifest stands for the files of a render: it is the last of them. */
static enum status list_targets(struct depfile *depfile, struct project *projects, const char *directory)
{
	enum status status = STATUS_OK;
	depfile->targets = ARENA_ARRAY(depfile->arena, const char *, depfile->recipe_count);
	if (!depfile->targets)
		return STATUS_NO_MEMORY;
	if (depfile->stamp)
		return add_target(depfile, &projects[0], depfile->stamp);
	for (size_t i = 0; i < depfile->recipe_count && status == STATUS_OK; i++) {
		const char *folder = directory ? directory : projects[i].recipe->print.directory;
		status = add_target(depfile, &projects[i],
				    arena_format(depfile->arena, "%s/" PRINT_RECORD_MANIFEST, folder));
	}
	return status;
}

static enum status list_inputs(struct depfile *depfile, struct project *projects)
{
	enum status status = STATUS_OK;
	depfile->inputs = ARENA_ARRAY(depfile->arena, const char *, most_inputs(depfile, projects));
	if (!depfile->inputs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < depfile->recipe_count && status == STATUS_OK; i++)
		status = take_all(depfile, &projects[i], depfile->recipes[i]);
	sort_inputs(depfile);
	return status;
}

static bool are_all_read(const struct depfile *depfile, const struct project *projects)
{
	for (size_t i = 0; i < depfile->recipe_count; i++)
		if (!projects[i].recipe || projects[i].diagnostics.error_count > 0)
			return false;
	return true;
}

/* Errors of names stand in the diagnostics of the recipes, and end the command before any recipe is rendered. */
static enum status print_errors(const struct depfile *depfile, struct project *projects)
{
	bool wrong = false;
	for (size_t i = 0; i < depfile->recipe_count; i++) {
		if (projects[i].diagnostics.error_count == 0)
			continue;
		wrong = true;
		project_print_diagnostics(&projects[i]);
	}
	return wrong ? STATUS_BAD_RECIPE : STATUS_OK;
}

static enum status list(struct depfile *depfile, struct project *projects, const char *directory)
{
	if (!are_all_read(depfile, projects))
		return STATUS_OK;
	enum status status = list_inputs(depfile, projects);
	if (status == STATUS_OK)
		status = list_targets(depfile, projects, directory);
	return status == STATUS_OK ? print_errors(depfile, projects) : status;
}

enum status depfile_prepare(struct depfile *depfile, struct project *projects, const char *directory)
{
	if (!depfile->path)
		return STATUS_OK;
	enum status status = list(depfile, projects, directory);
	struct problem problem;
	if (status == STATUS_OK && !depfile->look)
		status = mark_file_check(depfile->path, depfile->force, &problem);
	if (status_is_of_output(status))
		terminal_complain("%s", problem.text);
	return status;
}

static enum status write_rule(const struct depfile *depfile, struct problem *problem)
{
	const struct make_rule rule = { .targets = depfile->targets,
					.target_count = depfile->target_count,
					.inputs = depfile->inputs,
					.input_count = depfile->input_count };
	struct text text = { 0 };
	make_rule_append(&rule, &text);
	const enum status status = mark_file_write(depfile->path, depfile->force, &text, problem);
	text_release(&text);
	return status;
}

enum exit_code depfile_write(const struct depfile *depfile, enum exit_code code)
{
	struct problem problem;
	if ((code != EXIT_WELL && code != EXIT_VERDICT) || depfile->target_count == 0)
		return code;
	const enum status status = write_rule(depfile, &problem);
	if (status_is_of_output(status))
		terminal_complain("%s", problem.text);
	return exit_code_worst(code, exit_code_of(status));
}
