/* Looks for the marks that identify a report or a manifest of stemprint.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/report_mark.h"

#include "io/file_call.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { LOOK_BYTES = 4096, RULE_BYTES_MAXIMUM = 1 << 26 };

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
	{ "recipe,subject,quantity,value,unit,verdict", "" },
	{ "#madebystemprint:allverdictspassed", "" },
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

static bool ends_with(const char *line, size_t length, const char *end)
{
	const size_t count = strlen(end);
	return length > count && memcmp(line + length - count, end, count) == 0;
}

static bool has_start(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* Returns what stands behind the lines of the inputs, or NULL when one of them has another form. */
static const char *skip_inputs(const char *line)
{
	for (bool more = true; more;) {
		const size_t length = strcspn(line, "\n");
		if (line[0] != ' ' || line[1] == ' ' || length < 2 || line[length] == '\0')
			return NULL;
		more = ends_with(line, length, " \\");
		line += length + 1;
	}
	return line;
}

/* Rules of compilers look alike, but their first input, which is the source, has no empty rule of its own. */
static bool is_rule(const char *text)
{
	const size_t length = strcspn(text, "\n");
	if (!ends_with(text, length, ": \\") || text[length] == '\0')
		return false;
	const char *first = text + length + 1, *behind = skip_inputs(first), *input = first + 1;
	if (!behind)
		return false;
	const size_t line = strcspn(input, "\n");
	const size_t name = ends_with(input, line, " \\") ? line - 2 : line;
	return behind[0] == '\n' && strncmp(behind + 1, input, name) == 0 && strncmp(behind + 1 + name, ":\n", 2) == 0;
}

/* The form shows only in the whole file. */
static bool rule_in(int descriptor)
{
	struct stat facts;
	if (fstat(descriptor, &facts) != 0 || facts.st_size > RULE_BYTES_MAXIMUM)
		return false;
	char *text = malloc((size_t)facts.st_size + 1);
	if (!text)
		return false;
	const ssize_t count = file_read_at(descriptor, text, (size_t)facts.st_size, 0);
	text[count > 0 ? count : 0] = '\0';
	const bool found = is_rule(text);
	free(text);
	return found;
}

bool manifest_mark_in(int descriptor)
{
	char text[LOOK_BYTES + 1];
	read_start(descriptor, text);
	return has_start(text, MANIFEST_START);
}

bool stamp_mark_in(int descriptor)
{
	char text[LOOK_BYTES + 1];
	read_start(descriptor, text);
	return has_start(text, "#madebystemprint:allverdictspassed");
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
	return rule_in(descriptor);
}
