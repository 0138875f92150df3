/* Finds the words that the names of most files share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_title.h"

#include <string.h>

enum { LEAST_FILES = 3, SHARED_WORDS_MAXIMUM = 8 };

/* Words shared by names, at their start or at their end. */
struct shared {
	bool at_end;
	size_t count;
	const char *words[SHARED_WORDS_MAXIMUM]; /* from the edge of the name inwards */
};

/* Returns the word that stands so far from the edge of the name; NULL: there is none. */
static const char *word_at(const struct draft_file *file, bool at_end, size_t index)
{
	size_t first = 0;
	/* A number in front of the name is that of the track. */
	while (!at_end && first < file->words.count && file_word_is_number(file->words.words[first]))
		first++;
	if (index + first + 1 >= file->words.count)
		return NULL;
	return file->words.words[at_end ? file->words.count - 1 - index : first + index];
}

static bool has_all(const struct draft_file *file, const struct shared *shared)
{
	for (size_t i = 0; i < shared->count; i++) {
		const char *word = word_at(file, shared->at_end, i);
		if (!word || strcmp(word, shared->words[i]) != 0)
			return false;
	}
	return true;
}

/* Returns the next word of most of the names that have all others: the vote of R. S. Boyer and J S. Moore, 1981. */
static const char *elect(const struct draft *draft, const struct shared *shared)
{
	const char *elected = NULL;
	size_t votes = 0;
	for (size_t i = 0; i < draft->count; i++) {
		const struct draft_file *file = &draft->files[i];
		const char *word = has_all(file, shared) ? word_at(file, shared->at_end, shared->count) : NULL;
		if (!word)
			continue;
		if (votes == 0)
			elected = word;
		votes = votes == 0 || strcmp(word, elected) == 0 ? votes + 1 : votes - 1;
	}
	return elected;
}

static size_t count_files(const struct draft *draft, const struct shared *shared)
{
	size_t count = 0;
	for (size_t i = 0; i < draft->count; i++)
		count += has_all(&draft->files[i], shared);
	return count;
}

static bool is_shared_enough(const struct draft *draft, const struct shared *shared)
{
	const size_t count = count_files(draft, shared);
	return count >= LEAST_FILES && 2 * count >= draft->count;
}

static void cut(struct draft_file *file, const struct shared *shared)
{
	if (shared->at_end)
		file->end_word -= shared->count;
	else {
		while (file_word_is_number(file->words.words[file->first_word]))
			file->first_word++;
		file->first_word += shared->count;
	}
}

/* The rest of the names must say what most of these files are. */
static bool rest_speaks(const struct draft *draft, const struct shared *shared, const struct role_words *table)
{
	size_t known = 0, all = 0;
	for (size_t i = 0; i < draft->count; i++) {
		struct draft_file file = draft->files[i];
		if (!has_all(&file, shared))
			continue;
		cut(&file, shared);
		all++;
		known += file.end_word > file.first_word &&
			 role_guess_words(table, &file.words, file.first_word, file.end_word).role != ROLE_OTHER;
	}
	return 2 * known >= all;
}

static void strip(struct draft *draft, bool at_end, const struct role_words *table)
{
	struct shared shared = { .at_end = at_end };
	while (shared.count < SHARED_WORDS_MAXIMUM) {
		struct shared longer = shared;
		const char *word = elect(draft, &shared);
		if (!word)
			break;
		longer.words[longer.count++] = word;
		if (!is_shared_enough(draft, &longer))
			break;
		shared = longer;
	}
	while (shared.count > 0 && !rest_speaks(draft, &shared, table))
		shared.count--;
	for (size_t i = 0; shared.count > 0 && i < draft->count; i++)
		if (has_all(&draft->files[i], &shared) &&
		    draft->files[i].end_word - draft->files[i].first_word > shared.count)
			cut(&draft->files[i], &shared);
}

void draft_title_strip(struct draft *draft, const struct role_words *table)
{
	for (size_t i = 0; i < draft->count; i++) {
		draft->files[i].first_word = 0;
		draft->files[i].end_word = draft->files[i].words.count;
	}
	strip(draft, true, table);
	strip(draft, false, table);
}
