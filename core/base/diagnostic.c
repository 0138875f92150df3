/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/diagnostic.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void diagnostics_init(struct diagnostics *list, struct arena *arena, const char *file)
{
	*list = (struct diagnostics){ .arena = arena, .file = file };
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

/* One value may be found wrong by several that share it, one after the other: it is told once. */
static bool is_same(const struct diagnostic *a, const struct diagnostic *b)
{
	return a->at.line > 0 && a->at.line == b->at.line && a->at.column == b->at.column && a->code == b->code &&
	       strcmp(a->message, b->message) == 0;
}

static __attribute__((format(printf, 6, 0))) void
diagnostics_add(struct diagnostics *list, enum severity severity, enum status status, const char *code,
		struct position at, const char *format, va_list arguments) __attribute__((format(printf, 6, 0)));

static __attribute__((format(printf, 6, 0))) void diagnostics_add(struct diagnostics *list, enum severity severity,
								  enum status status, const char *code,
								  struct position at, const char *format,
								  va_list arguments)
{
	if (severity == SEVERITY_ERROR)
		list->error_count++;
	if (list->count == DIAGNOSTICS_MAXIMUM || !diagnostics_reserve(list))
		return;
	struct diagnostic item = { .severity = severity, .status = status, .code = code, .at = at };
	if (list->count == DIAGNOSTICS_MAXIMUM - 1) {
		item.code = "too-many";
		item.at = (struct position){ 0 };
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
	if (list->count > 0 && is_same(&list->items[list->count - 1], &item))
		return;
	list->items[list->count++] = item;
}

void diagnostics_error(struct diagnostics *list, const char *code, struct position at, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	diagnostics_add(list, SEVERITY_ERROR, STATUS_BAD_RECIPE, code, at, format, arguments);
	va_end(arguments);
}

void diagnostics_warning(struct diagnostics *list, const char *code, struct position at, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	diagnostics_add(list, SEVERITY_WARNING, STATUS_OK, code, at, format, arguments);
	va_end(arguments);
}

void diagnostics_failure(struct diagnostics *list, enum status status, const char *code, struct position at,
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

static bool position_before(struct position a, struct position b)
{
	if ((a.line == 0) != (b.line == 0))
		return a.line != 0;
	return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void diagnostics_sort(struct diagnostics *list)
{
	for (size_t i = 1; i < list->count; i++) { /* insertion: stable, and the list is nearly sorted */
		struct diagnostic item = list->items[i];
		size_t j = i;
		for (; j > 0 && position_before(item.at, list->items[j - 1].at); j--)
			list->items[j] = list->items[j - 1];
		list->items[j] = item;
	}
}
