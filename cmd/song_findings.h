/* Keeps what the reports over several recipes need of one of them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_SONG_FINDINGS_H
#define STEMPRINT_CMD_SONG_FINDINGS_H

#include "cmd/report_options.h"

/** This is one of the recipes that the reports cover. */
struct song {
	const struct report_options *options;
	const char *page; /**< the path of its page; NULL: it has none */
};

/** Copies the findings of a song into the arena, with the texts that the options ask for, and writes its page at once:
    pages are large, and each is whole by itself. A page that cannot be written is reported in the diagnostics. Returns
    OK, NO_MEMORY, BAD_OUTPUT or LIMIT. */
enum status song_findings_keep(const struct song *song, const struct findings *findings,
			       struct diagnostics *diagnostics, struct arena *arena, struct findings *kept) MUST_CHECK;

#endif
