/* Compares the tempo map and the click track of a MIDI file with the clicks that fluidsynth plays of the same file.
   SPDX-License-Identifier: GPL-3.0-or-later

   fluidsynth starts notes in blocks of 64 frames, at whole milliseconds. So this session has 64 kHz, where a block is a
   millisecond, and each quarter note lasts a whole number of them: nothing is rounded on either side. */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(tempo, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 120);

static const char soundfont[] = "/usr/share/sounds/sf2/TimGM6mb.sf2"; /* Debian's timgm6mb-soundfont */

enum {
	RATE = 64000,
	TICKS = 960, /* of a quarter note */
	QUARTERS = 48,
	CLAVES = 75, /* of the percussion channel */
	BEFORE = 60, /* frames of a click before it passes the threshold */
	WINDOW = 1300, /* 20 ms */
	SEARCH = 300, /* frames to either side */
};

/* At a quarter note: microseconds of a quarter, or the numbers of a metre. */
static const struct {
	unsigned quarter, microseconds, beats, power;
} changes[] = {
	{ 0, 500000, 4, 2 },  { 8, 400000, 3, 2 },  { 20, 750000, 6, 3 }, { 23, 375000, 0, 0 },
	{ 32, 375000, 4, 2 }, { 37, 250000, 0, 0 }, { 40, 800000, 0, 0 },
};
enum { CHANGES = sizeof changes / sizeof *changes };

struct bytes {
	unsigned char data[4096];
	size_t length;
	unsigned tick; /* of the last event */
};

static void put(struct bytes *bytes, const char *data, size_t length)
{
	cr_assert(bytes->length + length <= sizeof bytes->data);
	memcpy(bytes->data + bytes->length, data, length);
	bytes->length += length;
}

static void put_event(struct bytes *bytes, unsigned tick, const char *data, size_t length)
{
	const unsigned delta = tick - bytes->tick;
	const char number[] = { (char)(0x80 | delta >> 7), (char)(delta & 0x7F) }; /* under 16384 */
	bytes->tick = tick;
	put(bytes, number, 2);
	put(bytes, data, length);
}

static void put_change(struct bytes *bytes, size_t i)
{
	const unsigned us = changes[i].microseconds;
	const char tempo[] = { '\xff', '\x51', 3, (char)(us >> 16), (char)(us >> 8 & 0xFF), (char)(us & 0xFF) };
	const char metre[] = { '\xff', '\x58', 4, (char)changes[i].beats, (char)changes[i].power, 24, 8 };
	put_event(bytes, changes[i].quarter * TICKS, tempo, sizeof tempo);
	if (changes[i].beats > 0)
		put_event(bytes, changes[i].quarter * TICKS, metre, sizeof metre);
}

/* Writes a file of format 0 with a click on every quarter note. */
static void write_midi(void)
{
	static const char on[] = { '\x99', CLAVES, 127 }, off[] = { '\x99', CLAVES, 0 }, end[] = { '\xff', '\x2f', 0 };
	static struct bytes track;
	size_t change = 0;
	for (unsigned quarter = 0; quarter < QUARTERS; quarter++) {
		if (change < CHANGES && changes[change].quarter == quarter)
			put_change(&track, change++);
		put_event(&track, quarter * TICKS, on, sizeof on);
		put_event(&track, quarter * TICKS + TICKS / 8, off, sizeof off);
	}
	put_event(&track, QUARTERS * TICKS, end, sizeof end);
	static struct bytes file;
	put(&file, "MThd\0\0\0\6\0\0\0\1\3\xc0MTrk\0\0", 20);
	const char length[] = { (char)(track.length >> 8), (char)(track.length & 0xFF) };
	put(&file, length, 2);
	put(&file, (const char *)track.data, track.length);
	scratch_write(scratch_path("song.mid"), file.data, file.length);
}

/* Plays the file without reverb and chorus. Skips the test where fluidsynth or its sounds are missing. */
static struct sound play(void)
{
	char midi[512], wave[512], rate[16];
	snprintf(midi, sizeof midi, "%s", scratch_path("song.mid"));
	snprintf(wave, sizeof wave, "%s", scratch_path("played.wav"));
	snprintf(rate, sizeof rate, "%d", RATE);
	if (access(soundfont, R_OK) != 0)
		cr_skip_test("%s is missing; install timgm6mb-soundfont", soundfont);
	const pid_t child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		execlp("fluidsynth", "fluidsynth", "-n", "-i", "-q", "-R", "0", "-C", "0", "-g", "0.5", "-r", rate,
		       "-T", "wav", "-O", "s16", "-F", wave, soundfont, midi, (char *)NULL);
		_exit(127);
	}
	int status;
	cr_assert_eq(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		cr_skip_test("fluidsynth is not installed");
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return sound_read(wave);
}

/* Writes a recipe with an impulse on every quarter note, which it names by bar and beat, counted here one by one. */
static void write_recipe(void)
{
	static char yaml[8192];
	unsigned bar = 1, beat = 1, beats = 4, per_quarter = 1;
	size_t change = 0;
	int used =
		snprintf(yaml, sizeof yaml,
			 "version: 1\nsession: { sample_rate: 64 kHz, tempo: { file: song.mid }, tail: none }\n"
			 "print: { directory: out, format: { encoding: float64 } }\noutputs: { mix: { channels: 1 } }\n"
			 "tracks:\n  clicks:\n    source:\n");
	for (unsigned quarter = 0; quarter < QUARTERS; quarter++) {
		if (change < CHANGES && changes[change].quarter == quarter) {
			if (changes[change].beats > 0) {
				beats = changes[change].beats;
				per_quarter = (1U << changes[change].power) / 4;
			}
			change++;
		}
		used += snprintf(yaml + used, sizeof yaml - (size_t)used,
				 "      - { generate: impulse, level: 0 dBFS, length: 1 sample, start: %u|%u }\n", bar,
				 beat);
		beat += per_quarter;
		bar += beat > beats;
		beat -= beat > beats ? beats : 0;
	}
	scratch_write(scratch_path("song.yaml"), yaml, strlen(yaml));
}

/* Writes a recipe with a click track on quarter notes, whose click is a single sample. */
static void write_click_track(void)
{
	static double one[1] = { 1.0 };
	static const char yaml[] =
		"version: 1\nsession: { sample_rate: 64 kHz, tempo: { file: song.mid }, tail: none }\n"
		"print: { directory: out, format: { encoding: float64 } }\noutputs: { mix: { channels: 1 } }\n"
		"tracks:\n  clicks: { source: { generate: click, every: 1/4, sample: one.wav, length: 48/4 } }\n";
	const struct sound impulse = { one, 1, 1, RATE };
	sound_write(scratch_path("one.wav"), &impulse, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	scratch_write(scratch_path("song.yaml"), yaml, sizeof yaml - 1);
}

/* Returns by how many frames a click comes later than `frame`: where it is most like the first one. */
static int lateness(const struct sound *played, size_t first, size_t frame, double *unlike)
{
	int best = 0;
	*unlike = INFINITY;
	for (int lag = -SEARCH; lag <= SEARCH; lag++) {
		const long long from = (long long)frame + lag;
		double sum = 0.0;
		if (from < 0 || (size_t)from + WINDOW > played->frames)
			continue;
		for (size_t i = 0; i < WINDOW; i++) {
			const double one = played->samples[((size_t)from + i) * played->channels];
			const double two = played->samples[(first + i) * played->channels];
			sum += (one - two) * (one - two);
		}
		if (sum < *unlike) {
			*unlike = sum;
			best = lag;
		}
	}
	return best;
}

static void assert_clicks(void (*write)(void))
{
	write_midi();
	struct sound played = play();
	write();
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("song.yaml"));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", path));
	program_release(&run);
	struct sound printed = sound_read(scratch_path("out/mix.wav"));
	cr_assert_eq(played.rate, RATE);
	cr_assert_eq(printed.rate, RATE);
	size_t first = 0;
	while (first < played.frames && fabs(played.samples[first * played.channels]) < 0.006)
		first++;
	cr_assert(first >= BEFORE && first < WINDOW, "the first click begins at frame %zu", first);
	first -= BEFORE;
	double energy = 0.0, unlike;
	for (size_t i = 0; i < WINDOW; i++)
		energy += pow(played.samples[(first + i) * played.channels], 2.0);
	size_t clicks = 0;
	for (size_t i = 0; i < printed.frames; i++) {
		if (printed.samples[i * printed.channels] == 0.0)
			continue;
		const int late = lateness(&played, first, first + i, &unlike);
		cr_expect(abs(late) <= 1, "click %zu, %.3f s: %d frames", clicks, (double)i / RATE, late);
		cr_expect_lt(unlike, 0.1 * energy, "click %zu is no click", clicks);
		clicks++;
	}
	cr_expect_eq(clicks, QUARTERS);
	sound_release(&played);
	sound_release(&printed);
}

Test(tempo, clicks_come_when_fluidsynth_plays_them)
{
	assert_clicks(write_recipe);
}

Test(tempo, a_click_track_is_where_fluidsynth_plays_it)
{
	assert_clicks(write_click_track);
}
