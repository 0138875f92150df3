/* Gives the files of an output set their names, all of them or none, or leaves those that stand there.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_call.h"
#include "io/file_move.h"
#include "io/output_parts.h"
#include "io/output_set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A text of the last render that says what the files are. */
struct claim {
	const char *name;
	char away[OUTPUT_TEMPORARY_LENGTH]; /* the name that it has meanwhile */
	bool is_away;
};

enum { CLAIM_COUNT = 2 };

/* A commit also handles the record and the old claims. They go away before anything else, the manifest first, and come
   back last, the manifest at the end, when the commit is undone. */
struct commit {
	struct output_set *set;
	struct output *record; /* NULL means that the set has reports only, which need no record */
	struct claim claims[CLAIM_COUNT];
};

static bool is_manifest(const struct output *output)
{
	return output->is_text && strcmp(output->name, PRINT_RECORD_MANIFEST) == 0;
}

/* Returns 0 for sound, 1 for texts, and 2 for the manifest. */
static int turn_of(const struct output *output)
{
	return output->is_text ? 1 + is_manifest(output) : 0;
}

/* Returns the outputs in the order in which they get their names. */
static struct output *in_order(const struct output_set *set, size_t index)
{
	for (int turn = 0; turn <= 2; turn++)
		for (size_t i = 0; i < set->output_count; i++)
			if (turn_of(set->outputs[i]) == turn && index-- == 0)
				return set->outputs[i];
	return NULL;
}

static int base_of(const struct output_set *set)
{
	return set->folders[0].folder->descriptor;
}

/* The lock keeps other processes from sweeping the file away while it has the name of a temporary. */
static void lock_replaced(struct output *output)
{
	if (!output->target.stands)
		return;
	output->replaced = file_open_to_read_at(output->folder->descriptor, output->last);
	if (output->replaced >= 0)
		(void)file_lock(output->replaced);
}

/* Finds the hashes of a report and of the one that it replaces. Those of prints are known by now, unless the old one
   was recorded by another kind of hash. A file that cannot be read has an empty hash, and is replaced. */
static void hash_replaced(const struct output_set *set, struct output *output)
{
	struct problem problem;
	const char *there = output->target.hash.text;
	const bool other_kind = there[0] != '\0' && !hash_of_kind(there, set->policy.hash);
	if (!(set->policy.reports || other_kind) || output->replaced < 0)
		return;
	if (output_hash(set, output, &problem) != STATUS_OK ||
	    output->bytes != (uint64_t)output->target.facts.st_size ||
	    file_hash_of_descriptor(output->replaced, set->policy.hash, &output->target.hash, &problem) != STATUS_OK)
		output->target.hash = (struct file_hash){ 0 };
}

static enum status look_again(struct output_set *set)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < set->output_count && status == STATUS_OK; i++) {
		struct output *output = set->outputs[i];
		struct problem problem;
		status = output_target_check(set, output->folder, output->name, output->last, &output->target);
		if (status == STATUS_OK && !set->policy.reports && !output->is_text &&
		    output_hash(set, output, &problem) != STATUS_OK)
			status = output_set_refuse(set, output->name, &problem);
	}
	for (size_t i = 0; i < set->output_count && status == STATUS_OK; i++) {
		lock_replaced(set->outputs[i]);
		hash_replaced(set, set->outputs[i]);
	}
	return status;
}

/* Writes the record of the commit under a temporary name. */
static enum status prepare_record(struct commit *commit)
{
	struct output_set *set = commit->set;
	if (set->policy.reports || set->output_count == 0)
		return STATUS_OK;
	char *text = output_record_during(set);
	enum status status =
		text ? output_make(set, PRINT_RECORD_HIDDEN, &commit->record) : output_set_out_of_memory(set);
	struct output *record = commit->record;
	if (status == STATUS_OK) {
		const int error = output_write_whole(record->descriptor, text, strlen(text));
		if (error)
			status = output_set_fail_errno(set, record->name, "it cannot be written", error);
	}
	if (status == STATUS_OK)
		record->target.stands =
			fstatat(base_of(set), record->last, &record->target.facts, AT_SYMLINK_NOFOLLOW) == 0;
	if (status == STATUS_OK && record->target.stands && !S_ISREG(record->target.facts.st_mode))
		status = output_set_fail(set, record->name,
					 "something that is no regular file has this name; remove it");
	free(text);
	return status;
}

/* The file that stood there has the temporary name now. */
static enum status check_swapped(struct output_set *set, const struct output *output)
{
	struct stat facts;
	if (fstatat(output->folder->descriptor, output->temporary, &facts, AT_SYMLINK_NOFOLLOW) != 0)
		return output_set_fail_errno(set, output->name, "the old file cannot be looked at", errno);
	if (!output_target_is(&output->target, &facts))
		return output_set_fail(set, output->name, "somebody else wrote this file just now; try again");
	return STATUS_OK;
}

/* Tells whether the file that stands there has the bytes of the output. Then it stays, so that its time stamp tells
   `make` that nothing has changed. */
static bool is_same(const struct output *output)
{
	const struct file_hash *there = &output->target.hash;
	return output->target.stands && there->text[0] != '\0' && strcmp(there->text, output->hash.text) == 0;
}

static enum status give_name(struct output_set *set, struct output *output)
{
	const int folder = output->folder->descriptor;
	char spare[OUTPUT_TEMPORARY_LENGTH];
	if (is_same(output)) {
		output->naming = NAMING_KEPT;
		return STATUS_OK;
	}
	output_folder_spare_name(spare, sizeof spare);
	const int error = output->target.stands ? file_move_swap(folder, output->temporary, output->last, spare)
						: file_move_new(folder, output->temporary, output->last);
	if (error == EEXIST || (error == ENOENT && output->target.stands))
		return output_set_fail(set, output->name,
				       "somebody else wrote or removed this file just now; try again");
	if (error)
		return output_set_fail_errno(set, output->name, "it cannot be given its name", error);
	output->naming = output->target.stands ? NAMING_SWAPPED : NAMING_NEW;
	return output->naming == NAMING_SWAPPED && !set->policy.force ? check_swapped(set, output) : STATUS_OK;
}

/* Undoes give_name(). If that fails too, the file that stood there keeps the temporary name. */
static bool take_back(struct output *output)
{
	const int folder = output->folder->descriptor;
	char spare[OUTPUT_TEMPORARY_LENGTH];
	int error = 0;
	output_folder_spare_name(spare, sizeof spare);
	if (output->naming == NAMING_SWAPPED)
		error = file_move_swap(folder, output->temporary, output->last, spare);
	else if (output->naming == NAMING_NEW)
		error = file_move_new(folder, output->last, output->temporary);
	/* An output whose file was kept has its temporary name still. */
	if (!error) {
		output->naming = NAMING_TEMPORARY;
		return true;
	}
	leftover_forget(output->leftover);
	output->leftover = NULL;
	return false;
}

static enum status sync_folders(struct output_set *set)
{
	for (size_t i = 0; i < set->folder_count; i++) {
		const int error = output_folder_sync(set->folders[i].folder);
		if (error)
			return output_set_fail_errno(set, *set->folders[i].name ? set->folders[i].name : set->directory,
						     "the folder cannot be synced", error);
	}
	return STATUS_OK;
}

static enum status take_claim_away(struct output_set *set, struct claim *claim)
{
	for (size_t i = 0; i < set->output_count; i++) {
		struct output *output = set->outputs[i];
		if (strcmp(output->name, claim->name) != 0 || !output->target.stands)
			continue;
		output_folder_spare_name(claim->away, sizeof claim->away);
		const int error = file_move_new(base_of(set), output->last, claim->away);
		if (error)
			return output_set_fail_errno(set, output->name, "the old one cannot be moved away", error);
		claim->is_away = true;
		output->target.stands = false;
	}
	return STATUS_OK;
}

/* Removes the old manifest and the old report, because what says pass must not stand beside files that it does not
   describe. */
static enum status take_claims_away(struct commit *commit)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < CLAIM_COUNT && status == STATUS_OK && !commit->set->policy.reports; i++)
		status = take_claim_away(commit->set, &commit->claims[i]);
	return status;
}

/* The manifest gets its name only when all other names are on the disk. */
static enum status give_next_name(struct output_set *set, struct output *output)
{
	const enum status status = is_manifest(output) ? sync_folders(set) : STATUS_OK;
	return status == STATUS_OK ? give_name(set, output) : status;
}

static enum status give_names(struct commit *commit)
{
	struct output_set *set = commit->set;
	enum status status = commit->record ? give_name(set, commit->record) : STATUS_OK;
	if (status == STATUS_OK)
		status = take_claims_away(commit);
	if (status == STATUS_OK && commit->record)
		status = sync_folders(set);
	for (size_t i = 0; i < set->output_count && status == STATUS_OK; i++)
		status = give_next_name(set, in_order(set, i));
	return status == STATUS_OK ? sync_folders(set) : status;
}

/* Undoes the steps in reverse. While a file is not back, the old claims stay away and the record of the commit
   stays. */
static void undo(struct commit *commit)
{
	struct output_set *set = commit->set;
	bool whole = true;
	for (size_t i = set->output_count; i-- > 0;)
		whole &= take_back(in_order(set, i));
	for (size_t i = CLAIM_COUNT; i-- > 0 && whole;)
		if (commit->claims[i].is_away)
			whole = file_move_new(base_of(set), commit->claims[i].away, commit->claims[i].name) == 0;
	if (whole && commit->record)
		(void)take_back(commit->record);
	for (size_t i = 0; i < set->folder_count; i++)
		(void)output_folder_sync(set->folders[i].folder);
}

/* Handles the temporary name, which has become the output's own name or holds the file that stood there. The next
   run sweeps what cannot be removed now. */
static void settle(struct output *output)
{
	if (output->naming == NAMING_SWAPPED || output->naming == NAMING_KEPT)
		unlinkat(output->folder->descriptor, output->temporary, 0);
	leftover_forget(output->leftover);
	output->leftover = NULL;
	free(output->temporary_path);
	output->temporary_path = NULL;
	output_folder_keep(output->folder);
}

static void finish(struct commit *commit)
{
	struct output_set *set = commit->set;
	for (size_t i = 0; i < set->output_count; i++)
		settle(set->outputs[i]);
	for (size_t i = 0; i < CLAIM_COUNT; i++)
		if (commit->claims[i].is_away)
			unlinkat(base_of(set), commit->claims[i].away, 0);
	if (commit->record)
		settle(commit->record);
}

enum status output_set_commit(struct output_set *set)
{
	struct commit commit = { .set = set,
				 .claims = { { .name = PRINT_RECORD_MANIFEST }, { .name = PRINT_RECORD_REPORT } } };
	enum status status = look_again(set);
	if (status == STATUS_OK)
		status = prepare_record(&commit);
	/* What is found after the commit has its room before it. */
	set->left_over = calloc(set->known.count + 1, sizeof *set->left_over);
	if (status == STATUS_OK && !set->left_over)
		status = output_set_out_of_memory(set);
	if (status == STATUS_OK && set->policy.reports && output_record_carry(set) != STATUS_OK)
		status = output_set_out_of_memory(set);
	if (status == STATUS_OK) {
		leftover_hold();
		status = give_names(&commit);
		if (status == STATUS_OK)
			finish(&commit);
		else
			undo(&commit);
		leftover_let_go();
	}
	if (status == STATUS_OK && commit.record)
		output_record_settle(set);
	output_free(commit.record);
	return status;
}

void output_set_keep(struct output_set *set)
{
	set->is_kept = true;
	output_record_settle(set);
}

void output_set_look_around(struct output_set *set)
{
	if (set->folder_count > 0)
		output_record_look(set);
}
