/* stemprint: no output over an input.
   SPDX-License-Identifier: GPL-3.0-or-later

   A command lists what it reads and what it is going to write, before it reads or writes any of it. The guard
   reports an output that would overwrite an input, by path, by a link or where file names ignore letter case, and
   two outputs that have one file. */
#ifndef STEMPRINT_IO_FILE_GUARD_H
#define STEMPRINT_IO_FILE_GUARD_H

#include "base/diagnostic.h"
#include "io/file_identity.h"

struct guarded_input {
	const char *name; /**< the name in messages, for example: the recipe "song.yaml" */
	const char *path;
	struct file_identity identity;
};

struct guarded_output {
	const char *name; /**< the name in messages: `stem "bass"`, `--json` */
	const char *path;
	const char *remedy; /**< the remedy in messages: "print into another folder" */
	const char *shared_as; /**< outputs with equal texts are one thing and may share a file; NULL means that the
		     output shares its file with no other */
	bool is_folder; /**< other outputs may go into it */
	bool uncertain; /**< the output may turn out not to be written, and leaves its path to other outputs */
	struct diagnostics *diagnostics; /**< the list that gets the errors */
	struct location at;
	struct file_identity identity; /**< file_guard_write() fills this in */
};

struct file_guard {
	struct arena *arena;
	struct guarded_input *inputs;
	size_t input_count, input_capacity;
	struct guarded_output *outputs;
	size_t output_count, output_capacity;
};

/** Starts an empty guard. All memory comes from the arena, which outlives the guard. */
void file_guard_init(struct file_guard *guard, struct arena *arena);

/** Lists a file that is read; it need not exist. The guard keeps the texts and does not copy them. Returns
    NO_MEMORY or OK. */
enum status file_guard_read(struct file_guard *guard, const char *name, const char *path) MUST_CHECK;

/** Lists a file, or a folder, that is written. The function finds its identity. */
enum status file_guard_write(struct file_guard *guard, const struct guarded_output *output) MUST_CHECK;

/** Lists the regular file that an open descriptor writes to, such as standard output that goes into a file. The
    function finds its path. It leaves out anything else. */
enum status file_guard_write_open(struct file_guard *guard, const struct guarded_output *output,
				  int descriptor) MUST_CHECK;

/** Returns the input that a file identity meets, and how they meet. NULL means that there is none. */
const struct guarded_input *file_guard_find(const struct file_guard *guard, const struct file_identity *identity,
					    enum file_meeting *meeting);

/** Reports every output that must not be written, as an error "output-over-input" or "file-claimed-twice" in its
    own diagnostics. */
void file_guard_judge(const struct file_guard *guard);

#endif
