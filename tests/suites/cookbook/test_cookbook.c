/* Renders each recipe of the cookbook, and measures that it does what its comment says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "suites/cookbook/cooked.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COOKBOOK STEMPRINT_ROOT "/recipes/cookbook/"

TestSuite(cookbook, .init = NULL, .fini = scratch_remove, .timeout = 120);

static const double bars = 4.0 * 60.0 / 104.0, silence = -120.0, pi = 3.14159265358979323846;

static void expect_between(double value, double low, double high, const char *what)
{
	cr_expect(value >= low && value <= high, "%s: %.2f is not between %g and %g", what, value, low, high);
}

/* Only what was sent into the plate rings on after the end of the session. */
static void reverb_aux(void)
{
	const double from = 2.0 * bars + 0.1, to = 2.0 * bars + 0.4;
	expect_between(cooked_file_rms_db("reverb-aux/stems/horns.wav", from, to), -60.0, -20.0,
		       "reverb of the saxophone");
	expect_between(cooked_file_rms_db("reverb-aux/stems/drums.wav", from, to), -90.0, -20.0, "reverb of the snare");
	expect_between(cooked_file_rms_db("reverb-aux/stems/bass.wav", from, to), -INFINITY, silence,
		       "the bass is dry");
}

static void drum_bus(void)
{
	const double before = cooked_file_rms_db("drum-bus/taps/kit.wav", 0.0, 2.0 * bars);
	expect_between(cooked_file_rms_db("drum-bus/taps/kit-on-the-bus.wav", 0.0, 2.0 * bars) - before, -3.0, -0.5,
		       "the kit on the bus");
	cr_expect_eq(cooked_stem_count("drum-bus"), 1);
}

/* Returns how much of the first click of the session is in a file: a sine of 1.5 kHz that falls in 30 ms. */
static double click_in(const char *file)
{
	struct sound sound = cooked_read(file);
	double product = 0.0, power = 0.0;
	for (size_t i = 0; i < sound.rate * 30 / 1000; i++) {
		const double t = (double)i / sound.rate, click = sin(2.0 * pi * 1500.0 * t) * pow(1.0 - t / 0.03, 3.0);
		product += click * sound.samples[i * sound.channels];
		power += click * click;
	}
	sound_release(&sound);
	return product / power;
}

/* The accent is 3 dB over the level of the click, and a mono track in the centre 3 dB under it. */
static void headphone_cues(void)
{
	expect_between(click_in("headphone-cues/drummer.wav"), 0.9 * pow(10.0, -12.0 / 20.0),
		       1.1 * pow(10.0, -12.0 / 20.0), "the click of the drummer");
	expect_between(click_in("headphone-cues/mix.wav"), -0.01, 0.01, "the click in the mix");
	expect_between(click_in("headphone-cues/singer.wav"), -0.01, 0.01, "the click of the singer");
	const double from = 2.0 * bars + 0.1, to = 2.0 * bars + 0.4;
	expect_between(cooked_file_rms_db("headphone-cues/singer.wav", from, to), -70.0, -20.0,
		       "the plate of the singer");
	expect_between(cooked_file_rms_db("headphone-cues/mix.wav", from, to), -INFINITY, silence,
		       "no plate in the mix");
}

static int by_level(const void *one, const void *other)
{
	const double *a = one, *b = other;
	return (*a > *b) - (*a < *b);
}

enum { BLOCKS = 90 };

/* Sorts the levels of the first 4.5 s, in blocks of 50 ms. */
static void sort_levels(const char *file, double levels[BLOCKS])
{
	struct sound sound = cooked_read(file);
	for (size_t i = 0; i < BLOCKS; i++)
		levels[i] = cooked_rms_db(&sound, 0.05 * (double)i, 0.05 * (double)(i + 1));
	qsort(levels, BLOCKS, sizeof *levels, by_level);
	sound_release(&sound);
}

static void parallel_compression(void)
{
	double dry[BLOCKS], both[BLOCKS];
	sort_levels("parallel-compression/taps/dry.wav", dry);
	sort_levels("parallel-compression/taps/both.wav", both);
	expect_between(both[BLOCKS / 20] - dry[BLOCKS / 20], 8.0, 16.0, "what is soft comes up");
	expect_between(both[BLOCKS - BLOCKS / 20] - dry[BLOCKS - BLOCKS / 20], 0.0, 3.0, "what is loud stays");
}

/* The send opens at the third beat, and its first echo comes a quarter note later. */
static void vocal_chain(void)
{
	struct sound echoes = cooked_read("vocal-chain/taps/echoes.wav");
	const double beat = bars / 4.0;
	expect_between(cooked_peak_db(&echoes, 0.0, 3.0 * beat - 0.001), -INFINITY, silence, "before the echoes");
	expect_between(cooked_rms_db(&echoes, 3.0 * beat, 4.0 * beat), -60.0, -20.0, "the first echo");
	expect_between(cooked_rms_db(&echoes, 4.0 * beat, 5.0 * beat) - cooked_rms_db(&echoes, 3.0 * beat, 4.0 * beat),
		       -14.0, -8.0, "the second echo, 30 % of the first, and darker");
	sound_release(&echoes);
}

/* Returns the level between two frequencies in the first half second of the first channel, by a sum over its series. */
static double band_db(const struct sound *sound, unsigned low, unsigned high)
{
	const size_t count = sound->rate / 2;
	double power = 0.0;
	cr_assert_leq(count, sound->frames);
	for (unsigned cycles = low / 2; cycles < high / 2; cycles++) {
		double real = 0.0, imaginary = 0.0;
		for (size_t i = 0; i < count; i++) {
			const double angle = 2.0 * pi * (double)(i * cycles % count) / (double)count;
			real += sound->samples[i * sound->channels] * cos(angle);
			imaginary += sound->samples[i * sound->channels] * sin(angle);
		}
		power += 2.0 * (real * real + imaginary * imaginary) / ((double)count * (double)count);
	}
	return 10.0 * log10(power);
}

static void bass_split(void)
{
	struct sound before = cooked_read("bass-split/taps/before.wav"),
		     after = cooked_read("bass-split/taps/after.wav"), sub = cooked_read("bass-split/taps/sub.wav");
	const double fundamentals = band_db(&after, 90, 390) - band_db(&before, 90, 390);
	const double overtones = band_db(&after, 420, 720) - band_db(&before, 420, 720);
	expect_between(overtones - fundamentals, 1.5, 8.0, "overtones of the bass");
	expect_between(band_db(&sub, 160, 200) - band_db(&before, 160, 200), -200.0, -40.0, "the sub ends at its edge");
	sound_release(&before);
	sound_release(&after);
	sound_release(&sub);
}

static void kick_ducks_bass(void)
{
	struct sound before = cooked_read("kick-ducks-bass/taps/before.wav"),
		     after = cooked_read("kick-ducks-bass/taps/after.wav");
	double least = 0.0, greatest = -INFINITY;
	cr_assert(before.frames == after.frames && before.channels == 1 && after.channels == 1);
	for (size_t i = 0; i < before.frames; i++)
		if (fabs(before.samples[i]) > 0.01) {
			const double gain = 20.0 * log10(after.samples[i] / before.samples[i]);
			least = fmin(least, gain);
			greatest = fmax(greatest, gain);
		}
	expect_between(least, -4.001, -3.5, "the bass under the kick");
	expect_between(greatest, -0.2, 0.001, "the bass between the kicks");
	sound_release(&before);
	sound_release(&after);
}

static double gain_of_music(double from, double to)
{
	return cooked_file_rms_db("voice-over-music/taps/music-after.wav", from, to) -
	       cooked_file_rms_db("voice-over-music/taps/music-before.wav", from, to);
}

static void voice_over_music(void)
{
	expect_between(gain_of_music(0.0, 2.9), -0.1, 0.1, "music before the voice");
	expect_between(gain_of_music(4.0, 5.5), -12.1, -11.0, "music under the voice");
	expect_between(gain_of_music(8.5, 9.0), -3.0, 0.1, "music after the voice");
}

/* The gate opens by each eighth note, and is closed before the next one. */
static void key_outside_the_mix(void)
{
	struct sound pad = cooked_read("key-outside-the-mix/stems/pad.wav");
	for (unsigned i = 0; i < 16; i++) {
		const double at = i * bars / 8.0;
		expect_between(cooked_rms_db(&pad, at + 0.24, at + 0.28) - cooked_rms_db(&pad, at + 0.01, at + 0.05),
			       -INFINITY, -30.0, "the pad between two clicks");
	}
	cr_expect_eq(cooked_stem_count("key-outside-the-mix"), 2, "the key has no stem");
	sound_release(&pad);
}

/* Returns the sides of a stereo file, in its first channel. */
static struct sound sides_of(const char *file)
{
	struct sound sound = cooked_read(file);
	cr_assert_eq(sound.channels, 2);
	for (size_t i = 0; i < sound.frames; i++)
		sound.samples[2 * i] = (sound.samples[2 * i] - sound.samples[2 * i + 1]) / 2.0;
	return sound;
}

static void mid_side_master(void)
{
	struct sound before = sides_of("mid-side-master/premaster.wav"), after = sides_of("mid-side-master/mix.wav");
	expect_between(band_db(&after, 40, 70) - band_db(&before, 40, 70), -40.0, -12.0, "what is deep in the sides");
	expect_between(band_db(&after, 300, 400) - band_db(&before, 300, 400), 3.5, 4.1, "the sides, 4 dB up");
	sound_release(&before);
	sound_release(&after);
	struct sound mix = cooked_read("mid-side-master/mix.wav");
	expect_between(cooked_peak_db(&mix, 0.0, 2.0 * bars), -12.0, -1.0, "the ceiling");
	sound_release(&mix);
}

static void effects_apart(void)
{
	const double from = 2.0 * bars + 0.1, to = 2.0 * bars + 0.4;
	expect_between(cooked_file_rms_db("effects-apart/stems/effects.wav", from, to), -60.0, -20.0, "the effects");
	expect_between(cooked_file_rms_db("effects-apart/stems/horns.wav", from, to), -INFINITY, silence, "dry horns");
	expect_between(cooked_file_rms_db("effects-apart/stems/drums.wav", from, to), -INFINITY, silence, "dry drums");
}

/* It comes after the one above: the mixes are the same. */
static void effects_with_sources(void)
{
	const double from = 2.0 * bars + 0.1, to = 2.0 * bars + 0.4;
	expect_between(cooked_file_rms_db("effects-with-sources/stems/horns.wav", from, to), -60.0, -20.0, "wet horns");
	expect_between(cooked_file_rms_db("effects-with-sources/stems/drums.wav", from, to), -90.0, -20.0, "wet drums");
	cr_expect_eq(cooked_stem_count("effects-with-sources"), 2);
	cr_expect_eq(sound_file_hash(scratch_path("effects-apart/mix.wav")),
		     sound_file_hash(scratch_path("effects-with-sources/mix.wav")), "labels change the mix");
}

/* Returns the level of a file less two others. */
static double rest_db(const char *whole, const char *one, const char *other)
{
	struct sound rest = cooked_read(whole), part = cooked_read(one);
	cooked_add(&rest, &part, -1.0);
	sound_release(&part);
	part = cooked_read(other);
	cooked_add(&rest, &part, -1.0);
	sound_release(&part);
	const double level = cooked_peak_db(&rest, 0.0, 1e6);
	sound_release(&rest);
	return level;
}

static void television(void)
{
	expect_between(rest_db("television/mix.wav", "television/instrumental.wav", "television/a-cappella.wav"),
		       -INFINITY, -125.0, "instrumental and a cappella are the mix");
	expect_between(rest_db("television/mix.wav", "television/tv.wav", "television/stems/lead.wav"), -INFINITY,
		       -125.0, "the TV mix lacks the lead");
}

static void mix_minus(void)
{
	struct sound none = cooked_read("mix-minus/programme.wav");
	memset(none.samples, 0, none.frames * none.channels * sizeof *none.samples);
	sound_write(scratch_path("mix-minus/none.wav"), &none, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&none);
	expect_between(rest_db("mix-minus/programme.wav", "mix-minus/to-berlin.wav", "mix-minus/stems/berlin.wav"),
		       -INFINITY, -125.0, "Berlin hears all but Berlin");
	expect_between(rest_db("mix-minus/programme.wav", "mix-minus/to-lisbon.wav", "mix-minus/stems/lisbon.wav"),
		       -INFINITY, -125.0, "Lisbon hears all but Lisbon");
}

static void game_loops(void)
{
	struct sound loop = cooked_read("game-loops/mix.wav"), calm = cooked_read("game-loops/regions/calm/mix.wav"),
		     fight = cooked_read("game-loops/regions/fight/mix.wav"),
		     beat = cooked_read("game-loops/stems/beat.wav");
	cr_expect_eq(loop.frames, 8 * 4 * 44100 / 2);
	cr_expect_eq(calm.frames, loop.frames / 2);
	cr_expect_eq(fight.frames, loop.frames / 2);
	const size_t half = calm.frames * calm.channels;
	for (size_t i = 0; i < half; i++)
		cr_assert(loop.samples[i] == calm.samples[i] && loop.samples[half + i] == fight.samples[i]);
	expect_between(cooked_rms_db(&beat, 0.0, 0.2), -70.0, -20.0, "the hall over the seam");
	expect_between(cooked_peak_db(&beat, 7.0, 8.0), -INFINITY, -INFINITY, "a layer that is silent");
	sound_release(&loop);
	sound_release(&calm);
	sound_release(&fight);
	sound_release(&beat);
}

static const struct cooking {
	const char *name;
	void (*claims)(void);
	const char *mix; /* which the stems add up to */
	int bits;
} cookings[] = {
	{ "reverb-aux", reverb_aux, "mix", 24 },
	{ "drum-bus", drum_bus, "mix", 24 },
	{ "headphone-cues", headphone_cues, "mix", 24 },
	{ "parallel-compression", parallel_compression, "mix", 24 },
	{ "vocal-chain", vocal_chain, "mix", 24 },
	{ "bass-split", bass_split, "mix", 24 },
	{ "kick-ducks-bass", kick_ducks_bass, "mix", 24 },
	{ "voice-over-music", voice_over_music, "mix", 24 },
	{ "key-outside-the-mix", key_outside_the_mix, "mix", 24 },
	{ "mid-side-master", mid_side_master, "mix", 24 },
	{ "effects-apart", effects_apart, "mix", 24 },
	{ "effects-with-sources", effects_with_sources, "mix", 24 },
	{ "television", television, "mix", 24 },
	{ "mix-minus", mix_minus, "programme", 24 },
	{ "game-loops", game_loops, "mix", 16 },
};
enum { COOKING_COUNT = sizeof cookings / sizeof *cookings };

Test(cookbook, recipes_do_what_they_say)
{
	scratch_make();
	for (size_t i = 0; i < COOKING_COUNT; i++) {
		char recipe[512];
		snprintf(recipe, sizeof recipe, COOKBOOK "%s.yaml", cookings[i].name);
		cooked_render(cookings[i].name, recipe, cookings[i].mix, cookings[i].bits);
		cookings[i].claims();
	}
}

/* The device is a wire of 10 ms that halves and inverts what it hears. */
static void play_through_the_device(void)
{
	struct sound sent = cooked_read("recipes/cookbook/hardware/saxophone-send.wav");
	const size_t late = sent.rate / 100;
	cr_assert_eq(sent.channels, 1);
	struct sound back = { calloc(sent.frames + late, sizeof *sent.samples), sent.frames + late, 1, sent.rate };
	cr_assert_not_null(back.samples);
	for (size_t i = 0; i < sent.frames; i++)
		back.samples[late + i] = -0.5 * sent.samples[i];
	sound_write(scratch_path("recipes/cookbook/hardware/saxophone-return.wav"), &back,
		    SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&sent);
	sound_release(&back);
}

/* Puts a recipe of the cookbook beside the fixtures, without the lines that hold `left_out`. */
static const char *recipe_without(const char *left_out, const char *name)
{
	const char *path = scratch_path(name);
	FILE *in = fopen(COOKBOOK "hardware.yaml", "rb"), *out = fopen(path, "wb");
	cr_assert(in && out);
	char line[512];
	while (fgets(line, sizeof line, in))
		if (!left_out || !strstr(line, left_out))
			fputs(line, out);
	fclose(in);
	cr_assert_eq(fclose(out), 0);
	return path;
}

Test(cookbook, what_comes_back_from_a_wire_is_what_went_out)
{
	scratch_make();
	cr_assert_eq(symlink(STEMPRINT_ROOT "/fixtures", scratch_path("fixtures")), 0);
	cr_assert(mkdir(scratch_path("recipes"), 0777) == 0 && mkdir(scratch_path("recipes/cookbook"), 0777) == 0);
	const char *recipe = recipe_without(NULL, "recipes/cookbook/hardware.yaml");
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--sends", recipe));
	program_release(&run);
	play_through_the_device();
	cooked_render("hardware", recipe, "mix", 24);
	cooked_render("wire", recipe_without("- hardware:", "recipes/cookbook/wire.yaml"), "mix", 24);
	struct sound horns = cooked_read("hardware/stems/horns.wav"), wire = cooked_read("wire/stems/horns.wav");
	cooked_add(&horns, &wire, -1.0);
	expect_between(cooked_peak_db(&horns, 0.0, 1e6), -INFINITY, -80.0, "what the device adds");
	sound_release(&horns);
	sound_release(&wire);
}

Test(cookbook, every_recipe_is_rendered_and_listed)
{
	size_t length;
	scratch_make();
	unsigned char *readme = scratch_read(COOKBOOK "README.md", &length);
	glob_t found;
	cr_assert_eq(glob(COOKBOOK "*.yaml", 0, NULL, &found), 0);
	cr_expect_eq(found.gl_pathc, COOKING_COUNT + 1, "the table above lacks a recipe");
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char link[128];
		const char *file = strrchr(found.gl_pathv[i], '/') + 1;
		snprintf(link, sizeof link, "(%s)", file);
		cr_expect(memmem(readme, length, link, strlen(link)), "README.md does not name %s", file);
	}
	globfree(&found);
	free(readme);
}
