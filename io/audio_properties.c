/* Tells whether an audio file is still the file that it was.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_properties.h"

bool audio_identity_equal(const struct audio_identity *a, const struct audio_identity *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->modified_seconds == b->modified_seconds && a->modified_nanoseconds == b->modified_nanoseconds;
}

struct audio_identity audio_identity_of(const struct stat *facts)
{
	return (struct audio_identity){ .device = facts->st_dev,
					.inode = facts->st_ino,
					.size = (uint64_t)facts->st_size,
					.modified_seconds = facts->st_mtim.tv_sec,
					.modified_nanoseconds = facts->st_mtim.tv_nsec };
}
