/* stemprint: the SHA-256 of a file (FIPS 180-4, by the nettle library).
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_HASH_H
#define STEMPRINT_IO_FILE_HASH_H

#include "base/status.h"
#include "io/problem.h"

#include <stddef.h>

enum { FILE_HASH_LENGTH = 64 };

/** A hash is 64 lower-case hexadecimal digits and the final zero. An empty text says that the hash is not known. */
struct file_hash {
	char text[FILE_HASH_LENGTH + 1];
};

/** Hashes `length` bytes in memory. */
void file_hash_of_bytes(const void *bytes, size_t length, struct file_hash *hash);

/** Hashes the open file from its first byte to its last; its offset does not matter and does not change. The memory
    does not depend on the file's length. Returns BAD_SOURCE with the problem when a read fails. */
enum status file_hash_of_descriptor(int descriptor, struct file_hash *hash, struct problem *problem) MUST_CHECK;

/** Opens a file that will be hashed. Returns BAD_SOURCE with the problem when the fence refuses it (fence.h), or when
   it cannot be opened, which `words` say. The caller closes the descriptor. */
enum status file_hash_open(const char *path, const char *words, int *descriptor, struct problem *problem) MUST_CHECK;

/** Hashes the regular file at `path`. Returns BAD_SOURCE with the problem when it cannot be opened or read, or is
    no regular file. */
enum status file_hash_of_path(const char *path, struct file_hash *hash, struct problem *problem) MUST_CHECK;

#endif
