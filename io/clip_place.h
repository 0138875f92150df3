/* stemprint: the places in a file that the frames of a clip hear.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CLIP_PLACE_H
#define STEMPRINT_IO_CLIP_PLACE_H

#include "graph/clip_list.h"

/** A place in a file, counted as in struct clip_part. */
struct clip_place {
	int64_t whole; /**< the frame at or before the place */
	uint64_t part; /**< rate 1: how many of part.parts follow it */
	double rest; /**< other rates: the rest of a frame, 0 to under 1 */
};

/** Returns the place of a frame of the clip, counted from its start. At rate 1 it is exact; at other rates the error is
    under 1e-9 frames. */
struct clip_place clip_place_of(const struct clip_part *part, uint64_t frame);

/** Goes on from the place of the frame before to that of `frame`. The result is that of clip_place_of(). */
void clip_place_advance(const struct clip_part *part, uint64_t frame, struct clip_place *place);

#endif
