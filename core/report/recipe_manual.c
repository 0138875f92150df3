/* Writes the manual page of the recipe language.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/recipe_manual.h"

#include "processors/registry.h"
#include "recipe/recipe_key.h"
#include "report/processor_text.h"
#include "report/roff.h"

#include <math.h>

enum { WORDS = 80 };

static void append_range(const struct recipe_key *key, struct text *out)
{
	char least[WORDS], greatest[WORDS];
	if (key->kind == KEY_WHOLE)
		text_append(out, "\n%.0f to %.0f.", key->minimum, key->maximum);
	if (key->kind != KEY_NUMBER || key->minimum == key->maximum)
		return;
	text_append(out, "\n");
	roff_append(out, quantity_format(key->quantity, key->minimum, least, sizeof least));
	text_append(out, " to ");
	roff_append(out, quantity_format(key->quantity, key->maximum, greatest, sizeof greatest));
	text_append(out, ".");
}

static void append_choices(const struct recipe_key *key, struct text *out)
{
	for (size_t i = 0; key->kind == KEY_CHOICE && key->choices[i]; i++) {
		text_append(out, i == 0 ? "\nOne of \\fB" : ", \\fB");
		roff_append(out, key->choices[i]);
		text_append(out, "\\fR");
	}
	if (key->kind == KEY_CHOICE)
		text_append(out, ".");
}

static void append_fallback(const struct recipe_key *key, struct text *out)
{
	char room[WORDS];
	const char *words = key->otherwise;
	if (key->required || key->needed) {
		text_append(out, "\nIt is required.");
		return;
	}
	if (!words && key->kind == KEY_NUMBER && !isnan(key->fallback))
		words = quantity_format(key->quantity, key->fallback, room, sizeof room);
	if (!words && key->kind == KEY_CHOICE && !isnan(key->fallback))
		words = key->choices[(size_t)key->fallback];
	if (!words && key->kind == KEY_SWITCH && !isnan(key->fallback))
		words = key->fallback > 0.0 ? "yes" : "no";
	if (!words)
		return;
	text_append(out, "\nIf left out: ");
	roff_append(out, words);
	text_append(out, ".");
}

static void append_key(const struct recipe_key *key, struct text *out)
{
	text_append(out, ".TP\n\\fB");
	roff_append(out, key->name);
	text_append(out, "\\fR\n");
	roff_append(out, key->help);
	text_append(out, ".");
	append_range(key, out);
	append_choices(key, out);
	append_fallback(key, out);
	text_append(out, "\n");
}

static void append_table(const struct recipe_keys *keys, struct text *out)
{
	struct text title = { 0 };
	if (!keys->title)
		return;
	text_append(&title, keys->kind ? "%s: %s" : "%s", keys->title, keys->kind);
	roff_request(out, "SS", title.failed ? keys->title : title.bytes);
	for (size_t i = 0; i < keys->count; i++)
		if (keys->rows[i].kind != KEY_REFUSED && recipe_keys_have(keys, &keys->rows[i]))
			append_key(&keys->rows[i], out);
	text_release(&title);
}

static void append_processors(struct text *out)
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count; i++) {
		struct text text = { 0 };
		processor_text(processors[i], &text);
		roff_request(out, "SS", processors[i]->name);
		if (text.failed)
			out->failed = true;
		else
			roff_lines(out, text.bytes);
		text_release(&text);
	}
}

void recipe_manual_append(struct text *out)
{
	size_t count;
	const struct recipe_keys *const *tables = recipe_key_list(&count);
	text_append(out, ".SH DESCRIPTION\n");
	roff_append(out, "A recipe is a YAML file. It names sources, routes them through tracks, buses and auxes to "
			 "outputs, and says what is printed and which verdicts must pass. Paths are relative to the "
			 "folder of the recipe. `stemprint init` writes a first recipe for a folder of audio files, "
			 "and `stemprint check` finds what is wrong with one.\n");
	text_append(out, ".PP\n");
	roff_lines(out, "version: 1\n"
			"tracks:\n"
			"  drums: { source: drums.wav, stem: drums, output: master }\n"
			"  voice:\n"
			"    source: voice.wav\n"
			"    stem: voice\n"
			"    inserts: [compressor: { threshold: -20 dB, ratio: 3 }]\n"
			"    fader: -3 dB\n"
			"    output: master\n"
			"outputs:\n"
			"  master: {}\n"
			"print:\n"
			"  directory: prints\n"
			"  mixes: { mix: {} }\n"
			"  stems: {}\n");
	text_append(out, ".SH KEYS\n");
	for (size_t i = 0; i < count; i++)
		append_table(tables[i], out);
	text_append(out, ".SH PROCESSORS\n");
	append_processors(out);
}
