/* Measures one number of the output of a processor.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/measure.h"

#include "contracts/claim_stimulus.h"
#include "support/processor_harness.h"

#include <math.h>

#define PI 3.14159265358979323846
#define SILENCE_DB -400.0

static double decibel(double power)
{
	return power > 1e-40 ? 10.0 * log10(power) : SILENCE_DB;
}

static double power_of(const double *samples, size_t from, size_t to)
{
	double sum = 0.0;
	for (size_t i = from; i < to; i++)
		sum += samples[i] * samples[i];
	return sum / (double)(to - from);
}

static double power_of_all(const struct take *take, size_t from, size_t to)
{
	double sum = 0.0;
	for (size_t i = 0; i < take->channels; i++)
		sum += power_of(take->out[i], from, to);
	return sum / (double)take->channels;
}

static double peak(const struct take *take, size_t *at)
{
	double loudest = 0.0;
	for (size_t i = 0; i < take->channels; i++) {
		for (size_t frame = take->from; frame < take->to; frame++) {
			if (fabs(take->out[i][frame]) > loudest) {
				loudest = fabs(take->out[i][frame]);
				*at = frame;
			}
		}
	}
	return loudest;
}

/* Measures through a Hann window; an impulse response is measured as it is. */
static double power_at(const struct take *take, double frequency)
{
	double power = 0.0;
	const double turn = 2.0 * PI * frequency / CLAIM_RATE;
	for (size_t i = 0; i < take->channels; i++) {
		double real = 0.0, imaginary = 0.0;
		for (size_t frame = take->from; frame < take->to; frame++) {
			const double share = ((double)(frame - take->from) + 0.5) / (double)(take->to - take->from);
			const double window = take->impulse ? 1.0 : 1.0 - cos(2.0 * PI * share);
			real += window * take->out[i][frame] * cos(turn * (double)frame);
			imaginary += window * take->out[i][frame] * sin(turn * (double)frame);
		}
		power += real * real + imaginary * imaginary;
	}
	return power;
}

/* Measures left + right, or left - right. */
static double power_of_sum(const struct take *take, double sign)
{
	double sum = 0.0;
	for (size_t frame = take->from; frame < take->to; frame++) {
		const double sample = take->out[0][frame] + sign * take->out[1][frame];
		sum += sample * sample;
	}
	return sum / 4.0 / (double)(take->to - take->from);
}

static double likeness(const struct take *take)
{
	double product = 0.0;
	for (size_t frame = take->from; frame < take->to; frame++)
		product += take->out[0][frame] * take->out[1][frame];
	product /= (double)(take->to - take->from);
	return product /
	       sqrt(power_of(take->out[0], take->from, take->to) * power_of(take->out[1], take->from, take->to));
}

static double mean(const struct take *take)
{
	double sum = 0.0;
	for (size_t i = 0; i < take->channels; i++)
		for (size_t frame = take->from; frame < take->to; frame++)
			sum += take->out[i][frame];
	return sum / (double)(take->channels * (take->to - take->from));
}

static double change(const struct take *take)
{
	double sum = 0.0;
	const size_t from = take->from > take->shape.latency ? take->from : take->shape.latency;
	for (size_t i = 0; i < take->channels; i++) {
		for (size_t frame = from; frame < take->to; frame++) {
			const double off =
				take->out[i][frame] - take->in[i % take->in_channels][frame - take->shape.latency];
			sum += off * off;
		}
	}
	return sum / (double)(take->channels * (take->to - from));
}

/* Returns the level of the first channel without its part of one frequency, by least squares with a sine and a cosine.
 * The window holds whole periods, so that both are orthogonal. */
static double distortion(const struct take *take, double frequency)
{
	const double turn = 2.0 * PI * frequency / CLAIM_RATE;
	const double *samples = take->out[0];
	double real = 0.0, imaginary = 0.0, left = 0.0;
	for (size_t frame = take->from; frame < take->to; frame++) {
		real += samples[frame] * cos(turn * (double)frame);
		imaginary += samples[frame] * sin(turn * (double)frame);
	}
	const double scale = 2.0 / (double)(take->to - take->from);
	for (size_t frame = take->from; frame < take->to; frame++) {
		const double off = samples[frame] -
				   scale * (real * cos(turn * (double)frame) + imaginary * sin(turn * (double)frame));
		left += off * off;
	}
	return left / (double)(take->to - take->from) / power_of(samples, take->from, take->to);
}

static double arrival(const struct take *take)
{
	size_t crest = 0;
	const double floor = 1e-3 * peak(take, &crest);
	for (size_t frame = take->from; frame < take->to; frame++)
		for (size_t i = 0; i < take->channels; i++)
			if (fabs(take->out[i][frame]) > floor)
				return (double)frame / CLAIM_RATE;
	return (double)take->to / CLAIM_RATE;
}

static double crest_at(const struct take *take)
{
	size_t crest = 0;
	peak(take, &crest);
	return (double)crest / CLAIM_RATE;
}

static double centre(const struct take *take)
{
	double weighted = 0.0, sum = 0.0;
	for (size_t i = 0; i < take->channels; i++) {
		for (size_t frame = take->from; frame < take->to; frame++) {
			const double power = take->out[i][frame] * take->out[i][frame];
			weighted += power * (double)frame;
			sum += power;
		}
	}
	return weighted / sum / CLAIM_RATE;
}

static double ripple(const struct take *take)
{
	const size_t block = CLAIM_RATE / 100;
	double least = INFINITY, greatest = 0.0;
	for (size_t frame = take->from; frame + block <= take->to; frame += block) {
		const double power = power_of_all(take, frame, frame + block);
		least = fmin(least, power);
		greatest = fmax(greatest, power);
	}
	return decibel(greatest) - decibel(least);
}

/* Measures the left channel, because the other channels may move against it. */
static double swings(const struct take *take)
{
	const size_t block = CLAIM_RATE / 200;
	const double middle = power_of(take->out[0], take->from, take->to);
	size_t count = 0;
	bool above = power_of(take->out[0], take->from, take->from + block) > middle;
	for (size_t frame = take->from; frame + block <= take->to; frame += block) {
		const bool now = power_of(take->out[0], frame, frame + block) > middle;
		count += now != above ? 1 : 0;
		above = now;
	}
	return (double)count;
}

double measure(enum measurable measurable, const struct take *take, double frequency)
{
	size_t crest;
	switch (measurable) {
	case LEVEL:
		return decibel(power_of_all(take, take->from, take->to));
	case PEAK:
		return 2.0 * decibel(peak(take, &crest));
	case LEVEL_AT:
		return decibel(power_at(take, frequency));
	case LEFT:
		return decibel(power_of(take->out[0], take->from, take->to)) -
		       decibel(power_of(take->out[1], take->from, take->to));
	case WIDTH:
		return decibel(power_of_sum(take, -1.0)) - decibel(power_of_sum(take, 1.0));
	case LIKENESS:
		return likeness(take);
	case MEAN:
		return mean(take);
	case CHANGE:
		return decibel(change(take));
	case DISTORTION: {
		struct take settled = *take;
		settled.from += CLAIM_RATE / 10;
		return decibel(distortion(&settled, frequency));
	}
	case ARRIVAL:
		return arrival(take);
	case CREST_AT:
		return crest_at(take);
	case CENTRE:
		return centre(take);
	case RIPPLE:
		return ripple(take);
	case SWINGS:
		return swings(take);
	case LATENCY:
		return (double)take->shape.latency;
	case TAIL:
		return take->shape.tail_seconds;
	}
	return (double)NAN;
}
