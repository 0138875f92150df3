/* Numbers the sound of the renderer.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SEMANTICS_H
#define STEMPRINT_CMD_RENDER_SEMANTICS_H

/** The number goes up whenever a render may print other bytes than before, from the same recipe and sources. Files of
    another number are rendered anew. tests/suites/demo/semantics.txt holds each number with the golden hashes that
    belong to it, and a test compares them. */
enum { RENDERER_SEMANTICS = 5 };

#endif
