/* Makes the inputs of the rows that claim what a parameter does.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/claim_stimulus.h"

#include "support/processor_harness.h"

#include <math.h>

static double sine(size_t frame, double frequency, double level_db)
{
	return pow(10.0, level_db / 20.0) * sin(2.0 * 3.14159265358979323846 * frequency * (double)frame / CLAIM_RATE);
}

static double white(size_t frame, size_t stream)
{
	uint64_t state = frame * 16 + stream;
	return 0.25 * harness_noise(&state);
}

static double step(size_t frame)
{
	const bool loud = frame >= CLAIM_RATE / 5 && frame < CLAIM_RATE / 2;
	return sine(frame, 1000.0, loud ? -6.0 : -40.0);
}

static double stroke(size_t frame)
{
	const double since = (double)(frame % (CLAIM_RATE / 4)) / CLAIM_RATE;
	return 2.0 * white(frame, 0) * pow(10.0, -3.0 * since / 0.2);
}

/* The noise is a difference of neighbours, so that little of it lies under 5 kHz. */
static double hiss(size_t frame)
{
	return white(frame, 0) - 2.0 * white(frame + 1, 0) + white(frame + 2, 0);
}

static double esses(size_t frame)
{
	const bool sharp = frame >= 3 * CLAIM_RATE / 10 && frame < 6 * CLAIM_RATE / 10;
	return sine(frame, 300.0, -12.0) + (sharp ? 0.4 * hiss(frame) : 0.0);
}

static double clicks(size_t frame)
{
	const size_t since = frame % (CLAIM_RATE / 10);
	const bool damaged = frame >= CLAIM_RATE / 10 && since < 12;
	return sine(frame, 300.0, -12.0) + 0.001 * white(frame, 0) + (damaged ? 0.25 * white(frame, 1) : 0.0);
}

static double sample_of(enum stimulus stimulus, size_t channel, size_t frame)
{
	switch (stimulus) {
	case IMPULSE:
		return frame == 100 ? 1.0 : 0.0;
	case NOISE:
		return white(frame, channel);
	case MONO_NOISE:
		return white(frame, 0);
	case LEFT_NOISE:
		return channel == 0 ? white(frame, 0) : 0.0;
	case TONE:
		return sine(frame, 1000.0, -6.0);
	case LOW_TONE:
		return sine(frame, 100.0, -6.0);
	case QUARTER_TONE: /* the samples 1, 1, -1, -1 are a sine of 1.414 */
		return frame % 4 < 2 ? 1.0 : -1.0;
	case STEP:
		return step(frame);
	case LEFT_STEP:
		return channel == 0 ? step(frame) : sine(frame, 1000.0, -40.0);
	case STROKES:
		return stroke(frame);
	case OFFSET:
		return 0.5;
	case CLICKS:
		return clicks(frame);
	case ESSES:
		return esses(frame);
	}
	return (double)NAN;
}

void claim_stimulus(enum stimulus stimulus, size_t channel, double *samples)
{
	for (size_t frame = 0; frame < CLAIM_FRAMES; frame++)
		samples[frame] = sample_of(stimulus, channel, frame);
}

void claim_key(double *samples)
{
	for (size_t frame = 0; frame < CLAIM_FRAMES; frame++)
		samples[frame] = frame < CLAIM_FRAMES / 2 ? sine(frame, 500.0, -3.0) : 0.0;
}
