/* Copies sound into Ogg Opus in memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/opus_copy.h"

#include "io/ogg_serial.h"

#include <limits.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 1024 };

struct opus_copy {
	SNDFILE *file;
	unsigned char *bytes;
	size_t length, room, at, most;
	enum status status; /* what went wrong in a call that libsndfile made */
	size_t channels;
	int block[]; /* [FRAMES * channels] */
};

static sf_count_t tell_length(void *user)
{
	return (sf_count_t)((const struct opus_copy *)user)->length;
}

static sf_count_t tell(void *user)
{
	return (sf_count_t)((const struct opus_copy *)user)->at;
}

static sf_count_t seek(sf_count_t offset, int whence, void *user)
{
	struct opus_copy *copy = user;
	const sf_count_t from = whence == SEEK_SET   ? 0
				: whence == SEEK_CUR ? (sf_count_t)copy->at
						     : (sf_count_t)copy->length;
	if (from + offset < 0 || (size_t)(from + offset) > copy->length)
		return -1;
	copy->at = (size_t)(from + offset);
	return (sf_count_t)copy->at;
}

static sf_count_t read_back(void *to, sf_count_t count, void *user)
{
	struct opus_copy *copy = user;
	const size_t left = copy->length - copy->at, length = (size_t)count < left ? (size_t)count : left;
	if (length > 0)
		memcpy(to, copy->bytes + copy->at, length);
	copy->at += length;
	return (sf_count_t)length;
}

/* Makes room for `length` bytes in all. */
static bool make_room(struct opus_copy *copy, size_t length)
{
	if (length > copy->most)
		copy->status = STATUS_LIMIT;
	if (length <= copy->room || copy->status != STATUS_OK)
		return copy->status == STATUS_OK;
	const size_t room = length + length / 2;
	unsigned char *bytes = realloc(copy->bytes, room);
	if (bytes) {
		copy->bytes = bytes;
		copy->room = room;
	} else {
		copy->status = STATUS_NO_MEMORY;
	}
	return bytes;
}

static sf_count_t take(const void *from, sf_count_t count, void *user)
{
	struct opus_copy *copy = user;
	if (count <= 0 || !make_room(copy, copy->at + (size_t)count))
		return 0;
	memcpy(copy->bytes + copy->at, from, (size_t)count);
	copy->at += (size_t)count;
	copy->length = copy->at > copy->length ? copy->at : copy->length;
	return count;
}

struct opus_copy *opus_copy_new(size_t channels, unsigned bits_per_second, size_t most_bytes, struct problem *problem)
{
	SF_VIRTUAL_IO calls = {
		.get_filelen = tell_length, .seek = seek, .read = read_back, .write = take, .tell = tell
	};
	SF_INFO info = { .samplerate = OPUS_COPY_RATE,
			 .channels = (int)channels,
			 .format = SF_FORMAT_OGG | SF_FORMAT_OPUS };
	struct opus_copy *copy = calloc(1, sizeof *copy + FRAMES * channels * sizeof *copy->block);
	if (!copy) {
		problem_set(problem, "out of memory");
		return NULL;
	}
	copy->channels = channels;
	copy->most = most_bytes;
	copy->file = sf_open_virtual(&calls, SFM_WRITE, &info, copy);
	/* libsndfile's own scale: 1 is 6 kbit/s for each channel, and 0 is 256. */
	double scale = (256000.0 - bits_per_second) / (256000.0 - 6000.0);
	if (copy->file && sf_command(copy->file, SFC_SET_COMPRESSION_LEVEL, &scale, sizeof scale) == SF_TRUE)
		return copy;
	problem_set(problem, "libsndfile writes no Opus: %s", sf_strerror(copy->file));
	opus_copy_free(copy);
	return NULL;
}

/* Integers are limited here, and nothing wraps. */
static int whole_number(double sample)
{
	const double limited = sample > 1.0 ? 1.0 : sample < -1.0 ? -1.0 : sample;
	return (int)(limited * (double)INT_MAX);
}

enum status opus_copy_add(struct opus_copy *copy, const double *const *columns, size_t frames)
{
	for (size_t done = 0; done < frames && copy->status == STATUS_OK;) {
		const size_t now = frames - done < FRAMES ? frames - done : FRAMES;
		for (size_t i = 0; i < now; i++)
			for (size_t c = 0; c < copy->channels; c++)
				copy->block[i * copy->channels + c] = whole_number(columns[c][done + i]);
		if (sf_writef_int(copy->file, copy->block, (sf_count_t)now) != (sf_count_t)now &&
		    copy->status == STATUS_OK)
			copy->status = STATUS_NO_MEMORY;
		done += now;
	}
	return copy->status;
}

enum status opus_copy_finish(struct opus_copy *copy)
{
	if (sf_close(copy->file) != 0 && copy->status == STATUS_OK)
		copy->status = STATUS_NO_MEMORY;
	copy->file = NULL;
	if (copy->status == STATUS_OK)
		ogg_serial_clear(copy->bytes, copy->length);
	return copy->status;
}

const unsigned char *opus_copy_bytes(const struct opus_copy *copy, size_t *length)
{
	*length = copy->length;
	return copy->bytes;
}

void opus_copy_free(struct opus_copy *copy)
{
	if (!copy)
		return;
	if (copy->file)
		sf_close(copy->file);
	free(copy->bytes);
	free(copy);
}
