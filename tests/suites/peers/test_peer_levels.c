/* Compares processors that follow the level, and meters, with second implementations.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { RATE = 48000, STEP = RATE, STEPS = 8 };

/* The levels of the steps, in dBFS. */
static double step_db(size_t step)
{
	return -52.0 + 7.0 * (double)step;
}

/* The signal is square waves of one second each, louder and louder: every detector of level agrees on a square. */
static void source_steps(void)
{
	struct sound sound = sound_noise(1, 1, (size_t)STEP * STEPS, 0.0);
	for (size_t frame = 0; frame < sound.frames; frame++) {
		const double magnitude = pow(10.0, step_db(frame / STEP) / 20.0);
		sound.samples[frame] = frame % 96 < 48 ? magnitude : -magnitude;
	}
	peer_source(&sound);
	sound_release(&sound);
}

/* Returns the level at the end of each step. */
static double level_db(const struct sound *sound, size_t step)
{
	return 20.0 * log10(fabs(sound->samples[((step + 1) * STEP - 10) * sound->channels]));
}

struct curve_row {
	const char *name, *inserts, *peer;
	double limit_db;
};

static void expect_curve(const char *program, const struct curve_row *row)
{
	source_steps();
	struct sound ours = peer_stemprint(row->inserts, RATE);
	struct sound theirs = strcmp(program, SOX) == 0 ? peer_sox(row->peer, RATE) : peer_ffmpeg(row->peer);
	double worst = 0.0, moved = 0.0;
	for (size_t step = 0; step < STEPS; step++) {
		const double own = level_db(&ours, step), other = level_db(&theirs, step);
		if (!(fabs(own - other) <= worst))
			worst = fabs(own - other);
		moved = fmax(moved, fabs(own - step_db(step)));
	}
	cr_log_info("%-24s %-7s %9.6f dB, limit %g (it changes up to %.2f dB)", row->name, program, worst,
		    row->limit_db, moved);
	cr_expect_leq(worst, row->limit_db, "%s: %s differs by %g dB", row->name, program, worst);
	cr_expect_gt(moved, 3.0, "%s does nothing", row->name);
	sound_release(&ours);
	sound_release(&theirs);
}

Test(peer_levels, curves_with_ffmpeg)
{
	static const struct curve_row rows[] = {
		{ "compressor 4:1",
		  "compressor: { threshold: -20 dB, ratio: 4, knee: 0 dB, attack: 1 ms, release: 20 ms }",
		  "acompressor=threshold=0.1:ratio=4:knee=1:attack=1:release=20:detection=peak", 0.01 },
		{ "compressor 12:1, rms",
		  "compressor: { threshold: -40 dB, ratio: 12, knee: 0 dB, attack: 1 ms, release: 20 ms, detector: rms "
		  "}",
		  "acompressor=threshold=0.01:ratio=12:knee=1:attack=1:release=20:detection=rms", 0.01 },
		{ "compressor, makeup, mix",
		  "compressor: { threshold: -30 dB, ratio: 3, knee: 0 dB, attack: 1 ms, release: 20 ms, makeup: 6 dB, "
		  "mix: 50 % }",
		  "acompressor=threshold=0.0316227766:ratio=3:knee=1:attack=1:release=20:detection=peak:makeup=1."
		  "99526231:mix=0.5",
		  0.01 },
		{ "expander 1:2",
		  "gate: { threshold: -20 dB, ratio: 2, range: 40 dB, hysteresis: 0 dB, hold: 0 ms, attack: 1 ms, "
		  "release: 20 ms }",
		  "agate=threshold=0.1:ratio=2:range=0.01:knee=1:attack=1:release=20:detection=peak", 0.01 },
	};
	peer_need(FFMPEG);
	peer_begin();
	for (size_t i = 0; i < LENGTH(rows); i++)
		expect_curve(FFMPEG, &rows[i]);
	peer_end();
}

Test(peer_levels, curves_with_sox)
{
	static const struct curve_row rows[] = {
		{ "compressor 4:1",
		  "compressor: { threshold: -20 dB, ratio: 4, knee: 0 dB, attack: 1 ms, release: 20 ms }",
		  "compand 0.001,0.02 0.001:-80,-80,-20,-20,0,-15", 0.01 },
		{ "limiting compressor",
		  "compressor: { threshold: -30 dB, ratio: inf, knee: 0 dB, attack: 1 ms, release: 20 ms }",
		  "compand 0.001,0.02 0.001:-80,-80,-30,-30,0,-30", 0.01 },
		{ "expander 1:2",
		  "gate: { threshold: -20 dB, ratio: 2, range: 80 dB, hysteresis: 0 dB, hold: 0 ms, attack: 1 ms, "
		  "release: 20 ms }",
		  "compand 0.001,0.02 0.001:-60,-100,-20,-20,0,0", 0.01 },
	};
	peer_need(SOX);
	peer_begin();
	for (size_t i = 0; i < LENGTH(rows); i++)
		expect_curve(SOX, &rows[i]);
	peer_end();
}

static const char *const fixtures[] = { "loops/garzul.flac", "loops/mika.flac", "loops/safari.flac",
					"big-band/alto-sax.wav", "big-band/hats.wav" };

static unsigned source_fixture(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/fixtures/%s", STEMPRINT_ROOT, name);
	struct sound sound = sound_read(path);
	const unsigned rate = sound.rate;
	peer_source(&sound);
	sound_release(&sound);
	return rate;
}

/* A gain pushes the signal into the limiter by 12 dB. The 4x meter of FFmpeg reads how high the true peaks get. */
Test(peer_levels, limited_true_peaks_by_ffmpeg)
{
	peer_need(FFMPEG);
	peer_begin();
	for (size_t i = 0; i < LENGTH(fixtures); i++) {
		struct sound mix =
			peer_stemprint("gain: 12 dB, limiter: { ceiling: -1 dBTP }", source_fixture(fixtures[i]));
		const double reading = 20.0 * log10(peer_ffmpeg_loudness("true_peak"));
		cr_log_info("%-22s %.3f dBTP, limit %g", fixtures[i], reading, -1.0 + 0.1);
		cr_expect_leq(reading, -1.0 + 0.1, "%s: %.3f dBTP", fixtures[i], reading);
		sound_release(&mix);
	}
	peer_end();
}

/* The figures of the report have two decimals, and the loudness gate of FFmpeg works in steps of 0.1 LU. */
Test(peer_levels, loudness_by_ffmpeg)
{
	peer_need(FFMPEG);
	peer_begin();
	for (size_t i = 0; i < LENGTH(fixtures); i++) {
		struct sound mix = peer_stemprint("", source_fixture(fixtures[i]));
		const double own = peer_stemprint_loudness("integrated"), other = peer_ffmpeg_loudness("I");
		const double own_peak = peer_stemprint_loudness("true_peak_bs1770");
		const double other_peak = 20.0 * log10(peer_ffmpeg_loudness("true_peak"));
		cr_log_info("%-22s %.2f and %.3f LUFS, limit 0.05 LU; %.2f and %.3f dBTP, limit 0.2 dB", fixtures[i],
			    own, other, own_peak, other_peak);
		cr_expect_float_eq(own, other, 0.05, "%s: %g, not %g LUFS", fixtures[i], own, other);
		cr_expect_float_eq(own_peak, other_peak, 0.2, "%s: %g, not %g dBTP", fixtures[i], own_peak, other_peak);
		sound_release(&mix);
	}
	peer_end();
}
