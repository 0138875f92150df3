/* Tests automation through the whole program: tables, regions, tails, warnings.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void setup(void)
{
	scratch_make();
}

TestSuite(automation_program, .init = setup, .fini = scratch_remove, .timeout = 120);

static void write_text(const char *name, const char *text)
{
	char path[4096];
	snprintf(path, sizeof path, "%s", scratch_path(name));
	FILE *file = fopen(path, "wb");
	cr_assert(file);
	fputs(text, file);
	cr_assert_eq(fclose(file), 0);
}

#define RECIPE(curve)                                                                                                  \
	"version: 1\nsession: { tempo: 120 bpm, tail: none, markers: { verse: 1 s } }\ntracks:\n"                      \
	"  a: { source: { generate: pink-noise, length: 3 s }, fader: -4 dB, automation: { fader: " curve " } }\n"     \
	"outputs: { master: {} }\nprint: { format: { encoding: float64 } }\n"

static void render(const char *name, const char *recipe, const char *const *more)
{
	const char *arguments[16] = { "render", scratch_path(name), "--quiet" };
	size_t count = 3;
	for (; more && *more; more++)
		arguments[count++] = *more;
	write_text(name, recipe);
	struct program_run run = program_expect(0, arguments);
	program_release(&run);
}

static void expect_equal(const char *one, const char *other, size_t from, size_t frames)
{
	struct sound a = sound_read(scratch_path(one)), b = sound_read(scratch_path(other));
	frames = frames ? frames : a.frames;
	cr_assert_eq(b.frames, frames);
	cr_assert_gt(sound_peak(&b), 0.01);
	cr_assert_eq(memcmp(a.samples + from * a.channels, b.samples, frames * a.channels * sizeof(double)), 0,
		     "%s differs from %s", one, other);
	sound_release(&a);
	sound_release(&b);
}

/* A table with the separators of spreadsheets, empty cells and the mark of UTF-8 is the list in the recipe. */
Test(automation_program, a_table_holds_the_points_of_a_list)
{
	write_text("points.csv", "\xEF\xBB\xBF"
				 "at;value;shape;control\r\n0.25 s;-10 dB;;\r\nverse;0 dB;bezier;0.4 0 0.6 1\r\n"
				 "1500;-3;s-curve;\r\n5|1;\"-inf dB\";exponential;\r\n");
	render("table.yaml", RECIPE("{ file: points.csv }"), NULL);
	render("list.yaml",
	       RECIPE("[ { at: 250, value: -10 }, { at: 1 s, value: 0 dB, shape: bezier, control: [ 0.4, 0, 0.6, 1 ] "
		      "}, { at: "
		      "1.5 s, value: -3 dB, shape: s-curve }, { at: 8 s, value: -inf dB, shape: exponential } ]"),
	       NULL);
	expect_equal("list/master.wav", "table/master.wav", 0, 0);
}

/* A part of the session has the bytes of that part of the whole, in the middle of a curve too. */
Test(automation_program, a_part_is_cut_out_of_the_whole)
{
	static const char recipe[] =
		RECIPE("[ { at: 0 s, value: 0 dB }, { at: 2.5 s, value: -40 dB, shape: db-linear } ]");
	static const char *const part[] = { "--from", "0.7301 s", "--to", "2.11 s", NULL };
	render("whole.yaml", recipe, NULL);
	render("part.yaml", recipe, part);
	expect_equal("whole/master.wav", "part/master.wav", 35045, 101280 - 35045);
}

/* The tail of an echo ends by itself although the fader behind it moves. */
Test(automation_program, a_fader_that_closes_lets_a_tail_end)
{
	static const char recipe[] =
		"version: 1\nsession: { tail: auto }\ntracks:\n  a: { source: { generate: impulse, length: 1 s }, "
		"inserts: [ "
		"delay: { time: 300 ms, feedback: 80 % } ], automation: { fader: [ { at: 1 s, value: 0 dB }, { at: 2 "
		"s, "
		"value: -inf dB } ] } }\noutputs: { master: {} }\nprint: { format: { encoding: float64 } }\n";
	render("tail.yaml", recipe, NULL);
	struct sound sound = sound_read(scratch_path("tail/master.wav"));
	cr_expect_gt(sound.frames, 48000 * 3 / 2);
	cr_expect_lt(sound.frames, 48000 * 3);
	sound_release(&sound);
}
