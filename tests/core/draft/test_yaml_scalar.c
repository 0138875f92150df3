/* stemprint tests: texts as values of YAML.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/yaml_scalar.h"

#include <criterion/criterion.h>

static const struct {
	const char *text, *yaml;
} rows[] = {
	{ "audio/Kick_01.wav", "audio/Kick_01.wav" },
	{ "Kick 1.wav", "\"Kick 1.wav\"" },
	{ "01.wav", "\"01.wav\"" },
	{ "a: b #c.wav", "\"a: b #c.wav\"" },
	{ "say \"hi\" \\ 'no'.wav", "\"say \\\"hi\\\" \\\\ 'no'.wav\"" },
	{ "two\nlines\t.wav", "\"two\\u000alines\\u0009.wav\"" },
	{ "\x1b[31m.wav", "\"\\u001b[31m.wav\"" },
	{ "caf\xc3\xa9.wav", "\"caf\xc3\xa9.wav\"" },
	{ "x\xc2\x85y\xe2\x80\xa8z\xe2\x80\xae.wav", "\"x\\u0085y\\u2028z\\u202e.wav\"" },
	{ "no", "\"no\"" },
	{ "-", "\"-\"" },
	{ "", "\"\"" },
	{ "{a}", "\"{a}\"" },
	{ "\xf0\x9f\x8e\xb8.wav", "\"\xf0\x9f\x8e\xb8.wav\"" },
};

Test(yaml_scalar, is_quoted_where_it_must_be)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text text = { 0 };
		cr_expect(yaml_scalar_can_hold(rows[i].text));
		yaml_scalar_append(&text, rows[i].text);
		cr_expect_str_eq(text.bytes, rows[i].yaml);
		text_release(&text);
	}
}

Test(yaml_scalar, holds_no_other_bytes_than_utf8)
{
	static const char *const wrong[] = {
		"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x80"
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		cr_expect_not(yaml_scalar_can_hold(wrong[i]), "%zu", i);
}
