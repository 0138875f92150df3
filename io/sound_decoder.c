/* Decodes sounds in a process that can do nothing else.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/sound_decoder.h"

#include "io/audio_decoding.h"
#include "io/descriptor_pass.h"
#include "io/pcm_only.h"
#include "io/sound_message.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct open_sound {
	struct audio_file file;
	struct audio_properties properties;
	enum audio_decoding decoding;
};

static struct open_sound *sounds[SOUND_SLOTS];

static void close_sound(size_t slot)
{
	if (sounds[slot])
		audio_file_close(&sounds[slot]->file);
	free(sounds[slot]);
	sounds[slot] = NULL;
}

/* The library goes to the first sample of a sound when it goes to its first frame. */
static uint64_t start_of(struct open_sound *sound)
{
	return audio_file_seek(&sound->file, 0) ? sound->file.window.position : UINT64_MAX;
}

static void open_sound(const struct sound_request *request, int descriptor, struct sound_answer *answer)
{
	struct open_sound *sound = calloc(1, sizeof *sound);
	close_sound(request->slot);
	if (!sound) {
		close(descriptor);
		problem_set(&answer->problem, "out of memory");
		answer->status = STATUS_LIMIT;
		return;
	}
	answer->status = pcm_only_open(descriptor, &request->identity, false, &sound->file, &sound->properties,
				       &answer->problem);
	if (answer->status != STATUS_OK) {
		free(sound);
		return;
	}
	sound->decoding = audio_decoding_of(sound->file.sound, sound->properties.format);
	answer->properties = sound->properties;
	answer->decoding = sound->decoding;
	answer->start = start_of(sound);
	sounds[request->slot] = sound;
}

static void answer_request(const struct sound_request *request, int descriptor, unsigned char *memory,
			   struct sound_answer *answer)
{
	struct open_sound *sound = sounds[request->slot];
	switch (request->operation) {
	case SOUND_OPEN:
		open_sound(request, descriptor, answer);
		break;
	case SOUND_DECODE:
		if (sound && sound->decoding == DECODING_INTEGERS &&
		    request->frames <= SOUND_SAMPLES / sound->properties.channels)
			answer->frames = audio_decode(&sound->file, sound->decoding, &sound->properties,
						      memory + (size_t)request->slot * SOUND_SLOT_BYTES,
						      (size_t)request->frames);
		break;
	case SOUND_SEEK:
		if (sound)
			answer->frames = audio_file_seek(&sound->file, request->frames) ? request->frames : UINT64_MAX;
		break;
	case SOUND_CLOSE:
		close_sound(request->slot);
		return;
	}
	answer->error = sound ? sound->file.window.error : 0;
}

void sound_decoder_run(int channel, unsigned char *memory)
{
	struct sound_request request;
	struct sound_answer answer;
	int descriptor;
	while (descriptor_pass_receive(channel, &request, sizeof request, &descriptor)) {
		if (request.slot >= SOUND_SLOTS || (request.operation == SOUND_OPEN) != (descriptor >= 0))
			return;
		memset(&answer, 0, sizeof answer);
		answer_request(&request, descriptor, memory, &answer);
		if (!descriptor_pass_send(channel, &answer, sizeof answer, -1))
			return;
	}
}
