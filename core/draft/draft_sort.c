/* Tells tracks, pairs, takes, duplicates and what is not mixed apart.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft_sort.h"

#include "base/path.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double silence_dbfs = -90.0;

/* Files whose keys are equal belong together. */
struct keyed {
	const char *key;
	size_t file;
};

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *one = a, *other = b;
	const int order = strcmp(one->key, other->key);
	return order != 0 ? order : (one->file > other->file) - (one->file < other->file);
}

static enum draft_side side_of(const char *word, bool is_last)
{
	static const char *const sides[2][7] = {
		{ "left", "lft", "links", "gauche", "izquierda", "sinistra", "lt" },
		{ "right", "rgt", "rechts", "droite", "derecha", "destra", "rt" },
	};
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < 7; i++)
			if (strcmp(word, sides[side][i]) == 0)
				return side == 0 ? NAMED_LEFT : NAMED_RIGHT;
	if (is_last && (strcmp(word, "l") == 0 || strcmp(word, "r") == 0))
		return *word == 'l' ? NAMED_LEFT : NAMED_RIGHT;
	return NAMED_NO_SIDE;
}

/* Behind a single "L" or "R" there may be numbers, or the words that all names share. */
static bool is_last_word(const struct draft_file *file, size_t word)
{
	for (size_t i = word + 1; i < file->end_word; i++)
		if (!file_word_is_number(file->words.words[i]))
			return false;
	return true;
}

static void find_side(struct draft_file *file)
{
	for (size_t i = 1; i < file->end_word && file->side == NAMED_NO_SIDE; i++) {
		file->side = side_of(file->words.words[i], is_last_word(file, i));
		file->side_word = i;
	}
}

static void find_take(struct draft_file *file)
{
	static const char *const takes[] = { "take", "tk", "prise", "toma", "dubl", "tke" };
	for (size_t i = 0; i + 1 < file->words.count; i++)
		for (size_t k = 0; k < sizeof takes / sizeof *takes; k++)
			if (strcmp(file->words.words[i], takes[k]) == 0 &&
			    file_word_is_number(file->words.words[i + 1])) {
				file->take_word = i;
				file->take = (unsigned)strtoul(file->words.words[i + 1], NULL, 10) + 1;
				return;
			}
}

static void find_sum(struct draft_file *file)
{
	static const char *const sums[] = { "sum", "summe", "somme", "suma", "submix", "bounce" };
	for (size_t i = 0; i < file->words.count; i++)
		for (size_t k = 0; k < sizeof sums / sizeof *sums; k++)
			if (strcmp(file->words.words[i], sums[k]) == 0)
				file->sum = sums[k];
}

/* The key is the folder and the words without the side or without the take. Returns NULL when out of memory. */
static const char *key_of(const struct draft *draft, const struct draft_file *file, bool of_side)
{
	struct text key = { 0 };
	size_t first = 0;
	while (!of_side && first < file->words.count && file_word_is_number(file->words.words[first]))
		first++;
	text_append_bytes(&key, file->path, (size_t)(path_last_part(file->path) - file->path));
	for (size_t i = first; i < file->words.count; i++) {
		const bool of_take = file->take > 0 && (i == file->take_word || i == file->take_word + 1);
		if (of_side ? i != file->side_word : !of_take)
			text_append(&key, " %s", file->words.words[i]);
	}
	const char *kept = key.failed ? NULL : arena_text(draft->arena, key.bytes ? key.bytes : "", key.length);
	text_release(&key);
	return kept;
}

static void judge_one(struct draft_file *file)
{
	if (file->problem)
		file->fate = FATE_UNUSABLE;
	else if (!(file->peak_dbfs > silence_dbfs))
		file->fate = FATE_SILENT;
	else if (draft_group(file) == GROUP_COUNT)
		file->fate = FATE_UNMIXED;
	else
		file->fate = FATE_TRACK;
}

static int compare_hashes(const void *a, const void *b, void *context)
{
	const struct draft_file *files = context;
	const struct draft_file *one = &files[*(const size_t *)a], *other = &files[*(const size_t *)b];
	for (size_t i = 0; i < 2; i++)
		if (one->hash[i] != other->hash[i])
			return one->hash[i] < other->hash[i] ? -1 : 1;
	const size_t length = strlen(one->path), other_length = strlen(other->path);
	if (length != other_length)
		return length < other_length ? -1 : 1;
	return one < other ? -1 : one > other;
}

/* Of files with the same samples the one with the shortest path stays: "bass.wav" and not "bass copy.wav". */
static void find_duplicates(struct draft *draft, size_t *order)
{
	size_t count = 0;
	for (size_t i = 0; i < draft->count; i++)
		if (draft->files[i].fate == FATE_TRACK)
			order[count++] = i;
	qsort_r(order, count, sizeof *order, compare_hashes, draft->files);
	for (size_t i = 1, first = 0; i < count; i++) {
		struct draft_file *file = &draft->files[order[i]];
		const struct draft_file *kept = &draft->files[order[first]];
		if (memcmp(file->hash, kept->hash, sizeof file->hash) == 0) {
			file->fate = FATE_DUPLICATE;
			file->other = order[first];
		} else
			first = i;
	}
}

/* Lists the files that the question concerns, sorted by their keys. */
static bool list_keyed(const struct draft *draft, bool of_side, struct keyed *keyed, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < draft->count; i++) {
		const struct draft_file *file = &draft->files[i];
		if (file->fate != FATE_TRACK || (of_side && file->side == NAMED_NO_SIDE))
			continue;
		keyed[*count] = (struct keyed){ key_of(draft, file, of_side), i };
		if (!keyed[*count].key)
			return false;
		*count += 1;
	}
	qsort(keyed, *count, sizeof *keyed, compare_keyed);
	return true;
}

/* Of files with one key of which a name tells takes, the one with the lowest number stays. */
static void settle_takes(struct draft *draft, const struct keyed *keyed, size_t count)
{
	bool any = false;
	size_t kept = keyed[0].file;
	for (size_t i = 0; i < count; i++) {
		any |= draft->files[keyed[i].file].take > 0;
		if (draft->files[keyed[i].file].take < draft->files[kept].take)
			kept = keyed[i].file;
	}
	for (size_t i = 0; any && i < count; i++) {
		struct draft_file *file = &draft->files[keyed[i].file];
		if (keyed[i].file == kept || file->take == draft->files[kept].take)
			continue;
		file->fate = FATE_TAKE;
		file->other = kept;
	}
}

static void settle_pair(struct draft *draft, size_t left, size_t right)
{
	struct draft_file *one = &draft->files[left], *other = &draft->files[right];
	if (one->channels != 1 || other->channels != 1)
		return;
	if (one->sample_rate != other->sample_rate || one->frames != other->frames) {
		one->hard = other->hard = true;
		return;
	}
	one->paired = true;
	one->other = right;
	other->fate = FATE_RIGHT;
	other->other = left;
}

/* Two files with one key, one of each side, are a pair. Where there are more, nobody knows which go together. */
static void settle_sides(struct draft *draft, const struct keyed *keyed, size_t count)
{
	if (count != 2)
		return;
	const enum draft_side first = draft->files[keyed[0].file].side, second = draft->files[keyed[1].file].side;
	if (first == NAMED_LEFT && second == NAMED_RIGHT)
		settle_pair(draft, keyed[0].file, keyed[1].file);
	else if (first == NAMED_RIGHT && second == NAMED_LEFT)
		settle_pair(draft, keyed[1].file, keyed[0].file);
}

static bool settle(struct draft *draft, bool of_side, struct keyed *keyed)
{
	size_t count;
	if (!list_keyed(draft, of_side, keyed, &count))
		return false;
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && strcmp(keyed[end].key, keyed[i].key) == 0;)
			end++;
		(of_side ? settle_sides : settle_takes)(draft, &keyed[i], end - i);
	}
	return true;
}

/* What a name calls a sum is left out beside two tracks or more that it may be made of: a sum of the drums is made of
   all of them, and a sum of the kick of those of the kick alone. */
static void find_sums(struct draft *draft)
{
	size_t parts[ROLE_COUNT] = { 0 }, drums = 0;
	for (size_t i = 0; i < draft->count; i++) {
		const struct draft_file *file = &draft->files[i];
		if (file->fate != FATE_TRACK || file->sum)
			continue;
		parts[file->guess.role]++;
		drums += draft_group(file) == GROUP_DRUMS;
	}
	for (size_t i = 0; i < draft->count; i++) {
		struct draft_file *file = &draft->files[i];
		const enum role role = file->guess.role;
		if (file->fate != FATE_TRACK || !file->sum || (role == ROLE_DRUMS ? drums : parts[role]) < 2)
			continue;
		file->fate = FATE_SUM;
		if (file->paired)
			draft->files[file->other].fate = FATE_SUM;
	}
}

static int compare_tracks(const void *a, const void *b, void *context)
{
	const struct draft_file *files = context;
	const struct draft_file *one = &files[*(const size_t *)a], *other = &files[*(const size_t *)b];
	if (draft_group(one) != draft_group(other))
		return draft_group(one) < draft_group(other) ? -1 : 1;
	if (one->guess.role != other->guess.role)
		return one->guess.role < other->guess.role ? -1 : 1;
	return one < other ? -1 : one > other;
}

static void list_tracks(struct draft *draft)
{
	for (size_t i = 0; i < draft->count; i++) {
		struct draft_file *file = &draft->files[i];
		if (file->fate != FATE_TRACK)
			continue;
		if (draft->track_count < DRAFT_TRACKS_MAXIMUM) {
			draft->tracks[draft->track_count++] = i;
			continue;
		}
		file->fate = FATE_BEYOND;
		if (file->paired)
			draft->files[file->other].fate = FATE_BEYOND;
	}
	qsort_r(draft->tracks, draft->track_count, sizeof *draft->tracks, compare_tracks, draft->files);
}

enum status draft_sort_files(struct draft *draft)
{
	struct keyed *keyed = ARENA_ARRAY(draft->arena, struct keyed, draft->count);
	draft->tracks = ARENA_ARRAY(draft->arena, size_t, draft->count);
	if (!keyed || !draft->tracks)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < draft->count; i++) {
		judge_one(&draft->files[i]);
		find_side(&draft->files[i]);
		find_take(&draft->files[i]);
		find_sum(&draft->files[i]);
	}
	find_duplicates(draft, draft->tracks);
	if (!settle(draft, false, keyed) || !settle(draft, true, keyed))
		return STATUS_NO_MEMORY;
	find_sums(draft);
	list_tracks(draft);
	return STATUS_OK;
}
