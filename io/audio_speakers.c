/* Finds the loudspeaker of each channel of an audio file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_speakers.h"

enum { CHANNELS_MAXIMUM = 64 };

/* The table maps libsndfile's names of the bits of a channel mask. */
static const enum speaker mapped[SF_CHANNEL_MAP_MAX] = {
	[SF_CHANNEL_MAP_MONO] = SPEAKER_M,
	[SF_CHANNEL_MAP_LEFT] = SPEAKER_L,
	[SF_CHANNEL_MAP_RIGHT] = SPEAKER_R,
	[SF_CHANNEL_MAP_CENTER] = SPEAKER_C,
	[SF_CHANNEL_MAP_FRONT_LEFT] = SPEAKER_L,
	[SF_CHANNEL_MAP_FRONT_RIGHT] = SPEAKER_R,
	[SF_CHANNEL_MAP_FRONT_CENTER] = SPEAKER_C,
	[SF_CHANNEL_MAP_REAR_CENTER] = SPEAKER_CS,
	[SF_CHANNEL_MAP_REAR_LEFT] = SPEAKER_LRS,
	[SF_CHANNEL_MAP_REAR_RIGHT] = SPEAKER_RRS,
	[SF_CHANNEL_MAP_LFE] = SPEAKER_LFE,
	[SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER] = SPEAKER_LC,
	[SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER] = SPEAKER_RC,
	[SF_CHANNEL_MAP_SIDE_LEFT] = SPEAKER_LSS,
	[SF_CHANNEL_MAP_SIDE_RIGHT] = SPEAKER_RSS,
	[SF_CHANNEL_MAP_TOP_CENTER] = SPEAKER_TC,
	[SF_CHANNEL_MAP_TOP_FRONT_LEFT] = SPEAKER_LTF,
	[SF_CHANNEL_MAP_TOP_FRONT_RIGHT] = SPEAKER_RTF,
	[SF_CHANNEL_MAP_TOP_FRONT_CENTER] = SPEAKER_CTF,
	[SF_CHANNEL_MAP_TOP_REAR_LEFT] = SPEAKER_LTR,
	[SF_CHANNEL_MAP_TOP_REAR_RIGHT] = SPEAKER_RTR,
	[SF_CHANNEL_MAP_TOP_REAR_CENTER] = SPEAKER_CTR,
};

static bool has(const enum speaker *speakers, size_t channels, enum speaker speaker)
{
	for (size_t i = 0; i < channels; i++)
		if (speakers[i] == speaker)
			return true;
	return false;
}

static void rename_speaker(enum speaker *speakers, size_t channels, enum speaker from, enum speaker to)
{
	for (size_t i = 0; i < channels; i++)
		if (speakers[i] == from)
			speakers[i] = to;
}

/* A single pair of surrounds stands at 110 degrees, whether the file calls it back or side (ITU-R BS.775). */
static void name_one_pair(enum speaker *speakers, size_t channels)
{
	bool sides = has(speakers, channels, SPEAKER_LSS), rears = has(speakers, channels, SPEAKER_LRS);
	if (sides && rears)
		return;
	rename_speaker(speakers, channels, sides ? SPEAKER_LSS : SPEAKER_LRS, SPEAKER_LS);
	rename_speaker(speakers, channels, sides ? SPEAKER_RSS : SPEAKER_RRS, SPEAKER_RS);
}

bool audio_speakers_read(SNDFILE *file, size_t channels, enum speaker *speakers)
{
	int map[CHANNELS_MAXIMUM];
	speakers_wave_order(speakers, channels);
	if (sf_command(file, SFC_GET_CHANNEL_MAP_INFO, map, (int)(channels * sizeof *map)) != SF_TRUE)
		return false;
	for (size_t i = 0; i < channels; i++)
		if (map[i] <= SF_CHANNEL_MAP_INVALID || map[i] >= SF_CHANNEL_MAP_MAX ||
		    mapped[map[i]] == SPEAKER_UNUSED)
			return false;
	for (size_t i = 0; i < channels; i++)
		speakers[i] = mapped[map[i]];
	name_one_pair(speakers, channels);
	return true;
}
