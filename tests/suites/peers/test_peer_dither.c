/* Compares shaped noise with a second implementation.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RATE = 44100, FRAMES = 40 * RATE, LAGS = 8 };

static void render(void)
{
	static const char recipe[] = "version: 1\nsession: { sample_rate: 44100, tail: none }\ntracks: { a: { source: "
				     "in.wav, pan_law: 0 dB } }\n"
				     "outputs: { master: {} }\nprint:\n  directory: out\n  mixes:\n"
				     "    mix: { format: { encoding: pcm16, dither: lipshitz-5 } }\n";
	scratch_write(scratch_path("dither.yaml"), recipe, strlen(recipe));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("dither.yaml")));
	program_release(&run);
}

/* Returns the autocorrelation of the error of one channel in squared steps. */
static double autocorrelation(const struct sound *printed, const struct sound *source, size_t lag)
{
	double sum = 0.0;
	for (size_t i = lag; i < FRAMES; i++) {
		const double now = printed->samples[i * printed->channels] - source->samples[i * source->channels];
		const double then =
			printed->samples[(i - lag) * printed->channels] - source->samples[(i - lag) * source->channels];
		sum += now * then;
	}
	return sum * 0x1p30 / FRAMES;
}

/* SoX shapes by the same weights, which it calls "lipshitz". In 40 s chance moves the power by 0.3 %. */
Test(peer_dither, spectrum_of_lipshitz_with_sox)
{
	peer_need(SOX);
	peer_begin();
	struct sound source = sound_noise(3, 2, FRAMES, 0.25);
	source.rate = RATE;
	peer_source(&source);
	render();
	peer_sox_run((const char *const[]){ "-R", scratch_path("in.wav"), "-b", "16", scratch_path("sox.wav"), "dither",
					    "-f", "lipshitz", NULL });
	struct sound ours = sound_read(scratch_path("out/mix.wav")), theirs = sound_read(scratch_path("sox.wav"));
	const double power = autocorrelation(&theirs, &source, 0);
	cr_expect_gt(power, 3.0, "SoX shapes nothing");
	for (size_t lag = 0; lag <= LAGS; lag++) {
		const double one = autocorrelation(&ours, &source, lag), other = autocorrelation(&theirs, &source, lag);
		cr_log_info("lag %zu: %.4f and %.4f squared steps", lag, one, other);
		cr_expect_leq(fabs(one - other), 0.02 * power, "lag %zu: %g and %g", lag, one, other);
	}
	sound_release(&source);
	sound_release(&ours);
	sound_release(&theirs);
	peer_end();
}
