/* stemprint: operations that one worker runs in one go.
   SPDX-License-Identifier: GPL-3.0-or-later

   What one core has just written, another reads at a tenth of the speed. So the parts of one batch and those of the next that go on with the same
   columns make a chain, together with the sources that they alone read: a track's audio is read, filtered and compressed by one worker.
   Everything else is a chain of its own. */
#ifndef STEMPRINT_ENGINE_CHAIN_H
#define STEMPRINT_ENGINE_CHAIN_H

#include "engine/operation.h"
#include "engine/pipeline.h"

struct chain {
	size_t *operations; /**< in the order in which they run */
	size_t count;
};

struct chains {
	struct chain *items;
	size_t count;
};

/** From the needs of the operations, needs[i] of operation i, to chains and their needs: tasks[i].needs of chain i; room for as many tasks as
    there are operations. All from the arena. */
enum status chains_find(const struct operations *operations, const struct pipeline_task *needs, struct arena *arena,
			struct chains *chains, struct pipeline_task *tasks) MUST_CHECK;

#endif
