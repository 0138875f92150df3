/* stemprint: a range of a quantity as a pattern of JSON Schema, whose limits hold for bare numbers alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_SCHEMA_RANGE_H
#define STEMPRINT_REPORT_SCHEMA_RANGE_H

#include "base/quantity.h"
#include "base/text.h"

/** Appends a regular expression (ECMA-262, with lookahead) of what may be written for the range. It refuses a number
    with a unit of the quantity that lies outside, and passes anything else, such as words and note values. The range
    is in the unit that the quantity keeps, and its ends may be infinite. An end that has more than six decimals in a
    unit is rounded outwards. */
void schema_range(struct text *text, enum quantity quantity, double minimum, double maximum);

#endif
