/* stemprint: a path that names a file below a folder and cannot leave it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_INNER_PATH_H
#define STEMPRINT_IO_INNER_PATH_H

/** Returns NULL for "mix.wav" and "stems/vocals.wav". Otherwise it returns static text that says what is wrong: the
    path is empty, absolute or too long, ends with a slash, or has a part that is empty, "." or "..". */
const char *inner_path_problem(const char *path);

/** Opens the folder that holds the file `path`, which inner_path_problem() accepts. The function follows no
    symbolic link below `folder`. The caller closes the descriptor. Returns -1 with errno on failure. *last becomes
    the last part of the path, within `path`. */
int inner_path_open_folder(int folder, const char *path, const char **last);

#endif
