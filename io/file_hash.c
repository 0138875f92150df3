/* Computes the SHA-256 of a file, in blocks that stay in the cache.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_hash.h"

#include "io/fence.h"
#include "io/file_call.h"

#include <errno.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <sys/stat.h>

enum { BLOCK_BYTES = 1 << 16 };

static void finish(struct sha256_ctx *context, struct file_hash *hash)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	sha256_digest(context, sizeof digest, digest);
	base16_encode_update(hash->text, sizeof digest, digest);
	hash->text[FILE_HASH_LENGTH] = '\0';
}

void file_hash_of_bytes(const void *bytes, size_t length, struct file_hash *hash)
{
	struct sha256_ctx context;
	sha256_init(&context);
	sha256_update(&context, length, bytes);
	finish(&context, hash);
}

enum status file_hash_of_descriptor(int descriptor, struct file_hash *hash, struct problem *problem)
{
	uint8_t block[BLOCK_BYTES];
	struct sha256_ctx context;
	sha256_init(&context);
	for (off_t offset = 0;;) {
		ssize_t count = file_read_at(descriptor, block, sizeof block, offset);
		if (count < 0)
			return problem_fail(problem, "reading it fails", errno, STATUS_BAD_SOURCE);
		if (count == 0)
			break;
		sha256_update(&context, (size_t)count, block);
		offset += count;
	}
	finish(&context, hash);
	return STATUS_OK;
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

enum status file_hash_of_path(const char *path, struct file_hash *hash, struct problem *problem)
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
		status = file_hash_of_descriptor(descriptor, hash, problem);
	else
		problem_set(problem, "it is not a regular file");
	file_close(descriptor);
	return status;
}
