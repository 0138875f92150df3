/* Gives every column of a plan its slot.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/slots.h"

#include <string.h>

/* So few workers are busy with what does not wait for such a chain. */
enum { WORKERS_IN_PLACE = 2 };

struct assigner {
	struct plan *plan;
	size_t workers;
	struct arena *arena;
	/* For each column the last step that reads it, or the step that writes it if none reads it. */
	size_t *last_use;
	size_t *reads; /* for each column how often the present step reads it */
	size_t *slot; /* the slot of each column; SIZE_MAX before it has one */
};

typedef void visitor(struct assigner *assigner, size_t *column, size_t step);

static void visit_slots(struct assigner *assigner, struct slots *slots, size_t step, visitor *visit)
{
	for (size_t i = 0; i < slots->count; i++)
		visit(assigner, &slots->items[i], step);
}

static void visit_reads(struct assigner *assigner, size_t index, visitor *visit)
{
	struct step *step = &assigner->plan->steps[index];
	visit_slots(assigner, &step->in, index, visit);
	for (size_t i = 0; i < step->mix_count; i++)
		for (size_t j = 0; j < step->mixes[i].count; j++) {
			struct mix_term *term = &step->terms[step->mixes[i].first + j];
			visit(assigner, &term->slot, index);
			for (size_t k = 0; k < term->moving_count; k++)
				visit(assigner, &term->moving[k], index);
		}
	for (size_t i = 0; i < step->instance_count; i++) {
		visit_slots(assigner, &step->instances[i].in, index, visit);
		visit_slots(assigner, &step->instances[i].key, index, visit);
	}
}

static void visit_writes(struct assigner *assigner, size_t index, visitor *visit)
{
	struct step *step = &assigner->plan->steps[index];
	visit_slots(assigner, &step->out, index, visit);
	for (size_t i = 0; i < step->mix_count; i++)
		visit(assigner, &step->mixes[i].slot, index);
	for (size_t i = 0; i < step->instance_count; i++)
		visit_slots(assigner, &step->instances[i].out, index, visit);
}

static void note_use(struct assigner *assigner, size_t *column, size_t step)
{
	assigner->last_use[*column] = step;
}

static void count_read(struct assigner *assigner, size_t *column, size_t step)
{
	(void)step;
	assigner->reads[*column]++;
}

static void forget_reads(struct assigner *assigner, size_t *column, size_t step)
{
	(void)step;
	assigner->reads[*column] = 0;
}

static void give_slot(struct assigner *assigner, size_t *column, size_t step)
{
	(void)step;
	if (assigner->slot[*column] == SIZE_MAX)
		assigner->slot[*column] = assigner->plan->slot_count++;
}

static void write_slot(struct assigner *assigner, size_t *column, size_t step)
{
	(void)step;
	*column = assigner->slot[*column];
}

/* Says whether a step is one task of a chain of tasks that takes long: one instance, whose columns workers do not
   share, and which does more than multiply. */
static bool keeps_blocks_apart(const struct assigner *assigner, const struct step *step)
{
	if (assigner->workers <= WORKERS_IN_PLACE || step->kind != STEP_PROCESS || step->instance_count != 1)
		return false;
	const struct node *node = &assigner->plan->graph->nodes[step->instances[0].node];
	return !node->processor->scale && !node->shape.channels_apart && !node->shape.groups_apart;
}

/* Where the shape stays, each output column takes over the slot of its input when nothing else reads that. Apart
   from this, no slot is used twice: columns that share no slot need not wait for each other, so one block may begin
   before the block before it has ended. */
static void work_in_place(struct assigner *assigner, size_t index)
{
	struct step *step = &assigner->plan->steps[index];
	const bool apart = keeps_blocks_apart(assigner, step);
	for (size_t i = 0; i < step->instance_count; i++) {
		struct plan_instance *instance = &step->instances[i];
		if (instance->in.count != instance->out.count)
			continue;
		for (size_t j = 0; j < instance->in.count; j++) {
			size_t in = instance->in.items[j], out = instance->out.items[j];
			if (assigner->last_use[in] != index || assigner->reads[in] != 1)
				continue;
			if (apart)
				assigner->plan->apart_slot_count++;
			else
				assigner->slot[out] = assigner->slot[in];
		}
	}
}

/* Steps share lists of columns, so each step gets lists of its own before they become slots. */
static enum status copy_list(struct arena *arena, struct slots *slots)
{
	if (slots->count == 0)
		return STATUS_OK;
	size_t *items = ARENA_ARRAY(arena, size_t, slots->count);
	if (!items)
		return STATUS_NO_MEMORY;
	memcpy(items, slots->items, slots->count * sizeof *items);
	slots->items = items;
	return STATUS_OK;
}

static enum status copy_lists(struct arena *arena, struct step *step)
{
	enum status status = copy_list(arena, &step->in);
	if (status == STATUS_OK)
		status = copy_list(arena, &step->out);
	for (size_t i = 0; status == STATUS_OK && i < step->instance_count; i++) {
		status = copy_list(arena, &step->instances[i].in);
		if (status == STATUS_OK)
			status = copy_list(arena, &step->instances[i].out);
		if (status == STATUS_OK)
			status = copy_list(arena, &step->instances[i].key);
	}
	return status;
}

static enum status assigner_init(struct assigner *assigner, size_t column_count)
{
	assigner->last_use = ARENA_ARRAY(assigner->arena, size_t, column_count);
	assigner->reads = ARENA_ARRAY(assigner->arena, size_t, column_count);
	assigner->slot = ARENA_ARRAY(assigner->arena, size_t, column_count);
	if (!assigner->last_use || !assigner->reads || !assigner->slot)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < column_count; i++)
		assigner->slot[i] = SIZE_MAX;
	return STATUS_OK;
}

enum status slots_assign(struct plan *plan, size_t workers, struct arena *arena, size_t column_count)
{
	struct assigner assigner = { .plan = plan, .workers = workers, .arena = arena };
	enum status status = assigner_init(&assigner, column_count);
	for (size_t i = 0; status == STATUS_OK && i < plan->step_count; i++)
		status = copy_lists(arena, &plan->steps[i]);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < plan->step_count; i++) {
		visit_writes(&assigner, i, note_use);
		visit_reads(&assigner, i, note_use);
	}
	for (size_t i = 0; i < plan->step_count; i++) {
		visit_reads(&assigner, i, count_read);
		work_in_place(&assigner, i);
		visit_writes(&assigner, i, give_slot);
		visit_reads(&assigner, i, forget_reads);
		visit_reads(&assigner, i, write_slot);
		visit_writes(&assigner, i, write_slot);
	}
	return STATUS_OK;
}
