/* stemprint: links from a page to files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_HTML_LINK_H
#define STEMPRINT_REPORT_HTML_LINK_H

#include "base/text.h"

/** Appends a relative path as a reference of HTML. All bytes but letters, digits, "-._~" and "/" are percent-encoded,
   so that no name has a meaning in a link: no scheme, no query, no quote. */
void html_link_append(struct text *text, const char *path);

/** Appends words as HTML, as a link to the file at a relative path. With `path` NULL the words stand alone. */
void html_link(struct text *text, const char *path, const char *words);

#endif
