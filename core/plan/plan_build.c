/* Compiles a graph into a plan.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/plan_build.h"

#include "plan/columns.h"
#include "plan/ready_type.h"
#include "plan/slots.h"
#include "processors/automated_batch.h"

/* The scheduler turns nodes into steps as soon as their needs are met. Among processors, the type with most columns
 * ready goes first, so that batches grow wide. */
struct scheduler {
	const struct graph *graph;
	struct arena *arena;
	struct columns *columns;
	struct plan *plan;
	size_t *missing; /* for each node the number of needs that have not run */
	size_t *first_user; /* The users of node n are users[first_user[n]] to users[first_user[n + 1] - 1]. */
	size_t *users;
	/* The nodes that may run, from `ready_first` on, in the order in which they became ready. */
	size_t *ready;
	size_t ready_first, ready_count;
	struct ready_types types;
	bool *has_gains; /* for each node whether its STEP_GAINS has been added */
	bool failed; /* The memory ran out. */
};

/* A recording of what came back from hardware does not wait for what was sent, which may not be in this graph. */
static size_t need_count(const struct node *node)
{
	if (node->kind == NODE_SOURCE)
		return 0;
	return node->input_count + (node->key != NODE_NONE ? 1 : 0);
}

static size_t need(const struct graph *graph, const struct node *node, size_t i)
{
	return i < node->input_count ? columns_read(graph, node, i) : node->key;
}

static void make_ready(struct scheduler *scheduler, size_t index)
{
	const struct node *node = &scheduler->graph->nodes[index];
	if (node->kind != NODE_PROCESS || !scheduler->columns->used[index]) {
		scheduler->ready[scheduler->ready_count++] = index;
		return;
	}
	struct ready_type *type = ready_types_find(&scheduler->types, node);
	type->nodes[type->count++] = index;
	type->columns += scheduler->columns->groups[index] * node->context.channels;
}

static void mark_done(struct scheduler *scheduler, size_t index)
{
	for (size_t i = scheduler->first_user[index]; i < scheduler->first_user[index + 1]; i++)
		if (--scheduler->missing[scheduler->users[i]] == 0)
			make_ready(scheduler, scheduler->users[i]);
}

static struct slots whole_and_lanes(const struct scheduler *scheduler, size_t index)
{
	return (struct slots){ .items = scheduler->columns->of[index],
			       .count = scheduler->columns->groups[index] * scheduler->graph->nodes[index].channels };
}

/* Returns the first groups of the input that the instance has: all where it carries lanes, else the whole. */
static struct slots first_groups(const struct scheduler *scheduler, size_t index, size_t groups)
{
	return (struct slots){ .items = scheduler->columns->of[index],
			       .count = groups * scheduler->graph->nodes[index].channels };
}

static struct step *add_step(struct scheduler *scheduler, enum step_kind kind, size_t node)
{
	struct step *step = &scheduler->plan->steps[scheduler->plan->step_count++];
	step->kind = kind;
	step->node = node;
	return step;
}

/* The step of the first of several sources reads them all, because it comes first. */
static void add_reading(struct scheduler *scheduler, size_t index)
{
	const struct node *node = &scheduler->graph->nodes[index];
	struct slots out = whole_and_lanes(scheduler, index);
	if (scheduler->columns->readings && !node->insert) {
		const struct source_share *share = &scheduler->graph->shares[node->source];
		const struct reading *reading = &scheduler->columns->readings[share->reading];
		if (reading->node != index)
			return;
		out = (struct slots){ ARENA_ARRAY(scheduler->arena, size_t, share->channels), share->channels };
		if (!out.items)
			scheduler->failed = true;
		for (size_t i = 0; out.items && i < out.count; i++)
			out.items[i] = reading->first + i;
	}
	add_step(scheduler, STEP_SOURCE, index)->out = out;
}

/* The two ends of a loop write one column, in which nothing stands: so they take turns, block by block. */
static void add_return(struct scheduler *scheduler, size_t index)
{
	const struct slots columns = whole_and_lanes(scheduler, index);
	struct slots out = { ARENA_ARRAY(scheduler->arena, size_t, columns.count + 1), columns.count + 1 };
	if (!out.items) {
		scheduler->failed = true;
		return;
	}
	for (size_t i = 0; i < columns.count; i++)
		out.items[i] = columns.items[i];
	out.items[columns.count] = scheduler->columns->turns[scheduler->graph->nodes[index].partner];
	add_step(scheduler, STEP_RETURN, index)->out = out;
}

static void add_feed(struct scheduler *scheduler, size_t index)
{
	struct step *step = add_step(scheduler, STEP_FEED, index);
	step->in = whole_and_lanes(scheduler, index);
	step->out = (struct slots){ &scheduler->columns->turns[index], 1 };
}

/* Visits the nodes that a sum passes by and whose gains no step evaluates yet. With instances it takes them. Returns
   how many they are. */
static size_t take_gains(struct scheduler *scheduler, const struct node *sum, struct plan_instance *instances)
{
	size_t count = 0;
	for (size_t i = 0; i < sum->input_count; i++) {
		size_t index = sum->inputs[i].node;
		const struct node *node = &scheduler->graph->nodes[index];
		for (; columns_multiplies(node); index = node->inputs[0].node, node = &scheduler->graph->nodes[index]) {
			size_t *gains = scheduler->columns->gains[index];
			if (!gains || scheduler->has_gains[index])
				continue;
			const size_t columns = node->processor->automated->gain_count;
			if (instances) {
				instances[count] = (struct plan_instance){ .node = index, .out = { gains, columns } };
				scheduler->plan->gain_slot_count += columns;
				scheduler->has_gains[index] = true;
			}
			count++;
		}
	}
	return count;
}

/* Adds the step of the gains that a sum multiplies its inputs by, where no sum before has them. */
static void add_gains(struct scheduler *scheduler, size_t index)
{
	const struct node *sum = &scheduler->graph->nodes[index];
	const size_t most = take_gains(scheduler, sum, NULL);
	if (most == 0)
		return;
	struct step *step = add_step(scheduler, STEP_GAINS, index);
	step->instances = ARENA_ARRAY(scheduler->arena, struct plan_instance, most);
	if (step->instances)
		step->instance_count = take_gains(scheduler, sum, step->instances);
	else
		scheduler->failed = true;
}

static void run_simple(struct scheduler *scheduler, size_t index)
{
	const struct node *node = &scheduler->graph->nodes[index];
	if (node->kind == NODE_PROCESS) {
		/* No step reads it. */
	} else if (node->kind == NODE_SOURCE) {
		add_reading(scheduler, index);
	} else if (node->kind == NODE_ALIGN) {
		struct step *step = add_step(scheduler, STEP_ALIGN, index);
		step->out = whole_and_lanes(scheduler, index);
		step->in = first_groups(scheduler, node->inputs[0].node, scheduler->columns->groups[index]);
	} else if (node->kind == NODE_RETURN) {
		add_return(scheduler, index);
	} else if (scheduler->columns->mixes[index].mix_count > 0) {
		add_gains(scheduler, index);
		*add_step(scheduler, STEP_MIX, index) = scheduler->columns->mixes[index];
	}
	if (node->kind == NODE_FEED)
		add_feed(scheduler, index);
	/* The step stands right here, while the columns are in the cache. */
	if (node->kind == NODE_SUM && node->stage == STAGE_INPUT && scheduler->graph->measures_sums)
		add_step(scheduler, STEP_SUM_LEVEL, index)->in = first_groups(scheduler, index, 1);
	mark_done(scheduler, index);
}

static enum status run_type(struct scheduler *scheduler, struct ready_type *type)
{
	struct step *step = add_step(scheduler, STEP_PROCESS, NODE_NONE);
	size_t count = type->count;
	step->processor = type->processor;
	step->moves = type->moves;
	step->instances = ARENA_ARRAY(scheduler->arena, struct plan_instance, count);
	if (!step->instances)
		return STATUS_NO_MEMORY;
	step->instance_count = count;
	for (size_t i = 0; i < count; i++) {
		size_t index = type->nodes[i];
		const struct node *node = &scheduler->graph->nodes[index];
		struct plan_instance *instance = &step->instances[i];
		instance->node = index;
		instance->groups = scheduler->columns->groups[index];
		instance->in = first_groups(scheduler, node->inputs[0].node, instance->groups);
		instance->out = whole_and_lanes(scheduler, index);
		if (node->key != NODE_NONE)
			instance->key = first_groups(scheduler, node->key, 1);
	}
	/* Nodes that become ready now wait for the next batch: they may depend on this one. */
	size_t *nodes = type->nodes;
	type->nodes = type->spare;
	type->spare = nodes;
	type->count = 0;
	type->columns = 0;
	for (size_t i = 0; i < count; i++)
		mark_done(scheduler, nodes[i]);
	return STATUS_OK;
}

static enum status schedule_all(struct scheduler *scheduler)
{
	for (;;) {
		while (scheduler->ready_first < scheduler->ready_count)
			run_simple(scheduler, scheduler->ready[scheduler->ready_first++]);
		struct ready_type *type = ready_types_widest(&scheduler->types);
		if (!type)
			return STATUS_OK;
		enum status status = run_type(scheduler, type);
		if (status != STATUS_OK)
			return status;
	}
}

/* Lists the users of every node; nodes that need nothing are ready at once. */
static enum status index_users(struct scheduler *scheduler)
{
	const struct graph *graph = scheduler->graph;
	size_t total = 0;
	for (size_t i = 0; i < graph->order_count; i++)
		total += need_count(&graph->nodes[graph->order[i]]);
	scheduler->missing = ARENA_ARRAY(scheduler->arena, size_t, graph->node_count);
	scheduler->first_user = ARENA_ARRAY(scheduler->arena, size_t, graph->node_count + 2);
	scheduler->users = ARENA_ARRAY(scheduler->arena, size_t, total);
	scheduler->ready = ARENA_ARRAY(scheduler->arena, size_t, graph->order_count);
	if (!scheduler->missing || !scheduler->first_user || !scheduler->users || !scheduler->ready)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		scheduler->missing[graph->order[i]] = need_count(node);
		for (size_t j = 0; j < need_count(node); j++)
			scheduler->first_user[need(graph, node, j) + 2]++;
	}
	for (size_t i = 2; i < graph->node_count + 2; i++)
		scheduler->first_user[i] += scheduler->first_user[i - 1];
	for (size_t i = 0; i < graph->order_count; i++) {
		const struct node *node = &graph->nodes[graph->order[i]];
		for (size_t j = 0; j < need_count(node); j++)
			scheduler->users[scheduler->first_user[need(graph, node, j) + 1]++] = graph->order[i];
	}
	return STATUS_OK;
}

static enum status append_slots(struct scheduler *scheduler, struct slots *slots, const struct slots *more)
{
	const struct slots first = *slots;
	slots->count = first.count + more->count;
	slots->items = ARENA_ARRAY(scheduler->arena, size_t, slots->count);
	for (size_t i = 0; slots->items && i < slots->count; i++)
		slots->items[i] = i < first.count ? first.items[i] : more->items[i - first.count];
	return slots->items ? STATUS_OK : STATUS_NO_MEMORY;
}

static struct slots printed_columns(const struct scheduler *scheduler, const struct graph_print *print)
{
	struct slots slots = first_groups(scheduler, print->node, 1);
	if (print->role == PRINT_STEM)
		slots.items = columns_of_stem(scheduler->graph, scheduler->columns, print->node, print->stem);
	return slots;
}

/* A meter hears the node's columns and, behind them, the input of the processors before it. A print of a stem that
   is rounded with others gets the stem as it is, to listen to, and its integers, to print. */
static enum status add_print(struct scheduler *scheduler, size_t index, const struct slots *integers)
{
	const struct graph_print *print = &scheduler->graph->prints[index];
	struct step *step = add_step(scheduler, STEP_PRINT, index);
	step->in = printed_columns(scheduler, print);
	if (print->role == PRINT_STEM && integers)
		return append_slots(scheduler, &step->in, integers);
	if (print->before == NODE_NONE)
		return STATUS_OK;
	const struct slots before = first_groups(scheduler, print->before, 1);
	return append_slots(scheduler, &step->in, &before);
}

/* Gives each stem of the proof, integers[print], the columns for its integers; counts the stems. */
static enum status make_integers(struct scheduler *scheduler, size_t proof, struct slots *integers, size_t *stem_count)
{
	const struct graph *graph = scheduler->graph;
	const size_t channels = graph->nodes[graph->proofs[proof].node].channels;
	*stem_count = 0;
	for (size_t i = 0; i < graph->print_count; i++) {
		if (graph->prints[i].proof != proof)
			continue;
		integers[i] = (struct slots){ ARENA_ARRAY(scheduler->arena, size_t, channels), channels };
		for (size_t channel = 0; integers[i].items && channel < channels; channel++)
			integers[i].items[channel] = scheduler->columns->count++;
		if (!integers[i].items)
			return STATUS_NO_MEMORY;
		++*stem_count;
	}
	return STATUS_OK;
}

/* Adds a step for each channel, so that they may run side by side. */
static enum status add_apportionment(struct scheduler *scheduler, size_t proof, struct slots *integers)
{
	const struct graph *graph = scheduler->graph;
	const size_t node = graph->proofs[proof].node;
	const struct slots whole = first_groups(scheduler, node, 1);
	size_t stem_count;
	enum status status = make_integers(scheduler, proof, integers, &stem_count);
	if (status != STATUS_OK)
		return status;
	for (size_t channel = 0; channel < graph->nodes[node].channels; channel++) {
		struct step *step = add_step(scheduler, STEP_APPORTION, node);
		step->proof = proof;
		step->channel = channel;
		step->in.items = ARENA_ARRAY(scheduler->arena, size_t, stem_count + 1);
		step->out.items = ARENA_ARRAY(scheduler->arena, size_t, stem_count);
		if (!step->in.items || !step->out.items)
			return STATUS_NO_MEMORY;
		step->in.items[step->in.count++] = whole.items[channel];
		for (size_t i = 0; i < graph->print_count; i++) {
			if (graph->prints[i].proof != proof)
				continue;
			step->in.items[step->in.count++] = printed_columns(scheduler, &graph->prints[i]).items[channel];
			step->out.items[step->out.count++] = integers[i].items[channel];
		}
	}
	return STATUS_OK;
}

/* Adds a step for each insert that leaves a residue. */
static enum status add_residues(struct scheduler *scheduler)
{
	const struct graph *graph = scheduler->graph;
	for (size_t i = 0; i < graph->order_count; i++) {
		const size_t index = graph->order[i];
		const struct node *node = &graph->nodes[index];
		if (node->kind != NODE_RESIDUE || !node->lanes)
			continue;
		struct step *step = add_step(scheduler, STEP_RESIDUE, index);
		const struct slots rest = { columns_of_stem(graph, scheduler->columns, index, node->rest),
					    node->channels };
		step->in = first_groups(scheduler, index, 1);
		enum status status = append_slots(scheduler, &step->in, &rest);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static enum status add_prints(struct scheduler *scheduler)
{
	const struct graph *graph = scheduler->graph;
	struct slots *integers = ARENA_ARRAY(scheduler->arena, struct slots, graph->print_count);
	if (!integers)
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < graph->proof_count; i++)
		if (graph_rounds_stems(graph, i))
			status = add_apportionment(scheduler, i, integers);
	for (size_t i = 0; status == STATUS_OK && i < graph->print_count; i++)
		status = add_print(scheduler, i, integers[i].count > 0 ? &integers[i] : NULL);
	if (status == STATUS_OK)
		status = add_residues(scheduler);
	for (size_t i = 0; status == STATUS_OK && i < graph->proof_count; i++) {
		struct step *step = add_step(scheduler, STEP_PROOF, graph->proofs[i].node);
		step->proof = i;
		step->in = whole_and_lanes(scheduler, step->node);
	}
	return status;
}

enum status plan_build(const struct graph *graph, size_t workers, struct arena *arena, struct plan **result)
{
	struct plan *plan = ARENA_NEW(arena, struct plan);
	struct columns columns;
	if (!plan)
		return STATUS_NO_MEMORY;
	plan->graph = graph;
	plan->steps = ARENA_ARRAY(arena, struct step,
				  2 * graph->order_count + graph->print_count +
					  graph->proof_count * (1 + RECIPE_CHANNELS_MAXIMUM));
	if (!plan->steps)
		return STATUS_NO_MEMORY;
	struct scheduler scheduler = { .graph = graph, .arena = arena, .columns = &columns, .plan = plan };
	scheduler.has_gains = ARENA_ARRAY(arena, bool, graph->node_count);
	enum status status = scheduler.has_gains ? columns_build(graph, arena, &columns) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = index_users(&scheduler);
	if (status == STATUS_OK)
		status = ready_types_init(&scheduler.types, graph, arena);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < graph->order_count; i++)
		if (scheduler.missing[graph->order[i]] == 0)
			make_ready(&scheduler, graph->order[i]);
	status = schedule_all(&scheduler);
	if (status == STATUS_OK && scheduler.failed)
		status = STATUS_NO_MEMORY;
	if (status != STATUS_OK)
		return status;
	status = add_prints(&scheduler);
	if (status != STATUS_OK)
		return status;
	status = slots_assign(plan, workers, arena, columns.count);
	if (status == STATUS_OK)
		*result = plan;
	return status;
}
