/* stemprint: the JSON Schema of a recipe's mappings, from the tables of their keys.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_SCHEMA_KEYS_H
#define STEMPRINT_REPORT_SCHEMA_KEYS_H

#include "recipe/recipe_key.h"

#include <jansson.h>

/** Returns the schema of a mapping with these keys. A mapping without a required key may be empty. The caller owns it.
    Returns NULL when out of memory. */
json_t *schema_keys(const struct recipe_keys *keys);

/** Returns the schema of a text that is one of these keys, as schema_keys() does. */
json_t *schema_key_names(const struct recipe_keys *keys);

#endif
