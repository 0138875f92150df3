/* Computes the first echoes of a room, by image sources.
   SPDX-License-Identifier: GPL-3.0-or-later

   J. B. Allen and D. A. Berkley, "Image method for efficiently simulating small-room acoustics" (JASA 65, 1979): each
   wall mirrors the source. Images of up to two walls count, and those of the highest level are kept. Each image stands
   a little off its exact position, as in a room that is no perfect box: exact boxes whistle. Each wall takes treble. */
#ifndef STEMPRINT_DSP_EARLY_REFLECTIONS_H
#define STEMPRINT_DSP_EARLY_REFLECTIONS_H

#include <stddef.h>
#include <stdint.h>

/** A box-shaped room with two microphones (cardioids turned outwards by 60 degrees) and a source before them, or one on
    either side. Positions are metres from the middle of the floor: x to the right, y to the front, z up. */
struct early_room {
	double width, depth, height; /**< metres */
	double source_x, source_y, source_z; /**< with two sources, x of the right one */
	double microphone_x, microphone_y, microphone_z; /**< x of the right microphone */
	double reflection; /**< linear gain of each wall at low frequencies, 0 to 1 */
	double wall_frequency; /**< Hz, above 0: where a wall takes 3 dB more, by a low-pass of first order */
};

/** Echoes of each path, and the most walls that one of them has met. */
enum { EARLY_ECHOES = 8, EARLY_WALLS = 2 };

/** The echoes that one microphone hears of one source, the earliest first. */
struct early_path {
	double seconds[EARLY_ECHOES]; /**< after the direct sound, above 0 */
	double gains[EARLY_ECHOES]; /**< linear, signed, at low frequencies */
	size_t walls[EARLY_ECHOES]; /**< the walls that the echo has met, 1 to EARLY_WALLS */
};

/** Computes paths[microphone][source], left before right, for 1 or 2 sources; one source stands in the middle and has
    paths[microphone][0]. What a microphone hears of noise of power 1 has the power 1, behind the walls' low-passes: on
   average over the two microphones and the octaves from 125 Hz to 8 kHz. `size`, a factor above 0, stretches all times.
   `key` decides how far images are off. */
void early_reflections_design(struct early_path paths[2][2], const struct early_room *room, size_t sources, double size,
			      uint64_t key);

#endif
