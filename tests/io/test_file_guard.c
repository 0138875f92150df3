/* Tests which paths lead to one file, and what a guard says about them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_guard.h"

#include "io/letter_case.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *arena;

/* Makes FOLDER/audio/kick.wav, a hard link, a symbolic link, and a link to its folder. */
static void make(void)
{
	scratch_make();
	arena = arena_new();
	cr_assert(mkdir(scratch_path("audio"), 0700) == 0 && mkdir(scratch_path("links"), 0700) == 0);
	scratch_write(scratch_path("audio/kick.wav"), "kick", 4);
	cr_assert_eq(link(scratch_path("audio/kick.wav"), scratch_path("links/hard.wav")), 0);
	cr_assert_eq(symlink(scratch_path("audio/kick.wav"), scratch_path("links/symbolic.wav")), 0);
	cr_assert_eq(symlink("../audio", scratch_path("links/door")), 0);
	cr_assert_eq(symlink("nowhere", scratch_path("links/dangling.wav")), 0);
}

static void release(void)
{
	arena_free(arena);
	scratch_remove();
}

TestSuite(file_guard, .init = make, .fini = release);

static struct file_identity identity_of(const char *name)
{
	struct file_identity identity;
	cr_assert_eq(file_identity_find(scratch_path(name), NULL, arena, &identity), STATUS_OK);
	return identity;
}

static void expect_equal_inodes(struct file_inode a, struct file_inode b)
{
	cr_expect_eq(a.known, b.known);
	cr_expect_eq(a.device, b.device);
	cr_expect_eq(a.inode, b.inode);
}

static void expect_equal(const struct file_identity *a, const struct file_identity *b)
{
	cr_expect_str_eq(a->written, b->written);
	cr_expect_str_eq(a->own, b->own);
	cr_expect_str_eq(a->own_folded, b->own_folded);
	cr_expect_str_eq(a->end, b->end);
	cr_expect_str_eq(a->end_folded, b->end_folded);
	cr_expect_str_eq(a->name_folded, b->name_folded);
	expect_equal_inodes(a->file, b->file);
	expect_equal_inodes(a->folder, b->folder);
}

Test(file_guard, places_meet_by_path_link_and_letter_case)
{
	static const struct {
		const char *one, *two;
		enum file_meeting meeting;
	} rows[] = {
		{ "audio/kick.wav", "audio/kick.wav", FILES_SAME_PATH },
		{ "audio/kick.wav", "audio/./kick.wav", FILES_SAME_PATH },
		{ "audio/kick.wav", "audio//kick.wav", FILES_SAME_PATH },
		{ "audio/kick.wav", "links/../audio/kick.wav", FILES_SAME_PATH },
		{ "audio/kick.wav", "new/../audio/kick.wav", FILES_SAME_PATH },
		{ "audio/kick.wav", "new/../links/door/kick.wav", FILES_SYMBOLIC_LINK },
		{ "audio/kick.wav", "new/../links/door/../new/../audio/kick.wav", FILES_SYMBOLIC_LINK },
		{ "audio/new.wav", "new/../links/door/new.wav", FILES_SYMBOLIC_LINK },
		{ "audio/kick.wav", "links/hard.wav", FILES_HARD_LINK },
		{ "audio/kick.wav", "links/symbolic.wav", FILES_SYMBOLIC_LINK },
		{ "audio/kick.wav", "links/door/kick.wav", FILES_SYMBOLIC_LINK },
		{ "audio/kick.wav", "links/door/../audio/kick.wav", FILES_SYMBOLIC_LINK },
		{ "audio/kick.wav", "audio/Kick.WAV", FILES_LETTER_CASE },
		{ "audio/kick.wav", "AUDIO/kick.wav", FILES_LETTER_CASE },
		{ "audio/kick.wav", "links/door/KICK.wav", FILES_LETTER_CASE },
		{ "audio/kick.wav", "links/Symbolic.wav", FILES_APART },
		{ "links/symbolic.wav", "links/Symbolic.wav", FILES_LETTER_CASE },
		{ "audio/kick.wav", "audio/kick2.wav", FILES_APART },
		{ "audio/kick.wav", "kick.wav", FILES_APART },
		{ "audio/kick.wav", "audio", FILES_APART },
		{ "new/a/b.wav", "new/a/b.wav", FILES_SAME_PATH },
		{ "new/a/b.wav", "New/A/B.wav", FILES_LETTER_CASE },
		{ "new/a/b.wav", "new/b.wav", FILES_APART },
		{ "links/door/new/a.wav", "audio/new/a.wav", FILES_SYMBOLIC_LINK },
		{ "links/dangling.wav", "links/dangling.wav", FILES_SAME_PATH },
		{ "audio/\xc3\x84ra.wav", "audio/\xc3\xa4ra.wav", FILES_LETTER_CASE },
		{ "audio/\xce\xa3.wav", "audio/\xcf\x82.wav", FILES_LETTER_CASE },
		{ "audio/\xff.wav", "audio/\xfe.wav", FILES_APART },
		{ "audio/\xff.wav", "audio/\xff.WAV", FILES_LETTER_CASE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct file_identity one = identity_of(rows[i].one), two = identity_of(rows[i].two);
		cr_expect_eq(file_identities_meet(&one, &two), rows[i].meeting, "%s and %s: %d", rows[i].one,
			     rows[i].two, file_identities_meet(&one, &two));
		cr_expect_eq(file_identities_meet(&two, &one), rows[i].meeting, "%s and %s", rows[i].two, rows[i].one);
		struct file_identity next;
		cr_assert_eq(file_identity_find(scratch_path(rows[i].two), &one, arena, &next), STATUS_OK);
		expect_equal(&next, &two);
	}
}

Test(file_guard, relative_paths_begin_where_the_process_stands)
{
	struct file_identity relative, above;
	cr_assert_eq(chdir(scratch_path("links")), 0);
	const struct file_identity kick = identity_of("audio/kick.wav"), folder = identity_of("audio");
	cr_assert_eq(file_identity_find("door/kick.wav", NULL, arena, &relative), STATUS_OK);
	cr_assert_eq(file_identities_meet(&kick, &relative), FILES_SYMBOLIC_LINK);
	cr_assert_eq(file_identity_find("../audio/", NULL, arena, &above), STATUS_OK);
	cr_assert_eq(file_identities_meet(&folder, &above), FILES_SAME_PATH);
	for (int i = 0; i < 2; i++) {
		struct file_identity after;
		cr_assert_eq(file_identity_find("../audio/", i == 0 ? &relative : &kick, arena, &after), STATUS_OK);
		expect_equal(&after, &above);
	}
	cr_assert_eq(file_identity_find("/", NULL, arena, &above), STATUS_OK);
	cr_assert_str_eq(above.own, "/");
	cr_assert_eq(file_identity_find("/..", NULL, arena, &above), STATUS_OK);
	cr_assert_str_eq(above.end, "/");
}

Test(file_guard, letters_of_all_alphabets_fold)
{
	static const char *const rows[][2] = {
		{ "Kick.WAV", "kick.wav" },
		{ "\xc3\x84\xc3\x96", "\xc3\xa4\xc3\xb6" },
		{ "\xd0\x96", "\xd0\xb6" },
		{ "a\xff\xc3(Z", "a\xff\xc3(z" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_assert_str_eq(letter_case_fold(rows[i][0], arena), rows[i][1], "row %zu", i);
}

static struct diagnostics diagnostics;

static void add(struct file_guard *guard, const char *name, const char *path, const char *shared_as, bool is_folder)
{
	const struct guarded_output output = { .name = name,
					       .path = arena_text(arena, scratch_path(path),
								  strlen(scratch_path(path))),
					       .remedy = "name another file",
					       .shared_as = shared_as,
					       .is_folder = is_folder,
					       .diagnostics = &diagnostics };
	cr_assert_eq(file_guard_write(guard, &output), STATUS_OK);
}

Test(file_guard, tells_every_output_that_is_in_the_way_once)
{
	struct file_guard guard;
	char words[600];
	diagnostics_init(&diagnostics, arena, NULL);
	file_guard_init(&guard, arena);
	cr_assert_eq(file_guard_read(&guard, "the mix \"kick.wav\"", scratch_path("audio/kick.wav")), STATUS_OK);
	add(&guard, "--json", "links/hard.wav", NULL, false);
	add(&guard, "--csv", "links/free.csv", NULL, false);
	add(&guard, "--html", "links/FREE.csv", NULL, false);
	add(&guard, "the report", "links/report.json", "report", false);
	add(&guard, "its copy", "links/report.json", "report", false);
	add(&guard, "--plots", "links", NULL, true);
	add(&guard, "--output", "links", NULL, true);
	file_guard_judge(&guard);
	cr_assert_eq(diagnostics.count, 2);
	snprintf(words, sizeof words,
		 "--json goes to \"%s\" and would, through a hard link, overwrite the mix \"kick.wav\"; name another "
		 "file",
		 scratch_path("links/hard.wav"));
	cr_assert_str_eq(diagnostics.items[0].message, words);
	cr_assert_str_eq(diagnostics.items[0].code, "output-over-input");
	snprintf(words, sizeof words,
		 "--html goes to \"%s\" and would, where file names ignore letter case, overwrite --csv; name another "
		 "file",
		 scratch_path("links/FREE.csv"));
	cr_assert_str_eq(diagnostics.items[1].message, words);
	cr_assert_str_eq(diagnostics.items[1].code, "file-claimed-twice");
	cr_assert_eq(diagnostics_status(&diagnostics), STATUS_BAD_RECIPE);
}
