/* stemprint: the player of a page, which plays the files of the report.
   SPDX-License-Identifier: GPL-3.0-or-later

   The page holds the names, the links and the buttons; player.js makes them play. Without script the buttons stay
   hidden, and the links remain. */
#ifndef STEMPRINT_REPORT_HTML_PLAYER_H
#define STEMPRINT_REPORT_HTML_PLAYER_H

#include "base/text.h"
#include "report/report.h"

#include <stdbool.h>

/** The copies in a page take at most so many bytes, and have about so many bits for each second and channel. */
enum { REPORT_COPIES_MAXIMUM = 24000000, REPORT_COPY_BITS_PER_SECOND = 48000 };

/** Returns whether the page has a player: it has a link to a file. */
bool html_player_plays(const struct report *report);

/** Appends the section of the player. There is one player for the full files and one for each range, whose files have a
    common clock. */
void html_player(const struct report *report, struct text *text);

/** Appends the copies that the page holds, and the script. They must stand at the end of the page. */
void html_player_script(const struct report *report, struct text *text);

#endif
