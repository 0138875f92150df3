/* stemprint: the frame of a page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HTML_PAGE_H
#define STEMPRINT_REPORT_HTML_PAGE_H

#include "base/text.h"
#include "verify/verdict.h"

/** Opens a page that runs no script and sends no request. The title is HTML already; `verdict` follows it, unless it is
    NULL. The caller fills <main>, and closes it with the page. */
void html_page_begin(const char *title, const char *verdict, struct text *text);

/** Appends the sign of a verdict beside its word, so that the colour is not the only sign. */
void html_page_status(enum verdict_status status, struct text *text);

#endif
