/* Splits the name of a file into words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/file_words.h"

#include <stdint.h>
#include <string.h>

enum letter_kind { LETTER_NONE, LETTER_DIGIT, LETTER_SMALL, LETTER_CAPITAL };

/* What one character of a name becomes. */
struct letter {
	enum letter_kind kind;
	bool mark; /* it belongs to the letter before it, and adds nothing */
	char text[4];
};

/* The letters from U+00C0 to U+00FF without their accents, in pairs. A point is no letter. */
static const char latin_letters[] = "a a a a a a aec e e e e i i i i d n o o o o o . o u u u u y thss"
				    "a a a a a a aec e e e e i i i i d n o o o o o . o u u u u y thy ";

/* Returns the character at *at and goes past it. A byte that is not UTF-8 is 0. */
static uint32_t next_character(const char **at)
{
	const unsigned char *bytes = (const unsigned char *)*at;
	const size_t more = bytes[0] < 0x80 ? 0 : bytes[0] < 0xc2 ? 9 : bytes[0] < 0xe0 ? 1 : bytes[0] < 0xf0 ? 2 : 3;
	uint32_t character = more == 0 ? bytes[0] : bytes[0] & (0x3fU >> more);
	for (size_t i = 1; more < 9 && i <= more; i++) {
		if ((bytes[i] & 0xc0) != 0x80) {
			*at += 1;
			return 0;
		}
		character = character << 6 | (bytes[i] & 0x3fU);
	}
	*at += more < 9 ? more + 1 : 1;
	return more < 9 ? character : 0;
}

static struct letter ascii_letter(uint32_t character)
{
	struct letter letter = { .text = { (char)character } };
	if (character >= '0' && character <= '9')
		letter.kind = LETTER_DIGIT;
	else if (character >= 'a' && character <= 'z')
		letter.kind = LETTER_SMALL;
	else if (character >= 'A' && character <= 'Z') {
		letter.kind = LETTER_CAPITAL;
		letter.text[0] = (char)(character - 'A' + 'a');
	}
	letter.mark = character == '\'';
	return letter;
}

static struct letter latin_letter(uint32_t character)
{
	const char *pair = &latin_letters[2 * (character - 0xc0)];
	if (pair[0] == '.')
		return (struct letter){ 0 };
	return (struct letter){ .kind = character < 0xdf ? LETTER_CAPITAL : LETTER_SMALL,
				.text = { pair[0], pair[1] == ' ' ? '\0' : pair[1] } };
}

static struct letter encoded(uint32_t character, enum letter_kind kind)
{
	struct letter letter = { .kind = kind };
	if (character < 0x800) {
		letter.text[0] = (char)(0xc0 | character >> 6);
		letter.text[1] = (char)(0x80 | (character & 0x3f));
	} else {
		letter.text[0] = (char)(0xe0 | character >> 12);
		letter.text[1] = (char)(0x80 | (character >> 6 & 0x3f));
		letter.text[2] = (char)(0x80 | (character & 0x3f));
	}
	return letter;
}

/* Cyrillic letters become small. Letters of scripts without capitals count as small ones. */
static struct letter other_letter(uint32_t character)
{
	if (character >= 0x410 && character <= 0x42f)
		return encoded(character + 0x20, LETTER_CAPITAL);
	if (character == 0x401)
		return encoded(0x451, LETTER_CAPITAL);
	if (character < 0x2000 || (character >= 0x3040 && character < 0xd800) ||
	    (character >= 0xf900 && character < 0xfe00))
		return encoded(character, LETTER_SMALL);
	return (struct letter){ 0 };
}

static struct letter letter_of(uint32_t character)
{
	if (character < 0x80)
		return ascii_letter(character);
	if ((character >= 0x300 && character < 0x370) || character == 0x2019)
		return (struct letter){ .mark = true };
	if (character >= 0xc0 && character <= 0xff)
		return latin_letter(character);
	if (character == 0x152 || character == 0x153)
		return (struct letter){ .kind = character == 0x152 ? LETTER_CAPITAL : LETTER_SMALL, .text = "oe" };
	return character < 0x100 ? (struct letter){ 0 } : other_letter(character);
}

static struct letter next_letter(const char **at, const char *end)
{
	while (*at < end) {
		const struct letter letter = letter_of(next_character(at));
		if (!letter.mark)
			return letter;
	}
	return (struct letter){ 0 };
}

static bool is_letter(enum letter_kind kind)
{
	return kind == LETTER_SMALL || kind == LETTER_CAPITAL;
}

/* "SFXWolf" is SFX Wolf, but "OHs" is a plural. */
static bool capital_begins(const char *at, const char *end)
{
	const struct letter next = next_letter(&at, end);
	if (next.kind != LETTER_SMALL)
		return false;
	return strcmp(next.text, "s") != 0 || is_letter(next_letter(&at, end).kind);
}

static bool word_begins(enum letter_kind before, enum letter_kind kind, const char *at, const char *end)
{
	if (before == LETTER_NONE || (before == LETTER_DIGIT) != (kind == LETTER_DIGIT))
		return true;
	if (kind != LETTER_CAPITAL)
		return false;
	return before == LETTER_SMALL || capital_begins(at, end);
}

static void add_letter(struct file_words *words, const struct letter *letter)
{
	char *word = words->words[words->count - 1];
	const size_t length = strlen(word), more = strlen(letter->text);
	if (length + more < FILE_WORD_BYTES)
		memcpy(word + length, letter->text, more + 1);
}

void file_words_split(const char *name, struct file_words *words)
{
	const char *point = strrchr(name, '.');
	const char *end = point && point > name ? point : name + strlen(name);
	enum letter_kind before = LETTER_NONE;
	*words = (struct file_words){ 0 };
	for (const char *at = name; at < end;) {
		const struct letter letter = letter_of(next_character(&at));
		if (letter.mark)
			continue;
		if (letter.kind != LETTER_NONE && word_begins(before, letter.kind, at, end)) {
			if (words->count == FILE_WORDS_MAXIMUM)
				return;
			words->count++;
		}
		before = letter.kind;
		if (letter.kind != LETTER_NONE)
			add_letter(words, &letter);
	}
}

bool file_word_is_number(const char *word)
{
	return *word && strspn(word, "0123456789") == strlen(word);
}
