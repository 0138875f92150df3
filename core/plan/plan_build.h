/* Compiles a graph into a plan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PLAN_PLAN_BUILD_H
#define STEMPRINT_PLAN_PLAN_BUILD_H

#include "plan/plan.h"

/** Compiles the graph. The plan keeps pointing at the graph. */
enum status plan_build(const struct graph *graph, struct arena *arena, struct plan **plan) MUST_CHECK;

#endif
