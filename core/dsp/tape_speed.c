/* Computes the displacement of a tape as a sum of sines.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/tape_speed.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/split_mix.h"

#include <math.h>
#include <stdbool.h>

enum { GRID = 32, SINES = TAPE_SPEED_WOW + TAPE_SPEED_FLUTTER, TURNING = 2 };

/* AES6-2008, table 1; IEC 60386 and DIN 45507 have the same curve. */
static const struct {
	double frequency, weight_db;
} curve[] = {
	{ 0.1, -48.0 }, { 0.2, -30.6 },  { 0.315, -19.7 }, { 0.4, -15.0 },   { 0.63, -8.4 },   { 0.8, -6.0 },
	{ 1.0, -4.2 },  { 1.6, -1.8 },   { 2.0, -0.9 },    { 4.0, 0.0 },     { 6.3, -0.9 },    { 10.0, -2.1 },
	{ 20.0, -5.9 }, { 40.0, -10.4 }, { 63.0, -14.2 },  { 100.0, -17.3 }, { 200.0, -23.0 },
};

enum { POINTS = sizeof curve / sizeof curve[0] };

double tape_speed_weight(double frequency)
{
	size_t i = 1;
	while (i + 1 < POINTS && frequency > curve[i].frequency)
		i++;
	const double place = elementary_log(frequency / curve[i - 1].frequency) /
			     elementary_log(curve[i].frequency / curve[i - 1].frequency);
	return decibel_to_gain(curve[i - 1].weight_db + place * (curve[i].weight_db - curve[i - 1].weight_db));
}

/* The radius of a full NAB hub, the radius of a pinch roller and that of a capstan of studio machines, in metres. */
static const double hub = 0.057, roller = 0.0225, capstan = 0.005;

/* The weighted power of the parts that turn. */
static const double turning_share = 0.3;

/* One family of sines: wow or flutter. */
struct family {
	double figure; /* the weighted figure, a share of the speed */
	double turning[TURNING]; /* Hz */
	double loudness[TURNING]; /* their amplitudes against each other */
	double lowest, highest; /* of the noise, Hz */
	size_t count; /* of all sines */
};

/* Returns a random number from 0 to 1. */
static double chance(uint64_t seed, size_t number)
{
	return (double)(split_mix(seed + SPLIT_MIX_GAMMA * number) >> 11) * 0x1p-53;
}

/* A sine of noise lies in the inner half of its part of the range, so that no two come together. */
static double noise_frequency(const struct family *family, size_t index, uint64_t seed, size_t number)
{
	const double place = ((double)index + 0.25 + 0.5 * chance(seed, number)) / (double)(family->count - TURNING);
	return family->lowest * elementary_pow(family->highest / family->lowest, place);
}

/* Scales `amplitudes` so that their weighted power is `power`. */
static void give_power(double *amplitudes, const double *frequencies, size_t count, double power)
{
	double sum = 0.0;
	for (size_t i = 0; i < count; i++) {
		const double weighted = amplitudes[i] * tape_speed_weight(frequencies[i]);
		sum += 0.5 * weighted * weighted;
	}
	for (size_t i = 0; i < count; i++)
		amplitudes[i] *= sqrt(power / sum);
}

/* Returns what a sum of sines with a weighted power of 1 exceeds for 5 % of the time. Noise exceeds 1.96; the excess e
   of its fourth moment over that of noise moves this by e (1.96^3 - 3 * 1.96) / 24 (Cornish and Fisher, 1937). Of a
   sine with the power p the fourth cumulant is -3/2 p^2. */
static double two_sigma(const double *amplitudes, const double *frequencies, size_t count)
{
	const double normal = 1.959963984540054;
	double excess = 0.0;
	for (size_t i = 0; i < count; i++) {
		const double weighted = amplitudes[i] * tape_speed_weight(frequencies[i]);
		const double power = 0.5 * weighted * weighted;
		excess -= 1.5 * power * power;
	}
	return normal + excess * (normal * normal * normal - 3.0 * normal) / 24.0;
}

/* A sine of the speed, a cos(2 pi f t), moves the tape by a / (2 pi f) sin(2 pi f t) seconds. */
static void append(struct tape_speed *speed, const struct tape_speed_design *design, double frequency, double amplitude,
		   double start)
{
	struct tape_speed_sine *sine = &speed->sines[speed->count++];
	const double turns = frequency / design->sample_rate;
	sine->frames = amplitude / (2.0 * ELEMENTARY_PI * turns);
	sine->slope = amplitude;
	sine->increment = (uint64_t)(turns * 0x1p64);
	sine->start = (uint64_t)(start * 0x1p63) * 2;
	speed->most += sine->frames;
}

static void append_family(struct tape_speed *speed, const struct tape_speed_design *design, const struct family *family,
			  uint64_t seed)
{
	double frequencies[SINES], amplitudes[SINES];
	const size_t count = family->count;
	for (size_t i = 0; i < count; i++) {
		const bool turns = i < TURNING;
		frequencies[i] = turns ? family->turning[i] : noise_frequency(family, i - TURNING, seed, 2 * i);
		amplitudes[i] = turns ? family->loudness[i] : 1.0;
	}
	give_power(amplitudes, frequencies, TURNING, turning_share);
	give_power(amplitudes + TURNING, frequencies + TURNING, count - TURNING, 1.0 - turning_share);
	const double scale = family->figure / two_sigma(amplitudes, frequencies, count);
	for (size_t i = 0; i < count; i++)
		append(speed, design, frequencies[i], scale * amplitudes[i], chance(seed, 2 * i + 1));
}

/* Returns how often a part of this radius turns in a second. */
static double rotation(const struct tape_speed_design *design, double radius)
{
	return design->metres / (2.0 * ELEMENTARY_PI * radius);
}

void tape_speed_init(struct tape_speed *speed, const struct tape_speed_design *design)
{
	const struct family wow = {
		.figure = design->wow,
		.turning = { rotation(design, hub), rotation(design, roller) },
		.loudness = { 1.0, 1.0 },
		.lowest = 0.5,
		.highest = 6.0,
		.count = TAPE_SPEED_WOW,
	};
	const struct family flutter = {
		.figure = design->flutter,
		.turning = { rotation(design, capstan), 2.0 * rotation(design, capstan) },
		.loudness = { 1.0, 0.5 },
		.lowest = 6.0,
		.highest = 200.0,
		.count = TAPE_SPEED_FLUTTER,
	};
	*speed = (struct tape_speed){ 0 };
	if (wow.figure > 0.0)
		append_family(speed, design, &wow, split_mix(design->seed));
	if (flutter.figure > 0.0)
		append_family(speed, design, &flutter, split_mix(design->seed + SPLIT_MIX_GAMMA));
}

/* The points of the grid around the frames of a call. */
enum { POINTS_MOST = TAPE_SPEED_RUN / GRID + 2 };

/* The displacement at points of the grid, and by how much it changes up to the next one at the slope there. */
struct points {
	double at[POINTS_MOST], rise[POINTS_MOST];
};

/* Fills the turns of a sine at each point, and those of its cosine. */
static void fill_turns(const struct tape_speed_sine *sine, uint64_t frame, double *turns, size_t count)
{
	uint64_t phase = sine->start + frame * sine->increment;
	for (size_t i = 0; i < count; i++, phase += GRID * sine->increment) {
		turns[i] = (double)(phase >> 11) * 0x1p-53;
		turns[count + i] = turns[i] + 0.25;
	}
}

/* Computes `count` points from `frame` on. */
static void fill_points(struct points *points, const struct tape_speed *speed, const struct kernel *kernel,
			uint64_t frame, size_t count)
{
	double turns[SINES * 2 * POINTS_MOST], frames[SINES], slopes[SINES];
	const double *sines[SINES], *cosines[SINES];
	for (size_t i = 0; i < speed->count; i++) {
		double *own = turns + i * 2 * count;
		fill_turns(&speed->sines[i], frame, own, count);
		sines[i] = own;
		cosines[i] = own + count;
		frames[i] = speed->sines[i].frames;
		slopes[i] = speed->sines[i].slope;
	}
	kernel->column->sines(turns, turns, speed->count * 2 * count);
	kernel->column->mix(points->at, sines, frames, speed->count, count);
	kernel->column->mix(points->rise, cosines, slopes, speed->count, count);
	for (size_t i = 0; i < count; i++)
		points->rise[i] *= GRID;
}

void tape_speed_fill(const struct tape_speed *speed, const struct kernel *kernel, uint64_t frame, double *out,
		     size_t frames)
{
	const size_t past = (size_t)(frame % GRID);
	struct points points;
	fill_points(&points, speed, kernel, frame - past, (past + frames + GRID - 1) / GRID + 1);
	size_t from = past, done = 0;
	for (size_t point = 0; done < frames; point++, from = 0) {
		const double at = points.at[point], rise = points.rise[point];
		const double way = points.at[point + 1] - at, next = points.rise[point + 1];
		const double square = 3.0 * way - 2.0 * rise - next, cube = rise + next - 2.0 * way;
		for (size_t i = from; i < GRID && done < frames; i++, done++) {
			const double t = (double)i / GRID;
			out[done] = at + t * (rise + t * (square + t * cube));
		}
	}
}
