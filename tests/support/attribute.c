/* stemprint tests: attributes of XML that a comparison leaves out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/attribute.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

unsigned attribute_leave_out(char *text, const char *name)
{
	char begin[64];
	unsigned count = 0;
	snprintf(begin, sizeof begin, " %s=\"", name);
	for (char *at = text; (at = strstr(at, begin)); count++) {
		const char *end = strchr(at + strlen(begin), '"');
		cr_assert_not_null(end, "%s", at);
		memmove(at, end + 1, strlen(end + 1) + 1);
	}
	return count;
}
