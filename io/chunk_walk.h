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

/** How a kind of file writes the head of a chunk. */
struct chunk_shape {
	size_t name_bytes; /**< 4, or 16 */
	size_t length_bytes; /**< 4, or 8 */
	bool big_endian;
	bool counts_head; /**< the length counts the name and itself */
	unsigned alignment; /**< every chunk starts at a multiple of it: 1, 2 or 8 */
};

extern const struct chunk_shape chunk_shape_wave; /**< WAV, RF64, BW64 */
extern const struct chunk_shape chunk_shape_big_wave; /**< RIFX: a WAV with its numbers the other way round */
extern const struct chunk_shape chunk_shape_aiff;
extern const struct chunk_shape chunk_shape_w64;
extern const struct chunk_shape chunk_shape_caf;

struct chunk {
	unsigned char name[CHUNK_NAME_BYTES];
	uint64_t start; /**< of its bytes, behind the head */
	uint64_t length; /**< of its bytes, as it claims; 0 where it claims less than its head */
};

/** The chunk whose head stands at `at`; false where the file has no whole head. */
bool chunk_read(struct file_window *window, const struct chunk_shape *shape, uint64_t at, struct chunk *chunk);

/** Where the next chunk starts; UINT64_MAX when that is beyond all numbers. */
uint64_t chunk_next(const struct chunk_shape *shape, const struct chunk *chunk);

/** The name is that text, of name_bytes bytes. */
bool chunk_is(const struct chunk *chunk, const char *name);

/** A number in the byte order of the shape. */
uint64_t chunk_number(const struct chunk_shape *shape, const unsigned char *bytes, size_t count);

#endif
