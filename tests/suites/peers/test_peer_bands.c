/* Compares dynamics in bands with second implementations: FFmpeg's dynamic equaliser and Calf's multiband compressor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, FRAMES = 4 * RATE, SETTLED = 3 * RATE, CHANNELS = 2 };

#define PI 3.14159265358979323846

/* A tone on both sides: a mono track would pass the pan law. */
static void source_tone(double hertz, double level_db)
{
	struct sound sound = sound_noise(1, CHANNELS, FRAMES, 0.0);
	const double peak = pow(10.0, level_db / 20.0);
	for (size_t frame = 0; frame < sound.frames; frame++)
		for (size_t channel = 0; channel < CHANNELS; channel++)
			sound.samples[frame * CHANNELS + channel] =
				peak * sin(2.0 * PI * fmod((double)frame * hertz / RATE, 1.0));
	peer_source(&sound);
	sound_release(&sound);
}

/* Returns the level of the last second against `level_db`; releases the sound. */
static double gain_db(struct sound *sound, double level_db)
{
	double sum = 0.0;
	cr_assert_geq(sound->frames, FRAMES);
	for (size_t frame = SETTLED; frame < FRAMES; frame++) {
		const double sample = sound->samples[frame * sound->channels];
		sum += sample * sample;
	}
	sound_release(sound);
	return 10.0 * log10(2.0 * sum / (FRAMES - SETTLED)) - level_db;
}

/* Skips the test when FFmpeg does not run the filter: it is of another version, or a plugin is not installed. */
static void need_filter(const char *filter, const char *what)
{
	char command[1024];
	snprintf(command, sizeof command,
		 "ffmpeg -v quiet -f lavfi -i anullsrc=r=48000:cl=stereo -t 0.1 -af '%s' -f null - >/dev/null 2>&1",
		 filter);
	if (system(command) != 0)
		cr_skip_test("%s is not installed", what);
}

/* FFmpeg's band (5.1) hears peaks, and moves by 2 (1 - 1/ratio) dB for each dB over the threshold: twice as far as its
   ratio says. Where its tone is in the middle of the band, half of it is the static curve of ours, whose threshold for
   the mean square is 3.01 dB lower. */
Test(peer_bands, dynamic_eq_with_ffmpeg)
{
	static const double levels[] = { -40.0, -24.0, -18.0, -12.0, -6.0, 0.0 }, ratios[] = { 1.5, 3.0, 10.0 };
	peer_need(FFMPEG);
	need_filter("adynamicequalizer=mode=cut:range=200", "an FFmpeg whose adynamicequalizer is that of 5.1");
	peer_begin();
	double worst = 0.0;
	for (size_t ratio = 0; ratio < 3; ratio++)
		for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
			char ours[512], theirs[512];
			snprintf(ours, sizeof ours,
				 "dynamic-eq: { bands: [ { type: bell, freq: 1 kHz, q: 1, range: -24 dB, threshold: "
				 "-23.0103 dBFS, ratio: %g, knee: 0 dB, attack: 20 ms, release: 200 ms, rms_time: 50 "
				 "ms } ] }",
				 ratios[ratio]);
			snprintf(
				theirs, sizeof theirs,
				"adynamicequalizer=threshold=0.1:dfrequency=1000:dqfactor=1:tfrequency=1000:tqfactor=1:"
				"attack=20:release=200:ratio=%g:range=200:mode=cut",
				ratios[ratio]);
			source_tone(1000.0, levels[i]);
			struct sound one = peer_stemprint(ours, RATE), other = peer_ffmpeg(theirs);
			const double own = gain_db(&one, levels[i]), half = gain_db(&other, levels[i]) / 2.0;
			worst = fmax(worst, fabs(own - half));
			cr_expect_leq(fabs(own - half), 0.05, "%g:1, %g dBFS: %.3f and %.3f dB", ratios[ratio],
				      levels[i], own, half);
			if (levels[i] == 0.0)
				cr_expect_lt(own, -6.0, "%g:1 does nothing", ratios[ratio]);
		}
	cr_log_info("dynamic-eq and half of adynamicequalizer: %.3f dB", worst);
	peer_end();
}

#define CALF "lv2=p=http\\\\://calf.sourceforge.net/plugins/MultibandCompressor:c="

/* Appends the controls of the four bands: compressors of 4:1 over -20 dB, or none. */
static void write_calf(char *text, size_t capacity, bool compress)
{
	size_t length = (size_t)snprintf(text, capacity, CALF "mode=1");
	for (int band = 0; band < 4; band++)
		length += (size_t)snprintf(text + length, capacity - length,
					   "|bypass%d=%d|threshold%d=0.1|ratio%d=4|attack%d=100|release%d=100|knee%d=1|"
					   "detection%d=0|makeup%d=1",
					   band, compress ? 0 : 1, band, band, band, band, band, band, band);
	cr_assert_lt(length, capacity);
}

static void write_ours(char *text, size_t capacity, bool compress)
{
	static const char *const edges[] = { "to: 120 Hz", "to: 1 kHz", "to: 6 kHz", "" };
	static const char insert[] = "inserts: [ compressor: { threshold: -20 dB, ratio: 4, knee: 0 dB, attack: 100 "
				     "ms, release: 100 ms, detector: rms, rms_time: 100 ms } ]";
	size_t length = (size_t)snprintf(text, capacity, "split: { slope: 48 dB/oct, bands: [ ");
	for (size_t band = 0; band < 4; band++)
		length += (size_t)snprintf(text + length, capacity - length, "%s{ %s%s%s }", band > 0 ? ", " : "",
					   edges[band], compress && *edges[band] ? ", " : "", compress ? insert : "");
	length += (size_t)snprintf(text + length, capacity - length, " ] }");
	cr_assert_lt(length, capacity);
}

/* Both have crossovers of 48 dB an octave at 120 Hz, 1 kHz and 6 kHz, and hear the mean square. Calf's bands are not
   aligned in phase: at rest they add up to a hole at 1 kHz, whereas ours add up flat. So tones lie in the middle of the
   bands. */
Test(peer_bands, multiband_with_calf)
{
	static const double tones[] = { 40.0, 350.0, 2400.0, 12000.0 }, levels[] = { -30.0, -15.0, -12.0, -6.0, 0.0 };
	peer_need(FFMPEG);
	need_filter(CALF "mode=1", "an FFmpeg with LV2 and Calf's plugins");
	peer_begin();
	char ours[2048], theirs[2048];
	write_ours(ours, sizeof ours, true);
	write_calf(theirs, sizeof theirs, true);
	double worst = 0.0;
	for (size_t tone = 0; tone < 4; tone++)
		for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
			source_tone(tones[tone], levels[i]);
			struct sound one = peer_stemprint(ours, RATE), other = peer_ffmpeg(theirs);
			const double own = gain_db(&one, levels[i]), peer = gain_db(&other, levels[i]);
			worst = fmax(worst, fabs(own - peer));
			cr_expect_leq(fabs(own - peer), 0.1, "%g Hz, %g dBFS: %.3f and %.3f dB", tones[tone], levels[i],
				      own, peer);
			if (levels[i] == 0.0)
				cr_expect_lt(own, -10.0, "%g Hz: nothing happens", tones[tone]);
		}
	cr_log_info("multiband and Calf: %.3f dB", worst);
	peer_end();
}

/* At rest the sum is flat, at the crossovers too; the peer's holes are printed. */
Test(peer_bands, multiband_rests_flat)
{
	static const double tones[] = { 40.0, 120.0, 350.0, 1000.0, 2400.0, 6000.0, 12000.0 };
	peer_need(FFMPEG);
	need_filter(CALF "mode=1", "an FFmpeg with LV2 and Calf's plugins");
	peer_begin();
	char ours[2048], theirs[2048];
	write_ours(ours, sizeof ours, false);
	write_calf(theirs, sizeof theirs, false);
	for (size_t i = 0; i < sizeof tones / sizeof *tones; i++) {
		source_tone(tones[i], -20.0);
		struct sound one = peer_stemprint(ours, RATE), other = peer_ffmpeg(theirs);
		const double own = gain_db(&one, -20.0), peer = gain_db(&other, -20.0);
		cr_log_info("%7g Hz: %+.4f dB, Calf %+.4f dB", tones[i], own, peer);
		cr_expect_leq(fabs(own), 0.01, "%g Hz: %.4f dB", tones[i], own);
	}
	peer_end();
}
