/* stemprint: which audio files are taken, and what is known of one before it is read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_AUDIO_FILE_H
#define STEMPRINT_IO_AUDIO_FILE_H

#include "base/speaker.h"
#include "base/status.h"
#include "io/file_window.h"
#include "io/problem.h"

#include <sndfile.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

enum {
	AUDIO_RATE_MINIMUM = 8000, /* Hz */
	AUDIO_RATE_MAXIMUM = 384000,
	AUDIO_CHANNELS_MAXIMUM = 64,
};

#define AUDIO_FRAMES_MAXIMUM (UINT64_C(1) << 40)

/** An identity tells whether a file is still the same file as before. */
struct audio_identity {
	uint64_t device, inode, size;
	int64_t modified_seconds, modified_nanoseconds;
};

struct audio_properties {
	unsigned sample_rate; /**< Hz */
	unsigned channels;
	uint64_t frames;
	int format; /**< the SF_FORMAT_ bits of libsndfile */
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
	struct audio_identity identity;
};

/** Names a format, like "wav, 24-bit pcm". The function may put the static text together in `text`. Returns text. */
const char *audio_format_text(int format, char *text, size_t capacity);

/** Names a container, like "wav" or "aiff". */
const char *audio_container_name(int format);

/** Names an encoding, like "pcm24", "float32" or "vorbis". */
const char *audio_encoding_name(int format);

struct audio_identity audio_identity_of(const struct stat *facts);

bool audio_identity_equal(const struct audio_identity *a, const struct audio_identity *b);

/** This text is the message for a file that is open_ended. */
#define AUDIO_OPEN_ENDED_TEXT                                                                                          \
	"its header does not say how long it is, so that nobody can see whether it was cut short; "                    \
	"export it into a file, and not into a pipe"

/** An audio_file is an open file. It must not move in memory until it is closed, because the library reads through
    the window. */
struct audio_file {
	SNDFILE *sound; /**< NULL means that the file is closed */
	struct file_window window;
};

/** Opens the file for reading. It accepts only regular files, of the kinds WAV, RF64, W64, AIFF, CAF, AU, FLAC and
    Ogg, within the bounds above. On OK the caller closes the file. On BAD_SOURCE (or LIMIT, when the process has
    too many files open) the file is closed, and the problem says why. With `suspicious`, container_check() comes
    first; only a child process should open suspicious files. */
enum status audio_file_open(const char *path, bool suspicious, struct audio_file *file,
			    struct audio_properties *properties, struct problem *problem) MUST_CHECK;

/** Checks that the open file has not changed since it was opened, and that the path still leads to it. Returns
    BAD_SOURCE, with the problem, when a program wrote to the file or when another file stands at the path. What was
    read is then whole, but it is no longer what the path names. */
enum status audio_file_confirm(const struct audio_file *file, const char *path, const struct audio_identity *identity,
			       struct problem *problem) MUST_CHECK;

/** Closes the file. A file that is closed already is fine. */
void audio_file_close(struct audio_file *file);

#endif
