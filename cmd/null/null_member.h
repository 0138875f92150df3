/* Pairs the mono files of a null test that are left and right of one stereo stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_NULL_NULL_MEMBER_H
#define STEMPRINT_CMD_NULL_NULL_MEMBER_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "io/audio_probe.h"

/** A null test takes this as one file: a single file, or the two mono files of a pair. */
struct null_member {
	const char *name; /**< the file's path; for a pair "stems/bass.L.wav + bass.R.wav" */
	const char *short_name; /**< it has no folder and no ending; for a pair it has no channel either: "bass" */
	const char *paths[2]; /**< the file, or left and right of a pair */
	struct audio_properties properties; /**< they describe the whole, so a pair has two channels */
	struct audio_properties halves[2]; /**< the probes found them */
	bool paired;
};

/** The mix comes first, then the stems. */
struct null_members {
	struct null_member *items;
	size_t count;
};

/** Makes members of `count` files, which the probes found to be well. The mix comes first, and each member stands where
    its first file stands. With `pairs`, two mono files become one member where their names differ by the channel alone
    (channel_name.h) and container, encoding, rate, length, time stamp and headroom are the same. The files of the mix
    need not stand side by side. A warning reports halves that stay alone. Nothing is paired where the mix is mono, or
    where no stem would be left. Members belong to the arena of the diagnostics. */
enum status null_members_make(const char *const *paths, const struct audio_probe *probes, size_t count, bool pairs,
			      struct diagnostics *diagnostics, struct null_members *members) MUST_CHECK;

#endif
