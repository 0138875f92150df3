/* Moves a parameter of a processor while it runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/sweep.h"

#include "dsp/ramp.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 3, ATTEMPTS = 60, COLUMNS = 64 };

static const double sample_rate = 48000.0;

static double moved(const struct parameter *parameter, double from)
{
	const bool decibels = parameter->quantity == QUANTITY_GAIN || parameter->quantity == QUANTITY_LEVEL;
	const bool shares = parameter->quantity == QUANTITY_PERCENT || parameter->quantity == QUANTITY_PAN;
	const double step = decibels ? 10.0 : shares ? 0.5 * (parameter->maximum - parameter->minimum) : from;
	if (from + step <= parameter->maximum)
		return from + step;
	return decibels || shares ? from - step : 0.5 * from;
}

static struct parameter_value *copy(const struct sweep *sweep, struct arena *arena)
{
	struct parameter_value *values =
		parameter_copy(arena, sweep->processor->parameters, sweep->processor->parameter_count, sweep->values);
	cr_assert_not_null(values);
	return values;
}

/* Copies the values, with another number in one slot. */
static struct parameter_value *with(const struct sweep *sweep, struct arena *arena, size_t index, double number,
				    double **place)
{
	struct slot slots[SLOTS_MAXIMUM];
	struct parameter_value *values = copy(sweep, arena);
	variation_slots(arena, sweep->processor, values, slots, SLOTS_MAXIMUM);
	slots[index].value->number = number;
	slots[index].value->given = true;
	if (place)
		*place = &slots[index].value->number;
	return values;
}

/* Makes a sweep of one slot of random values. Returns false where they do not go together. */
static bool make(struct sweep *sweep, struct arena *arena, size_t index, bool wide, uint64_t *seed)
{
	struct slot slots[SLOTS_MAXIMUM];
	struct processor_shape shape;
	sweep->values = variation_random(arena, sweep->processor, &sweep->context, seed);
	const size_t count = variation_slots(arena, sweep->processor, sweep->values, slots, SLOTS_MAXIMUM);
	if (index >= count || !slots[index].parameter->automatable)
		return false;
	const struct parameter *parameter = slots[index].parameter;
	sweep->first = slot_between(parameter, 0.5 + 0.5 * harness_noise(seed));
	sweep->last = wide ? slot_between(parameter, 0.5 + 0.5 * harness_noise(seed)) : moved(parameter, sweep->first);
	if (sweep->last < parameter->minimum || sweep->last > parameter->maximum || sweep->first == sweep->last)
		return false;
	sweep->values = with(sweep, arena, index, sweep->first, NULL);
	sweep->least = with(sweep, arena, index, fmin(sweep->first, sweep->last), NULL);
	sweep->greatest = with(sweep, arena, index, fmax(sweep->first, sweep->last), NULL);
	sweep->moving = with(sweep, arena, index, sweep->first, &sweep->number);
	sweep->name = arena_format(arena, "%s from %g to %g", slots[index].name, sweep->first, sweep->last);
	return variation_accepted(arena, sweep->processor, &sweep->context, sweep->least, &shape) &&
	       variation_accepted(arena, sweep->processor, &sweep->context, sweep->greatest, &sweep->shape);
}

static size_t walk_slot(const struct processor *processor, size_t channels, size_t index, bool wide,
			void (*visit)(const struct sweep *))
{
	size_t visited = 0;
	uint64_t seed = 7 + index;
	for (size_t attempt = 0; attempt < ATTEMPTS && visited < SEEDS; attempt++) {
		struct sweep sweep = { .processor = processor,
				       .context = { .sample_rate = sample_rate, .channels = channels } };
		struct arena *arena = arena_new();
		cr_assert_not_null(arena);
		if (make(&sweep, arena, index, wide, &seed)) {
			visit(&sweep);
			visited++;
		}
		arena_free(arena);
	}
	return visited;
}

static size_t automatable(const struct parameter *parameters, size_t count)
{
	size_t found = 0;
	for (size_t i = 0; i < count; i++)
		found += (parameters[i].automatable ? 1 : 0) +
			 automatable(parameters[i].fields, parameters[i].field_count);
	return found;
}

void sweep_walk(const struct processor *processor, bool wide, void (*visit)(const struct sweep *))
{
	const size_t wanted = automatable(processor->parameters, processor->parameter_count);
	size_t visited = 0;
	cr_assert_eq(wanted > 0, (bool)processor->retune, "%s", processor->name);
	for (size_t index = 0; wanted > 0 && index < SLOTS_MAXIMUM; index++) {
		const size_t stereo = walk_slot(processor, 2, index, wide, visit);
		visited += stereo > 0 || walk_slot(processor, 1, index, wide, visit) > 0 ? 1 : 0;
	}
	cr_assert_eq(visited, wanted, "%s: %zu of %zu parameters were moved", processor->name, visited, wanted);
}

static double number_at(const struct sweep *sweep, const struct sweep_pass *pass, size_t frame)
{
	const double share = fmin(fmax(((double)frame - SWEEP_LEAD) / SWEEP_FRAMES, 0.0), 1.0);
	if (pass->arrived || share >= 1.0)
		return pass->resting ? sweep->first : sweep->last;
	if (pass->resting || share <= 0.0)
		return sweep->first;
	return sweep->first + (sweep->last - sweep->first) * 0.5 * (1.0 - cos(3.14159265358979324 * share));
}

static struct harness *seat(const struct sweep *sweep, const struct sweep_pass *pass, size_t longest)
{
	const struct harness_setup setup = { sweep->processor, pass->kernel, longest, pass->in_place };
	const struct parameter_value *first = sweep->first < sweep->last ? sweep->least : sweep->greatest;
	const struct parameter_value *last = sweep->first < sweep->last ? sweep->greatest : sweep->least;
	const struct harness_seat seats[] = {
		{ pass->arrived ? last : first, sweep->context, pass->groups },
		{ first, sweep->context, pass->groups },
	};
	const struct harness_range ranges[] = { { sweep->least, sweep->greatest }, { NULL, NULL } };
	struct harness *harness = harness_new_moving(&setup, seats, ranges, pass->company ? 2 : 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem, "%s: %s", sweep->name, harness->problem);
	return harness;
}

static void run_block(struct harness *harness, size_t own, double *const *in, double *const *out, size_t start,
		      size_t frames)
{
	const double *from[COLUMNS];
	double *to[COLUMNS];
	for (size_t i = 0; i < harness->in_count; i++)
		from[i] = in[i % own] + start;
	for (size_t i = 0; i < harness->out_count; i++)
		to[i] = out[i] + start;
	harness_run(harness, from, NULL, to, frames, 0);
}

double **sweep_run(const struct sweep *sweep, const struct sweep_pass *pass, double *const *in, size_t frames)
{
	const size_t longest = pass->block > 0 ? pass->block : AUTOMATION_GRID_FRAMES;
	struct harness *harness = seat(sweep, pass, longest);
	double **out = harness_columns(harness->out_count, frames);
	cr_assert(out && harness->in_count <= COLUMNS && harness->out_count <= COLUMNS);
	for (size_t frame = 0; frame < frames;) {
		const size_t passed = (frame + AUTOMATION_GRID_FRAMES - pass->shift) % AUTOMATION_GRID_FRAMES;
		const bool moves = !pass->still && frame < SWEEP_LEAD + SWEEP_FRAMES + AUTOMATION_GRID_FRAMES;
		size_t block = moves ? AUTOMATION_GRID_FRAMES - passed : longest;
		if (moves && passed == 0) {
			*sweep->number = number_at(sweep, pass, frame + AUTOMATION_GRID_FRAMES);
			sweep->processor->retune(harness->batch, 0, sweep->moving);
		}
		block = block < longest ? block : longest;
		block = block < frames - frame ? block : frames - frame;
		run_block(harness, pass->groups * sweep->context.channels, in, out, frame, block);
		frame += block;
	}
	harness_free(harness);
	return out;
}
