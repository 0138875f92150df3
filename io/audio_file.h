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

/** What makes a file the same file as a moment ago. */
struct audio_identity {
	uint64_t device, inode, size;
	int64_t modified_seconds, modified_nanoseconds;
};

struct audio_properties {
	unsigned sample_rate; /**< Hz */
	unsigned channels;
	uint64_t frames;
	int format; /**< libsndfile's SF_FORMAT_ bits */
	unsigned bits; /**< of integer samples: 8, 16, 24, 32; 0 for float and for lossy ones */
	bool tells_speakers; /**< the file says which loudspeaker each channel is for */
	enum speaker speakers[AUDIO_CHANNELS_MAXIMUM]; /**< as it says, or else speakers_wave_order() */
	bool stamped; /**< a Broadcast Wave: it says where it starts */
	uint64_t
		stamp; /**< there, in frames since midnight or since the session's start (EBU Tech 3285, TimeReference); any number: nobody has checked it */
	double headroom_db; /**< by how much stemprint printed it lower, as its comment tells (headroom_note.h); 0:
	       not at all */
	bool open_ended; /**< of a suspicious file: the header does not say how long it is */
	struct audio_identity identity;
};

/** "wav, 24-bit pcm"; static text is put together in `text`. Returns text. */
const char *audio_format_text(int format, char *text, size_t capacity);

/** "wav", "aiff". */
const char *audio_container_name(int format);

/** "pcm24", "float32", "vorbis". */
const char *audio_encoding_name(int format);

struct audio_identity audio_identity_of(const struct stat *facts);

bool audio_identity_equal(const struct audio_identity *a, const struct audio_identity *b);

/** What to tell of a file that is open_ended. */
#define AUDIO_OPEN_ENDED_TEXT                                                                                          \
	"its header does not say how long it is, so that nobody can see whether it was cut short; "                    \
	"export it into a file, and not into a pipe"

/** An open file. It must stay in its place until it is closed: the library reads through the window. */
struct audio_file {
	SNDFILE *sound; /**< NULL: closed */
	struct file_window window;
};

/** Opens the file for reading: regular files alone, WAV, RF64, W64, AIFF, CAF, AU, FLAC and Ogg alone, within the
    bounds above. On OK it is to be closed. On BAD_SOURCE (LIMIT when the process has too many files open) it is
    closed, and the problem says why. With `suspicious`, container_check() comes first; only a child process should
    open suspicious files. */
enum status audio_file_open(const char *path, bool suspicious, struct audio_file *file,
			    struct audio_properties *properties, struct problem *problem) MUST_CHECK;

/** What is open is what it was when it was opened, and the path still leads to it. BAD_SOURCE, with the problem, when
    the file was written to, or when another one stands in its place: then what was read is whole, but no longer what
    the path names. */
enum status audio_file_confirm(const struct audio_file *file, const char *path, const struct audio_identity *identity,
			       struct problem *problem) MUST_CHECK;

/** Also of one that is closed. */
void audio_file_close(struct audio_file *file);

#endif
