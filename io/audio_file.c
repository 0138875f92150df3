/* Opens audio files and checks what they are.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_file.h"

#include "io/audio_speakers.h"
#include "io/container_check.h"
#include "io/fence.h"
#include "io/file_call.h"
#include "io/foreign_file.h"
#include "io/headroom_note.h"
#include "io/library_call.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum status bad(struct problem *problem, const char *text)
{
	problem_set(problem, "%s", text);
	return STATUS_BAD_SOURCE;
}

static int open_path(const char *path, bool own, const char **refusal)
{
	*refusal = NULL;
	return own ? file_open_to_read(path) : fence_open(path, refusal);
}

enum status audio_file_find(const char *path, bool own, int *descriptor, struct audio_identity *identity,
			    struct problem *problem)
{
	struct stat facts;
	const char *wrong = NULL;
	const int opened = open_path(path, own, &wrong);
	if (opened < 0 && wrong)
		return bad(problem, wrong);
	if (opened < 0)
		return problem_fail(problem, "it cannot be opened", errno, STATUS_BAD_SOURCE);
	if (fstat(opened, &facts) != 0) {
		const int error = errno;
		file_close(opened);
		return problem_fail(problem, "it cannot be looked at", error, STATUS_BAD_SOURCE);
	}
	if (S_ISDIR(facts.st_mode))
		wrong = "it is a folder; name an audio file in it";
	else if (!S_ISREG(facts.st_mode))
		wrong = "it is not a regular file; name an audio file";
	else if (facts.st_size == 0)
		wrong = "it is empty; export it again";
	if (wrong) {
		file_close(opened);
		return bad(problem, wrong);
	}
	*descriptor = opened;
	*identity = audio_identity_of(&facts);
	return STATUS_OK;
}

static enum status check_properties(const SF_INFO *info, struct audio_properties *properties, struct problem *problem)
{
	const struct audio_format format = audio_format_of_code(info->format);
	if (format.container == AUDIO_CONTAINER_UNKNOWN)
		return bad(problem, "this kind of audio file is not taken; convert it to WAV, AIFF or FLAC");
	if (info->samplerate < AUDIO_RATE_MINIMUM || info->samplerate > AUDIO_RATE_MAXIMUM) {
		problem_set(problem, "its sample rate of %d Hz is not within %d to %d Hz", info->samplerate,
			    AUDIO_RATE_MINIMUM, AUDIO_RATE_MAXIMUM);
		return STATUS_BAD_SOURCE;
	}
	if (info->channels < 1 || info->channels > AUDIO_CHANNELS_MAXIMUM) {
		problem_set(problem, "it has %d channels; 1 to %d are taken", info->channels, AUDIO_CHANNELS_MAXIMUM);
		return STATUS_BAD_SOURCE;
	}
	if (info->frames < 0 || (uint64_t)info->frames >= AUDIO_FRAMES_MAXIMUM) {
		problem_set(problem, "its header claims %" PRId64 " frames; the file is damaged, or was cut short",
			    (int64_t)info->frames);
		return STATUS_BAD_SOURCE;
	}
	if (info->frames == 0)
		return bad(problem, "it holds no sound: its length is 0 frames");
	properties->sample_rate = (unsigned)info->samplerate;
	properties->channels = (unsigned)info->channels;
	properties->frames = (uint64_t)info->frames;
	properties->format = format;
	properties->bits = audio_encoding_bits(format.encoding);
	return STATUS_OK;
}

/* libsndfile's words end with a full stop, and some start with "Error : ". */
static enum status tell_library_error(struct file_window *window, struct problem *problem)
{
	unsigned char bytes[FOREIGN_FILE_BYTES];
	const char *foreign = foreign_file_tell(bytes, file_window_read(window, 0, bytes, sizeof bytes));
	if (foreign)
		return bad(problem, foreign);
	const char *reason = sf_strerror(NULL);
	size_t length = strlen(reason);
	while (length > 0 && (reason[length - 1] == '.' || isspace((unsigned char)reason[length - 1])))
		length--;
	problem_set(problem, "it is no audio file that can be read (%.*s); export it again",
		    (int)(length < 120 ? length : 120), reason);
	return STATUS_BAD_SOURCE;
}

static void read_stamp(SNDFILE *file, struct audio_properties *properties)
{
	SF_BROADCAST_INFO info;
	properties->stamped = sf_command(file, SFC_GET_BROADCAST_INFO, &info, sizeof info) == SF_TRUE;
	properties->stamp = 0;
	if (properties->stamped)
		properties->stamp = (uint64_t)info.time_reference_high << 32 | info.time_reference_low;
}

bool audio_file_seek(struct audio_file *file, uint64_t frame)
{
	library_call_begin();
	const bool there = sf_seek(file->sound, (sf_count_t)frame, SEEK_SET) == (sf_count_t)frame;
	library_call_end(&file->window.error);
	return there;
}

bool audio_file_has_frame(struct audio_file *file, uint64_t frame)
{
	double samples[AUDIO_CHANNELS_MAXIMUM];
	if (!audio_file_seek(file, frame))
		return false;
	library_call_begin();
	const bool has = sf_readf_double(file->sound, samples, 1) == 1;
	library_call_end(&file->window.error);
	return has;
}

/* This function reads the last frame of a FLAC whose end looks odd. An unknown tag of a player may follow that
   frame. */
static enum status check_odd_end(struct audio_file *file, const struct audio_properties *properties, uint64_t present,
				 struct problem *problem)
{
	if (audio_file_has_frame(file, properties->frames - 1) && audio_file_seek(file, 0))
		return STATUS_OK;
	problem_set(problem, "it ends early: %" PRIu64 " of %" PRIu64 " frames are missing; copy or export it again",
		    properties->frames - present, properties->frames);
	return STATUS_BAD_SOURCE;
}

/* The library and container_check() have read the same header. This function checks that they understood it alike. */
static enum status check_against(const struct container_facts *facts, struct audio_file *file,
				 struct audio_properties *properties, struct problem *problem)
{
	properties->open_ended = facts->open_ended;
	if (facts->frames > 0 && facts->frames != properties->frames) {
		problem_set(problem,
			    "its header promises %" PRIu64 " frames, and %" PRIu64
			    " of them can be read; export it again",
			    facts->frames, properties->frames);
		return STATUS_BAD_SOURCE;
	}
	return facts->ends_oddly ? check_odd_end(file, properties, facts->frames_present, problem) : STATUS_OK;
}

static SNDFILE *open_library(struct file_window *window, SF_INFO *info)
{
	library_call_begin();
	SNDFILE *sound = file_window_sound(window, info);
	library_call_end(&window->error);
	return sound;
}

/* Reads what the library tells about the file beyond its format. */
static void read_notes(struct audio_file *file, struct audio_properties *properties)
{
	library_call_begin();
	properties->tells_speakers = audio_speakers_read(file->sound, properties->channels, properties->speakers);
	read_stamp(file->sound, properties);
	properties->headroom_db = headroom_note_read(sf_get_string(file->sound, SF_STR_COMMENT));
	library_call_end(&file->window.error);
}

static enum status open_sound(struct audio_file *file, bool suspicious, struct audio_properties *properties,
			      struct problem *problem)
{
	SF_INFO info = { 0 };
	struct container_facts facts = { 0 };
	enum status status = suspicious ? container_check(&file->window, &facts, problem) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	container_mend(&file->window);
	file->sound = open_library(&file->window, &info);
	if (!file->sound)
		return tell_library_error(&file->window, problem);
	status = check_properties(&info, properties, problem);
	if (status == STATUS_OK)
		status = check_against(&facts, file, properties, problem);
	if (status == STATUS_OK)
		read_notes(file, properties);
	return status;
}

enum status audio_file_take(int descriptor, const struct audio_identity *identity, bool suspicious,
			    struct audio_file *file, struct audio_properties *properties, struct problem *problem)
{
	file->sound = NULL;
	properties->identity = *identity;
	file_window_open(&file->window, descriptor, properties->identity.size);
	const enum status status = open_sound(file, suspicious, properties, problem);
	const enum status disk = audio_file_check_disk(file, problem);
	if (status == STATUS_OK && disk == STATUS_OK)
		return status;
	sf_close(file->sound);
	file->sound = NULL;
	file_close(descriptor);
	return disk == STATUS_OK ? status : disk;
}

enum status audio_file_check_disk(const struct audio_file *file, struct problem *problem)
{
	const int error = file->window.error;
	return error ? problem_fail(problem, "reading it fails", error, STATUS_BAD_SOURCE) : STATUS_OK;
}

enum status audio_file_open(const char *path, bool suspicious, struct audio_file *file,
			    struct audio_properties *properties, struct problem *problem)
{
	int descriptor;
	struct audio_identity identity;
	file->sound = NULL;
	const enum status status = audio_file_find(path, false, &descriptor, &identity, problem);
	return status == STATUS_OK ? audio_file_take(descriptor, &identity, suspicious, file, properties, problem)
				   : status;
}

enum status audio_file_confirm(const struct audio_file *file, const char *path, const struct audio_identity *identity,
			       struct problem *problem)
{
	struct stat facts;
	struct audio_identity now;
	if (fstat(file->window.descriptor, &facts) != 0)
		return problem_fail(problem, "it cannot be looked at again", errno, STATUS_BAD_SOURCE);
	now = audio_identity_of(&facts);
	if (!audio_identity_equal(&now, identity))
		return bad(problem, "it changed while it was read; run again");
	return audio_file_confirm_path(path, identity, problem);
}

enum status audio_file_confirm_path(const char *path, const struct audio_identity *identity, struct problem *problem)
{
	struct stat facts;
	const int error = fence_look(path, &facts);
	if (error && error != ENOENT && error != ENOTDIR)
		return problem_fail(problem, "it cannot be looked at again", error, STATUS_BAD_SOURCE);
	if (error)
		return bad(problem, "it was moved or deleted while it was read; put it back, and run again");
	const struct audio_identity now = audio_identity_of(&facts);
	if (!audio_identity_equal(&now, identity))
		return bad(problem, "it was replaced by another file while it was read; run again");
	return STATUS_OK;
}

void audio_file_close(struct audio_file *file)
{
	if (!file->sound)
		return;
	sf_close(file->sound);
	file_close(file->window.descriptor);
	file->sound = NULL;
}
