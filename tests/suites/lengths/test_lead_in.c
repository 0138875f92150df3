/* Tests the silence at the head of the full files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "length_take.h"

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(lead_in, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

#define REGION "  regions: { verse: { from: 0.2 s, length: 0.1 s } }\n"

/* Each take has its lead-in in frames, as counted by hand: seconds times rate, to the nearest frame. */
static const struct {
	struct length_take take;
	const char *lead_in;
	size_t frames;
} takes[] = {
	{ { .rate = 44100, .container = "wav", .encoding = "pcm16", .dither = "lipshitz-5" }, "250.013 ms", 11026 },
	{ { .rate = 48000, .container = "flac", .encoding = "pcm24", .dither = "tpdf", .jobs = "1", .block = "77" },
	  "1 s",
	  48000 },
	{ { .rate = 96000, .container = "wav", .encoding = "pcm24", .dither = "tpdf", .print = "  sum: exact\n" },
	  "1000 samples",
	  1000 },
	{ { .rate = 48000,
	    .container = "wav",
	    .encoding = "pcm16",
	    .dither = "wannamaker-9",
	    .print = "  sum: exact\n  headroom: { gain: auto, mix: yes }\n" },
	  "1/8, tempo: 120 bpm",
	  12000 },
	{ { .rate = 192000, .container = "wav", .encoding = "float32" }, "2 bars, tempo: 240 bpm", 384000 },
	{ { .rate = 48000, .container = "flac", .encoding = "pcm16", .dither = "tpdf", .print = REGION },
	  "1 samples",
	  1 },
};

enum { TAKES = sizeof takes / sizeof *takes };

static void expect_silence(const struct sound *sound, size_t frames, const char *name)
{
	size_t loud = 0;
	for (size_t i = 0; i < frames * sound->channels; i++)
		loud += sound->samples[i] != 0.0;
	cr_expect_eq(loud, 0, "%s: %zu samples of its lead-in are not zero", name, loud);
}

/* A file with a lead-in is silence, then all samples of the file without it. */
static void expect_led(const struct length_take *take, size_t frames)
{
	for (size_t i = 0; i < LENGTH_FILES; i++) {
		struct sound led = length_sound(take, "led", i), plain = length_sound(take, "plain", i);
		const char *name = length_file(take, "led", i);
		cr_expect_eq(led.frames, plain.frames + frames, "%s: %zu frames, without a lead-in %zu", name,
			     led.frames, plain.frames);
		cr_expect_gt(sound_peak(&plain), 1e-3);
		if (led.frames == plain.frames + frames) {
			expect_silence(&led, frames, name);
			length_expect_equal(&plain, &led, frames, name);
		}
		sound_release(&led);
		sound_release(&plain);
	}
}

Test(lead_in, is_exactly_so_much_silence_before_the_same_samples)
{
	for (size_t i = 0; i < TAKES; i++) {
		struct length_take led = takes[i].take;
		char session[64];
		snprintf(session, sizeof session, "lead_in: %s", takes[i].lead_in);
		led.session = session;
		length_render(&takes[i].take, "plain");
		length_render(&led, "led");
		expect_led(&led, takes[i].frames);
		json_t *report = length_report("led");
		const json_t *lead_in = json_object_get(report, "lead_in");
		cr_expect_eq((size_t)json_integer_value(json_object_get(lead_in, "frames")), takes[i].frames);
		cr_expect_float_eq(json_number_value(json_object_get(lead_in, "seconds")),
				   (double)takes[i].frames / led.rate, 1e-6);
		json_decref(report);
		scratch_remove();
		scratch_make();
	}
}

/* A region is a part of the session, and begins where it begins there. */
Test(lead_in, regions_have_none)
{
	struct length_take plain = { .print = REGION, .encoding = "pcm16", .dither = "lipshitz-5" }, led = plain;
	led.session = "lead_in: 0.5 s";
	length_render(&plain, "plain");
	length_render(&led, "led");
	for (size_t i = 0; i < LENGTH_FILES; i++) {
		struct sound one = length_sound(&plain, "plain/regions/verse", i);
		struct sound two = length_sound(&led, "led/regions/verse", i);
		cr_expect_eq(one.frames, 4800);
		cr_expect_eq(two.frames, 4800);
		length_expect_equal(&two, &one, 0, "verse");
		sound_release(&one);
		sound_release(&two);
	}
}
