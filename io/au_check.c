/* Checks the length in the header of an AU file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/au_check.h"

#include "io/byte_number.h"
#include "io/sound_extent.h"

#include <string.h>

/* Returns the bytes of a sample of an encoding. 0 means that the bytes do not count samples. */
static unsigned sample_bytes_of(uint64_t encoding)
{
	enum { ULAW = 1, PCM_8 = 2, PCM_16 = 3, PCM_24 = 4, PCM_32 = 5, FLOAT = 6, DOUBLE = 7, ALAW = 27 };
	switch (encoding) {
	case ULAW:
	case ALAW:
	case PCM_8:
		return 1;
	case PCM_16:
		return 2;
	case PCM_24:
		return 3;
	case PCM_32:
	case FLOAT:
		return 4;
	case DOUBLE:
		return 8;
	default:
		return 0;
	}
}

bool au_check(struct file_window *window, struct container_facts *facts, enum status *status, struct problem *problem)
{
	enum { HEADER_BYTES = 24 };
	unsigned char bytes[HEADER_BYTES];
	if (file_window_read(window, 0, bytes, sizeof bytes) != sizeof bytes)
		return false;
	uint64_t (*number)(const unsigned char *, size_t) = big_endian_number;
	if (memcmp(bytes, "dns.", 4) == 0)
		number = little_endian_number;
	else if (memcmp(bytes, ".snd", 4) != 0)
		return false;
	*status = STATUS_OK;
	facts->open_ended = number(bytes + 8, 4) == UINT32_MAX;
	if (facts->open_ended)
		return true;
	const struct sound_extent extent = { .start = number(bytes + 4, 4),
					     .promised_bytes = number(bytes + 8, 4),
					     .frame_bytes =
						     number(bytes + 20, 4) * sample_bytes_of(number(bytes + 12, 4)),
					     .wraps = true };
	if (extent.frame_bytes)
		facts->frames = extent.promised_bytes / extent.frame_bytes;
	*status = sound_extent_check(window, &extent, problem);
	return true;
}
