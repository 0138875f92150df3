/* Names the formats of audio files, and translates them from and to the codes of libsndfile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_format.h"

#include <sndfile.h>
#include <stdio.h>

struct container_row {
	enum audio_container container;
	int code;
	const char *name;
};

struct encoding_row {
	enum audio_encoding encoding;
	int code;
	unsigned bits;
	const char *text; /* the name in messages */
	const char *word; /* the name in reports, which has no space */
};

/* clang-format off */
static const struct container_row containers[] = {
	{ AUDIO_WAV,   SF_FORMAT_WAV,   "wav" },
	{ AUDIO_WAVEX, SF_FORMAT_WAVEX, "wav" },
	{ AUDIO_RF64,  SF_FORMAT_RF64,  "rf64" },
	{ AUDIO_W64,   SF_FORMAT_W64,   "w64" },
	{ AUDIO_AIFF,  SF_FORMAT_AIFF,  "aiff" },
	{ AUDIO_CAF,   SF_FORMAT_CAF,   "caf" },
	{ AUDIO_AU,    SF_FORMAT_AU,    "au" },
	{ AUDIO_FLAC,  SF_FORMAT_FLAC,  "flac" },
	{ AUDIO_OGG,   SF_FORMAT_OGG,   "ogg" },
};

static const struct encoding_row encodings[] = {
	{ AUDIO_PCM_S8,  SF_FORMAT_PCM_S8,   8, "8-bit pcm",    "pcm8" },
	{ AUDIO_PCM_U8,  SF_FORMAT_PCM_U8,   8, "8-bit pcm",    "pcm8" },
	{ AUDIO_PCM_16,  SF_FORMAT_PCM_16,  16, "16-bit pcm",   "pcm16" },
	{ AUDIO_PCM_24,  SF_FORMAT_PCM_24,  24, "24-bit pcm",   "pcm24" },
	{ AUDIO_PCM_32,  SF_FORMAT_PCM_32,  32, "32-bit pcm",   "pcm32" },
	{ AUDIO_FLOAT32, SF_FORMAT_FLOAT,    0, "32-bit float", "float32" },
	{ AUDIO_FLOAT64, SF_FORMAT_DOUBLE,   0, "64-bit float", "float64" },
	{ AUDIO_ALAC_16, SF_FORMAT_ALAC_16, 16, "16-bit alac",  "alac16" },
	{ AUDIO_ALAC_24, SF_FORMAT_ALAC_24, 24, "24-bit alac",  "alac24" },
	{ AUDIO_VORBIS,  SF_FORMAT_VORBIS,   0, "vorbis",       "vorbis" },
	{ AUDIO_OPUS,    SF_FORMAT_OPUS,     0, "opus",         "opus" },
};
/* clang-format on */

enum {
	CONTAINERS = sizeof containers / sizeof *containers,
	ENCODINGS = sizeof encodings / sizeof *encodings,
};

/* The enum comes from a child process that read a hostile file, so it is looked up and never used as an index. */
static const struct container_row *find_container(enum audio_container container)
{
	for (size_t i = 0; i < CONTAINERS; i++)
		if (containers[i].container == container)
			return &containers[i];
	return NULL;
}

static const struct encoding_row *find_encoding(enum audio_encoding encoding)
{
	for (size_t i = 0; i < ENCODINGS; i++)
		if (encodings[i].encoding == encoding)
			return &encodings[i];
	return NULL;
}

struct audio_format audio_format_of_code(int code)
{
	struct audio_format format = { AUDIO_CONTAINER_UNKNOWN, AUDIO_ENCODING_UNKNOWN, code };
	for (size_t i = 0; i < CONTAINERS; i++)
		if (containers[i].code == (code & SF_FORMAT_TYPEMASK))
			format.container = containers[i].container;
	for (size_t i = 0; i < ENCODINGS; i++)
		if (encodings[i].code == (code & SF_FORMAT_SUBMASK))
			format.encoding = encodings[i].encoding;
	return format;
}

struct audio_format audio_format_of(enum audio_container container, enum audio_encoding encoding)
{
	const struct container_row *outer = find_container(container);
	const struct encoding_row *inner = find_encoding(encoding);
	return (struct audio_format){ container, encoding, (outer ? outer->code : 0) | (inner ? inner->code : 0) };
}

bool audio_format_equal(const struct audio_format *a, const struct audio_format *b)
{
	return a->code == b->code;
}

unsigned audio_encoding_bits(enum audio_encoding encoding)
{
	const struct encoding_row *row = find_encoding(encoding);
	return row ? row->bits : 0;
}

const char *audio_format_text(const struct audio_format *format, char *text, size_t capacity)
{
	const struct container_row *container = find_container(format->container);
	const struct encoding_row *encoding = find_encoding(format->encoding);
	snprintf(text, capacity, "%s, %s", container ? container->name : "unknown",
		 encoding ? encoding->text : "compressed");
	return text;
}

const char *audio_container_name(enum audio_container container)
{
	const struct container_row *row = find_container(container);
	return row ? row->name : "unknown";
}

const char *audio_encoding_name(enum audio_encoding encoding)
{
	const struct encoding_row *row = find_encoding(encoding);
	return row ? row->word : "unknown";
}
