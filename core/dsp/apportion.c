/* Rounds parts together with their whole, some frames at a time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/apportion.h"

#include "dsp/kernel/print.h"

bool apportion_init(struct apportion *apportion, struct arena *arena, const struct kernel *kernel, size_t count,
		    unsigned bits, const uint64_t *keys)
{
	*apportion = (struct apportion){ .kernel = kernel, .count = count, .bits = bits, .gain = 1.0, .keys = keys };
	apportion->remainders = ARENA_ARRAY(arena, double, count *APPORTION_FRAMES);
	return apportion->remainders;
}

bool apportion_shape(struct apportion *apportion, struct arena *arena, const struct noise_weights *weights)
{
	const size_t count = apportion->count;
	apportion->shapers = ARENA_ARRAY(arena, struct noise_shaper, count + 1);
	apportion->shaped = ARENA_ARRAY(arena, double, 2 * count + 1);
	apportion->shaped_in = ARENA_ARRAY(arena, const double *, count + 1);
	apportion->shaped_out = ARENA_ARRAY(arena, double *, count);
	if (!apportion->shapers || !apportion->shaped || !apportion->shaped_in || !apportion->shaped_out)
		return false;
	for (size_t i = 0; i <= count; i++) {
		apportion->shapers[i].weights = weights;
		apportion->shaped_in[i] = &apportion->shaped[i];
		if (i < count)
			apportion->shaped_out[i] = &apportion->shaped[count + 1 + i];
	}
	return true;
}

/* Rounds one frame less what the errors before it feed back, and takes its errors. The sum of the integers is the
   integer of the whole, which no limit has reached yet. */
static void process_shaped(const struct apportion *apportion, const double *const *in, double *const *out,
			   uint64_t first_frame, size_t frame)
{
	const double scale = (double)(UINT32_C(1) << (apportion->bits - 1));
	const double in_scale = scale * apportion->gain;
	struct apportion plain = *apportion;
	plain.gain = 1.0;
	for (size_t i = 0; i <= apportion->count; i++)
		apportion->shaped[i] =
			(in[i][frame] * in_scale - noise_shaper_feedback(&apportion->shapers[i])) / scale;
	apportion->kernel->print->apportion(&plain, apportion->shaped_in, apportion->shaped_out, first_frame + frame, 0,
					    1);
	double whole = 0.0;
	for (size_t i = 0; i < apportion->count; i++) {
		const double integer = apportion->shaped_out[i][0];
		noise_shaper_push(&apportion->shapers[i + 1], (integer - apportion->shaped[i + 1]) * scale);
		out[i][frame] = integer;
		whole += integer;
	}
	noise_shaper_push(&apportion->shapers[0], (whole - apportion->shaped[0]) * scale);
}

void apportion_process(const struct apportion *apportion, const double *const *in, double *const *out,
		       uint64_t first_frame, size_t frames)
{
	if (apportion->shapers) {
		for (size_t i = 0; i < frames; i++)
			process_shaped(apportion, in, out, first_frame, i);
		return;
	}
	for (size_t start = 0; start < frames; start += APPORTION_FRAMES) {
		size_t count = frames - start < APPORTION_FRAMES ? frames - start : APPORTION_FRAMES;
		apportion->kernel->print->apportion(apportion, in, out, first_frame, start, count);
	}
}
