/* Writes audio files of many containers for tests, and damages them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/container_bytes.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

void container_add(struct container_bytes *file, const void *bytes, size_t count)
{
	file->bytes = realloc(file->bytes, file->length + count + 1);
	cr_assert_not_null(file->bytes);
	memcpy(file->bytes + file->length, bytes, count);
	file->length += count;
}

void container_add_number(struct container_bytes *file, uint64_t value, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const unsigned char byte = (unsigned char)(value >> (8 * i));
		container_add(file, &byte, 1);
	}
}

void container_add_chunk(struct container_bytes *file, const char *name, const void *bytes, size_t count)
{
	container_add(file, name, 4);
	container_add_number(file, count, 4);
	container_add(file, bytes, count);
	if (count & 1)
		container_add(file, "", 1);
}

void container_noise(int32_t *samples, size_t count)
{
	uint32_t state = 7;
	for (size_t i = 0; i < count; i++)
		samples[i] = (int32_t)((state = state * 1664525u + 1013904223u) | 0x01010101u);
}

void container_write(const char *path, int format, unsigned channels, size_t frames)
{
	SF_INFO info = { .samplerate = 48000, .channels = (int)channels, .format = format };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
	int32_t *samples = malloc(frames * channels * sizeof *samples);
	cr_assert_not_null(samples);
	container_noise(samples, frames * channels);
	cr_assert_eq(sf_writef_int(file, samples, (sf_count_t)frames), (sf_count_t)frames);
	cr_assert_eq(sf_close(file), 0);
	free(samples);
}

size_t container_find(const char *path, const char *name)
{
	size_t length;
	unsigned char *bytes = scratch_read(path, &length);
	const unsigned char *place = memmem(bytes, length, name, strlen(name));
	cr_assert_not_null(place, "%s has no \"%s\"", path, name);
	const size_t offset = (size_t)(place - bytes);
	free(bytes);
	return offset;
}

void container_patch(const char *path, size_t offset, const void *bytes, size_t count)
{
	size_t length;
	unsigned char *all = scratch_read(path, &length);
	cr_assert_leq(offset + count, length);
	memcpy(all + offset, bytes, count);
	scratch_write(path, all, length);
	free(all);
}
