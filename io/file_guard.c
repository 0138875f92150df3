/* Finds outputs that would overwrite inputs or each other.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_guard.h"

#include <string.h>
#include <sys/stat.h>

void file_guard_init(struct file_guard *guard, struct arena *arena)
{
	*guard = (struct file_guard){ .arena = arena };
}

/* Makes room for one more item. The list moves when it is full. */
static void *reserve(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return items;
	const size_t grown = *capacity ? 2 * *capacity : 16;
	void *moved = arena_array(arena, grown, size);
	if (moved && count > 0)
		memcpy(moved, items, count * size);
	if (moved)
		*capacity = grown;
	return moved;
}

enum status file_guard_read(struct file_guard *guard, const char *name, const char *path)
{
	struct guarded_input *inputs =
		reserve(guard->arena, guard->inputs, guard->input_count, &guard->input_capacity, sizeof *inputs);
	if (!inputs || !name || !path)
		return STATUS_NO_MEMORY;
	guard->inputs = inputs;
	struct guarded_input *input = &inputs[guard->input_count];
	*input = (struct guarded_input){ .name = name, .path = path };
	const struct file_identity *before = guard->input_count > 0 ? &inputs[guard->input_count - 1].identity : NULL;
	enum status status = file_identity_find(path, before, guard->arena, &input->identity);
	guard->input_count += status == STATUS_OK;
	return status;
}

enum status file_guard_write(struct file_guard *guard, const struct guarded_output *output)
{
	struct guarded_output *outputs =
		reserve(guard->arena, guard->outputs, guard->output_count, &guard->output_capacity, sizeof *outputs);
	if (!outputs || !output->name || !output->path)
		return STATUS_NO_MEMORY;
	guard->outputs = outputs;
	struct guarded_output *added = &outputs[guard->output_count];
	*added = *output;
	const struct file_identity *before =
		guard->output_count > 0 ? &outputs[guard->output_count - 1].identity : NULL;
	enum status status = file_identity_find(output->path, before, guard->arena, &added->identity);
	guard->output_count += status == STATUS_OK;
	return status;
}

enum status file_guard_write_open(struct file_guard *guard, const struct guarded_output *output, int descriptor)
{
	struct stat facts;
	struct file_identity identity;
	const char *path = arena_format(guard->arena, "/proc/self/fd/%d", descriptor);
	if (!path)
		return STATUS_NO_MEMORY;
	if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
		return STATUS_OK;
	enum status status = file_identity_find(path, NULL, guard->arena, &identity);
	if (status != STATUS_OK)
		return status;
	struct guarded_output named = *output;
	named.path = identity.end;
	return file_guard_write(guard, &named);
}

const struct guarded_input *file_guard_find(const struct file_guard *guard, const struct file_identity *identity,
					    enum file_meeting *meeting)
{
	for (size_t i = 0; i < guard->input_count; i++) {
		*meeting = file_identities_meet(identity, &guard->inputs[i].identity);
		if (*meeting != FILES_APART)
			return &guard->inputs[i];
	}
	return NULL;
}

static const char *meeting_text(enum file_meeting meeting)
{
	switch (meeting) {
	case FILES_SYMBOLIC_LINK:
		return ", through a symbolic link,";
	case FILES_HARD_LINK:
		return ", through a hard link,";
	case FILES_LETTER_CASE:
		return ", where file names ignore letter case,";
	case FILES_APART:
	case FILES_SAME_PATH:
		break;
	}
	return "";
}

/* Returns whether the output would overwrite an input. */
static bool judge_input(const struct file_guard *guard, const struct guarded_output *output)
{
	enum file_meeting meeting;
	const struct guarded_input *input = file_guard_find(guard, &output->identity, &meeting);
	if (input)
		diagnostics_error(output->diagnostics, "output-over-input", output->at,
				  "%s goes to \"%s\" and would%s overwrite %s; %s", output->name, output->path,
				  meeting_text(meeting), input->name, output->remedy);
	return input;
}

static bool may_share(const struct guarded_output *one, const struct guarded_output *two)
{
	if ((one->is_folder && two->is_folder) || one->uncertain || two->uncertain)
		return true;
	return one->shared_as && two->shared_as && strcmp(one->shared_as, two->shared_as) == 0;
}

/* The function compares each output with those before it. */
static void judge_outputs(const struct file_guard *guard, size_t index)
{
	const struct guarded_output *output = &guard->outputs[index];
	for (size_t i = 0; i < index; i++) {
		const struct guarded_output *other = &guard->outputs[i];
		const enum file_meeting meeting = file_identities_meet(&output->identity, &other->identity);
		if (meeting == FILES_APART || may_share(output, other))
			continue;
		diagnostics_error(output->diagnostics, "file-claimed-twice", output->at,
				  "%s goes to \"%s\" and would%s overwrite %s; %s", output->name, output->path,
				  meeting_text(meeting), other->name, output->remedy);
		return;
	}
}

void file_guard_judge(const struct file_guard *guard)
{
	for (size_t i = 0; i < guard->output_count; i++)
		if (!judge_input(guard, &guard->outputs[i]))
			judge_outputs(guard, i);
}
