/* Holds what groups and roles get in a recipe to start from.
   SPDX-License-Identifier: GPL-3.0-or-later

   The levels are those of a plain mix: the voice in front, kick, snare and bass next, everything else behind them. The
   highpasses lie under the lowest note of the instrument. */
#include "draft/role.h"

const struct group_facts group_facts[GROUP_COUNT] = {
	[GROUP_DRUMS] = { "drums", "drum-bus", 2.0, 20.0, 120.0 },
	[GROUP_PERCUSSION] = { "percussion", "percussion-bus", 0.0, 0.0, 0.0 },
	[GROUP_BASS] = { "bass", "bass-bus", 3.0, 20.0, 150.0 },
	[GROUP_GUITARS] = { "guitars", "guitar-bus", 0.0, 0.0, 0.0 },
	[GROUP_KEYS] = { "keys", "key-bus", 0.0, 0.0, 0.0 },
	[GROUP_STRINGS] = { "strings", "string-bus", 0.0, 0.0, 0.0 },
	[GROUP_HORNS] = { "horns", "horn-bus", 0.0, 0.0, 0.0 },
	[GROUP_LEAD] = { "lead", "lead-bus", 2.5, 10.0, 120.0 },
	[GROUP_BACKING] = { "backing", "backing-bus", 2.5, 10.0, 120.0 },
	[GROUP_SPEECH] = { "speech", "speech-bus", 2.5, 10.0, 120.0 },
	[GROUP_EFFECTS] = { "effects", "effect-bus", 0.0, 0.0, 0.0 },
	[GROUP_OTHER] = { "other", "other-bus", 0.0, 0.0, 0.0 },
};

const struct role_facts role_facts[ROLE_COUNT] = {
	[ROLE_KICK] = { "kick", GROUP_DRUMS, -25.0, 25.0, 0.0, 0.0 },
	[ROLE_SNARE] = { "snare", GROUP_DRUMS, -25.0, 70.0, -18.0, 0.0 },
	[ROLE_HIHAT] = { "hihat", GROUP_DRUMS, -36.0, 200.0, 0.0, 0.0 },
	[ROLE_TOMS] = { "toms", GROUP_DRUMS, -28.0, 40.0, -20.0, 0.0 },
	[ROLE_CYMBALS] = { "cymbals", GROUP_DRUMS, -33.0, 150.0, 0.0, 0.0 },
	[ROLE_OVERHEADS] = { "overheads", GROUP_DRUMS, -29.0, 60.0, 0.0, 0.0 },
	[ROLE_ROOM] = { "room", GROUP_DRUMS, -33.0, 40.0, 0.0, 0.0 },
	[ROLE_DRUMS] = { "drums", GROUP_DRUMS, -23.0, 0.0, 0.0, 0.0 },
	[ROLE_PERCUSSION] = { "percussion", GROUP_PERCUSSION, -31.0, 60.0, -20.0, 0.0 },
	[ROLE_BASS] = { "bass", GROUP_BASS, -24.0, 25.0, 0.0, 0.0 },
	[ROLE_ACOUSTIC_GUITAR] = { "acoustic-guitar", GROUP_GUITARS, -28.0, 70.0, -20.0, 0.0 },
	[ROLE_ELECTRIC_GUITAR] = { "electric-guitar", GROUP_GUITARS, -26.0, 70.0, -22.0, 0.0 },
	[ROLE_GUITAR] = { "guitar", GROUP_GUITARS, -27.0, 70.0, -22.0, 0.0 },
	[ROLE_PIANO] = { "piano", GROUP_KEYS, -27.0, 25.0, -20.0, 0.0 },
	[ROLE_ORGAN] = { "organ", GROUP_KEYS, -29.0, 30.0, -24.0, 0.0 },
	[ROLE_KEYS] = { "keys", GROUP_KEYS, -28.0, 35.0, -22.0, 0.0 },
	[ROLE_SYNTH] = { "synth", GROUP_KEYS, -27.0, 25.0, -24.0, 0.0 },
	[ROLE_PAD] = { "pad", GROUP_KEYS, -31.0, 60.0, 0.0, 0.0 },
	[ROLE_STRINGS] = { "strings", GROUP_STRINGS, -28.0, 30.0, -16.0, 0.0 },
	[ROLE_BRASS] = { "brass", GROUP_HORNS, -28.0, 50.0, -18.0, 0.0 },
	[ROLE_WINDS] = { "winds", GROUP_HORNS, -28.0, 50.0, -18.0, 0.0 },
	[ROLE_LEAD] = { "lead", GROUP_LEAD, -22.0, 75.0, -15.0, -20.0 },
	[ROLE_LEAD_DOUBLE] = { "lead-double", GROUP_LEAD, -30.0, 90.0, -16.0, 0.0 },
	[ROLE_BACKING] = { "backing", GROUP_BACKING, -28.0, 90.0, -14.0, 0.0 },
	[ROLE_SPEECH] = { "speech", GROUP_SPEECH, -20.0, 75.0, 0.0, 0.0 },
	[ROLE_EFFECTS] = { "effects", GROUP_EFFECTS, -31.0, 0.0, 0.0, 0.0 },
	[ROLE_OTHER] = { "other", GROUP_OTHER, -28.0, 0.0, 0.0, 0.0 },
	[ROLE_MIX] = { "mix", GROUP_COUNT, 0.0, 0.0, 0.0, 0.0 },
	[ROLE_CLICK] = { "click", GROUP_COUNT, 0.0, 0.0, 0.0, 0.0 },
};
