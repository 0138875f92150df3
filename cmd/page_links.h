/* Gives the files of a report the links that a page has to them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PAGE_LINKS_H
#define STEMPRINT_CMD_PAGE_LINKS_H

#include "base/arena.h"
#include "report/report.h"

/** Copies a report for the page at `page`, and gives each of its files the path that leads there from the folder of the
    page. "-" is a page in the current folder. A file whose folder cannot be found, or for whose path there is no
   memory, has no link. The copy lives in the arena. Returns NULL when out of memory. */
const struct report *page_links_add(const struct report *report, const char *page, struct arena *arena);

#endif
