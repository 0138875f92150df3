/* Opens the files and folders that reports go to, and checks what exists there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/report_destination.h"

#include "base/path.h"
#include "report/plot_name.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct output_set *report_destination_file(const char *path, bool force, const char **name)
{
	*name = path_last_part(path);
	char *folder = *name > path ? strndup(path, (size_t)(*name - path)) : strdup(".");
	struct output_set *set = folder ? output_set_new(folder) : NULL;
	free(folder);
	if (set)
		output_set_use(set, &(struct output_policy){ .reports = true, .shared = true, .force = force });
	return set;
}

struct output_set *report_destination_plots(const char *folder, bool force)
{
	struct output_set *set = output_set_new(folder);
	if (set)
		output_set_use(set, &(struct output_policy){ .reports = true, .force = force });
	return set;
}

static enum status expect(struct output_set *set, const char *name, struct diagnostics *diagnostics)
{
	enum status status = set ? output_set_expect(set, name) : STATUS_NO_MEMORY;
	if (status_is_of_output(status))
		diagnostics_failure(diagnostics, status, "output", (struct location){ 0 }, "%s",
				    output_set_problem(set));
	return status;
}

static bool is_there(const char *folder, const char *name)
{
	struct text path = { 0 };
	struct stat facts;
	text_append(&path, "%s/%s", folder, name);
	const bool found = !path.failed && lstat(path.bytes, &facts) == 0;
	text_release(&path);
	return found;
}

/* The number of pictures is not known yet. For each kind, the check covers those that exist, up to the first gap. */
static enum status check_plots(const struct report_options *options, struct diagnostics *diagnostics)
{
	struct output_set *set = report_destination_plots(options->plots, options->force);
	enum status status = set ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < plot_kind_count && status != STATUS_NO_MEMORY; i++) {
		bool there = true;
		for (size_t k = 0; there && status != STATUS_NO_MEMORY; k++) {
			struct text name = { 0 };
			plot_name_append(plot_kinds[i], k, &name);
			there = !name.failed && is_there(options->plots, name.bytes);
			const enum status found = there ? expect(set, name.bytes, diagnostics) : STATUS_OK;
			status = found == STATUS_OK ? status : found;
			text_release(&name);
		}
	}
	output_set_free(set);
	return status;
}

static enum status worse(enum status before, enum status now)
{
	return now == STATUS_NO_MEMORY || before == STATUS_OK ? now : before;
}

static enum status check_file(const char *path, bool force, struct diagnostics *diagnostics)
{
	const char *name;
	if (!path || report_options_is_standard_output(path))
		return STATUS_OK;
	struct output_set *set = report_destination_file(path, force, &name);
	const enum status status = expect(set, name, diagnostics);
	output_set_free(set);
	return status;
}

enum status report_destination_check(const struct report_options *options, struct diagnostics *diagnostics)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < REPORT_FORMAT_COUNT && status != STATUS_NO_MEMORY; i++)
		status = worse(status, check_file(options->paths[i], options->force, diagnostics));
	for (size_t i = 0; i < options->page_count && status != STATUS_NO_MEMORY; i++)
		status = worse(status, check_file(options->pages[i], options->force, diagnostics));
	if (status == STATUS_NO_MEMORY || !options->plots)
		return status;
	const enum status plots = check_plots(options, diagnostics);
	return plots == STATUS_OK ? status : plots;
}
