/* Tests the clips of a track in frames, and what is wrong with clips that do not fit their files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/recipe_text.h"
#include "graph/clip_list.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* take.wav lasts 10 s at 48 kHz and has two channels; slow.wav lasts 10 s at 44.1 kHz and has one. */
static const struct clip_file files[] = { { 480000, 48000, 2 }, { 441000, 44100, 1 } };

static struct recipe_text text;

static void release(void)
{
	recipe_text_release(&text);
}

TestSuite(clip_list, .fini = release);

/* Settles clips, each on a line of its own, from line 8 on. The first clip takes take.wav, and a later one may take
   slow.wav. */
static struct clip_list *settle(const char *keys, const char *clips)
{
	char yaml[2048];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { sample_rate: 48000, tempo: 90 bpm }\noutputs: { o: {} }\ntracks:\n  a:\n    "
		 "%s\n"
		 "    clips:\n%s",
		 keys, clips);
	cr_assert_eq(recipe_text_read(yaml, strlen(yaml), &text), STATUS_OK, "%s\n%s", yaml,
		     text.diagnostics.count > 0 ? text.diagnostics.items[0].message : "");
	return clip_list_new(text.recipe, recipe_text_strip(&text, "a"), files, &text.diagnostics, text.arena);
}

static void expect_error(const char *keys, const char *clips, unsigned line, const char *message)
{
	cr_assert(settle(keys, clips));
	cr_assert_eq(text.diagnostics.count, 1, "%s: %zu errors", clips, text.diagnostics.count);
	cr_expect_str_eq(text.diagnostics.items[0].message, message);
	cr_expect_eq(text.diagnostics.items[0].at.line, line);
	recipe_text_release(&text);
}

Test(clip_list, is_in_the_order_of_time)
{
	const struct clip_list *list = settle("overlap: mix", "      - { file: take.wav, at: 2 s, to: 1 s }\n"
							      "      - { file: slow.wav, at: 1 s }\n"
							      "      - { file: take.wav, at: 1 s, from: 9 s }\n"
							      "      - { file: take.wav, at: 2|2, mute: yes }\n");
	cr_assert_eq(list->count, 3);
	cr_expect_eq(list->items[0].file, 1);
	cr_expect_eq(list->items[1].part.first_parts, 432000);
	cr_expect_eq(list->items[2].start, 96000);
	cr_expect_eq(list->items[0].frames, 480000);
	cr_expect_eq(list->channels, 2);
	cr_expect_eq(list->frames, 160000 + 480000, "bar 2, beat 2 at 90 bpm is five beats of 32000 frames on");
}

Test(clip_list, lasts_as_long_as_its_part_and_its_rate)
{
	const struct clip_list *list =
		settle("overlap: mix", "      - { file: take.wav, to: 1 s, rate: 2 }\n"
				       "      - { file: slow.wav, from: 1 s, to: 2 s, rate: 0.75 }\n"
				       "      - { file: slow.wav, to: 1 s, loop: 7.25 s }\n"
				       "      - { file: slow.wav, to: 100 samples }\n");
	cr_expect_eq(list->items[0].frames, 24000);
	cr_expect_eq(list->items[1].frames, 64000);
	cr_expect_eq(list->items[2].frames, 348000);
	cr_expect_eq(list->items[2].part.period, 44100);
	cr_expect_eq(list->items[3].frames, 100);
	cr_expect_eq(list->items[3].part.step_parts, 147);
	cr_expect_eq(list->items[3].part.parts, 160);
}

Test(clip_list, crossfades_neighbours)
{
	const struct clip_list *list =
		settle("overlap: crossfade", "      - { file: take.wav, to: 1 s, fade_in: 10 ms, fade_out: 0.9 s }\n"
					     "      - { file: take.wav, at: 0.75 s, to: 1 s, fade_out: 0.5 s }\n"
					     "      - { file: take.wav, at: 1.75 s, to: 1 s, fade_in: 20 ms }\n");
	cr_assert_eq(list->count, 3);
	cr_expect_eq(list->items[0].fade_in, 480);
	cr_expect_eq(list->items[0].fade_out, 12000);
	cr_expect_eq(list->items[0].fade_out_shape, FADE_EQUAL_POWER);
	cr_expect_eq(list->items[1].fade_in, 12000);
	cr_expect_eq(list->items[1].fade_out, 24000);
	cr_expect_eq(list->items[1].fade_out_shape, FADE_LINEAR);
	cr_expect_eq(list->items[2].fade_in, 960, "it only touches the one before");
}

Test(clip_list, tells_what_does_not_fit)
{
	expect_error("overlap: mix", "      - { file: take.wav, from: 10 s }\n", 8,
		     "\"from\" is 10 s, but \"take.wav\" ends at 10 s; begin before that");
	expect_error("overlap: mix", "      - { file: take.wav, to: 10.5 s }\n", 8,
		     "\"to\" is 10.5 s, but \"take.wav\" ends at 10 s, 24000 frames before; end there, or add `loop`");
	expect_error("overlap: mix", "      - { file: take.wav, from: 1 s, to: 1.000001 s }\n", 8,
		     "the clip begins and ends at the same frame of its file; let it end later");
	expect_error("overlap: mix", "      - { file: take.wav, to: 1 s, fade_in: 0.6 s, fade_out: 0.5 s }\n", 8,
		     "the clip of \"take.wav\" lasts 1 s, and its fades last 0.6 s and 0.5 s; shorten them");
	expect_error("overlap: mix", "      - { file: take.wav, to: 1 s, fade_in: 1.1 s, mute: yes }\n", 8,
		     "the clip of \"take.wav\" lasts 1 s, and its fades last 1.1 s and 0 s; shorten them");
	expect_error("overlap: mix", "      - { file: take.wav, channels: 3 }\n", 8,
		     "\"take.wav\" has 2 channels, so there is no channel 3; name one of those");
	expect_error("overlap: mix", "      - { file: take.wav, channels: 2, mode: right }\n", 8,
		     "\"take.wav\": the clip has one channel, and \"mode\" chooses from two; leave it out");
	expect_error("overlap: crossfade", "      - { file: take.wav }\n      - { file: take.wav, at: 1 s, to: 1 s }\n",
		     9,
		     "the clip of \"take.wav\" lies within one of \"take.wav\" (line 8), so they cannot crossfade; "
		     "shorten one, or use `overlap: mix`");
	expect_error("overlap: crossfade",
		     "      - { file: take.wav }\n      - { file: take.wav, at: 8 s }\n      - { file: take.wav, at: 9 "
		     "s }\n",
		     10,
		     "the clip of \"take.wav\" overlaps two others, and a crossfade has two clips; shorten one, or use "
		     "`overlap: mix`");
	expect_error("overlap: crossfade",
		     "      - { file: take.wav, to: 1 s }\n      - { file: take.wav, at: 0.5 s, to: 1 s, fade_out: 0.6 "
		     "s }\n",
		     9, "the clip of \"take.wav\" lasts 1 s, and its fades last 0.5 s and 0.6 s; shorten them");
}
