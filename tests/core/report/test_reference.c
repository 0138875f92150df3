/* Compares the tables of keys in the chapters of the reference with those that the reader works by.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "recipe/recipe_key.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 80, REFERENCE_BYTES = 256 * 1024 };

/* Reads all chapters, one after the other. */
static const char *reference(void)
{
	static char bytes[REFERENCE_BYTES];
	glob_t chapters;
	size_t length = 0;
	if (bytes[0])
		return bytes;
	cr_assert_eq(glob(STEMPRINT_ROOT "/recipes/reference/*.md", 0, NULL, &chapters), 0);
	for (size_t i = 0; i < chapters.gl_pathc; i++) {
		FILE *file = fopen(chapters.gl_pathv[i], "rb");
		cr_assert(file, "%s", chapters.gl_pathv[i]);
		length += fread(bytes + length, 1, sizeof bytes - 1 - length, file);
		cr_assert(length > 0 && length < sizeof bytes - 1);
		fclose(file);
	}
	globfree(&chapters);
	return bytes;
}

static void append_range(struct text *text, const struct recipe_key *key)
{
	char low[CAPACITY], high[CAPACITY];
	if (key->minimum == 0.0 && key->maximum == 0.0)
		return;
	quantity_format(key->quantity, key->minimum, low, sizeof low);
	quantity_format(key->quantity, key->maximum, high, sizeof high);
	if (isinf(key->maximum))
		text_append(text, "; from %s", low);
	else
		text_append(text, "; %s to %s", low, high);
}

static void append_choices(struct text *text, const struct recipe_key *key)
{
	for (size_t i = 0; key->choices[i]; i++)
		text_append(text, "%s`%s`", i == 0 ? "; " : key->choices[i + 1] ? ", " : " or ", key->choices[i]);
}

static void append_default(struct text *text, const struct recipe_key *key)
{
	char fallback[CAPACITY];
	if (key->required || key->needed)
		text_append(text, "required");
	else if (key->otherwise)
		text_append(text, "%s", key->otherwise);
	else if (key->kind == KEY_NUMBER)
		text_append(text, "`%s`", quantity_format(key->quantity, key->fallback, fallback, sizeof fallback));
	else if (key->kind == KEY_CHOICE)
		text_append(text, "`%s`", key->choices[(size_t)key->fallback]);
	else if (key->kind == KEY_SWITCH)
		text_append(text, key->fallback != 0.0 ? "`yes`" : "`no`");
}

/* Appends the cell that says which kinds of the mapping have the key. Their tables share the rows. */
static void append_kinds(struct text *text, const struct recipe_keys *keys, const struct recipe_key *key)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	const char *before = "";
	if (key->of == 0)
		text_append(text, "all");
	for (size_t i = 0; i < count; i++)
		if (list[i]->rows == keys->rows && list[i]->kind && (key->of & list[i]->of)) {
			text_append(text, "%s%s", before, list[i]->kind);
			before = ", ";
		}
	text_append(text, " | ");
}

static void append_row(struct text *text, const struct recipe_keys *keys, const struct recipe_key *key)
{
	text_append(text, "| `%s` | ", key->name);
	if (keys->of)
		append_kinds(text, keys, key);
	if (key->kind == KEY_SWITCH)
		text_append(text, "a switch: ");
	text_append(text, "%s", key->help);
	if (key->kind == KEY_CHOICE)
		append_choices(text, key);
	append_range(text, key);
	text_append(text, " | ");
	append_default(text, key);
	text_append(text, " |\n");
}

/* Writes the table as the reference has it. */
static void append_table(struct text *text, const struct recipe_keys *keys)
{
	text_append(text, "| %s | %sholds | default |\n|---|%s---|---|\n", keys->title, keys->of ? "of | " : "",
		    keys->of ? "---|" : "");
	for (size_t i = 0; i < keys->count; i++)
		if (keys->rows[i].kind != KEY_REFUSED)
			append_row(text, keys, &keys->rows[i]);
	cr_assert(!text->failed);
}

/* Returns whether a table with a title has the same rows. */
static bool stands_elsewhere(const struct recipe_keys *keys)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	for (size_t i = 0; i < count; i++)
		if (list[i]->title && list[i]->rows == keys->rows && list[i]->count >= keys->count)
			return true;
	return false;
}

Test(reference, has_the_table_of_every_mapping)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	for (size_t i = 0; i < count; i++) {
		struct text table = { 0 };
		cr_expect(list[i]->title || stands_elsewhere(list[i]), "%s", list[i]->name);
		if (!list[i]->title)
			continue;
		append_table(&table, list[i]);
		const char *found = strstr(reference(), table.bytes);
		cr_expect(found && found[strlen(table.bytes)] != '|', "recipes/reference/ lacks this table:\n%s",
			  table.bytes);
		text_release(&table);
	}
}
