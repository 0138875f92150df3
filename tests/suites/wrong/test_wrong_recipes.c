/* Compares what `check` says of each NAME.yaml beside this file with NAME.expected, to the byte.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/wrong/wrong_text.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER STEMPRINT_ROOT "/tests/suites/wrong"

enum { RECIPES_MINIMUM = 70 };

static void read_file(const char *path, struct text *text)
{
	FILE *file = fopen(path, "rb");
	cr_assert_not_null(file, "%s is missing", path);
	char buffer[4096];
	for (size_t count; (count = fread(buffer, 1, sizeof buffer, file)) > 0;)
		text_append_bytes(text, buffer, count);
	cr_assert_eq(ferror(file), 0);
	fclose(file);
}

static int is_recipe(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && strcmp(dot, ".yaml") == 0;
}

/* Returns whether a line holds `error:`. A recipe that has only warnings can be rendered. */
static bool has_error(const struct text *text)
{
	return text->bytes && strstr(text->bytes, " error: ");
}

static bool hold(const char *name)
{
	char recipe[PATH_MAX], expected_path[PATH_MAX];
	snprintf(recipe, sizeof recipe, FOLDER "/%s", name);
	snprintf(expected_path, sizeof expected_path, FOLDER "/%.*s.expected", (int)(strlen(name) - 5), name);
	struct text said = { 0 }, expected = { 0 };
	enum status status = wrong_text(recipe, &said);
	read_file(expected_path, &expected);
	bool same = said.length == expected.length && said.length > 0 &&
		    memcmp(said.bytes, expected.bytes, said.length) == 0;
	if (!same)
		fprintf(stderr, "%s: expected\n%sbut check says\n%s", name, expected.bytes ? expected.bytes : "",
			said.bytes ? said.bytes : "nothing\n");
	bool right_status = status == (has_error(&said) ? STATUS_BAD_RECIPE : STATUS_OK);
	if (!right_status)
		fprintf(stderr, "%s: the status is \"%s\"\n", name, status_text(status));
	text_release(&said);
	text_release(&expected);
	return same && right_status;
}

Test(wrong_recipes, each_gets_the_diagnostics_that_stand_beside_it)
{
	struct dirent **entries;
	int count = scandir(FOLDER, &entries, is_recipe, alphasort);
	cr_assert_geq(count, RECIPES_MINIMUM);
	int failures = 0;
	for (int i = 0; i < count; i++) {
		failures += !hold(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	cr_assert_eq(failures, 0, "%d of %d recipes", failures, count);
}

Test(wrong_recipes, a_recipe_that_is_not_there)
{
	struct text said = { 0 };
	cr_assert_eq(wrong_text(FOLDER "/nowhere.yaml", &said), STATUS_BAD_RECIPE);
	cr_assert_str_eq(said.bytes, "nowhere.yaml: error: the recipe cannot be read: no such file or directory "
				     "[no-recipe]\n");
	text_release(&said);
}
