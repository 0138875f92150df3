/* stemprint: how the samples of a file become numbers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_DECODING_H
#define STEMPRINT_IO_AUDIO_DECODING_H

#include "io/audio_file.h"

enum audio_decoding {
	DECODING_BYTES, /**< little-endian PCM of 2 or 3 bytes; pcm_unpack() unpacks it twice as fast as libsndfile */
	DECODING_INTEGERS,
	DECODING_FLOATS,
};

enum audio_decoding audio_decoding_of(SNDFILE *sound, struct audio_format format);

/** Returns how many bytes a sample takes in a buffer: of BYTES those of the file, of INTEGERS an int, of FLOATS a
 * double. */
size_t audio_decoding_bytes(enum audio_decoding decoding, const struct audio_properties *properties);

/** Decodes the next frames into a buffer that has room for them, and returns how many there were.
   audio_file_check_disk() tells why there are less. */
size_t audio_decode(struct audio_file *file, enum audio_decoding decoding, const struct audio_properties *properties,
		    void *buffer, size_t frames);

#endif
