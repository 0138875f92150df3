/* Tests clips through the whole program, against a plain reference that shares no code with it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/clips/clip_files.h"
#include "suites/clips/clip_reference.h"

#include "base/text.h"
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SESSION_FRAMES = 4 * NOISE_RATE, SHAPES = 10, CLIPS_MAXIMUM = 64, SESSIONS = 6 };

/* The elementary functions of the program and those of the C library may differ in the last bits. The filter that reads
   between frames has images at -160 dB. Up to a dozen clips of the tone sound at once. */
static const double sample_tolerance = 1e-14, tone_tolerance = 5e-8;

static const char *const shapes[SHAPES] = { "linear",           "equal-power",      "fast-start", "slow-start",
					    "fast-start-steep", "slow-start-steep", "s-curve",    "s-curve-steep",
					    "exponential",      "logarithmic" };
static const char *const modes[] = { "as-is", "mono", "left", "right", "swapped" };

static uint64_t state;

static void setup(void)
{
	scratch_make();
	clip_files_write();
	state = 1;
}

TestSuite(clips, .init = setup, .fini = scratch_remove, .timeout = 120);

static long below(long limit)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (long)((state >> 33) % (uint64_t)limit);
}

static void write_clip(struct text *yaml, const struct reference_clip *clip, const char *file, bool fades)
{
	text_append(yaml, "      - { file: %s.wav, at: %ld samples, from: %ld samples, to: %ld samples, mode: %s", file,
		    clip->start, clip->from, clip->to, clip->mode);
	if (clip->loop > 0)
		text_append(yaml, ", loop: %ld samples", clip->loop);
	text_append(yaml, ", reverse: %s, polarity: %s, mute: %s, rate: %.17g, gain: %.3f dB",
		    clip->reverse ? "yes" : "no", clip->inverted ? "inverted" : "normal", clip->mute ? "yes" : "no",
		    clip->rate, clip->gain_db);
	if (fades)
		text_append(yaml,
			    ", fade_in: { length: %ld samples, shape: %s }, fade_out: { length: %ld samples, shape: %s "
			    "}",
			    clip->fade_in, clip->fade_in_shape, clip->fade_out, clip->fade_out_shape);
	text_append(yaml, " }\n");
}

/* Draws the fades of a clip whose length is settled. */
static void draw_fades(struct reference_clip *clip)
{
	const long frames = reference_frames(clip);
	clip->fade_in = below(2) ? below(frames + 1) : 0;
	clip->fade_out = below(2) ? below(frames - clip->fade_in + 1) : 0;
	clip->fade_in_shape = shapes[below(SHAPES)];
	clip->fade_out_shape = shapes[below(SHAPES)];
}

static struct reference_clip draw_noise(const struct sound *stereo, const struct sound *mono)
{
	struct reference_clip clip = { .sound = below(3) ? stereo : mono, .rate = 1.0 };
	const long length = below(4) ? 1 + below(NOISE_FRAMES / 2) : 1 + below(50);
	clip.mode = modes[clip.sound == mono ? 0 : below(5)];
	clip.start = below(SESSION_FRAMES);
	clip.from = below(NOISE_FRAMES - length + 1);
	clip.to = clip.from + length;
	clip.loop = below(3) == 0 ? 1 + below(NOISE_FRAMES) : 0;
	clip.reverse = below(3) == 0;
	clip.inverted = below(3) == 0;
	clip.mute = below(8) == 0;
	clip.gain_db = (double)below(20000) / 1000.0 - 15.0;
	draw_fades(&clip);
	return clip;
}

static struct reference_clip draw_tone(void)
{
	static const double rates[] = { 1.0, 1.0, 0.5, 2.0, 1.25, 0.943874312681694, 1.498307, 0.25 };
	const long end = (long)TONE_FRAMES * NOISE_RATE / TONE_RATE, length = 100 + below(end / 2);
	struct reference_clip clip = { .mode = modes[below(5)], .rate = rates[below(8)] };
	clip.start = below(SESSION_FRAMES);
	clip.from = below(end - length);
	clip.to = clip.from + length;
	clip.reverse = below(3) == 0;
	clip.gain_db = (double)below(20000) / 1000.0 - 15.0;
	draw_fades(&clip);
	return clip;
}

/* Compares a print with what the reference has computed. Returns the greatest difference. */
static double compare(const char *file, const double *track, double tolerance)
{
	struct sound sound = sound_read(scratch_path(file));
	double worst = 0.0, peak = 0.0;
	cr_assert_eq(sound.frames, SESSION_FRAMES);
	cr_assert_eq(sound.channels, 2);
	for (size_t i = 0; i < 2 * SESSION_FRAMES; i++) {
		const double difference = fabs(sound.samples[i] - track[i]);
		cr_assert_leq(difference, tolerance, "%s: frame %zu is %.17g instead of %.17g", file, i / 2,
			      sound.samples[i], track[i]);
		worst = difference > worst ? difference : worst;
		peak = fabs(track[i]) > peak ? fabs(track[i]) : peak;
	}
	cr_assert_gt(peak, 0.01, "%s is silent", file);
	sound_release(&sound);
	return worst;
}

static void write_head(struct text *yaml)
{
	text_append(yaml, "version: 1\nsession: { sample_rate: 48 kHz, length: 4 s, tail: none }\ntracks:\n");
}

static void write_end(struct text *yaml, const char *folder, const char *taps)
{
	text_append(yaml,
		    "outputs: { o: {} }\nprint: { directory: %s, format: { encoding: float64 }, mixes: { mix: {} }, "
		    "taps: { %s } }\n",
		    folder, taps);
}

/* Draws a session of clips that are mixed, and computes its tracks. */
static void draw_session(struct text *yaml, const struct sound *stereo, const struct sound *mono, double *noise,
			 double *tone)
{
	text_append(yaml, "  noise:\n    channels: 2\n    clips:\n");
	for (long i = 0, count = 1 + below(40); i < count; i++) {
		const struct reference_clip clip = draw_noise(stereo, mono);
		write_clip(yaml, &clip, clip.sound == mono ? "mono" : "stereo", true);
		reference_add(&clip, noise, SESSION_FRAMES);
	}
	text_append(yaml, "      - { file: stereo.wav }\n");
	reference_add(&(struct reference_clip){ .sound = stereo, .mode = "as-is", .to = NOISE_FRAMES, .rate = 1.0 },
		      noise, SESSION_FRAMES);
	text_append(yaml, "  tone:\n    clips:\n      - { file: tone.wav }\n");
	reference_add(&(struct reference_clip){ .mode = "as-is",
						.to = (long)TONE_FRAMES * NOISE_RATE / TONE_RATE,
						.rate = 1.0 },
		      tone, SESSION_FRAMES);
	for (long i = 0, count = 1 + below(12); i < count; i++) {
		const struct reference_clip clip = draw_tone();
		write_clip(yaml, &clip, "tone", true);
		reference_add(&clip, tone, SESSION_FRAMES);
	}
}

Test(clips, sound_like_the_reference)
{
	struct sound stereo = sound_read(scratch_path("stereo.wav")), mono = sound_read(scratch_path("mono.wav"));
	double noise_worst = 0.0, tone_worst = 0.0;
	for (uint64_t session = 1; session <= SESSIONS; session++) {
		struct text yaml = { 0 };
		double *noise = calloc(2 * SESSION_FRAMES, sizeof *noise);
		double *tone = calloc(2 * SESSION_FRAMES, sizeof *tone);
		state = session;
		write_head(&yaml);
		draw_session(&yaml, &stereo, &mono, noise, tone);
		write_end(&yaml, "out", "noise: noise.input, tone: tone.input");
		clip_render("session.yaml", yaml.bytes, NULL, NULL);
		noise_worst = fmax(noise_worst, compare("out/taps/noise.wav", noise, sample_tolerance));
		tone_worst = fmax(tone_worst, compare("out/taps/tone.wav", tone, tone_tolerance));
		text_release(&yaml);
		free(noise);
		free(tone);
	}
	fprintf(stderr, "clips: %.1f dBFS off the reference, %.1f dBFS between frames\n", 20.0 * log10(noise_worst),
		20.0 * log10(tone_worst));
	sound_release(&stereo);
	sound_release(&mono);
}

/* Draws a track of clips that each overlap the one before, and computes it. */
static void draw_crossfades(struct text *yaml, const struct sound *stereo, const char *shape, double *track)
{
	struct reference_clip clips[CLIPS_MAXIMUM];
	long count = 0;
	for (long at = 0; at < SESSION_FRAMES && count < CLIPS_MAXIMUM; count++) {
		const long length = 2000 + below(20000);
		clips[count] = (struct reference_clip){ .sound = stereo,
							.mode = "as-is",
							.start = at,
							.from = below(NOISE_FRAMES - length),
							.loop = length,
							.rate = 1.0 };
		clips[count].to = clips[count].from + length;
		at += length - below(2) * below(1000);
	}
	for (long i = 0; i < count; i++) {
		write_clip(yaml, &clips[i], "stereo", false);
		clips[i].fade_in_shape = clips[i].fade_out_shape = shape;
		if (i == 0)
			continue;
		const long overlap = clips[i - 1].start + reference_frames(&clips[i - 1]) - clips[i].start;
		clips[i - 1].fade_out = clips[i].fade_in = overlap > 0 ? overlap : 0;
	}
	for (long i = 0; i < count; i++)
		reference_add(&clips[i], track, SESSION_FRAMES);
}

Test(clips, crossfade_with_every_shape)
{
	struct sound stereo = sound_read(scratch_path("stereo.wav"));
	for (size_t i = 0; i < SHAPES; i++) {
		struct text yaml = { 0 };
		double *track = calloc(2 * SESSION_FRAMES, sizeof *track);
		write_head(&yaml);
		text_append(&yaml, "  a:\n    overlap: crossfade\n    crossfade: %s\n    clips:\n", shapes[i]);
		draw_crossfades(&yaml, &stereo, shapes[i], track);
		write_end(&yaml, "out", "a: a.input");
		clip_render("crossfade.yaml", yaml.bytes, NULL, NULL);
		compare("out/taps/a.wav", track, sample_tolerance);
		text_release(&yaml);
		free(track);
	}
	sound_release(&stereo);
}

/* Two parts of one take that overlap are that take, if the crossfade's gains add up to 1. */
Test(clips, of_one_take_crossfade_without_a_trace)
{
	static const char *const summing[] = { "linear", "s-curve", "s-curve-steep" };
	struct sound stereo = sound_read(scratch_path("stereo.wav"));
	for (size_t i = 0; i < sizeof summing / sizeof *summing; i++) {
		char yaml[1024];
		snprintf(yaml, sizeof yaml,
			 "version: 1\nsession: { tail: none }\ntracks:\n  a:\n    overlap: crossfade\n    crossfade: "
			 "%s\n"
			 "    clips:\n      - { file: stereo.wav, to: 1 s }\n"
			 "      - { file: stereo.wav, at: 0.4 s, from: 0.4 s }\n"
			 "outputs: { o: {} }\nprint: { directory: out, format: { encoding: float64 } }\n",
			 summing[i]);
		clip_render("take.yaml", yaml, NULL, NULL);
		struct sound print = sound_read(scratch_path("out/o.wav"));
		cr_assert_eq(print.frames, stereo.frames);
		for (size_t k = 0; k < 2 * stereo.frames; k++)
			cr_assert_float_eq(print.samples[k], stereo.samples[k], 1e-16, "%s, frame %zu", summing[i],
					   k / 2);
		sound_release(&print);
	}
	sound_release(&stereo);
}

/* An impulse lands on one frame of every print, wherever it stands in its file and its clip. */
Test(clips, let_an_impulse_land_on_its_frame)
{
	for (int run = 0; run < 8; run++) {
		struct sound impulse = { calloc(NOISE_RATE, sizeof(double)), NOISE_RATE, 1, NOISE_RATE };
		const long frame = below(NOISE_RATE), from = below(frame + 1), at = below(NOISE_RATE);
		char yaml[1024];
		impulse.samples[frame] = 1.0;
		sound_write(scratch_path("impulse.wav"), &impulse, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
		sound_write(scratch_path("impulse.flac"), &impulse, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
		snprintf(yaml, sizeof yaml,
			 "version: 1\nsession: { length: 3 s, tail: none }\ntracks:\n"
			 "  a: { stem: a, clips: [{ file: impulse.wav, at: %ld samples, from: %ld samples }] }\n"
			 "  b: { stem: b, clips: [{ file: impulse.flac, at: %ld samples, to: %ld samples, reverse: yes "
			 "}] "
			 "}\noutputs: { o: {} }\nprint: { directory: out, format: { encoding: float64 }, mixes: { mix: "
			 "{} }, "
			 "stems: {}, taps: { a: a.input, b: b.input } }\n",
			 at, from, at, frame + 1);
		clip_render("impulse.yaml", yaml, NULL, NULL);
		static const char *const prints[] = { "out/mix.wav", "out/stems/a.wav", "out/taps/a.wav",
						      "out/stems/b.wav", "out/taps/b.wav" };
		for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
			struct sound print = sound_read(scratch_path(prints[i]));
			const long expected = i < 3 ? at + frame - from : at;
			for (long k = 0; k < (long)print.frames; k++) {
				const bool sounds = k == expected || (i == 0 && k == at);
				cr_assert_eq(print.samples[k * (long)print.channels] != 0.0, sounds, "%s, frame %ld",
					     prints[i], k);
			}
			sound_release(&print);
		}
		sound_release(&impulse);
	}
}
