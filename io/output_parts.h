/* stemprint: what an output set is made of. For its own files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_OUTPUT_PARTS_H
#define STEMPRINT_IO_OUTPUT_PARTS_H

#include "io/output_folder.h"
#include "io/output_set.h"
#include "io/print_record.h"

#include <sys/stat.h>

/** What stands at the final name of an output, as it was when it was found good to be replaced. */
struct output_target {
	bool checked;
	bool stands;
	struct stat facts;
};

enum placing {
	PLACING_NOT, /**< the output has its temporary name */
	PLACING_NEW, /**< it has its own name */
	PLACING_EXCHANGED, /**< it has its own name, and the temporary name is that of the file that stood there */
};

struct output {
	char *name; /**< within the set */
	char *final_path;
	char *temporary_path; /**< NULL once it has its name */
	const char *last; /**< the name's last part, within `name` */
	struct output_folder *folder;
	char temporary[OUTPUT_TEMPORARY_LENGTH]; /**< within the folder */
	int descriptor; /**< of the temporary; holds the lock that keeps sweepers off */
	int replaced; /**< of the file that stands at the final name, for the same end, during the commit; -1: none */
	struct leftover *leftover;
	struct output_target target;
	enum placing placing;
	struct file_hash hash; /**< empty until output_hash() */
	bool is_text;
};

/** An output that was announced. */
struct expected_output {
	char *name;
	struct output_target target;
};

/** Folders are kept in the order of opening: a parent before those in it. */
struct named_folder {
	char *name; /**< within the set; "" for the directory itself */
	struct output_folder *folder;
};

struct output_set {
	char *directory;
	struct output_policy policy;
	struct named_folder *folders;
	size_t folder_count;
	struct output **outputs;
	size_t output_count;
	struct expected_output *expected;
	size_t expected_count;
	struct print_record known; /**< what stemprint has written into the directory, as far as it was recorded */
	struct output_left_over *left_over;
	size_t left_over_count;
	struct problem problem;
};

/** Sets the problem, with the name in quotes before it; BAD_OUTPUT. */
enum status output_set_fail(struct output_set *set, const char *name, const char *text);

/** The same for an errno. */
enum status output_set_fail_errno(struct output_set *set, const char *name, const char *text, int error);

/** Sets the problem; NO_MEMORY. */
enum status output_set_out_of_memory(struct output_set *set);

/** An output with its temporary; whatever the status, output_free() is the caller's. */
enum status output_make(struct output_set *set, const char *name, struct output **output) MUST_CHECK;

/** Removes what still has a temporary name. NULL is fine. */
void output_free(struct output *output);

/** Writes all bytes to the end of the open file and syncs it. Returns 0 or errno. */
int output_write_whole(int descriptor, const char *bytes, size_t length);

/** Whether what stands at the final name may be replaced; BAD_OUTPUT says why not. Reads the file only if it is not
    as *target says. */
enum status output_target_check(struct output_set *set, const struct output_folder *folder, const char *name,
				const char *last, struct output_target *target) MUST_CHECK;

/** Whether the file at `name` in the folder is the one that was checked, whatever it is called by now. */
bool output_target_is(const struct output_target *target, int folder, const char *name);

/** Whether the set has an output of that name. */
bool output_set_has(const struct output_set *set, const char *name);

/** The record while the commit goes on: all that is known, and all that is new. The caller frees it; NULL when out of
    memory. */
char *output_record_during(const struct output_set *set);

/** Before a report takes the place of a render's "report.json": what that one knows and the new one does not goes
    into the hidden record. NO_MEMORY. */
enum status output_record_carry(struct output_set *set) MUST_CHECK;

/** After the commit: lists the files that the set has left over, removes those that are to be pruned, and writes the
    record as it is from now on. What fails leaves the record of the commit, which knows more. */
void output_record_settle(struct output_set *set);

#endif
