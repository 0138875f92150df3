/* stemprint: the files of a folder that a pattern means.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FOLDER_MATCH_H
#define STEMPRINT_IO_FOLDER_MATCH_H

#include "recipe/fragment.h"

enum { FOLDER_ENTRIES_MAXIMUM = 20000 };

/** Lists the files, as the `match` of a fragment library does. Links, FIFOs and devices are listed too: what opens
    them decides. */
bool folder_match(const char *folder, const char *pattern, struct location at, struct arena *arena,
		  struct diagnostics *diagnostics, struct folder_files *files);

#endif
