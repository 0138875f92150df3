/* stemprint: the files that a render of a recipe prints, by name.
   SPDX-License-Identifier: GPL-3.0-or-later

   Known before any source is opened: from the recipe alone. The prints of the graph take their names from here. */
#ifndef STEMPRINT_GRAPH_PRINT_FILE_H
#define STEMPRINT_GRAPH_PRINT_FILE_H

#include "graph/graph.h"

/** Where a print goes in the directory: "mix.wav", "stems/vocals.wav", "stems/tracks/lead.wav" of a set that has a name
    (else NULL), "taps/kick.wav", "interface.wav". NULL when out of memory. */
const char *print_file_name(enum print_role role, const char *set, const char *name, const struct print_format *format,
			    struct arena *arena);

struct print_file {
	enum print_role role;
	const char *print; /**< the name of the mix, the stem, the tap or the device */
	const char *name; /**< in the directory */
	struct position at; /**< what names it in the recipe */
};

/** Every file that a render may print, with `stems` those of the stems, too. Stems that turn out not to reach their
    output are among them. The list is of the arena. NO_MEMORY, or OK. */
enum status print_files_list(const struct recipe *recipe, bool stems, struct arena *arena, struct print_file **files,
			     size_t *count) MUST_CHECK;

/** "mix", "stem", "tap", "device". */
const char *print_role_name(enum print_role role);

#endif
