/* Writes a list of presets and their parameters, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/fragment_text.h"

#include "report/table.h"

static void append_parameters(const struct fragment *fragment, struct text *words)
{
	for (size_t i = 0; i < fragment->parameter_count; i++) {
		const struct fragment_parameter *parameter = &fragment->parameters[i];
		text_append(words, "%s%s", i == 0 ? " (" : ", ", parameter->name);
		if (parameter->fallback)
			text_append(words, ": %s", parameter->fallback->text);
	}
	if (fragment->parameter_count > 0)
		text_append(words, ")");
}

void fragment_list_text(const struct fragment_row *rows, size_t count, struct text *text)
{
	struct table table = { .form = "nw", .columns = 2 };
	for (size_t i = 0; i < count; i++) {
		struct text words = { 0 };
		text_append(&words, "%s", rows[i].fragment.title ? rows[i].fragment.title : "");
		append_parameters(&rows[i].fragment, &words);
		table_add(&table, "%s", rows[i].name);
		table_add(&table, "%s", words.bytes ? words.bytes : "");
		table.cells.failed |= words.failed;
		text_release(&words);
	}
	table_text(&table, text);
}
