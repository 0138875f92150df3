/* Compiles a graph into a plan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PLAN_PLAN_BUILD_H
#define STEMPRINT_PLAN_PLAN_BUILD_H

#include "plan/plan.h"

/** Compiles the graph for so many workers, 1 or more, which may run fewer or more. The steps are the same for all
    numbers of workers, and so are the printed bytes. The plan keeps pointing at the graph. */
enum status plan_build(const struct graph *graph, size_t workers, struct arena *arena, struct plan **plan) MUST_CHECK;

#endif
