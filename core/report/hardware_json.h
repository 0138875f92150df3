/* Writes what a loop through hardware did, as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HARDWARE_JSON_H
#define STEMPRINT_REPORT_HARDWARE_JSON_H

#include "report/report.h"

#include <jansson.h>

/** Returns a list of objects of the schema's definition "hardware", which the caller owns; NULL when out of memory. */
json_t *hardware_json(const struct report *report);

#endif
