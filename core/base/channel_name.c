/* Splits a file name that names the left or the right half of a stereo pair.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/channel_name.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *word;
	enum channel_side side;
} words[] = {
	{ "left", CHANNEL_LEFT },
	{ "right", CHANNEL_RIGHT },
	{ "l", CHANNEL_LEFT },
	{ "r", CHANNEL_RIGHT },
};

static const char separators[] = ".-_ ";

static bool is_separator(char byte)
{
	return byte != '\0' && strchr(separators, byte);
}

static size_t name_start(const char *path)
{
	const char *slash = strrchr(path, '/');
	return !slash ? 0 : (size_t)(slash + 1 - path);
}

/* Reads the word that ends at `end`, in parentheses or behind a separator. */
static void read_word(struct channel_name *name, size_t start, size_t end, const char *word, enum channel_side side)
{
	const size_t length = strlen(word);
	if (end - start < length + 2 || strncasecmp(name->path + end - length, word, length) != 0)
		return;
	const bool enclosed = name->path[end] == ')';
	size_t base = end - length - 1;
	if (enclosed ? name->path[base] != '(' : !is_separator(name->path[base]))
		return;
	while (enclosed && base > start && is_separator(name->path[base - 1]))
		base--;
	if (base == start)
		return;
	name->side = side;
	name->base_length = base;
	name->word_start = end - length;
	name->word_length = length;
}

struct channel_name channel_name_read(const char *path)
{
	struct channel_name name = { .path = path };
	const size_t start = name_start(path);
	const char *dot = strrchr(path + start, '.');
	size_t end = !dot ? strlen(path) : (size_t)(dot - path);
	if (end > start && path[end - 1] == ')')
		end--;
	for (size_t i = 0; i < sizeof words / sizeof *words && name.side == CHANNEL_NONE; i++)
		read_word(&name, start, end, words[i].word, words[i].side);
	return name;
}

const char *channel_side_name(enum channel_side side)
{
	switch (side) {
	case CHANNEL_NONE:
		return "";
	case CHANNEL_LEFT:
		return "left";
	case CHANNEL_RIGHT:
		return "right";
	}
	return "";
}

bool channel_names_match(const struct channel_name *one, const struct channel_name *other, bool exact)
{
	if (one->side == CHANNEL_NONE || other->side == CHANNEL_NONE || one->side == other->side)
		return false;
	const size_t folder = name_start(one->path), word = one->word_start;
	if (folder != name_start(other->path) || word != other->word_start ||
	    (one->word_length == 1) != (other->word_length == 1) || memcmp(one->path, other->path, folder) != 0)
		return false;
	const char *after = one->path + word + one->word_length, *other_after = other->path + word + other->word_length;
	if (exact)
		return memcmp(one->path, other->path, word) == 0 && strcmp(after, other_after) == 0;
	return strncasecmp(one->path + folder, other->path + folder, word - folder) == 0 &&
	       strcasecmp(after, other_after) == 0;
}
