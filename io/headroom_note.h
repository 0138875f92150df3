/* stemprint: the comment in a printed file that states its headroom.
   SPDX-License-Identifier: GPL-3.0-or-later

   The comment is "stemprint: headroom 6.0 dB" and nothing else: at least one decimal, and as many more as the
   number needs. WAV holds it in LIST/INFO as ICMT, FLAC as the Vorbis comment COMMENT. A file without a
   headroom has no such comment. */
#ifndef STEMPRINT_IO_HEADROOM_NOTE_H
#define STEMPRINT_IO_HEADROOM_NOTE_H

#include <stddef.h>

enum { HEADROOM_NOTE_CAPACITY = 64 };

/** Writes the comment of a file that was printed `headroom_db` lower: more than 0, at most HEADROOM_MOST_DB.
    Returns text. */
const char *headroom_note_write(double headroom_db, char text[static HEADROOM_NOTE_CAPACITY]);

/** Returns the headroom that a comment states, dB. It is 0 where the comment is NULL, says something else or
    something more, or states a number that no print has. */
double headroom_note_read(const char *comment);

#endif
