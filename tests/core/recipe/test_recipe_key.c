/* Walks the tables of keys: the reader knows each key, and holds it to its row.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/recipe_text.h"
#include "recipe/recipe_key.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A recipe around a mapping, whose keys stand where "%s" is. */
struct frame {
	const struct recipe_keys *keys;
	const char *recipe;
	const char *first; /* a key that the mapping needs to be read as such; "" without */
};

#define STRIP(section) "{ version: 1, " section ": { a: { %s } } }"
#define DEFAULT(section) "{ version: 1, defaults: { " section ": { %s } }, " section ": { a: {}, b: {} } }"
#define SOURCE "{ version: 1, tracks: { a: { source: { %s } } } }"
#define AUTOMATION(part) "{ version: 1, tracks: { a: { automation: { " part " } } } }"
#define PRINT(part) "{ version: 1, outputs: { o: {} }, print: { " part " } }"
#define VERIFY(part) "{ version: 1, outputs: { o: {} }, verify: { " part " } }"

static const struct frame frames[] = {
	{ &root_keys, "{ %s }", "version: 1" },
	{ &session_keys, "{ version: 1, session: { %s } }", "" },
	{ &tempo_change_keys, "{ version: 1, session: { tempo: [ { %s } ] } }", "" },
	{ &tempo_file_keys, "{ version: 1, session: { tempo: { %s } } }", "" },
	{ &strip_keys[STRIP_TRACK], STRIP("tracks"), "" },
	{ &strip_keys[STRIP_BUS], STRIP("buses"), "" },
	{ &strip_keys[STRIP_AUX], STRIP("auxes"), "" },
	{ &strip_keys[STRIP_OUTPUT], STRIP("outputs"), "" },
	{ &defaults_keys, "{ version: 1, defaults: { %s } }", "" },
	{ &default_keys[STRIP_TRACK], DEFAULT("tracks"), "" },
	{ &default_keys[STRIP_BUS], DEFAULT("buses"), "" },
	{ &default_keys[STRIP_AUX], DEFAULT("auxes"), "" },
	{ &default_keys[STRIP_OUTPUT], DEFAULT("outputs"), "" },
	{ &source_file_keys, SOURCE, "" },
	{ &source_pair_keys, SOURCE, "pair: [l.wav, r.wav]" },
	{ &tone_keys, SOURCE, "generate: tone" },
	{ &sweep_keys, SOURCE, "generate: sweep" },
	{ &noise_keys, SOURCE, "generate: pink-noise" },
	{ &hiss_keys, SOURCE, "generate: tape-hiss" },
	{ &impulse_keys, SOURCE, "generate: impulse" },
	{ &click_keys, SOURCE, "generate: click" },
	{ &count_in_keys, SOURCE, "generate: count-in" },
	{ &pop_keys, SOURCE, "generate: pop" },
	{ &time_code_keys, SOURCE, "generate: ltc" },
	{ &clip_keys, "{ version: 1, tracks: { a: { clips: [ { %s } ] } } }", "" },
	{ &fade_keys, "{ version: 1, tracks: { a: { clips: [ { fade_in: { %s } } ] } } }", "" },
	{ &send_keys, "{ version: 1, tracks: { a: { sends: [ { %s } ] } } }", "" },
	{ &feedback_keys,
	  "{ version: 1, session: { sample_rate: 384 kHz }, tracks: { a: { sends: [ { feedback: { %s } } ] } } }", "" },
	{ &vca_keys, STRIP("vcas"), "" },
	{ &strip_automation_keys, AUTOMATION("%s"), "" },
	{ &send_automation_keys, "{ version: 1, tracks: { a: { sends: [ { automation: { %s } } ] } } }", "" },
	{ &vca_automation_keys, "{ version: 1, vcas: { a: { automation: { %s } } } }", "" },
	{ &curve_keys, AUTOMATION("fader: { %s }"), "" },
	{ &point_keys, AUTOMATION("fader: [ { %s } ]"), "" },
	{ &ride_keys, AUTOMATION("fader: { ride: { %s } }"), "" },
	{ &print_keys, PRINT("%s"), "" },
	{ &format_keys, PRINT("format: { %s }"), "" },
	{ &mix_keys, PRINT("mixes: { a: { %s } }"), "" },
	{ &stem_set_keys, PRINT("stems: { %s }"), "" },
	{ &headroom_keys, PRINT("headroom: { %s }"), "" },
	{ &tap_print_keys, PRINT("taps: { a: { %s } }"), "" },
	{ &device_print_keys, PRINT("devices: { a: { %s } }"), "" },
	{ &region_keys, PRINT("regions: { a: { %s } }"), "" },
	{ &region_part_keys, PRINT("regions: { a: { parts: [ { %s } ] } }"), "" },
	{ &verify_keys, VERIFY("%s"), "" },
	{ &proof_keys, VERIFY("proof: { %s }"), "" },
	{ &bleed_keys, VERIFY("bleed: { %s }"), "" },
	{ &verify_loudness_keys, VERIFY("loudness: { %s }"), "" },
	{ &loudness_keys, PRINT("mixes: { a: { loudness: { %s } } }"), "" },
	{ &quality_keys, VERIFY("quality: { %s }"), "" },
};

enum { FRAMES = sizeof frames / sizeof *frames, CAPACITY = 512 };

/* Writes the recipe whose mapping has these keys. */
static const char *write_recipe(const struct frame *frame, const char *keys, char *recipe)
{
	const char *hole = strstr(frame->recipe, "%s");
	snprintf(recipe, CAPACITY, "%.*s%s%s", (int)(hole - frame->recipe), frame->recipe, keys, hole + 2);
	return recipe;
}

/* Returns how many errors of that code are about the key, when the mapping has that one key. */
static size_t count_errors(const struct frame *frame, const char *name, const char *value, const char *code)
{
	char keys[CAPACITY / 2], recipe[CAPACITY], quoted[CAPACITY / 4];
	const bool alone = strncmp(frame->first, name, strlen(name)) == 0 || frame->first[0] == '\0';
	snprintf(quoted, sizeof quoted, "\"%s\"", name);
	snprintf(keys, sizeof keys, "%s%s%s: %s", alone ? "" : frame->first, alone ? "" : ", ", name, value);
	write_recipe(frame, keys, recipe);
	struct recipe_text text;
	const enum status status = recipe_text_read(recipe, strlen(recipe), &text);
	cr_assert(status == STATUS_OK || status == STATUS_BAD_RECIPE, "%s", recipe);
	size_t count = 0;
	for (size_t i = 0; i < text.diagnostics.count; i++) {
		const struct diagnostic *item = &text.diagnostics.items[i];
		const char *found = strstr(item->message, quoted);
		const bool subject = found && (found == item->message || strncmp(item->message, "unknown", 7) == 0);
		if (subject && strcmp(item->code, code) == 0)
			count++;
	}
	recipe_text_release(&text);
	return count;
}

static void expect_read(const struct frame *frame, const char *name, const char *value)
{
	static const char *const codes[] = { "unknown-key", "out-of-range", "bad-value", "wrong-type" };
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		cr_expect_eq(count_errors(frame, name, value, codes[i]), 0, "%s: { %s: %s } has the error %s",
			     frame->keys->name, name, value, codes[i]);
}

static void expect_refused(const struct frame *frame, const char *name, const char *value)
{
	const size_t count =
		count_errors(frame, name, value, "out-of-range") + count_errors(frame, name, value, "bad-value");
	cr_expect_eq(count, 1, "%s: { %s: %s } is read", frame->keys->name, name, value);
}

static void check_number(const struct frame *frame, const struct recipe_key *key)
{
	const double ends[] = { key->minimum, key->maximum };
	for (size_t i = 0; i < 2; i++) {
		const double beyond = ends[i] + (i == 0 ? -1.0 : 1.0) * fmax(1.0, fabs(ends[i]));
		char value[CAPACITY / 8];
		if (isinf(ends[i]) && i == 1)
			continue; /* the sample rate decides */
		expect_read(frame, key->name, quantity_format(key->quantity, ends[i], value, sizeof value));
		if (isfinite(ends[i]))
			expect_refused(frame, key->name, quantity_format(key->quantity, beyond, value, sizeof value));
	}
	char fallback[CAPACITY / 8];
	if (key->kind == KEY_NUMBER && !isnan(key->fallback))
		expect_read(frame, key->name, quantity_format(key->quantity, key->fallback, fallback, sizeof fallback));
}

static void check_key(const struct frame *frame, const struct recipe_key *key)
{
	cr_expect_eq(count_errors(frame, key->name, "{ qqqq: 1 }", "unknown-key"), 0, "%s: %s is unknown",
		     frame->keys->name, key->name);
	switch (key->kind) {
	case KEY_NUMBER:
	case KEY_WHOLE:
		check_number(frame, key);
		break;
	case KEY_SWITCH:
		expect_read(frame, key->name, "yes");
		expect_read(frame, key->name, "no");
		expect_refused(frame, key->name, "perhaps");
		break;
	case KEY_CHOICE:
		for (size_t i = 0; key->choices[i]; i++)
			expect_read(frame, key->name, key->choices[i]);
		break;
	case KEY_MAPPING:
	case KEY_NAMED:
		cr_expect_eq(count_errors(frame, key->name, "[ 1 ]", "wrong-type"), 1, "%s: %s is no mapping",
			     frame->keys->name, key->name);
		break;
	case KEY_SHAPE:
	case KEY_REFUSED:
		break;
	}
}

Test(recipe_key, the_reader_knows_every_key_of_every_table)
{
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t k = 0; k < frames[i].keys->count; k++) {
			const struct recipe_key *key = &frames[i].keys->rows[k];
			if (recipe_keys_have(frames[i].keys, key))
				check_key(&frames[i], key);
		}
}

Test(recipe_key, the_reader_refuses_any_other_key)
{
	for (size_t i = 0; i < FRAMES; i++)
		cr_expect_eq(count_errors(&frames[i], "qqqq", "1", "unknown-key"), 1, "%s takes qqqq",
			     frames[i].keys->name);
}

Test(recipe_key, a_word_that_is_no_choice_is_refused)
{
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t k = 0; k < frames[i].keys->count; k++) {
			const struct recipe_key *key = &frames[i].keys->rows[k];
			char recipe[CAPACITY], keys[CAPACITY / 2];
			if (key->kind != KEY_CHOICE || !recipe_keys_have(frames[i].keys, key))
				continue;
			const bool alone = strncmp(frames[i].first, key->name, strlen(key->name)) == 0;
			snprintf(keys, sizeof keys, "%s%s%s: qqqq", alone ? "" : frames[i].first,
				 alone || frames[i].first[0] == '\0' ? "" : ", ", key->name);
			write_recipe(&frames[i], keys, recipe);
			struct recipe_text text;
			cr_expect_eq(recipe_text_read(recipe, strlen(recipe), &text), STATUS_BAD_RECIPE);
			bool found = false;
			for (size_t item = 0; item < text.diagnostics.count; item++)
				found |= strcmp(text.diagnostics.items[item].code, "bad-value") == 0;
			cr_expect(found, "%s: %s takes qqqq", frames[i].keys->name, key->name);
			recipe_text_release(&text);
		}
}

Test(recipe_key, every_table_is_walked)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	cr_assert_eq(count, FRAMES);
	for (size_t i = 0; i < count; i++)
		cr_expect_eq(list[i], frames[i].keys, "%s has no frame here", list[i]->name);
}

Test(recipe_key, a_row_says_all_that_it_must)
{
	size_t count;
	const struct recipe_keys *const *list = recipe_key_list(&count);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < list[i]->count; k++) {
			const struct recipe_key *key = &list[i]->rows[k];
			if (key->kind == KEY_REFUSED)
				continue;
			cr_expect(key->help && key->help[strlen(key->help) - 1] != '.', "%s", key->name);
			cr_expect(key->required || key->needed || key->otherwise || key->kind == KEY_NUMBER ||
					  key->kind == KEY_SWITCH || key->kind == KEY_CHOICE,
				  "%s: %s says nothing of its default", list[i]->name, key->name);
			cr_expect_eq(key->kind == KEY_SHAPE, !!key->shape, "%s", key->name);
			cr_expect_eq(key->kind == KEY_CHOICE, !!key->choices, "%s", key->name);
			cr_expect_eq(key->kind == KEY_MAPPING || key->kind == KEY_NAMED, !!key->keys, "%s", key->name);
		}
}
