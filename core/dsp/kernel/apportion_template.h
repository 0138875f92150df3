/* Rounds parts together with their whole (apportion.h), for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   These are plain loops that the compiler vectorises, since no frame depends on another. */
#include "dsp/apportion.h"

/* Up to this magnitude integers add up without rounding, even 256 of them. */
#define APPORTION_HIGHEST 0x1p40

/* A remainder counts only this much where its part would pass full scale, so that such a part is moved last. */
#define APPORTION_RELUCTANCE 0x1p-20

struct apportion_tile {
	double left[APPORTION_FRAMES]; /* steps by which the parts are below the whole */
	double step[APPORTION_FRAMES]; /* direction to the whole: 1, -1, or 0 where they meet */
	double most[APPORTION_FRAMES]; /* the largest remainder, above 0, that the step reduces */
	double who[APPORTION_FRAMES]; /* the part that has this remainder; -1: none */
	int32_t from[APPORTION_FRAMES]; /* the uniform number that the part before subtracted */
	int32_t last[APPORTION_FRAMES]; /* the uniform number that the last part subtracts */
	double dither[APPORTION_FRAMES];
};

static void dither_whole(struct apportion_tile *tile, uint64_t key, uint64_t first_frame, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		uint64_t bits = split_mix(key + SPLIT_MIX_GAMMA * (first_frame + i));
		tile->from[i] = (int32_t)(bits >> 33);
		tile->last[i] = (int32_t)(bits & 0x7fffffff);
		tile->dither[i] = (double)(tile->from[i] - tile->last[i]) * 0x1p-31;
	}
}

static void dither_part(struct apportion_tile *tile, uint64_t key, uint64_t first_frame, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		int32_t to = (int32_t)(split_mix(key + SPLIT_MIX_GAMMA * (first_frame + i)) >> 33);
		tile->dither[i] = (double)(tile->from[i] - to) * 0x1p-31;
		tile->from[i] = to;
	}
}

static void dither_last_part(struct apportion_tile *tile, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		tile->dither[i] = (double)(tile->from[i] - tile->last[i]) * 0x1p-31;
}

static void round_whole(struct apportion_tile *tile, const double *in, double scale, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		double value = held(in[i] * scale + tile->dither[i], -APPORTION_HIGHEST, APPORTION_HIGHEST);
		tile->left[i] = (value + ROUNDING) - ROUNDING;
	}
}

static void round_part(struct apportion_tile *tile, const double *in, double *out, double *remainders, double scale,
		       size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		double value = held(in[i] * scale + tile->dither[i], -APPORTION_HIGHEST, APPORTION_HIGHEST);
		double rounded = (value + ROUNDING) - ROUNDING;
		out[i] = rounded;
		remainders[i] = value - rounded;
		tile->left[i] -= rounded;
	}
}

/* Chooses the next step of each frame. Returns whether any frame needs one. */
static bool choose_steps(struct apportion_tile *tile, size_t frames)
{
	double all_left = 0.0;
	for (size_t i = 0; i < frames; i++) {
		double step = tile->left[i] > 0.0 ? 1.0 : 0.0;
		step = tile->left[i] < 0.0 ? -1.0 : step;
		tile->step[i] = step;
		tile->most[i] = 0.0;
		tile->who[i] = -1.0;
		all_left += step * step;
	}
	return all_left > 0.0;
}

static void weigh_part(struct apportion_tile *tile, double part, const double *out, const double *remainders,
		       double scale, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		double moved = out[i] + tile->step[i];
		double weight = remainders[i] * tile->step[i];
		weight *= ((moved < -scale) | (moved > scale - 1.0)) != 0 ? APPORTION_RELUCTANCE : 1.0;
		tile->who[i] = weight > tile->most[i] ? part : tile->who[i];
		tile->most[i] = weight > tile->most[i] ? weight : tile->most[i];
	}
}

static void move_part(const struct apportion_tile *tile, double part, double *out, double *remainders, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		out[i] += tile->who[i] == part ? tile->step[i] : 0.0;
		remainders[i] = tile->who[i] == part ? 0.0 : remainders[i]; /* a part moves only once */
	}
}

/* A frame in which no part could move is finished, although its parts do not add up to the whole. */
static void settle_steps(struct apportion_tile *tile, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		tile->left[i] = tile->who[i] < 0.0 ? 0.0 : tile->left[i] - tile->step[i];
}

static void apportion_frames(const struct apportion *apportion, const double *const *in, double *const *out,
			     uint64_t first_frame, size_t start, size_t frames)
{
	const double scale = (double)(UINT32_C(1) << (apportion->bits - 1)), unit = 1.0 / scale;
	const double in_scale = scale * apportion->gain; /* exact, since the scale is a power of two */
	const uint64_t *keys = apportion->keys;
	const size_t count = apportion->count;
	struct apportion_tile tile;
	memset(tile.dither, 0, sizeof tile.dither);
	if (keys)
		dither_whole(&tile, keys[0], first_frame + start, frames);
	round_whole(&tile, in[0] + start, in_scale, frames);
	for (size_t part = 0; part < count; part++) {
		if (keys && part + 1 < count)
			dither_part(&tile, keys[part + 1], first_frame + start, frames);
		else if (keys)
			dither_last_part(&tile, frames);
		round_part(&tile, in[part + 1] + start, out[part] + start,
			   apportion->remainders + part * APPORTION_FRAMES, in_scale, frames);
	}
	while (choose_steps(&tile, frames)) {
		for (size_t part = 0; part < count; part++)
			weigh_part(&tile, (double)part, out[part] + start,
				   apportion->remainders + part * APPORTION_FRAMES, scale, frames);
		for (size_t part = 0; part < count; part++)
			move_part(&tile, (double)part, out[part] + start,
				  apportion->remainders + part * APPORTION_FRAMES, frames);
		settle_steps(&tile, frames);
	}
	for (size_t part = 0; part < count; part++)
		for (size_t i = 0; i < frames; i++)
			out[part][start + i] *= unit;
}
