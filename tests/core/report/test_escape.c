/* Tests that text of unknown origin is safe in every format.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/escape.h"

#include <criterion/criterion.h>
#include <stdbool.h>

static const struct {
	enum escape escape;
	const char *text, *escaped;
} cases[] = {
	{ ESCAPE_XML, "a < b & \"c\" > 'd'", "a &lt; b &amp; &quot;c&quot; &gt; 'd'" },
	{ ESCAPE_XML, "]]>", "]]&gt;" },
	{ ESCAPE_XML, "\x01\xff\xc3", "\\x01\\xff\\xc3" },
	{ ESCAPE_XML, "\xef\xbf\xbe\xe2\x80\xae", "\\ufffe\\u202e" },
	{ ESCAPE_XML, "line\r\nnext", "line\\x0d\\x0anext" },
	{ ESCAPE_CSV, "plain", "plain" },
	{ ESCAPE_CSV, "a,\"b\"", "\"a,\"\"b\"\"\"" },
	{ ESCAPE_CSV, "a\nb", "a\\x0ab" },
	{ ESCAPE_COMMAND, "50 %: a, b", "50 %25: a, b" },
	{ ESCAPE_COMMAND_PROPERTY, "50 %: a, b", "50 %25%3A a%2C b" },
	{ ESCAPE_MARKDOWN, "a|b <i> & *c* `d`", "a\\|b &lt;i\\> &amp; \\*c\\* \\`d\\`" },
	{ ESCAPE_MARKDOWN, NULL, "" },
};

Test(escape, leaves_nothing_that_means_something)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = { 0 };
		text_append(&text, "<");
		escape_append(&text, cases[i].escape, cases[i].text);
		cr_expect_str_eq(text.bytes + 1, cases[i].escaped, "%s: %s", cases[i].escaped, text.bytes);
		text_release(&text);
	}
}
