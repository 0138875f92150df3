/* stemprint: what a track is in a mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_ROLE_H
#define STEMPRINT_DRAFT_ROLE_H

/** A group has a bus and a stem. */
enum role_group {
	GROUP_DRUMS,
	GROUP_PERCUSSION,
	GROUP_BASS,
	GROUP_GUITARS,
	GROUP_KEYS,
	GROUP_STRINGS,
	GROUP_HORNS,
	GROUP_LEAD,
	GROUP_BACKING,
	GROUP_SPEECH,
	GROUP_EFFECTS,
	GROUP_OTHER,
	GROUP_COUNT, /**< the roles from here on are not mixed */
};

enum role {
	ROLE_KICK,
	ROLE_SNARE,
	ROLE_HIHAT,
	ROLE_TOMS,
	ROLE_CYMBALS,
	ROLE_OVERHEADS,
	ROLE_ROOM,
	ROLE_DRUMS,
	ROLE_PERCUSSION,
	ROLE_BASS,
	ROLE_ACOUSTIC_GUITAR,
	ROLE_ELECTRIC_GUITAR,
	ROLE_GUITAR,
	ROLE_PIANO,
	ROLE_ORGAN,
	ROLE_KEYS,
	ROLE_SYNTH,
	ROLE_PAD,
	ROLE_STRINGS,
	ROLE_BRASS,
	ROLE_WINDS,
	ROLE_LEAD,
	ROLE_LEAD_DOUBLE,
	ROLE_BACKING,
	ROLE_SPEECH,
	ROLE_EFFECTS,
	ROLE_OTHER, /**< not known */
	ROLE_MIX, /**< a mix, or a part of one, that is not mixed again */
	ROLE_CLICK, /**< a click or a guide, which nobody shall hear in a mix */
	ROLE_COUNT,
};

/** What a group gets in a recipe to start from. */
struct group_facts {
	const char *name; /**< the name of the stem */
	const char *bus; /**< the name of the bus */
	double ratio; /**< of the compressor on the bus; 0: none */
	double attack_ms, release_ms; /**< of that compressor */
};

/** What a role gets in a recipe to start from. */
struct role_facts {
	const char *name; /**< the name in comments and in templates */
	enum role_group group; /**< GROUP_COUNT: it is not mixed */
	double loudness_lufs; /**< what all tracks of the role have together where the mix has -18 LUFS */
	double highpass_hz; /**< the highpass takes what no such instrument sounds; 0: none */
	double plate_db; /**< the level of the send to the plate; 0: none */
	double delay_db; /**< the level of the send to the delay; 0: none */
};

/** One entry for each group. */
extern const struct group_facts group_facts[GROUP_COUNT];

/** One entry for each role. */
extern const struct role_facts role_facts[ROLE_COUNT];

#endif
