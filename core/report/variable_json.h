/* Writes the variables of a recipe as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_VARIABLE_JSON_H
#define STEMPRINT_REPORT_VARIABLE_JSON_H

#include "recipe/document.h"

#include <jansson.h>

/** Returns an object from the names to the values, which are scalars, or NULL when out of memory. */
json_t *variable_json(const struct document_node *variables);

#endif
