/* Computes the hash of a file, in blocks that stay in the cache.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_hash.h"

#include "io/fence.h"
#include "io/file_call.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>

enum { BLOCK_BYTES = 1 << 16 };

enum status file_hash_of_bytes(const void *bytes, size_t length, enum hash_kind kind, struct file_hash *hash)
{
	struct byte_hash *sum = byte_hash_new(kind);
	if (!sum)
		return STATUS_NO_MEMORY;
	byte_hash_add(sum, bytes, length);
	byte_hash_finish(sum, hash);
	byte_hash_free(sum);
	return STATUS_OK;
}

static enum status add_all(int descriptor, struct byte_hash *sum, struct problem *problem)
{
	uint8_t block[BLOCK_BYTES];
	for (off_t offset = 0;;) {
		const ssize_t count = file_read_at(descriptor, block, sizeof block, offset);
		if (count < 0)
			return problem_fail(problem, "reading it fails", errno, STATUS_BAD_SOURCE);
		if (count == 0)
			return STATUS_OK;
		byte_hash_add(sum, block, (size_t)count);
		offset += count;
	}
}

enum status file_hash_of_descriptor(int descriptor, enum hash_kind kind, struct file_hash *hash,
				    struct problem *problem)
{
	struct byte_hash *sum = byte_hash_new(kind);
	if (!sum)
		return problem_out_of_memory(problem);
	const enum status status = add_all(descriptor, sum, problem);
	if (status == STATUS_OK)
		byte_hash_finish(sum, hash);
	byte_hash_free(sum);
	return status;
}

enum status file_hash_open(const char *path, const char *words, int *descriptor, struct problem *problem)
{
	const char *refusal;
	*descriptor = fence_open(path, &refusal);
	if (*descriptor >= 0)
		return STATUS_OK;
	if (!refusal)
		return problem_fail(problem, words, errno, STATUS_BAD_SOURCE);
	problem_set(problem, "%s", refusal);
	return STATUS_BAD_SOURCE;
}

enum status file_hash_of_path(const char *path, enum hash_kind kind, struct file_hash *hash, struct problem *problem)
{
	int descriptor;
	enum status status = file_hash_open(path, "it cannot be opened", &descriptor, problem);
	if (status != STATUS_OK)
		return status;
	struct stat facts;
	status = STATUS_BAD_SOURCE;
	if (fstat(descriptor, &facts) != 0)
		status = problem_fail(problem, "it cannot be looked at", errno, status);
	else if (S_ISREG(facts.st_mode))
		status = file_hash_of_descriptor(descriptor, kind, hash, problem);
	else
		problem_set(problem, "it is not a regular file");
	file_close(descriptor);
	return status;
}
