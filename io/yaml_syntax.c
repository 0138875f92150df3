/* Says in plain words what is wrong with a text that is no YAML.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/yaml_syntax.h"

#include "base/look_alike.h"

#include <stdbool.h>
#include <string.h>

/* A line of the text, and the byte in it where the parser stopped. */
struct line {
	const char *bytes;
	size_t length, at;
};

struct fault {
	const char *cause, *remedy;
	bool earlier; /* it stands where the unfinished construct began */
};

struct place {
	struct line problem, above, context; /* where the parser stopped, the line before, where the construct began */
	bool same_line; /* the construct began in the line where the parser stopped */
};

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Returns the line of that number, from 0, and steps to the column in characters. */
static struct line line_of(const char *bytes, size_t length, size_t number, size_t column)
{
	size_t begin = 0;
	for (; number > 0 && begin < length; begin++)
		number -= bytes[begin] == '\n' ||
			  (bytes[begin] == '\r' && !(begin + 1 < length && bytes[begin + 1] == '\n'));
	struct line line = { length > 0 ? bytes + begin : "", 0, 0 };
	while (begin + line.length < length && !is_end(line.bytes[line.length]))
		line.length++;
	for (size_t i = 0; i < line.length && column > 0; i++) {
		const bool last = i + 1 == line.length || ((unsigned char)line.bytes[i + 1] & 0xC0) != 0x80;
		line.at = last ? i + 1 : line.at;
		column -= last;
	}
	return line;
}

static char character_at(const struct line *line)
{
	return line->at < line->length ? line->bytes[line->at] : '\0';
}

/* Returns whether the parser stopped at the first word of the line. */
static bool is_first(const struct line *line)
{
	for (size_t i = 0; i < line->at; i++)
		if (line->bytes[i] != ' ')
			return false;
	return true;
}

/* Returns whether a colon with a space, or at the end, stands in the first `length` bytes. */
static bool has_key(const struct line *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line->bytes[i] == ':' && (i + 1 == line->length || line->bytes[i + 1] == ' '))
			return true;
	return false;
}

static struct fault second_colon(const struct place *place)
{
	if (has_key(&place->problem, place->problem.at))
		return (struct fault){ "a value holds a colon with a space behind it", "put quotes around the value",
				       false };
	if (has_key(&place->above, place->above.length))
		return (struct fault){ "this key stands deeper than the line above, which has its value already",
				       "indent it like that line", false };
	return (struct fault){ "this key stands below a line that is no key", "end that line with a colon", false };
}

static struct fault wrong_start(const struct place *place)
{
	if (character_at(&place->problem) == '\t')
		return (struct fault){ "a tab stands where the line is indented", "indent with spaces, not tabs",
				       false };
	return (struct fault){ "a value cannot begin with this character", "put quotes around it", false };
}

static struct fault unclosed_mapping(const struct place *place)
{
	if (place->same_line)
		return (struct fault){ "a comma is missing between two entries of a `{`, or the `{` is not closed",
				       "close the `{` or put a comma between its entries", false };
	return (struct fault){ "a `{` begins here that is not closed", "close it with `}`", true };
}

static struct fault unclosed_list(const struct place *place)
{
	if (place->same_line)
		return (struct fault){ "a comma is missing between two entries of a `[`, or the `[` is not closed",
				       "close the `[` or put a comma between its entries", false };
	return (struct fault){ "a `[` begins here that is not closed", "close it with `]`", true };
}

static struct fault open_quotes(const struct place *place)
{
	(void)place;
	return (struct fault){ "quotes begin here that never end", "close the quotes", true };
}

static struct fault no_key(const struct place *place)
{
	(void)place;
	return (struct fault){ "this line has no key and no value", "write `key: value`, with a space after the colon",
			       true };
}

static struct fault no_fit(const struct place *place)
{
	const struct line *line = &place->problem;
	const char c = character_at(line), before = line->at > 0 ? line->bytes[line->at - 1] : '\0';
	if (c == '}' || c == ']')
		return (struct fault){ "this bracket closes nothing", "remove it", false };
	if (is_first(line))
		return (struct fault){ "this line is indented otherwise than the lines that it belongs to",
				       "indent it like them", false };
	if (before == '\'' || before == '"')
		return (struct fault){ "the quotes end before this",
				       "use quotes of the other kind around the whole value", false };
	return (struct fault){ "this stands behind a value that has ended",
			       "begin a new line, or put quotes around all of it", false };
}

static struct fault no_escape(const struct place *place)
{
	(void)place;
	return (struct fault){ "between double quotes `\\` begins a special character, and this is none",
			       "double the backslash, or use single quotes", false };
}

static struct fault no_character(const struct place *place)
{
	(void)place;
	return (struct fault){ "this escape is no character of its own",
			       "write the character itself, or both halves of it, like \\ud83d\\ude00", false };
}

static struct fault no_value(const struct place *place)
{
	if (character_at(&place->problem) == '-')
		return (struct fault){ "a dash with a space begins an item of a list",
				       "remove the space after the dash", false };
	return (struct fault){ "a value is missing here", "write one, or remove what asks for it", false };
}

static struct fault early_list(const struct place *place)
{
	(void)place;
	return (struct fault){ "a dash with a space begins an item of a list, which cannot stand here",
			       "begin the list on a line of its own, or remove the space after the dash", false };
}

static struct fault behind_end(const struct place *place)
{
	const char c = character_at(&place->problem);
	if (c == '}' || c == ']')
		return (struct fault){ "this bracket closes nothing", "remove it", false };
	return (struct fault){ "this stands behind the end of the recipe", "remove it, or put it into the recipe",
			       false };
}

static struct fault unknown(const struct place *place)
{
	(void)place;
	return (struct fault){ "this is not YAML", "check the syntax around here", false };
}

/* The first words of what libyaml says. */
static const struct {
	const char *problem;
	struct fault (*tell)(const struct place *place);
	bool looks; /* a character that looks like another one may be the cause */
} rows[] = {
	{ "mapping values are not allowed", second_colon, false },
	{ "found character that cannot start", wrong_start, false },
	{ "did not find expected ',' or '}'", unclosed_mapping, true },
	{ "did not find expected ',' or ']'", unclosed_list, true },
	{ "found unexpected end of stream", open_quotes, false },
	{ "could not find expected ':'", no_key, true },
	{ "did not find expected key", no_fit, false },
	{ "did not find expected '-' indicator", no_fit, false },
	{ "found unknown escape character", no_escape, false },
	{ "found invalid Unicode character escape code", no_character, false },
	{ "did not find expected node content", no_value, false },
	{ "block sequence entries are not allowed", early_list, false },
	{ "did not find expected <document start>", behind_end, false },
	{ "", unknown, false },
};

static struct place place_of(const yaml_parser_t *parser, const char *bytes, size_t length)
{
	const yaml_mark_t at = parser->problem_mark, from = parser->context ? parser->context_mark : at;
	const size_t above = at.line > 0 ? at.line - 1 : 0;
	return (struct place){ .problem = line_of(bytes, length, at.line, at.column),
			       .above = at.line > 0 ? line_of(bytes, length, above, 0) : (struct line){ "", 0, 0 },
			       .context = line_of(bytes, length, from.line, from.column),
			       .same_line = at.line == from.line };
}

void yaml_syntax_tell(const yaml_parser_t *parser, const char *bytes, size_t length, uint32_t origin,
		      struct diagnostics *diagnostics)
{
	const char *problem = parser->problem ? parser->problem : "";
	const struct place place = place_of(parser, bytes, length);
	size_t row = 0;
	while (strncmp(problem, rows[row].problem, strlen(rows[row].problem)) != 0)
		row++;
	const struct fault fault = rows[row].tell(&place);
	const bool earlier = fault.earlier && parser->context;
	const yaml_mark_t mark = earlier ? parser->context_mark : parser->problem_mark;
	const struct line *line = earlier ? &place.context : &place.problem;
	char room[LOOK_ALIKE_BYTES];
	const char *looks = rows[row].looks ? look_alike_tell(line->bytes, line->length, room) : NULL;
	const struct location at = { (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, 1, origin, false };
	diagnostics_error(diagnostics, "yaml-syntax", at, "%s; %s", fault.cause, looks ? looks : fault.remedy);
}
