/* Compares the words of a command line with the options of argp's tables.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/option_check.h"

#include "base/text.h"
#include "cmd/option_list.h"
#include "cmd/terminal.h"

#include <stddef.h>
#include <string.h>

/* Returns whether the letters of a short option leave their argument to the next word: "-j 2", but not "-j2". */
static bool short_takes_next(const struct option_list *options, const char *letters)
{
	for (; *letters; letters++)
		for (size_t i = 0; i < options->count; i++)
			if (options->items[i].letter == *letters && options->items[i].argument)
				return letters[1] == '\0';
	return false;
}

/* Returns the option that the word abbreviates, or the nearest one, or NULL. */
static const char *suggestion(const struct option_list *options, const char *word)
{
	const char *names[OPTION_LIST_MOST];
	size_t count = 0;
	for (size_t i = 0; i < options->count; i++)
		if (options->items[i].name)
			names[count++] = options->items[i].name;
	for (size_t i = 0; i < count; i++)
		if (strncmp(names[i], word, strlen(word)) == 0)
			return names[i];
	return text_nearest(word, names, count);
}

static bool complain(const struct option_list *options, const char *word, size_t length)
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
	struct option_list options;
	option_list_make(argp, &options);
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *word = argv[i];
		if (strcmp(word, "-h") == 0)
			argv[i] = help;
		else if (word[0] == '-' && word[1] == '-') {
			const size_t length = strcspn(word + 2, "=");
			const size_t option = option_list_find(&options, word + 2, length);
			if (option == options.count)
				return complain(&options, word + 2, length);
			i += options.items[option].argument && word[2 + length] == '\0';
		} else if (word[0] == '-') {
			i += short_takes_next(&options, word + 1);
		}
	}
	return true;
}
