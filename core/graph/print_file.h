/* Names the files that a render of a recipe prints.
   SPDX-License-Identifier: GPL-3.0-or-later

   The names are known from the recipe alone, before any source is opened. The prints of the graph take their names
   from here. */
#ifndef STEMPRINT_GRAPH_PRINT_FILE_H
#define STEMPRINT_GRAPH_PRINT_FILE_H

#include "graph/graph.h"

/** Returns the path of a print in the directory: "mix.wav", "stems/vocals.wav", "stems/tracks/lead.wav" for a set
    with a name (else NULL), "taps/kick.wav", "interface.wav". NULL when out of memory. */
const char *print_file_name(enum print_role role, const char *set, const char *name, const struct print_format *format,
			    struct arena *arena);

/** The folder of all regions, before their names. */
#define PRINT_FILE_REGIONS "regions/"

/** Returns the path of a print of a region: "regions/verse/stems/vocals.wav" for "stems/vocals.wav". NULL when out of
    memory. */
const char *print_file_of_region(const char *region, const char *file, struct arena *arena);

struct print_file {
	enum print_role role;
	const char *print; /**< the name of the mix, the stem, the tap or the device */
	const char *name; /**< the path relative to the directory */
	struct location at; /**< The recipe names it there. */
};

/** Lists every file that a render may print; with `stems` it includes those of the stems, even of stems that turn
    out not to reach their output. The list belongs to the arena. Returns NO_MEMORY or OK. */
enum status print_files_list(const struct recipe *recipe, bool stems, struct arena *arena, struct print_file **files,
			     size_t *count) MUST_CHECK;

/** Returns "mix", "stem", "tap" or "device". */
const char *print_role_name(enum print_role role);

#endif
