/* Measures what meters and proof cost on this machine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_PLAN_TRIAL_METERS_H
#define STEMPRINT_CMD_PLAN_TRIAL_METERS_H

#include "base/arena.h"
#include "base/status.h"

/** Measures a mix of pink noise and its only stem for a short time, as a render measures and proves what it has
   printed. Sets *seconds to the CPU seconds for a sample of one channel, without its reading. The arena holds what the
   trial needs. Returns NO_MEMORY, or what the pass ended with. */
enum status trial_meters_run(double sample_rate, struct arena *arena, double *seconds) MUST_CHECK;

#endif
