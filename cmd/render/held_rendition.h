/* Prints one rendition of the prints that were held back.
   SPDX-License-Identifier: GPL-3.0-or-later

   A rendition is all that is rounded together: the full files, from which regions are cut, or the files of an edited
   region. */
#ifndef STEMPRINT_CMD_RENDER_HELD_RENDITION_H
#define STEMPRINT_CMD_RENDER_HELD_RENDITION_H

#include "cmd/render/held_print.h"
#include "engine/stored_sound.h"

/** Returns the sound of a held print as it is printed: folded onto its start, if the job folds. All memory comes from
    the arena. NULL when out of memory. */
struct stored_sound *held_rendition_sound(const struct render_job *job, const struct held_print *held,
					  struct arena *arena);

/** Makes an edit of the session in frames of a format. All memory comes from the arena. */
enum status held_rendition_edit(const struct render_job *job, const struct print_format *format,
				const struct edit *from, struct arena *arena, struct edit *edit) MUST_CHECK;

/** Prints the full files of all held prints and the ranges of them, one rate after the other. The edits of the ranges
 * must be known. Their headroom must be known. Failures are reported. */
enum status held_rendition_print(struct render_job *job) MUST_CHECK;

#endif
