/* Lists the options of a command out of argp's tables.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_OPTION_LIST_H
#define STEMPRINT_CMD_OPTION_LIST_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

struct listed_option {
	const char *name; /**< the long name, or NULL */
	char letter; /**< the short name, or 0 */
	const char *argument; /**< what it takes, like "FILE"; NULL means nothing */
	const char *doc;
	const char *heading; /**< the line above its group, or NULL */
};

enum { OPTION_LIST_MOST = 128 };

struct option_list {
	struct listed_option items[OPTION_LIST_MOST];
	size_t count;
};

/** Lists the options of the command and of all its children, with --color, --help and --usage. The texts are those of
   the tables. */
void option_list_make(const struct argp *argp, struct option_list *list);

/** Returns the index of a long option by its whole name, or the count of the list when there is none. */
size_t option_list_find(const struct option_list *list, const char *name, size_t length);

#endif
