/* stemprint: calls of the system on files, which go on after a signal and after a part of the bytes.
   SPDX-License-Identifier: GPL-3.0-or-later

   A signal may interrupt a call, and a disk may take or give fewer bytes than it was asked for. Neither is a fault. */
#ifndef STEMPRINT_IO_FILE_CALL_H
#define STEMPRINT_IO_FILE_CALL_H

#include <stddef.h>
#include <sys/types.h>

/** Opens a file below an open folder (AT_FDCWD: the current one), for this process alone (O_CLOEXEC). Returns -1 with
    errno on failure. */
int file_open_at(int folder, const char *name, int flags);

/** Opens a file for reading. A FIFO, a device and a terminal do not hold the call up. Returns -1 with errno. */
int file_open_to_read(const char *path);

/** Does so below an open folder, and follows no link at the end of the name. */
int file_open_to_read_at(int folder, const char *name);

/** Reads from the position of the descriptor until the bytes are full or the file ends. Returns how many were read, or
    -1 with errno. */
ssize_t file_read(int descriptor, void *bytes, size_t count);

/** Does so from that offset on, and leaves the position as it is. */
ssize_t file_read_at(int descriptor, void *bytes, size_t count, off_t offset);

/** Writes all bytes at the position of the descriptor. Returns 0 or an errno. */
int file_write(int descriptor, const void *bytes, size_t count);

/** Writes all bytes at that offset, and leaves the position as it is. Returns 0 or an errno. */
int file_write_at(int descriptor, const void *bytes, size_t count, off_t offset);

/** Syncs a folder or file to the disk, with its times. Returns 0 or an errno. */
int file_sync(int descriptor);

/** Syncs what is needed to read the file. Returns 0 or an errno. */
int file_sync_data(int descriptor);

/** Takes the lock of an open file or folder, without waiting. Returns 0 or an errno. */
int file_lock(int descriptor);

/** Closes the descriptor and keeps errno. The descriptor is closed in any case. Returns 0 or an errno, which says that
    something that was written is lost. */
int file_close(int descriptor);

#endif
