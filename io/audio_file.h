/* stemprint: an audio file that is open for reading.
   SPDX-License-Identifier: GPL-3.0-or-later

   This header brings libsndfile along, so only sources of io include it; others take audio_properties.h. */
#ifndef STEMPRINT_IO_AUDIO_FILE_H
#define STEMPRINT_IO_AUDIO_FILE_H

#include "base/status.h"
#include "io/audio_properties.h"
#include "io/file_window.h"
#include "io/problem.h"

#include <sndfile.h>
#include <stdbool.h>

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

/** Returns BAD_SOURCE, with the problem, when the disk has failed to give bytes of the open file, and LIMIT when the
    library had no memory. The library takes such a failure for the end of the file. */
enum status audio_file_check_disk(const struct audio_file *file, struct problem *problem) MUST_CHECK;

/** Goes to a frame. Returns false when the library cannot; audio_file_check_disk() tells what is to blame beside the
    file itself. */
bool audio_file_seek(struct audio_file *file, uint64_t frame);

/** Goes to a frame and reads it. Returns whether the file has it; audio_file_check_disk() as above. */
bool audio_file_has_frame(struct audio_file *file, uint64_t frame);

/** Opens the path of a regular file that is not empty, for audio_file_take(); the caller closes the descriptor. The
   fence guards the path unless stemprint printed the file itself: `own`. Returns BAD_SOURCE or LIMIT with the problem.
 */
enum status audio_file_find(const char *path, bool own, int *descriptor, struct audio_identity *identity,
			    struct problem *problem) MUST_CHECK;

/** Does the rest of audio_file_open(), without asking the system about the file, and takes the descriptor over,
   whatever the status. */
enum status audio_file_take(int descriptor, const struct audio_identity *identity, bool suspicious,
			    struct audio_file *file, struct audio_properties *properties,
			    struct problem *problem) MUST_CHECK;

/** Checks that the open file has not changed since it was opened, and that the path still leads to it. Returns
    BAD_SOURCE, with the problem, when a program wrote to the file or when another file stands at the path. What was
    read is then whole, but it is no longer what the path names. */
enum status audio_file_confirm(const struct audio_file *file, const char *path, const struct audio_identity *identity,
			       struct problem *problem) MUST_CHECK;

/** Does the second half of that for a file that is closed: checks that the path leads to that file, unchanged. */
enum status audio_file_confirm_path(const char *path, const struct audio_identity *identity,
				    struct problem *problem) MUST_CHECK;

/** Closes the file. A file that is closed already is fine. */
void audio_file_close(struct audio_file *file);

#endif
