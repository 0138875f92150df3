/* Samples the spectrum of springs and transforms it into a response.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/spring.h"

#include "dsp/elementary.h"
#include "dsp/kernel/spectrum.h"

#include <math.h>
#include <stdint.h>

/** The chain of all-passes, and their coefficient. */
enum { STAGES = 96 };
#define COEFFICIENT 0.75

/** The echo comes after a fifth of a turn, the ripple after half a period of the transition frequency. */
#define ECHO_SHARE 0.2
#define TAP_GAIN 0.1

/** Sections of the low-pass at the transition frequency (Butterworth). */
enum { LOW_PASS_SECTIONS = 4 };

struct complex_number {
	double real, imaginary;
};

static struct complex_number product(struct complex_number a, struct complex_number b)
{
	return (struct complex_number){ a.real * b.real - a.imaginary * b.imaginary,
					a.real * b.imaginary + a.imaginary * b.real };
}

static struct complex_number quotient(struct complex_number a, struct complex_number b)
{
	const double power = b.real * b.real + b.imaginary * b.imaginary;
	return (struct complex_number){ (a.real * b.real + a.imaginary * b.imaginary) / power,
					(a.imaginary * b.real - a.real * b.imaginary) / power };
}

/* Returns the response of a delay. */
static struct complex_number delay_at(double seconds, double frequency)
{
	const double turns = seconds * frequency, angle = -2.0 * ELEMENTARY_PI * (turns - (double)(int64_t)turns);
	return (struct complex_number){ elementary_cos(angle), elementary_sin(angle) };
}

static struct complex_number all_pass(double coefficient, struct complex_number delay)
{
	const struct complex_number above = { coefficient + delay.real, delay.imaginary };
	const struct complex_number below = { 1.0 + coefficient * delay.real, coefficient * delay.imaginary };
	return quotient(above, below);
}

/* Returns the response of the chain: the stage to the power of 96 = 64 + 32. */
static struct complex_number chain_at(double half_period, double frequency)
{
	struct complex_number power = all_pass(COEFFICIENT, delay_at(half_period, frequency));
	for (int i = 0; i < 5; i++)
		power = product(power, power);
	return product(power, product(power, power));
}

/* Returns the low-pass of order 8 at s = j x. */
static struct complex_number low_pass_at(double x)
{
	struct complex_number all = { 1.0, 0.0 };
	for (int i = 0; i < LOW_PASS_SECTIONS; i++) {
		const double damping =
			2.0 * elementary_cos(ELEMENTARY_PI * (2.0 * i + 1.0) / (4.0 * LOW_PASS_SECTIONS));
		all = quotient(all, (struct complex_number){ 1.0 - x * x, damping * x });
	}
	return all;
}

static double half_period(void)
{
	return 0.5 / SPRING_TRANSITION;
}

/* The group delay of a stage; 0 Hz has the least. */
static double stage_delay(double frequency)
{
	const double cosine = elementary_cos(ELEMENTARY_PI * fmin(frequency / SPRING_TRANSITION, 1.0)), a = COEFFICIENT;
	return half_period() * (1.0 - a * a) / (1.0 + a * a + 2.0 * a * cosine);
}

double spring_turn(double delay, double frequency)
{
	return delay + STAGES * (stage_delay(frequency) - stage_delay(0.0));
}

/* Returns the response of one spring: what a turn makes of the sound, over one plus the same. The echo and the ripple
   are slower than their delay by the group delay of an all-pass at 0 Hz. */
static struct complex_number spring_at(const struct spring_tank *tank, double delay, double frequency,
				       struct complex_number chain)
{
	const double ripple = half_period(), echo = ECHO_SHARE * delay, slow = (1.0 - TAP_GAIN) / (1.0 + TAP_GAIN);
	const double rest = delay - STAGES * stage_delay(0.0) - slow * (echo + ripple);
	const double loss_db = absorption_rate(tank->absorption, frequency) * spring_turn(delay, frequency);
	struct complex_number turn = product(chain, delay_at(rest, frequency));
	turn = product(turn, all_pass(TAP_GAIN, delay_at(echo, frequency)));
	turn = product(turn, all_pass(TAP_GAIN, delay_at(ripple, frequency)));
	const double gain = decibel_to_gain(-loss_db);
	turn.real *= gain;
	turn.imaginary *= gain;
	return quotient(turn, (struct complex_number){ 1.0 + turn.real, turn.imaginary });
}

static struct complex_number tank_at(const struct spring_tank *tank, double frequency)
{
	const struct complex_number chain = chain_at(half_period(), frequency);
	struct complex_number sum = { 0.0, 0.0 };
	for (size_t i = 0; i < tank->count; i++) {
		const struct complex_number one = spring_at(tank, tank->delays[i], frequency, chain);
		sum.real += one.real;
		sum.imaginary += one.imaginary;
	}
	return product(sum, low_pass_at(frequency / SPRING_TRANSITION));
}

/** The low-pass takes 96 dB here; what is above is left out. In multiples of the transition frequency. */
#define SILENT_FROM 4.0

/* Fills the spectrum, of which bin k of `size` stands for w = pi (4 k - 1) / (2 size); frequencies over half the rate
   are the conjugates of the mirrored ones. The factor i delays the response by `size`, into the second half of the
   result. Returns the mean power over the logarithm of the frequency. */
static double fill_spectrum(double *spectrum, double *ones, const struct fft *fft, size_t width,
			    const struct spring_tank *tank)
{
	const size_t size = fft->size, imaginary = FFT_LAST * width;
	double power = 0.0, weights = 0.0;
	for (size_t odd = 1; odd < 2 * size; odd += 2) {
		const double frequency = tank->sample_rate * (double)odd / (double)(4 * size);
		const bool mirrored = odd > 1 && odd % 4 == 1;
		const size_t bin = odd == 1 ? 0 : mirrored ? (4 * size - odd + 1) / 4 : (odd + 1) / 4;
		const struct complex_number at = frequency < SILENT_FROM * SPRING_TRANSITION
							 ? tank_at(tank, frequency)
							 : (struct complex_number){ 0.0, 0.0 };
		const size_t index = fft_bin_index(fft, width, bin);
		spectrum[index] = (mirrored ? at.imaginary : -at.imaginary) / (double)size;
		spectrum[index + imaginary] = at.real / (double)size;
		ones[index] = 1.0;
		ones[index + imaginary] = 0.0;
		if (frequency >= 88.4 && frequency <= 11314.0) {
			power += (at.real * at.real + at.imaginary * at.imaginary) / frequency;
			weights += 1.0 / frequency;
		}
	}
	return power / weights;
}

bool spring_response(double *out, size_t frames, const struct spring_tank *tank, struct arena *arena,
		     struct fft_tables *tables, const struct kernel *kernel)
{
	size_t size = FFT_SIZE_MINIMUM;
	while (size < frames)
		size *= 2;
	const struct fft *fft = fft_shared(tables, arena, size);
	struct arena *scratch = arena_new();
	double *spectrum = scratch ? ARENA_ARRAY(scratch, double, 2 * size) : NULL;
	double *ones = scratch ? ARENA_ARRAY(scratch, double, 2 * size) : NULL;
	double *work = scratch ? ARENA_ARRAY(scratch, double, 2 * size) : NULL;
	double *second = scratch ? ARENA_ARRAY(scratch, double, size) : NULL;
	const bool done = fft && spectrum && ones && work && second;
	if (done) {
		const double gain = 1.0 / sqrt(fill_spectrum(spectrum, ones, fft, kernel->width, tank));
		const struct spectrum_factors factors = { spectrum, { ones } };
		kernel->spectrum->backward(fft, &(struct spectrum_products){ .factors = &factors, .count = 1 }, work,
					   second, false);
		for (size_t i = 0; i < frames; i++)
			out[i] = gain * second[i];
	}
	arena_free(scratch);
	return done;
}
