/* stemprint: the first echoes of a room, by image sources.
   SPDX-License-Identifier: GPL-3.0-or-later

   J. B. Allen and D. A. Berkley, "Image method for efficiently simulating small-room acoustics" (JASA 65, 1979): each
   wall mirrors the source. Up to two walls; the loudest are kept. Each image stands a little off its exact position, as
   in a room that is no perfect box: exact boxes whistle. */
#ifndef STEMPRINT_DSP_EARLY_REFLECTIONS_H
#define STEMPRINT_DSP_EARLY_REFLECTIONS_H

#include <stddef.h>
#include <stdint.h>

/** A box with two microphones (cardioids turned outwards by 60 degrees) and a source before them, or one on either
   side. Metres, from the middle of the floor: x to the right, y to the front, z up. */
struct early_room {
	double width, depth, height;
	double source_x, source_y, source_z; /**< x of the right one of two */
	double microphone_x, microphone_y, microphone_z; /**< x of the right one */
	double reflection; /**< level of an echo against what came to the wall */
};

enum { EARLY_ECHOES = 12 };

/** The echoes that one microphone hears of one source, earliest first. */
struct early_path {
	double seconds[EARLY_ECHOES]; /**< after the direct sound, above 0 */
	double gains[EARLY_ECHOES]; /**< linear, signed */
};

/** path[microphone][source], left before right. With one source it stands in the middle: path[microphone][0]. The
   squares of the gains that a microphone hears add up to 1 in the mean of the two. `size` stretches the room. */
void early_reflections_design(struct early_path paths[2][2], const struct early_room *room, size_t sources, double size,
			      uint64_t key);

#endif
