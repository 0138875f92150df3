/* Writes rules for make and ninja, which say what files are made from.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_MAKE_RULE_H
#define STEMPRINT_REPORT_MAKE_RULE_H

#include "base/text.h"

#include <stddef.h>

struct make_rule {
	const char *const *targets;
	size_t target_count; /**< at least 1 */
	const char *const *inputs;
	size_t input_count;
};

/** Returns NULL when a rule can name the file. Otherwise returns why not, in static text: a name with a line break, a
    wildcard, a quote or an equals sign cannot be written so that GNU make and ninja both read it. */
const char *make_rule_problem(const char *name);

/** Appends the rule, with an input a line, and an empty rule for each input, so that make does not stop at an input
   that has gone: the render says then what is missing. ninja knows no comments there, so io/report_mark.h knows the
   file by its form. All names must be free of problems. When out of memory, the function sets out->failed. */
void make_rule_append(const struct make_rule *rule, struct text *out);

#endif
