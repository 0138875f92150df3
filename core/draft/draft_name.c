/* Makes names of strips of the names of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_name.h"

#include "base/path.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 49 }; /* a name of a recipe may have 64; this leaves room for a number */

static bool is_ascii(const char *word)
{
	for (; *word; word++)
		if ((unsigned char)*word >= 0x80)
			return false;
	return true;
}

static bool is_of_name(const struct draft_file *file, size_t word)
{
	if (file->paired && word == file->side_word)
		return false;
	if (file->take > 0 && (word == file->take_word || word == file->take_word + 1))
		return false;
	return is_ascii(file->words.words[word]);
}

static void append(char *name, const char *word)
{
	const size_t length = strlen(name);
	if (length + strlen(word) + 2 <= NAME_BYTES)
		snprintf(name + length, NAME_BYTES - length, "%s%s", length > 0 ? "-" : "", word);
}

/* A number in front, such as "03", "t3" or "ch10", is that of the file or of its channel. */
static size_t skip_numbers(const struct draft_file *file)
{
	static const char *const labels[] = { "t", "ch", "tr", "trk", "track", "channel", "audio" };
	size_t word = file->first_word;
	while (word + 1 < file->end_word) {
		size_t more = file_word_is_number(file->words.words[word]);
		for (size_t i = 0; i < sizeof labels / sizeof *labels && more == 0 && word + 2 < file->end_word; i++)
			if (strcmp(file->words.words[word], labels[i]) == 0 &&
			    file_word_is_number(file->words.words[word + 1]))
				more = 2;
		if (more == 0)
			break;
		word += more;
	}
	return word;
}

/* A name of numbers alone says less than the role. */
static void name_of_file(const struct draft_file *file, char name[NAME_BYTES])
{
	size_t word = skip_numbers(file);
	name[0] = '\0';
	if (word < file->end_word && file_word_is_number(file->words.words[word]))
		append(name, role_facts[file->guess.role].name);
	for (; word < file->end_word; word++)
		if (is_of_name(file, word))
			append(name, file->words.words[word]);
	if (!name[0])
		append(name, role_facts[file->guess.role].name);
}

static bool is_reserved(const char *name)
{
	static const char *const others[] = { "plate", "delay", "master", "none", "residue", "missing" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(name, others[i]) == 0)
			return true;
	for (size_t i = 0; i < GROUP_COUNT; i++)
		if (strcmp(name, group_facts[i].bus) == 0)
			return true;
	return false;
}

static bool is_taken(const struct draft *draft, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++)
		if (strcmp(draft->files[draft->tracks[i]].name, name) == 0)
			return true;
	return is_reserved(name);
}

enum status draft_name_tracks(struct draft *draft)
{
	for (size_t i = 0; i < draft->track_count; i++) {
		struct draft_file *file = &draft->files[draft->tracks[i]];
		char name[NAME_BYTES];
		name_of_file(file, name);
		file->name = arena_text(draft->arena, name, strlen(name));
		for (unsigned number = 2; file->name && is_taken(draft, i, file->name); number++)
			file->name = arena_format(draft->arena, "%s-%u", name, number);
		if (!file->name)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}
