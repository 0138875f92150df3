/* Finds pairs of escapes between double quotes by the tokens of libyaml.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/yaml_pair.h"

#include "io/yaml_limit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* `\ud83d\ude00` has 12 characters, and `\U0001f600` has 10. */
enum { PAIR_LENGTH = 12, HALF_LENGTH = 6, JOINED_LENGTH = 10 };

struct joining {
	const char *bytes; /* the text as it is written */
	size_t length;
	size_t character, at; /* a character of it, counted from 0, and its first byte */
	size_t taken; /* how much of it stands in the joined text */
	char *joined;
	size_t joined_length;
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : (c >= 'A' && c <= 'F') ? c - 'A' + 10 : -1;
}

/* Returns the unit of UTF-16 that an escape stands for, or 0 if none is there. */
static uint32_t unit_of(const char *bytes)
{
	uint32_t unit = 0;
	if (bytes[0] != '\\' || bytes[1] != 'u')
		return 0;
	for (int i = 2; i < HALF_LENGTH; i++) {
		if (digit(bytes[i]) < 0)
			return 0;
		unit = unit << 4 | (uint32_t)digit(bytes[i]);
	}
	return unit;
}

/* Returns the character that a pair stands for (The Unicode Standard, D91), or 0 if none is there. */
static uint32_t pair_of(const char *bytes, size_t length)
{
	if (length < PAIR_LENGTH)
		return 0;
	const uint32_t high = unit_of(bytes), low = unit_of(bytes + HALF_LENGTH);
	if (high < 0xD800 || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
		return 0;
	return 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
}

static bool has_pair(const char *bytes, size_t length)
{
	for (const char *at = bytes; at && length > 0; at = memchr(at + 1, '\\', length - (size_t)(at + 1 - bytes)))
		if (pair_of(at, length - (size_t)(at - bytes)))
			return true;
	return false;
}

/* Writes a character for private use instead of each half, between quotes and elsewhere: libyaml refuses halves, and
   its tokens show where quotes are. */
static void hide_halves(char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] == '\\' && pair_of(bytes + i, length - i))
			bytes[i + 2] = bytes[i + 2 + HALF_LENGTH] = 'e';
}

/* Steps to a character that lies ahead, and returns its first byte. */
static size_t byte_of(struct joining *joining, size_t character)
{
	while (joining->character < character && joining->at < joining->length) {
		joining->at++;
		while (joining->at < joining->length && ((unsigned char)joining->bytes[joining->at] & 0xC0) == 0x80)
			joining->at++;
		joining->character++;
	}
	return joining->at;
}

static void take(struct joining *joining, size_t end)
{
	memcpy(joining->joined + joining->joined_length, joining->bytes + joining->taken, end - joining->taken);
	joining->joined_length += end - joining->taken;
	joining->taken = end;
}

static void put_character(struct joining *joining, uint32_t character)
{
	static const char digits[] = "0123456789abcdef";
	char *to = joining->joined + joining->joined_length;
	to[0] = '\\';
	to[1] = 'U';
	for (int i = JOINED_LENGTH - 1; i > 1; i--, character >>= 4)
		to[i] = digits[character & 0xF];
	joining->joined_length += JOINED_LENGTH;
	joining->taken += PAIR_LENGTH;
}

/* Joins the pairs of one text between double quotes. An escape of one character may be a backslash itself. */
static void join_between(struct joining *joining, size_t begin, size_t end)
{
	size_t shorter = 0;
	for (size_t i = begin; i < end; i++) {
		const uint32_t character = joining->bytes[i] == '\\' ? pair_of(joining->bytes + i, end - i) : 0;
		if (joining->bytes[i] == '\n' || joining->bytes[i] == '\r')
			shorter = 0;
		if (character) {
			take(joining, i);
			put_character(joining, character);
			shorter += PAIR_LENGTH - JOINED_LENGTH;
			i += PAIR_LENGTH - 1;
		} else if (joining->bytes[i] == '\\') {
			i++;
		}
	}
	take(joining, end);
	memset(joining->joined + joining->joined_length, ' ', shorter);
	joining->joined_length += shorter;
}

/* Goes over the tokens up to the end, or to what is no YAML: reading tells it. */
static void join_all(struct joining *joining, yaml_parser_t *parser)
{
	bool ended = false;
	size_t depth = 0, tokens = 0;
	while (!ended && depth <= 2 * (size_t)YAML_DEPTH_MAXIMUM && tokens++ < 4 * (size_t)YAML_EVENTS_MAXIMUM) {
		yaml_token_t token;
		if (!yaml_parser_scan(parser, &token))
			return;
		ended = token.type == YAML_STREAM_END_TOKEN;
		depth += token.type == YAML_FLOW_SEQUENCE_START_TOKEN || token.type == YAML_FLOW_MAPPING_START_TOKEN;
		depth -= depth > 0 &&
			 (token.type == YAML_FLOW_SEQUENCE_END_TOKEN || token.type == YAML_FLOW_MAPPING_END_TOKEN);
		if (token.type == YAML_SCALAR_TOKEN && token.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
			const size_t begin = byte_of(joining, token.start_mark.index);
			join_between(joining, begin, byte_of(joining, token.end_mark.index));
		}
		yaml_token_delete(&token);
	}
}

/* Scans a copy of the text in which all halves are hidden. Returns false when memory runs out. */
static bool join(struct joining *joining, char *hidden)
{
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		return false;
	memcpy(hidden, joining->bytes, joining->length);
	hide_halves(hidden, joining->length);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)hidden, joining->length);
	join_all(joining, &parser);
	const bool well = parser.error != YAML_MEMORY_ERROR;
	yaml_parser_delete(&parser);
	take(joining, joining->length);
	return well;
}

char *yaml_pair_join(const char *bytes, size_t length, size_t *joined_length, bool *failed)
{
	struct joining joining = { .bytes = bytes, .length = length };
	*failed = false;
	if (!has_pair(bytes, length))
		return NULL;
	char *hidden = malloc(length);
	joining.joined = malloc(length);
	*failed = !hidden || !joining.joined || !join(&joining, hidden);
	free(hidden);
	if (*failed) {
		free(joining.joined);
		joining.joined = NULL;
	}
	*joined_length = joining.joined_length;
	return joining.joined;
}
