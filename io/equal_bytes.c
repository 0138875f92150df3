/* stemprint: compares the bytes of two files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/equal_bytes.h"

#include "io/file_call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PART = 256 * 1024 };

static enum status compare(const int descriptors[2], unsigned char *parts, bool *equal, size_t *failed,
			   struct problem *problem)
{
	ssize_t counts[2] = { 1, 1 };
	*equal = true;
	while (*equal && counts[0] > 0) {
		for (size_t i = 0; i < 2; i++) {
			*failed = i;
			counts[i] = file_read(descriptors[i], parts + i * PART, PART);
			if (counts[i] < 0)
				return problem_fail(problem, "it cannot be read", errno, STATUS_BAD_SOURCE);
		}
		*equal = counts[0] == counts[1] && memcmp(parts, parts + PART, (size_t)counts[0]) == 0;
	}
	return STATUS_OK;
}

enum status equal_bytes(const char *const paths[2], bool *equal, size_t *failed, struct problem *problem)
{
	int descriptors[2] = { -1, -1 };
	struct stat facts[2];
	enum status status = STATUS_OK;
	unsigned char *parts = malloc((size_t)2 * PART);
	if (!parts)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
		*failed = i;
		descriptors[i] = file_open_to_read(paths[i]);
		if (descriptors[i] < 0 || fstat(descriptors[i], &facts[i]) != 0)
			status = problem_fail(problem, "it cannot be opened", errno, STATUS_BAD_SOURCE);
	}
	*equal = false;
	if (status == STATUS_OK && facts[0].st_size == facts[1].st_size)
		status = compare(descriptors, parts, equal, failed, problem);
	for (size_t i = 0; i < 2; i++)
		if (descriptors[i] >= 0)
			file_close(descriptors[i]);
	free(parts);
	return status;
}
