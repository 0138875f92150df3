/* Removes the loudspeakers from the header of a WAV file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/wave_speakers.h"

#include "io/file_call.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

enum {
	RIFF_BYTES = 12, /* "RIFF", the size, and "WAVE" */
	CHUNK_BYTES = 8, /* the name and the size of a chunk */
	CHUNKS_BEFORE_FORMAT = 8, /* usually a ds64 or a JUNK chunk */
	FORMAT_BYTES = 40, /* the bytes of an extensible format chunk */
	MASK_AT = 20,
	MASK_BYTES = 4,
	TAG_EXTENSIBLE = 0xfffe,
};

static uint32_t number(const unsigned char *bytes, size_t count)
{
	uint32_t value = 0;
	for (size_t i = count; i-- > 0;)
		value = value << 8 | bytes[i];
	return value;
}

/* Returns where the content of the chunk "fmt " begins, 0 when no such chunk has a mask, or -1 with errno when
   reading fails. */
static off_t find_format(int descriptor)
{
	unsigned char head[CHUNK_BYTES + 2];
	off_t at = RIFF_BYTES;
	for (size_t i = 0; i < CHUNKS_BEFORE_FORMAT; i++) {
		const ssize_t count = file_read_at(descriptor, head, sizeof head, at);
		if (count != (ssize_t)sizeof head)
			return count < 0 ? -1 : 0;
		const uint32_t size = number(head + 4, 4);
		if (memcmp(head, "fmt ", 4) == 0)
			return size >= FORMAT_BYTES && number(head + CHUNK_BYTES, 2) == TAG_EXTENSIBLE
				       ? at + CHUNK_BYTES
				       : 0;
		at += CHUNK_BYTES + (off_t)size + (off_t)(size & 1);
	}
	return 0;
}

int wave_speakers_clear(int descriptor)
{
	static const unsigned char none[MASK_BYTES] = { 0 };
	const off_t format = find_format(descriptor);
	if (format <= 0)
		return format < 0 ? errno : 0;
	return file_write_at(descriptor, none, sizeof none, format + MASK_AT);
}
