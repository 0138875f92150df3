/* Reads lists and texts of a recipe, and reports what is wrong in them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include "base/look_alike.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LISTED_WORDS_MAXIMUM = 24 };

/* This is the limit on compared letters: it takes a second at the very most, and no real recipe comes near it. */
static const size_t suggestion_work_maximum = 50000000;

void *reader_array(struct reader *reader, size_t count, size_t size)
{
	void *array = arena_array(reader->arena, count, size);
	if (!array)
		reader->diagnostics->failed = true;
	return array;
}

const char *reader_format(struct reader *reader, const char *format, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	const char *copy = arena_text(reader->arena, text, strlen(text));
	if (!copy)
		reader->diagnostics->failed = true;
	return copy ? copy : "";
}

const char *reader_quote(struct reader *reader, const struct document_node *node)
{
	if (node->kind != DOCUMENT_SCALAR)
		return document_kind_name(node->kind);
	if (reader->diagnostics->count == DIAGNOSTICS_MAXIMUM) /* the list does not keep any more errors */
		return "";
	const char *text = document_quote(reader->arena, node->text, node->count);
	if (!text)
		reader->diagnostics->failed = true;
	return text ? text : "";
}

const char *reader_line_of(struct reader *reader, struct location at)
{
	const struct origin origin = diagnostics_origin(reader->diagnostics, at.origin);
	return at.origin > 0 ? reader_format(reader, "line %u of \"%.200s\"", at.line, origin.file)
			     : reader_format(reader, "line %u", at.line);
}

const char *reader_nearest(struct reader *reader, const char *word, struct words known)
{
	for (size_t i = 0; i < known.count; i++)
		if (strcasecmp(known.words[i], word) == 0)
			return known.words[i];
	size_t letters = 0;
	for (size_t i = 0; i < known.count; i++)
		letters += strlen(known.words[i]);
	reader->suggestion_work += letters * strlen(word);
	if (reader->suggestion_work > suggestion_work_maximum)
		return NULL;
	return text_nearest(word, known.words, known.count);
}

/* Appends "; use one of a, b, c", or the hint, or nothing. */
static void append_words(struct text *text, struct words known)
{
	if (known.open || known.count == 0 || known.count > LISTED_WORDS_MAXIMUM) {
		if (known.hint)
			text_append(text, "; %s", known.hint);
		return;
	}
	text_append(text, known.count == 1 ? "; use " : "; use one of ");
	for (size_t i = 0; i < known.count; i++)
		text_append(text, "%s\"%s\"", i ? ", " : "", known.words[i]);
}

void reader_unknown(struct reader *reader, const char *code, struct location at, const char *what, const char *word,
		    const char *where, struct words known)
{
	if (reader->diagnostics->count == DIAGNOSTICS_MAXIMUM) /* the list does not keep any more errors */
		return;
	const char *quoted = document_quote(reader->arena, word, strlen(word));
	const char *meant = reader_nearest(reader, word, known);
	char room[LOOK_ALIKE_BYTES];
	const char *looks = look_alike_tell(word, strlen(word), room);
	struct text remedy = { 0 };
	if (looks)
		text_append(&remedy, "; %s", looks);
	else if (meant)
		text_append(&remedy, "; did you mean \"%s\"?", meant);
	else
		append_words(&remedy, known);
	if (quoted && !remedy.failed)
		diagnostics_error(reader->diagnostics, code, at, "unknown %s \"%s\"%s%s%s", what, quoted,
				  where ? " in " : "", where ? where : "", remedy.bytes ? remedy.bytes : "");
	else
		reader->diagnostics->failed = true;
	text_release(&remedy);
}

void reader_wrong_type(struct reader *reader, const struct entry *entry, const char *wanted)
{
	const struct document_node *node = entry->value;
	if (document_is_empty(node))
		diagnostics_error(reader->diagnostics, "wrong-type", entry->at, "\"%s\" is empty, but must be %s",
				  entry->name, wanted);
	else
		diagnostics_error(reader->diagnostics, "wrong-type", node->at, "\"%s\" is %s, but must be %s%s",
				  entry->name, document_kind_name(node->kind), wanted, reader_looks(reader, node, ""));
}

const char *reader_looks(struct reader *reader, const struct document_node *node, const char *otherwise)
{
	char room[LOOK_ALIKE_BYTES];
	if (node->kind != DOCUMENT_SCALAR || !node->plain || !look_alike_tell(node->text, node->count, room))
		return otherwise;
	return reader_format(reader, "%s%s", *otherwise ? "" : "; ", room);
}

bool reader_items(struct reader *reader, const struct entry *entry, const char *wanted, bool single, size_t maximum,
		  struct items *items)
{
	const struct document_node *node = entry->value;
	if (node->kind == DOCUMENT_SEQUENCE) {
		*items = (struct items){ node->items, node->count };
	} else if (single && !document_is_empty(node)) {
		*items = (struct items){ &entry->value, 1 };
	} else {
		reader_wrong_type(reader, entry, wanted);
		return false;
	}
	if (items->count <= maximum)
		return true;
	diagnostics_error(reader->diagnostics, "too-many", entry->at,
			  "\"%s\" has %zu items, but at most %zu are allowed", entry->name, items->count, maximum);
	return false;
}

const char *reader_text(struct reader *reader, const struct entry *entry, const char *remedy)
{
	const struct document_node *node = entry->value;
	if (document_is_empty(node)) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->at, "\"%s\" has no value; %s", entry->name,
				  remedy);
		return NULL;
	}
	if (node->kind == DOCUMENT_SCALAR)
		return node->text;
	reader_wrong_type(reader, entry, "a single value");
	return NULL;
}
