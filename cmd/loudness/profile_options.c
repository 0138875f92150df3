/* Reads the loudness profiles that --profile names, and lists the built-in ones.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/loudness/profile_options.h"

#include "base/text.h"
#include "cmd/command_line.h"
#include "cmd/terminal.h"
#include "report/profile_text.h"

static void refuse(const char *name, struct argp_state *state)
{
	const char *nearest = text_nearest(name, profile_names, profile_count);
	if (nearest)
		command_line_refuse(state, "unknown profile \"%s\"; did you mean \"%s\"?", name, nearest);
	else
		command_line_refuse(state,
				    "unknown profile \"%s\"; --profiles lists them, and a file of your own is written "
				    "./NAME.yaml",
				    name);
}

void profile_options_add(struct profile_options *options, const char *name, struct argp_state *state)
{
	if (!profile_is_file(name) && profile_find(name) == SIZE_MAX)
		refuse(name, state);
	if (options->count == PROFILE_OPTIONS_MAXIMUM)
		command_line_refuse(state, "--profile may be given %d times at most", PROFILE_OPTIONS_MAXIMUM);
	else
		options->names[options->count++] = name;
}

/* What is wrong inside a file is told at its lines. The list of the command tells that the profile is not there. */
static enum status read_one(const char *name, struct diagnostics *diagnostics, const struct loudness_profile **profile)
{
	struct diagnostics own;
	if (!profile_is_file(name))
		return profile_read_own(profile_find(name), diagnostics->arena, profile);
	diagnostics_init(&own, diagnostics->arena, name);
	const enum status status = profile_read_file(name, diagnostics->arena, &own, profile);
	terminal_print_diagnostics(&own);
	if (status != STATUS_OK && status != STATUS_NO_MEMORY)
		diagnostics_failure(diagnostics, status, "profile", (struct location){ 0 },
				    "the profile \"%s\" cannot judge anything; mend it first", name);
	return status;
}

enum status profile_options_read(struct profile_options *options, struct diagnostics *diagnostics)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < options->count && status != STATUS_NO_MEMORY; i++)
		status = read_one(options->names[i], diagnostics, &options->profiles[i]);
	return status == STATUS_OK ? diagnostics_status(diagnostics) : status;
}

enum exit_code profile_options_list(void)
{
	struct arena *arena = arena_new();
	struct text text = terminal_text(terminal_output());
	enum status status = arena ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < profile_count && status == STATUS_OK; i++) {
		const struct loudness_profile *profile;
		status = profile_read_own(i, arena, &profile);
		if (status == STATUS_OK)
			profile_text(profile, &text);
	}
	if (status == STATUS_OK)
		status = terminal_print_text(&text);
	text_release(&text);
	arena_free(arena);
	return exit_code_of(status);
}
