/* Names the loudspeakers, and gives their order in WAVE files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/speaker.h"

#include <string.h>
#include <strings.h>

const char *const speaker_names[] = {
	[SPEAKER_UNUSED] = "-", [SPEAKER_L] = "L",       [SPEAKER_R] = "R",     [SPEAKER_C] = "C",
	[SPEAKER_LFE] = "LFE",  [SPEAKER_LFE2] = "LFE2", [SPEAKER_LS] = "Ls",   [SPEAKER_RS] = "Rs",
	[SPEAKER_LSS] = "Lss",  [SPEAKER_RSS] = "Rss",   [SPEAKER_LRS] = "Lrs", [SPEAKER_RRS] = "Rrs",
	[SPEAKER_CS] = "Cs",    [SPEAKER_LW] = "Lw",     [SPEAKER_RW] = "Rw",   [SPEAKER_LC] = "Lc",
	[SPEAKER_RC] = "Rc",    [SPEAKER_LTF] = "Ltf",   [SPEAKER_RTF] = "Rtf", [SPEAKER_CTF] = "Ctf",
	[SPEAKER_LTS] = "Lts",  [SPEAKER_RTS] = "Rts",   [SPEAKER_LTR] = "Ltr", [SPEAKER_RTR] = "Rtr",
	[SPEAKER_CTR] = "Ctr",  [SPEAKER_TC] = "Tc",     [SPEAKER_M] = "M",
};

static const struct {
	const char *name;
	enum speaker speaker;
} others[] = {
	{ "Lb", SPEAKER_LRS },
	{ "Rb", SPEAKER_RRS },
	{ "Ltb", SPEAKER_LTR },
	{ "Rtb", SPEAKER_RTR },
};

const char *speaker_name(enum speaker speaker)
{
	return speaker_names[speaker];
}

static bool is_name(const char *known, const char *name, size_t length)
{
	return strlen(known) == length && strncasecmp(known, name, length) == 0;
}

bool speaker_find(const char *name, size_t length, enum speaker *speaker)
{
	for (size_t i = 0; i < SPEAKER_COUNT; i++)
		if (is_name(speaker_names[i], name, length)) {
			*speaker = (enum speaker)i;
			return true;
		}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (is_name(others[i].name, name, length)) {
			*speaker = others[i].speaker;
			return true;
		}
	return false;
}

enum { ORDERED = 8 };

static const enum speaker orders[ORDERED][ORDERED] = {
	{ SPEAKER_M },
	{ SPEAKER_L, SPEAKER_R },
	{ SPEAKER_L, SPEAKER_R, SPEAKER_C },
	{ SPEAKER_L, SPEAKER_R, SPEAKER_LS, SPEAKER_RS },
	{ SPEAKER_L, SPEAKER_R, SPEAKER_C, SPEAKER_LS, SPEAKER_RS },
	{ SPEAKER_L, SPEAKER_R, SPEAKER_C, SPEAKER_LFE, SPEAKER_LS, SPEAKER_RS },
	{ SPEAKER_L, SPEAKER_R, SPEAKER_C, SPEAKER_LFE, SPEAKER_CS, SPEAKER_LS, SPEAKER_RS },
	{ SPEAKER_L, SPEAKER_R, SPEAKER_C, SPEAKER_LFE, SPEAKER_LRS, SPEAKER_RRS, SPEAKER_LSS, SPEAKER_RSS },
};

void speakers_wave_order(enum speaker *speakers, size_t channels)
{
	static const enum speaker two_heights[] = { SPEAKER_LTS, SPEAKER_RTS };
	static const enum speaker four_heights[] = { SPEAKER_LTF, SPEAKER_RTF, SPEAKER_LTR, SPEAKER_RTR };
	const enum speaker *order = orders[channels < ORDERED ? channels - 1 : ORDERED - 1];
	for (size_t i = 0; i < channels; i++) {
		if (i < ORDERED)
			speakers[i] = order[i];
		else if (channels == ORDERED + 2)
			speakers[i] = two_heights[i - ORDERED];
		else
			speakers[i] = channels == ORDERED + 4 ? four_heights[i - ORDERED] : SPEAKER_TC;
	}
}
