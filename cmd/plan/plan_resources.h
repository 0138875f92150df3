/* Tells what a render will take.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_PLAN_RESOURCES_H
#define STEMPRINT_CMD_PLAN_PLAN_RESOURCES_H

#include "base/text.h"
#include "cmd/job/resource_estimate.h"

/** Appends memory, lanes, passes, the length and the files of a render. */
void plan_resources_append(const struct resource_estimate *estimate, double sample_rate, struct text *text);

#endif
