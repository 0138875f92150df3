/* Hashes a source, and makes sure that the render read the same bytes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_unchanged(int descriptor, const struct audio_identity *expected)
{
	struct stat facts;
	if (fstat(descriptor, &facts) != 0)
		return false;
	const struct audio_identity now = audio_identity_of(&facts);
	return audio_identity_equal(&now, expected);
}

enum status audio_hash(const char *path, const struct audio_identity *expected, struct file_hash *hash,
		       struct problem *problem)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (descriptor < 0) {
		const int error = errno;
		problem_set_errno(problem, "it cannot be opened again", error);
		return error == EMFILE || error == ENFILE ? STATUS_LIMIT : STATUS_BAD_SOURCE;
	}
	enum status status = STATUS_BAD_SOURCE;
	problem_set(problem, "it changed while it was being read; run again");
	if (is_unchanged(descriptor, expected))
		status = file_hash_of_descriptor(descriptor, hash, problem);
	if (status == STATUS_OK && !is_unchanged(descriptor, expected))
		status = STATUS_BAD_SOURCE;
	close(descriptor);
	return status;
}
