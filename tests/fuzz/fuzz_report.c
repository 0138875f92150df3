/* Tests any bytes as a name in reports: what comes out is UTF-8 without controls, and cannot leave its place.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzzed_plan.h"
#include "report/escape.h"
#include "report/printable.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void expect(bool holds)
{
	if (!holds)
		__builtin_trap();
}

/* An ampersand begins an entity, and nothing else has a meaning. */
static void expect_xml(const char *text)
{
	expect(!strpbrk(text, "<>\"\n"));
	for (const char *at = strchr(text, '&'); at; at = strchr(at + 1, '&'))
		expect(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 || strncmp(at, "&gt;", 4) == 0 ||
		       strncmp(at, "&quot;", 6) == 0 || strncmp(at, "&#39;", 5) == 0 || strncmp(at, "&apos;", 6) == 0);
}

/* A field without quotes has no separator, quote or newline; inside of quotes, quotes are doubled. */
static void expect_csv(const char *text, size_t length)
{
	if (text[0] != '"') {
		expect(!strpbrk(text, ",\"\r\n"));
		return;
	}
	expect(length >= 2 && text[length - 1] == '"');
	for (size_t i = 1; i + 1 < length; i++)
		if (text[i] == '"') {
			expect(i + 2 < length && text[i + 1] == '"');
			i++;
		}
}

/* The percent sign is the escape itself. */
static void expect_command(const char *text, const char *separators)
{
	expect(!strpbrk(text, separators));
	for (const char *at = strchr(text, '%'); at; at = strchr(at + 1, '%'))
		expect(strspn(at + 1, "0123456789ABCDEFabcdef") >= 2);
}

static void expect_escaped(enum escape escape, const char *text, size_t length)
{
	switch (escape) {
	case ESCAPE_CSV:
		expect_csv(text, length);
		break;
	case ESCAPE_XML:
		expect_xml(text);
		break;
	case ESCAPE_MARKDOWN:
		expect(!strpbrk(text, "<\n"));
		break;
	case ESCAPE_COMMAND:
		expect_command(text, "\r\n");
		break;
	case ESCAPE_COMMAND_PROPERTY:
		expect_command(text, "\r\n:,");
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *name = malloc(length + 1);
	if (!name)
		return 0;
	memcpy(name, bytes, length);
	name[length] = '\0';
	for (enum escape escape = ESCAPE_CSV; escape <= ESCAPE_COMMAND_PROPERTY; escape++) {
		struct text text = { 0 };
		escape_append(&text, escape, name);
		if (!text.failed && text.length > 0) {
			fuzzed_text_check(text.bytes, text.length);
			expect_escaped(escape, text.bytes, text.length);
		}
		text_release(&text);
	}
	struct text text = { 0 };
	printable_append(&text, name);
	if (!text.failed && text.length > 0)
		fuzzed_text_check(text.bytes, text.length);
	text_release(&text);
	free(name);
	return 0;
}
