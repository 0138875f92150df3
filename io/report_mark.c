/* Looks for the marks that identify a report or a manifest of stemprint.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/report_mark.h"

#include "io/file_call.h"

#include <errno.h>
#include <string.h>
#include <sys/types.h>

enum { LOOK_BYTES = 4096 };

#define MANIFEST_START "{\"schema\":\"stemprint.manifest."

/* The table holds the beginning of a report and a text that follows somewhere behind it, both without white space. */
static const struct {
	const char *start, *mark;
} marks[] = {
	{ "{\"schema\":\"stemprint.", "" },
	{ "{", "\"driver\":{\"name\":\"stemprint\"" },
	{ "<?xml", "?><testsuitesname=\"stemprint\"" },
	{ "<!DOCTYPEhtml>", "<metaname=\"generator\"content=\"stemprint\">" },
	{ "<svg", "<!--madebystemprint-->" },
	{ "subject,quantity,value,unit,verdict", "" },
};

/* An indented report is the same report, so this function drops white space. */
static void drop_white_space(char *text)
{
	char *to = text;
	for (const char *from = text; *from; from++)
		if (!strchr(" \t\r\n", *from))
			*to++ = *from;
	*to = '\0';
}

/* Reads the beginning of the file, without white space. */
static void read_start(int descriptor, char text[LOOK_BYTES + 1])
{
	errno = 0;
	const ssize_t count = file_read_at(descriptor, text, LOOK_BYTES, 0);
	text[count > 0 ? count : 0] = '\0';
	drop_white_space(text);
}

static bool has_start(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool manifest_mark_in(int descriptor)
{
	char text[LOOK_BYTES + 1];
	read_start(descriptor, text);
	return has_start(text, MANIFEST_START);
}

bool report_mark_in(int descriptor)
{
	char text[LOOK_BYTES + 1];
	read_start(descriptor, text);
	if (has_start(text, MANIFEST_START))
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (has_start(text, marks[i].start) && strstr(text, marks[i].mark))
			return true;
	return false;
}
