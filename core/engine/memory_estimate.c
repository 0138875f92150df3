/* Counts the memory of an engine, a few instances at a time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/memory_estimate.h"

#include "engine/moving_batch.h"
#include "engine/moving_gains.h"
#include "engine/operation.h"

#include <stdint.h>

/* So many instances are made at once: as many as a vector may hold side by side, so that padding counts as it is. */
enum { PART = KERNEL_WIDTH_MAXIMUM };

struct count {
	const struct plan *plan;
	const struct memory_limits *limits;
	struct block_shape shape;
	struct arena *arena;
	double *column; /* stands for every column of an instance */
	double **columns; /* [columns_most] all are that one */
	struct memory_share *shares;
	size_t share_count;
	size_t bytes;
	const struct plan_instance
		*model; /* the part that was counted last was made of instances like this one; or NULL */
	size_t model_count, model_bytes; /* how many it had, and what they took */
};

static bool is_over(const struct count *count)
{
	return count->bytes > count->limits->most;
}

static size_t columns_most(const struct plan *plan)
{
	size_t most = 1;
	for (size_t i = 0; i < plan->step_count; i++)
		for (size_t k = 0; k < plan->steps[i].instance_count; k++) {
			const struct plan_instance *instance = &plan->steps[i].instances[k];
			most = instance->in.count > most ? instance->in.count : most;
			most = instance->out.count > most ? instance->out.count : most;
			most = instance->key.count > most ? instance->key.count : most;
		}
	return most;
}

/* Returns the share of a processor, or that of columns and lines for NULL. */
static struct memory_share *share_of(struct count *count, const struct processor *processor)
{
	size_t i = 0;
	while (i < count->share_count && count->shares[i].processor != processor)
		i++;
	if (i == count->share_count)
		count->shares[count->share_count++] =
			(struct memory_share){ .processor = processor, .node = NODE_NONE };
	return &count->shares[i];
}

static void add(struct count *count, const struct processor *processor, size_t items, size_t bytes, size_t node)
{
	struct memory_share *share = share_of(count, processor);
	count->bytes = bytes > SIZE_MAX - count->bytes ? SIZE_MAX : count->bytes + bytes;
	share->bytes = bytes > SIZE_MAX - share->bytes ? SIZE_MAX : share->bytes + bytes;
	share->count += items;
	if (node == NODE_NONE || bytes <= share->node_bytes)
		return;
	share->node = node;
	share->node_bytes = bytes;
}

/* Makes some instances of a step, and returns what they take; SIZE_MAX when out of memory. */
static size_t bytes_of(const struct count *count, const struct step *step, size_t first, size_t end)
{
	struct processor_instance instances[PART];
	struct arena *arena = arena_new();
	if (!arena)
		return SIZE_MAX;
	if (count->limits->most != SIZE_MAX)
		arena_limit(arena, count->limits->most + 1);
	for (size_t i = first; i < end; i++)
		instances[i - first] = operation_instance(count->plan, &step->instances[i], count->columns,
							  count->columns, count->columns);
	const void *made = step->moves ? (const void *)moving_batch_new(arena, count->limits->kernel, step->processor,
									instances, end - first)
				       : step->processor->batch_new(arena, count->limits->kernel, instances,
								    end - first, count->shape.frames);
	/* What an arena refuses is over the limit, too. */
	const size_t over = arena_is_over(arena) ? count->limits->most + 1 : SIZE_MAX;
	const size_t bytes = made ? arena_bytes(arena) : over;
	arena_free(arena);
	return bytes;
}

/* Tells whether two instances of a processor take the same memory because they are alike. */
static bool are_alike(const struct count *count, const struct plan_instance *one, const struct plan_instance *other)
{
	const struct node *a = &count->plan->graph->nodes[one->node], *b = &count->plan->graph->nodes[other->node];
	return a->processor == b->processor && one->groups == other->groups && !a->least && !b->least &&
	       one->key.count == other->key.count && a->context.channels == b->context.channels &&
	       a->context.recording == b->context.recording && a->shape.channels == b->shape.channels &&
	       parameter_alike(a->processor->parameters, a->processor->parameter_count, a->values, b->values);
}

static bool all_are_like(const struct count *count, const struct plan_instance *model, const struct step *step,
			 size_t first, size_t end)
{
	for (size_t i = first; i < end; i++)
		if (!are_alike(count, model, &step->instances[i]))
			return false;
	return true;
}

/* Counts a part of a batch. Where it takes more than any part before it, the instance that takes the most is looked
   for. */
static enum status add_part(struct count *count, const struct step *step, size_t first, size_t end)
{
	const size_t items = end - first;
	if (count->model && count->model_count == items && all_are_like(count, count->model, step, first, end)) {
		add(count, step->processor, items, count->model_bytes, NODE_NONE);
		return STATUS_OK;
	}
	const size_t bytes = bytes_of(count, step, first, end);
	if (bytes == SIZE_MAX)
		return STATUS_NO_MEMORY;
	const struct plan_instance *instance = &step->instances[first];
	count->model = all_are_like(count, instance, step, first, end) ? instance : NULL;
	count->model_count = items;
	count->model_bytes = bytes;
	struct memory_share *share = share_of(count, step->processor);
	if (bytes / items > share->node_bytes) {
		for (size_t i = first; i < end; i++) {
			const size_t own = bytes_of(count, step, i, i + 1);
			if (own == SIZE_MAX || own <= share->node_bytes)
				continue;
			share->node_bytes = own;
			share->node = step->instances[i].node;
		}
	}
	add(count, step->processor, items, bytes, NODE_NONE);
	return STATUS_OK;
}

/* Counts the lists of columns that an operation keeps. */
static void add_lists(struct count *count, const struct step *step)
{
	size_t columns = step->in.count + step->out.count + step->mix_count;
	for (size_t i = 0; i < step->mix_count; i++)
		columns += 2 * step->mixes[i].count;
	for (size_t i = 0; i < step->instance_count; i++)
		columns += step->instances[i].in.count + step->instances[i].out.count + step->instances[i].key.count;
	add(count, NULL, 0,
	    sizeof(struct operation) + columns * 2 * sizeof(double *) + step->mix_count * sizeof(struct operation_mix) +
		    step->instance_count * sizeof(struct processor_instance),
	    NODE_NONE);
}

static enum status add_step(struct count *count, const struct step *step)
{
	enum status status = STATUS_OK;
	add_lists(count, step);
	if (step->kind == STEP_ALIGN || step->kind == STEP_RETURN) {
		const size_t frames = count->plan->graph->nodes[step->node].delay;
		add(count, NULL, 0, step->out.count * frames * sizeof(double), step->node);
	}
	if (step->kind == STEP_GAINS)
		add(count, NULL, 0,
		    step->instance_count * (sizeof(struct moving_gains) + sizeof(uint64_t) + sizeof(bool)), NODE_NONE);
	if (step->kind != STEP_PROCESS)
		return STATUS_OK;
	for (size_t i = 0; i < step->instance_count && status == STATUS_OK && !is_over(count); i += PART) {
		if (count->limits->stop && *count->limits->stop)
			return STATUS_INTERRUPTED;
		status = add_part(count, step, i, i + PART < step->instance_count ? i + PART : step->instance_count);
	}
	return status;
}

static enum status prepare(struct count *count)
{
	const size_t most = columns_most(count->plan);
	count->column = ARENA_ARRAY(count->arena, double, count->shape.stride);
	count->columns = ARENA_ARRAY(count->arena, double *, most);
	count->shares = ARENA_ARRAY(count->arena, struct memory_share, count->plan->step_count + 1);
	if (!count->column || !count->columns || !count->shares)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < most; i++)
		count->columns[i] = count->column;
	const size_t columns = count->plan->slot_count + count->plan->graph->proof_count;
	add(count, NULL, columns, columns * count->shape.stride * sizeof(double), NODE_NONE);
	return STATUS_OK;
}

enum status memory_estimate_plan(const struct plan *plan, const struct memory_limits *limits,
				 struct memory_estimate *estimate)
{
	struct count count = { .plan = plan,
			       .limits = limits,
			       .shape = block_shape_of(plan, limits->block_frames, limits->workers),
			       .arena = arena_new() };
	*estimate = (struct memory_estimate){ .greatest = { .node = NODE_NONE } };
	enum status status = count.arena ? prepare(&count) : STATUS_NO_MEMORY;
	for (size_t i = 0; i < plan->step_count && status == STATUS_OK && !is_over(&count); i++)
		status = add_step(&count, &plan->steps[i]);
	estimate->bytes = count.bytes;
	estimate->over = is_over(&count);
	for (size_t i = 0; i < count.share_count; i++)
		if (count.shares[i].bytes >= estimate->greatest.bytes)
			estimate->greatest = count.shares[i];
	arena_free(count.arena);
	return status;
}
