/* Implements `init`, which makes a recipe to start from out of audio files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/path.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/init/calibration.h"
#include "cmd/init/draft_output.h"
#include "cmd/init/survey.h"
#include "cmd/init/template_file.h"
#include "cmd/interrupt.h"
#include "cmd/job/file_search.h"
#include "cmd/run_options.h"
#include "cmd/terminal.h"
#include "draft/draft_comment.h"
#include "draft/draft_make.h"
#include "draft/yaml_scalar.h"
#include "io/yaml.h"
#include "report/layout.h"
#include "report/printable.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

struct arguments {
	struct run_options run;
	struct resource_limits limits;
	const char *output;
	const char *template;
	bool force;
};

enum { KEY_FORCE = 256, KEY_TEMPLATE };

enum { OTHERS_LISTED = 20 };

static const struct argp_option options[] = {
	{ .name = "output",
	  .key = 'o',
	  .arg = "FILE",
	  .doc = "the recipe, - for standard output; if left out, NAME/NAME.yaml for the folder NAME, mix.yaml for "
		 "files" },
	{ .name = "template",
	  .key = KEY_TEMPLATE,
	  .arg = "FILE",
	  .doc = "a recipe whose tracks, named by roles, say how the tracks are made; all else is taken from it as "
		 "well" },
	{ .name = "force", .key = KEY_FORCE, .doc = "replace a recipe that `init` wrote" },
	{ 0 },
};

/* What one run of the command works on. */
struct job {
	const struct arguments *arguments;
	struct diagnostics *diagnostics;
	struct draft_output output;
	struct template_file template;
	struct found_files found;
	struct draft draft;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->run;
		state->child_inputs[1] = &arguments->limits;
		return 0;
	case 'o':
		arguments->output = argument;
		return 0;
	case KEY_TEMPLATE:
		arguments->template = argument;
		return 0;
	case KEY_FORCE:
		arguments->force = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Returns the path of a file as the recipe writes it, or NULL when out of memory or where the folder is gone. */
static const char *path_in_recipe(struct job *job, const char *path)
{
	struct arena *arena = job->diagnostics->arena;
	const char *name = path_last_part(path);
	const char *folder = name > path ? arena_text(arena, path, (size_t)(name - path)) : ".";
	char *resolved = folder ? realpath(folder, NULL) : NULL;
	const char *whole =
		resolved ? arena_format(arena, "%s/%s", strcmp(resolved, "/") == 0 ? "" : resolved, name) : NULL;
	free(resolved);
	return whole ? path_between(job->output.folder, whole, arena) : NULL;
}

static enum status name_files(struct job *job)
{
	for (size_t i = 0; i < job->draft.count; i++) {
		struct draft_file *file = &job->draft.files[i];
		file->path = path_in_recipe(job, job->found.paths[i]);
		if (!file->path)
			return STATUS_NO_MEMORY;
		if (!yaml_scalar_can_hold(file->path))
			file->problem = "its name is not UTF-8, so no recipe can hold it; rename it";
	}
	return STATUS_OK;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum status measure(struct job *job)
{
	struct arena *arena = job->diagnostics->arena;
	if (job->found.count > 0)
		qsort(job->found.paths, job->found.count, sizeof *job->found.paths, compare_texts);
	job->draft = (struct draft){ .arena = arena, .count = job->found.count };
	job->draft.files = ARENA_ARRAY(arena, struct draft_file, job->found.count);
	if (!job->draft.files)
		return STATUS_NO_MEMORY;
	enum status status = survey_run(job->found.paths, job->found.count, job->arguments->run.jobs, job->diagnostics,
					job->draft.files);
	if (status == STATUS_OK)
		status = name_files(job);
	return status == STATUS_OK ? draft_make(&job->draft) : status;
}

static void complain_of_unusable(const struct job *job)
{
	for (size_t i = 0; i < job->draft.count; i++)
		if (job->draft.files[i].fate == FATE_UNUSABLE)
			terminal_complain("\"%s\" is left out: %s", job->draft.files[i].path,
					  job->draft.files[i].problem);
	if (job->found.unread_count == 1)
		terminal_complain("\"%s\" is left out: stemprint does not read this kind of file; convert it to WAV or "
				  "FLAC",
				  job->found.unread);
	else if (job->found.unread_count > 1)
		terminal_complain("\"%s\" and %zu more are left out: stemprint does not read such kinds of files; "
				  "convert them to WAV or FLAC",
				  job->found.unread, job->found.unread_count - 1);
}

static enum status check_tracks(const struct job *job)
{
	if (job->draft.track_count > 0)
		return STATUS_OK;
	diagnostics_failure(job->diagnostics, STATUS_BAD_SOURCE, "source", (struct location){ 0 },
			    "\"%s\": there is no audio file that could be a track; name a folder with WAV, AIFF or "
			    "FLAC files",
			    job->arguments->run.files.paths[0]);
	return STATUS_BAD_SOURCE;
}

static enum status check_size(const struct job *job, const struct text *text)
{
	if (text->failed || text->length <= YAML_BYTES_MAXIMUM)
		return text->failed ? STATUS_NO_MEMORY : STATUS_OK;
	diagnostics_failure(job->diagnostics, STATUS_LIMIT, "output", (struct location){ 0 },
			    "the recipe would have %zu bytes, and a recipe has at most %d; name fewer files",
			    text->length, YAML_BYTES_MAXIMUM);
	return STATUS_LIMIT;
}

static void list_group(const struct draft *draft, enum role_group group, struct text *out)
{
	const size_t start = out->length;
	bool any = false;
	for (size_t i = 0; i < draft->track_count; i++) {
		const struct draft_file *file = &draft->files[draft->tracks[i]];
		if (draft_group(file) != group)
			continue;
		if (any)
			text_append(out, ", %s", file->name);
		else
			text_append(out, "  %-10s  %s", group_facts[group].name, file->name);
		any = true;
	}
	if (any)
		layout_end_line(out, start);
}

/* The recipe lists all of them. */
static void list_others(const struct draft *draft, struct text *out)
{
	size_t count = 0;
	for (size_t i = 0; i < draft->count; i++) {
		const struct draft_file *file = &draft->files[i];
		if (file->fate == FATE_TRACK || file->fate == FATE_RIGHT || file->fate == FATE_UNUSABLE ||
		    count++ >= OTHERS_LISTED)
			continue;
		const size_t start = out->length;
		text_append(out, "  left out    \"");
		printable_append(out, file->path);
		text_append(out, "\": ");
		draft_comment_append_reason(draft, file, out);
		layout_end_line(out, start);
	}
	if (count > OTHERS_LISTED)
		text_append(out, "  left out    %zu more; the recipe lists them\n", count - OTHERS_LISTED);
}

/* Appends a command with its last option. A shell reads them as one where they stand on two lines. Releases both. */
static void append_command(struct text *command, struct text *option, struct text *out)
{
	out->failed |= command->failed || option->failed;
	if (!out->failed) {
		const bool fits = layout_columns(command->bytes) + option->length <= layout_width(out) + 1;
		text_append(out, "%s%s%s", command->bytes, fits ? "" : " \\\n               ", option->bytes);
	}
	text_release(command);
	text_release(option);
}

/* Says what to do next: render the recipe, with a page beside it. */
static void tell_next(const char *recipe, struct arena *arena, struct text *out)
{
	const char *name = path_last_part(recipe), *ending = strrchr(name, '.');
	const size_t length = ending && ending > name ? (size_t)(ending - recipe) : strlen(recipe);
	const char *page = arena_format(arena, "%.*s.html", (int)length, recipe);
	struct text command = { 0 }, option = { 0 };
	text_append(&command, "  next        stemprint render ");
	printable_append_word(&command, recipe);
	text_append(&option, " --html ");
	printable_append_word(&option, page ? page : "page.html");
	text_append(&option, "\n");
	append_command(&command, &option, out);
}

static enum status report(const struct job *job)
{
	struct text text = terminal_text(terminal_output());
	if (job->arguments->run.quiet || job->output.to_standard_output)
		return STATUS_OK;
	printable_append(&text, job->output.path);
	text_append(&text, ": %zu track%s from %zu file%s", job->draft.track_count,
		    job->draft.track_count == 1 ? "" : "s", job->draft.count, job->draft.count == 1 ? "" : "s");
	layout_end_line(&text, 0);
	for (size_t i = 0; i < GROUP_COUNT; i++)
		list_group(&job->draft, (enum role_group)i, &text);
	list_others(&job->draft, &text);
	tell_next(job->output.path, job->diagnostics->arena, &text);
	const enum status status = terminal_print_text(&text);
	text_release(&text);
	return status;
}

static enum status write_recipe(struct job *job, const struct draft_heading *heading)
{
	struct text text = { 0 };
	enum status status = STATUS_OK;
	if (job->template.path)
		status = template_file_fill(&job->template, &job->draft, heading, job->output.path, &text);
	else
		draft_text_append(&job->draft, heading, &text);
	if (status == STATUS_OK)
		status = check_size(job, &text);
	if (status == STATUS_OK)
		status = draft_output_write(&job->output, &text, job->diagnostics);
	text_release(&text);
	return status == STATUS_OK ? report(job) : status;
}

static enum status work(struct job *job)
{
	const struct arguments *arguments = job->arguments;
	const struct file_arguments *files = &arguments->run.files;
	job->output.force = arguments->force;
	enum status status = draft_output_find(&job->output, arguments->output, files->paths[0], job->diagnostics);
	if (status == STATUS_OK)
		status = template_file_read(&job->template, arguments->template, job->output.path,
					    job->diagnostics->arena);
	if (status == STATUS_OK)
		status = file_search_run(files->paths, files->count, false, job->diagnostics, &job->found);
	if (status == STATUS_OK)
		status = measure(job);
	if (status != STATUS_OK)
		return status;
	complain_of_unusable(job);
	status = check_tracks(job);
	const struct draft_heading heading = { .title = job->output.title, .recipe = path_last_part(job->output.path) };
	const struct calibration calibration = {
		.path = job->output.path, .heading = &heading, .limits = &arguments->limits, .jobs = arguments->run.jobs
	};
	if (status == STATUS_OK && !job->template.path)
		status = calibration_run(&calibration, &job->draft);
	return status == STATUS_OK ? write_recipe(job, &heading) : status;
}

static enum exit_code run_in(struct arena *arena, const struct arguments *arguments)
{
	struct diagnostics diagnostics;
	diagnostics_init(&diagnostics, arena, NULL);
	struct job job = { .arguments = arguments, .diagnostics = &diagnostics };
	const enum status status = work(&job);
	terminal_print_diagnostics(&diagnostics);
	return status == STATUS_INTERRUPTED ? interrupt_end() : exit_code_of(status);
}

static const struct argp_child children[] = { { .argp = &run_options_argp }, { .argp = &resource_limits_argp }, { 0 } };
static const struct argp argp = {
	.options = options,
	.children = children,
	.parser = parse,
	.args_doc = "FOLDER|FILE...",
	.doc = "Makes a recipe to start from out of audio files. It guesses from their names what they are, "
	       "measures them, and writes buses, sends, faders, stems and checks, with a comment for each "
	       "guess. The recipe renders at once.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .run = { .files = { .missing = "a folder or an audio file is missing" } } };
	struct arena *arena = arena_new();
	if (!arena)
		return EXIT_LIMIT;
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL) {
		resource_limits_settle(&arguments.limits);
		code = run_in(arena, &arguments);
	}
	arena_free(arena);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_init = {
	.name = "init",
	.summary = "a recipe to start from, made of a folder of audio files",
	.run = run,
	.argp = &argp,
};
