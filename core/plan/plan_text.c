/* Writes a plan as text, one line for each step.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/plan_text.h"

#include "graph/print_file.h"

enum { NAMES_SHOWN = 8 };

static const char *strip_name(const struct plan *plan, size_t node)
{
	return graph_owner(plan->graph, &plan->graph->nodes[node]);
}

/* Appends the owner of a sum: "master", or "device interface". */
static void append_sum_name(const struct plan *plan, size_t index, struct text *text)
{
	const struct recipe *recipe = plan->graph->recipe;
	const struct node *node = &plan->graph->nodes[index];
	if (node->kind == NODE_SUM && node->stage == STAGE_PRINT)
		text_append(text, "device %s", recipe->devices[recipe->strips[node->strip].device].name);
	else
		text_append(text, "%s", strip_name(plan, index));
}

static void append_instances(const struct plan *plan, const struct step *step, struct text *text)
{
	size_t columns = 0, in_place = 0;
	for (size_t i = 0; i < step->instance_count; i++) {
		const struct plan_instance *instance = &step->instances[i];
		columns += instance->out.count;
		in_place += instance->in.count == instance->out.count && instance->out.count > 0 &&
			    instance->in.items[0] == instance->out.items[0];
	}
	text_append(text, "%s x %zu, %zu columns%s%s:", step->processor->name, step->instance_count, columns,
		    in_place == step->instance_count ? ", in place" : "", step->moves ? ", automated" : "");
	for (size_t i = 0; i < step->instance_count && i < NAMES_SHOWN; i++) {
		const struct node *node = &plan->graph->nodes[step->instances[i].node];
		text_append(text, " %s", strip_name(plan, step->instances[i].node));
		if (step->instances[i].groups > 1)
			text_append(text, " (%zu lanes)", step->instances[i].groups - 1);
		if (node->key != NODE_NONE)
			text_append(text, " (key %s)", strip_name(plan, node->key));
		if (node->shape.latency > 0)
			text_append(text, " (%zu frames late)", node->shape.latency);
	}
	if (step->instance_count > NAMES_SHOWN)
		text_append(text, " and %zu more", step->instance_count - NAMES_SHOWN);
}

static const struct recipe_stems *set_of_proof(const struct plan *plan, size_t proof)
{
	return &plan->graph->recipe->print.stem_sets[plan->graph->proofs[proof].set];
}

static void append_print(const struct plan *plan, const struct step *step, struct text *text)
{
	const struct graph_print *print = &plan->graph->prints[step->node];
	const struct recipe_stems *set = print->role == PRINT_STEM ? set_of_proof(plan, print->proof) : NULL;
	const bool named = set && set->name;
	text_append(text, "%s %s%s%s", print_role_name(print->role), named ? set->name : "", named ? "/" : "",
		    print->name);
	if (print->format && print->format->sample_rate != 0.0)
		text_append(text, ", converted to %.10g Hz", print->format->sample_rate);
}

static const struct recipe_mix *proving_mix(const struct plan *plan, size_t proof)
{
	return &plan->graph->recipe->print.mixes[set_of_proof(plan, proof)->proof];
}

static void append_feed(const struct plan *plan, const struct step *step, struct text *text)
{
	const struct node *feed = &plan->graph->nodes[step->node];
	text_append(text, "%s into %s", strip_name(plan, step->node), plan->graph->recipe->strips[feed->send->to].name);
	if (feed->loop)
		text_append(text, ", the loop %s", feed->loop);
}

static void append_step(const struct plan *plan, const struct step *step, struct text *text)
{
	static const char *const kinds[] = {
		[STEP_SOURCE] = "source",   [STEP_MIX] = "mix",         [STEP_ALIGN] = "align",
		[STEP_PROCESS] = "process", [STEP_PRINT] = "print",     [STEP_PROOF] = "proof",
		[STEP_RETURN] = "return",   [STEP_FEED] = "feed",       [STEP_APPORTION] = "round",
		[STEP_RESIDUE] = "residue", [STEP_SUM_LEVEL] = "level", [STEP_GAINS] = "gains"
	};
	text_append(text, "%-8s ", kinds[step->kind]);
	switch (step->kind) {
	case STEP_SOURCE:
		text_append(text, "%s, %zu channel%s", strip_name(plan, step->node), step->out.count,
			    step->out.count == 1 ? "" : "s");
		break;
	case STEP_GAINS:
		text_append(text, "%zu that automation moves, of inputs of ", step->instance_count);
		append_sum_name(plan, step->node, text);
		break;
	case STEP_MIX:
		append_sum_name(plan, step->node, text);
		text_append(text, ", %zu columns", step->mix_count);
		break;
	case STEP_ALIGN:
		append_sum_name(plan, plan->graph->nodes[step->node].inputs[0].node, text);
		text_append(text, " by %zu frames, %zu columns", plan->graph->nodes[step->node].delay, step->out.count);
		break;
	case STEP_RETURN:
		text_append(text, "%s, %zu frames after its feed, %zu columns", strip_name(plan, step->node),
			    plan->graph->nodes[step->node].delay, step->out.count - 1);
		break;
	case STEP_FEED:
		append_feed(plan, step, text);
		break;
	case STEP_PROCESS:
		append_instances(plan, step, text);
		break;
	case STEP_APPORTION:
		text_append(text, "%zu stems to add up to %s, channel %zu", step->out.count,
			    proving_mix(plan, step->proof)->name, step->channel + 1);
		break;
	case STEP_PRINT:
		append_print(plan, step, text);
		break;
	case STEP_RESIDUE:
		text_append(text, "%s, what no stem has of %s", strip_name(plan, step->node),
			    plan->graph->nodes[step->node].insert->processor->name);
		break;
	case STEP_SUM_LEVEL:
		text_append(text, "%s, peak of what comes in", strip_name(plan, step->node));
		break;
	case STEP_PROOF:
		text_append(text, "%s, whole against the sum of its lanes", strip_name(plan, step->node));
		break;
	}
}

/* Says what no step shows: how often the session plays, and what happens after the last step. */
static void append_ending(const struct recipe *recipe, struct text *text)
{
	if (recipe->session.tail_mode == TAIL_LOOP)
		text_append(text,
			    "the steps run until the longest tail has come in, and print the session the next time\n");
	if (recipe->session.tail_mode == TAIL_WRAP)
		text_append(text, "all prints wait until the end; then their tails are folded onto their starts\n");
}

void plan_text(const struct plan *plan, struct text *text)
{
	for (size_t i = 0; i < plan->step_count; i++) {
		text_append(text, "%4zu  ", i + 1);
		append_step(plan, &plan->steps[i], text);
		text_append(text, "\n");
	}
	text_append(text, "%zu steps over %zu columns; latency %zu frames\n", plan->step_count, plan->slot_count,
		    plan->graph->latency);
	append_ending(plan->graph->recipe, text);
}
