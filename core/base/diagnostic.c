/* Collects and sorts the errors and warnings about the user's text and files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/diagnostic.h"

#include "base/path.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void diagnostics_init(struct diagnostics *list, struct arena *arena, const char *file)
{
	*list = (struct diagnostics){ .arena = arena, .file = file };
}

uint32_t diagnostics_add_origin(struct diagnostics *list, const struct origin *origin)
{
	if (list->origin_count == list->origin_capacity) {
		size_t capacity = list->origin_capacity ? list->origin_capacity * 2 : 16;
		struct origin *origins = ARENA_ARRAY(list->arena, struct origin, capacity);
		if (!origins) {
			list->failed = true;
			return 0;
		}
		if (list->origin_count)
			memcpy(origins, list->origins, list->origin_count * sizeof *origins);
		list->origins = origins;
		list->origin_capacity = capacity;
	}
	list->origins[list->origin_count++] = *origin;
	return (uint32_t)list->origin_count;
}

void diagnostics_set_text(struct diagnostics *list, uint32_t index, const char *bytes, size_t length)
{
	struct origin *origin = &list->origins[index - 1];
	origin->bytes = bytes;
	origin->length = length;
}

struct origin diagnostics_origin(const struct diagnostics *list, uint32_t index)
{
	if (index > 0 && index <= list->origin_count)
		return list->origins[index - 1];
	return (struct origin){ .file = list->file, .bytes = list->bytes, .length = list->length };
}

const char *diagnostics_own_name(const struct diagnostics *list, uint32_t index)
{
	const struct origin origin = diagnostics_origin(list, index);
	const bool is_recipe = index == 0 || index > list->origin_count;
	if (is_recipe && list->own_name)
		return list->own_name;
	return origin.file ? path_last_part(origin.file) : NULL;
}

struct location diagnostics_root(const struct diagnostics *list, struct location at)
{
	while (at.origin > 0 && at.origin <= list->origin_count)
		at = list->origins[at.origin - 1].used_at;
	return at;
}

struct diagnostics_mark diagnostics_mark(const struct diagnostics *list)
{
	return (struct diagnostics_mark){ .count = list->count, .error_count = list->error_count };
}

struct location diagnostics_withdraw(struct diagnostics *list, struct diagnostics_mark mark, uint32_t index)
{
	struct location at = { .line = 1, .column = 1, .length = 1, .origin = index };
	if (list->count > mark.count && list->items[mark.count].at.line > 0)
		at = list->items[mark.count].at;
	list->count = mark.count;
	list->error_count = mark.error_count;
	if (index > 0)
		diagnostics_set_text(list, index, NULL, 0);
	else {
		list->bytes = NULL;
		list->length = 0;
	}
	return at;
}

static bool diagnostics_reserve(struct diagnostics *list)
{
	if (list->count < list->capacity)
		return true;
	size_t capacity = list->capacity ? list->capacity * 2 : 16;
	struct diagnostic *items = ARENA_ARRAY(list->arena, struct diagnostic, capacity);
	if (!items) {
		list->failed = true;
		return false;
	}
	if (list->count)
		memcpy(items, list->items, list->count * sizeof *items);
	list->items = items;
	list->capacity = capacity;
	return true;
}

static bool is_same(const struct diagnostics *list, const struct diagnostic *a, const struct diagnostic *b)
{
	if (a->at.line == 0 || a->at.line != b->at.line || a->at.column != b->at.column || a->code != b->code)
		return false;
	if (!(a->at.shared && b->at.shared) && strcmp(a->message, b->message) != 0)
		return false;
	if (a->at.origin == 0 || b->at.origin == 0)
		return a->at.origin == b->at.origin;
	return strcmp(diagnostics_origin(list, a->at.origin).file, diagnostics_origin(list, b->at.origin).file) == 0;
}

/* Several users of one value may find the same error in it, and so may all uses of a fragment, and all strips that have
   a default. The list tells the error once. */
static bool is_told(const struct diagnostics *list, const struct diagnostic *item)
{
	size_t count = list->count, first = item->at.origin > 0 || item->at.shared || count == 0 ? 0 : count - 1;
	for (size_t i = first; i < count; i++)
		if (is_same(list, &list->items[i], item))
			return true;
	return false;
}

static __attribute__((format(printf, 6, 0))) void
diagnostics_add(struct diagnostics *list, enum severity severity, enum status status, const char *code,
		struct location at, const char *format, va_list arguments) __attribute__((format(printf, 6, 0)));

static __attribute__((format(printf, 6, 0))) void diagnostics_add(struct diagnostics *list, enum severity severity,
								  enum status status, const char *code,
								  struct location at, const char *format,
								  va_list arguments)
{
	if (severity == SEVERITY_ERROR)
		list->error_count++;
	if (list->count == DIAGNOSTICS_MAXIMUM || !diagnostics_reserve(list))
		return;
	struct diagnostic item = { .severity = severity, .status = status, .code = code, .at = at };
	if (list->count == DIAGNOSTICS_MAXIMUM - 1) {
		item.code = "too-many";
		item.at = (struct location){ 0 };
		item.message = "too many diagnostics; mend those above first";
	} else {
		char message[2048];
		vsnprintf(message, sizeof message, format, arguments);
		item.message = arena_text(list->arena, message, strlen(message));
	}
	if (!item.message) {
		list->failed = true;
		return;
	}
	if (!is_told(list, &item))
		list->items[list->count++] = item;
}

void diagnostics_error(struct diagnostics *list, const char *code, struct location at, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	diagnostics_add(list, SEVERITY_ERROR, STATUS_BAD_RECIPE, code, at, format, arguments);
	va_end(arguments);
}

void diagnostics_warning(struct diagnostics *list, const char *code, struct location at, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	diagnostics_add(list, SEVERITY_WARNING, STATUS_OK, code, at, format, arguments);
	va_end(arguments);
}

void diagnostics_failure(struct diagnostics *list, enum status status, const char *code, struct location at,
			 const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	diagnostics_add(list, SEVERITY_ERROR, status, code, at, format, arguments);
	va_end(arguments);
}

enum status diagnostics_status(const struct diagnostics *list)
{
	if (list->failed)
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].severity != SEVERITY_ERROR)
			continue;
		if (list->items[i].status == STATUS_BAD_RECIPE)
			return STATUS_BAD_RECIPE;
		if (status == STATUS_OK)
			status = list->items[i].status;
	}
	return status;
}

static bool location_before(const struct diagnostics *list, struct location a, struct location b)
{
	struct location root_a = diagnostics_root(list, a), root_b = diagnostics_root(list, b);
	if ((root_a.line == 0) != (root_b.line == 0))
		return root_a.line != 0;
	if (root_a.line != root_b.line)
		return root_a.line < root_b.line;
	if (root_a.column != root_b.column)
		return root_a.column < root_b.column;
	if (a.origin != b.origin)
		return a.origin < b.origin;
	return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void diagnostics_sort(struct diagnostics *list)
{
	for (size_t i = 1; i < list->count; i++) { /* this is an insertion sort: it is stable, and the list is
		   nearly sorted */
		struct diagnostic item = list->items[i];
		size_t j = i;
		for (; j > 0 && location_before(list, item.at, list->items[j - 1].at); j--)
			list->items[j] = list->items[j - 1];
		list->items[j] = item;
	}
}
