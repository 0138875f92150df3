/* stemprint: reads sound part by part, for sources that make a bounded part at a time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_SOURCE_PART_H
#define STEMPRINT_ENGINE_SOURCE_PART_H

#include "engine/source.h"

/** Reads the next frames of a source, no more than one part has. */
typedef enum status source_part_function(struct source *source, double *const *columns, size_t frames);

/** Reads the next `frames` frames into the columns by calls of `read` for `most` frames or fewer, up to the first one
    that fails. `place` has room for a pointer for each channel. */
static inline enum status source_part_read(struct source *source, source_part_function *read, size_t most,
					   double **place, double *const *columns, size_t frames)
{
	enum status status = STATUS_OK;
	for (size_t done = 0, part; done < frames && status == STATUS_OK; done += part) {
		part = frames - done < most ? frames - done : most;
		for (size_t channel = 0; channel < source->channels; channel++)
			place[channel] = columns[channel] + done;
		status = read(source, place, part);
	}
	return status;
}

#endif
