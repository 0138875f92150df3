/* stemprint: the examples of the manual pages.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_MANUAL_EXAMPLE_H
#define STEMPRINT_CMD_MANUAL_EXAMPLE_H

#include <stddef.h>

/** A command line, and what it is for. Tests run all of them, in the order of the help: each may use what those before
    it have made of a folder `Song` with sounds. */
struct manual_example {
	const char *page; /**< the name of a command */
	const char *meaning; /**< one sentence, without the point at its end */
	const char *line;
};

/** Returns all examples, page by page, and sets *count to their number. The list is static. */
const struct manual_example *manual_examples(size_t *count);

#endif
