/* stemprint: the hash of a file: XXH3-128 by the xxhash library, or SHA-256 by the nettle library.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_HASH_H
#define STEMPRINT_IO_FILE_HASH_H

#include "base/status.h"
#include "io/byte_hash.h"
#include "io/problem.h"

#include <stddef.h>

/** Hashes `length` bytes in memory. Returns OK or NO_MEMORY. */
enum status file_hash_of_bytes(const void *bytes, size_t length, enum hash_kind kind,
			       struct file_hash *hash) MUST_CHECK;

/** Hashes the open file from its first byte to its last; its offset does not matter and does not change. The memory
    does not depend on the file's length. Returns BAD_SOURCE with the problem when a read fails, or NO_MEMORY. */
enum status file_hash_of_descriptor(int descriptor, enum hash_kind kind, struct file_hash *hash,
				    struct problem *problem) MUST_CHECK;

/** Opens a file that will be hashed. Returns BAD_SOURCE with the problem when the fence refuses it (fence.h), or when
   it cannot be opened, which `words` say. The caller closes the descriptor. */
enum status file_hash_open(const char *path, const char *words, int *descriptor, struct problem *problem) MUST_CHECK;

/** Hashes the regular file at `path`. Returns BAD_SOURCE with the problem when it cannot be opened or read, or is
    no regular file, or NO_MEMORY. */
enum status file_hash_of_path(const char *path, enum hash_kind kind, struct file_hash *hash,
			      struct problem *problem) MUST_CHECK;

#endif
