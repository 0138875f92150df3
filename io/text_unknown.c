/* Reports a text that does not show what it is, without a word of it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text_unknown.h"

#include <string.h>

/* The message of a limit holds no word of the text. */
static bool is_limit(const struct diagnostics *diagnostics, struct diagnostics_mark mark)
{
	return diagnostics->count > mark.count && strcmp(diagnostics->items[mark.count].code, "yaml-limit") == 0;
}

void text_unknown(struct diagnostics *diagnostics, struct diagnostics_mark mark, uint32_t origin, enum text_kind kind)
{
	if (is_limit(diagnostics, mark)) {
		mark.count++;
		mark.error_count++;
		(void)diagnostics_withdraw(diagnostics, mark, origin);
		return;
	}
	const struct location at = diagnostics_withdraw(diagnostics, mark, origin);
	diagnostics_error(diagnostics, "unknown-text", at,
			  "no key at its top shows that this file is a %s, so it is neither read nor quoted; %s",
			  text_kind_name(kind), text_kind_remedy(kind));
}
