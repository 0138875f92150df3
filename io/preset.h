/* stemprint: the fragments that come with the program.
   SPDX-License-Identifier: GPL-3.0-or-later

   The texts of recipes/presets, built into the program (preset_bytes.cmake). */
#ifndef STEMPRINT_IO_PRESET_H
#define STEMPRINT_IO_PRESET_H

#include <stddef.h>

struct preset {
	const char *name;
	const char *bytes; /**< YAML; a zero behind */
	size_t length;
};

/** Sorted by name. */
extern const struct preset presets[];
extern const char *const preset_names[];
extern const size_t preset_count;

/** The preset of that name, or NULL. */
const struct preset *preset_find(const char *name);

#endif
