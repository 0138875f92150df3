/* Writes rules for make and ninja.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/make_rule.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* GNU make and ninja both read these when they stand behind a backslash, and a dollar sign that is doubled. */
static const char escaped[] = " #:";

/* Both read these as they are, beside letters, digits and everything that is not ASCII. */
static const char plain[] = "/._-+,@!(){}~$";

static bool is_readable(unsigned char byte)
{
	return byte >= 0x80 || isalnum(byte) || strchr(plain, byte) || strchr(escaped, byte);
}

const char *make_rule_problem(const char *name)
{
	if (*name == '\0')
		return "it is empty";
	if (*name == '~')
		return "it begins with \"~\", which make takes for a home folder";
	for (const char *at = name; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7F)
			return "it holds a control character";
		if (!is_readable((unsigned char)*at))
			return "only letters, digits, spaces and / . _ - + , @ ! ( ) { } ~ $ # : are safe in a rule";
	}
	return NULL;
}

static void append_name(const char *name, struct text *out)
{
	for (const char *at = name; *at; at++) {
		if (*at == '$')
			text_append(out, "$");
		else if (strchr(escaped, *at))
			text_append(out, "\\");
		text_append_bytes(out, at, 1);
	}
}

void make_rule_append(const struct make_rule *rule, struct text *out)
{
	for (size_t i = 0; i < rule->target_count; i++) {
		text_append(out, "%s", i > 0 ? " " : "");
		append_name(rule->targets[i], out);
	}
	text_append(out, ":");
	for (size_t i = 0; i < rule->input_count; i++) {
		text_append(out, " \\\n ");
		append_name(rule->inputs[i], out);
	}
	text_append(out, "\n");
	for (size_t i = 0; i < rule->input_count; i++) {
		text_append(out, "\n");
		append_name(rule->inputs[i], out);
		text_append(out, ":\n");
	}
}
