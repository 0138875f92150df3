/* Runs a test on every processor in every context.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"

#include "processors/registry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const double contract_rates[5] = { 44100.0, 192000.0, 48000.0, 88200.0, 96000.0 };

static const size_t channel_counts[] = { 2, 1, 6 };

enum { RECORDING_FRAMES = 700, RANDOM = 6 };

/* Sanitizers take five times as long, and what they find does not depend on the exact setting. */
#ifdef STEMPRINT_SANITIZED
#define HOME_MOST 24
#else
#define HOME_MOST 0
#endif

const struct contract_walk contract_home = {
	.rates = contract_rates + 2, .rate_count = 1, .random = RANDOM, .most = HOME_MOST, .stereo = true
};
const struct contract_walk contract_light = { .rates = contract_rates, .rate_count = 2, .random = RANDOM, .most = 8 };
const struct contract_walk contract_slow = {
	.rates = contract_rates + 2, .rate_count = 3, .random = 2 * RANDOM, .most = 6
};

const char *contract_case_name(const struct contract_case *at)
{
	static char name[128];
	const struct recording *recording = at->context.recording;
	snprintf(name, sizeof name, "%s, %g Hz, %zu channels, key of %zu, file of %zu", at->processor->name,
		 at->context.sample_rate, at->context.channels, at->context.key_channels,
		 recording ? recording->channels : 0);
	return name;
}

static const struct parameter *first_of(const struct processor *processor, enum parameter_type type)
{
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].type == type)
			return &processor->parameters[i];
	return NULL;
}

/** The walk of one processor through its contexts. */
struct walker {
	const struct contract_walk *walk;
	const struct processor *processor;
	void (*visit)(const struct contract_case *);
	size_t next; /**< the next setting after the defaults; it goes round from context to context */
	size_t visited; /**< the contexts that were visited */
};

/* Takes the defaults, and the next settings within the budget. */
static struct variations choose(struct walker *walker, struct arena *arena, const struct variations *all)
{
	struct variations chosen = { .items = ARENA_ARRAY(arena, struct variation, all->count),
				     .shapes = ARENA_ARRAY(arena, struct processor_shape, all->count) };
	cr_assert(chosen.items && chosen.shapes);
	const double budget = walker->walk->most > 0 ? (double)walker->walk->most : (double)INFINITY;
	double cost = 0.0;
	for (size_t i = 0; i < all->count && (cost < budget || i < 3); i++) {
		const size_t index = i == 0 ? 0 : 1 + walker->next++ % (all->count - 1);
		chosen.items[i] = all->items[index];
		chosen.shapes[i] = all->shapes[index];
		cost += 1.0 + (double)all->shapes[index].latency / CONTRACT_FRAMES;
		chosen.count++;
	}
	return chosen;
}

static void visit_some(const struct walker *walker, const struct contract_case *at, const struct variations *all)
{
	struct contract_case some = *at;
	for (size_t i = 0; i < all->count; i += CONTRACT_SEATS) {
		some.variations = (struct variations){ .items = all->items + i,
						       .shapes = all->shapes + i,
						       .count = all->count - i < CONTRACT_SEATS ? all->count - i
												: CONTRACT_SEATS };
		walker->visit(&some);
	}
}

static void visit_context(struct walker *walker, struct processor_context context, size_t file_channels)
{
	struct contract_case at = { .processor = walker->processor, .context = context, .arena = arena_new() };
	cr_assert_not_null(at.arena);
	if (file_channels > 0) {
		at.context.recording = harness_recording(at.arena, file_channels, RECORDING_FRAMES);
		cr_assert_not_null(at.context.recording);
	}
	const struct variations all = variations_new(at.arena, walker->processor, &at.context, walker->walk->random);
	if (all.count > 0) {
		const struct variations chosen = choose(walker, at.arena, &all);
		visit_some(walker, &at, &chosen);
		walker->visited++;
	}
	arena_free(at.arena);
}

/* Visits the processor without and with a key and a file, if it knows them. A key has one channel, or as many as the
 * signal. A file has the same, or two by two. */
static void visit_extras(struct walker *walker, double sample_rate, size_t channels)
{
	const size_t key_channels[] = { 0, 1, channels };
	const size_t file_channels[] = { 0, 1, channels, 4 };
	const struct parameter *file_parameter = first_of(walker->processor, PARAMETER_FILE);
	const bool keyless = walker->walk->stereo || !first_of(walker->processor, PARAMETER_KEY);
	const size_t keys = keyless ? 1 : channels == 1 ? 2 : 3;
	const size_t files = !file_parameter ? 1 : channels == 1 ? 2 : channels == 2 ? 4 : 3;
	const size_t first_file = file_parameter && file_parameter->required ? 1 : 0;
	for (size_t key = 0; key < keys; key++) {
		for (size_t file = first_file; file < files; file++) {
			const struct processor_context context = { .sample_rate = sample_rate,
								   .channels = channels,
								   .key_channels = key_channels[key] };
			visit_context(walker, context, file_channels[file]);
		}
	}
}

void contract_walk(const struct contract_walk *walk, const struct processor *processor,
		   void (*visit)(const struct contract_case *))
{
	struct walker walker = { .walk = walk, .processor = processor, .visit = visit };
	for (size_t rate = 0; rate < walk->rate_count; rate++)
		for (size_t i = 0; i < sizeof channel_counts / sizeof channel_counts[0]; i++)
			if (!(walk->stereo && walker.visited > 0))
				visit_extras(&walker, walk->rates[rate], channel_counts[i]);
	cr_assert_gt(walker.visited, 0, "%s is accepted nowhere", processor->name);
}

bool contract_includes(const struct processor *processor)
{
	const char *only = getenv("STEMPRINT_TEST_PROCESSOR");
	if (!processor->batch_new) /* a piece of graph, which the suites render */
		return false;
	return !only || strcmp(only, processor->name) == 0;
}

struct criterion_test_params contract_processors(void)
{
	enum { PROCESSORS_MAXIMUM = 128 };
	static size_t indices[PROCESSORS_MAXIMUM];
	size_t count, walked = 0;
	const struct processor *const *processors = registry_list(&count);
	cr_assert_leq(count, PROCESSORS_MAXIMUM);
	for (size_t i = 0; i < count; i++)
		if (contract_includes(processors[i]))
			indices[walked++] = i;
	return cr_make_param_array(size_t, indices, walked, NULL);
}

const struct processor *contract_processor(size_t index)
{
	size_t count;
	return registry_list(&count)[index];
}

size_t contract_frames(const struct contract_case *at, size_t base)
{
	size_t latency = 0;
	for (size_t i = 0; i < at->variations.count; i++)
		if (at->variations.shapes[i].latency > latency)
			latency = at->variations.shapes[i].latency;
	return base + latency;
}

struct harness *contract_harness(const struct contract_case *at, const struct kernel *kernel, size_t groups,
				 size_t frames_maximum, bool in_place)
{
	struct harness_seat *seats = ARENA_ARRAY(at->arena, struct harness_seat, at->variations.count);
	cr_assert_not_null(seats);
	for (size_t i = 0; i < at->variations.count; i++)
		seats[i] = (struct harness_seat){ at->variations.items[i].values, at->context, groups };
	const struct harness_setup setup = { at->processor, kernel, frames_maximum, in_place };
	struct harness *harness = harness_new(&setup, seats, at->variations.count);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem);
	return harness;
}

struct harness *contract_harness_one(const struct contract_case *at, size_t variation, size_t groups,
				     size_t frames_maximum)
{
	const struct harness_seat seat = { at->variations.items[variation].values, at->context, groups };
	const struct harness_setup setup = { at->processor, NULL, frames_maximum, false };
	struct harness *harness = harness_new(&setup, &seat, 1);
	cr_assert_not_null(harness);
	cr_assert_null(harness->problem);
	return harness;
}
