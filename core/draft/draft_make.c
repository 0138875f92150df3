/* Works a recipe to start from out of a set of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_make.h"

#include "base/path.h"
#include "draft/draft_level.h"
#include "draft/draft_name.h"
#include "draft/draft_sort.h"
#include "draft/draft_title.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct draft_file *)a)->path, ((const struct draft_file *)b)->path);
}

/* Returns whether the word is one of the table with a side behind it: "ohl". */
static bool has_side(const struct role_words *table, const char *word)
{
	const size_t length = strlen(word);
	char whole[FILE_WORD_BYTES];
	if (length < 3 || !strchr("lr", word[length - 1]) || role_words_find(table, word))
		return false;
	memcpy(whole, word, length - 1);
	whole[length - 1] = '\0';
	const struct role_phrase *phrase = role_words_find(table, whole);
	return phrase && phrase->weight == WEIGHT_STRONG;
}

/* Makes two words of "ohl". */
static void part_sides(const struct role_words *table, struct file_words *words)
{
	for (size_t i = 0; i < words->count && words->count < FILE_WORDS_MAXIMUM; i++) {
		if (!has_side(table, words->words[i]))
			continue;
		memmove(words->words[i + 1], words->words[i], (words->count - i) * sizeof words->words[i]);
		words->count++;
		const size_t end = strlen(words->words[i]) - 1;
		words->words[i + 1][0] = words->words[i][end];
		words->words[i + 1][1] = words->words[i][end] = '\0';
		i++;
	}
}

/* The folder speaks where the name does not: "Drums/Top.wav". */
static void guess_by_folder(struct draft *draft, const struct role_words *table, struct draft_file *file)
{
	const char *end = path_last_part(file->path);
	if (end == file->path)
		return;
	const char *start = end - 1;
	while (start > file->path && start[-1] != '/')
		start--;
	const char *folder = arena_format(draft->arena, "%.*s.", (int)(end - 1 - start), start);
	struct file_words words;
	if (!folder)
		return;
	file_words_split(folder, &words);
	const struct role_guess guess = role_guess_words(table, &words, 0, words.count);
	if (guess.weight != WEIGHT_STRONG || role_facts[guess.role].group == GROUP_COUNT)
		return;
	file->guess = guess;
	file->by_folder = true;
}

static void guess_roles(struct draft *draft, const struct role_words *table)
{
	draft_title_strip(draft, table);
	for (size_t i = 0; i < draft->count; i++) {
		struct draft_file *file = &draft->files[i];
		file->guess = role_guess_words(table, &file->words, file->first_word, file->end_word);
		if (file->guess.role == ROLE_OTHER)
			guess_by_folder(draft, table, file);
	}
}

static size_t count_rate(const struct draft *draft, unsigned sample_rate)
{
	size_t count = 0;
	for (size_t i = 0; i < draft->track_count; i++)
		count += draft->files[draft->tracks[i]].sample_rate == sample_rate;
	return count;
}

/* Of two rates that are as frequent the higher one counts. */
static void choose_rate(struct draft *draft)
{
	for (size_t i = 0; i < draft->track_count; i++) {
		const unsigned rate = draft->files[draft->tracks[i]].sample_rate;
		if (rate == draft->sample_rate)
			continue;
		const size_t count = count_rate(draft, rate);
		if (count > draft->rate_count || (count == draft->rate_count && rate > draft->sample_rate)) {
			draft->sample_rate = rate;
			draft->rate_count = count;
		}
	}
}

enum status draft_make(struct draft *draft)
{
	const struct role_words *table = role_words_new(draft->arena);
	if (!table)
		return STATUS_NO_MEMORY;
	qsort(draft->files, draft->count, sizeof *draft->files, compare_paths);
	for (size_t i = 0; i < draft->count; i++) {
		file_words_split(path_last_part(draft->files[i].path), &draft->files[i].words);
		part_sides(table, &draft->files[i].words);
	}
	guess_roles(draft, table);
	enum status status = draft_sort_files(draft);
	if (status == STATUS_OK)
		status = draft_name_tracks(draft);
	if (status != STATUS_OK)
		return status;
	choose_rate(draft);
	draft->mix_lufs = draft->mix_peak_dbtp = (double)NAN;
	return draft_level_tracks(draft);
}
