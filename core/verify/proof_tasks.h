/* stemprint: cuts a pass over printed files into tasks that workers share.
   SPDX-License-Identifier: GPL-3.0-or-later

   A file is read when all that use its buffer have done so, and a proof runs when all its files are read. The meters of
   a file are tasks of their own, which follow its reading side by side, so that a pass over few files has work for many
   workers. The loudness of several files is one task where there are fewer workers than files, since it is measured
   faster together (measure/loudness_meter.h). */
#ifndef STEMPRINT_VERIFY_PROOF_TASKS_H
#define STEMPRINT_VERIFY_PROOF_TASKS_H

#include "base/arena.h"
#include "engine/pipeline.h"

#include <stdbool.h>

/** What a task does with a block. The tasks of a file come first to last in this order; the energies of a group follow
    its last file. */
enum proof_task_kind {
	PROOF_TASK_READ, /**< reads the file, and hears its samples */
	PROOF_TASK_QUALITY, /**< looks for faults of the file */
	PROOF_TASK_PEAKS, /**< measures the true peaks of the file */
	PROOF_TASK_ENERGIES, /**< measures the loudness of a group of files */
	PROOF_TASK_PROVE, /**< subtracts the stems of a proof from its mix */
	PROOF_TASK_END, /**< ends the block: all other tasks are done with it */
};
enum { PROOF_TASK_KINDS = PROOF_TASK_END + 1 };

/** Asks for the proof that a mix is the sum of its stems, as files of the pass. */
struct proof_parties {
	size_t mix;
	const size_t *stems; /**< [stem_count] */
	size_t stem_count;
};

/** What a pass is to do. */
struct proof_work {
	size_t file_count;
	const struct proof_meters {
		bool quality, loudness; /**< the tasks that a file has behind its reading */
		size_t channels; /**< of the file; needed for its loudness, like the rate */
		double sample_rate; /**< Hz; a group has one */
	} * meters; /**< [file_count]; NULL: files are only read */
	const struct proof_parties *proofs; /**< [proof_count] */
	size_t proof_count;
	uint64_t buffers; /**< blocks of a file that memory holds */
	size_t workers; /**< who share the tasks; 0: the caller's thread alone */
};

/** Files whose loudness one task measures. */
struct proof_group {
	size_t *files; /**< [count] in ascending order */
	size_t count;
	size_t channels; /**< of all its files */
};

struct proof_task {
	enum proof_task_kind kind;
	size_t index; /**< of the file, of the group (ENERGIES), or of the proof; END: 0 */
};

struct proof_tasks {
	struct pipeline_task *items; /**< [count] with their needs; `run` and `context` are the caller's to set */
	const struct proof_task *what; /**< [count] */
	size_t count;
	const struct proof_group *groups; /**< [group_count] */
	size_t group_count;
};

/** Lists the tasks: all files with their groups, all proofs, then the end of the block. The arena owns them. Returns
    NO_MEMORY or OK. */
enum status proof_tasks_list(const struct proof_work *work, struct arena *arena, struct proof_tasks *tasks) MUST_CHECK;

#endif
