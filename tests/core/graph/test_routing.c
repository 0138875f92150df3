/* Routing: which strip feeds which, in what order, at what gain, and what mutes and solos leave of it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/graph/graph_text.h"

#include <criterion/criterion.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_routing, .fini = release);

static const char *strip_name(size_t strip)
{
	return text.graph->recipe->strips[strip].name;
}

/* "a>x send 0.50": the connections in the order of summation; one that is not live ends in "off". */
static void append_connections(const struct routing *routing, struct text *list)
{
	static const char *const kinds[] = {
		[CONNECTION_OUTPUT] = "output", [CONNECTION_SEND] = "send", [CONNECTION_LISTEN] = "listen"
	};
	for (size_t i = 0; i < routing->connection_count; i++) {
		const struct connection *connection = &routing->connections[i];
		text_append(list, "%s%s>%s %s %.2f%s", i > 0 ? ", " : "", strip_name(connection->from.strip),
			    strip_name(connection->to), kinds[connection->kind], connection->gain,
			    connection->live ? "" : " off");
	}
}

#define MASTER "outputs:\n  master: {}\nprint:\n  mixes: { mix: {} }\n"

static const struct {
	const char *what, *yaml, *connections;
} rows[] = {
	{ "outputs come before sends, strip by strip",
	  "version: 1\ntracks:\n  a: { source: a.wav, output: [ y, x ], sends: [ { to: w, level: -20 dB } ] }\n"
	  "  b: { source: b.wav, output: y }\nbuses:\n  x: {}\n  y: {}\nauxes:\n  w: {}\n" MASTER,
	  "a>y output 1.00, a>x output 1.00, a>w send 0.10, b>y output 1.00, x>master output 1.00, y>master output "
	  "1.00, w>master output 1.00" },
	{ "taps that a strip listens to come last",
	  "version: 1\ntracks:\n  a: { source: a.wav }\nbuses:\n  x: { input: [ a.pre-fader ] }\n" MASTER,
	  "a>master output 1.00, x>master output 1.00, a>x listen 1.00" },
	{ "a muted send and one at -inf dB are off",
	  "version: 1\ntracks:\n  a: { source: a.wav, sends: [ { to: x, mute: yes }, { to: y, level: -inf dB } ] }\n"
	  "auxes:\n  x: {}\n  y: {}\n" MASTER,
	  "a>master output 1.00, a>x send 1.00 off, a>y send 0.00 off, x>master output 1.00, y>master output 1.00" },
	{ "a solo keeps what leads to it and what it feeds",
	  "version: 1\ntracks:\n  a: { source: a.wav, output: x, solo: yes }\n  b: { source: b.wav, output: x }\n"
	  "buses:\n  x: {}\n" MASTER,
	  "a>x output 1.00, b>x output 1.00 off, x>master output 1.00" },
	{ "a soloed bus keeps its tracks",
	  "version: 1\ntracks:\n  a: { source: a.wav, output: x }\n  b: { source: b.wav }\n"
	  "buses:\n  x: { solo: yes }\n" MASTER,
	  "a>x output 1.00, b>master output 1.00 off, x>master output 1.00" },
	{ "a solo-safe return stays",
	  "version: 1\ntracks:\n  a: { source: a.wav, solo: yes }\n  b: { source: b.wav, sends: [ { to: x } ] }\n"
	  "auxes:\n  x: { solo_safe: yes }\n" MASTER,
	  "a>master output 1.00, b>master output 1.00 off, b>x send 1.00 off, x>master output 1.00" },
};

Test(graph_routing, lists_the_connections_in_the_order_of_summation)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text list = { 0 };
		graph_text_build_right(rows[i].yaml, false, &text);
		append_connections(&text.graph->routing, &list);
		cr_expect_str_eq(list.bytes, rows[i].connections, "%s: %s", rows[i].what, list.bytes);
		text_release(&list);
		graph_text_release(&text);
	}
}

static void append_marked(const bool *marked, struct text *list)
{
	text_append(list, "%s", "");
	for (size_t i = 0; i < text.graph->recipe->strip_count; i++)
		if (marked[i])
			text_append(list, "%s%s", list->length > 0 ? " " : "", strip_name(i));
}

static size_t strip_of(const char *name)
{
	return (size_t)(recipe_text_strip(&text.text, name) - text.graph->recipe->strips);
}

Test(graph_routing, marks_what_a_strip_feeds_and_what_feeds_it)
{
	static const struct {
		const char *strip, *fed, *feeding;
	} marks[] = {
		{ "a", "a x w master", "a" },
		{ "b", "b x master", "b" },
		{ "x", "x master", "a b x" },
		{ "w", "w master", "a w" },
		{ "master", "master", "a b x w master" },
	};
	graph_text_build_right("version: 1\ntracks:\n  a: { source: a.wav, output: x, sends: [ { to: w } ] }\n"
			       "  b: { source: b.wav, output: x, sends: [ { to: w, mute: yes } ] }\nbuses:\n  x: {}\n"
			       "outputs:\n  master: {}\nauxes:\n  w: {}\nprint:\n  mixes: { mix: {} }\n",
			       false, &text);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		struct text fed = { 0 }, feeding = { 0 };
		bool *marked = ARENA_ARRAY(text.text.arena, bool, text.graph->recipe->strip_count);
		routing_mark_fed(&text.graph->routing, strip_of(marks[i].strip), marked);
		append_marked(marked, &fed);
		cr_expect_str_eq(fed.bytes, marks[i].fed, "%s feeds %s", marks[i].strip, fed.bytes);
		marked = ARENA_ARRAY(text.text.arena, bool, text.graph->recipe->strip_count);
		routing_mark_feeding(&text.graph->routing, strip_of(marks[i].strip), marked);
		append_marked(marked, &feeding);
		cr_expect_str_eq(feeding.bytes, marks[i].feeding, "%s feed %s", feeding.bytes, marks[i].strip);
		text_release(&fed);
		text_release(&feeding);
	}
}
