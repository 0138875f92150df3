/* Chooses how samples are decoded, and decodes them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_decoding.h"

#include "io/library_call.h"

enum audio_decoding audio_decoding_of(SNDFILE *sound, struct audio_format format)
{
	const enum audio_container container = format.container;
	const bool raw = container == AUDIO_WAV || container == AUDIO_WAVEX || container == AUDIO_RF64 ||
			 container == AUDIO_W64 || container == AUDIO_AIFF;
	bool integers = format.encoding == AUDIO_PCM_16 || format.encoding == AUDIO_PCM_24;
	if (raw && integers && sf_command(sound, SFC_RAW_DATA_NEEDS_ENDSWAP, NULL, 0) == SF_FALSE)
		return DECODING_BYTES;
	integers = integers || format.encoding == AUDIO_PCM_S8 || format.encoding == AUDIO_PCM_U8 ||
		   format.encoding == AUDIO_PCM_32;
	return integers ? DECODING_INTEGERS : DECODING_FLOATS;
}

size_t audio_decoding_bytes(enum audio_decoding decoding, const struct audio_properties *properties)
{
	switch (decoding) {
	case DECODING_BYTES:
		return properties->bits / 8;
	case DECODING_INTEGERS:
		return sizeof(int);
	case DECODING_FLOATS:
		break;
	}
	return sizeof(double);
}

size_t audio_decode(struct audio_file *file, enum audio_decoding decoding, const struct audio_properties *properties,
		    void *buffer, size_t frames)
{
	sf_count_t wanted = (sf_count_t)frames, got = 0;
	const size_t frame_size = properties->channels * audio_decoding_bytes(decoding, properties);
	const sf_count_t frame_bytes = (sf_count_t)frame_size;
	library_call_begin();
	switch (decoding) {
	case DECODING_BYTES:
		got = sf_read_raw(file->sound, buffer, wanted * frame_bytes) / frame_bytes;
		break;
	case DECODING_INTEGERS:
		got = sf_readf_int(file->sound, buffer, wanted);
		break;
	case DECODING_FLOATS:
		got = sf_readf_double(file->sound, buffer, wanted);
		break;
	}
	library_call_end(&file->window.error);
	return got > 0 ? (size_t)got : 0;
}
