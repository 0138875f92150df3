/* Names the pages of several recipes, which stand beside the page that lists them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_SONG_PAGE_H
#define STEMPRINT_CMD_SONG_PAGE_H

#include "base/arena.h"

/** Returns the path of a page for each recipe: "out/index-song.html" for "out/index.html" and "songs/song.yaml". What
    may mean something in a link or a shell becomes "-". Names that would be equal get a number, also where they differ
    only in letter case. Returns NULL when out of memory. */
const char **song_pages_name(const char *index, const char *const *recipes, size_t count, struct arena *arena);

#endif
