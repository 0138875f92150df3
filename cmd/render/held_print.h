/* Holds prints back until the end of the render.
   SPDX-License-Identifier: GPL-3.0-or-later

   With `headroom: auto` the stems are rendered into intermediates on the disk, and so is their mix where it shares
   their headroom. With `tail: wrap` all prints are. Their peaks decide the headroom, and then they go into their files.
   Nothing is rendered twice.

   With `sum: exact`, stems of another rate than the session's wait there with their mix, after they were converted,
   because they are rounded together: the engine has all stems side by side, but only at its own rate. */
#ifndef STEMPRINT_CMD_RENDER_HELD_PRINT_H
#define STEMPRINT_CMD_RENDER_HELD_PRINT_H

#include "cmd/render/render_job.h"
#include "io/held_sound.h"

/** A print that is held back. */
struct held_print {
	size_t file; /**< an index into the files of the job */
	struct held_sound *sound;
	bool lowered; /**< the headroom of the recipe lowers it */
};

/** Makes room for `count` prints. Returns NULL when out of memory. */
struct held_print *held_prints_new(struct arena *arena, size_t count);

/** Tells whether the headroom of the stems is found from their peaks. The whole session is rendered then. */
bool held_prints_find_headroom(const struct render_job *job);

/** Tells whether the print is held back. */
bool held_print_is_wanted(const struct render_job *job, const struct graph_print *print);

/** Adds an error in two cases: the mix needs the headroom of stems that are not rendered, or the prints (`prints` at
    most) and their intermediates are more files than may be open. */
enum status held_prints_check(const struct render_job *job, size_t prints) MUST_CHECK;

/** Makes the intermediate of the job's file number `file`, which is that of `print`; *printer takes its samples.
    Failures are reported. */
enum status held_print_open(struct render_job *job, size_t file, const struct graph_print *print,
			    struct printer **printer) MUST_CHECK;

/** Releases the intermediates. The job may have held nothing back. */
void held_prints_release(struct render_job *job);

#endif
