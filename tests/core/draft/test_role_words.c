/* stemprint tests: the table of the words of roles.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/file_words.h"
#include "draft/role_words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct arena *arena;
static const struct role_words *table;

static void make(void)
{
	arena = arena_new();
	table = role_words_new(arena);
	cr_assert_not_null(table);
}

static void release(void)
{
	arena_free(arena);
}

TestSuite(role_words, .init = make, .fini = release);

/* A phrase that stood in two rows would mean what the order of the table says. */
Test(role_words, stand_there_once)
{
	for (size_t i = 1; i < table->count; i++)
		cr_expect_lt(strcmp(table->phrases[i - 1].text, table->phrases[i].text), 0, "\"%s\" stands there twice",
			     table->phrases[i].text);
}

/* A phrase that no name can have would never be found. */
Test(role_words, are_words_as_names_are_split)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct role_phrase *phrase = &table->phrases[i];
		struct file_words words;
		char name[128], text[128] = "";
		snprintf(name, sizeof name, "%s.wav", phrase->text);
		file_words_split(name, &words);
		for (size_t k = 0; k < words.count; k++)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", k > 0 ? " " : "",
				 words.words[k]);
		cr_expect_str_eq(text, phrase->text);
		cr_expect_eq(words.count, phrase->words, "%s", phrase->text);
		cr_expect_leq(phrase->words, (size_t)ROLE_PHRASE_WORDS, "%s", phrase->text);
	}
}

Test(role_words, name_every_role_that_is_known)
{
	size_t counts[ROLE_COUNT + 1] = { 0 };
	for (size_t i = 0; i < table->count; i++)
		counts[table->phrases[i].role]++;
	for (size_t i = 0; i < ROLE_COUNT; i++)
		cr_expect(i == ROLE_OTHER ? counts[i] == 0 : counts[i] > 3, "%s", role_facts[i].name);
}

Test(role_words, are_found_in_plural)
{
	cr_expect_str_eq(role_words_find(table, "guitars")->text, "guitar");
	cr_expect_str_eq(role_words_find(table, "strings")->text, "strings");
	cr_expect_null(role_words_find(table, "zappity"));
	cr_expect_null(role_words_find(table, ""));
}

Test(role_words, have_facts)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		cr_expect_not_null(role_facts[i].name);
		cr_expect(role_facts[i].group == GROUP_COUNT || role_facts[i].loudness_lufs < -18.0, "%s",
			  role_facts[i].name);
	}
	for (size_t i = 0; i < GROUP_COUNT; i++)
		cr_expect(group_facts[i].name && group_facts[i].bus);
}
