/* Finds prints and reports that would overwrite files that recipes read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/recipe_guard.h"

#include "base/path.h"
#include "cmd/report_guard.h"
#include "cmd/terminal.h"
#include "graph/print_file.h"
#include "io/letter_case.h"
#include "io/print_record.h"
#include "io/yaml.h"

#include <string.h>

static const char *recipe_name(const struct project *project)
{
	return project->diagnostics.file;
}

static enum status read_fragments(struct file_guard *guard, const struct project *project)
{
	const struct diagnostics *diagnostics = &project->diagnostics;
	enum status status = STATUS_OK;
	for (uint32_t i = 1; i <= diagnostics->origin_count && status == STATUS_OK; i++) {
		const struct origin origin = diagnostics_origin(diagnostics, i);
		if (origin.path)
			status = file_guard_read(guard,
						 arena_format(guard->arena, "\"%s\", which \"%s\" uses in line %u",
							      origin.file, recipe_name(project),
							      diagnostics_root(diagnostics, origin.used_at).line),
						 origin.path);
	}
	return status;
}

/* Lists the recipe itself, its fragments, and every file that it names. */
static enum status read_inputs(struct file_guard *guard, const struct project *project)
{
	const struct recipe *recipe = project->recipe;
	enum status status = STATUS_OK;
	if (recipe_name(project) != yaml_standard_input)
		status = file_guard_read(guard, arena_format(guard->arena, "the recipe \"%s\"", recipe_name(project)),
					 recipe_name(project));
	if (status == STATUS_OK)
		status = read_fragments(guard, project);
	for (size_t i = 0; recipe && i < recipe->input_count && status == STATUS_OK; i++) {
		const struct recipe_input *input = &recipe->inputs[i];
		status = file_guard_read(guard,
					 arena_format(guard->arena, "\"%s\", which \"%s\" reads in line %u",
						      input->file, recipe_name(project),
						      diagnostics_root(&project->diagnostics, input->at).line),
					 input->path);
	}
	return status;
}

/* Returns the words that tell several recipes of one command apart by name. */
static const char *of_which(const struct recipe_guard *recipes, const struct project *project, struct arena *arena)
{
	return recipes->count > 1 ? arena_format(arena, " of \"%s\"", recipe_name(project)) : "";
}

/* Two recipes that print into one folder get one message for the folder, not one for each file. shared_as does that. */
static struct guarded_output output_below(const struct recipe_guard *recipes, struct project *project, const char *name,
					  const char *shared_as, struct arena *arena)
{
	const char *directory = recipes->directory ? recipes->directory : project->recipe->print.directory;
	return (struct guarded_output){ .path = arena_format(arena, "%s/%s", directory, name),
					.remedy = "print into another folder",
					.shared_as = shared_as,
					.diagnostics = &project->diagnostics,
					.at = recipes->directory ? (struct location){ 0 }
								 : project->recipe->print.directory_at };
}

static enum status write_print(struct file_guard *guard, const struct recipe_guard *recipes, struct project *project,
			       const char *path, const char *name, struct location at)
{
	if (!path || !name)
		return STATUS_NO_MEMORY;
	struct guarded_output print = output_below(recipes, project, path, path, guard->arena);
	print.name = name;
	if (!recipes->directory)
		print.at = at;
	return file_guard_write(guard, &print);
}

/* Every region prints what the full session prints. */
static enum status write_prints(struct file_guard *guard, const struct recipe_guard *recipes, struct project *project)
{
	const struct recipe_print *recipe_print = &project->recipe->print;
	struct arena *arena = guard->arena;
	struct print_file *files;
	size_t count;
	const char *recipe = of_which(recipes, project, arena);
	enum status status = print_files_list(project->recipe, !recipes->without_stems, arena, &files, &count);
	for (size_t i = 0; recipe && status == STATUS_OK && i < count; i++) {
		const char *role = print_role_name(files[i].role);
		status = write_print(guard, recipes, project, files[i].name,
				     arena_format(arena, "%s \"%s\"%s", role, files[i].print, recipe), files[i].at);
		for (size_t k = 0; k < recipe_print->region_count && status == STATUS_OK; k++) {
			const struct recipe_region *region = &recipe_print->regions[k];
			status = write_print(guard, recipes, project,
					     print_file_of_region(region->name, files[i].name, arena),
					     arena_format(arena, "%s \"%s\" of region \"%s\"%s", role, files[i].print,
							  region->name, recipe),
					     region->at);
		}
	}
	return recipe ? status : STATUS_NO_MEMORY;
}

/* A render only reads the sends, but nothing else may be printed over them either. */
static enum status write_sends(struct file_guard *guard, const struct recipe_guard *recipes, struct project *project)
{
	const struct recipe *recipe = project->recipe;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < recipe->loop_count && status == STATUS_OK; i++) {
		const struct recipe_hardware *loop = &recipe->loops[i];
		const struct guarded_output send = {
			.name = arena_format(guard->arena, "send \"%s\"%s", loop->send_file,
					     of_which(recipes, project, guard->arena)),
			.path = loop->send_path,
			.remedy = "give the send another name",
			.diagnostics = &project->diagnostics,
			.at = loop->send_at,
		};
		status = send.name ? file_guard_write(guard, &send) : STATUS_NO_MEMORY;
	}
	return status;
}

static enum status write_outputs(struct file_guard *guard, const struct recipe_guard *recipes, struct project *project)
{
	const char *recipe = of_which(recipes, project, guard->arena);
	struct guarded_output folder = output_below(recipes, project, "", NULL, guard->arena);
	struct guarded_output report =
		output_below(recipes, project, PRINT_RECORD_REPORT, REPORT_GUARD_JSON, guard->arena);
	struct guarded_output manifest =
		output_below(recipes, project, PRINT_RECORD_MANIFEST, PRINT_RECORD_MANIFEST, guard->arena);
	folder.name = recipes->directory ? "--directory" : arena_format(guard->arena, "the directory%s", recipe);
	folder.is_folder = true;
	report.name = arena_format(guard->arena, "the report%s", recipe);
	manifest.name = arena_format(guard->arena, "the manifest%s", recipe);
	enum status status = recipe ? file_guard_write(guard, &folder) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = file_guard_write(guard, &report);
	if (status == STATUS_OK)
		status = file_guard_write(guard, &manifest);
	if (status == STATUS_OK)
		status = write_sends(guard, recipes, project);
	return status == STATUS_OK ? write_prints(guard, recipes, project) : status;
}

/* The inputs of a recipe that cannot be parsed are unknown. A file whose name stands in its text may be an input. */
static enum status judge_text(const struct file_guard *guard, const struct project *project, struct origin text,
			      const struct diagnostics *options)
{
	const char *bytes = text.bytes ? arena_text(guard->arena, text.bytes, text.length) : "";
	const char *folded = bytes ? letter_case_fold(bytes, guard->arena) : NULL;
	for (size_t i = 0; folded && i < guard->output_count; i++) {
		const struct guarded_output *output = &guard->outputs[i];
		const char *name = path_last_part(output->identity.own_folded);
		if (output->diagnostics == options && !output->is_folder && output->identity.file.known && *name &&
		    strstr(folded, name))
			diagnostics_error(output->diagnostics, "output-over-input", (struct location){ 0 },
					  "%s goes to \"%s\" and might overwrite what \"%s\" reads: that recipe is "
					  "wrong, and names such a file; %s",
					  output->name, output->path, recipe_name(project), output->remedy);
	}
	return folded ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status judge_wrong_recipe(const struct file_guard *guard, const struct project *project,
				      const struct diagnostics *options)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i <= project->diagnostics.origin_count && status == STATUS_OK; i++)
		status = judge_text(guard, project, diagnostics_origin(&project->diagnostics, i), options);
	return status;
}

static enum status write_option(struct file_guard *guard, const char *name, const char *path,
				struct diagnostics *diagnostics)
{
	const struct guarded_output output = {
		.name = name, .path = path, .remedy = REPORT_GUARD_REMEDY, .diagnostics = diagnostics
	};
	return path ? file_guard_write(guard, &output) : STATUS_OK;
}

static enum status list(struct file_guard *guard, const struct recipe_guard *recipes, struct diagnostics *diagnostics)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < recipes->count && status == STATUS_OK; i++)
		status = read_inputs(guard, &recipes->projects[i]);
	for (size_t i = 0; i < recipes->count && status == STATUS_OK; i++)
		if (recipes->projects[i].recipe)
			status = write_outputs(guard, recipes, &recipes->projects[i]);
	if (status == STATUS_OK)
		status = write_option(guard, "--depfile", recipes->depfile, diagnostics);
	return status == STATUS_OK ? report_guard_add(guard, recipes->reports, diagnostics) : status;
}

static enum status judge(const struct recipe_guard *recipes, struct diagnostics *diagnostics)
{
	struct file_guard guard;
	enum status status = STATUS_OK;
	file_guard_init(&guard, diagnostics->arena);
	for (size_t i = 0; i < recipes->count && status != STATUS_NO_MEMORY; i++)
		status = project_read(&recipes->projects[i], recipes->paths[i], recipes->settings);
	if (status != STATUS_NO_MEMORY)
		status = list(&guard, recipes, diagnostics);
	if (status != STATUS_OK)
		return status;
	file_guard_judge(&guard);
	for (size_t i = 0; i < recipes->count && status == STATUS_OK; i++)
		if (!recipes->projects[i].recipe)
			status = judge_wrong_recipe(&guard, &recipes->projects[i], diagnostics);
	return status == STATUS_OK ? diagnostics_status(diagnostics) : status;
}

enum status recipe_guard_read(const struct recipe_guard *recipes)
{
	struct diagnostics diagnostics;
	struct arena *arena = arena_new();
	diagnostics_init(&diagnostics, arena, NULL);
	enum status status = arena ? judge(recipes, &diagnostics) : STATUS_NO_MEMORY;
	for (size_t i = 0; status == STATUS_BAD_RECIPE && i < recipes->count; i++)
		project_print_diagnostics(&recipes->projects[i]);
	if (status == STATUS_BAD_RECIPE)
		terminal_print_diagnostics(&diagnostics);
	else if (status != STATUS_OK)
		terminal_complain("%s", status_text(status));
	arena_free(arena);
	return status;
}
