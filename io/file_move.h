/* stemprint: new names for files in one folder, without the loss of a file on the way.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_FILE_MOVE_H
#define STEMPRINT_IO_FILE_MOVE_H

/** Renames the file `from` to `to`, where nothing stands. Returns 0, or errno with all as it was; EEXIST when
    something stands there. It takes one step where the file system can (RENAME_NOREPLACE), otherwise it uses a hard
    link. */
int file_move_new(int folder, const char *from, const char *to);

/** Swaps the names of the files `one` and `other`. Returns 0, or errno with all as it was. It takes one step
    where the file system can (RENAME_EXCHANGE), otherwise it uses the name `spare`, where nothing stands. */
int file_move_swap(int folder, const char *one, const char *other, const char *spare);

#endif
