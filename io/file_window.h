/* stemprint: a file that is read in small steps here and there, and looked at through a window.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_WINDOW_H
#define STEMPRINT_IO_FILE_WINDOW_H

#include <sndfile.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILE_WINDOW_BYTES = 4096, FILE_WINDOW_PLACES = 16, FILE_WINDOW_PLACE_BYTES = 8 };

/** Bytes that a window shows in place of the file's. */
struct file_window_place {
	uint64_t offset;
	size_t count;
	unsigned char bytes[FILE_WINDOW_PLACE_BYTES];
};

/** libsndfile reads a header word by word, and asks the system where it is between any two: forty calls a file, where one brings it all. */
struct file_window {
	int descriptor; /**< of a regular file; the caller closes it */
	uint64_t size; /**< the file's, in bytes, when it was opened: what came since is not read */
	uint64_t position; /**< where the library reads next */
	uint64_t start; /**< of the bytes held */
	size_t held;
	unsigned char bytes[FILE_WINDOW_BYTES];
	size_t place_count;
	struct file_window_place places[FILE_WINDOW_PLACES];
};

/** The window of a file that nothing has been read of. */
void file_window_open(struct file_window *window, int descriptor, uint64_t size);

/** The bytes from `offset` on, as many as the file has of them; returns how many. What is longer than a window passes by it. */
size_t file_window_read(struct file_window *window, uint64_t offset, void *bytes, size_t count);

/** From now on the window shows these bytes, up to FILE_WINDOW_PLACE_BYTES, in place of the file's from `offset` on;
    false when it has shown other bytes in FILE_WINDOW_PLACES places already. */
bool file_window_show(struct file_window *window, uint64_t offset, const void *bytes, size_t count);

/** Opens the sound behind the window, for reading. The window must live, and stay in its place, until sf_close(). NULL: sf_strerror(NULL) says
    why. */
SNDFILE *file_window_sound(struct file_window *window, SF_INFO *info);

#endif
