/* Warns of the seeds of trouble that mix engineers know.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_LINT_H
#define STEMPRINT_GRAPH_LINT_H

#include "graph/graph.h"

/** Adds warnings, never an error. The codes:
    - "unfed": nothing feeds a bus, an aux or an output. "unread": nothing reads a strip.
    - "no-loop": a send with `feedback` closes no loop.
    - "lost-send": a send goes into a strip that never reaches a printed output.
    - "pre-fader-send": a pre-fader send ends in the output of its own strip, and stays up there when the fader is down.
    - "post-fader-cue": a send behind the fader goes into a cue, which then follows the fader.
    - "heard-twice": dry sound of a strip reaches one output over two ways, and neither is a "dry-return".
    - "dry-return": a return lets dry sound through that is heard without it.
    - "dry-gone": a reverb lets no dry sound of its strip through, and nothing else does.
    - "repeated-reverb": several tracks have the same reverb as an insert.
    - "silent-key": a key is muted, or nothing feeds it.
    - "behind-limiter": a gain, a normalise or the fader moves the ceiling of an output's limiter.
    - "bypassed-bus": an aux carries one stem alone past the bus of that stem, whose processing or fader it escapes.
    - "unowned-stem": another label takes all sound of a label.
    - "solo", "muted": a strip is soloed, or muted although it would reach a printed output. */
enum status graph_lint(const struct graph *graph, struct arena *arena, struct diagnostics *diagnostics) MUST_CHECK;

#endif
