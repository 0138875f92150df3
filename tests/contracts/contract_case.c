/* stemprint tests: every processor in every context.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "contracts/contract_case.h"

#include "processors/registry.h"

#include <criterion/criterion.h>
#include <stdio.h>

const double contract_rates[4] = { 44100.0, 48000.0, 96000.0, 192000.0 };

static const size_t channel_counts[] = { 1, 2, 6 };

enum { RECORDING_FRAMES = 700 };

const char *contract_case_name(const struct contract_case *at)
{
	static char name[128];
	const struct recording *recording = at->context.recording;
	snprintf(name, sizeof name, "%s, %g Hz, %zu channels, key of %zu, file of %zu", at->processor->name,
		 at->context.sample_rate, at->context.channels, at->context.key_channels,
		 recording != NULL ? recording->channels : 0);
	return name;
}

static const struct parameter *first_of(const struct processor *processor, enum parameter_type type)
{
	for (size_t i = 0; i < processor->parameter_count; i++)
		if (processor->parameters[i].type == type)
			return &processor->parameters[i];
	return NULL;
}

/* Returns whether the processor takes part in this context, with a file of so many channels. */
static bool visit_context(const struct contract_walk *walk, void (*visit)(const struct contract_case *),
			  const struct processor *processor, struct processor_context context, size_t file_channels)
{
	struct contract_case at = { .processor = processor, .context = context, .arena = arena_new() };
	cr_assert_not_null(at.arena);
	if (file_channels > 0) {
		at.context.recording = harness_recording(at.arena, file_channels, RECORDING_FRAMES);
		cr_assert_not_null(at.context.recording);
	}
	at.variations = variations_new(at.arena, processor, &at.context, walk->random);
	const bool visited = at.variations.count > 0;
	if (visited)
		visit(&at);
	arena_free(at.arena);
	return visited;
}

/* Without and with what the processor knows: a key of one channel or of as many as the signal has, a file likewise, or of two by two. */
static size_t visit_extras(const struct contract_walk *walk, void (*visit)(const struct contract_case *),
			   const struct processor *processor, double sample_rate, size_t channels)
{
	const size_t key_channels[] = { 0, 1, channels };
	const size_t file_channels[] = { 0, 1, channels, 4 };
	const struct parameter *file_parameter = first_of(processor, PARAMETER_FILE);
	const size_t keys = first_of(processor, PARAMETER_KEY) == NULL ? 1 : channels == 1 ? 2 : 3;
	const size_t files = file_parameter == NULL ? 1 : channels == 1 ? 2 : channels == 2 ? 4 : 3;
	const size_t first_file = file_parameter != NULL && file_parameter->required ? 1 : 0;
	size_t visited = 0;
	for (size_t key = 0; key < keys; key++) {
		for (size_t file = first_file; file < files; file++) {
			const struct processor_context context = { .sample_rate = sample_rate,
								   .channels = channels,
								   .key_channels = key_channels[key] };
			visited += visit_context(walk, visit, processor, context, file_channels[file]);
		}
	}
	return visited;
}

static void walk_processor(const struct contract_walk *walk, void (*visit)(const struct contract_case *),
			   const struct processor *processor)
{
	size_t visited = 0;
	for (size_t rate = 0; rate < walk->rate_count; rate++)
		for (size_t i = 0; i < sizeof channel_counts / sizeof channel_counts[0]; i++)
			visited += visit_extras(walk, visit, processor, walk->rates[rate], channel_counts[i]);
	cr_assert_gt(visited, 0, "%s is accepted nowhere", processor->name);
}

void contract_walk(const struct contract_walk *walk, void (*visit)(const struct contract_case *))
{
	size_t count;
	const struct processor *const *processors = registry_list(&count);
	for (size_t i = 0; i < count; i++)
		if (processors[i]->fork == NULL) /* a piece of graph, which the suites render */
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
