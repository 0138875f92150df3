/* stemprint: the edit of a region as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_EDIT_JSON_H
#define STEMPRINT_REPORT_EDIT_JSON_H

#include "engine/edited_sound.h"

#include <jansson.h>

/** Returns an object of the schema's definition "edit", which the caller owns; NULL when out of memory. The object owns
    `cut_dbfs`, what the end of the edit cuts off. */
json_t *edit_json(const struct edit *edit, json_t *cut_dbfs);

#endif
