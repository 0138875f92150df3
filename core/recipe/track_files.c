/* Makes tracks of the files that patterns mean.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/track_files.h"

#include "base/path.h"
#include "base/text.h"
#include "base/wildcard.h"
#include "recipe/recipe.h"
#include "recipe/shared_copy.h"

#include <stdlib.h>
#include <string.h>

enum { PATTERNS_MAXIMUM = 64, SEARCHES_MAXIMUM = 128, PATTERN_BYTES_MAXIMUM = 4096, NAME_BYTES_MAXIMUM = 64 };

/* The section `tracks` as it grows. */
struct growing {
	struct reader *reader;
	const struct fragment_library *library;
	struct document_pair *pairs;
	size_t count, capacity;
	size_t made; /* how many tracks patterns have made */
	size_t searches; /* how many patterns have looked into a folder, because each costs time and memory */
};

/* An entry of `tracks` with `sources`. */
struct group {
	const struct document_node *keys; /* without `sources`; shared by all tracks */
	size_t first; /* the index of its first track */
};

static void grow(struct growing *tracks, struct document_pair pair)
{
	if (tracks->count == tracks->capacity) {
		const size_t capacity = tracks->capacity ? tracks->capacity * 2 : 64;
		struct document_pair *pairs = reader_array(tracks->reader, capacity, sizeof *pairs);
		if (!pairs)
			return;
		if (tracks->count)
			memcpy(pairs, tracks->pairs, tracks->count * sizeof *pairs);
		tracks->pairs = pairs;
		tracks->capacity = capacity;
	}
	tracks->pairs[tracks->count++] = pair;
}

static size_t find_pair(const struct document_node *node, const char *key)
{
	for (size_t i = 0; node->kind == DOCUMENT_MAPPING && i < node->count; i++)
		if (strcmp(node->pairs[i].key->text, key) == 0)
			return i;
	return SIZE_MAX;
}

static const struct document_node *without(struct reader *reader, const struct document_node *node, size_t index)
{
	struct document_node *made = reader_array(reader, 1, sizeof *made);
	struct document_pair *pairs = reader_array(reader, node->count, sizeof *pairs);
	if (!made || !pairs)
		return node;
	*made = *node;
	for (size_t i = 0, count = 0; i < node->count; i++)
		if (i != index)
			pairs[count++] = node->pairs[i];
	made->pairs = pairs;
	made->count--;
	return made;
}

static bool is_of_name(char letter)
{
	return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
	       (letter >= '0' && letter <= '9') || letter == '_';
}

/* Returns the name of a track, or "" where the file's name gives none; NULL when out of memory. */
static const char *name_of(struct reader *reader, const char *file)
{
	const char *last = path_last_part(file), *dot = strrchr(last, '.');
	const size_t length = dot && dot > last ? (size_t)(dot - last) : strlen(last);
	char *name = reader_array(reader, length + 1, 1);
	size_t count = 0;
	for (size_t i = 0; name && i < length; i++)
		if (is_of_name(last[i]))
			name[count++] = last[i];
		else if (count > 0 && name[count - 1] != '-')
			name[count++] = '-';
	while (name && count > 0 && name[count - 1] == '-')
		name[--count] = '\0';
	return name;
}

static bool check_name(struct reader *reader, const char *name, const char *file, struct location at)
{
	const bool long_name = strlen(name) > NAME_BYTES_MAXIMUM;
	if (*name && strcmp(name, "none") != 0 && !long_name)
		return true;
	diagnostics_error(reader->diagnostics, "bad-name", at,
			  long_name
				  ? "the name of \"%.200s\" is too long for a track, which has at most 64 characters; "
				    "rename the file, or write the track out"
				  : "the name of \"%.200s\" gives no name for a track; rename the file, or write the "
				    "track out",
			  file);
	return false;
}

static struct document_node *make_scalar(struct reader *reader, const char *text, struct location at)
{
	struct document_node *made = reader_array(reader, 1, sizeof *made);
	if (made)
		*made = (struct document_node){
			.kind = DOCUMENT_SCALAR, .weight = 1, .at = at, .text = text, .count = strlen(text)
		};
	return made;
}

static void add_track(struct growing *tracks, const struct group *group, const char *file, struct location at)
{
	struct reader *reader = tracks->reader;
	const char *name = name_of(reader, file);
	struct document_node *value = reader_array(reader, 1, sizeof *value);
	struct document_pair *pairs = reader_array(reader, group->keys->count + 1, sizeof *pairs);
	if (!name || !value || !pairs || !check_name(reader, name, file, at))
		return;
	pairs[0] = (struct document_pair){ make_scalar(reader, "source", at), make_scalar(reader, file, at) };
	if (group->keys->count)
		memcpy(pairs + 1, group->keys->pairs, group->keys->count * sizeof *pairs);
	*value = *group->keys;
	value->pairs = pairs;
	value->count = group->keys->count + 1;
	const struct document_node *key = make_scalar(reader, name, at);
	if (!reader->diagnostics->failed)
		grow(tracks, (struct document_pair){ key, value });
}

/* Names a file of the folder, because the folder is there and the pattern wrong. */
static void tell_none(struct growing *tracks, const struct document_node *pattern, const struct folder_files *files)
{
	const char *near = text_nearest(path_last_part(pattern->text), files->others, files->other_count);
	if (!near && files->other_count > 0)
		near = files->others[0];
	if (near)
		diagnostics_error(tracks->reader->diagnostics, "no-match", pattern->at,
				  "no file is called like \"%.200s\"; that folder holds \"%.200s\"%s; mend the pattern",
				  pattern->text, near, files->other_count > 1 ? " and others" : "");
	else
		diagnostics_error(
			tracks->reader->diagnostics, "no-match", pattern->at,
			"no file is called like \"%.200s\", because that folder is empty; put the files there",
			pattern->text);
}

static void add_matches(struct growing *tracks, const struct group *group, const struct document_node *pattern,
			const struct folder_files *files)
{
	const char *last = path_last_part(pattern->text);
	if (files->count == 0) {
		tell_none(tracks, pattern, files);
		return;
	}
	for (size_t i = 0; i < files->count && !tracks->reader->diagnostics->failed; i++) {
		if (tracks->made++ == RECIPE_STRIPS_MAXIMUM) {
			diagnostics_error(tracks->reader->diagnostics, "too-many", pattern->at,
					  "\"%.200s\" makes more than %d tracks, which is the most that a recipe has; "
					  "narrow the pattern",
					  pattern->text, RECIPE_STRIPS_MAXIMUM);
			return;
		}
		if (tracks->made > RECIPE_STRIPS_MAXIMUM)
			return;
		const char *file = arena_format(tracks->reader->arena, "%.*s%s", (int)(last - pattern->text),
						pattern->text, files->names[i]);
		tracks->reader->diagnostics->failed |= !file;
		if (file)
			add_track(tracks, group, file, pattern->at);
	}
}

/* Returns the folder of a pattern as it is opened; NULL after an error. */
static const char *folder_of(struct growing *tracks, const struct document_node *pattern)
{
	struct reader *reader = tracks->reader;
	const size_t length = (size_t)(path_last_part(pattern->text) - pattern->text);
	const char *folder = arena_format(reader->arena, "%.*s.", (int)length, pattern->text);
	if (!folder) {
		reader->diagnostics->failed = true;
		return NULL;
	}
	const size_t errors = reader->diagnostics->error_count;
	const char *path = reader_output_path(reader, pattern->at, folder);
	if (tracks->library->inside)
		reader_check_inside(reader->diagnostics, reader->recipe_path, pattern->at, pattern->text, path);
	return reader->diagnostics->error_count == errors ? path : NULL;
}

static bool check_pattern(struct reader *reader, const struct document_node *pattern)
{
	const char *last = path_last_part(pattern->text), *problem = NULL;
	const char *folder = arena_text(reader->arena, pattern->text, (size_t)(last - pattern->text));
	reader->diagnostics->failed |= !folder;
	if (pattern->count > PATTERN_BYTES_MAXIMUM)
		problem = "a pattern has at most 4096 bytes; shorten it";
	else if (strstr(pattern->text, "**"))
		problem = "`**` is not read, because a pattern looks into one folder; write a pattern for each folder";
	else if (folder && wildcard_has(folder))
		problem = "only the last part of a pattern may have `*` and `?`; write a pattern for each folder";
	else if (!*last)
		problem = "a folder stands for no files; add a pattern, like drums/*.wav";
	if (problem)
		diagnostics_error(reader->diagnostics, "bad-value", pattern->at, "%s", problem);
	return folder && !problem;
}

static void add_pattern(struct growing *tracks, const struct group *group, const struct entry *entry)
{
	struct reader *reader = tracks->reader;
	const struct document_node *pattern = entry->value;
	if (!reader_text(reader, entry, "write a pattern, like drums/*.wav") || !check_pattern(reader, pattern))
		return;
	if (!wildcard_has(pattern->text)) {
		tracks->made++;
		add_track(tracks, group, pattern->text, pattern->at);
		return;
	}
	if (tracks->searches++ >= SEARCHES_MAXIMUM) {
		if (tracks->searches == SEARCHES_MAXIMUM + 1)
			diagnostics_error(
				reader->diagnostics, "too-many", pattern->at,
				"a recipe has at most %d patterns with `*` or `?`; let some of them mean more",
				SEARCHES_MAXIMUM);
		return;
	}
	const char *folder = folder_of(tracks, pattern);
	struct folder_files files;
	if (folder && tracks->library->match(tracks->library, folder, path_last_part(pattern->text), pattern->at,
					     reader->arena, reader->diagnostics, &files))
		add_matches(tracks, group, pattern, &files);
}

static int by_track(const void *a, const void *b)
{
	return strcmp(((const struct document_pair *)a)->key->text, ((const struct document_pair *)b)->key->text);
}

/* Files whose names differ in what a track's name cannot have would be one track. */
static void check_names(struct growing *tracks, const struct group *group)
{
	const size_t count = tracks->count - group->first;
	struct document_pair *sorted = reader_array(tracks->reader, count, sizeof *sorted);
	if (!sorted || count == 0)
		return;
	memcpy(sorted, tracks->pairs + group->first, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_track);
	for (size_t i = 1; i < count; i++)
		if (by_track(&sorted[i - 1], &sorted[i]) == 0)
			diagnostics_error(tracks->reader->diagnostics, "duplicate-name", sorted[i].key->at,
					  "\"%.200s\" and \"%.200s\" would both be the track \"%s\"; rename one of the "
					  "files, or write the tracks out",
					  sorted[i - 1].value->pairs[0].value->text,
					  sorted[i].value->pairs[0].value->text, sorted[i].key->text);
}

/* Two files of one name would make a second error about the strips, which says less. */
static void drop_repeats(struct growing *tracks, const struct group *group, size_t errors)
{
	if (tracks->reader->diagnostics->error_count > errors)
		tracks->count = group->first;
}

static bool check_alone(struct reader *reader, const struct document_pair *pair, struct location at)
{
	static const char *const others[] = { "source", "clips", "input" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (find_pair(pair->value, others[i]) != SIZE_MAX) {
			diagnostics_error(
				reader->diagnostics, "conflicting-keys", at,
				"\"sources\" and \"%s\" both say what track \"%.64s\" plays; leave one of them "
				"out",
				others[i], pair->key->text);
			return false;
		}
	return true;
}

static void add_group(struct growing *tracks, const struct document_pair *pair, size_t index)
{
	struct reader *reader = tracks->reader;
	const struct document_pair *sources = &pair->value->pairs[index];
	const struct entry entry = entry_of("the track", "sources", sources->key->at, sources->value);
	const struct group group = { .keys = shared_copy(reader, without(reader, pair->value, index)),
				     .first = tracks->count };
	struct items items;
	reader_check_name(reader, pair->key->text, pair->key->at, "tracks");
	if (!check_alone(reader, pair, sources->key->at) ||
	    !reader_items(reader, &entry, "a pattern like drums/*.wav or a list of patterns", true, PATTERNS_MAXIMUM,
			  &items))
		return;
	if (items.count == 0)
		diagnostics_error(reader->diagnostics, "bad-value", sources->value->at,
				  "\"sources\" names no files; write a pattern, like drums/*.wav");
	for (size_t i = 0; i < items.count && !reader->diagnostics->failed; i++) {
		const struct entry item = entry_item(&entry, items.nodes[i]);
		add_pattern(tracks, &group, &item);
	}
	const size_t errors = reader->diagnostics->error_count;
	check_names(tracks, &group);
	drop_repeats(tracks, &group, errors);
}

static bool has_groups(const struct document_node *section)
{
	bool found = false;
	for (size_t i = 0; section->kind == DOCUMENT_MAPPING && i < section->count && !found; i++)
		found = find_pair(section->pairs[i].value, "sources") != SIZE_MAX;
	return found;
}

static const struct document_node *make_section(struct growing *tracks, const struct document_node *section)
{
	struct document_node *made = reader_array(tracks->reader, 1, sizeof *made);
	for (size_t i = 0; i < section->count && !tracks->reader->diagnostics->failed; i++) {
		const size_t index = find_pair(section->pairs[i].value, "sources");
		if (index == SIZE_MAX)
			grow(tracks, section->pairs[i]);
		else
			add_group(tracks, &section->pairs[i], index);
	}
	if (!made || tracks->reader->diagnostics->failed)
		return section;
	*made = *section;
	made->pairs = tracks->pairs;
	made->count = tracks->count;
	return made;
}

void recipe_put_track_files(struct reader *reader, const struct fragment_library *library,
			    const struct document_node **root)
{
	const size_t index = find_pair(*root, "tracks");
	if (index == SIZE_MAX || !has_groups((*root)->pairs[index].value))
		return;
	struct growing tracks = { .reader = reader, .library = library };
	struct document_node *made = reader_array(reader, 1, sizeof *made);
	struct document_pair *pairs = reader_array(reader, (*root)->count, sizeof *pairs);
	if (!made || !pairs)
		return;
	memcpy(pairs, (*root)->pairs, (*root)->count * sizeof *pairs);
	pairs[index].value = make_section(&tracks, pairs[index].value);
	*made = **root;
	made->pairs = pairs;
	*root = made;
}
