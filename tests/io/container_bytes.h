/* stemprint tests: audio files of many containers, written by libsndfile or byte by byte, and damaged.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_IO_CONTAINER_BYTES_H
#define STEMPRINT_TESTS_IO_CONTAINER_BYTES_H

#include <stddef.h>
#include <stdint.h>

/** This is a file in memory, which can grow. */
struct container_bytes {
	unsigned char *bytes; /**< the owner frees them */
	size_t length;
};

void container_add(struct container_bytes *file, const void *bytes, size_t count);

/** Appends a number of `count` bytes, its lowest byte first. */
void container_add_number(struct container_bytes *file, uint64_t value, size_t count);

/** Appends a chunk of a WAV, with its padding. */
void container_add_chunk(struct container_bytes *file, const char *name, const void *bytes, size_t count);

/** Returns interleaved noise that is never 0, as integers at the top of 32 bits. */
void container_noise(int32_t *samples, size_t count);

/** Writes a file of that SF_FORMAT with that noise, by libsndfile. */
void container_write(const char *path, int format, unsigned channels, size_t frames);

/** Returns the first offset of the bytes of `name` in the file at `path`. The test fails when there is none. */
size_t container_find(const char *path, const char *name);

/** Overwrites bytes of the file at `path`. */
void container_patch(const char *path, size_t offset, const void *bytes, size_t count);

#endif
