/* Guesses from its name what a track is.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/role_guess.h"

#include <stdio.h>
#include <string.h>

enum {
	TOKENS_MAXIMUM = 2 * FILE_WORDS_MAXIMUM,
	PART_LENGTH = 3, /* the shortest part of a compound word that is the end of it */
};

struct tokens {
	size_t count;
	char words[TOKENS_MAXIMUM][FILE_WORD_BYTES];
};

static void add_token(struct tokens *tokens, const char *text, size_t length)
{
	if (tokens->count == TOKENS_MAXIMUM)
		return;
	memcpy(tokens->words[tokens->count], text, length);
	tokens->words[tokens->count++][length] = '\0';
}

/* Returns how long the first part of a compound word is, or 0 when it is not made of words of the table. */
static size_t first_part(const struct role_words *table, const char *word)
{
	const size_t length = strlen(word);
	char part[FILE_WORD_BYTES];
	for (size_t end = length; end-- > PART_LENGTH;) {
		if (length - end < PART_LENGTH)
			continue;
		memcpy(part, word, end);
		part[end] = '\0';
		if (role_words_find(table, part) &&
		    (role_words_find(table, word + end) || first_part(table, word + end) > 0))
			return end;
	}
	return 0;
}

static void add_word(struct tokens *tokens, const struct role_words *table, const char *word)
{
	for (size_t part; !role_words_find(table, word) && (part = first_part(table, word)) > 0; word += part)
		add_token(tokens, word, part);
	add_token(tokens, word, strlen(word));
}

/* Returns the longest phrase that begins with that token. */
static const struct role_phrase *phrase_at(const struct role_words *table, const struct tokens *tokens, size_t at)
{
	char text[ROLE_PHRASE_WORDS * FILE_WORD_BYTES];
	for (size_t words = ROLE_PHRASE_WORDS; words > 0; words--) {
		if (at + words > tokens->count)
			continue;
		size_t length = 0;
		for (size_t i = 0; i < words; i++)
			length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", i > 0 ? " " : "",
						   tokens->words[at + i]);
		const struct role_phrase *phrase = role_words_find(table, text);
		if (phrase)
			return phrase;
	}
	return NULL;
}

/* The general roles of a group give way, and where a microphone stands says more than what it stands at. */
static const int speciality[ROLE_COUNT] = {
	[ROLE_DRUMS] = -1,    [ROLE_GUITAR] = -1, [ROLE_KEYS] = -1, [ROLE_LEAD] = -1,
	[ROLE_OVERHEADS] = 1, [ROLE_ROOM] = 1,    [ROLE_PAD] = 1,
};

static bool is_voice(enum role role)
{
	return role == ROLE_LEAD || role == ROLE_LEAD_DOUBLE || role == ROLE_BACKING;
}

static bool same_family(enum role a, enum role b)
{
	return role_facts[a].group == role_facts[b].group || (is_voice(a) && is_voice(b));
}

/* A backing vocal is one wherever the name says so. */
static bool special_wins(enum role now, enum role next)
{
	if (is_voice(now))
		return next == ROLE_BACKING || now == ROLE_LEAD;
	return speciality[next] > speciality[now];
}

/* Vox also makes amplifiers of guitars, and a click or a mix that names an instrument is that of the instrument. */
static bool last_wins(enum role now, const struct role_phrase *next)
{
	if (next->role == ROLE_CLICK || next->role == ROLE_DRUMS)
		return false;
	return role_facts[now].group != GROUP_GUITARS || strcmp(next->text, "vox") != 0;
}

static bool weak_wins(const struct role_guess *guess, const struct role_phrase *next)
{
	if (guess->weight == WEIGHT_NONE || (guess->role == ROLE_MIX && guess->weight == WEIGHT_WEAK))
		return true;
	return next->role == ROLE_ROOM && role_facts[guess->role].group == GROUP_DRUMS;
}

static bool wins(const struct role_guess *guess, const struct role_phrase *next)
{
	if (next->weight == WEIGHT_WEAK)
		return weak_wins(guess, next);
	if (guess->weight != WEIGHT_STRONG)
		return guess->role != ROLE_ROOM || role_facts[next->role].group != GROUP_DRUMS;
	if (same_family(guess->role, next->role))
		return special_wins(guess->role, next->role);
	return last_wins(guess->role, next);
}

static void take(struct role_guess *guess, const struct role_phrase *next)
{
	if (next->weight == WEIGHT_NONE)
		return;
	const bool both = guess->weight == WEIGHT_STRONG && next->weight == WEIGHT_STRONG &&
			  !same_family(guess->role, next->role);
	if (wins(guess, next)) {
		const char *also = both ? guess->phrase : NULL;
		*guess = (struct role_guess){ next->role, next->weight, next->text, also };
	} else if (both)
		guess->also = next->text;
}

struct role_guess role_guess_words(const struct role_words *table, const struct file_words *words, size_t first,
				   size_t count)
{
	struct role_guess guess = { .role = ROLE_OTHER };
	struct tokens tokens = { 0 };
	for (size_t i = first; i < count; i++)
		add_word(&tokens, table, words->words[i]);
	for (size_t at = 0; at < tokens.count;) {
		const struct role_phrase *phrase = phrase_at(table, &tokens, at);
		if (phrase)
			take(&guess, phrase);
		at += phrase ? phrase->words : 1;
	}
	return guess;
}
