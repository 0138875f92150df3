/* stemprint: the fragments that come with the program.
   SPDX-License-Identifier: GPL-3.0-or-later

   The build puts the texts of recipes/presets into the program (preset_bytes.cmake). */
#ifndef STEMPRINT_IO_PRESET_H
#define STEMPRINT_IO_PRESET_H

#include <stddef.h>

struct preset {
	const char *name;
	const char *bytes; /**< the YAML text, with a zero behind it */
	size_t length;
};

/** The presets are sorted by name. */
extern const struct preset presets[];
extern const char *const preset_names[];
extern const size_t preset_count;

/** Returns the preset of that name, or NULL. */
const struct preset *preset_find(const char *name);

#endif
