/* Names the files of pictures.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_name.h"

#include <string.h>
#include <strings.h>

void plot_name_append(const struct plot_kind *kind, size_t index, struct text *name)
{
	if (index == 0)
		text_append(name, "%s.svg", kind->name);
	else
		text_append(name, "%s-%zu.svg", kind->name, index + 1);
}

bool plot_name_is_one(const char *name)
{
	for (size_t i = 0; i < plot_kind_count; i++) {
		const size_t length = strlen(plot_kinds[i]->name);
		if (strncasecmp(name, plot_kinds[i]->name, length) != 0)
			continue;
		const char *rest = name + length;
		if (*rest == '-')
			rest += 1 + strspn(rest + 1, "0123456789");
		if (strcasecmp(rest, ".svg") == 0)
			return true;
	}
	return false;
}
