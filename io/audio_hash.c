/* Hashes a source, and makes sure that the render read the same bytes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_hash.h"

#include "io/file_call.h"

#include <errno.h>
#include <sys/stat.h>

static enum status check_unchanged(int descriptor, const struct audio_identity *expected, struct problem *problem)
{
	struct stat facts;
	if (fstat(descriptor, &facts) != 0)
		return problem_fail(problem, "it cannot be looked at again", errno, STATUS_BAD_SOURCE);
	const struct audio_identity now = audio_identity_of(&facts);
	if (audio_identity_equal(&now, expected))
		return STATUS_OK;
	problem_set(problem, "it changed while it was being read; run again");
	return STATUS_BAD_SOURCE;
}

enum status audio_hash(const char *path, const struct audio_identity *expected, struct file_hash *hash,
		       struct problem *problem)
{
	int descriptor;
	enum status status = file_hash_open(path, "it cannot be opened again", &descriptor, problem);
	if (status != STATUS_OK)
		return status;
	status = check_unchanged(descriptor, expected, problem);
	if (status == STATUS_OK)
		status = file_hash_of_descriptor(descriptor, hash, problem);
	if (status == STATUS_OK)
		status = check_unchanged(descriptor, expected, problem);
	file_close(descriptor);
	return status;
}
