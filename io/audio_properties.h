/* stemprint: what is known of an audio file before its samples are read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_PROPERTIES_H
#define STEMPRINT_IO_AUDIO_PROPERTIES_H

#include "base/speaker.h"
#include "io/audio_format.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/** stemprint reads and prints files within these bounds. */
enum {
	AUDIO_RATE_MINIMUM = 8000, /**< Hz */
	AUDIO_RATE_MAXIMUM = 384000, /**< Hz */
	AUDIO_CHANNELS_MAXIMUM = 64, /**< the largest number of channels of a file */
};

/** Every file that stemprint reads is shorter than this number of frames. */
#define AUDIO_FRAMES_MAXIMUM (UINT64_C(1) << 40)

/** An identity tells whether a file is still the same file as before. */
struct audio_identity {
	uint64_t device, inode; /**< which file it is */
	uint64_t size; /**< bytes */
	int64_t modified_seconds, modified_nanoseconds; /**< when a program last wrote to it */
};

/** The properties come from the header of the file, and audio_file_open() has checked them. */
struct audio_properties {
	unsigned sample_rate; /**< Hz */
	unsigned channels; /**< 1 to AUDIO_CHANNELS_MAXIMUM */
	uint64_t frames; /**< at least 1, less than AUDIO_FRAMES_MAXIMUM */
	struct audio_format format; /**< the container and the encoding */
	unsigned bits; /**< the bits of integer samples: 8, 16, 24, 32; 0 for float and for lossy encodings */
	bool tells_speakers; /**< the file says which loudspeaker each channel is for */
	enum speaker speakers[AUDIO_CHANNELS_MAXIMUM]; /**< the speakers that the file names, or else
		     speakers_wave_order() */
	bool stamped; /**< the file is a Broadcast Wave, which says where it starts */
	uint64_t stamp; /**< the start in frames since midnight or since the session's start (EBU Tech 3285,
			     TimeReference); it can be any number, because nothing has checked it */
	double headroom_db; /**< stemprint printed the file this many dB lower, as its comment says
		     (headroom_note.h); 0 means no headroom */
	bool open_ended; /**< the file is suspicious: its header does not say how long it is */
	struct audio_identity identity; /**< the file as it was when it was opened */
};

/** Returns the identity of the file that stat() or fstat() described. */
struct audio_identity audio_identity_of(const struct stat *facts);

/** Returns true when both identities belong to the same file, and nothing has written to it in between. */
bool audio_identity_equal(const struct audio_identity *a, const struct audio_identity *b);

/** Returns whether properties from a process that a hostile file may have taken over are within the bounds above, and
   go together: rate, channels, frames, format, bits and speakers. */
bool audio_properties_are_sound(const struct audio_properties *properties);

/** This text is the message for a file that is open_ended. */
#define AUDIO_OPEN_ENDED_TEXT                                                                                          \
	"its header does not say how long it is, so that nobody can see whether it was cut short; "                    \
	"export it into a file, and not into a pipe"

#endif
