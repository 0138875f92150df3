/* stemprint: which operations wait for which.
   SPDX-License-Identifier: GPL-3.0-or-later

   An operation waits for who writes what it reads, and for who still reads what it writes over: of the same block where they come before
   it, of the block before where they come after it. */
#ifndef STEMPRINT_ENGINE_DEPENDENCE_H
#define STEMPRINT_ENGINE_DEPENDENCE_H

#include "engine/operation.h"
#include "engine/pipeline.h"

/** Fills the needs of tasks[i], the task that runs operation i, for all operations. */
enum status dependence_find(const struct operations *operations, size_t slot_count, struct arena *arena,
			    struct pipeline_task *tasks) MUST_CHECK;

#endif
