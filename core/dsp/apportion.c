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

void apportion_process(const struct apportion *apportion, const double *const *in, double *const *out,
		       uint64_t first_frame, size_t frames)
{
	for (size_t start = 0; start < frames; start += APPORTION_FRAMES) {
		size_t count = frames - start < APPORTION_FRAMES ? frames - start : APPORTION_FRAMES;
		apportion->kernel->print->apportion(apportion, in, out, first_frame, start, count);
	}
}
