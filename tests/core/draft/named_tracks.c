/* Guesses the roles of lists of names.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/draft/named_tracks.h"

#include "draft/draft_make.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { SONG_MAXIMUM = 128, LINE_BYTES = 256 };

struct song {
	size_t count;
	char roles[SONG_MAXIMUM][LINE_BYTES], names[SONG_MAXIMUM][LINE_BYTES];
	struct draft_file files[SONG_MAXIMUM];
};

static enum role_group group_of(const char *role)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (strcmp(role_facts[i].name, role) == 0)
			return role_facts[i].group;
	cr_assert_fail("no role is named \"%s\"", role);
	return GROUP_COUNT;
}

static bool is_listed(const char *roles, const char *role, bool by_group)
{
	char copy[LINE_BYTES];
	snprintf(copy, sizeof copy, "%s", roles);
	for (char *rest = copy, *one; (one = strsep(&rest, "|"));) {
		if (strcmp(one, role) == 0)
			return true;
		if (by_group && group_of(one) == group_of(role))
			return true;
	}
	return false;
}

/* draft_make() sorts the files, so each is looked for by its name. */
static void count(const struct song *song, const struct draft_file *file, struct named_tracks *sum)
{
	const char *role = role_facts[file->guess.role].name;
	size_t i = 0;
	while (strcmp(song->names[i], file->path) != 0)
		i++;
	const bool right = is_listed(song->roles[i], role, false);
	sum->count++;
	sum->right += right;
	sum->right_groups += is_listed(song->roles[i], role, true);
	sum->silent += !right && file->guess.role == ROLE_OTHER;
	if (!right)
		printf("\"%s\" is %s, but was guessed to be %s (\"%s\")\n", file->path, song->roles[i], role,
		       file->guess.phrase ? file->guess.phrase : "");
}

static void guess_song(struct song *song, struct named_tracks *sum)
{
	struct draft draft = { .arena = arena_new(), .files = song->files, .count = song->count };
	for (size_t i = 0; i < song->count; i++)
		song->files[i] = (struct draft_file){ .path = song->names[i],
						      .sample_rate = 48000,
						      .channels = 2,
						      .frames = 1,
						      .integrated_lufs = -20.0,
						      .hash = { i } };
	cr_assert_eq(draft_make(&draft), STATUS_OK);
	for (size_t i = 0; i < song->count; i++)
		count(song, &song->files[i], sum);
	arena_free(draft.arena);
	song->count = 0;
}

struct named_tracks named_tracks_guess(const char *list)
{
	static struct song song;
	struct named_tracks sum = { 0 };
	char path[LINE_BYTES], line[LINE_BYTES];
	snprintf(path, sizeof path, STEMPRINT_ROOT "/tests/core/draft/%s", list);
	FILE *file = fopen(path, "r");
	cr_assert_not_null(file, "%s", path);
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		char *name = strstr(line, ": ");
		if (line[0] == '=')
			guess_song(&song, &sum);
		if (line[0] == '=' || line[0] == '#' || !name)
			continue;
		*name = '\0';
		cr_assert_lt(song.count, SONG_MAXIMUM);
		snprintf(song.roles[song.count], LINE_BYTES, "%s", line);
		snprintf(song.names[song.count++], LINE_BYTES, "%s", name + 2);
	}
	guess_song(&song, &sum);
	fclose(file);
	return sum;
}
