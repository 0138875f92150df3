/* stemprint: mono files of a null test that are left and right of one stereo stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULLING_PAIRS_H
#define STEMPRINT_CMD_NULLING_PAIRS_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "io/audio_probe.h"

/** What a null test takes as one file: a file, or two mono files of a pair. */
struct nulling_member {
	const char *name; /**< the file's path; of a pair "stems/bass.L.wav + bass.R.wav" */
	const char *short_name; /**< without folder and ending; of a pair also without its channel: "bass" */
	const char *paths[2]; /**< the file; of a pair left and right */
	struct audio_properties properties; /**< of the whole: a pair has two channels */
	struct audio_properties halves[2]; /**< what the probes found */
	bool paired;
};

/** The mix, then the stems. */
struct nulling_members {
	struct nulling_member *items;
	size_t count;
};

/** Takes `count` files, which the probes found to be well, the mix first, as members in the order in which the first
    file of each stands. With `pairs`, two mono files become one member where their names differ by the channel alone
    (channel_name.h) and container, encoding, rate, length, time stamp and headroom are the same; the files of the mix
    need not stand side by side. A warning tells of halves that stay alone. Where the mix is mono, or no stem would be
    left, nothing is paired. Members are the arena's of the diagnostics. */
enum status nulling_members_make(const char *const *paths, const struct audio_probe *probes, size_t count, bool pairs,
				 struct diagnostics *diagnostics, struct nulling_members *members) MUST_CHECK;

#endif
