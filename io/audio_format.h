/* stemprint: the format of an audio file, which is its container with its encoding.
   SPDX-License-Identifier: GPL-3.0-or-later

   What can be read is more than what can be printed (struct print_format in recipe/recipe.h). The codes of
   libsndfile stay behind this header. */
#ifndef STEMPRINT_IO_AUDIO_FORMAT_H
#define STEMPRINT_IO_AUDIO_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

/** stemprint reads no MPEG, because the length of such a file is a guess and its library prints to the terminal. */
enum audio_container {
	AUDIO_CONTAINER_UNKNOWN, /**< stemprint does not read this container */
	AUDIO_WAV, /**< a plain WAV of up to 4 GiB */
	AUDIO_WAVEX, /**< a WAV with WAVE_FORMAT_EXTENSIBLE */
	AUDIO_RF64, /**< a WAV with lengths of 64 bits (EBU Tech 3306), also as BW64 (ITU-R BS.2088) */
	AUDIO_W64, /**< Sony Wave64 */
	AUDIO_AIFF, /**< AIFF and AIFF-C */
	AUDIO_CAF, /**< Apple Core Audio Format */
	AUDIO_AU, /**< Sun AU */
	AUDIO_FLAC, /**< FLAC by itself, not in Ogg */
	AUDIO_OGG, /**< Ogg with Vorbis or Opus */
};

/** The names say how many bits a sample has. */
enum audio_encoding {
	AUDIO_ENCODING_UNKNOWN, /**< a compression such as u-law or ADPCM, which has no name here */
	AUDIO_PCM_S8, /**< signed integers */
	AUDIO_PCM_U8, /**< unsigned integers with the zero at 128, as in a WAV */
	AUDIO_PCM_16, /**< signed integers, as are the next two */
	AUDIO_PCM_24,
	AUDIO_PCM_32,
	AUDIO_FLOAT32, /**< full scale is 1, as in FLOAT64 */
	AUDIO_FLOAT64,
	AUDIO_ALAC_16, /**< Apple Lossless, as is the next one */
	AUDIO_ALAC_24,
	AUDIO_VORBIS, /**< lossy */
	AUDIO_OPUS, /**< lossy */
};

/** The format of one file. */
struct audio_format {
	enum audio_container container;
	enum audio_encoding encoding;
	int code; /**< the format as libsndfile writes it, with the byte order; audio_format_equal() compares it, and
		     nothing but io reads it */
};

/** Returns the format for a code of libsndfile. What it does not know becomes UNKNOWN. */
struct audio_format audio_format_of_code(int code);

/** Returns the format of a file that is to be printed. Neither argument may be UNKNOWN. */
struct audio_format audio_format_of(enum audio_container container, enum audio_encoding encoding);

/** Returns true when the two are the same in container, encoding and byte order. */
bool audio_format_equal(const struct audio_format *a, const struct audio_format *b);

/** Returns the bits of an integer sample: 8, 16, 24 or 32. Returns 0 for float and for lossy encodings. */
unsigned audio_encoding_bits(enum audio_encoding encoding);

/** Names a format, like "wav, 24-bit pcm". The function writes at most `capacity` bytes, with the final zero, into
    `text`; 40 bytes hold every name. Returns text. */
const char *audio_format_text(const struct audio_format *format, char *text, size_t capacity);

/** Names a container in one word, like "wav" or "aiff"; "unknown" for UNKNOWN. The text is static. */
const char *audio_container_name(enum audio_container container);

/** Names an encoding in one word, like "pcm24", "float32" or "vorbis"; "unknown" for UNKNOWN. The text is static. */
const char *audio_encoding_name(enum audio_encoding encoding);

#endif
