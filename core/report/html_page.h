/* stemprint: the frame of a page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HTML_PAGE_H
#define STEMPRINT_REPORT_HTML_PAGE_H

#include "base/text.h"
#include "verify/verdict.h"

#include <stdbool.h>

/** Opens a page that sends no request. With `plays` it may run the player's script (html_player.h) and no other, and
   may play files from where it comes itself; without, it runs no script. The title is HTML already; `verdict` follows
   it, unless it is NULL. The caller fills <main>, and closes it with the page. */
void html_page_begin(const char *title, const char *verdict, bool plays, struct text *text);

/** Appends the sign of a verdict beside its word, so that the colour is not the only sign. */
void html_page_status(enum verdict_status status, struct text *text);

/** Opens a box of the page that scrolls sideways where its content is wider than the page. `label` is its name for
    screen readers, as HTML. */
void html_scroll_begin(const char *label, struct text *text);

/** Closes the box. */
void html_scroll_end(struct text *text);

#endif
