/* stemprint tests: our meter, a plain libebur128 meter and FFmpeg's own implementation read the same music.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/loudness_meter.h"
#include "support/plain_range.h"

#include <criterion/criterion.h>
#include <ebur128.h>
#include <glob.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_CAPACITY = 1024, COLUMNS_MAXIMUM = 8 };

struct music {
	size_t frames;
	size_t channels;
	unsigned long rate;
	double *interleaved;
	double *columns[COLUMNS_MAXIMUM];
};

static struct music music_read(const char *path)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	cr_assert(file && info.channels <= COLUMNS_MAXIMUM, "%s", path);
	struct music music = {
		(size_t)info.frames, (size_t)info.channels, (unsigned long)info.samplerate, NULL, { NULL }
	};
	music.interleaved = calloc(music.frames * music.channels, sizeof(double));
	cr_assert(music.interleaved && sf_readf_double(file, music.interleaved, info.frames) == info.frames);
	sf_close(file);
	for (size_t channel = 0; channel < music.channels; channel++) {
		music.columns[channel] = calloc(music.frames, sizeof(double));
		cr_assert(music.columns[channel]);
		for (size_t i = 0; i < music.frames; i++)
			music.columns[channel][i] = music.interleaved[i * music.channels + channel];
	}
	return music;
}

static void music_release(struct music *music)
{
	free(music->interleaved);
	for (size_t channel = 0; channel < music->channels; channel++)
		free(music->columns[channel]);
}

static struct loudness measure(const struct music *music)
{
	struct loudness_meter *meter;
	struct loudness loudness;
	cr_assert(loudness_meter_new(music->channels, (double)music->rate, &meter) == STATUS_OK);
	cr_assert(loudness_meter_add(meter, (const double *const *)music->columns, music->frames) == STATUS_OK);
	cr_assert(loudness_meter_read(meter, &loudness) == STATUS_OK);
	loudness_meter_free(meter);
	return loudness;
}

static void expect_plain(const struct music *music, const struct loudness *ours, const char *path)
{
	ebur128_state *state =
		ebur128_init((unsigned)music->channels, music->rate, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
	static struct plain_range readings;
	cr_assert(state);
	cr_assert(ebur128_add_frames_double(state, music->interleaved, music->frames) == EBUR128_SUCCESS);
	double integrated, range, true_peak = 0.0;
	ebur128_loudness_global(state, &integrated);
	for (unsigned channel = 0; channel < music->channels; channel++) {
		double peak;
		ebur128_true_peak(state, channel, &peak);
		true_peak = fmax(true_peak, peak);
	}
	ebur128_destroy(&state);
	state = ebur128_init((unsigned)music->channels, music->rate, EBUR128_MODE_S);
	readings.count = 0;
	plain_range_add(&readings, state, music->interleaved, music->frames);
	ebur128_destroy(&state);
	range = plain_range_read(&readings);
	cr_expect(fabs(ours->integrated_lufs - integrated) <= 1e-9, "%s", path);
	cr_expect(fabs(ours->range_lu - range) <= 0.02, "%s", path);
	cr_expect(fabs(ours->bs1770_peak_dbtp - 20.0 * log10(true_peak)) <= 1e-9, "%s", path);
}

static glob_t fixtures_find(void)
{
	glob_t found;
	cr_assert(glob(STEMPRINT_ROOT "/fixtures/*/*.[wf][al]*", 0, NULL, &found) == 0, "fixtures are missing");
	return found;
}

Test(fixtures, read_like_the_plain_meter)
{
	glob_t found = fixtures_find();
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct music music = music_read(found.gl_pathv[i]);
		struct loudness ours = measure(&music);
		expect_plain(&music, &ours, found.gl_pathv[i]);
		music_release(&music);
	}
	globfree(&found);
}

static bool ffmpeg_is_there(void)
{
	return system("ffmpeg -hide_banner -version >/dev/null 2>&1") == 0;
}

/* The last line of each kind counts, since the summary comes last. */
static struct loudness ffmpeg_reading(const char *path)
{
	char line[LINE_CAPACITY];
	struct loudness loudness = loudness_absent(0.0);
	snprintf(line, sizeof line,
		 "ffmpeg -hide_banner -nostdin -nostats -i '%s' -af ebur128=peak=true:framelog=verbose -f null - 2>&1",
		 path);
	FILE *pipe = popen(line, "r");
	cr_assert(pipe);
	while (fgets(line, sizeof line, pipe)) {
		const char *words = line + strspn(line, " ");
		if (strncmp(words, "I:", 2) == 0)
			loudness.integrated_lufs = strtod(words + 2, NULL);
		else if (strncmp(words, "LRA:", 4) == 0)
			loudness.range_lu = strtod(words + 4, NULL);
		else if (strncmp(words, "Peak:", 5) == 0)
			loudness.true_peak_dbtp = strtod(words + 5, NULL);
	}
	pclose(pipe);
	return loudness;
}

/* FFmpeg prints one decimal, so the limit is 0.05 of agreement and 0.05 of rounding. It has another interpolator, and a
   4x meter reads up to 0.169 dB too low at a quarter of the rate. Its range
   counts windows of the first 3 s that are not full yet: over 12 s that matters, so ranges are not compared. */
Test(fixtures, read_like_ffmpeg)
{
	if (!ffmpeg_is_there())
		cr_skip("ffmpeg is not installed");
	glob_t found = fixtures_find();
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		struct music music = music_read(path);
		struct loudness ours = measure(&music);
		struct loudness theirs = ffmpeg_reading(path);
		cr_expect(fabs(ours.integrated_lufs - theirs.integrated_lufs) <= 0.1, "%s: %.3f, FFmpeg %.1f", path,
			  ours.integrated_lufs, theirs.integrated_lufs);
		cr_expect(fabs(ours.bs1770_peak_dbtp - theirs.true_peak_dbtp) <= 0.2, "%s: %.3f, FFmpeg %.1f", path,
			  ours.bs1770_peak_dbtp, theirs.true_peak_dbtp);
		music_release(&music);
	}
	globfree(&found);
}
