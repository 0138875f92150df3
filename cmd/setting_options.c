/* Reads --set, which gives values to the variables of recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/setting_options.h"

#include "cmd/command_line.h"
#include "cmd/exit_code.h"
#include "io/yaml_text.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_BYTES_MAXIMUM = 4096 };

const struct argp_option setting_options_table[] = {
	{ .name = "set",
	  .key = SETTING_OPTIONS_KEY,
	  .arg = "NAME=VALUE",
	  .doc = "give a variable of the recipe this value; may be repeated" },
	{ 0 },
};

/* Returns whether the value could stand in one line of a recipe. */
static bool is_text(const char *value)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	diagnostics_init(&diagnostics, arena, NULL);
	const bool well = arena && !strpbrk(value, "\t\n\r") && strlen(value) <= VALUE_BYTES_MAXIMUM &&
			  yaml_text_check(value, strlen(value), "value", 0, &diagnostics);
	arena_free(arena);
	return well;
}

static void refuse_again(const struct setting_options *options, const char *option, const char *name,
			 const struct argp_state *state)
{
	for (size_t i = 0; i < options->settings.count; i++)
		if (strcmp(options->items[i].name, name) == 0)
			command_line_refuse(state, "%s gives \"%.64s\" two values; leave one out", option, name);
}

void setting_options_add(struct setting_options *options, const char *option, const char *argument,
			 const struct argp_state *state)
{
	const size_t count = options->settings.count;
	const char *equals = strchr(argument, '=');
	if (!equals || equals == argument)
		command_line_refuse(state, "%s takes NAME=VALUE, not \"%.64s\"; write %s vocal_gain=-3dB", option,
				    argument, option);
	if (!is_text(equals + 1))
		command_line_refuse(state,
				    "the value of %s \"%.64s\" is no line of text in UTF-8 of at most 4096 bytes; "
				    "shorten it, or leave tabs and the like out",
				    option, argument);
	char *name = strndup(argument, (size_t)(equals - argument));
	struct recipe_setting *grown = realloc(options->items, (count + 1) * sizeof *grown);
	if (grown)
		options->items = grown;
	if (!name || !grown) {
		free(name);
		argp_failure(state, EXIT_LIMIT, 0, "out of memory");
	} else {
		refuse_again(options, option, name, state);
		grown[count] = (struct recipe_setting){ name, equals + 1 };
		options->settings = (struct recipe_settings){ grown, count + 1 };
	}
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != SETTING_OPTIONS_KEY)
		return ARGP_ERR_UNKNOWN;
	setting_options_add(state->input, "--set", argument, state);
	return 0;
}

const struct argp setting_options_argp = { .options = setting_options_table, .parser = parse };

void setting_options_release(struct setting_options *options)
{
	for (size_t i = 0; i < options->settings.count; i++)
		free((void *)(uintptr_t)options->items[i].name);
	free(options->items);
	*options = (struct setting_options){ 0 };
}
