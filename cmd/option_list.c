/* Lists the options of a command.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/option_list.h"

#include "cmd/terminal_options.h"

#include <ctype.h>
#include <string.h>

static void add(struct option_list *list, const struct listed_option *option)
{
	if (list->count < OPTION_LIST_MOST)
		list->items[list->count++] = *option;
}

static void add_all(struct option_list *list, const struct argp *argp)
{
	const char *heading = NULL;
	for (const struct argp_option *option = argp->options; option && (option->name || option->key || option->doc);
	     option++) {
		const bool has_letter = option->key > 0 && option->key < 128 && isalnum(option->key);
		if (!option->name && !has_letter)
			heading = option->doc;
		else
			add(list, &(struct listed_option){ .name = option->name,
							   .letter = (char)(has_letter ? option->key : 0),
							   .argument = option->arg,
							   .doc = option->doc,
							   .heading = heading });
	}
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		add_all(list, child->argp);
}

void option_list_make(const struct argp *argp, struct option_list *list)
{
	list->count = 0;
	add_all(list, argp);
	add_all(list, &terminal_options_argp);
	add(list, &(struct listed_option){ .name = "help", .letter = 'h', .doc = "list the options" });
	add(list, &(struct listed_option){ .name = "usage", .doc = "show how the command is called" });
}

size_t option_list_find(const struct option_list *list, const char *name, size_t length)
{
	size_t i = 0;
	while (i < list->count && (!list->items[i].name || strlen(list->items[i].name) != length ||
				   memcmp(list->items[i].name, name, length) != 0))
		i++;
	return i;
}
