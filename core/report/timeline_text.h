/* stemprint: the tempo map and the markers of a session as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_TIMELINE_TEXT_H
#define STEMPRINT_REPORT_TIMELINE_TEXT_H

#include "base/text.h"
#include "recipe/position.h"

/** Appends a line for each tempo, metre and marker, at most 32 of each kind, with its bar, its time and its frame. It
    appends nothing when the session has one tempo, one metre and no marker. */
void timeline_text(const struct timeline *timeline, struct text *text);

#endif
