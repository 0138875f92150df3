/* Measures what the demo costs, and how much memory a long session takes.
   SPDX-License-Identifier: GPL-3.0-or-later

       bench_demo           does both
       bench_demo speed     renders recipes/big-band.yaml seven times each way, on all cores, and runs SoX as a scale
       bench_demo memory    renders twelve seconds and two hours, writes some 5 GB under $TMPDIR or /tmp, and removes it

   For memory it prints PASS or FAIL. It exits with 0 unless something could not run, because times are no verdicts. */
#include "bench/job.h"

#include <ftw.h>
#include <glob.h>
#include <jansson.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RUNS = 7, RATE = 48000, SHORT_SECONDS = 12, LONG_SECONDS = 7200, PATH_CAPACITY = 512 };

static const char demo[] = STEMPRINT_ROOT "/recipes/big-band.yaml";

static char folder[PATH_CAPACITY / 2];

static int remove_entry(const char *path, const struct stat *facts, int kind, struct FTW *where)
{
	(void)facts;
	(void)kind;
	(void)where;
	return remove(path);
}

static void clean_up(void)
{
	if (folder[0])
		nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void give_up(const char *what)
{
	fprintf(stderr, "bench_demo: %s cannot be run\n", what);
	exit(EXIT_FAILURE);
}

static const char *path_of(const char *name)
{
	static char paths[4][PATH_CAPACITY];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, PATH_CAPACITY, "%s/%s", folder, name);
	return path;
}

/* Returns how much sound the last render printed, in bytes. */
static double printed_seconds(void)
{
	json_t *report = json_load_file(path_of("out/report.json"), 0, NULL);
	double seconds = json_number_value(json_object_get(report, "seconds"));
	json_decref(report);
	return seconds;
}

struct way {
	const char *what;
	const char *options[3];
};

static const struct way ways[] = {
	{ "8 files, null test", { "--no-loudness" } },
	{ "8 files, null test, loudness", { NULL } },
	{ "mixes alone", { "--no-loudness", "--no-stems" } },
};

static double measure(const struct way *way, double seconds)
{
	const char *argv[12] = { STEMPRINT_PROGRAM, "render", "-q", "--anew", "-d", path_of("out") };
	size_t count = 6;
	for (size_t i = 0; i < 3 && way->options[i]; i++)
		argv[count++] = way->options[i];
	argv[count] = demo;
	struct job_cost cost;
	if (!job_median(argv, RUNS, &cost))
		give_up(demo);
	if (seconds <= 0.0)
		seconds = printed_seconds();
	double times = seconds / cost.wall_seconds;
	printf("%-30s %7.3f %8.1f %7.3f %8.1f %8.1f\n", way->what, cost.wall_seconds, times, cost.processor_seconds,
	       seconds / cost.processor_seconds, (double)cost.peak_kilobytes / 1024.0);
	return cost.processor_seconds;
}

/* Runs SoX as a scale: it only sums the same sources. */
static void measure_sox(double own)
{
	glob_t sources;
	const char *argv[64] = { "sox", "-V1", "-m" };
	size_t count = 3;
	if (glob(STEMPRINT_ROOT "/fixtures/big-band/*.[wf][al][va]*", 0, NULL, &sources) != 0)
		return;
	for (size_t i = 0; i < sources.gl_pathc && count < 60; i++)
		argv[count++] = sources.gl_pathv[i];
	argv[count++] = path_of("sox.wav");
	struct job_cost cost;
	if (job_median(argv, RUNS, &cost))
		printf("%-30s %7.3f %8s %7.3f %8s %8.1f  all of the render costs %.1f of it\n",
		       "SoX, sum of the sources", cost.wall_seconds, "", cost.processor_seconds, "",
		       (double)cost.peak_kilobytes / 1024.0, own / cost.processor_seconds);
	globfree(&sources);
}

static void bench_speed(void)
{
	printf("big-band.yaml, all cores, medians of %d\n", RUNS);
	printf("%-30s %7s %8s %7s %8s %8s\n", "", "wall s", "x real", "cpu s", "x real", "peak MB");
	double own = measure(&ways[0], 0.0);
	double seconds = printed_seconds();
	for (size_t i = 1; i < sizeof ways / sizeof *ways; i++)
		measure(&ways[i], seconds);
	measure_sox(own);
}

/* Writes a long file that is neither silent nor steady: noise that swells and fades over eleven seconds. */
static void write_source(const char *path)
{
	static float block[RATE];
	SF_INFO info = { .samplerate = RATE, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_24 };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	if (!file)
		give_up(path);
	unsigned state = 1;
	for (int second = 0; second < LONG_SECONDS; second++) {
		for (int i = 0; i < RATE; i++) {
			state = state * 1664525u + 1013904223u;
			block[i] = 0.02f * (float)(1 + second % 11) * ((float)(state >> 8) * 0x1p-23f - 1.0f);
		}
		if (sf_write_float(file, block, RATE) != RATE)
			give_up(path);
	}
	if (sf_close(file) != 0)
		give_up(path);
}

static const char song[] =
	"version: 1\n"
	"session: { length: %d s, tail: none }\n"
	"tracks:\n"
	"  a: { source: long.wav, stem: x, inserts: [ eq: { bands: [ { type: highpass, freq: 80 Hz }, { type: bell, "
	"freq: 1 kHz, gain: 3 dB } ] } ] }\n"
	"  b: { source: long.wav, stem: x, inserts: [ compressor: { threshold: -30 dB } ], pan: 30 L, sends: [ { to: "
	"echo } ] }\n"
	"  c: { source: { file: long.wav, start: 1 s }, stem: y, inserts: [ compressor: { key: a, threshold: -30 dB } "
	"], fader: -3 dB }\n"
	"  d: { source: { file: long.wav, start: 2 s }, stem: y, pan: 40 R, sends: [ { to: echo, level: -6 dB } ] }\n"
	"  e: { source: { file: long.wav, start: 3 s }, stem: y, fader: -6 dB }\n"
	"auxes:\n"
	"  echo: { inserts: [ delay: { time: 333 ms, feedback: 40 %% } ], fader: -6 dB }\n"
	"outputs:\n"
	"  master: { inserts: [ compressor: { threshold: -20 dB, ratio: 2 } ], fader: -6 dB }\n"
	"print:\n"
	"  directory: out\n"
	"  format: { encoding: pcm16 }\n"
	"  mixes:\n"
	"    mix: {}\n"
	"  stems: {}\n";

static long peak_memory(int seconds, bool loudness)
{
	/* The removal of two hours of an earlier run is not part of this run. */
	nftw(path_of("out"), remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	const char *recipe = path_of("long.yaml");
	FILE *file = fopen(recipe, "w");
	if (!file || fprintf(file, song, seconds) < 0 || fclose(file) != 0)
		give_up(recipe);
	const char *argv[] = { STEMPRINT_PROGRAM, "render", "-q", recipe, loudness ? NULL : "--no-loudness", NULL };
	struct job_cost cost;
	if (!job_run(argv, &cost))
		give_up(recipe);
	printf("%5d s, %-21s %7.1f %8.1f %7.1f %8.1f %8.1f\n", seconds, loudness ? "with loudness" : "without loudness",
	       cost.wall_seconds, seconds / cost.wall_seconds, cost.processor_seconds, seconds / cost.processor_seconds,
	       (double)cost.peak_kilobytes / 1024.0);
	return cost.peak_kilobytes;
}

/* The pages of code and libraries that a run touches change the figure by some hundred kilobytes. */
enum { EQUAL_KILOBYTES = 1024, MOST_KILOBYTES = 64 * 1024 };

static void bench_memory(void)
{
	puts("\n5 tracks, 3 stereo files: peak memory over length");
	printf("%-30s %7s %8s %7s %8s %8s\n", "", "wall s", "x real", "cpu s", "x real", "peak MB");
	write_source(path_of("long.wav"));
	for (int loudness = 0; loudness < 2; loudness++) {
		long few = peak_memory(SHORT_SECONDS, loudness);
		long many = peak_memory(LONG_SECONDS, loudness);
		printf("%s (equal), %s (under %d MB)\n", labs(many - few) <= EQUAL_KILOBYTES ? "PASS" : "FAIL",
		       many < MOST_KILOBYTES ? "PASS" : "FAIL", MOST_KILOBYTES / 1024);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	const char *base = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/stemprint-bench-XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(folder)) {
		folder[0] = '\0';
		give_up("mkdtemp");
	}
	atexit(clean_up);
	if (strcmp(what, "memory") != 0)
		bench_speed();
	if (strcmp(what, "speed") != 0)
		bench_memory();
	return EXIT_SUCCESS;
}
