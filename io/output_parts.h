/* stemprint: the parts of an output set. Only the files of the set itself include this header.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_OUTPUT_PARTS_H
#define STEMPRINT_IO_OUTPUT_PARTS_H

#include "base/status.h"
#include "io/output_folder.h"
#include "io/output_policy.h"
#include "io/print_record.h"
#include "io/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/** A target is the file at the final name of an output, as it was when the check allowed its replacement. */
struct output_target {
	bool checked;
	bool stands;
	bool is_strange; /**< stemprint did not write it, and the policy forces; only a set that looks finds out */
	struct stat facts;
	struct file_hash hash; /**< empty unless the check had to read the file */
};

enum output_naming {
	NAMING_TEMPORARY, /**< the output has its temporary name */
	NAMING_NEW, /**< it has its own name */
	NAMING_SWAPPED, /**< it has its own name, and the temporary name is that of the file that stood there */
	NAMING_KEPT, /**< the file that stood there has the same bytes, and stays */
};

struct output {
	char *name; /**< the name within the set */
	uint64_t bytes; /**< the size of the file that was hashed */
	char *final_path;
	char *temporary_path; /**< NULL means that the output has its own name */
	const char *last; /**< the name's last part, within `name` */
	struct output_folder *folder;
	char temporary[OUTPUT_TEMPORARY_LENGTH]; /**< the temporary name within the folder */
	int descriptor; /**< the descriptor of the temporary; it holds the lock that keeps sweepers off */
	int replaced; /**< the descriptor of the file at the final name, for the same purpose, during the commit; -1
		     means none */
	struct leftover *leftover;
	struct output_target target;
	enum output_naming naming;
	struct file_hash hash; /**< the hash is empty until output_hash() */
	bool is_text;
};

/** This is an output that was announced. */
struct expected_output {
	char *name;
	struct output_target target;
};

/** The folders stay in the order of opening: a parent comes before those in it. */
struct named_folder {
	char *name; /**< the name within the set; "" is the directory itself */
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
	bool is_kept; /**< the announced files stay as they are: output_set_keep() */
	struct print_record known; /**< the recorded files that stemprint has written into the directory */
	struct output_left_over *left_over;
	size_t left_over_count;
	bool is_out_of_memory; /**< no more outputs are checked: what is known of old ones may be missing */
	struct problem problem;
};

/** Sets the problem, with the name in quotes before it. Returns BAD_OUTPUT. */
enum status output_set_fail(struct output_set *set, const char *name, const char *text);

/** Does the same for an errno. */
enum status output_set_refuse(struct output_set *set, const char *name, const struct problem *problem) MUST_CHECK;
enum status output_set_fail_errno(struct output_set *set, const char *name, const char *text, int error);

/** Sets the problem. Returns NO_MEMORY. */
enum status output_set_out_of_memory(struct output_set *set);

/** Makes an output with its temporary. The caller calls output_free() whatever the status is. */
enum status output_make(struct output_set *set, const char *name, struct output **output) MUST_CHECK;

/** Removes the file if it still has a temporary name. NULL is fine. */
void output_free(struct output *output);

/** Writes all bytes to the end of the open file and syncs it. Returns 0 or errno. */
int output_write_whole(int descriptor, const char *bytes, size_t length);

/** Checks whether the file at the final name may be replaced. BAD_OUTPUT says why not. The function reads the file
    only if it is not as *target says. */
enum status output_target_check(struct output_set *set, const struct output_folder *folder, const char *name,
				const char *last, struct output_target *target) MUST_CHECK;

/** Returns whether these are the facts of the file that was checked, whatever its name is now. */
bool output_target_is(const struct output_target *target, const struct stat *facts);

/** Returns whether the set has an output of that name. */
bool output_set_has(const struct output_set *set, const char *name);

/** Returns the record for the time of the commit: all that is known, and all that is new. The caller frees it; NULL
    means out of memory. */
char *output_record_during(const struct output_set *set);

/** Keeps what an old "manifest.json" of a render knows and the file that replaces it does not: the function moves it
    into the hidden record before that happens. Returns OK or NO_MEMORY. */
enum status output_record_carry(struct output_set *set) MUST_CHECK;

/** Lists the files that the set would no longer make. */
void output_record_look(struct output_set *set);

/** Lists, after the commit, the files that the set no longer makes, removes those that are to be pruned, and writes
    the record as it is from now on. If a step fails, the record of the commit stays, which knows more. */
void output_record_settle(struct output_set *set);

#endif
