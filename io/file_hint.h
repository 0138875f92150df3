/* stemprint: what a person meant who named a file that is not there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_HINT_H
#define STEMPRINT_IO_FILE_HINT_H

#include "base/arena.h"

#include <stdbool.h>

/** Returns whether nothing stands at the path, not even a link that leads nowhere. */
bool file_hint_is_missing(const char *path);

/** Returns the end of a message about a file that cannot be opened, which begins with a comma or a semicolon, or ""
   where there is nothing to say: where something stands at the path, too. `file` is the name as it was written, `path`
   is what it stands for. The end says where the file was looked for, and one remedy: the file that is meant, or what is
   wrong with such a name. While the fence is raised it only speaks of the name. NULL means out of memory. */
const char *file_hint(const char *file, const char *path, struct arena *arena);

#endif
