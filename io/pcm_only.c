/* Refuses all audio files but WAV, AIFF and FLAC with PCM.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/pcm_only.h"

#include <string.h>
#include <unistd.h>

enum { PCM_ONLY_START_BYTES = 12 };

#define REMEDY "untrusted recipes may use WAV, AIFF and FLAC with PCM of 8 to 32 bits alone; convert it"

enum status pcm_only_check_start(struct file_window *window, struct problem *problem)
{
	enum { KIND = 8 };
	unsigned char start[PCM_ONLY_START_BYTES] = { 0 };
	(void)file_window_read(window, 0, start, PCM_ONLY_START_BYTES);
	const bool is_wave = memcmp(start, "RIFF", 4) == 0 && memcmp(start + KIND, "WAVE", 4) == 0;
	const bool is_aiff = memcmp(start, "FORM", 4) == 0 &&
			     (memcmp(start + KIND, "AIFF", 4) == 0 || memcmp(start + KIND, "AIFC", 4) == 0);
	if (is_wave || is_aiff || memcmp(start, "fLaC", 4) == 0)
		return STATUS_OK;
	problem_set(problem, "it does not begin like a WAV, an AIFF or a FLAC, and " REMEDY);
	return STATUS_BAD_SOURCE;
}

enum status pcm_only_check_format(const struct audio_format *format, struct problem *problem)
{
	char text[40];
	const bool taken = format->container == AUDIO_WAV || format->container == AUDIO_WAVEX ||
			   format->container == AUDIO_AIFF || format->container == AUDIO_FLAC;
	if (taken && format->encoding >= AUDIO_PCM_S8 && format->encoding <= AUDIO_PCM_32)
		return STATUS_OK;
	problem_set(problem, "it is %s, and " REMEDY, audio_format_text(format, text, sizeof text));
	return STATUS_BAD_SOURCE;
}

enum status pcm_only_open(int descriptor, const struct audio_identity *identity, bool suspicious,
			  struct audio_file *file, struct audio_properties *properties, struct problem *problem)
{
	file->sound = NULL;
	file_window_open(&file->window, descriptor, identity->size);
	enum status status = pcm_only_check_start(&file->window, problem);
	if (status != STATUS_OK) {
		close(descriptor);
		return status;
	}
	status = audio_file_take(descriptor, identity, suspicious, file, properties, problem);
	if (status == STATUS_OK)
		status = pcm_only_check_format(&properties->format, problem);
	if (status != STATUS_OK)
		audio_file_close(file);
	return status;
}
