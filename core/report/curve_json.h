/* stemprint: the curves of automation as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_CURVE_JSON_H
#define STEMPRINT_REPORT_CURVE_JSON_H

#include "recipe/position.h"
#include "report/curve_list.h"

#include <jansson.h>

enum {
	CURVE_JSON_CURVES = 1000, /**< so many curves at most */
	CURVE_JSON_POINTS = 10000, /**< so many points at most, of all curves together */
};

/** Returns an object of the schema's definition "automation", which the caller owns; NULL when out of memory. */
json_t *curve_json(const struct report_curves *curves, const struct timeline *timeline);

#endif
