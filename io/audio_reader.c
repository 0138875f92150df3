/* Reads the samples of an audio file, block by block.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_reader.h"

#include "dsp/quantise.h"
#include "io/audio_decoding.h"
#include "io/fence.h"
#include "io/pcm_bytes.h"
#include "io/sound_helper.h"
#include "io/sound_message.h"

#include <float.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* This number of samples is read ahead, for any number of channels. It is large enough to make the cost of system
   calls small, and small enough to stay in the cache. */
enum { BUFFER_SAMPLES = 8192 };

struct audio_reader {
	struct audio_file file; /* of a helped sound only the descriptor is open */
	struct helped_sound *helped; /* NULL: this process reads the samples */
	uint64_t start; /* with `raw`: where the first sample stands in the file */
	bool raw; /* the samples of an untrusted sound are read without any library */
	const char *path;
	struct audio_properties properties;
	enum audio_decoding decoding;
	unsigned selection[AUDIO_CHANNELS_MAXIMUM]; /* the channels, counted from 0 */
	size_t selected;
	bool whole; /* every channel is selected in the file's order, so that they can be unpacked together */
	uint64_t position;
	size_t ahead; /* the frames of the buffer that no call has taken yet */
	size_t behind; /* the frames of the buffer before those */
	size_t capacity; /* the samples that a buffer holds */
	union {
		const void *any;
		const unsigned char *bytes;
		const int *integers;
		const double *floats;
	} buffer; /* it points to `own`, or into the memory that the helper shares */
	struct sound_hasher *hasher; /* NULL: the sound is not hashed */
	struct sound_hash *hash; /* is set when all was read; NULL: it is set already */
	struct file_hash *file_hash; /* so is this, while `file.window` has its passing hash */
	double own[BUFFER_SAMPLES];
};

static enum status select_channels(struct audio_reader *reader, const unsigned *selection, size_t count,
				   struct problem *problem)
{
	unsigned channels = reader->properties.channels;
	reader->selected = count ? count : channels;
	reader->whole = reader->selected == channels;
	if (count > AUDIO_CHANNELS_MAXIMUM) {
		problem_set(problem, "more than %d of its channels are asked for", AUDIO_CHANNELS_MAXIMUM);
		return STATUS_BAD_SOURCE;
	}
	for (size_t i = 0; i < reader->selected; i++) {
		unsigned channel = count ? selection[i] : (unsigned)i + 1;
		if (channel < 1 || channel > channels) {
			problem_set(problem, "it has no channel %u; it has %u channel%s", channel, channels,
				    channels == 1 ? "" : "s");
			return STATUS_BAD_SOURCE;
		}
		reader->selection[i] = channel - 1;
		reader->whole &= channel == i + 1;
	}
	return STATUS_OK;
}

static bool is_unchanged(const struct audio_properties *found, const struct audio_properties *expected)
{
	return audio_identity_equal(&found->identity, &expected->identity) && found->frames == expected->frames &&
	       found->channels == expected->channels && found->sample_rate == expected->sample_rate;
}

/* Lets the helper open an untrusted file, and decode it unless its samples are bytes of it: those need no library. Its
   properties are those that the probe found. */
static enum status open_helped(struct audio_reader *reader, int descriptor, const struct audio_identity *identity,
			       const struct audio_properties *expected, struct problem *problem)
{
	file_window_open(&reader->file.window, descriptor, identity->size);
	reader->properties = *expected;
	reader->properties.identity = *identity;
	const enum status status = helped_sound_open(descriptor, expected, &reader->helped, problem);
	if (status != STATUS_OK) {
		close(descriptor);
		return status;
	}
	reader->raw = helped_sound_is_raw(reader->helped, &reader->start);
	reader->decoding = reader->raw ? DECODING_BYTES : DECODING_INTEGERS;
	reader->buffer.any = reader->raw ? reader->own : helped_sound_samples(reader->helped);
	reader->capacity = reader->raw ? BUFFER_SAMPLES : SOUND_SAMPLES;
	if (reader->raw) {
		helped_sound_close(reader->helped);
		reader->helped = NULL;
	}
	return STATUS_OK;
}

static enum status open_own(struct audio_reader *reader, int descriptor, const struct audio_identity *identity,
			    struct problem *problem)
{
	const enum status status =
		audio_file_take(descriptor, identity, false, &reader->file, &reader->properties, problem);
	if (status != STATUS_OK)
		return status;
	reader->decoding = audio_decoding_of(reader->file.sound, reader->properties.format);
	reader->buffer.any = reader->own;
	reader->capacity = BUFFER_SAMPLES;
	return STATUS_OK;
}

/* Only files that stemprint printed itself come without what a probe found. */
static enum status open_file(struct audio_reader *reader, const char *path, const struct audio_properties *expected,
			     struct problem *problem)
{
	int descriptor;
	struct audio_identity identity;
	enum status status = audio_file_find(path, !expected, &descriptor, &identity, problem);
	if (status != STATUS_OK)
		return status;
	status = expected && fence_is_raised() ? open_helped(reader, descriptor, &identity, expected, problem)
					       : open_own(reader, descriptor, &identity, problem);
	if (status != STATUS_OK || !expected || is_unchanged(&reader->properties, expected))
		return status;
	problem_set(problem, "it changed while it was being looked at; run again");
	return STATUS_BAD_SOURCE;
}

enum status audio_reader_open(const char *path, const unsigned *selection, size_t count,
			      const struct audio_properties *expected, struct audio_reader **reader,
			      struct problem *problem)
{
	*reader = NULL;
	struct audio_reader *made = calloc(1, sizeof *made);
	if (!made) {
		problem_set(problem, "out of memory");
		return STATUS_NO_MEMORY;
	}
	enum status status = open_file(made, path, expected, problem);
	if (status == STATUS_OK)
		status = select_channels(made, selection, count, problem);
	if (status != STATUS_OK) {
		audio_reader_free(made);
		return status;
	}
	made->path = path;
	*reader = made;
	return STATUS_OK;
}

const struct audio_properties *audio_reader_properties(const struct audio_reader *reader)
{
	return &reader->properties;
}

enum status audio_reader_hash(struct audio_reader *reader, struct sound_hash *hash, struct problem *problem)
{
	const struct audio_properties *file = &reader->properties;
	const struct sound_shape shape = { file->sample_rate, file->channels, file->frames };
	if (!reader->whole)
		return STATUS_OK;
	reader->hasher = sound_hasher_new(&shape);
	reader->hash = hash;
	if (reader->hasher)
		return STATUS_OK;
	problem_set(problem, "out of memory");
	return STATUS_NO_MEMORY;
}

enum status audio_reader_hash_file(struct audio_reader *reader, enum hash_kind kind, struct file_hash *hash,
				   struct problem *problem)
{
	struct file_window *window = &reader->file.window;
	window->passing = passing_hash_new(kind, window->descriptor, window->size);
	reader->file_hash = hash;
	return window->passing ? STATUS_OK : problem_out_of_memory(problem);
}

/* Reads the frames at the position, whose samples are bytes of the file. */
static size_t read_raw(struct audio_reader *reader, size_t frames)
{
	const size_t frame_bytes = (size_t)reader->properties.channels * reader->properties.bits / 8;
	const uint64_t offset = reader->start + reader->position * frame_bytes;
	return file_window_read(&reader->file.window, offset, reader->own, frames * frame_bytes) / frame_bytes;
}

/* Fills the buffer from its start. Returns the number of frames that were read. A helper that ended says so. */
static size_t decode(struct audio_reader *reader, size_t frames, struct problem *problem)
{
	problem->text[0] = '\0';
	if (reader->raw)
		return read_raw(reader, frames);
	if (reader->helped)
		return helped_sound_decode(reader->helped, frames, &reader->file.window.error, problem);
	return audio_decode(&reader->file, reader->decoding, &reader->properties, reader->own, frames);
}

/* Makes sure that the buffer has unread frames. A file that ends early fails where it ends. */
static enum status read_ahead(struct audio_reader *reader, struct problem *problem)
{
	const uint64_t promised = reader->properties.frames, left = promised - reader->position;
	const size_t most = reader->capacity / reader->properties.channels;
	const size_t frames = left < most ? (size_t)left : most;
	if (reader->ahead > 0)
		return STATUS_OK;
	struct problem helpless = { .text = "" };
	const size_t got = left > 0 ? decode(reader, frames, &helpless) : 0;
	if (got == 0 && helpless.text[0] != '\0') {
		*problem = helpless;
		return problem_status(problem, STATUS_BAD_SOURCE);
	}
	const enum status status = audio_file_check_disk(&reader->file, problem);
	if (status != STATUS_OK)
		return status;
	if (got == 0) {
		problem_set(problem,
			    "it ends early: %" PRIu64 " of %" PRIu64 " frames are missing; copy or export it again",
			    left, promised);
		return STATUS_BAD_SOURCE;
	}
	reader->ahead = got;
	reader->behind = 0;
	return STATUS_OK;
}

/* Unpacks `count` channels of the file, starting at `channel`. */
static void unpack(const struct audio_reader *reader, size_t channel, double *const *columns, size_t count,
		   size_t frames)
{
	const unsigned sample_bytes = reader->properties.bits / 8;
	const size_t stride = reader->properties.channels * sample_bytes;
	pcm_unpack(reader->buffer.bytes + reader->behind * stride + channel * sample_bytes, stride, sample_bytes,
		   columns, count, frames);
}

static void spread(const struct audio_reader *reader, size_t selected, double *out, size_t frames)
{
	size_t channels = reader->properties.channels, channel = reader->selection[selected];
	size_t first = reader->behind * channels + channel;
	switch (reader->decoding) {
	case DECODING_BYTES:
		unpack(reader, channel, &out, 1, frames);
		break;
	case DECODING_INTEGERS:
		for (size_t i = 0; i < frames; i++)
			out[i] = (double)reader->buffer.integers[first + i * channels] * 0x1p-31;
		break;
	case DECODING_FLOATS:
		for (size_t i = 0; i < frames; i++)
			out[i] = reader->buffer.floats[first + i * channels];
		break;
	}
}

static enum status check_finite(const struct audio_reader *reader, const double *column, size_t selected, size_t frames,
				struct problem *problem)
{
	size_t finite = bounded_prefix(column, frames, DBL_MAX);
	if (finite == frames)
		return STATUS_OK;
	problem_set(problem, "its sample at frame %" PRIu64 ", channel %u, is not a finite number",
		    reader->position + finite, reader->selection[selected] + 1);
	return STATUS_NOT_FINITE;
}

static enum status spread_one_by_one(const struct audio_reader *reader, double *const *columns, size_t frames,
				     struct problem *problem)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < reader->selected && status == STATUS_OK; i++) {
		spread(reader, i, columns[i], frames);
		if (reader->decoding == DECODING_FLOATS)
			status = check_finite(reader, columns[i], i, frames, problem);
	}
	return status;
}

static void hash_frames(struct audio_reader *reader, double *const *columns, size_t frames)
{
	if (!reader->hasher || !reader->hash)
		return;
	sound_hasher_add(reader->hasher, reader->position, (const double *const *)columns, frames);
	if (sound_hasher_finish(reader->hasher, reader->hash))
		reader->hash = NULL;
}

/* A disk that fails now is told, as it is in every other reading. */
static enum status end_file_hash(struct audio_reader *reader, struct problem *problem)
{
	struct file_window *window = &reader->file.window;
	if (!window->passing || reader->position < reader->properties.frames)
		return STATUS_OK;
	if (!passing_hash_finish(window->passing, reader->file_hash) && window->error == 0)
		window->error = passing_hash_error(window->passing);
	passing_hash_free(window->passing);
	window->passing = NULL;
	return audio_file_check_disk(&reader->file, problem);
}

/* Takes the next frames. All of them are in the buffer already. */
static enum status take(struct audio_reader *reader, double *const *columns, size_t offset, size_t frames,
			struct problem *problem)
{
	double *rest[AUDIO_CHANNELS_MAXIMUM];
	for (size_t i = 0; i < reader->selected; i++)
		rest[i] = columns[i] + offset;
	if (reader->whole && reader->decoding == DECODING_BYTES)
		unpack(reader, 0, rest, reader->selected, frames);
	else {
		enum status status = spread_one_by_one(reader, rest, frames, problem);
		if (status != STATUS_OK)
			return status;
	}
	hash_frames(reader, rest, frames);
	reader->ahead -= frames;
	reader->behind += frames;
	reader->position += frames;
	return end_file_hash(reader, problem);
}

static enum status read_sounding(struct audio_reader *reader, double *const *columns, size_t frames,
				 struct problem *problem)
{
	enum status status = STATUS_OK;
	for (size_t done = 0; done < frames && status == STATUS_OK;) {
		status = read_ahead(reader, problem);
		if (status != STATUS_OK)
			break;
		size_t some = frames - done < reader->ahead ? frames - done : reader->ahead;
		status = take(reader, columns, done, some, problem);
		done += some;
	}
	return status;
}

/* The function checks the file again after it has read the last frame. It also does so when it cannot read a frame,
   because a change of the file may be the cause. */
enum status audio_reader_read(struct audio_reader *reader, double *const *columns, size_t frames,
			      struct problem *problem)
{
	uint64_t left = reader->properties.frames - reader->position;
	size_t sounding = left < frames ? (size_t)left : frames;
	enum status status = read_sounding(reader, columns, sounding, problem);
	if (status != STATUS_OK || (sounding > 0 && sounding == left)) {
		const enum status confirmed = audio_reader_confirm(reader, problem);
		status = confirmed == STATUS_OK ? status : confirmed;
	}
	for (size_t i = 0; i < reader->selected && status == STATUS_OK; i++)
		memset(columns[i] + sounding, 0, (frames - sounding) * sizeof(double));
	return status;
}

/* libsndfile 1.2 decodes the first Vorbis block after a seek without the one before it, which overlaps it, so that its
   samples are wrong. Reading goes on from two of the longest blocks before the frame. */
static uint64_t seek_start(const struct audio_reader *reader, uint64_t frame)
{
	enum { VORBIS_LEAD_FRAMES = 2 * 8192 };
	if (reader->properties.format.encoding != AUDIO_VORBIS)
		return frame;
	return frame > VORBIS_LEAD_FRAMES ? frame - VORBIS_LEAD_FRAMES : 0;
}

static bool seek(struct audio_reader *reader, uint64_t frame)
{
	if (reader->raw)
		return frame <= reader->properties.frames;
	return reader->helped ? helped_sound_seek(reader->helped, frame, &reader->file.window.error)
			      : audio_file_seek(&reader->file, frame);
}

/* Goes to a frame that is not in the buffer. */
static enum status go_to(struct audio_reader *reader, uint64_t frame, struct problem *problem)
{
	const uint64_t start = seek_start(reader, frame);
	enum status status = STATUS_OK;
	reader->ahead = reader->behind = 0;
	if (!seek(reader, start)) {
		problem_set(problem, "it cannot be read from frame %" PRIu64 " on", frame);
		const enum status disk = audio_file_check_disk(&reader->file, problem);
		return disk == STATUS_OK ? STATUS_BAD_SOURCE : disk;
	}
	reader->position = start;
	while (status == STATUS_OK && reader->position < frame) {
		status = read_ahead(reader, problem);
		const uint64_t left = frame - reader->position;
		const size_t passed = left < reader->ahead ? (size_t)left : reader->ahead;
		reader->ahead -= passed;
		reader->behind += passed;
		reader->position += passed;
	}
	return status;
}

enum status audio_reader_skip(struct audio_reader *reader, uint64_t frames, struct problem *problem)
{
	const uint64_t left = reader->properties.frames - reader->position;
	const uint64_t passed = frames < left ? frames : left;
	if (passed > reader->ahead)
		return go_to(reader, reader->position + passed, problem);
	reader->ahead -= (size_t)passed;
	reader->behind += (size_t)passed;
	reader->position += passed;
	return STATUS_OK;
}

enum status audio_reader_seek(struct audio_reader *reader, uint64_t frame, struct problem *problem)
{
	if (frame >= reader->position)
		return audio_reader_skip(reader, frame - reader->position, problem);
	const uint64_t back = reader->position - frame;
	if (back > reader->behind)
		return go_to(reader, frame, problem);
	reader->ahead += (size_t)back;
	reader->behind -= (size_t)back;
	reader->position = frame;
	return STATUS_OK;
}

enum status audio_reader_rewind(struct audio_reader *reader, struct problem *problem)
{
	if (!seek(reader, 0)) {
		problem_set(problem, "it cannot be read a second time");
		const enum status disk = audio_file_check_disk(&reader->file, problem);
		return disk == STATUS_OK ? STATUS_BAD_SOURCE : disk;
	}
	reader->position = 0;
	reader->ahead = reader->behind = 0;
	return STATUS_OK;
}

bool audio_reader_disk_failed(const struct audio_reader *reader)
{
	return reader->file.window.error != 0;
}

enum status audio_reader_confirm(const struct audio_reader *reader, struct problem *problem)
{
	return audio_file_confirm(&reader->file, reader->path, &reader->properties.identity, problem);
}

void audio_reader_free(struct audio_reader *reader)
{
	if (!reader)
		return;
	if (reader->helped || reader->raw)
		close(reader->file.window.descriptor);
	helped_sound_close(reader->helped);
	audio_file_close(&reader->file);
	sound_hasher_free(reader->hasher);
	passing_hash_free(reader->file.window.passing);
	free(reader);
}
