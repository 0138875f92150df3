/* Reads paths of files as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_PATH_H
#define STEMPRINT_BASE_PATH_H

/** Returns what follows the last slash of a path: "kick.wav" of "drums/kick.wav". A path without a slash is returned
    whole, and a path that ends in a slash gives "". The result points into `path`. */
const char *path_last_part(const char *path);

#endif
