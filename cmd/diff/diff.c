/* Implements `diff`, which tells what has changed between two versions of prints.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantity.h"
#include "cmd/command.h"
#include "cmd/command_line.h"
#include "cmd/delivery.h"
#include "cmd/diff/difference_job.h"
#include "cmd/diff/recipe_changes.h"
#include "cmd/diff/report_changes.h"
#include "cmd/interrupt.h"
#include "cmd/job/recipe_name.h"
#include "cmd/run_options.h"
#include "cmd/terminal.h"

#include <argp.h>
#include <math.h>
#include <string.h>

static const char *const forms[] = { "text", "json", "markdown" };

enum form { FORM_TEXT, FORM_JSON, FORM_MARKDOWN, FORM_COUNT };

struct arguments {
	struct run_options run; /* its files are the old and the new version */
	struct resource_limits limits;
	enum form form;
	double max_dbfs; /* NAN: nothing is judged */
	struct setting_options settings[COMPARISON_SIDES];
	const char *setting; /* the option that gave one first; NULL: none did */
};

enum { KEY_MAX = 256, KEY_SET, KEY_SET_OLD, KEY_SET_NEW };

static const struct argp_option options[] = {
	{ .name = "as", .key = 'a', .arg = "FORM", .doc = "text (the default), json or markdown" },
	{ .name = "max",
	  .key = KEY_MAX,
	  .arg = "DBFS",
	  .doc = "fail when a difference peaks over this, when a length, rate or channel count differs, or when only "
		 "one version has a file; if left out, nothing is judged" },
	{ .name = "set",
	  .key = KEY_SET,
	  .arg = "NAME=VALUE",
	  .doc = "give a variable of both recipes this value; may be repeated" },
	{ .name = "set-old", .key = KEY_SET_OLD, .arg = "NAME=VALUE", .doc = "the same for the old recipe alone" },
	{ .name = "set-new", .key = KEY_SET_NEW, .arg = "NAME=VALUE", .doc = "the same for the new recipe alone" },
	{ 0 },
};

static void parse_setting(const char *option, bool old, bool new, const char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	arguments->setting = arguments->setting ? arguments->setting : option;
	if (old)
		setting_options_add(&arguments->settings[COMPARISON_OLD], option, argument, state);
	if (new)
		setting_options_add(&arguments->settings[COMPARISON_NEW], option, argument, state);
}

static void parse_max(const char *text, struct arguments *arguments, struct argp_state *state)
{
	const char *problem = "";
	if (!quantity_parse(text, strlen(text), QUANTITY_LEVEL, NULL, &arguments->max_dbfs, &problem))
		command_line_refuse(state, "--max \"%s\": %s", text, problem);
}

/* Reports have names of JSON recipes. */
static bool are_texts(const struct arguments *arguments)
{
	return recipe_name_is_one(arguments->run.files.paths[COMPARISON_OLD]) &&
	       recipe_name_is_one(arguments->run.files.paths[COMPARISON_NEW]);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->run;
		state->child_inputs[1] = &arguments->limits;
		return 0;
	case 'a':
		arguments->form = (enum form)command_line_choice(state, "--as", forms, FORM_COUNT, argument);
		return 0;
	case KEY_MAX:
		parse_max(argument, arguments, state);
		return 0;
	case KEY_SET:
		parse_setting("--set", true, true, argument, state);
		return 0;
	case KEY_SET_OLD:
		parse_setting("--set-old", true, false, argument, state);
		return 0;
	case KEY_SET_NEW:
		parse_setting("--set-new", false, true, argument, state);
		return 0;
	case ARGP_KEY_SUCCESS:
		if (arguments->run.files.count != COMPARISON_SIDES)
			command_line_refuse(state, "diff takes two files or two folders: the old and the new version");
		if (are_texts(arguments) && !isnan(arguments->max_dbfs))
			command_line_refuse(state, "--max judges sounds, and these are recipes or reports; compare "
						   "the folders of both renders");
		if (are_texts(arguments) && arguments->limits.frames > 0)
			command_line_refuse(state, "--max-frames counts the frames of sounds, and these are recipes or "
						   "reports");
		if (!are_texts(arguments) && arguments->setting)
			command_line_refuse(state, "%s gives variables of recipes a value, and these are none",
					    arguments->setting);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static enum status write_form(const struct difference *difference, enum form form, struct text *text)
{
	enum status status = STATUS_OK;
	if (form == FORM_JSON)
		status = difference_json(difference, text);
	else if (form == FORM_MARKDOWN)
		difference_markdown(difference, text);
	else
		difference_text(difference, text);
	return text->failed ? STATUS_NO_MEMORY : status;
}

static enum status print(const struct arguments *arguments, const struct difference *difference)
{
	const struct report report = { .verdicts = difference->verdicts };
	struct text text = terminal_text(terminal_output());
	enum status status = STATUS_OK;
	if (!arguments->run.quiet || arguments->form != FORM_TEXT)
		status = write_form(difference, arguments->form, &text);
	if (status == STATUS_OK)
		status = terminal_print_text(&text);
	text_release(&text);
	return status == STATUS_OK && report.verdicts ? terminal_print_failures(&report, "diff") : status;
}

static enum exit_code diff_reports(const struct arguments *arguments, struct arena *arena)
{
	const char *const *paths = arguments->run.files.paths;
	struct difference difference = { .old_path = paths[COMPARISON_OLD],
					 .new_path = paths[COMPARISON_NEW],
					 .max_dbfs = (double)NAN };
	if (arguments->setting) {
		terminal_complain("%s gives variables of recipes a value, and these are reports; leave it out",
				  arguments->setting);
		return EXIT_USAGE;
	}
	const enum exit_code code = report_changes_find(paths, arena, &difference);
	if (interrupt_signal)
		return interrupt_end();
	return code == EXIT_WELL ? exit_code_of(print(arguments, &difference)) : code;
}

static enum exit_code diff_recipes(const struct arguments *arguments, struct arena *arena)
{
	const char *const *paths = arguments->run.files.paths;
	struct document_changes changes;
	const struct difference difference = { .old_path = paths[COMPARISON_OLD],
					       .new_path = paths[COMPARISON_NEW],
					       .max_dbfs = (double)NAN,
					       .changes = &changes };
	const enum exit_code code = recipe_changes_find(paths, arguments->settings, arena, &changes);
	if (interrupt_signal)
		return interrupt_end();
	return code == EXIT_WELL ? exit_code_of(print(arguments, &difference)) : code;
}

static enum exit_code diff(const struct arguments *arguments, struct arena *arena)
{
	const char *const *paths = arguments->run.files.paths;
	const struct delivery delivery = { .quiet = arguments->run.quiet };
	struct difference difference = { .old_path = paths[COMPARISON_OLD],
					 .new_path = paths[COMPARISON_NEW],
					 .max_dbfs = arguments->max_dbfs };
	struct diagnostics diagnostics;
	struct paired_names names;
	diagnostics_init(&diagnostics, arena, NULL);
	enum status status = paired_names_read(paths, &diagnostics, &names);
	if (status == STATUS_OK)
		status = difference_job_run(&names, arguments->run.jobs, &arguments->limits, &diagnostics, &difference);
	if (status == STATUS_OK)
		status = print(arguments, &difference);
	const struct report report = { .verdicts = difference.verdicts };
	return delivery_end(&delivery, status, &report, &diagnostics);
}

static enum exit_code diff_texts(const struct arguments *arguments, struct arena *arena)
{
	const char *const *paths = arguments->run.files.paths;
	if (report_changes_is_one(paths[COMPARISON_OLD], arena) || report_changes_is_one(paths[COMPARISON_NEW], arena))
		return diff_reports(arguments, arena);
	return diff_recipes(arguments, arena);
}

static const struct argp_child children[] = { { .argp = &run_options_argp }, { .argp = &resource_limits_argp }, { 0 } };
static const struct argp argp = {
	.options = options,
	.children = children,
	.parser = parse,
	.args_doc = "OLD NEW",
	.doc = "Tells what has changed between two versions of prints: which files have the same bytes or the same "
	       "sound, and by how much the others differ in samples, loudness, peaks, length and spectrum; or "
	       "between two recipes: which strips, inserts, sends and values; or between the reports of two renders: "
	       "which figures.\v"
	       "OLD and NEW are two files of audio, two folders whose files are compared by name, two recipes, or two "
	       "files report.json. Exit codes: 0 all is told, 1 a difference is over --max, 2 usage, 3 a recipe is "
	       "wrong, 4 a file could not be read, 5 the output could not be written, 6 limit.",
};

static enum exit_code run(int argc, char **argv)
{
	struct arguments arguments = { .run = { .files = { .missing = "the old and the new version are missing" } },
				       .max_dbfs = (double)NAN };
	struct arena *arena = arena_new();
	if (!arena)
		return EXIT_LIMIT;
	enum exit_code code = command_line_read(&argp, argc, argv, &arguments);
	if (code == EXIT_WELL)
		resource_limits_settle(&arguments.limits);
	if (code == EXIT_WELL)
		code = are_texts(&arguments) ? diff_texts(&arguments, arena) : diff(&arguments, arena);
	arena_free(arena);
	setting_options_release(&arguments.settings[COMPARISON_OLD]);
	setting_options_release(&arguments.settings[COMPARISON_NEW]);
	file_arguments_release(&arguments.run.files);
	return code;
}

const struct command command_diff = {
	.name = "diff",
	.summary = "what has changed between two versions of prints, or of a recipe",
	.run = run,
	.argp = &argp,
};
