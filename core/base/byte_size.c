/* Reads and writes sizes of memory and of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/byte_size.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct unit {
	const char *name;
	double bytes;
} units[] = {
	{ "", 1.0 },    { "B", 1.0 },      { "kB", 1e3 },        { "MB", 1e6 },           { "GB", 1e9 },
	{ "TB", 1e12 }, { "KiB", 1024.0 }, { "MiB", 1048576.0 }, { "GiB", 1073741824.0 }, { "TiB", 1099511627776.0 },
};

/* Reads digits with one point at most, whatever the locale is. Returns what follows them, or NULL without a digit. */
static const char *read_number(const char *text, double *number)
{
	double place = 0.0;
	bool digits = false;
	*number = 0.0;
	for (; (*text >= '0' && *text <= '9') || (*text == '.' && place == 0.0); text++) {
		if (*text == '.') {
			place = 1.0;
			continue;
		}
		digits = true;
		*number = *number * 10.0 + (*text - '0');
		place *= 10.0;
	}
	*number /= place > 1.0 ? place : 1.0;
	return digits ? text : NULL;
}

bool byte_size_parse(const char *text, uint64_t *bytes)
{
	double number;
	const char *unit = read_number(text, &number);
	if (!unit)
		return false;
	unit += strspn(unit, " ");
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		const double size = number * units[i].bytes;
		if (strcasecmp(unit, units[i].name) != 0)
			continue;
		*bytes = size < 1e18 ? (uint64_t)size : UINT64_C(1000000000000000000);
		return *bytes > 0;
	}
	return false;
}

const char *byte_size_format(uint64_t bytes, char text[BYTE_SIZE_LENGTH])
{
	static const char *const names[] = { "bytes", "kB", "MB", "GB", "TB", "PB", "EB" };
	double size = (double)bytes;
	size_t unit = 0;
	while (size >= 999.5 && unit + 1 < sizeof names / sizeof *names) {
		size /= 1000.0;
		unit++;
	}
	snprintf(text, BYTE_SIZE_LENGTH, "%.*f %s", unit > 0 && size < 9.95 ? 1 : 0, size, names[unit]);
	return text;
}
