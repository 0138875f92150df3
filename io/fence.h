/* stemprint: which files may be opened while nobody is trusted.
   SPDX-License-Identifier: GPL-3.0-or-later

   The fence is down at first, and every file may be opened. --untrusted raises it for the whole process, before any
   file is opened, and nothing takes it down again: so no part of the program can forget it. The kernel itself looks at
   each path (openat2), so that no link can be put there in between.

   Beside the folders that fence_add_folder() names, files may be opened only in them. All other paths stand on the
   command line, so that a person wrote them: they may lead anywhere, but through no link. */
#ifndef STEMPRINT_IO_FENCE_H
#define STEMPRINT_IO_FENCE_H

#include "base/status.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/** Raises the fence. No other thread may run yet. Returns LIMIT, with the problem, where the kernel cannot look at
    paths. */
enum status fence_raise(struct problem *problem) MUST_CHECK;

bool fence_is_raised(void);

/** Adds the folder that holds this file. Files whose paths begin with that folder, as `file` writes it, are opened
   below it. Does nothing while the fence is down. No other thread may run. Returns BAD_RECIPE, with the problem, when
   the folder cannot be opened or a link leads there, or NO_MEMORY. */
enum status fence_add_folder(const char *file, struct problem *problem) MUST_CHECK;

/** Opens a file for reading, like file_open_to_read(). While the fence is raised the file
   must be a regular one with one name, outside of /proc, and no link may lead there. Returns the descriptor, or -1 with
    errno and, where the fence is the cause, *refusal says why, in static text; otherwise it is NULL. */
int fence_open(const char *path, const char **refusal);

/** Opens a folder for reading what is in it, as fence_open() opens a file. */
int fence_open_folder(const char *path, const char **refusal);

/** Does what stat() does, and returns 0 or the errno. A path into a folder of the fence is looked at only where no link
    leads: ELOOP otherwise. */
int fence_look(const char *path, struct stat *facts);

/** Returns the path from the root, without links, as realpath() does; the caller frees it. NULL where a part is
   missing, or where a path into a folder of the fence has a link. */
char *fence_resolve(const char *path);

/** Returns how many bytes at the front of a path may be links, because they were written on the command line. All parts
    behind them must be folders of their own. */
size_t fence_free_length(const char *path);

#endif
