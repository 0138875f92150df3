/* Renders recipes that print several sample rates, and finds impulses in their files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "rate_take.h"

#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WINDOW_FRAMES = 1500 }; /* the response of the filter is shorter, to each side */

const char *rate_recipe(const char *name, const char *yaml)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8], file[128];
	snprintf(file, sizeof file, "%s.yaml", name);
	snprintf(path, sizeof paths[0], "%s", scratch_path(file));
	scratch_write(path, yaml, strlen(yaml));
	return path;
}

void rate_render(const char *recipe, const char *const options[7])
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", recipe, "-q", options[0], options[1],
						    options[2], options[3], options[4], options[5]));
	program_release(&run);
}

struct sound rate_read(const char *name, unsigned rate)
{
	struct sound sound = sound_read(scratch_path(name));
	cr_assert_eq(sound.rate, rate, "%s has %u Hz", name, sound.rate);
	return sound;
}

double rate_impulse_place(const struct sound *sound, double near)
{
	const double turn = 6.283185307179586 / 16.0;
	const long centre = lround(near);
	double real = 0.0, imaginary = 0.0;
	for (long i = -WINDOW_FRAMES; i <= WINDOW_FRAMES; i++) {
		const long frame = centre + i;
		if (frame < 0 || frame >= (long)sound->frames)
			continue;
		const double value = sound->samples[(size_t)frame * sound->channels];
		real += value * cos(turn * (double)i);
		imaginary -= value * sin(turn * (double)i);
	}
	return (double)centre - atan2(imaginary, real) / turn;
}
