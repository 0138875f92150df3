/* stemprint: the seeds of trouble that mix engineers know.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_LINT_H
#define STEMPRINT_GRAPH_LINT_H

#include "graph/graph.h"

/** Adds warnings; never an error. The codes:
    "unfed" an aux or bus that nothing feeds; "unread" a strip that nothing reads; "lost-send" a send into a strip that never reaches
    a printed output; "pre-fader-send" a pre-fader send that ends in the output of its own strip and so stays up when the fader is
    down; "heard-twice" a strip that reaches one output over two dry ways; "bypassed-bus" an aux that carries one stem alone
    past that stem's bus, whose processing or fader it then escapes; "solo" a recipe left with something soloed; "muted" a strip that would
    reach a printed output and is muted. */
enum status graph_lint(const struct graph *graph, struct arena *arena, struct diagnostics *diagnostics) MUST_CHECK;

#endif
