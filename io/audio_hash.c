/* Hashes a source, and makes sure that the render read the same bytes; and hashes its sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_hash.h"

#include "io/audio_reader.h"
#include "io/file_call.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

static enum status check_unchanged(int descriptor, const struct audio_identity *expected, struct problem *problem)
{
	struct stat facts;
	if (fstat(descriptor, &facts) != 0)
		return problem_fail(problem, "it cannot be looked at again", errno, STATUS_BAD_SOURCE);
	const struct audio_identity now = audio_identity_of(&facts);
	if (audio_identity_equal(&now, expected))
		return STATUS_OK;
	problem_set(problem, "it changed while it was being read; run again");
	return STATUS_BAD_SOURCE;
}

enum status audio_hash(const char *path, const struct audio_identity *expected, enum hash_kind kind,
		       struct file_hash *hash, struct problem *problem)
{
	int descriptor;
	enum status status = file_hash_open(path, "it cannot be opened again", &descriptor, problem);
	if (status != STATUS_OK)
		return status;
	status = check_unchanged(descriptor, expected, problem);
	if (status == STATUS_OK)
		status = file_hash_of_descriptor(descriptor, kind, hash, problem);
	if (status == STATUS_OK)
		status = check_unchanged(descriptor, expected, problem);
	file_close(descriptor);
	return status;
}

/* A sound is decoded in blocks of so many frames. */
enum { BLOCK_FRAMES = 1024 };

/* Reads the sound to its end. Returns false with the problem when it cannot be read. */
static bool read_whole(struct audio_reader *reader, double *const *columns, const volatile sig_atomic_t *stop,
		       struct problem *problem)
{
	const uint64_t frames = audio_reader_properties(reader)->frames;
	enum status status = STATUS_OK;
	for (uint64_t done = 0; done < frames && status == STATUS_OK && !*stop; done += BLOCK_FRAMES)
		status = audio_reader_read(reader, columns, BLOCK_FRAMES, problem);
	return status == STATUS_OK;
}

static enum status hash_sound(struct audio_reader *reader, const volatile sig_atomic_t *stop, struct sound_hash *hash,
			      struct problem *problem)
{
	const size_t channels = audio_reader_properties(reader)->channels;
	double *columns[AUDIO_CHANNELS_MAXIMUM], *samples = calloc(channels * BLOCK_FRAMES, sizeof *samples);
	if (!samples)
		return problem_out_of_memory(problem);
	for (size_t i = 0; i < channels; i++)
		columns[i] = samples + i * BLOCK_FRAMES;
	enum status status = audio_reader_hash(reader, hash, problem);
	if (status == STATUS_OK && !read_whole(reader, columns, stop, problem) && audio_reader_disk_failed(reader))
		status = STATUS_BAD_SOURCE;
	free(samples);
	return status;
}

enum status audio_hash_of_sound(const char *path, const struct audio_properties *expected,
				const volatile sig_atomic_t *stop, struct sound_hash *hash, struct problem *problem)
{
	struct audio_reader *reader;
	*hash = (struct sound_hash){ .text = "" };
	enum status status = audio_reader_open(path, NULL, 0, expected, &reader, problem);
	if (status != STATUS_OK)
		return status;
	status = hash_sound(reader, stop, hash, problem);
	audio_reader_free(reader);
	return status;
}
