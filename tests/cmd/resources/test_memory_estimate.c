/* Tests that the memory which `plan` tells is close to what a render takes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static void make_scratch(void)
{
	(void)scratch_make();
}

TestSuite(memory_estimate, .init = make_scratch, .fini = scratch_remove);

/* One kind of recipe: `count` tracks like `track`, where %d is the number of the track. */
struct kind {
	const char *name, *session, *track;
	int count;
	const char *rest;
};

#define NOISE "source: { generate: pink-noise, level: -40 dBFS, length: 6 s, channels: 2 }, output: master"
#define MASTER "outputs: { master: {} }\n"
#define MIX MASTER "print: { mixes: { mix: { of: master } } }\n"
#define STEMS MASTER "print: { mixes: { mix: { of: master } }, stems: { of: master } }\n"

#define CLIP(name, at, more) "{ file: " name ".wav, at: " at " s" more " }"
#define CLIPS(more) CLIP("a", "0", more) ", " CLIP("b", "1", more) ", " CLIP("c", "2", more) ", " CLIP("d", "3", more)

static const struct kind kinds[] = {
	{ "one track", "", "  t%d: { " NOISE " }\n", 1, MIX },
	{ "many tracks", "", "  t%d: { " NOISE " }\n", 300, MIX },
	{ "many stems", "", "  t%1$d: { " NOISE ", stem: s%1$d }\n", 50, STEMS },
	{ "stems that wait", ", tail: wrap", "  t%1$d: { " NOISE ", stem: s%1$d }\n", 20, STEMS },
	{ "another rate", "", "  t%1$d: { " NOISE ", stem: s%1$d }\n", 30,
	  MASTER "print: { format: { sample_rate: 44100 }, mixes: { mix: { of: master } }, stems: { of: master } }\n" },
	{ "long delays", "", "  t%d: { " NOISE ", inserts: [ delay: { time: 4 s, feedback: 20 %% } ] }\n", 30, MIX },
	{ "linear phase", "",
	  "  t%d: { " NOISE ", inserts: [ linear-phase-eq: { bands: [ { type: highpass, freq: 30 Hz, "
	  "slope: 48 dB/oct } ] } ] }\n",
	  40, MIX },
	{ "noise and dynamics", "",
	  "  t%1$d: { " NOISE ", stem: s%1$d, inserts: [ de-noise: {}, saturation: { drive: 6 dB }, "
	  "compressor: { lookahead: 5 ms } ] }\n",
	  20, STEMS },
	{ "reverbs", "", "  t%1$d: { " NOISE ", stem: s%1$d, sends: [ { to: r%1$d } ] }\n", 8,
	  "auxes:\n  r0: { inserts: [ reverb: { decay: 1 s } ], output: master }\n"
	  "  r1: { inserts: [ reverb: { decay: 2 s } ], output: master }\n"
	  "  r2: { inserts: [ reverb: { decay: 3 s } ], output: master }\n"
	  "  r3: { inserts: [ reverb: { decay: 4 s } ], output: master }\n"
	  "  r4: { inserts: [ reverb: { decay: 5 s } ], output: master }\n"
	  "  r5: { inserts: [ reverb: { decay: 6 s } ], output: master }\n"
	  "  r6: { inserts: [ reverb: { decay: 7 s } ], output: master }\n"
	  "  r7: { inserts: [ reverb: { decay: 8 s } ], output: master }\n" STEMS },
	{ "gains to find", "", "  t%d: { " NOISE ", inserts: [ normalise: { loudness: -30 LUFS } ] }\n", 40, MIX },
	{ "a loop of feedback", "", "  t%1$d: { " NOISE ", stem: s%1$d, sends: [ { to: echo } ] }\n", 6,
	  "auxes: { echo: { stem: fx, output: master, sends: [ { to: echo, level: -9 dB, feedback: { delay: 5 s } } ] "
	  "} "
	  "}\n" STEMS },
	{ "clips", "", "  t%d: { clips: [ " CLIPS("") " ], output: master }\n", 30, MIX },
	{ "clips at another speed", "", "  t%d: { clips: [ " CLIPS(", rate: 1.01") " ], output: master }\n", 30, MIX },
	{ "quality", "", "  t%1$d: { " NOISE ", stem: s%1$d }\n", 4,
	  "outputs: { master: {} }\nprint: { directory: out, mixes: { a: {}, b: {}, c: {}, d: {} }, stems: {} }\n"
	  "verify: { quality: {} }\n" },
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* The files of the clips are quiet, because thirty tracks play them at once. */
static void write_sounds(void)
{
	static const char *const names[] = { "a.wav", "b.wav", "c.wav", "d.wav" };
	static unsigned char data[192000];
	const struct wave_shape shape = { WAVE_TAG_PCM, 2, 48000, 16, sizeof data };
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = i % 2 == 0 ? (unsigned char)(i * 31 % 251) : 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		wave_write(scratch_path(names[i]), &shape, data, sizeof data);
}

static const char *write_recipe(const struct kind *kind)
{
	const char *path = scratch_path("song.yaml");
	FILE *file = fopen(path, "w");
	cr_assert(file);
	fprintf(file, "version: 1\nsession: { sample_rate: 48000%s }\ntracks:\n", kind->session);
	for (int i = 0; i < kind->count; i++) {
		char track[512];
		/* The texts are those of the table above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(track, sizeof track, kind->track, i);
#pragma GCC diagnostic pop
		fputs(track, file);
	}
	fputs(kind->rest, file);
	fclose(file);
	return path;
}

/* Returns the megabytes that `plan` tells. */
static double planned(const char *path)
{
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("plan", path));
	const char *line = strstr(run.out, "\nmemory   ");
	cr_assert(line, "%s", run.out);
	char *unit;
	double size = strtod(line + strlen("\nmemory   "), &unit);
	cr_assert(strncmp(unit, " MB", 3) == 0 || strncmp(unit, " GB", 3) == 0, "%s", line);
	size *= unit[1] == 'G' ? 1000.0 : 1.0;
	program_release(&run);
	return size;
}

/* Returns the most megabytes that a child of this process had. */
static double most_so_far(void)
{
	struct rusage usage;
	cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	return (double)usage.ru_maxrss * 1.024e-3;
}

static void expect_close(const struct kind *kind)
{
	write_sounds();
	const char *path = write_recipe(kind);
	const double told = planned(path);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", path));
	program_release(&run);
	const double took = most_so_far();
	cr_expect(fabs(told - took) <= 0.25 * took, "%s: planned %.1f MB, took %.1f MB", kind->name, told, took);
}

/* Each kind has a process of its own, because the most memory of children never becomes less. */
#define KIND(index)                                                                                                    \
	Test(memory_estimate, kind_##index)                                                                            \
	{                                                                                                              \
		expect_close(&kinds[index]);                                                                           \
	}

KIND(0)
KIND(1)
KIND(2)
KIND(3)
KIND(4)
KIND(5)
KIND(6)
KIND(7)
KIND(8)
KIND(9)
KIND(10)
KIND(11)
KIND(12)
KIND(13)

_Static_assert(KINDS == 14, "each kind has its test");
