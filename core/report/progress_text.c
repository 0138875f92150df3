/* Writes the line that tells how far a run is.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/progress_text.h"

#include "report/layout.h"
#include "report/printable.h"

#include <stdbool.h>
#include <string.h>

enum { BAR_LEAST = 10, BAR_MOST = 40, TITLE_LEAST = 12 };

#define SETTLED_SECONDS 0.5

/* These are the parts of a line. The share is in all lines. */
struct shape {
	bool title, pass, bar, times, speed, left;
};

static const struct shape shapes[] = {
	{ true, true, true, true, true, true },       { true, true, true, true, false, true },
	{ true, true, true, false, false, true },     { true, true, false, false, false, true },
	{ true, false, false, false, false, true },   { true, false, false, false, false, false },
	{ false, false, false, false, false, false },
};

enum { SHAPE_COUNT = sizeof shapes / sizeof *shapes };

/* Appends 62 as "1:02" and 3723 as "1:02:03". */
static void append_time(struct text *text, double seconds)
{
	const unsigned long whole = (unsigned long)(seconds < 0.0 ? 0.0 : seconds);
	const unsigned long minutes = whole / 60;
	if (minutes >= 60)
		text_append(text, "%lu:%02lu:%02lu", minutes / 60, minutes % 60, whole % 60);
	else
		text_append(text, "%lu:%02lu", minutes, whole % 60);
}

static void append_pass(const struct progress_state *state, struct text *text)
{
	if (!state->pass)
		return;
	text_append(text, " ");
	printable_append(text, state->pass);
	if (state->count > 1)
		text_append(text, " (%zu/%zu)", state->number, state->count);
}

/* Appends all that follows the bar. */
static void append_figures(const struct progress_state *state, const struct shape *shape, struct text *text)
{
	const bool settled = state->elapsed_seconds >= SETTLED_SECONDS && state->share > 0.0;
	text_append(text, " %3d %%", (int)(state->share * 100.0));
	if (shape->times) {
		text_append(text, "  ");
		append_time(text, state->seconds);
		text_append(text, " of ");
		append_time(text, state->all_seconds);
	}
	if (shape->speed && settled) {
		const double speed = state->seconds / state->elapsed_seconds;
		text_append(text, speed < 10.0 ? "  %.1fx" : "  %.0fx", speed);
	}
	if (shape->left && settled) {
		text_append(text, "  ");
		append_time(text, state->elapsed_seconds * (1.0 - state->share) / state->share);
		text_append(text, " left");
	}
}

static void append_bar(double share, size_t width, struct text *text)
{
	const size_t filled = (size_t)(share * (double)width);
	text_append(text, " [");
	for (size_t i = 0; i < width; i++)
		text_append(text, "%s", i < filled ? "=" : i == filled ? ">" : " ");
	text_append(text, "]");
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Appends the line of that shape if it fits. */
static bool append_line(const struct progress_state *state, const struct shape *shape, size_t columns,
			struct text *text)
{
	enum { BRACKETS = 3, COLON = 1 };
	struct text pass = { 0 }, figures = { 0 };
	if (shape->pass)
		append_pass(state, &pass);
	append_figures(state, shape, &figures);
	const size_t bar_least = shape->bar ? BAR_LEAST + BRACKETS : 0;
	const size_t title = shape->title ? layout_columns(state->title) : 0;
	const size_t title_least = shape->title ? least(title, TITLE_LEAST) + COLON : 0;
	const size_t fixed = (pass.bytes ? layout_columns(pass.bytes) : 0) + figures.length;
	const bool fits = fixed + bar_least + title_least <= columns;
	if (fits && shape->title) {
		layout_cell(text, state->title, least(title, columns - fixed - bar_least - COLON), LAYOUT_LEFT);
		text_append(text, ":");
	}
	if (fits && pass.bytes)
		text_append(text, "%s", pass.bytes);
	if (fits && shape->bar) {
		const size_t used = fixed + least(title, columns - fixed - bar_least - COLON) + COLON + BRACKETS;
		append_bar(state->share, least(columns - used, BAR_MOST), text);
	}
	if (fits)
		text_append(text, "%s", figures.bytes);
	text->failed |= pass.failed || figures.failed;
	text_release(&pass);
	text_release(&figures);
	return fits;
}

void progress_text(const struct progress_state *state, size_t columns, struct text *text)
{
	size_t i = 0;
	while (i < SHAPE_COUNT && !text->failed && !append_line(state, &shapes[i], columns, text))
		i++;
}
