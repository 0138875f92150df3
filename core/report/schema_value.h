/* stemprint: the JSON Schemas of single values, which keys and parameters share.
   SPDX-License-Identifier: GPL-3.0-or-later

   The functions return a new reference, or NULL when out of memory. NULL may go on to the root, because json_pack()
   and json_object_set_new() refuse it. A description is one line of help. */
#ifndef STEMPRINT_REPORT_SCHEMA_VALUE_H
#define STEMPRINT_REPORT_SCHEMA_VALUE_H

#include "base/quantity.h"

#include <jansson.h>

/** Returns the schema of a value that a definition describes: "switch" means "#/$defs/switch". */
json_t *schema_reference(const char *description, const char *definition);

/** Returns the definition of a quantity: "gain". */
const char *schema_quantity(enum quantity quantity);

/** Adds the limits of numbers, bare or with a unit, to a schema, which is passed on. The range is in the unit that the
   quantity keeps; infinite ends, and a range from 0 to 0, are no limits. */
json_t *schema_within(json_t *schema, enum quantity quantity, double minimum, double maximum);

/** Returns the schema of a quantity within a range. The description goes on with the range and with the default
    `otherwise`; NULL: none. */
json_t *schema_number(const char *description, enum quantity quantity, double minimum, double maximum,
		      const char *otherwise);

/** Returns the schema of one of several words, which end with NULL. */
json_t *schema_choice(const char *description, const char *const *words);

/** Returns the schema of a mapping that has no other keys. Takes over both arguments, which may be NULL. `type` is
    "object"; or NULL, which lets the value be empty, too. */
json_t *schema_mapping(const char *type, json_t *properties, json_t *required);

#endif
