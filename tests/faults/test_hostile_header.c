/* Tests files that hang or crash the audio library.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_probe.h"

#include "io/scratch.h"
#include "io/wave_bytes.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

static void make(void)
{
	scratch_make();
}

TestSuite(hostile_header, .init = make, .fini = scratch_remove, .timeout = 60);

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static const char *const late = "opening it takes too long; its disk does not answer";
static const char *const busy = "opening it takes too long; its header is damaged";
static const char *const slow =
	"it is no audio file that can be read (Format not recognised); export it again"; /* the library says so in the
											    end */
static const char *const crashes = "its header crashes the audio library; the file is damaged";

/* A file that hangs or crashes the library costs only itself: the files before and after it are probed. */
Test(hostile_header, costs_itself_alone)
{
	static const struct {
		const char *word, *problem;
	} rows[] = {
		{ NULL, NULL },      { "HANG", late },    { NULL, NULL },   { "CRSH", crashes }, { "CRSH", crashes },
		{ "SPIN", busy },    { "EXIT", crashes }, { "SLOW", slow }, { "MUTE", crashes },
/* A sanitizer reserves terabytes beforehand, so that no limit of address space stops a file that eats memory. */
#ifndef STEMPRINT_SANITIZED
		{ "HOG!", crashes },
#endif
		{ NULL, NULL },
	};
	enum { COUNT = sizeof rows / sizeof *rows };
	char *paths[COUNT];
	struct audio_probe results[COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		char name[32];
		snprintf(name, sizeof name, "%zu.wav", i);
		paths[i] = strdup(scratch_path(name));
		struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 16, 8 };
		wave_write(paths[i], &shape, "12345678", 8);
		if (rows[i].word)
			scratch_write(paths[i], rows[i].word, 4);
	}
	struct audio_probe_limits limits = audio_probe_limits();
	limits.busy_milliseconds = 1500; /* a loaded machine fills its memory slowly */
	limits.file_milliseconds = 12000; /* a loaded machine needs this long for the 1.5 s of the file that spins */
	limits.memory_bytes = 16 << 20;
	double start = seconds_now();
	cr_expect_eq(audio_probe((const char *const *)paths, COUNT, &limits, results), STATUS_BAD_SOURCE);
	cr_expect_lt(seconds_now() - start, 50.0);
	for (size_t i = 0; i < COUNT; i++) {
		cr_expect_eq(results[i].status, rows[i].word ? STATUS_BAD_SOURCE : STATUS_OK, "%zu: %s", i,
			     results[i].problem.text);
		if (rows[i].word)
			cr_expect_str_eq(results[i].problem.text, rows[i].problem, "%s", rows[i].word);
		free(paths[i]);
	}
	cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "no child is left over");
}

Test(hostile_header, all_of_them_together_stay_within_the_total_time)
{
	enum { COUNT = 50 };
	const char *paths[COUNT];
	struct audio_probe results[COUNT];
	scratch_write(scratch_path("hang.wav"), "HANG", 4);
	char *path = strdup(scratch_path("hang.wav"));
	for (size_t i = 0; i < COUNT; i++)
		paths[i] = path;
	struct audio_probe_limits limits = audio_probe_limits();
	limits.file_milliseconds = 100;
	limits.total_milliseconds = 1000;
	double start = seconds_now();
	cr_expect_eq(audio_probe(paths, COUNT, &limits, results), STATUS_BAD_SOURCE);
	cr_expect_lt(seconds_now() - start, 20.0);
	cr_expect_eq(results[COUNT - 1].status, STATUS_LIMIT);
	free(path);
}
