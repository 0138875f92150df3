/* stemprint: a file that is read in small steps here and there, and looked at through a window.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_WINDOW_H
#define STEMPRINT_IO_FILE_WINDOW_H

#include "io/passing_hash.h"

#include <sndfile.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILE_WINDOW_BYTES = 4096, FILE_WINDOW_PATCHES = 16, FILE_WINDOW_PATCH_BYTES = 8 };

/** A window shows these bytes instead of the bytes of the file. */
struct file_window_patch {
	uint64_t offset;
	size_t count;
	unsigned char bytes[FILE_WINDOW_PATCH_BYTES];
};

/** libsndfile reads a header word by word, and asks the system for its position between any two words. That takes
    forty calls for a file; a window takes one. */
struct file_window {
	int descriptor; /**< the descriptor of a regular file; the caller closes it */
	uint64_t size; /**< the size of the file in bytes when it was opened; bytes that were added later are not
		     read */
	uint64_t position; /**< the position where the library reads next */
	int error; /**< the errno of the first read that the disk failed, or ENOMEM of the library (library_call.h); 0:
		     none */
	uint64_t start; /**< the offset of the held bytes */
	size_t held;
	unsigned char bytes[FILE_WINDOW_BYTES];
	struct passing_hash *passing; /**< sees all bytes that are read from the file; NULL: nobody asks. The caller
					 frees it */
	size_t patch_count;
	struct file_window_patch patches[FILE_WINDOW_PATCHES];
};

/** Starts the window of a file that has not been read yet. */
void file_window_open(struct file_window *window, int descriptor, uint64_t size);

/** Reads the bytes from `offset` on, as many as the file has of them, and returns how many it read. A read that is
    longer than a window goes directly to the file. */
size_t file_window_read(struct file_window *window, uint64_t offset, void *bytes, size_t count);

/** From now on the window shows these bytes instead of the bytes of the file from `offset` on. There are at most
    FILE_WINDOW_PATCH_BYTES of them. Returns false when the window already shows other bytes at FILE_WINDOW_PATCHES
    offsets. */
bool file_window_show(struct file_window *window, uint64_t offset, const void *bytes, size_t count);

/** Opens the sound behind the window, for reading. The window must live, and must not move in memory, until
    sf_close(). Returns NULL on failure, and sf_strerror(NULL) then says why. */
SNDFILE *file_window_sound(struct file_window *window, SF_INFO *info);

#endif
