/* Reads paths of files as text.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_BASE_PATH_H
#define STEMPRINT_BASE_PATH_H

#include <stdbool.h>

#include "base/arena.h"

/** Returns what follows the last slash of a path: "kick.wav" of "drums/kick.wav". A path without a slash is returned
    whole, and a path that ends in a slash gives "". The result points into `path`. */
const char *path_last_part(const char *path);

/** Cuts the last part off a path: "drums/kick.wav" becomes "drums", "/kick.wav" becomes "/", and a name alone becomes
    ".". The path is not empty. Returns false where nothing is left to cut: of "." and "/". */
bool path_cut(char *path);

/** Returns whether a path stays in the folder of the file `from` by its words alone: it begins with that folder as
   `from` writes it, and no `..` leads above it. Links are not looked at. */
bool path_stays_beside(const char *from, const char *path);

/** Returns the way from a folder to a file: "../song.yaml" for "/mix/out" and "/mix/song.yaml". Both paths begin with a
    slash, and have no parts "." or "..". Returns NULL when out of memory. */
const char *path_between(const char *folder, const char *file, struct arena *arena);

#endif
