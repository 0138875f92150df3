/* Names the pages of several recipes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song_page.h"

#include "base/path.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Returns how long a name is without its ending. */
static size_t stem_length(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot && dot > name ? (size_t)(dot - name) : strlen(name);
}

static char *tame_stem(const char *name, struct arena *arena)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
	char *stem = arena_text(arena, name, stem_length(name));
	for (char *at = stem; at && *at != '\0'; at++)
		if ((unsigned char)*at < 0x80 && !strchr(plain, *at))
			*at = '-';
	return stem;
}

static bool is_taken(const char *const *pages, size_t count, const char *page)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(pages[i], page) == 0)
			return true;
	return false;
}

static const char *name_page(const char *index, const char *recipe, const char *const *pages, size_t count,
			     struct arena *arena)
{
	const char *last = path_last_part(index);
	const int front = (int)((size_t)(last - index) + stem_length(last));
	const char *stem = tame_stem(path_last_part(recipe), arena);
	const char *page = stem ? arena_format(arena, "%.*s-%s.html", front, index, stem) : NULL;
	for (size_t number = 2; page && (is_taken(pages, count, page) || strcasecmp(page, index) == 0); number++)
		page = arena_format(arena, "%.*s-%s-%zu.html", front, index, stem, number);
	return page;
}

const char **song_pages_name(const char *index, const char *const *recipes, size_t count, struct arena *arena)
{
	const char **pages = ARENA_ARRAY(arena, const char *, count);
	for (size_t i = 0; pages && i < count; i++) {
		pages[i] = name_page(index, recipes[i], pages, i, arena);
		if (!pages[i])
			return NULL;
	}
	return pages;
}
