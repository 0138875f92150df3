/* stemprint: a file that is in memory alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_MEMORY_FILE_H
#define STEMPRINT_IO_MEMORY_FILE_H

enum { MEMORY_FILE_PATH_BYTES = 32 };

/** Makes an empty file in memory, and opens it for reading and writing. The caller closes the descriptor, and the file
    goes with it. `path` leads to the file as long as it is open. Returns -1, with errno, on failure. */
int memory_file_open(char path[MEMORY_FILE_PATH_BYTES]);

#endif
