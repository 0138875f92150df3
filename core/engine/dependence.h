/* Finds which operations wait for which.
   SPDX-License-Identifier: GPL-3.0-or-later

   An operation waits for the ones that write what it reads, and for the ones that still read what it overwrites. It
   waits for those that come before it in the same block, and for those that come after it in the last block that has
   the same copy of the columns. */
#ifndef STEMPRINT_ENGINE_DEPENDENCE_H
#define STEMPRINT_ENGINE_DEPENDENCE_H

#include "engine/operation.h"
#include "engine/pipeline.h"

/** Fills the needs of tasks[i], the task that runs operation i, for all operations. */
enum status dependence_find(const struct operations *operations, size_t slot_count, struct arena *arena,
			    struct pipeline_task *tasks) MUST_CHECK;

#endif
