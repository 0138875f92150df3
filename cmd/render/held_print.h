/* Holds prints back while nobody knows how much headroom they need.
   SPDX-License-Identifier: GPL-3.0-or-later

   With `headroom: auto` the stems are rendered into intermediates on the disk, and so is their mix where it shares
   their headroom. Their peaks decide the headroom, and then they go into their files. Nothing is rendered twice. */
#ifndef STEMPRINT_CMD_RENDER_HELD_PRINT_H
#define STEMPRINT_CMD_RENDER_HELD_PRINT_H

#include "cmd/render/render_job.h"

/** Makes room for `count` prints. Returns NULL when out of memory. */
struct held_print *held_prints_new(struct arena *arena, size_t count);

/** Tells whether the headroom of the stems is found from their peaks. The whole session is rendered then. */
bool held_prints_find_headroom(const struct render_job *job);

/** Tells whether the print is held back. */
bool held_print_is_wanted(const struct render_job *job, const struct graph_print *print);

/** Adds an error in two cases: the mix needs the headroom of stems that are not rendered, or the prints (`prints` at
    most) and their intermediates are more files than may be open. */
enum status held_prints_check(const struct render_job *job, size_t prints) MUST_CHECK;

/** Makes the intermediate of the job's file number `file`; *printer takes its samples. Failures are reported. */
enum status held_print_open(struct render_job *job, size_t file, struct printer **printer) MUST_CHECK;

/** Finds the headroom and prints what was held back, if anything was. It runs after the render, when the sets of stems
    are known. Failures are reported. */
enum status held_prints_settle(struct render_job *job) MUST_CHECK;

/** Releases the intermediates. The job may have held nothing back. */
void held_prints_release(struct render_job *job);

#endif
