/* Answers a send like hardware.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/hardware/loop.h"

#include "io/scratch.h"
#include "support/sound.h"

#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HALF = 100, RATE = 48000, DRY_FRAMES = 6 * RATE, FILTER_HALF = 64 };

static const double pi = 3.14159265358979323846;

/* The window of four terms by F. J. Harris, Proc. IEEE 66 (1978), with side lobes at -92 dB. */
static double window(double x)
{
	const double c = cos(pi * x);
	const double twice = 2.0 * c * c - 1.0, thrice = c * (4.0 * c * c - 3.0);
	return 0.35875 + 0.48829 * c + 0.14128 * twice + 0.01168 * thrice;
}

/* Fills weights[k + HALF - 1] for the frames k before and after a place: 1 - HALF to HALF. */
static void weigh(double rest, double *weights)
{
	for (int k = 1 - HALF; k <= HALF; k++) {
		const double distance = rest - k;
		const double sinc = rest == 0.0 ? (k == 0 ? 1.0 : 0.0) : sin(pi * distance) / (pi * distance);
		weights[k + HALF - 1] = sinc * window(distance / HALF);
	}
}

/* Reads a channel at a place between its frames. */
static double value_at(const struct sound *sound, unsigned channel, double place)
{
	static double weights[2 * HALF], weighed = -1.0;
	const double whole = floor(place), rest = place - whole;
	double sum = 0.0;
	if (rest != weighed)
		weigh(rest, weights);
	weighed = rest;
	for (int k = 1 - HALF; k <= HALF; k++) {
		const double at = whole + k;
		if (at >= 0.0 && at < (double)sound->frames)
			sum += sound->samples[(size_t)at * sound->channels + channel] * weights[k + HALF - 1];
	}
	return sum;
}

/* Makes noise with a normal distribution, by the sum of twelve even numbers. */
static double normal(uint64_t *state)
{
	double sum = -6.0;
	for (int i = 0; i < 12; i++) {
		*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		sum += (double)(*state >> 11) * 0x1p-53;
	}
	return sum;
}

void loop_answer(const struct loop *loop, const char *send, const char *answer)
{
	struct sound from = sound_read(scratch_path(send));
	struct sound to = { .channels = from.channels, .rate = from.rate };
	uint64_t state = 7;
	to.frames = from.frames + RATE / 2;
	to.samples = calloc(to.frames * to.channels, sizeof *to.samples);
	for (size_t i = 0; i < to.frames; i++)
		for (unsigned k = 0; k < to.channels; k++) {
			const double place = ((double)i - loop->late) / (1.0 + loop->ppm * 1e-6);
			to.samples[i * to.channels + k] = loop->gain * value_at(&from, k, place) +
							  loop->noise * normal(&state) + loop->constant +
							  loop->hum * sin(2.0 * pi * 50.0 * (double)i / RATE);
		}
	sound_write(scratch_path(answer), &to, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&from);
	sound_release(&to);
}

/* The filter is a sinc of 15 kHz under the same window. */
void loop_write_dry(void)
{
	struct sound white = sound_noise(5, 1, DRY_FRAMES, 0.5), dry = sound_noise(5, 1, DRY_FRAMES, 0.5);
	double taps[2 * FILTER_HALF + 1];
	for (int k = -FILTER_HALF; k <= FILTER_HALF; k++)
		taps[k + FILTER_HALF] =
			(k == 0 ? 0.625 : sin(0.625 * pi * k) / (pi * k)) * window((double)k / FILTER_HALF);
	for (size_t i = 0; i < DRY_FRAMES; i++) {
		double sum = 0.0;
		for (size_t k = 0; k <= (size_t)2 * FILTER_HALF; k++)
			if (i + k >= FILTER_HALF && i + k - FILTER_HALF < DRY_FRAMES)
				sum += taps[k] * white.samples[i + k - FILTER_HALF];
		const double end = fmin((double)i, (double)(DRY_FRAMES - i)) / 4800.0;
		dry.samples[i] = sum * fmin(1.0, end) * (0.6 + 0.4 * sin((double)i / 900.0));
	}
	sound_write(scratch_path("dry.wav"), &dry, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
	sound_release(&white);
	sound_release(&dry);
}

const char *loop_recipe(const char *parameters)
{
	static char path[512];
	char text[1024];
	snprintf(path, sizeof path, "%s", scratch_path("loop.yaml"));
	snprintf(text, sizeof text,
		 "version: 1\ntracks:\n  dry: { source: dry.wav, output: bus }\n"
		 "buses:\n  bus: { channels: 1, inserts: [ hardware: { send: send.wav, return: return.wav, %s } ] }\n"
		 "outputs:\n  master: { channels: 1 }\n"
		 "print: { directory: out, format: { encoding: float32 }, mixes: { mix: {} } }\n",
		 parameters);
	scratch_write(path, text, strlen(text));
	return path;
}
