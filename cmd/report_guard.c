/* Lists the files that reports go into.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report_guard.h"

#include "base/path.h"
#include "report/plot_name.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status add_file(struct file_guard *guard, const char *name, const char *path, const char *shared_as,
			    struct diagnostics *diagnostics)
{
	const struct guarded_output output = { .name = name,
					       .path = path,
					       .remedy = REPORT_GUARD_REMEDY,
					       .shared_as = shared_as,
					       .diagnostics = diagnostics };
	return file_guard_write(guard, &output);
}

static enum status add_reports(struct file_guard *guard, const struct report_options *options,
			       struct diagnostics *diagnostics)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < REPORT_FORMAT_COUNT && status == STATUS_OK; i++) {
		const char *path = options->paths[i];
		if (!path || report_options_is_standard_output(path))
			continue;
		status = add_file(guard, arena_format(guard->arena, "--%s", report_formats[i].name), path,
				  i == REPORT_JSON ? REPORT_GUARD_JSON : NULL, diagnostics);
	}
	for (size_t i = 0; i < options->page_count && status == STATUS_OK; i++)
		status = add_file(guard, arena_format(guard->arena, "the page of recipe %zu (--html)", i + 1),
				  options->pages[i], NULL, diagnostics);
	if (status == STATUS_OK && options->stamp)
		status = add_file(guard, "--stamp", options->stamp, NULL, diagnostics);
	const char *summary = options->github ? getenv("GITHUB_STEP_SUMMARY") : NULL;
	if (status == STATUS_OK && summary && *summary)
		status = add_file(guard, "the summary of the workflow (GITHUB_STEP_SUMMARY)", summary, NULL,
				  diagnostics);
	return status;
}

static enum status add_plot(struct file_guard *guard, const char *folder, const char *name,
			    struct diagnostics *diagnostics)
{
	if (!plot_name_is_one(name))
		return STATUS_OK;
	const char *path = arena_format(guard->arena, "%s/%s", folder, name);
	return path ? add_file(guard, "--plots", path, "plots", diagnostics) : STATUS_NO_MEMORY;
}

/* Adds the pictures whose names exist in the folder already. */
static enum status add_plots_there(struct file_guard *guard, const char *folder, struct diagnostics *diagnostics)
{
	struct dirent **entries;
	enum status status = STATUS_OK;
	const int count = scandir(folder, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		const char *name = arena_text(guard->arena, entries[i]->d_name, strlen(entries[i]->d_name));
		if (status == STATUS_OK)
			status = name ? add_plot(guard, folder, name, diagnostics) : STATUS_NO_MEMORY;
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return status;
}

/* The number of pictures is not known yet. Only names that another file has matter, so these are added. */
static enum status add_plots(struct file_guard *guard, const char *folder, struct diagnostics *diagnostics)
{
	const struct guarded_output itself = { .name = "--plots",
					       .path = folder,
					       .remedy = "name another folder",
					       .is_folder = true,
					       .diagnostics = diagnostics };
	const size_t inputs = guard->input_count, outputs = guard->output_count;
	enum status status = file_guard_write(guard, &itself);
	if (status == STATUS_OK)
		status = add_plots_there(guard, folder, diagnostics);
	for (size_t i = 0; i < inputs && status == STATUS_OK; i++)
		status = add_plot(guard, folder, path_last_part(guard->inputs[i].path), diagnostics);
	for (size_t i = 0; i < outputs && status == STATUS_OK; i++)
		status = add_plot(guard, folder, path_last_part(guard->outputs[i].path), diagnostics);
	return status;
}

enum status report_guard_add(struct file_guard *guard, const struct report_options *options,
			     struct diagnostics *diagnostics)
{
	const struct guarded_output printed = {
		.name = "standard output", .path = "-", .remedy = "send it elsewhere", .diagnostics = diagnostics
	};
	enum status status = file_guard_write_open(guard, &printed, STDOUT_FILENO);
	if (status == STATUS_OK)
		status = add_reports(guard, options, diagnostics);
	if (status == STATUS_OK && options->plots)
		status = add_plots(guard, options->plots, diagnostics);
	return status;
}

enum status report_guard_read(struct file_guard *guard, const char *what, const char *const *paths, size_t count)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = file_guard_read(guard, arena_format(guard->arena, "%s \"%s\"", what, paths[i]), paths[i]);
	return status;
}

enum status report_guard_judge(struct file_guard *guard, const struct report_options *options,
			       struct diagnostics *diagnostics)
{
	enum status status = report_guard_add(guard, options, diagnostics);
	if (status != STATUS_OK)
		return status;
	file_guard_judge(guard);
	return diagnostics_status(diagnostics);
}
