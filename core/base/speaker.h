/* Names the loudspeakers of channels.
   SPDX-License-Identifier: GPL-3.0-or-later

   The names are those of ITU-R BS.2051 and of the faders of mixing desks. Surrounds are Ls Rs where there is one
   pair of them (at 110 degrees); Lss Rss (90) and Lrs Rrs (135) where there are two. */
#ifndef STEMPRINT_BASE_SPEAKER_H
#define STEMPRINT_BASE_SPEAKER_H

#include <stdbool.h>
#include <stddef.h>

/** A loudspeaker. L, C, R and so on stand in front at ear height; LW and RW are wide, LC and RC inside of L and R. The
    names that end in F, S or R after a T are above: front, side, rear. */
enum speaker {
	SPEAKER_UNUSED, /**< "-": nobody hears this channel, such as timecode or a guide track */
	SPEAKER_L, /**< front left, 30 degrees */
	SPEAKER_R, /**< front right */
	SPEAKER_C, /**< front centre */
	SPEAKER_LFE, /**< low frequency effects */
	SPEAKER_LFE2, /**< the second of two */
	SPEAKER_LS, /**< surround left, the only pair */
	SPEAKER_RS, /**< surround right */
	SPEAKER_LSS, /**< side surround left */
	SPEAKER_RSS, /**< side surround right */
	SPEAKER_LRS, /**< rear surround left */
	SPEAKER_RRS, /**< rear surround right */
	SPEAKER_CS, /**< centre surround */
	SPEAKER_LW, /**< wide left */
	SPEAKER_RW, /**< wide right */
	SPEAKER_LC, /**< between L and C */
	SPEAKER_RC, /**< between C and R */
	SPEAKER_LTF, /**< top front left */
	SPEAKER_RTF, /**< top front right */
	SPEAKER_CTF, /**< top front centre */
	SPEAKER_LTS, /**< top side left */
	SPEAKER_RTS, /**< top side right */
	SPEAKER_LTR, /**< top rear left */
	SPEAKER_RTR, /**< top rear right */
	SPEAKER_CTR, /**< top rear centre */
	SPEAKER_TC, /**< above the listener */
	SPEAKER_M, /**< a single channel */
	SPEAKER_COUNT, /**< how many there are */
};

/** Returns a name such as "L", "LFE" or "Lss". */
const char *speaker_name(enum speaker speaker);

/** All SPEAKER_COUNT names, for messages about unknown ones. */
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
