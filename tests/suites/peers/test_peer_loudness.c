/* Compares `stemprint loudness` with libebur128 and FFmpeg on the signals of the EBU.
   SPDX-License-Identifier: GPL-3.0-or-later

   The signals are those of Tech 3341 and 3342 that can be made, tones like those of ITU-R BS.2217, and noise. */
#include "io/scratch.h"
#include "suites/peers/peer.h"
#include "support/plain_range.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <jansson.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, CHANNELS = 6, STRETCHES = 5, FILES_MAXIMUM = 64 };

TestSuite(peer_loudness, .init = peer_begin, .fini = peer_end, .timeout = 300);

struct stretch {
	double dbfs, seconds;
};

/* The tones are 1 kHz at several levels, on both channels. */
static const struct steps {
	const char *name;
	struct stretch stretches[STRETCHES];
} steps[] = {
	{ "3341-01", { { -23, 20 } } },
	{ "3341-02", { { -33, 20 } } },
	{ "3341-03", { { -36, 10 }, { -23, 60 }, { -36, 10 } } },
	{ "3341-04", { { -72, 10 }, { -36, 10 }, { -23, 60 }, { -36, 10 }, { -72, 10 } } },
	{ "3341-05", { { -26, 20 }, { -20, 20.1 }, { -26, 20 } } },
	{ "3341-09", { { -20, 1.34 }, { -30, 1.66 }, { -20, 1.34 }, { -30, 1.66 } } },
	{ "3341-10", { { -200, 0.75 }, { -23, 3 }, { -200, 1 } } },
	{ "3341-12", { { -20, 0.18 }, { -30, 0.22 }, { -20, 0.18 }, { -30, 0.22 }, { -20, 0.18 } } },
	{ "3341-13", { { -200, 0.18 }, { -23, 0.4 }, { -200, 1 } } },
	{ "3342-01", { { -20, 20 }, { -30, 20 } } },
	{ "3342-02", { { -20, 20 }, { -15, 20 } } },
	{ "3342-03", { { -40, 20 }, { -20, 20 } } },
	{ "3342-04", { { -50, 20 }, { -35, 20 }, { -20, 20 }, { -35, 20 }, { -50, 20 } } },
};

/* The peaks of these tones lie between their samples. */
static const struct {
	const char *name;
	double divisor, amplitude, degrees;
} tones[] = {
	{ "3341-15", 4, 0.50118723, 0 },
	{ "3341-16", 4, 0.50118723, 45 },
	{ "3341-17", 6, 0.50118723, 60 },
	{ "3341-18", 8, 0.50118723, 67.5 },
};

static const double tested_hertz[] = { 25, 100, 500, 1000, 2000, 10000 };

struct files {
	char paths[FILES_MAXIMUM][512];
	size_t count;
};

static struct sound sound_new(unsigned channels, double seconds)
{
	size_t frames = (size_t)llround(seconds * RATE);
	struct sound sound = { calloc(frames * channels, sizeof(double)), frames, channels, RATE };
	cr_assert_not_null(sound.samples);
	return sound;
}

/* Writes the sound, and releases it. */
static void put(struct files *files, const char *name, struct sound sound)
{
	cr_assert_lt(files->count, FILES_MAXIMUM);
	snprintf(files->paths[files->count], sizeof files->paths[0], "%s.wav", scratch_path(name));
	int wave = sound.channels > 2 ? SF_FORMAT_WAVEX : SF_FORMAT_WAV;
	sound_write(files->paths[files->count++], &sound, wave | SF_FORMAT_PCM_24);
	sound_release(&sound);
}

static struct sound stepped(const struct stretch *stretches)
{
	double seconds = 0.0;
	for (size_t s = 0; s < STRETCHES; s++)
		seconds += stretches[s].seconds;
	struct sound sound = sound_new(2, seconds);
	size_t at = 0;
	for (size_t s = 0; s < STRETCHES; s++)
		for (size_t end = at + (size_t)llround(stretches[s].seconds * RATE); at < end && at < sound.frames;
		     at++)
			sound.samples[2 * at] = sound.samples[2 * at + 1] =
				pow(10.0, stretches[s].dbfs / 20.0) * sin(2.0 * M_PI * 1000.0 * (double)at / RATE);
	return sound;
}

static struct sound tone(double turns_a_frame, double amplitude, double degrees)
{
	struct sound sound = sound_new(2, 3.2);
	for (size_t i = 0; i < sound.frames; i++) {
		double edge = (double)(i < sound.frames / 2 ? i : sound.frames - 1 - i) / (0.1 * RATE);
		sound.samples[2 * i] = sound.samples[2 * i + 1] =
			fmin(1.0, edge) * amplitude *
			sin(2.0 * M_PI * turns_a_frame * (double)i + degrees * M_PI / 180.0);
	}
	return sound;
}

/* Case 6 has -28 dBFS left and right, -24 in the centre and -30 in the surrounds, as 5.1. */
static struct sound surround(void)
{
	static const double levels[CHANNELS] = { -28, -28, -24, -200, -30, -30 };
	struct sound sound = sound_new(CHANNELS, 20);
	for (size_t i = 0; i < sound.frames; i++)
		for (size_t channel = 0; channel < CHANNELS; channel++)
			sound.samples[CHANNELS * i + channel] =
				pow(10.0, levels[channel] / 20.0) * sin(2.0 * M_PI * 1000.0 * (double)i / RATE);
	return sound;
}

static void make(struct files *files)
{
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		put(files, steps[i].name, stepped(steps[i].stretches));
	for (size_t i = 0; i < sizeof tones / sizeof *tones; i++)
		put(files, tones[i].name, tone(1.0 / tones[i].divisor, tones[i].amplitude, tones[i].degrees));
	put(files, "3341-06", surround());
	for (size_t i = 0; i < sizeof tested_hertz / sizeof *tested_hertz; i++) {
		char name[32];
		snprintf(name, sizeof name, "2217-%.0f", tested_hertz[i]);
		put(files, name, tone(tested_hertz[i] / RATE, 0.25, 0));
	}
	put(files, "noise", sound_noise(5, 2, 10 * (size_t)RATE, 0.5));
}

struct reading {
	double integrated, range, true_peak;
};

static void by_stemprint(const struct files *files, struct reading *readings)
{
	const char *arguments[FILES_MAXIMUM + 4] = { "loudness", "--json", "-" };
	for (size_t i = 0; i < files->count; i++)
		arguments[3 + i] = files->paths[i];
	struct program_run run = program_expect(0, arguments);
	json_t *json = json_loads(run.out, 0, NULL);
	cr_assert_not_null(json);
	for (size_t i = 0; i < files->count; i++) {
		json_t *file = json_array_get(json_object_get(json, "files"), i);
		json_t *loudness = json_object_get(file, "loudness");
		readings[i] = (struct reading){ json_number_value(json_object_get(loudness, "integrated")),
						json_number_value(json_object_get(loudness, "range")),
						json_number_value(json_object_get(loudness, "true_peak_bs1770")) };
	}
	json_decref(json);
	program_release(&run);
}

static struct reading by_library(const char *path)
{
	struct sound sound = sound_read(path);
	struct reading reading;
	double most = 0.0;
	ebur128_state *state =
		ebur128_init(sound.channels, sound.rate, EBUR128_MODE_I | EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK);
	if (sound.channels == CHANNELS) {
		static const int map[CHANNELS] = { EBUR128_LEFT,   EBUR128_RIGHT,         EBUR128_CENTER,
						   EBUR128_UNUSED, EBUR128_LEFT_SURROUND, EBUR128_RIGHT_SURROUND };
		for (unsigned channel = 0; channel < CHANNELS; channel++)
			ebur128_set_channel(state, channel, map[channel]);
	}
	static struct plain_range range;
	const size_t whole = sound.frames / (sound.rate / 10) * (sound.rate / 10);
	range.count = 0;
	plain_range_add(&range, state, sound.samples, sound.frames);
	cr_assert(ebur128_add_frames_double(state, sound.samples + whole * sound.channels, sound.frames - whole) ==
		  EBUR128_SUCCESS);
	reading.range = range.count == 0 ? (double)NAN : plain_range_read(&range);
	ebur128_loudness_global(state, &reading.integrated);
	for (unsigned channel = 0; channel < sound.channels; channel++) {
		double peak;
		ebur128_true_peak(state, channel, &peak);
		most = fmax(most, peak);
	}
	reading.true_peak = 20.0 * log10(most);
	ebur128_destroy(&state);
	sound_release(&sound);
	return reading;
}

/* The JSON has two decimals. */
static const double written = 0.005;

Test(peer_loudness, libebur128_reads_the_same)
{
	static struct files files;
	struct reading readings[FILES_MAXIMUM];
	make(&files);
	by_stemprint(&files, readings);
	for (size_t i = 0; i < files.count; i++) {
		struct reading plain = by_library(files.paths[i]);
		cr_expect(fabs(readings[i].integrated - plain.integrated) <= written + 1e-6, "%s: %.2f, %.4f",
			  files.paths[i], readings[i].integrated, plain.integrated);
		cr_expect(fabs(readings[i].true_peak - plain.true_peak) <= written + 1e-6, "%s: %.2f, %.4f",
			  files.paths[i], readings[i].true_peak, plain.true_peak);
		if (strstr(files.paths[i], "3342") || strstr(files.paths[i], "noise"))
			cr_expect(fabs(readings[i].range - plain.range) <= 0.05, "%s: %.2f, %.4f", files.paths[i],
				  readings[i].range, plain.range);
	}
}

/* Returns the last value of a key that FFmpeg attaches to frames, with three decimals. */
static double last_of(const char *text, const char *key)
{
	double value = (double)NAN;
	for (const char *at = text; (at = strstr(at, key)); at += strlen(key))
		value = strtod(at + strlen(key), NULL);
	return value;
}

/* Returns the largest value over channels and frames. It is linear, with three decimals. */
static double largest_peak(const char *text)
{
	static const char key[] = "lavfi.r128.true_peaks_ch";
	double value = 0.0;
	for (const char *at = text; (at = strstr(at, key)); at += sizeof key)
		value = fmax(value, strtod(strchr(at, '=') + 1, NULL));
	return value;
}

static char *run_ffmpeg(const char *path)
{
	enum { CAPACITY = 1 << 24 };
	char command[1024], *text = malloc(CAPACITY);
	snprintf(command, sizeof command,
		 "ffmpeg -hide_banner -nostdin -loglevel error -i '%s' -af "
		 "ebur128=peak=true:metadata=1,ametadata=print:file=- -f null - 2>/dev/null",
		 path);
	FILE *pipe = popen(command, "r");
	cr_assert(text && pipe);
	size_t length = fread(text, 1, CAPACITY - 1, pipe);
	text[length] = '\0';
	pclose(pipe);
	return text;
}

Test(peer_loudness, ffmpeg_reads_the_same)
{
	static struct files files;
	struct reading readings[FILES_MAXIMUM];
	peer_need(FFMPEG);
	make(&files);
	by_stemprint(&files, readings);
	for (size_t i = 0; i < files.count; i++) {
		char *text = run_ffmpeg(files.paths[i]);
		double integrated = last_of(text, "lavfi.r128.I=");
		double peak = largest_peak(text), ours = pow(10.0, readings[i].true_peak / 20.0);
		cr_expect(fabs(readings[i].integrated - integrated) <= 0.05, "%s: %.2f, %.4f", files.paths[i],
			  readings[i].integrated, integrated);
		if (strstr(files.paths[i], "3342"))
			cr_expect(fabs(readings[i].range - last_of(text, "lavfi.r128.LRA=")) <= 0.1, "%s: %.2f, %.4f",
				  files.paths[i], readings[i].range, last_of(text, "lavfi.r128.LRA="));
		/* In white noise, the resampler of FFmpeg passes more sound near half the rate than libebur128. */
		if (!strstr(files.paths[i], "noise"))
			cr_expect(fabs(ours - peak) <= 0.0005 + ours * (pow(10.0, 0.05 / 20.0) - 1.0), "%s: %.4f, %.4f",
				  files.paths[i], ours, peak);
		free(text);
	}
}

/* Returns the gain of the filter of BS.1770-5, table 1 and 2, at 48 kHz for a frequency, in dB. */
static double k_weighting_db(double hertz)
{
	static const double stages[2][6] = {
		{ 1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585 },
		{ 1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621 },
	};
	double power = 1.0;
	for (size_t s = 0; s < 2; s++)
		for (size_t part = 0; part < 2; part++) {
			const double *c = stages[s] + 3 * part;
			double w = 2.0 * M_PI * hertz / RATE;
			double real = c[0] + c[1] * cos(w) + c[2] * cos(2.0 * w);
			double imaginary = c[1] * sin(w) + c[2] * sin(2.0 * w);
			power *= pow(real * real + imaginary * imaginary, part == 0 ? 1.0 : -1.0);
		}
	return 10.0 * log10(power);
}

/* ITU-R BS.2217 requires 0.1 LU. */
Test(peer_loudness, tones_read_as_the_filter_weighs_them)
{
	for (size_t i = 0; i < sizeof tested_hertz / sizeof *tested_hertz; i++) {
		static struct files files;
		struct reading reading;
		files.count = 0;
		struct sound sound = sound_new(2, 5);
		for (size_t k = 0; k < 2 * sound.frames; k++)
			sound.samples[k] = 0.1 * sin(2.0 * M_PI * tested_hertz[i] * (double)(k / 2) / RATE);
		put(&files, "tone", sound);
		by_stemprint(&files, &reading);
		double expected = -0.691 + 10.0 * log10(2.0 * 0.5 * 0.01) + k_weighting_db(tested_hertz[i]);
		cr_expect(fabs(reading.integrated - expected) <= 0.1, "%.0f Hz: %.2f, not %.2f", tested_hertz[i],
			  reading.integrated, expected);
	}
}

/* The file calls its four channels L R C LFE, and the tone is on the last one, which does not count. In WAVE order it
 * would be a surround. */
Test(peer_loudness, a_file_says_whose_channels_they_are)
{
	int map[] = { SF_CHANNEL_MAP_LEFT, SF_CHANNEL_MAP_RIGHT, SF_CHANNEL_MAP_CENTER, SF_CHANNEL_MAP_LFE };
	SF_INFO info = { .samplerate = RATE, .channels = 4, .format = SF_FORMAT_WAVEX | SF_FORMAT_PCM_24 };
	const char *path = scratch_path("lfe.wav");
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	cr_assert_not_null(file);
	cr_assert(sf_command(file, SFC_SET_CHANNEL_MAP_INFO, map, sizeof map) == SF_TRUE);
	for (int i = 0; i < RATE; i++) {
		double frame[4] = { 0.0, 0.0, 0.0, 0.25 * sin(0.13 * i) };
		cr_assert(sf_writef_double(file, frame, 1) == 1);
	}
	sf_close(file);
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--json", "-", path));
	cr_expect(strstr(run.out, "\"LFE\"") && strstr(run.out, "\"integrated\": null"), "%s", run.out);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("loudness", "--channels", "L,R,Ls,Rs", path));
	cr_expect(strstr(run.out, "channels  lfe.wav: L R Ls Rs") && strstr(run.out, "-13."), "%s", run.out);
	program_release(&run);
}
