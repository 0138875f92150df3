/* stemprint: no output over an input.
   SPDX-License-Identifier: GPL-3.0-or-later

   A command lists what it reads and what it is going to write, before it reads or writes any of it. What would be lost
   is told: an output that lands on an input, by path, by a link or where file names ignore letter case, and two outputs
   that land on one file. */
#ifndef STEMPRINT_IO_FILE_GUARD_H
#define STEMPRINT_IO_FILE_GUARD_H

#include "base/diagnostic.h"
#include "io/file_place.h"

struct guarded_input {
	const char *name; /**< as messages call it: `the recipe "song.yaml"` */
	const char *path;
	struct file_place place;
};

struct guarded_output {
	const char *name; /**< as messages call it: `stem "bass"`, `--json` */
	const char *path;
	const char *remedy; /**< "print into another folder" */
	const char *shared_as; /**< outputs of equal texts are one thing and may share a file; NULL: like no other */
	bool is_folder; /**< other outputs may go into it */
	bool uncertain; /**< it may turn out not to be written, and leaves its place to other outputs */
	struct diagnostics *diagnostics; /**< where it is told */
	struct position at;
	struct file_place place; /**< filled in */
};

struct file_guard {
	struct arena *arena;
	struct guarded_input *inputs;
	size_t input_count, input_capacity;
	struct guarded_output *outputs;
	size_t output_count, output_capacity;
};

/** Nothing is listed yet. All memory comes from the arena, which outlives the guard. */
void file_guard_init(struct file_guard *guard, struct arena *arena);

/** Lists a file that is read; it need not exist. NO_MEMORY, or OK. The texts are kept, not copied. */
enum status file_guard_read(struct file_guard *guard, const char *name, const char *path) MUST_CHECK;

/** Lists a file, or a folder, that is written; its place is found here. */
enum status file_guard_write(struct file_guard *guard, const struct guarded_output *output) MUST_CHECK;

/** Lists the regular file that an open descriptor writes to, like standard output that goes into a file; its path is
    found here. Anything else is left out. */
enum status file_guard_write_open(struct file_guard *guard, const struct guarded_output *output,
				  int descriptor) MUST_CHECK;

/** The input that a place meets, and how; NULL: none. */
const struct guarded_input *file_guard_find(const struct file_guard *guard, const struct file_place *place,
					    enum file_meeting *meeting);

/** Tells every output that must not be written, as an error "output-over-input" or "file-claimed-twice" in its own
    diagnostics. */
void file_guard_judge(const struct file_guard *guard);

#endif
