/* Writes what a shell needs to complete commands and options.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/completion.h"

#include "cmd/option_list.h"
#include "io/preset.h"
#include "processors/registry.h"

#include <string.h>

/* Words of main.c that are no commands. */
static const char also[] = "help manual completion --help --version";

/* Names that follow a command. */
static void append_names(const struct command *const *commands, size_t count, const char *command, struct text *out)
{
	size_t processor_count;
	const struct processor *const *processors = registry_list(&processor_count);
	const bool is_about_commands = strcmp(command, "help") == 0 || strcmp(command, "manual") == 0;
	for (size_t i = 0; is_about_commands && i < count; i++)
		text_append(out, "%s ", commands[i]->name);
	for (size_t i = 0; strcmp(command, "processors") == 0 && i < processor_count; i++)
		text_append(out, "%s ", processors[i]->name);
	for (size_t i = 0; strcmp(command, "presets") == 0 && i < preset_count; i++)
		text_append(out, "%s ", preset_names[i]);
	if (strcmp(command, "manual") == 0)
		text_append(out, "recipe");
	if (strcmp(command, "completion") == 0)
		text_append(out, "bash zsh fish");
	if (strcmp(command, "schema") == 0)
		text_append(out, "recipe report manifest");
}

static void append_commands(const struct command *const *commands, size_t count, struct text *out)
{
	for (size_t i = 0; i < count; i++)
		text_append(out, "%s ", commands[i]->name);
	text_append(out, "%s", also);
}

static void append_bash_options(const struct argp *argp, struct text *out)
{
	struct option_list list;
	option_list_make(argp, &list);
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].name)
			text_append(out, "--%s%s ", list.items[i].name, list.items[i].argument ? "=" : "");
}

static void append_bash_case(const struct command *const *commands, size_t count, const char *name,
			     const struct argp *argp, struct text *out)
{
	text_append(out, "\t%s)\n\t\toptions=\"", name);
	if (argp)
		append_bash_options(argp, out);
	text_append(out, "\"\n\t\tnames=\"");
	append_names(commands, count, name, out);
	text_append(out, "\"\n\t\t;;\n");
}

/* Where nothing of this fits, bash completes names of files. A word with an equals sign is several words for bash. */
static void append_bash(const struct command *const *commands, size_t count, struct text *out)
{
	text_append(out, "# Completes stemprint in bash.\n_stemprint() {\n"
			 "\tlocal word=${COMP_WORDS[COMP_CWORD]} options= names=\n"
			 "\tCOMPREPLY=()\n"
			 "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tCOMPREPLY=($(compgen -W \"");
	append_commands(commands, count, out);
	text_append(out, "\" -- \"$word\"))\n\t\treturn\n\tfi\n\tcase ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < count; i++)
		append_bash_case(commands, count, commands[i]->name, commands[i]->argp, out);
	append_bash_case(commands, count, "help", NULL, out);
	append_bash_case(commands, count, "manual", NULL, out);
	append_bash_case(commands, count, "completion", NULL, out);
	text_append(out, "\tesac\n"
			 "\tcase $word in\n"
			 "\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
			 "\t*) [ -z \"$names\" ] || COMPREPLY=($(compgen -W \"$names\" -- \"$word\")) ;;\n"
			 "\tesac\n"
			 "\tcase ${COMPREPLY[0]-} in *=) compopt -o nospace 2>/dev/null ;; esac\n"
			 "}\n"
			 "complete -o default -o bashdefault -F _stemprint stemprint\n");
}

/* Appends a text within single quotes; `special` characters get a backslash. */
static void append_quoted(const char *words, const char *special, struct text *out)
{
	for (const char *at = words; *at; at++) {
		if (strchr(special, *at))
			text_append(out, "\\");
		if (*at == '\'')
			text_append(out, "'\\''");
		else
			text_append_bytes(out, at, 1);
	}
}

static void append_zsh_option(const struct listed_option *option, struct text *out)
{
	if (!option->name)
		return;
	text_append(out, " \\\n\t\t\t'--%s%s[", option->name, option->argument ? "=" : "");
	append_quoted(option->doc, "[]:\\", out);
	text_append(out, "]");
	if (option->argument) {
		text_append(out, ":");
		append_quoted(option->argument, ":\\", out);
		text_append(out, strcmp(option->argument, "FOLDER") == 0 ? ":_files -/" : ":_files");
	}
	text_append(out, "'");
}

static void append_zsh_command(const struct command *const *commands, size_t count, const struct command *command,
			       struct text *out)
{
	struct option_list list;
	struct text names = { 0 };
	option_list_make(command->argp, &list);
	append_names(commands, count, command->name, &names);
	text_append(out, "\t%s)\n\t\t_arguments", command->name);
	for (size_t i = 0; i < list.count; i++)
		append_zsh_option(&list.items[i], out);
	if (names.length > 0)
		text_append(out, " \\\n\t\t\t'*:name:(%s)'\n\t\t;;\n", names.bytes);
	else
		text_append(out, " \\\n\t\t\t'*:file:_files'\n\t\t;;\n");
	out->failed |= names.failed;
	text_release(&names);
}

static void append_zsh(const struct command *const *commands, size_t count, struct text *out)
{
	text_append(out, "#compdef stemprint\n# Completes stemprint in zsh.\n_stemprint() {\n"
			 "\tlocal -a commands=(");
	for (size_t i = 0; i < count; i++) {
		text_append(out, "\n\t\t'%s:", commands[i]->name);
		append_quoted(commands[i]->summary, ":\\", out);
		text_append(out, "'");
	}
	text_append(out, "\n\t\t'help:the options of a command'\n\t\t'manual:a manual page'\n"
			 "\t\t'completion:what a shell needs'\n\t)\n"
			 "\tif (( CURRENT == 2 )); then\n\t\t_describe command commands\n\t\treturn\n\tfi\n"
			 "\tshift words\n\t(( CURRENT-- ))\n\tcase $words[1] in\n");
	for (size_t i = 0; i < count; i++)
		append_zsh_command(commands, count, commands[i], out);
	text_append(out, "\tcompletion) _values shell bash zsh fish ;;\n"
			 "\thelp | manual) _describe command commands ;;\n"
			 "\tesac\n}\n_stemprint \"$@\"\n");
}

static void append_fish_option(const char *command, const struct listed_option *option, struct text *out)
{
	text_append(out, "complete -c stemprint -n '__fish_seen_subcommand_from %s'", command);
	if (option->name)
		text_append(out, " -l %s", option->name);
	if (option->letter)
		text_append(out, " -s %c", option->letter);
	if (option->argument)
		text_append(out, " -r");
	text_append(out, " -d '");
	append_quoted(option->doc, "\\", out);
	text_append(out, "'\n");
}

static void append_fish(const struct command *const *commands, size_t count, struct text *out)
{
	struct option_list list;
	text_append(out, "# Completes stemprint in fish.\n");
	for (size_t i = 0; i < count; i++) {
		text_append(out, "complete -c stemprint -f -n __fish_use_subcommand -a %s -d '", commands[i]->name);
		append_quoted(commands[i]->summary, "\\", out);
		text_append(out, "'\n");
		option_list_make(commands[i]->argp, &list);
		for (size_t k = 0; k < list.count; k++)
			append_fish_option(commands[i]->name, &list.items[k], out);
	}
	static const char *const named[] = { "processors", "presets", "schema", "help", "manual", "completion" };
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		text_append(out, "complete -c stemprint -f -n '__fish_seen_subcommand_from %s' -a '", named[i]);
		append_names(commands, count, named[i], out);
		text_append(out, "'\n");
	}
	text_append(out, "complete -c stemprint -f -n __fish_use_subcommand -a '%s'\n", also);
}

bool completion_append(const struct command *const *commands, size_t count, const char *shell, struct text *out)
{
	if (strcmp(shell, "bash") == 0)
		append_bash(commands, count, out);
	else if (strcmp(shell, "zsh") == 0)
		append_zsh(commands, count, out);
	else if (strcmp(shell, "fish") == 0)
		append_fish(commands, count, out);
	else
		return false;
	return true;
}
