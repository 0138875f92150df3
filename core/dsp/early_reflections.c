/* Finds the images of a source in a box-shaped room.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/early_reflections.h"

#include "dsp/split_mix.h"

#include <math.h>
#include <stdlib.h>

#define SPEED_OF_SOUND 343.0 /* m/s: the speed of sound */

enum { IMAGES_MAXIMUM = 24 };

/** How far an image may be off its exact position, as a share of its distance. */
#define STRAY 0.06

struct image {
	double seconds, gain;
	size_t walls;
};

static double noise(uint64_t *key)
{
	*key += SPLIT_MIX_GAMMA;
	return (double)(split_mix(*key) >> 11) * 0x1p-52 - 1.0;
}

/* Returns the coordinate of an image after `times` walls, when the walls stand at low and low + length. */
static double mirrored(double coordinate, double low, double length, int times)
{
	const double inside = coordinate - low;
	return low + (double)times * length + (times % 2 == 0 ? inside : length - inside);
}

static double distance_of(double x, double y, double z)
{
	return sqrt(x * x + y * y + z * z);
}

/* Returns the gain of a cardioid, turned by 60 degrees to its side, for a sound from (x, y, z). */
static double cardioid(double x, double y, double z, double side)
{
	const double facing = (side * x * sqrt(0.75) + y * 0.5) / distance_of(x, y, z);
	return 0.5 + 0.5 * facing;
}

static size_t count_walls(const int walls[3])
{
	return (size_t)abs(walls[0]) + (size_t)abs(walls[1]) + (size_t)abs(walls[2]);
}

static struct image image_of(const struct early_room *room, double side, double source_x, const int walls[3],
			     uint64_t *key)
{
	const double x = mirrored(source_x, -room->width / 2.0, room->width, walls[0]) - side * room->microphone_x;
	const double y = mirrored(room->source_y, -room->depth / 2.0, room->depth, walls[1]) - room->microphone_y;
	const double z = mirrored(room->source_z, 0.0, room->height, walls[2]) - room->microphone_z;
	const double direct = distance_of(source_x - side * room->microphone_x, room->source_y - room->microphone_y,
					  room->source_z - room->microphone_z);
	const double distance = distance_of(x, y, z) * (1.0 + STRAY * noise(key));
	const size_t met = count_walls(walls);
	double gain = cardioid(x, y, z, side) * direct / distance;
	for (size_t i = 0; i < met; i++)
		gain *= room->reflection;
	/* The sign of an echo is random, since scattering surfaces turn the phase; echoes of one sign would add up at
	   low frequencies. */
	return (struct image){ fmax(distance - direct, 0.3) / SPEED_OF_SOUND, noise(key) < 0.0 ? -gain : gain, met };
}

static size_t find_images(struct image *images, const struct early_room *room, double side, double source_x,
			  uint64_t key)
{
	size_t count = 0;
	for (int x = -EARLY_WALLS; x <= EARLY_WALLS; x++)
		for (int y = -EARLY_WALLS; y <= EARLY_WALLS; y++)
			for (int z = -EARLY_WALLS; z <= EARLY_WALLS; z++) {
				const int walls[3] = { x, y, z };
				const size_t met = count_walls(walls);
				if (met > 0 && met <= EARLY_WALLS)
					images[count++] = image_of(room, side, source_x, walls, &key);
			}
	return count;
}

static void swap(struct image *one, struct image *other)
{
	const struct image moved = *one;
	*one = *other;
	*other = moved;
}

/* Moves the images of the highest level to the front and sorts these by time. */
static void sort_images(struct image *images, size_t count)
{
	for (size_t i = 0; i < EARLY_ECHOES; i++)
		for (size_t k = i + 1; k < count; k++)
			if (fabs(images[k].gain) > fabs(images[i].gain))
				swap(&images[i], &images[k]);
	for (size_t i = 0; i < EARLY_ECHOES; i++)
		for (size_t k = i + 1; k < EARLY_ECHOES; k++)
			if (images[k].seconds < images[i].seconds)
				swap(&images[i], &images[k]);
}

/* Returns the mean power that so many walls leave of the octaves from 125 Hz to 8 kHz. */
static double power_behind(const struct early_room *room, size_t walls)
{
	double sum = 0.0;
	for (double frequency = 125.0; frequency < 8001.0; frequency *= 2.0) {
		const double ratio = frequency / room->wall_frequency, one = 1.0 / (1.0 + ratio * ratio);
		double power = 1.0;
		for (size_t i = 0; i < walls; i++)
			power *= one;
		sum += power / 7.0;
	}
	return sum;
}

void early_reflections_design(struct early_path paths[2][2], const struct early_room *room, size_t sources, double size,
			      uint64_t key)
{
	double power = 0.0;
	for (size_t ear = 0; ear < 2; ear++) {
		for (size_t source = 0; source < sources; source++) {
			struct image images[IMAGES_MAXIMUM];
			const double source_x = sources == 1 ? 0.0 : source == 0 ? -room->source_x : room->source_x;
			const size_t count = find_images(images, room, ear == 0 ? -1.0 : 1.0, source_x,
							 split_mix(key + 2 * ear + source));
			sort_images(images, count);
			for (size_t i = 0; i < EARLY_ECHOES; i++) {
				paths[ear][source].seconds[i] = images[i].seconds * size;
				paths[ear][source].gains[i] = images[i].gain;
				paths[ear][source].walls[i] = images[i].walls;
				power += 0.5 * images[i].gain * images[i].gain * power_behind(room, images[i].walls);
			}
		}
	}
	for (size_t ear = 0; ear < 2; ear++)
		for (size_t source = 0; source < sources; source++)
			for (size_t i = 0; i < EARLY_ECHOES; i++)
				paths[ear][source].gains[i] /= sqrt(power);
}
