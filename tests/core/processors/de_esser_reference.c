/* Computes a de-esser in long double, by the description of `de-esser`.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/processors/de_esser_reference.h"

#include <math.h>

static const long double pi = 3.14159265358979323846264338327950288L;

struct de_esser_settings de_esser_settings_default(void)
{
	return (struct de_esser_settings){
		.sample_rate = 48000.0,
		.freq = 5500.0,
		.q = 1.0,
		.threshold = -24.0,
		.ratio = 4.0,
		.knee = 6.0,
		.range = 8.0,
		.attack = 0.0005,
		.release = 0.04,
		.rms_time = 0.002,
	};
}

static long double curve(const struct de_esser_settings *settings, long double x)
{
	const long double t = settings->threshold, w = settings->knee, slope = 1.0L / settings->ratio - 1.0L;
	long double gain = 0.0L;
	if (x > t + w / 2.0L)
		gain = slope * (x - t);
	else if (x > t - w / 2.0L)
		gain = slope * (x - t + w / 2.0L) * (x - t + w / 2.0L) / (2.0L * w);
	return fmaxl(gain, -(long double)settings->range);
}

double de_esser_reference_curve(const struct de_esser_settings *settings, double x)
{
	return (double)curve(settings, x);
}

/* Where a frequency lies against the band's, after bending: tan(pi f/fs) / tan(pi freq/fs). */
static double bent(const struct de_esser_settings *settings, double hertz)
{
	return tan((double)pi * hertz / settings->sample_rate) /
	       tan((double)pi * settings->freq / settings->sample_rate);
}

/* Bandwidth of each of two equal band-passes that together are 3 dB down where one of 1/q would be. */
static long double two_widths(const struct de_esser_settings *settings)
{
	return 1.0L / (settings->q * sqrtl(sqrtl(2.0L) - 1.0L));
}

double de_esser_reference_detector_power(const struct de_esser_settings *settings, double hertz)
{
	const double x = bent(settings, hertz);
	if (!settings->bandpass)
		return pow(x, 8.0) / (1.0 + pow(x, 8.0));
	const double width = (double)two_widths(settings);
	return pow(x * width, 4.0) / pow((1.0 - x * x) * (1.0 - x * x) + x * width * x * width, 2.0);
}

/* |n2 (jx)^2 + n1 jx + n0|^2. */
static double quadratic_power(double n2, double n1, double n0, double x)
{
	return (n0 - n2 * x * x) * (n0 - n2 * x * x) + n1 * x * n1 * x;
}

double de_esser_reference_split_power(const struct de_esser_settings *settings, double gain_db, double hertz)
{
	const double x = bent(settings, hertz), a = pow(10.0, gain_db / 40.0), q = settings->q;
	if (settings->bandpass)
		return quadratic_power(1.0, a * a / q, 1.0, x) / quadratic_power(1.0, 1.0 / q, 1.0, x);
	return a * a * quadratic_power(a, sqrt(2.0 * a), 1.0, x) / quadratic_power(1.0, sqrt(2.0 * a), a, x);
}

/* s' = w (input - damping x band - low), low' = w band: the rule of trapezoids with g = tan(pi f/fs), solved for each
   frame. */
struct two_integrators {
	long double first, second;
};

struct parts {
	long double high, band, low;
};

static struct parts advance(struct two_integrators *state, long double in, long double g, long double damping)
{
	struct parts at;
	at.band = (state->first + g * (in - state->second)) / (1.0L + g * damping + g * g);
	at.low = state->second + g * at.band;
	at.high = in - damping * at.band - at.low;
	state->first = at.band + g * at.high;
	state->second = at.low + g * at.band;
	return at;
}

static long double weight(double seconds, double rate)
{
	return seconds > 0.0 ? 1.0L - expl(-1.0L / ((long double)seconds * rate)) : 1.0L;
}

struct runner {
	struct two_integrators detector[2], split;
	long double band, full, gain_db;
};

static long double detect(struct runner *runner, const struct de_esser_settings *settings, long double in,
			  long double g)
{
	for (int i = 0; i < 2; i++) {
		const long double butterworth = 2.0L * sinl((2 * i + 1) * pi / 8.0L);
		const long double damping = settings->bandpass ? two_widths(settings) : butterworth;
		const struct parts at = advance(&runner->detector[i], in, g, damping);
		in = settings->bandpass ? damping * at.band : at.high;
	}
	return in;
}

static long double split(struct runner *runner, const struct de_esser_settings *settings, long double in, long double g,
			 long double gain)
{
	if (settings->bandpass) {
		const struct parts at = advance(&runner->split, in, g, 1.0L / settings->q);
		return in - (1.0L - gain) * at.band / settings->q;
	}
	/* The shelf in s' = s / sqrt(A): (A^2 s'^2 + sqrt(2) A s' + 1) / (s'^2 + sqrt(2) s' + 1). */
	const long double a = sqrtl(gain);
	const struct parts at = advance(&runner->split, in, g * sqrtl(a), sqrtl(2.0L));
	return a * a * at.high + sqrtl(2.0L) * a * at.band + at.low;
}

void de_esser_reference(const struct de_esser_settings *settings, const double *in, size_t frames, long double *out)
{
	const double rate = settings->sample_rate;
	const long double g = tanl(pi * (long double)settings->freq / rate), mean = weight(settings->rms_time, rate);
	const long double attack = weight(settings->attack, rate), release = weight(settings->release, rate);
	struct runner runner = { 0 };
	for (size_t frame = 0; frame < frames; frame++) {
		const long double x = in[frame], heard = detect(&runner, settings, x, g);
		runner.band += mean * (heard * heard - runner.band);
		runner.full += mean * (x * x - runner.full);
		const long double against = settings->relative ? fmaxl(runner.full, 1e-12L) : 1.0L;
		const long double level = fmaxl(10.0L * log10l(runner.band / against), -240.0L);
		const long double goal = curve(settings, level);
		runner.gain_db += (goal < runner.gain_db ? attack : release) * (goal - runner.gain_db);
		const long double gain = powl(10.0L, runner.gain_db / 20.0L);
		out[frame] = settings->split ? split(&runner, settings, x, g, gain) : gain * x;
	}
}
