/* stemprint: what the bytes of an audio file say about its length.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_CONTAINER_FACTS_H
#define STEMPRINT_IO_CONTAINER_FACTS_H

#include <stdbool.h>
#include <stdint.h>

struct container_facts {
	uint64_t frames; /**< the frames that the header promises and the file has; 0 means that the bytes do not
		     count frames */
	bool ends_oddly; /**< the file is a FLAC whose last frame is not whole, or which something unknown follows;
		     only reading it shows which */
	uint64_t frames_present; /**< the frames before that last frame, if ends_oddly is set */
	bool open_ended; /**< the writer did not know the length, so the sound goes on to the file's end */
};

#endif
