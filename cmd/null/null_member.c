/* Finds the mono files of a null test that are left and right of one stereo stem.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/null/null_member.h"

#include "base/channel_name.h"
#include "base/path.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NOBODY SIZE_MAX

/* This is one file and what pairing knows about it. */
struct half {
	struct channel_name name; /* side NONE means that the file is not mono, or that its name tells no channel */
	const struct audio_properties *properties;
	size_t partner; /* NOBODY means that there is none */
	size_t stranger; /* its name makes it the partner, but its properties differ; NOBODY means that there is none */
};

struct pairing {
	struct half *halves; /* the mix comes first, then the stems */
	size_t count;
	struct diagnostics *diagnostics;
};

/* Writes a text like "have 44100 and 48000 Hz" and returns true where the files differ; else returns false. */
static bool differ(const struct audio_properties *left, const struct audio_properties *right, char *text,
		   size_t capacity)
{
	char one[40], other[40];
	if (left->sample_rate != right->sample_rate)
		snprintf(text, capacity, "have %u and %u Hz", left->sample_rate, right->sample_rate);
	else if (left->frames != right->frames)
		snprintf(text, capacity, "have %" PRIu64 " and %" PRIu64 " frames", left->frames, right->frames);
	else if (!audio_format_equal(&left->format, &right->format))
		snprintf(text, capacity, "are %s and %s", audio_format_text(&left->format, one, sizeof one),
			 audio_format_text(&right->format, other, sizeof other));
	else if (left->stamped != right->stamped || (left->stamped && left->stamp != right->stamp))
		snprintf(text, capacity, "have different time stamps");
	else if (left->headroom_db != right->headroom_db)
		snprintf(text, capacity, "state %.2f and %.2f dB of headroom", left->headroom_db, right->headroom_db);
	else
		return false;
	return true;
}

static void meet(struct pairing *pairing, size_t one, size_t other)
{
	struct half *halves = pairing->halves;
	char text[128];
	if (differ(halves[one].properties, halves[other].properties, text, sizeof text)) {
		halves[one].stranger = other;
		halves[other].stranger = one;
	} else {
		halves[one].partner = other;
		halves[other].partner = one;
	}
}

static bool is_free(const struct half *half)
{
	return half->name.side != CHANNEL_NONE && half->partner == NOBODY && half->stranger == NOBODY;
}

/* Exact names are matched first. Files whose names differ only in letter case then do not get in each other's way. */
static void match(struct pairing *pairing, bool exact)
{
	for (size_t i = 0; i < pairing->count; i++)
		for (size_t k = i + 1; k < pairing->count && is_free(&pairing->halves[i]); k++)
			if (is_free(&pairing->halves[k]) &&
			    channel_names_match(&pairing->halves[i].name, &pairing->halves[k].name, exact))
				meet(pairing, i, k);
}

/* A mono mix cannot hold a stereo stem, and a mix alone proves nothing. The files then stay single, as they are. */
static bool makes_sense(const struct pairing *pairing)
{
	size_t members = pairing->count;
	for (size_t i = 0; i < pairing->count; i++)
		members -= pairing->halves[i].partner != NOBODY && pairing->halves[i].partner > i;
	const bool stereo = pairing->halves[0].partner != NOBODY || pairing->halves[0].properties->channels > 1;
	return stereo && members > 1;
}

static void warn_of_strangers(const struct pairing *pairing, size_t index)
{
	const struct half *one = &pairing->halves[index];
	if (one->stranger == NOBODY || one->stranger < index)
		return;
	const struct half *other = &pairing->halves[one->stranger];
	const bool first = one->name.side == CHANNEL_LEFT;
	const struct half *left = first ? one : other, *right = first ? other : one;
	char text[128];
	if (differ(left->properties, right->properties, text, sizeof text))
		diagnostics_warning(pairing->diagnostics, "pair", (struct location){ 0 },
				    "\"%s\" and \"%s\" look like a pair, but %s: they count as two mono files; "
				    "export both alike, or say --no-pairs",
				    left->name.path, right->name.path, text);
}

static void warn_of_lone_half(const struct pairing *pairing, size_t index)
{
	const struct half *half = &pairing->halves[index];
	const enum channel_side other = half->name.side == CHANNEL_LEFT ? CHANNEL_RIGHT : CHANNEL_LEFT;
	if (is_free(half))
		diagnostics_warning(pairing->diagnostics, "pair", (struct location){ 0 },
				    "\"%s\" looks like the %s half of a pair, and the %s half is not among the files: "
				    "it counts as mono; name both, or say --no-pairs",
				    half->name.path, channel_side_name(half->name.side), channel_side_name(other));
}

static void pair_up(struct pairing *pairing)
{
	match(pairing, true);
	match(pairing, false);
	if (makes_sense(pairing)) {
		for (size_t i = 0; i < pairing->count; i++) {
			warn_of_strangers(pairing, i);
			warn_of_lone_half(pairing, i);
		}
		return;
	}
	for (size_t i = 0; i < pairing->count; i++)
		pairing->halves[i].partner = NOBODY;
}

/* Takes one file as a member; the short name of "stems/drums.wav" is "drums". */
static bool take_file(const struct half *half, struct arena *arena, struct null_member *member)
{
	const char *path = half->name.path, *name = path_last_part(path), *dot = strrchr(name, '.');
	*member = (struct null_member){ .name = path, .paths = { path }, .properties = *half->properties };
	member->halves[0] = *half->properties;
	member->short_name = arena_text(arena, name, dot && dot != name ? (size_t)(dot - name) : strlen(name));
	return member->short_name;
}

static bool take_pair(const struct half *left, const struct half *right, struct arena *arena,
		      struct null_member *member)
{
	const char *name = path_last_part(left->name.path);
	*member = (struct null_member){ .paths = { left->name.path, right->name.path },
					.properties = *left->properties,
					.halves = { *left->properties, *right->properties },
					.paired = true };
	member->properties.channels = 2;
	speakers_wave_order(member->properties.speakers, 2);
	member->name = arena_format(arena, "%s + %s", left->name.path, path_last_part(right->name.path));
	member->short_name = arena_text(arena, name, (size_t)(left->name.path + left->name.base_length - name));
	return member->name && member->short_name;
}

static bool take(const struct pairing *pairing, size_t index, struct arena *arena, struct null_member *member)
{
	const struct half *half = &pairing->halves[index];
	if (half->partner == NOBODY)
		return take_file(half, arena, member);
	const struct half *other = &pairing->halves[half->partner];
	const bool first = half->name.side == CHANNEL_LEFT;
	return take_pair(first ? half : other, first ? other : half, arena, member);
}

enum status null_members_make(const char *const *paths, const struct audio_probe *probes, size_t count, bool pairs,
			      struct diagnostics *diagnostics, struct null_members *members)
{
	struct arena *arena = diagnostics->arena;
	struct pairing pairing = { .halves = ARENA_ARRAY(arena, struct half, count),
				   .count = count,
				   .diagnostics = diagnostics };
	*members = (struct null_members){ .items = ARENA_ARRAY(arena, struct null_member, count) };
	if (!pairing.halves || !members->items)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct channel_name none = { .path = paths[i] };
		const bool mono = probes[i].properties.channels == 1;
		pairing.halves[i] = (struct half){ .name = mono ? channel_name_read(paths[i]) : none,
						   .properties = &probes[i].properties,
						   .partner = NOBODY,
						   .stranger = NOBODY };
	}
	if (pairs)
		pair_up(&pairing);
	for (size_t i = 0; i < count; i++)
		if ((pairing.halves[i].partner == NOBODY || pairing.halves[i].partner > i) &&
		    !take(&pairing, i, arena, &members->items[members->count++]))
			return STATUS_NO_MEMORY;
	return STATUS_OK;
}
