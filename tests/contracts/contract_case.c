/* stemprint tests: every processor in every context.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"

#include "processors/registry.h"

#include <criterion/criterion.h>
#include <stdio.h>

const double contract_rates[4] = { 44100.0, 48000.0, 96000.0, 192000.0 };

static const size_t channel_counts[] = { 1, 2, 6 };

const char *contract_case_name(const struct contract_case *at)
{
	static char name[128];
	snprintf(name, sizeof name, "%s, %g Hz, %zu channels, key of %zu", at->processor->name, at->context.sample_rate,
		 at->context.channels, at->context.key_channels);
	return name;
}

static bool knows_key(const struct processor *processor)
{
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].type == PARAMETER_KEY)
			return true;
	return false;
}

/* Returns whether the processor takes part in this context. */
static bool visit_context(const struct contract_walk *walk, void (*visit)(const struct contract_case *),
			  const struct processor *processor, struct processor_context context)
{
	struct contract_case at = { .processor = processor, .context = context, .arena = arena_new() };
	cr_assert_not_null(at.arena);
	at.variations = variations_new(at.arena, processor, &context, walk->random);
	if (at.variations.count > 0)
		visit(&at);
	arena_free(at.arena);
	return at.variations.count > 0;
}

static void walk_processor(const struct contract_walk *walk, void (*visit)(const struct contract_case *),
			   const struct processor *processor)
{
	size_t visited = 0;
	for (size_t rate = 0; rate < walk->rate_count; rate++) {
		for (size_t i = 0; i < sizeof channel_counts / sizeof channel_counts[0]; i++) {
			const size_t channels = channel_counts[i];
			const size_t key_channels[] = { 0, 1, channels };
			const size_t keys = !knows_key(processor) ? 1 : channels == 1 ? 2 : 3;
			for (size_t key = 0; key < keys; key++)
				visited +=
					visit_context(walk, visit, processor,
						      (struct processor_context){ .sample_rate = walk->rates[rate],
										  .channels = channels,
										  .key_channels = key_channels[key] });
		}
	}
	cr_assert_gt(visited, 0, "%s is accepted nowhere", processor->name);
}

void contract_walk(const struct contract_walk *walk, void (*visit)(const struct contract_case *))
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count; i++)
		walk_processor(walk, visit, processors[i]);
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
