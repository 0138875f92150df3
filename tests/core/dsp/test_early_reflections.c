/* Tests that early reflections come when the room says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/early_reflections.h"

#include <criterion/criterion.h>
#include <math.h>

static const struct early_room room = {
	.width = 6.0,
	.depth = 9.0,
	.height = 4.0,
	.source_x = 1.5,
	.source_y = 2.5,
	.source_z = 1.2,
	.microphone_x = 0.5,
	.microphone_y = -1.5,
	.microphone_z = 1.6,
	.reflection = 0.8,
	.wall_frequency = 4000.0,
};

/* Returns the seconds after the direct sound at which the image `x`, `y`, `z` walls away is heard. Rooms lie in a row,
   and every other one is mirrored. */
static double image_seconds(double side, double source, int x, int y, int z)
{
	const double sx = x * room.width + (x % 2 == 0 ? source : -source);
	const double sy = y * room.depth + (y % 2 == 0 ? room.source_y : -room.source_y);
	const double middle = room.height / 2.0;
	const double sz = middle + z * room.height + (z % 2 == 0 ? room.source_z - middle : middle - room.source_z);
	const double dx = sx - side * room.microphone_x, dy = sy - room.microphone_y, dz = sz - room.microphone_z;
	return sqrt(dx * dx + dy * dy + dz * dz) / 343.0;
}

/* Tells whether an image of one or two walls has that distance within 6.1 %. */
static bool is_explained(double side, double source, double seconds)
{
	const double direct = image_seconds(side, source, 0, 0, 0);
	for (int x = -2; x <= 2; x++)
		for (int y = -2; y <= 2; y++)
			for (int z = -2; z <= 2; z++) {
				const double found = image_seconds(side, source, x, y, z);
				const int walls = abs(x) + abs(y) + abs(z);
				if (walls >= 1 && walls <= 2 && fabs(seconds + direct - found) <= 0.061 * found)
					return true;
			}
	return false;
}

/* Returns what low-passes of first order at 4 kHz leave of the octaves from 125 Hz to 8 kHz: the mean of (1 + (f / 4
   kHz)^2)^-walls. */
static double power_behind(size_t walls)
{
	double sum = 0.0;
	for (int octave = 0; octave < 7; octave++)
		sum += pow(1.0 + pow(exp2(octave - 5.0), 2.0), -(double)walls) / 7.0;
	return sum;
}

Test(early_reflections, stand_at_their_images)
{
	for (size_t sources = 1; sources <= 2; sources++) {
		struct early_path paths[2][2], large[2][2];
		double power[2] = { 0.0, 0.0 };
		early_reflections_design(paths, &room, sources, 1.0, 42);
		early_reflections_design(large, &room, sources, 1.6, 42);
		for (size_t ear = 0; ear < 2; ear++) {
			for (size_t source = 0; source < sources; source++) {
				const struct early_path *path = &paths[ear][source];
				const double source_x = sources == 1 ? 0.0 : source == 0 ? -1.5 : 1.5;
				for (size_t i = 0; i < EARLY_ECHOES; i++) {
					cr_expect(is_explained(ear == 0 ? -1.0 : 1.0, source_x, path->seconds[i]),
						  "%zu, %zu: nothing stands at %g s", ear, source, path->seconds[i]);
					cr_expect(i == 0 || path->seconds[i] >= path->seconds[i - 1]);
					cr_expect_float_eq(large[ear][source].seconds[i], 1.6 * path->seconds[i],
							   1e-12);
					cr_expect_eq(large[ear][source].gains[i], path->gains[i]);
					cr_expect(path->walls[i] == 1 || path->walls[i] == 2);
					power[ear] += path->gains[i] * path->gains[i] * power_behind(path->walls[i]);
				}
			}
		}
		cr_expect_float_eq(power[0] + power[1], 2.0, 1e-12);
		cr_expect_leq(fabs(10.0 * log10(power[0] / power[1])), 1.0);
	}
}
