/* Checks the header and the end of a file that was just printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/print_check.h"

#include "io/file_call.h"
#include "io/file_window.h"
#include "io/flac_stream.h"
#include "io/wave_check.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

/* A wrong header means that the disk did not take what was written. */
#define REMEDY "is the disk full, or failing? free some space, or print to another disk"

static enum status bad(struct problem *problem, const char *what)
{
	problem_set(problem, "%s; " REMEDY, what);
	return STATUS_BAD_OUTPUT;
}

static enum status compare(const char *what, uint64_t stated, uint64_t true_value, struct problem *problem)
{
	if (stated == true_value)
		return STATUS_OK;
	problem_set(problem, "its header states %" PRIu64 " %s instead of %" PRIu64 "; " REMEDY, stated, what,
		    true_value);
	return STATUS_BAD_OUTPUT;
}

/* Compares one length of a WAV. The length is the word itself, or, in an RF64, the word holds a mark and the true
   length stands elsewhere. */
static enum status compare_word(const struct wave_header *header, const char *what, uint64_t word, uint64_t long_word,
				uint64_t true_value, struct problem *problem)
{
	const enum status status = header->is_long ? compare(what, word, UINT32_MAX, problem) : STATUS_OK;
	return status == STATUS_OK ? compare(what, header->is_long ? long_word : word, true_value, problem) : status;
}

static enum status check_lengths(const struct wave_header *header, uint64_t size, const struct print_promise *promise,
				 struct problem *problem)
{
	const uint64_t sound = promise->frames * promise->channels * promise->sample_bytes;
	enum status status = compare_word(header, "bytes of the file", header->file_bytes, header->long_file_bytes,
					  size - 8, problem);
	if (status == STATUS_OK)
		status = compare_word(header, "bytes of sound", header->sound_bytes, header->long_sound_bytes, sound,
				      problem);
	if (status == STATUS_OK && header->is_long)
		status = compare("frames", header->long_frames, promise->frames, problem);
	if (status == STATUS_OK && header->has_count)
		status = compare("frames", header->count, promise->frames, problem);
	return status;
}

/* Checks that chunks, if there are any, fill the file from the end of the sound to the end of the file. */
static bool ends_well(struct file_window *window, const struct wave_header *header, uint64_t sound_bytes)
{
	struct chunk chunk = { .start = header->sound_start, .length = sound_bytes };
	uint64_t at = chunk_next(header->shape, &chunk);
	for (size_t i = 0; i < CHUNKS_MAXIMUM && at < window->size; i++) {
		if (!chunk_read(window, header->shape, at, &chunk))
			return false;
		at = chunk_next(header->shape, &chunk);
	}
	return at == window->size;
}

static bool shape_fits(const struct wave_header *header, const struct print_promise *promise)
{
	const bool floats = promise->encoding == AUDIO_FLOAT32 || promise->encoding == AUDIO_FLOAT64;
	const bool tagged = header->tag == WAVE_EXTENSIBLE || header->tag == (floats ? WAVE_FLOAT : WAVE_PCM);
	return tagged && header->is_long == (promise->container == AUDIO_RF64) &&
	       header->channels == promise->channels && header->sample_rate == promise->sample_rate &&
	       header->bits == promise->sample_bytes * 8 &&
	       header->frame_bytes == promise->channels * promise->sample_bytes;
}

static enum status check_wave(struct file_window *window, const struct print_promise *promise, struct problem *problem)
{
	struct wave_header header;
	enum status status = STATUS_OK;
	if (!wave_header_read(window, &header, &status, problem) || status != STATUS_OK || !header.has_sound ||
	    (header.is_long && !header.has_long_lengths))
		return bad(problem, "its header is not whole");
	if (!shape_fits(&header, promise))
		return bad(problem, "its header states another format than was printed");
	status = check_lengths(&header, window->size, promise, problem);
	if (status != STATUS_OK)
		return status;
	if (!ends_well(window, &header, promise->frames * header.frame_bytes))
		return bad(problem, "its chunks do not end where the file ends");
	return STATUS_OK;
}

static enum status check_flac_end(struct file_window *window, const struct flac_header *header,
				  const struct print_promise *promise, struct problem *problem)
{
	struct flac_end end;
	if (promise->frames == 0)
		return header->frames_at == window->size ? STATUS_OK : bad(problem, "something follows its header");
	if (!header->has_digest || header->stream_frame_minimum == 0 ||
	    header->stream_frame_maximum < header->stream_frame_minimum)
		return bad(problem, "its header was not completed");
	flac_end_find(window, header, &end);
	if (!end.whole || !flac_starts_at_zero(window, header) || end.end != promise->frames)
		return bad(problem, "its last frame is not whole");
	return STATUS_OK;
}

static enum status check_flac(struct file_window *window, const struct print_promise *promise, struct problem *problem)
{
	struct flac_header header;
	if (!flac_header_read(window, &header))
		return bad(problem, "its header is not whole");
	if (header.channels != promise->channels || header.sample_rate != promise->sample_rate ||
	    header.bits != promise->sample_bytes * 8)
		return bad(problem, "its header states another format than was printed");
	const enum status status = compare("frames", header.frames, promise->frames, problem);
	return status == STATUS_OK ? check_flac_end(window, &header, promise, problem) : status;
}

enum status print_check(const char *path, const struct print_promise *promise, struct problem *problem)
{
	struct stat facts;
	struct file_window window;
	const int descriptor = file_open_to_read(path);
	if (descriptor < 0 || fstat(descriptor, &facts) != 0) {
		const int error = errno;
		if (descriptor >= 0)
			file_close(descriptor);
		return problem_fail(problem, "it cannot be read back", error, STATUS_BAD_OUTPUT);
	}
	file_window_open(&window, descriptor, (uint64_t)facts.st_size);
	const bool flac = promise->container == AUDIO_FLAC;
	const enum status status = flac ? check_flac(&window, promise, problem) : check_wave(&window, promise, problem);
	file_close(descriptor);
	return window.error ? problem_fail(problem, "it cannot be read back", window.error, STATUS_BAD_OUTPUT) : status;
}
