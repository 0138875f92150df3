/* stemprint: the JSON Schema of an insert, from the tables of the processors.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_SCHEMA_INSERT_H
#define STEMPRINT_REPORT_SCHEMA_INSERT_H

#include <jansson.h>

/** Returns the schema of an insert: the name alone of a processor that wants nothing, or a mapping with the name of
    one processor. The caller owns it. Returns NULL when out of memory. */
json_t *schema_insert(void);

#endif
