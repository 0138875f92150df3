/* stemprint tests: names become words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/file_words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *words;
} rows[] = {
	{ "01_KickIn.wav", "01 kick in" },
	{ "Gtr.L.wav", "gtr l" },
	{ "Vox Lead take 2.wav", "vox lead take 2" },
	{ "bass-02.WAV", "bass 02" },
	{ "12_ElecGtr2DI.wav", "12 elec gtr 2 di" },
	{ "23_SFXWolf1.wav", "23 sfx wolf 1" },
	{ "BGVs.wav", "bgvs" },
	{ "OHs_L.wav", "ohs l" },
	{ "BGVox3.wav", "bg vox 3" },
	{ "LEAD VOX.wav", "lead vox" },
	{ "004Tenor sax.wav", "004 tenor sax" },
	{ "Don't Stop.wav", "dont stop" },
	{ "Choeur \xc3\xa9t\xc3\xa9.wav", "choeur ete" },
	{ "e\xcc\x81te\xcc\x81.wav", "ete" },
	{ "\xc3\x9c"
	  "berGro\xc3\x9f.wav",
	  "uber gross" },
	{ "\xd0\x92\xd0\xbe\xd0\xba\xd0\xb0\xd0\xbb.wav", "\xd0\xb2\xd0\xbe\xd0\xba\xd0\xb0\xd0\xbb" },
	{ "a\xff"
	  "b\xc3.wav",
	  "a b" },
	{ "no-extension", "no extension" },
	{ ".wav", "wav" },
	{ "", "" },
	{ "a\nb\tc\x1b[31m.wav", "a b c 31 m" },
	{ "abcdefghijklmnopqrstuvwxyzabcdefg.wav", "abcdefghijklmnopqrstuvw" },
};

Test(file_words, splits)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct file_words words;
		char text[512] = "";
		file_words_split(rows[i].name, &words);
		for (size_t k = 0; k < words.count; k++)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", k > 0 ? " " : "",
				 words.words[k]);
		cr_expect_str_eq(text, rows[i].words, "\"%s\": \"%s\"", rows[i].name, text);
	}
}

Test(file_words, keeps_the_first_words)
{
	struct file_words words;
	char name[4096] = "";
	for (size_t i = 0; i < 2000; i++)
		name[i] = i % 2 == 0 ? 'a' : ' ';
	file_words_split(name, &words);
	cr_expect_eq(words.count, FILE_WORDS_MAXIMUM);
}

/* No bytes lead out of the name: the sanitizers look. */
Test(file_words, takes_any_bytes)
{
	for (unsigned first = 1; first < 256; first++)
		for (unsigned second = 0; second < 256; second++) {
			const char name[] = { (char)first, (char)second, '\0' };
			struct file_words words;
			file_words_split(name, &words);
			cr_assert_leq(words.count, 2);
		}
}

Test(file_words, knows_numbers)
{
	cr_expect(file_word_is_number("01"));
	cr_expect_not(file_word_is_number(""));
	cr_expect_not(file_word_is_number("1a"));
}
