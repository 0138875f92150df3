/* Finds the presets that come with the program.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/preset.h"

#include <string.h>

const struct preset *preset_find(const char *name)
{
	for (size_t i = 0; i < preset_count; i++)
		if (strcmp(presets[i].name, name) == 0)
			return &presets[i];
	return NULL;
}
