/* stemprint: prints that are held back while it is not known how much headroom they need.
   SPDX-License-Identifier: GPL-3.0-or-later

   With `headroom: auto` the stems, and their mix where it goes with them, are rendered into intermediates on
   the disk. Their peaks tell the headroom, and then they go into their files. Nothing is rendered twice. */
#ifndef STEMPRINT_CMD_HOLDING_H
#define STEMPRINT_CMD_HOLDING_H

#include "cmd/rendering.h"

/** Room for so many prints; NULL when out of memory. */
struct held_print *holding_room(struct arena *arena, size_t count);

/** Whether the print is one that is lowered by the headroom of the recipe. */
bool holding_lowers(const struct rendering *rendering, const struct graph_print *print);

/** Whether the print is held back. */
bool holding_wants(const struct rendering *rendering, const struct graph_print *print);

/** An error where the headroom is to be found from stems that are not rendered, although the mix goes by it, or
    where so many prints at most, and their intermediates, are more files than may be open. */
enum status holding_check(const struct rendering *rendering, size_t prints) MUST_CHECK;

/** Makes the intermediate of the rendering's file number `file`; *printer takes its samples. What fails is told. */
enum status holding_open(struct rendering *rendering, size_t file, struct printer **printer) MUST_CHECK;

/** After the render, when the sets of stems are known: finds the headroom and prints what was held back, if
    anything was. What fails is told. */
enum status holding_settle(struct rendering *rendering) MUST_CHECK;

/** Also of a rendering that held nothing back. */
void holding_release(struct rendering *rendering);

#endif
