/* Holds prints back while nobody knows how much headroom they need.
   SPDX-License-Identifier: GPL-3.0-or-later

   With `headroom: auto` the stems are rendered into intermediates on the disk, and so is their mix where it shares
   their headroom. Their peaks decide the headroom, and then they go into their files. Nothing is rendered twice. */
#ifndef STEMPRINT_CMD_HOLDING_H
#define STEMPRINT_CMD_HOLDING_H

#include "cmd/rendering.h"

/** Makes room for `count` prints. Returns NULL when out of memory. */
struct held_print *holding_room(struct arena *arena, size_t count);

/** Tells whether the headroom of the recipe lowers the print. */
bool holding_lowers(const struct rendering *rendering, const struct graph_print *print);

/** Tells whether the print is held back. */
bool holding_wants(const struct rendering *rendering, const struct graph_print *print);

/** Adds an error in two cases: the mix needs the headroom of stems that are not rendered, or the prints (`prints` at
    most) and their intermediates are more files than may be open. */
enum status holding_check(const struct rendering *rendering, size_t prints) MUST_CHECK;

/** Makes the intermediate of the rendering's file number `file`; *printer takes its samples. Failures are reported. */
enum status holding_open(struct rendering *rendering, size_t file, struct printer **printer) MUST_CHECK;

/** Finds the headroom and prints what was held back, if anything was. It runs after the render, when the sets of stems
    are known. Failures are reported. */
enum status holding_settle(struct rendering *rendering) MUST_CHECK;

/** Releases the intermediates. The rendering may have held nothing back. */
void holding_release(struct rendering *rendering);

#endif
