/* Reads lists of mistakes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/mistakes/mistake_list.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 1200 };

static void add_byte(struct mistake *mistake, unsigned long byte)
{
	cr_assert_lt(mistake->length, (size_t)MISTAKE_BYTES, "\"%s\" is too long", mistake->name);
	mistake->recipe[mistake->length++] = (char)(unsigned char)byte;
}

/* Adds a character in UTF-8 (RFC 3629). */
static void add_character(struct mistake *mistake, unsigned long character)
{
	if (character < 0x80) {
		add_byte(mistake, character);
	} else if (character < 0x800) {
		add_byte(mistake, 0xC0 | character >> 6);
		add_byte(mistake, 0x80 | (character & 0x3F));
	} else {
		add_byte(mistake, 0xE0 | character >> 12);
		add_byte(mistake, 0x80 | (character >> 6 & 0x3F));
		add_byte(mistake, 0x80 | (character & 0x3F));
	}
}

/* Returns the end of "<U+00A0>" or "<0xFC>" with its number, or NULL when this is no such word. */
static const char *escape(const char *at, unsigned long *number)
{
	if (strncmp(at, "<U+", 3) != 0 && strncmp(at, "<0x", 3) != 0)
		return NULL;
	char *end;
	*number = strtoul(at + 3, &end, 16);
	return *end == '>' ? end + 1 : NULL;
}

static void add_line(struct mistake *mistake, const char *line)
{
	unsigned long number;
	for (const char *at = line, *after; *at; at = after) {
		after = escape(at, &number);
		if (!after) {
			after = at + 1;
			add_byte(mistake, (unsigned char)*at);
		} else if (at[1] == 'U') {
			add_character(mistake, number);
		} else {
			add_byte(mistake, number);
		}
	}
}

/* Turns ASCII into UTF-16, if the recipe asks for it. */
static void encode(struct mistake *mistake)
{
	enum { WORD = sizeof "<UTF-16LE>" - 1 };
	char plain[MISTAKE_BYTES];
	const bool little = mistake->length > WORD && memcmp(mistake->recipe, "<UTF-16LE>", WORD) == 0;
	if (!little && (mistake->length <= WORD || memcmp(mistake->recipe, "<UTF-16BE>", WORD) != 0))
		return;
	const size_t length = mistake->length;
	memcpy(plain, mistake->recipe, length);
	mistake->length = 0;
	add_byte(mistake, little ? 0xFF : 0xFE);
	add_byte(mistake, little ? 0xFE : 0xFF);
	for (size_t i = WORD; i < length; i++) {
		add_byte(mistake, little ? (unsigned char)plain[i] : 0);
		add_byte(mistake, little ? 0 : (unsigned char)plain[i]);
	}
}

static void copy_words(char *room, const char *words)
{
	const size_t length = strcspn(words, "\n");
	cr_assert(length > 0 && length < (size_t)MISTAKE_WORDS, "words of a mistake: \"%s\"", words);
	memcpy(room, words, length);
	room[length] = '\0';
}

/* Reads "=> 3 4:12 error: the cause" and the line behind it. */
static void read_verdict(struct mistake *mistake, const char *line, FILE *file)
{
	char remedy[LINE_BYTES], severity[16];
	int words = 0;
	const int count = sscanf(line, "=> %d %15s %15[a-z]: %n", &mistake->code, mistake->position, severity, &words);
	cr_assert(count == 3 && words > 0, "\"%s\": %s", mistake->name, line);
	copy_words(mistake->severity, severity);
	copy_words(mistake->cause, line + words);
	cr_assert(fgets(remedy, sizeof remedy, file) && strncmp(remedy, "   ", 3) == 0, "\"%s\" has no remedy",
		  mistake->name);
	copy_words(mistake->remedy, remedy + 3);
	encode(mistake);
}

static struct mistake *begin(struct mistake_list *list, const char *line)
{
	cr_assert_lt(list->count, (size_t)MISTAKES_MAXIMUM);
	struct mistake *mistake = &list->items[list->count++];
	memset(mistake, 0, sizeof *mistake);
	copy_words(mistake->name, line + 3);
	return mistake;
}

void mistake_list_read(struct mistake_list *list, const char *path)
{
	FILE *file = fopen(path, "r");
	cr_assert_not_null(file, "%s is missing", path);
	char line[LINE_BYTES];
	struct mistake *open = NULL;
	while (fgets(line, sizeof line, file)) {
		if (!open && strncmp(line, "== ", 3) == 0) {
			open = begin(list, line);
		} else if (open && strncmp(line, "=> ", 3) == 0) {
			read_verdict(open, line, file);
			open = NULL;
		} else if (open) {
			add_line(open, line);
		}
	}
	cr_assert(feof(file) && !open, "%s ends within a mistake", path);
	fclose(file);
}
