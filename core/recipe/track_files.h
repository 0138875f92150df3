/* stemprint: a track for each of many files.
   SPDX-License-Identifier: GPL-3.0-or-later

   `sources: PATTERN` in an entry of `tracks` stands for one track for each file, with all other keys of the entry.
   The tracks follow the patterns, and the names of the files, byte by byte. A track is called as its file without the
   ending; what cannot stand in a name becomes `-`. */
#ifndef STEMPRINT_RECIPE_TRACK_FILES_H
#define STEMPRINT_RECIPE_TRACK_FILES_H

#include "recipe/fragment.h"
#include "recipe/reader.h"

/** Puts the tracks in. Errors go into the diagnostics, and the tree leaves out what is wrong. */
void recipe_put_track_files(struct reader *reader, const struct fragment_library *library,
			    const struct document_node **root);

#endif
