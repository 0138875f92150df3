/* Tells whether an audio file is still the file that it was.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_properties.h"

#include <math.h>

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

static bool is_known(const struct audio_format *format)
{
	return format->container > AUDIO_CONTAINER_UNKNOWN && format->container <= AUDIO_OGG &&
	       format->encoding >= AUDIO_ENCODING_UNKNOWN && format->encoding <= AUDIO_OPUS;
}

bool audio_properties_are_sound(const struct audio_properties *properties)
{
	if (properties->sample_rate < AUDIO_RATE_MINIMUM || properties->sample_rate > AUDIO_RATE_MAXIMUM ||
	    properties->channels < 1 || properties->channels > AUDIO_CHANNELS_MAXIMUM || properties->frames == 0 ||
	    properties->frames >= AUDIO_FRAMES_MAXIMUM || !is_known(&properties->format) ||
	    properties->bits != audio_encoding_bits(properties->format.encoding))
		return false;
	for (size_t i = 0; i < properties->channels; i++)
		if ((unsigned)properties->speakers[i] >= SPEAKER_COUNT)
			return false;
	return isfinite(properties->headroom_db);
}
