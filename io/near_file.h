/* stemprint: which file was meant by a name that no file has.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_NEAR_FILE_H
#define STEMPRINT_IO_NEAR_FILE_H

#include "base/arena.h"

/** Looks in the folder of a path where nothing stands for a file that may be meant: the same name in other letter case,
    with another ending or with some wrong letters; or else the same name in a folder of that folder. Returns its path
    from that folder, which the arena owns, or NULL. It looks at some thousand names at most. */
const char *near_file_find(const char *path, struct arena *arena);

#endif
