/* stemprint: where the loudspeaker of a channel stands.
   SPDX-License-Identifier: GPL-3.0-or-later

   The names are those of ITU-R BS.2051 and of the faders of mixing desks. Surrounds are Ls Rs where there is one
   pair of them (at 110 degrees); Lss Rss (90) and Lrs Rrs (135) where there are two. */
#ifndef STEMPRINT_BASE_SPEAKER_H
#define STEMPRINT_BASE_SPEAKER_H

#include <stdbool.h>
#include <stddef.h>

enum speaker {
	SPEAKER_UNUSED, /**< "-": nobody hears this channel, such as timecode or a guide track */
	SPEAKER_L,
	SPEAKER_R,
	SPEAKER_C,
	SPEAKER_LFE,
	SPEAKER_LFE2,
	SPEAKER_LS,
	SPEAKER_RS,
	SPEAKER_LSS,
	SPEAKER_RSS,
	SPEAKER_LRS,
	SPEAKER_RRS,
	SPEAKER_CS,
	SPEAKER_LW,
	SPEAKER_RW,
	SPEAKER_LC,
	SPEAKER_RC,
	SPEAKER_LTF,
	SPEAKER_RTF,
	SPEAKER_CTF,
	SPEAKER_LTS,
	SPEAKER_RTS,
	SPEAKER_LTR,
	SPEAKER_RTR,
	SPEAKER_CTR,
	SPEAKER_TC,
	SPEAKER_M, /**< a single channel */
	SPEAKER_COUNT,
};

/** Returns a name such as "L", "LFE" or "Lss". */
const char *speaker_name(enum speaker speaker);

/** All SPEAKER_COUNT names stand here, for messages about unknown ones. */
extern const char *const speaker_names[];

/** Finds a name of `length` bytes, in any letter case; it also knows Lb Rb (Lrs Rrs) and Ltb Rtb (Ltr Rtr). Returns
    false when the name is unknown. */
bool speaker_find(const char *name, size_t length, enum speaker *speaker);

/** Gives the order of the channels in WAVE files that do not state theirs:

       1 M    2 L R    3 L R C    4 L R Ls Rs    5 L R C Ls Rs    6 L R C LFE Ls Rs    7 L R C LFE Cs Ls Rs
       8 L R C LFE Lrs Rrs Lss Rss    10 as 8, then Lts Rts    12 as 8, then Ltf Rtf Ltr Rtr
       other counts over 8: as 8, then Tc for all that follow

    The function writes speakers[0..channels-1]. */
void speakers_wave_order(enum speaker *speakers, size_t channels);

#endif
