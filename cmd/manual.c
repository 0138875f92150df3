/* Writes the manual pages of the program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/manual.h"

#include "cmd/manual_example.h"
#include "cmd/option_list.h"
#include "report/recipe_manual.h"
#include "report/roff.h"

#include <string.h>

static void append_head(const char *page, int section, const char *what, struct text *out)
{
	text_append(out, ".TH \"");
	roff_append(out, page);
	text_append(out, "\" %d \"" STEMPRINT_DATE "\" \"stemprint " STEMPRINT_VERSION "\" \"stemprint\"\n.SH NAME\n",
		    section);
	roff_append(out, page);
	text_append(out, " \\- ");
	roff_append(out, what);
	text_append(out, "\n");
}

/* "-d, --directory=FOLDER" */
static void append_option_head(const struct listed_option *option, struct text *out)
{
	text_append(out, ".TP\n");
	if (option->letter)
		text_append(out, "\\fB\\-%c\\fR", option->letter);
	if (option->letter && option->name)
		text_append(out, ", ");
	if (option->name) {
		text_append(out, "\\fB\\-\\-");
		roff_append(out, option->name);
		text_append(out, "\\fR");
	}
	if (option->argument) {
		text_append(out, option->name ? "=\\fI" : " \\fI");
		roff_append(out, option->argument);
		text_append(out, "\\fR");
	}
	text_append(out, "\n");
}

static void append_options(const struct argp *argp, struct text *out)
{
	struct option_list list;
	const char *heading = NULL;
	option_list_make(argp, &list);
	text_append(out, ".SH OPTIONS\n");
	/* Those without a heading come first, as in the help. */
	for (int headed = 0; headed < 2; headed++)
		for (size_t i = 0; i < list.count; i++) {
			const struct listed_option *option = &list.items[i];
			if (!option->heading == !!headed)
				continue;
			if (option->heading && option->heading != heading)
				roff_request(out, "SS", option->heading);
			heading = option->heading;
			append_option_head(option, out);
			roff_append(out, option->doc);
			text_append(out, ".\n");
		}
}

struct tagged {
	const char *tag, *meaning;
};

static void append_tagged(const char *section, const struct tagged *rows, size_t count, struct text *out)
{
	roff_request(out, "SH", section);
	for (size_t i = 0; i < count; i++) {
		text_append(out, ".TP\n\\fB%s\\fR\n", rows[i].tag);
		roff_append(out, rows[i].meaning);
		text_append(out, "\n");
	}
}

static void append_exit_codes(struct text *out)
{
	static const struct tagged rows[] = {
		{ "0", "All went well." },
		{ "1", "A verdict failed." },
		{ "2", "The command line is wrong." },
		{ "3", "A recipe is wrong, or an output would overwrite an input." },
		{ "4", "A source cannot be read." },
		{ "5", "An output cannot be written." },
		{ "6", "A limit was reached: time, memory, size." },
		{ "70", "stemprint has a defect." },
		{ "128+n", "Signal n ended the program." },
	};
	append_tagged("EXIT STATUS", rows, sizeof rows / sizeof *rows, out);
}

/* argp prints what stands behind a vertical tab below the options. */
static void append_description(const char *doc, struct text *out)
{
	struct text first = { 0 };
	const size_t length = strcspn(doc, "\v");
	text_append_bytes(&first, doc, length);
	if (first.failed)
		out->failed = true;
	else
		roff_append(out, first.bytes);
	text_append(out, "\n");
	if (doc[length])
		roff_paragraph(out, doc + length + 1);
	text_release(&first);
}

static void append_examples(const char *page, struct text *out)
{
	size_t count;
	const struct manual_example *examples = manual_examples(&count);
	const char *before = ".SH EXAMPLES\n";
	for (size_t i = 0; i < count; i++) {
		if (strcmp(examples[i].page, page) != 0)
			continue;
		text_append(out, "%s", before);
		roff_append(out, examples[i].meaning);
		text_append(out, ":\n.nf\n    ");
		roff_append(out, examples[i].line);
		text_append(out, "\n.fi\n");
		before = ".PP\n";
	}
}

static void append_command(const struct command *command, struct text *out)
{
	struct text page = { 0 };
	text_append(&page, "stemprint-%s", command->name);
	if (page.failed) {
		out->failed = true;
		return;
	}
	append_head(page.bytes, 1, command->summary, out);
	text_release(&page);
	text_append(out, ".SH SYNOPSIS\n\\fBstemprint %s\\fR [\\fIOPTION\\fR...] ", command->name);
	roff_append(out, command->argp->args_doc ? command->argp->args_doc : "");
	text_append(out, "\n.SH DESCRIPTION\n");
	append_description(command->argp->doc, out);
	append_options(command->argp, out);
	append_examples(command->name, out);
	append_exit_codes(out);
	text_append(out, ".SH SEE ALSO\n.BR stemprint (1),\n.BR stemprint\\-recipe (5)\n");
}

static void append_environment(struct text *out)
{
	static const struct tagged rows[] = {
		{ "STEMPRINT_UNTRUSTED", "1 does what `--untrusted` does, in every command." },
		{ "NO_COLOR", "No text is in colour, unless `--color` says so." },
		{ "CLICOLOR_FORCE", "Text is in colour also where it goes to no terminal; 0 means nothing." },
		{ "COLUMNS",
		  "The width of a terminal that does not tell its own, and of text that goes to no terminal." },
		{ "MAKEFLAGS", "Under `make -jN`, threads come from the jobserver of make." },
		{ "GITHUB_STEP_SUMMARY", "`--github` writes its summary at the end of this file." },
	};
	append_tagged("ENVIRONMENT", rows, sizeof rows / sizeof *rows, out);
}

static void append_program(const struct command *const *commands, size_t count, struct text *out)
{
	append_head("stemprint", 1, "prints mixes, and stems that provably add up to them", out);
	text_append(out, ".SH SYNOPSIS\n\\fBstemprint\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] ...\n.SH DESCRIPTION\n");
	roff_append(out, "stemprint renders a YAML routing recipe and audio files to a mix and its stems, tests that "
			 "the stems add up to the mix, and reports the loudness. The prints depend on recipe, sources "
			 "and version alone.\n");
	text_append(out, ".SH COMMANDS\n");
	for (size_t i = 0; i < count; i++) {
		text_append(out, ".TP\n.BR stemprint\\-%s (1)\n", commands[i]->name);
		roff_append(out, commands[i]->summary);
		text_append(out, "\n");
	}
	text_append(out, ".TP\n\\fBstemprint manual\\fR [\\fINAME\\fR]\n");
	roff_append(out, "prints one of these pages, for `man -l -`\n");
	text_append(out, ".TP\n\\fBstemprint completion\\fR \\fISHELL\\fR\n");
	roff_append(out, "prints what bash, zsh or fish needs to complete commands and options\n");
	append_exit_codes(out);
	append_environment(out);
	text_append(out, ".SH SEE ALSO\n.BR stemprint\\-recipe (5)\n");
}

static void append_recipe(struct text *out)
{
	append_head("stemprint-recipe", 5, "the language of recipes", out);
	recipe_manual_append(out);
	text_append(out, ".SH SEE ALSO\n.BR stemprint (1),\n.BR stemprint\\-check (1)\n");
}

bool manual_append(const struct command *const *commands, size_t count, const char *name, struct text *out)
{
	if (strcmp(name, "stemprint") == 0)
		append_program(commands, count, out);
	else if (strcmp(name, "recipe") == 0)
		append_recipe(out);
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, commands[i]->name) == 0)
			append_command(commands[i], out);
	return out->length > 0 || out->failed;
}
