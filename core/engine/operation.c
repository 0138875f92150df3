/* Prepares the steps of a plan as operations, with their columns and state.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/operation.h"

#include "engine/exact_sum.h"

/* All columns of a block together should stay in second-level caches of 1 MiB, one for each worker, with room for
   states and files. Longer blocks call for those less often, which counts where automation moves much. */
enum { WORKING_SET_BYTES = 768 * 1024, BLOCK_FRAMES_LEAST = 128, BLOCK_FRAMES_MOST = 4096, BLOCK_ROUND = 64 };
enum { COLUMN_ROUND = 8 };

/* So few workers find work without two copies of the columns, which take twice the cache. */
enum { WORKERS_ON_ONE_COPY = 2 };

/* A part of a sum that workers share has so many terms on the whole: a tenth of a nanosecond for each frame and term,
   while it takes a worker a tenth of a microsecond to take it. */
enum { MIX_TERMS_LEAST = 64 };

static const size_t memory_limit = (size_t)4 << 30;

/* Returns how many frames a block may have: with columns that only let workers overlap blocks, it takes no more memory
   than without them. */
static size_t most_frames(const struct plan *plan, size_t columns)
{
	return BLOCK_FRAMES_MOST * (columns - plan->apart_slot_count) / columns / BLOCK_ROUND * BLOCK_ROUND;
}

/* Returns how many copies of the columns that many workers get if there is room. */
static size_t copies_for(size_t workers)
{
	return workers > WORKERS_ON_ONE_COPY ? COLUMN_COPIES_MAXIMUM : 1;
}

static size_t choose_block_frames(const struct plan *plan, size_t asked, size_t workers)
{
	if (asked > 0)
		return asked < ENGINE_BLOCK_FRAMES_MAXIMUM ? asked : ENGINE_BLOCK_FRAMES_MAXIMUM;
	const size_t columns = plan->slot_count - plan->gain_slot_count + 1;
	size_t frames = workers * WORKING_SET_BYTES / (sizeof(double) * columns * copies_for(workers));
	frames = frames / BLOCK_ROUND * BLOCK_ROUND;
	if (frames < BLOCK_FRAMES_LEAST)
		return BLOCK_FRAMES_LEAST;
	return frames < most_frames(plan, columns) ? frames : most_frames(plan, columns);
}

/* A block is no longer than the shortest loop, so that what a loop puts out has been put in before. */
static size_t within_loops(const struct plan *plan, size_t frames)
{
	for (size_t i = 0; i < plan->step_count; i++)
		if (plan->steps[i].kind == STEP_RETURN && plan->graph->nodes[plan->steps[i].node].delay < frames)
			frames = plan->graph->nodes[plan->steps[i].node].delay;
	return frames;
}

/* Says whether the lines of all loops take more memory than a render may. */
static bool loops_too_long(const struct plan *plan)
{
	size_t left = memory_limit / sizeof(double);
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		if (step->kind != STEP_RETURN)
			continue;
		const size_t columns = step->out.count - 1, frames = plan->graph->nodes[step->node].delay;
		if (frames > left / columns)
			return true;
		left -= frames * columns;
	}
	return false;
}

static size_t column_count(const struct plan *plan)
{
	return plan->slot_count + plan->graph->proof_count;
}

struct block_shape block_shape_of(const struct plan *plan, size_t asked, size_t workers)
{
	const size_t frames = within_loops(plan, choose_block_frames(plan, asked, workers));
	/* One register more than a whole number of registers keeps the columns in different sets of the cache. */
	const size_t stride = (frames + COLUMN_ROUND - 1) / COLUMN_ROUND * COLUMN_ROUND + COLUMN_ROUND;
	size_t copies = copies_for(workers);
	if (column_count(plan) > memory_limit / (copies * stride * sizeof(double)))
		copies = 1;
	return (struct block_shape){ frames, copies, stride, copies * stride };
}

static double *slot(const struct operations *operations, size_t index, size_t copy)
{
	return operations->memory + index * operations->shape.stride + copy * operations->shape.copy_stride;
}

static enum status list_slots(const struct operations *operations, const struct slots *slots, size_t copy,
			      struct arena *arena, double ***list)
{
	*list = ARENA_ARRAY(arena, double *, slots->count);
	if (!*list)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < slots->count; i++)
		(*list)[i] = slot(operations, slots->items[i], copy);
	return STATUS_OK;
}

/* Lists all copies of the slots. */
static enum status list_copies(const struct operations *operations, const struct slots *slots, struct arena *arena,
			       double **lists[COLUMN_COPIES_MAXIMUM])
{
	enum status status = STATUS_OK;
	for (size_t copy = 0; status == STATUS_OK && copy < operations->shape.copies; copy++)
		status = list_slots(operations, slots, copy, arena, &lists[copy]);
	return status;
}

static size_t moving_count(const struct step *step, const struct mix_column *column)
{
	size_t count = 0;
	for (size_t i = 0; i < column->count; i++)
		count += step->terms[column->first + i].moving_count;
	return count;
}

/* Makes the sums of a step whose inputs automation moves. */
static enum status prepare_moving_mix(const struct plan *plan, const struct operations *operations,
				      const struct step *step, struct arena *arena, struct operation *operation)
{
	if (!moving_mix_is_needed(step))
		return STATUS_OK;
	double **columns = ARENA_ARRAY(arena, double *, plan->slot_count);
	if (!columns)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < plan->slot_count; i++)
		columns[i] = slot(operations, i, 0);
	operation->moving_mix = moving_mix_new(arena, step, columns, operations->gains);
	return operation->moving_mix ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Returns a column of the operation's part of a STEP_MIX. */
static const struct mix_column *mix_column(const struct step *step, const struct operation *operation, size_t index)
{
	return &step->mixes[operation->first_mix + index];
}

/* Makes the sums of an operation on one copy of the columns. */
static enum status prepare_copy(const struct operations *operations, const struct step *step, size_t copy,
				struct arena *arena, struct operation *operation)
{
	struct operation_mix *mixes = operation->mixes[copy] =
		ARENA_ARRAY(arena, struct operation_mix, operation->mix_count);
	if (!mixes)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < operation->mix_count; i++) {
		const struct mix_column *column = mix_column(step, operation, i);
		struct operation_mix *mix = &mixes[i];
		mix->out = slot(operations, column->slot, copy);
		mix->count = column->count;
		mix->in = ARENA_ARRAY(arena, const double *, column->count);
		mix->gains = ARENA_ARRAY(arena, double, column->count);
		if (!mix->in || !mix->gains)
			return STATUS_NO_MEMORY;
		for (size_t j = 0; j < column->count; j++) {
			mix->in[j] = slot(operations, step->terms[column->first + j].slot, copy);
			mix->gains[j] = step->terms[column->first + j].gain;
		}
	}
	return STATUS_OK;
}

static enum status prepare_mixes(const struct plan *plan, const struct operations *operations, const struct step *step,
				 struct arena *arena, struct operation *operation)
{
	enum status status = STATUS_OK;
	for (size_t copy = 0; status == STATUS_OK && copy < operations->shape.copies; copy++)
		status = prepare_copy(operations, step, copy, arena, operation);
	return status == STATUS_OK ? prepare_moving_mix(plan, operations, step, arena, operation) : status;
}

static enum status prepare_lines(const struct plan *plan, struct operation *operation, struct arena *arena)
{
	operation->lines = ARENA_ARRAY(arena, struct delay_line, operation->out_count);
	if (!operation->lines)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < operation->out_count; i++)
		if (!delay_line_init(&operation->lines[i], arena, plan->graph->nodes[operation->node].delay))
			return STATUS_NO_MEMORY;
	return STATUS_OK;
}

/* Returns the lines of the other end of a loop. Its step needs no other, so that it stands earlier in the plan. */
static struct delay_line *find_lines(const struct operations *operations, size_t node)
{
	size_t i = 0;
	while (operations->items[i].kind != STEP_RETURN || operations->items[i].node != node)
		i++;
	return operations->items[i].lines;
}

struct processor_instance operation_instance(const struct plan *plan, const struct plan_instance *from,
					     double *const *in, double *const *out, double *const *key)
{
	const struct node *node = &plan->graph->nodes[from->node];
	return (struct processor_instance){
		.values = node->values,
		.least = node->least,
		.greatest = node->greatest,
		.context = node->context,
		.shape = node->shape,
		.groups = from->groups,
		.in = (const double *const *)in,
		.out = out,
		.key = from->key.count > 0 ? (const double *const *)key : NULL,
	};
}

static enum status prepare_instance(const struct plan *plan, const struct operations *operations,
				    const struct plan_instance *from, struct arena *arena,
				    struct processor_instance *instance)
{
	double **in, **out, **key;
	enum status status = list_slots(operations, &from->in, 0, arena, &in);
	if (status == STATUS_OK)
		status = list_slots(operations, &from->out, 0, arena, &out);
	if (status == STATUS_OK)
		status = list_slots(operations, &from->key, 0, arena, &key);
	if (status != STATUS_OK)
		return status;
	*instance = operation_instance(plan, from, in, out, key);
	instance->context.loop = operations->loop;
	return STATUS_OK;
}

/* The slots lead the sums, which come later, to the gains. */
static enum status prepare_gains(const struct plan *plan, const struct operations *operations, struct arena *arena,
				 struct operation *operation)
{
	const size_t count = operation->instance_count;
	struct moving_gains_set *set = &operation->moving_gains;
	operation->processor_instances = ARENA_ARRAY(arena, struct processor_instance, count);
	if (!operation->processor_instances || !moving_gains_set_init(set, arena, count))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct plan_instance *from = &operation->instances[i];
		struct processor_instance *instance = &operation->processor_instances[i];
		enum status status = prepare_instance(plan, operations, from, arena, instance);
		if (status != STATUS_OK)
			return status;
		if (!moving_gains_init(&set->items[i], arena, plan->graph->nodes[from->node].processor, instance))
			return STATUS_NO_MEMORY;
		for (size_t k = 0; k < from->out.count; k++)
			operations->gains[from->out.items[k]] =
				(struct moving_gain){ &set->items[i], &set->same[i], k };
	}
	return STATUS_OK;
}

static enum status prepare_batch(const struct plan *plan, const struct operations *operations, const struct step *step,
				 const struct kernel *kernel, struct arena *arena, struct operation *operation)
{
	size_t count = operation->instance_count;
	operation->processor = step->processor;
	operation->processor_instances = ARENA_ARRAY(arena, struct processor_instance, count);
	if (!operation->processor_instances)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		enum status status = prepare_instance(plan, operations, &operation->instances[i], arena,
						      &operation->processor_instances[i]);
		if (status != STATUS_OK)
			return status;
	}
	if (step->moves) {
		operation->moving =
			moving_batch_new(arena, kernel, step->processor, operation->processor_instances, count);
		return operation->moving ? STATUS_OK : STATUS_NO_MEMORY;
	}
	operation->batch = step->processor->batch_new(arena, kernel, operation->processor_instances, count,
						      operations->shape.frames);
	return operation->batch ? STATUS_OK : STATUS_NO_MEMORY;
}

static size_t *append(size_t *to, const struct slots *from)
{
	for (size_t i = 0; i < from->count; i++)
		*to++ = from->items[i];
	return to;
}

size_t operation_columns(const struct operation *operation, size_t index)
{
	const struct plan_instance *instance = &operation->instances[index];
	if (operation->share.channels == 0)
		return instance->in.count;
	return operation->share.group < instance->groups ? 1 : 0;
}

/* Appends the slots of the operation's channel in groups from `first` to before `end`. */
static size_t *append_channel(size_t *to, const struct slots *from, const struct column_share *share, size_t first,
			      size_t end)
{
	for (size_t group = first; group < end; group++)
		*to++ = from->items[group * share->channels + share->channel];
	return to;
}

/* Appends what the operation has of an instance's slots: all, one, or none where the instance has no such group. */
static size_t *append_share(size_t *to, const struct slots *from, const struct column_share *share, size_t groups)
{
	if (share->channels == 0)
		return append(to, from);
	return append_channel(to, from, share, share->group, share->group < groups ? share->group + 1 : share->group);
}

/* Appends what the operation reads of an instance: of what is left over, the outputs of the other groups. */
static size_t *append_reads(size_t *to, const struct plan_instance *instance, const struct column_share *share)
{
	if (share->channels > 0 && processor_group_is_left_over(share->group, instance->groups))
		return append_channel(to, &instance->out, share, 0, share->group);
	return append_share(to, &instance->in, share, instance->groups);
}

/* Lists the slots that the operation reads and writes; the proof's sum is no slot. */
static enum status list_access(const struct step *step, struct arena *arena, struct operation *operation)
{
	size_t reads = step->in.count, writes = step->out.count + operation->mix_count;
	for (size_t i = 0; i < operation->mix_count; i++) {
		const struct mix_column *column = mix_column(step, operation, i);
		reads += column->count + moving_count(step, column);
	}
	for (size_t i = 0; i < operation->instance_count; i++) {
		const struct plan_instance *instance = &operation->instances[i];
		reads += instance->in.count + instance->key.count;
		writes += instance->out.count;
	}
	size_t *read = ARENA_ARRAY(arena, size_t, reads), *write = ARENA_ARRAY(arena, size_t, writes);
	if (!read || !write)
		return STATUS_NO_MEMORY;
	operation->reads = read;
	operation->writes = write;
	read = append(read, &step->in);
	write = append(write, &step->out);
	for (size_t i = 0; i < operation->mix_count; i++) {
		const struct mix_column *column = mix_column(step, operation, i);
		*write++ = column->slot;
		for (size_t j = 0; j < column->count; j++) {
			const struct mix_term *term = &step->terms[column->first + j];
			*read++ = term->slot;
			for (size_t k = 0; k < term->moving_count; k++)
				*read++ = term->moving[k];
		}
	}
	for (size_t i = 0; i < operation->instance_count; i++) {
		const struct plan_instance *instance = &operation->instances[i];
		read = append(append_reads(read, instance, &operation->share), &instance->key);
		write = append_share(write, &instance->out, &operation->share, instance->groups);
	}
	operation->read_count = (size_t)(read - operation->reads);
	operation->write_count = (size_t)(write - operation->writes);
	return STATUS_OK;
}

static enum status prepare(const struct plan *plan, const struct operations *operations, const struct step *step,
			   const struct engine_options *options, struct arena *arena, struct operation *operation)
{
	operation->kind = step->kind;
	operation->node = step->node;
	operation->in_count = step->in.count;
	operation->out_count = step->out.count;
	operation->fault.node = NODE_NONE;
	enum status status = list_access(step, arena, operation);
	if (status == STATUS_OK)
		status = list_copies(operations, &step->in, arena, operation->in);
	if (status == STATUS_OK)
		status = list_copies(operations, &step->out, arena, operation->out);
	if (status != STATUS_OK)
		return status;
	switch (step->kind) {
	case STEP_GAINS:
		return prepare_gains(plan, operations, arena, operation);
	case STEP_MIX:
		return prepare_mixes(plan, operations, step, arena, operation);
	case STEP_ALIGN:
		return prepare_lines(plan, operation, arena);
	case STEP_RETURN:
		operation->out_count--;
		return prepare_lines(plan, operation, arena);
	case STEP_FEED:
		operation->lines = find_lines(operations, plan->graph->nodes[step->node].partner);
		break;
	case STEP_PROCESS:
		return prepare_batch(plan, operations, step, options->kernel, arena, operation);
	case STEP_APPORTION:
		return exact_sum_init(&operation->apportion, plan->graph, step->proof, step->channel,
				      plan->graph->recipe->print.headroom.gain_db, options->kernel, arena);
	case STEP_RESIDUE:
		operation->residue.node = step->node;
		break;
	case STEP_PROOF:
		operation->proof = step->proof;
		operation->scratch = slot(operations, plan->slot_count + step->proof, 0);
		break;
	case STEP_SOURCE:
	case STEP_PRINT:
	case STEP_SUM_LEVEL:
		break;
	}
	return STATUS_OK;
}

/* Returns the number of workers for which the work is cut. */
static size_t shares_of(const struct engine_options *options)
{
	return options->shares > 0 ? options->shares : workers_count(options->workers);
}

static size_t columns_of(const struct plan_instance *instance)
{
	return instance->in.count + instance->key.count;
}

/* Returns how many columns of a batch one worker takes at once, in whole vectors: each worker has a part, and most
   workers have one. Where whole vectors are too coarse for that, some workers have a second part. */
static size_t part_columns(const struct step *step, size_t workers)
{
	size_t columns = 0;
	for (size_t i = 0; i < step->instance_count; i++)
		columns += columns_of(&step->instances[i]);
	if (workers < 2)
		return columns;
	size_t part = (columns + workers - 1) / workers;
	part = (part + KERNEL_WIDTH_MAXIMUM - 1) / KERNEL_WIDTH_MAXIMUM * KERNEL_WIDTH_MAXIMUM;
	const bool coarse = part > KERNEL_WIDTH_MAXIMUM && 4 * columns < 3 * workers * part;
	return coarse ? part - KERNEL_WIDTH_MAXIMUM : part;
}

/* Returns the end of the part that begins with instance `first`. One column more would take a vector more. */
static size_t part_end(const struct step *step, size_t first, size_t columns)
{
	size_t end = first;
	size_t taken = 0;
	while (end < step->instance_count && (end == first || taken + columns_of(&step->instances[end]) <= columns))
		taken += columns_of(&step->instances[end++]);
	return end;
}

/* Returns how many channels a batch has whose columns several workers may take side by side. It is 0 where channels
   meet, where the instances differ in their number of channels, or where automation moves them all at once. */
static size_t channels_apart(const struct plan *plan, const struct step *step, size_t workers)
{
	size_t channels = 0;
	for (size_t i = 0; workers > 1 && !step->moves && i < step->instance_count; i++) {
		const struct processor_shape *shape = &plan->graph->nodes[step->instances[i].node].shape;
		if (!shape->channels_apart || (i > 0 && shape->channels != channels))
			return 0;
		channels = shape->channels;
	}
	return channels;
}

/* Returns into how many operations the columns of such a batch are cut: one, or one for each channel and group. */
static size_t column_parts(const struct plan *plan, const struct step *step, size_t workers)
{
	size_t groups = 1;
	for (size_t i = 0; i < step->instance_count; i++)
		groups = step->instances[i].groups > groups ? step->instances[i].groups : groups;
	const size_t parts = groups * channels_apart(plan, step, workers);
	return parts > 1 ? parts : 1;
}

/* Returns in how many parts workers sum the columns of a STEP_MIX side by side. A part is worth its price: it has many
   terms. Automation moves all columns at once. */
static size_t mix_parts(const struct step *step, size_t workers)
{
	size_t terms = 0;
	for (size_t i = 0; i < step->mix_count; i++)
		terms += step->mixes[i].count;
	size_t parts = terms / MIX_TERMS_LEAST;
	parts = parts < workers ? parts : workers;
	parts = parts < step->mix_count ? parts : step->mix_count;
	return parts < 1 || moving_mix_is_needed(step) ? 1 : parts;
}

/* Says whether several workers take the groups of the instances of a step side by side. The outputs of a mono signal
   overwrite the inputs of other groups, which then stay together. */
static bool has_groups_apart(const struct plan *plan, const struct step *step, size_t workers)
{
	if (workers < 2 || step->kind != STEP_PROCESS || step->moves)
		return false;
	for (size_t i = 0; i < step->instance_count; i++) {
		const struct node *node = &plan->graph->nodes[step->instances[i].node];
		if (!node->shape.groups_apart || node->context.channels != node->shape.channels)
			return false;
	}
	return true;
}

/* Returns in how many parts workers take the groups of an instance. */
static size_t group_parts(const struct plan_instance *instance, size_t workers)
{
	return instance->groups < workers ? instance->groups : workers;
}

/* Counts the operations of a step. Several workers share a batch without parts by its columns. */
static size_t count_step(const struct plan *plan, const struct step *step, size_t workers)
{
	if (step->kind == STEP_MIX)
		return mix_parts(step, workers);
	if (has_groups_apart(plan, step, workers)) {
		size_t count = 0;
		for (size_t i = 0; i < step->instance_count; i++)
			count += group_parts(&step->instances[i], workers);
		return count;
	}
	size_t columns = part_columns(step, workers), first = 0, parts = 0;
	do {
		first = part_end(step, first, columns);
		parts++;
	} while (first < step->instance_count);
	return parts > 1 ? parts : column_parts(plan, step, workers);
}

static size_t count_operations(const struct plan *plan, size_t workers)
{
	size_t count = 0;
	for (size_t i = 0; i < plan->step_count; i++)
		count += count_step(plan, &plan->steps[i], workers);
	return count;
}

/* Adds the other columns of the operation that came last, group by group. */
static enum status add_columns(struct operations *operations, const struct step *step, size_t parts,
			       struct arena *arena)
{
	const struct operation *first = &operations->items[operations->count - 1];
	for (size_t part = 1; part < parts; part++) {
		struct operation *operation = &operations->items[operations->count++];
		*operation = *first;
		operation->share.group = part / first->share.channels;
		operation->share.channel = part % first->share.channels;
		enum status status = list_access(step, arena, operation);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* Adds the sums of a step in parts. */
static enum status add_mix(struct operations *operations, const struct plan *plan, const struct step *step,
			   const struct engine_options *options, struct arena *arena)
{
	const size_t parts = mix_parts(step, shares_of(options));
	enum status status = STATUS_OK;
	for (size_t part = 0; part < parts && status == STATUS_OK; part++) {
		struct operation *operation = &operations->items[operations->count++];
		operation->first_mix = part * step->mix_count / parts;
		operation->mix_count = (part + 1) * step->mix_count / parts - operation->first_mix;
		status = prepare(plan, operations, step, options, arena, operation);
	}
	return status;
}

/* Returns the columns of some groups. */
static struct slots slots_of_groups(const struct slots *all, size_t groups, size_t first, size_t count)
{
	const size_t channels = all->count / groups;
	return (struct slots){ .items = all->items + first * channels, .count = count * channels };
}

/* Adds the instances of a step, each as parts with some of its groups. */
static enum status add_groups(struct operations *operations, const struct plan *plan, const struct step *step,
			      const struct engine_options *options, struct arena *arena)
{
	for (size_t i = 0; i < step->instance_count; i++) {
		const struct plan_instance *all = &step->instances[i];
		const size_t parts = group_parts(all, shares_of(options));
		struct plan_instance *instances = ARENA_ARRAY(arena, struct plan_instance, parts);
		for (size_t part = 0; part < parts; part++) {
			const size_t first = part * all->groups / parts;
			const size_t count = (part + 1) * all->groups / parts - first;
			struct operation *operation = &operations->items[operations->count++];
			operation->instances = all;
			if (!instances)
				return STATUS_NO_MEMORY;
			instances[part] = (struct plan_instance){
				.node = all->node,
				.groups = count,
				.in = slots_of_groups(&all->in, all->groups, first, count),
				.out = slots_of_groups(&all->out, all->groups, first, count),
			};
			operation->instances = &instances[part];
			operation->instance_count = 1;
			enum status status = prepare(plan, operations, step, options, arena, operation);
			if (status != STATUS_OK)
				return status;
		}
	}
	return STATUS_OK;
}

/* Adds a step, or its parts or channels one after the other. */
static enum status add_step(struct operations *operations, const struct plan *plan, const struct step *step,
			    const struct engine_options *options, struct arena *arena)
{
	if (step->kind == STEP_MIX)
		return add_mix(operations, plan, step, options, arena);
	const size_t workers = shares_of(options);
	if (has_groups_apart(plan, step, workers))
		return add_groups(operations, plan, step, options, arena);
	const size_t part = part_columns(step, workers);
	size_t first = 0, columns = 1;
	do {
		struct operation *operation = &operations->items[operations->count++];
		size_t end = part_end(step, first, part);
		operation->instances = step->instances ? step->instances + first : NULL;
		operation->instance_count = end - first;
		operation->is_part = operation->instance_count < step->instance_count;
		columns = operation->is_part ? 1 : column_parts(plan, step, workers);
		operation->share.channels = columns > 1 ? channels_apart(plan, step, workers) : 0;
		enum status status = prepare(plan, operations, step, options, arena, operation);
		if (status != STATUS_OK)
			return status;
		first = end;
	} while (first < step->instance_count);
	return add_columns(operations, step, columns, arena);
}

/* Names what there was no memory for: an insert, or a delay. */
static void name_unmade(const struct operations *operations, const struct step *step,
			const struct engine_options *options)
{
	const struct operation *last = &operations->items[operations->count - 1];
	if (options->unmade && step->kind == STEP_PROCESS)
		*options->unmade = last->instances[0].node;
	else if (options->unmade && (step->kind == STEP_ALIGN || step->kind == STEP_RETURN))
		*options->unmade = step->node;
}

enum status operations_build(const struct plan *plan, struct source *const *sources, struct printer *const *printers,
			     const struct engine_options *options, uint64_t loop, struct arena *arena,
			     struct operations *operations)
{
	const size_t workers = shares_of(options);
	const struct block_shape shape = block_shape_of(plan, options->block_frames, workers);
	const size_t columns = column_count(plan);
	*operations = (struct operations){ .shape = shape, .loop = loop };
	if (columns > memory_limit / (shape.stride * sizeof(double)) || loops_too_long(plan))
		return STATUS_LIMIT;
	operations->memory = ARENA_ARRAY(arena, double, columns *shape.stride);
	operations->items = ARENA_ARRAY(arena, struct operation, count_operations(plan, workers));
	operations->gains = ARENA_ARRAY(arena, struct moving_gain, plan->slot_count);
	if (!operations->memory || !operations->items || !operations->gains)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		size_t index = operations->count;
		enum status status = add_step(operations, plan, step, options, arena);
		if (status == STATUS_NO_MEMORY)
			name_unmade(operations, step, options);
		if (status != STATUS_OK)
			return status;
		if (step->kind == STEP_SOURCE)
			operations->items[index].source = sources[plan->graph->nodes[step->node].source];
		else if (step->kind == STEP_PRINT)
			operations->items[index].printer = printers[step->node];
	}
	return STATUS_OK;
}
