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
	const char *arguments[16] = { "render", scratch_path(name), "--quiet", "--anew" };
	size_t count = 4;
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

/* What moves inside of inserts: an equaliser that sweeps, and a gain on the master. */
#define INSERTS(session, print)                                                                                        \
	"version: 1\nsession: { tempo: 120 bpm, " session " }\ntracks:\n"                                              \
	"  a: { source: { generate: pink-noise, length: 2 s }, stem: a, inserts: [ eq: { bands: [ { type: lowpass, "   \
	"freq: 100 Hz, automation: { freq: [ { at: 0.2 s, value: 100 Hz }, { at: 1.7 s, value: 9 kHz, shape: "         \
	"db-linear } ] } } ] }, limiter: { ceiling: 0 dBTP }, delay: { time: 30 ms, feedback: 0 %, automation: { "     \
	"feedback: [ { at: 0.3 s, value: 0 % }, { at: 0.4 s, value: 70 %, shape: linear } ] } } ] }\n"                 \
	"  b: { source: { generate: white-noise, length: 2 s }, stem: b, fader: -20 dB }\n"                            \
	"outputs: { master: { inserts: [ gain: { automation: { gain: [ { at: 1.01 s, value: -9 dB, shape: linear } ] " \
	"} } ] } }\nprint: { format: { encoding: float64 } " print " }\n"

Test(automation_program, a_part_of_a_sweep_is_cut_out_of_the_whole)
{
	static const char recipe[] = INSERTS("tail: none", "");
	static const char *const part[] = { "--from", "0.7301 s", "--to", "1.11 s", NULL };
	render("sweep.yaml", recipe, NULL);
	render("cut.yaml", recipe, part);
	expect_equal("sweep/master.wav", "cut/master.wav", 35045, 53280 - 35045);
}

/* Without the other stem the same parameters move at the same frames. */
Test(automation_program, a_mix_rendered_anew_moves_as_the_mix_does)
{
	render("anew.yaml",
	       INSERTS("tail: none",
		       ", mixes: { heard: { of: master, without: [ b ] }, anew: { of: master, without: [ b "
		       "], mode: re-rendered } }"),
	       NULL);
	expect_equal("anew/heard.wav", "anew/anew.wav", 0, 0);
}

/* The tail is that of the longest echo that the curve leads to. */
Test(automation_program, a_tail_is_that_of_the_whole_range)
{
	render("long.yaml", INSERTS("tail: auto", ""), NULL);
	struct sound sound = sound_read(scratch_path("long/master.wav"));
	/* 70 % are 3.1 dB in 30 ms: about 1.1 s to -120 dBFS from the level of the noise. */
	cr_expect_gt(sound.frames, 48000 * 28 / 10);
	cr_expect_lt(sound.frames, 48000 * 36 / 10);
	sound_release(&sound);
}

/* Points that follow each other at every frame, to both ends of the range and back. */
Test(automation_program, a_crowd_of_points_is_rendered)
{
	enum { POINTS = 65536 };
	FILE *file = fopen(scratch_path("crowd.csv"), "wb");
	cr_assert(file);
	fputs("at,value,shape\n", file);
	for (int i = 0; i < POINTS; i++)
		fprintf(file, "%d samples,%s,%s\n", i, i % 3 == 0 ? "5 Hz" : "23 kHz", i == 0 ? "" : "db-linear");
	cr_assert_eq(fclose(file), 0);
	render("crowd.yaml",
	       "version: 1\nsession: { tail: auto }\ntracks:\n  a: { source: { generate: white-noise, length: 2 s }, "
	       "inserts: "
	       "[ eq: { bands: [ { type: highpass, freq: 100 Hz, q: 20, automation: { freq: { file: crowd.csv } } } ] "
	       "} ] }\noutputs: { master: {} }\nprint: { format: { encoding: float64 } }\n",
	       NULL);
	struct sound sound = sound_read(scratch_path("crowd/master.wav"));
	cr_expect_lt(sound_peak(&sound), 1000.0);
	cr_expect_gt(sound_peak(&sound), 1e-3);
	sound_release(&sound);
}
