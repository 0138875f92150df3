/* stemprint tests: a session whose regions are edited, rendered by the program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_EDIT_TAKE_H
#define STEMPRINT_TESTS_EDIT_TAKE_H

#include "support/sound.h"

/** How the session is printed, and how it is rendered. */
struct edit_take {
	unsigned rate; /**< of the session, Hz */
	const char *format; /**< the keys of `format` */
	const char *print; /**< more lines of `print`, each indented by two; "" without */
	const char *options[6]; /**< more arguments; NULL ends them */
};

/** Renders the session into "FOLDER/`folder`" and expects exit code 0. It has two seconds, a tail that is shorter than
    one second, the mix "mix", the stems "one" and "two", and the regions "cut", "ring", "open" and "faded". */
void edit_render(const struct edit_take *take, const char *folder);

/** Reads a file of a region, or a full file where `region` is NULL. `name` is "mix", "stems/one" ... */
struct sound edit_read(const char *folder, const char *region, const char *name);

#endif
