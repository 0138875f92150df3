/* Binds operations into chains that one worker runs in one go.
   SPDX-License-Identifier: GPL-3.0-or-later

   A core reads what another has just written at a tenth of the speed. So a chain holds the parts of one batch and
   those of the next that go on with the same columns, together with the sources that they alone read: one worker
   reads, filters and compresses a track's audio. Every other operation is a chain of its own. */
#ifndef STEMPRINT_ENGINE_CHAIN_H
#define STEMPRINT_ENGINE_CHAIN_H

#include "engine/operation.h"
#include "engine/pipeline.h"

/** One chain. */
struct chain {
	size_t *operations; /**< indices into operations.items, in the order in which they run */
	size_t count; /**< 1 or more */
};

/** All chains of a plan. */
struct chains {
	struct chain *items; /**< every operation is in exactly one of them */
	size_t count;
};

/** Finds the chains and their needs from the needs of the operations: needs[i] belongs to operation i, and
    tasks[i].needs to chain i. `tasks` has room for as many tasks as there are operations. All memory comes from the
    arena. Returns NO_MEMORY when it is out of memory. */
enum status chains_find(const struct operations *operations, const struct pipeline_task *needs, struct arena *arena,
			struct chains *chains, struct pipeline_task *tasks) MUST_CHECK;

#endif
