/* Gives a report what only a page needs of it: links to the files, and copies of their sound.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PAGE_REPORT_H
#define STEMPRINT_CMD_PAGE_REPORT_H

#include "cmd/report_options.h"
#include "io/problem.h"

/** Copies a report for the page at `page`, and gives each of its files the path that leads there from the folder of the
    page. "-" is a page in the current folder. A file whose folder cannot be found, or for whose path there is no
   memory, has no link. Where the options ask for them, it adds copies of the sound (page_copies.h). The result lives in
   the arena. Returns NO_MEMORY, or what page_copies_add() returns. */
enum status page_report_make(const struct report *report, const struct report_options *options, const char *page,
			     struct arena *arena, struct problem *problem, const struct report **result) MUST_CHECK;

#endif
