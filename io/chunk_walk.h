/* stemprint: the chunks of a file, one after another.
   SPDX-License-Identifier: GPL-3.0-or-later

   WAV, RF64, W64, AIFF and CAF files are rows of chunks: a name, a length, and so many bytes. Names and lengths are
   hostile: a chunk may claim more than the file has, and nothing here adds two numbers without looking. */
#ifndef STEMPRINT_IO_CHUNK_WALK_H
#define STEMPRINT_IO_CHUNK_WALK_H

#include "io/file_window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHUNK_NAME_BYTES = 16, CHUNKS_MAXIMUM = 4096 };

/** A shape describes how a kind of file writes the head of a chunk. */
struct chunk_shape {
	size_t name_bytes; /**< 4 or 16 bytes */
	size_t length_bytes; /**< 4 or 8 bytes */
	bool big_endian;
	bool counts_head; /**< the length includes the name and the length itself */
	unsigned alignment; /**< every chunk starts at a multiple of this number: 1, 2 or 8 */
};

extern const struct chunk_shape chunk_shape_wave; /**< for WAV, RF64 and BW64 */
extern const struct chunk_shape chunk_shape_big_wave; /**< for RIFX, which is a WAV with big-endian numbers */
extern const struct chunk_shape chunk_shape_aiff;
extern const struct chunk_shape chunk_shape_w64;
extern const struct chunk_shape chunk_shape_caf;

struct chunk {
	unsigned char name[CHUNK_NAME_BYTES];
	uint64_t start; /**< the offset of its bytes, behind the head */
	uint64_t length; /**< the number of its bytes, as the head claims; 0 where it claims less than its head */
};

/** Reads the chunk whose head stands at `at`. Returns false where the file has no whole head. */
bool chunk_read(struct file_window *window, const struct chunk_shape *shape, uint64_t at, struct chunk *chunk);

/** Returns where the next chunk starts, or UINT64_MAX when that number is too large. */
uint64_t chunk_next(const struct chunk_shape *shape, const struct chunk *chunk);

/** Returns whether the name is that text, which has name_bytes bytes. */
bool chunk_is(const struct chunk *chunk, const char *name);

/** Returns a number in the byte order of the shape. */
uint64_t chunk_number(const struct chunk_shape *shape, const unsigned char *bytes, size_t count);

#endif
