/* Compares the words of a command line with the options of argp's tables.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/option_check.h"

#include "base/text.h"
#include "cmd/terminal.h"

#include <stddef.h>
#include <string.h>

enum { OPTIONS_MOST = 128 };

/* Every command's options, and those that argp adds. */
struct option_names {
	const char *names[OPTIONS_MOST];
	bool arguments[OPTIONS_MOST]; /* whether the next word is the option's argument */
	int keys[OPTIONS_MOST];
	size_t count;
};

static void add(struct option_names *options, const char *name, int key, bool argument)
{
	if (options->count == OPTIONS_MOST)
		return;
	options->names[options->count] = name;
	options->keys[options->count] = key;
	options->arguments[options->count++] = argument;
}

static void add_all(struct option_names *options, const struct argp *argp)
{
	for (const struct argp_option *option = argp->options; option && (option->name || option->key || option->doc);
	     option++)
		if (option->name)
			add(options, option->name, option->key, option->arg && !(option->flags & OPTION_ARG_OPTIONAL));
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		add_all(options, child->argp);
}

/* Returns the index of a long option by its whole name, or `count`. */
static size_t find_name(const struct option_names *options, const char *name, size_t length)
{
	size_t i = 0;
	while (i < options->count &&
	       (strlen(options->names[i]) != length || memcmp(options->names[i], name, length) != 0))
		i++;
	return i;
}

/* Returns whether the letters of a short option leave their argument to the next word: "-j 2", but not "-j2". */
static bool short_takes_next(const struct option_names *options, const char *letters)
{
	for (; *letters; letters++)
		for (size_t i = 0; i < options->count; i++)
			if (options->keys[i] == *letters && options->arguments[i])
				return letters[1] == '\0';
	return false;
}

/* Returns the option that the word abbreviates, or the nearest one, or NULL. */
static const char *suggestion(const struct option_names *options, const char *word)
{
	for (size_t i = 0; i < options->count; i++)
		if (strncmp(options->names[i], word, strlen(word)) == 0)
			return options->names[i];
	return text_nearest(word, options->names, options->count);
}

static bool complain(const struct option_names *options, const char *word, size_t length)
{
	struct text name = { 0 };
	text_append_bytes(&name, word, length);
	const char *nearest = name.failed || !name.bytes ? NULL : suggestion(options, name.bytes);
	if (nearest)
		terminal_complain("unknown option \"--%.*s\"; did you mean \"--%s\"?", (int)length, word, nearest);
	else
		terminal_complain("unknown option \"--%.*s\"; `--help` lists all", (int)length, word);
	text_release(&name);
	return false;
}

bool option_check(const struct argp *argp, int argc, char **argv)
{
	static char help[] = "--help";
	struct option_names options = { .count = 0 };
	add_all(&options, argp);
	add(&options, "help", '?', false);
	add(&options, "usage", 0, false);
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *word = argv[i];
		if (strcmp(word, "-h") == 0)
			argv[i] = help;
		else if (word[0] == '-' && word[1] == '-') {
			const size_t length = strcspn(word + 2, "=");
			const size_t option = find_name(&options, word + 2, length);
			if (option == options.count)
				return complain(&options, word + 2, length);
			i += options.arguments[option] && word[2 + length] == '\0';
		} else if (word[0] == '-') {
			i += short_takes_next(&options, word + 1);
		}
	}
	return true;
}
