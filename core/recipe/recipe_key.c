/* Fills in what a recipe leaves out, from the tables of its keys.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_key.h"

#include <math.h>

void recipe_keys_fall_back(const struct recipe_keys *keys, void *target)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct recipe_key *row = &keys->rows[i];
		void *room = (char *)target + row->offset;
		if (isnan(row->fallback) || !recipe_keys_have(keys, row))
			continue;
		if (row->kind == KEY_NUMBER)
			*(double *)room = row->fallback;
		else if (row->kind == KEY_SWITCH)
			*(bool *)room = row->fallback != 0.0;
	}
}
