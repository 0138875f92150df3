/* Lists the options of a command line that decide what a render makes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/counted_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *reason;
} cosmetic[] = {
	{ "directory", "the manifest lies in that folder, and speaks of no other" },
	{ "prune", "it removes other files, also where nothing is rendered" },
	{ "profile", "it measures how long the render takes, and such a render is never skipped" },
	{ "dry-run", "it prints nothing, and a file that it calls up to date is so without it" },
	{ "block", "the bytes are the same, which tests show" },
	{ "cpu", "the bytes are the same, which tests show" },
	{ "hash", "the prints are the same; no hash of a manifest of the other kind is equal" },
	{ "anew", "it says that the render is not skipped" },
};

static bool is_cosmetic(const char *name)
{
	for (size_t i = 0; i < sizeof cosmetic / sizeof *cosmetic; i++)
		if (strcmp(cosmetic[i].name, name) == 0)
			return true;
	return false;
}

static const char *name_of(const struct argp_option *table, int key)
{
	for (; table->name || table->key || table->doc; table++)
		if (table->name && table->key == key)
			return table->name;
	return NULL;
}

bool counted_options_add(struct counted_options *options, const struct argp_option *table, int key,
			 const char *argument)
{
	const char *name = name_of(table, key);
	if (!name || is_cosmetic(name))
		return true;
	char **grown = realloc(options->items, (options->count + 1) * sizeof *grown);
	if (!grown)
		return false;
	options->items = grown;
	if (asprintf(&grown[options->count], argument ? "%s=%s" : "%s", name, argument) < 0)
		return false;
	options->count++;
	return true;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void counted_options_sort(struct counted_options *options)
{
	if (options->count > 1)
		qsort(options->items, options->count, sizeof *options->items, by_text);
}

void counted_options_release(struct counted_options *options)
{
	for (size_t i = 0; i < options->count; i++)
		free(options->items[i]);
	free(options->items);
	*options = (struct counted_options){ 0 };
}
