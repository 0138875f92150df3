/* Tests files of other sample rates than the session's: places, lengths, bits, and what other programs convert.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "rate_take.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rates, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 120);

static const char *const no_options[7] = { NULL };
static const unsigned rates[] = { 44100, 48000, 96000, 192000 };
enum { RATES = 4, TENTHS = 12 }; /* an impulse file has twelve tenths of a second */

/* Impulses stand where every rate has a frame, and where only the source has one. */
static const unsigned offsets[] = { 0, 0, 1, 7, 0, 101, 0, 33, 0, 2221 };
enum { IMPULSES = sizeof offsets / sizeof *offsets };

static size_t impulse_frame(size_t index, unsigned rate)
{
	return index * rate / 10 + offsets[index];
}

static void write_impulses(unsigned rate)
{
	struct sound sound = { calloc(TENTHS * rate / 10, sizeof(double)), TENTHS * rate / 10, 1, rate };
	for (size_t i = 0; i < IMPULSES; i++)
		sound.samples[impulse_frame(i, rate)] = 1.0;
	sound.samples[sound.frames - 1] = sound.samples[sound.frames - 1 - rate / 10] = 1.0;
	sound_write(scratch_path("impulses.wav"), &sound, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	sound_release(&sound);
}

static void render_impulses(unsigned source, unsigned session)
{
	char yaml[1024];
	write_impulses(source);
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { tail: none, sample_rate: %u Hz }\n"
		 "tracks: { a: { source: impulses.wav } }\noutputs: { master: { channels: 1 } }\n"
		 "print:\n  directory: out\n  format: { encoding: float64 }\n  mixes:\n"
		 "    at-44100: { format: { sample_rate: 44.1 kHz } }\n"
		 "    at-48000: { format: { sample_rate: 48 kHz } }\n"
		 "    at-96000: { format: { sample_rate: 96 kHz } }\n"
		 "    at-192000: { format: { sample_rate: 192 kHz } }\n",
		 session);
	rate_render(rate_recipe("impulses", yaml), no_options);
}

static struct sound read_print(unsigned rate)
{
	char name[64];
	snprintf(name, sizeof name, "out/at-%u.wav", rate);
	return rate_read(name, rate);
}

/* Every source, session and print has each of the rates. */
static void walk_rates(void (*check)(unsigned source, unsigned session, unsigned print))
{
	for (size_t i = 0; i < RATES * RATES; i++) {
		render_impulses(rates[i / RATES], rates[i % RATES]);
		for (size_t k = 0; k < RATES; k++)
			check(rates[i / RATES], rates[i % RATES], rates[k]);
	}
}

static void expect_places(unsigned source, unsigned session, unsigned print)
{
	struct sound sound = read_print(print);
	for (size_t i = 1; i < IMPULSES; i++) {
		const double exact = (double)impulse_frame(i, source) * print / source;
		const double found = rate_impulse_place(&sound, exact);
		cr_expect_leq(fabs(found - exact), 1e-3, "%u to %u to %u: impulse %zu is off by %g frames", source,
			      session, print, i, found - exact);
	}
	sound_release(&sound);
}

Test(rates, an_impulse_lands_on_the_same_frame_in_every_print)
{
	walk_rates(expect_places);
}

/* The first impulse of the file sounds like the second one, whose response is whole; so does the last one. A second
   conversion hears that the first one was cut at the edges. */
static void expect_edges(unsigned source, unsigned session, unsigned print)
{
	enum { FRAMES = 1500 };
	if (source != session && session != print)
		return;
	struct sound sound = read_print(print);
	const double *samples = sound.samples;
	const size_t tenth = print / 10, last = sound.frames - tenth;
	double off = 0.0;
	cr_assert_eq(sound.frames, TENTHS * tenth);
	for (size_t i = 0; i < FRAMES; i++) {
		off = fmax(off, fabs(samples[i] - samples[tenth + i]));
		off = fmax(off, fabs(samples[last + tenth - 1 - i] - samples[last - 1 - i]));
	}
	cr_expect_leq(off, 1e-9, "%u to %u to %u: %g", source, session, print, off);
	sound_release(&sound);
}

Test(rates, first_and_last_frames_are_no_exception)
{
	walk_rates(expect_edges);
}

/* Renders noise of an awkward length into a mix and stems at three rates. */
#define NOISE                                                                                                          \
	"version: 1\nsession: { tail: none, length: 33333 samples, seed: 4 }\ntracks:\n"                               \
	"  a: { stem: one, source: { generate: white-noise, level: -24 dBFS, length: 1 s, channels: 2 } }\n"           \
	"  b: { stem: two, source: { generate: pink-noise, level: -24 dBFS, length: 1 s, channels: 2 } }\n"            \
	"outputs: { master: { inserts: [ compressor: { threshold: -30 dB, ratio: 3 } ] } }\n"                          \
	"print:\n  directory: out\n"                                                                                   \
	"  mixes:\n    mix: {}\n    cd: { format: { encoding: pcm16, sample_rate: 44.1 kHz } }\n"                      \
	"    high: { format: { container: flac, sample_rate: 96 kHz } }\n"                                             \
	"    less: { without: [one], mode: re-rendered, format: { encoding: float32, sample_rate: 44.1 kHz } }\n"      \
	"  stems:\n    mix: {}\n    cd: { by: track, format: { encoding: pcm16, sample_rate: 44.1 kHz } }\n"           \
	"    high: { format: { container: flac, sample_rate: 96 kHz } }\n"                                             \
	"  taps:\n    low: { of: a.input, format: { sample_rate: 8 kHz } }\n"

static const char *const noise_files[] = { "out/mix.wav",
					   "out/cd.wav",
					   "out/high.flac",
					   "out/less.wav",
					   "out/taps/low.wav",
					   "out/stems/mix/one.wav",
					   "out/stems/mix/two.wav",
					   "out/stems/cd/a.wav",
					   "out/stems/cd/b.wav",
					   "out/stems/high/one.flac",
					   "out/stems/high/two.flac" };
enum { NOISE_FILES = sizeof noise_files / sizeof *noise_files, NOISE_MIXES = 5 };

Test(rates, all_files_of_a_rate_have_the_rounded_length)
{
	static const struct {
		unsigned rate;
		size_t frames;
	} expected[NOISE_FILES] = { { 48000, 33333 }, { 44100, 30625 }, { 96000, 66666 }, { 44100, 30625 },
				    { 8000, 5556 },   { 48000, 33333 }, { 48000, 33333 }, { 44100, 30625 },
				    { 44100, 30625 }, { 96000, 66666 }, { 96000, 66666 } };
	rate_render(rate_recipe("noise", NOISE), no_options);
	for (size_t i = 0; i < NOISE_FILES; i++) {
		struct sound sound = rate_read(noise_files[i], expected[i].rate);
		cr_expect_eq(sound.frames, expected[i].frames, "%s has %zu frames", noise_files[i], sound.frames);
		sound_release(&sound);
	}
}

Test(rates, bits_depend_on_no_thread_block_kernel_or_stem)
{
	static const char *const ways[][7] = { { "-j", "1", "--block", "4096", "--cpu", "plain" },
					       { "-j", "2", "--block", "1", "--cpu", "sse2" },
					       { "-j", "4", "--block", "1000", "--cpu", "sse2" },
					       { "-j", "2", "--block", "65536", "--no-stems" } };
	uint64_t hashes[NOISE_FILES] = { 0 };
	const char *recipe = rate_recipe("noise", NOISE);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		rate_render(recipe, ways[i]);
		for (size_t k = 0; k < (i == 3 ? NOISE_MIXES : NOISE_FILES); k++) {
			const uint64_t hash = sound_file_hash(scratch_path(noise_files[k]));
			cr_expect(i == 0 || hash == hashes[k], "%s, way %zu", noise_files[k], i);
			hashes[k] = hash;
		}
	}
}

/* Half a second of silence comes first in each file, and then what the file has without it. */
Test(rates, a_lead_in_moves_all_frames_by_itself)
{
#define LED(LEAD)                                                                                                      \
	"version: 1\nsession: { tail: none" LEAD " }\n"                                                                \
	"tracks: { a: { source: { generate: white-noise, level: -20 dBFS, length: 0.2 s } } }\n"                       \
	"outputs: { master: {} }\nprint: { directory: out, mixes: { mix: { format: { sample_rate: 44.1 kHz } } } }\n"
	rate_render(rate_recipe("without", LED("")), no_options);
	struct sound without = rate_read("out/mix.wav", 44100);
	rate_render(rate_recipe("with", LED(", lead_in: 0.5 s")), no_options);
	struct sound with = rate_read("out/mix.wav", 44100);
	const size_t lead = 22050 * with.channels, count = without.frames * without.channels;
	cr_assert_eq(with.frames, without.frames + 22050);
	for (size_t i = 0; i < lead; i++)
		cr_assert_eq(with.samples[i], 0.0);
	cr_expect_eq(memcmp(with.samples + lead, without.samples, count * sizeof(double)), 0);
	sound_release(&with);
	sound_release(&without);
}

/* A rate that is the session's changes nothing. */
Test(rates, the_rate_of_the_session_is_no_conversion)
{
#define SAME(FORMAT)                                                                                                   \
	"version: 1\nsession: { tail: none, sample_rate: 44.1 kHz }\n"                                                 \
	"tracks: { a: { source: { generate: white-noise, level: -20 dBFS, length: 0.2 s } } }\n"                       \
	"outputs: { master: {} }\nprint: { directory: out, mixes: { mix: {" FORMAT "} } }\n"
	rate_render(rate_recipe("without", SAME("")), no_options);
	const uint64_t without = sound_file_hash(scratch_path("out/mix.wav"));
	rate_render(rate_recipe("with", SAME(" format: { sample_rate: 44100 Hz } ")), no_options);
	cr_expect_eq(sound_file_hash(scratch_path("out/mix.wav")), without);
}

/* Tones that every converter passes, over all that another one may do in its transition band and at the edges. */
#define TONES                                                                                                          \
	"version: 1\nsession: { tail: none, sample_rate: %u Hz }\ntracks:\n"                                           \
	"  a: { source: { generate: tone, freq: 997 Hz, level: -12 dBFS, length: 1 s } }\n"                            \
	"  b: { source: { generate: tone, freq: 9973 Hz, level: -12 dBFS, length: 1 s } }\n"                           \
	"  c: { source: { generate: sweep, from: 40 Hz, to: 14 kHz, level: -18 dBFS, length: 1 s } }\n"                \
	"outputs: { master: { channels: 1 } }\n"                                                                       \
	"print: { directory: out, format: { encoding: %s }, mixes: { mix: {}, other: { format: { sample_rate: %u "     \
	"Hz } } } }\n"

static const unsigned pairs[][2] = { { 48000, 44100 }, { 44100, 48000 }, { 48000, 96000 }, { 96000, 44100 } };

/* Returns the largest difference of two files in dBFS, without a tenth of a second at their edges. */
static double difference_dbfs(const char *one, const char *other)
{
	struct sound a = sound_read(scratch_path(one)), b = sound_read(scratch_path(other));
	const size_t edge = a.rate / 10;
	double largest = 0.0;
	cr_assert_eq(a.rate, b.rate);
	cr_assert(a.frames > 3 * edge && b.frames + 2 > a.frames, "%zu and %zu frames", a.frames, b.frames);
	for (size_t i = edge; i + edge < a.frames; i++)
		largest = fmax(largest, fabs(a.samples[i] - b.samples[i]));
	sound_release(&a);
	sound_release(&b);
	return 20.0 * log10(largest);
}

/* Writes the command that converts the file of the session, "mix.wav", into "peer.wav". */
typedef void write_command(const char *folder, unsigned rate, char *command, size_t room);

static void compare_with(const char *encoding, write_command *write, double limit_dbfs)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char yaml[2048], command[2048];
		snprintf(yaml, sizeof yaml, TONES, pairs[i][0], encoding, pairs[i][1]);
		rate_render(rate_recipe("tones", yaml), no_options);
		write(scratch_path("out"), pairs[i][1], command, sizeof command);
		cr_assert_eq(system(command), 0, "%s", command);
		const double off = difference_dbfs("out/other.wav", "out/peer.wav");
		cr_expect_leq(off, limit_dbfs, "%u to %u: %g dBFS", pairs[i][0], pairs[i][1], off);
	}
}

static void write_sox(const char *folder, unsigned rate, char *command, size_t room)
{
	snprintf(command, room, "sox -R -D '%s/mix.wav' '%s/peer.wav' rate -v %u", folder, folder, rate);
}

/* SoX counts samples in 32 bits. */
Test(rates, sox_converts_alike)
{
	if (system("command -v sox >/dev/null 2>&1") != 0)
		cr_skip_test("'sox' is not installed: nothing to compare with");
	compare_with("pcm32", write_sox, -150.0);
}

static void write_ffmpeg(const char *folder, unsigned rate, char *command, size_t room)
{
	snprintf(command, room,
		 "ffmpeg -loglevel error -y -i '%s/mix.wav' -af aresample=%u:resampler=soxr:precision=28:osf=dbl "
		 "-c:a pcm_f64le '%s/peer.wav'",
		 folder, rate, folder);
}

Test(rates, ffmpeg_converts_alike)
{
	if (system("ffmpeg -hide_banner -buildconf 2>/dev/null | grep -q enable-libsoxr") != 0)
		cr_skip_test("'ffmpeg' has no soxr here");
	compare_with("float64", write_ffmpeg, -170.0);
}
