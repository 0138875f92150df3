/* stemprint: a file that libsndfile writes, and the first error that the disk gave it.
   SPDX-License-Identifier: GPL-3.0-or-later

   libsndfile says of a write that fails in sf_close() nothing at all, and of others not why they failed. */
#ifndef STEMPRINT_IO_FILE_SINK_H
#define STEMPRINT_IO_FILE_SINK_H

#include <sndfile.h>
#include <stdint.h>

struct file_sink {
	int descriptor; /**< an empty file, open for writing; the caller closes it */
	int error; /**< the errno of the first write that failed, or ENOMEM of the library (library_call.h); 0: none */
	uint64_t size; /**< the size of the file in bytes */
	uint64_t position; /**< the position where the library writes next */
};

/** Starts the sink of an empty file. */
void file_sink_open(struct file_sink *sink, int descriptor);

/** Opens the sound that is written into the sink. The sink must live, and must not move in memory, until sf_close().
    Returns NULL on failure: the sink's error, or else sf_strerror(NULL), then says why. */
SNDFILE *file_sink_sound(struct file_sink *sink, SF_INFO *info);

#endif
