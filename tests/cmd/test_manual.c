/* Tests the manual pages and the completions against the help of each command, and with their own readers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make(void)
{
	scratch_make();
}

TestSuite(manual, .init = make, .fini = scratch_remove, .timeout = 120);

/* The pages that are installed (cmd/CMakeLists.txt). */
static const char *const commands[] = { "init",    "render", "verify", "report", "null",       "diff",   "loudness",
					"quality", "check",  "graph",  "plan",   "processors", "schema", "presets" };
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static char *shell(const char *command)
{
	char words[8192], *text = calloc(1, 1 << 20);
	snprintf(words, sizeof words, "PATH=$PATH:'%s' && cd '%s' && { %s; } 2>&1", STEMPRINT_FOLDER, scratch_path(""),
		 command);
	FILE *pipe = popen(words, "r");
	cr_assert(text && pipe);
	text[fread(text, 1, (1 << 20) - 1, pipe)] = '\0';
	pclose(pipe);
	return text;
}

static void need(const char *program)
{
	char command[64];
	snprintf(command, sizeof command, "command -v %s", program);
	char *found = shell(command);
	const bool is_there = *found;
	free(found);
	if (!is_there)
		cr_skip_test("%s is not installed", program);
}

/* Calls `visit` with each long option that the help of the command lists. */
static void for_each_option(const char *command, const char *text,
			    void (*visit)(const char *command, const char *option, const char *text))
{
	struct program_run help = program_expect(0, PROGRAM_ARGUMENTS("help", command));
	size_t count = 0;
	for (const char *line = help.out; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		const char *option = strstr(line, "--");
		if (!option || option - line < 2 || option - line > 6)
			continue;
		char name[64] = "";
		snprintf(name, sizeof name, "%.*s", (int)strcspn(option + 2, "=[ \n"), option + 2);
		visit(command, name, text);
		count++;
	}
	cr_expect_geq(count, 2, "%s", command);
	program_release(&help);
}

static void expect_on_page(const char *command, const char *option, const char *text)
{
	char wanted[80];
	snprintf(wanted, sizeof wanted, "--%s", option);
	cr_expect(strstr(text, wanted), "the page of %s lacks --%s", command, option);
}

Test(manual, every_option_stands_on_its_page)
{
	need("mandoc");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		char command[128];
		snprintf(command, sizeof command, "stemprint manual %s | mandoc -T ascii | col -b", commands[i]);
		char *text = shell(command);
		for_each_option(commands[i], text, expect_on_page);
		free(text);
	}
}

Test(manual, every_command_of_the_help_has_a_page)
{
	struct program_run help = program_expect(0, PROGRAM_ARGUMENTS("help"));
	size_t count = 0;
	for (const char *line = strstr(help.out, "\n  "); line; line = strstr(line + 1, "\n  ")) {
		char name[32] = "";
		snprintf(name, sizeof name, "%.*s", (int)strcspn(line + 3, " "), line + 3);
		if (strcmp(name, "manual") == 0 || strcmp(name, "completion") == 0)
			continue;
		bool known = false;
		for (size_t i = 0; i < COMMAND_COUNT; i++)
			known |= strcmp(commands[i], name) == 0;
		cr_expect(known, "\"%s\" has no page; see cmd/CMakeLists.txt", name);
		count++;
	}
	cr_expect_eq(count, COMMAND_COUNT);
	program_release(&help);
}

Test(manual, no_page_has_faults)
{
	need("mandoc");
	char *text = shell("for page in stemprint recipe init render verify report null loudness quality check graph "
			   "plan processors "
			   "schema presets; do stemprint manual $page > page && mandoc -T lint -W warning page; done");
	cr_expect_str_empty(text, "%s", text);
	free(text);
}

Test(manual, what_is_no_page)
{
	const char *const *const rows[] = { PROGRAM_ARGUMENTS("manual", "frobnicate"), PROGRAM_ARGUMENTS("completion"),
					    PROGRAM_ARGUMENTS("completion", "tcsh"),
					    PROGRAM_ARGUMENTS("manual", "render", "null") };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct program_run run = program_expect(2, rows[i]);
		cr_expect_str_empty(run.out);
		program_release(&run);
	}
}

/* Asks bash for the completions of a command line, whose last word is being typed. */
static void expect_bash(const char *line, const char *wanted)
{
	char command[512];
	snprintf(command, sizeof command,
		 "bash -c 'eval \"$(stemprint completion bash)\"; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - "
		 "1)); "
		 "_stemprint; echo \"${COMPREPLY[*]}\"'",
		 line);
	char *text = shell(command);
	text[strcspn(text, "\n")] = '\0';
	cr_expect_str_eq(text, wanted, "%s", line);
	free(text);
}

Test(manual, bash_completes)
{
	expect_bash("stemprint rend", "render");
	expect_bash("stemprint render --no-n", "--no-null");
	expect_bash("stemprint render --jso", "--json=");
	expect_bash("stemprint render so", "");
	expect_bash("stemprint processors trans", "transient-shaper");
	expect_bash("stemprint help nu", "null");
	expect_bash("stemprint completion z", "zsh");
}

static void expect_in_fish(const char *command, const char *option, const char *text)
{
	char wanted[128];
	snprintf(wanted, sizeof wanted, "from %s' -l %s ", command, option);
	cr_expect(strstr(text, wanted), "%s --%s", command, option);
}

Test(manual, fish_and_zsh_complete)
{
	need("fish");
	need("zsh");
	char *text = shell("stemprint completion fish > c.fish && fish --no-execute c.fish; "
			   "stemprint completion zsh > _stemprint && zsh -n _stemprint; "
			   "fish -c 'source c.fish; complete -C \"stemprint render --no-n\"' | cut -f 1; "
			   "fish -c 'source c.fish; complete -C \"stemprint rende\"' | cut -f 1");
	cr_expect_str_eq(text, "--no-null\nrender\n");
	free(text);
	text = shell("stemprint completion fish");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		for_each_option(commands[i], text, expect_in_fish);
	free(text);
}
