/* Tests that workers share channels that never meet, the columns of long sums, and the lanes of a reverb.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/engine/layout.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = LAYOUT_FRAMES, PARTS = 0 };

#define EQ "linear-phase-eq: { bands: [ { type: bell, freq: 2000 Hz, gain: 6 dB } ] }"
#define TRACKS                                                                                                         \
	"tracks:\n  a: { source: a-stereo.wav, stem: one }\n  b: { source: b.wav, pan: -30, stem: two }\n"             \
	"  c: { source: c-stereo.wav, stem: three }\n"
#define PRINT "print:\n  mixes:\n    mix: {}\n  stems: {}\n"

static const char stereo[] = "version: 1\n" TRACKS "outputs:\n  master: { inserts: [ " EQ " ] }\n" PRINT;

static const char mono[] = "version: 1\ntracks:\n  a: { source: a.wav, stem: one }\n  b: { source: b.wav, stem: two }\n"
			   "outputs:\n  master: { channels: 1, inserts: [ " EQ " ] }\n" PRINT;

static const char two_buses[] =
	"version: 1\ntracks:\n  a: { source: a-stereo.wav, output: x }\n  b: { source: b-stereo.wav, output: y }\n"
	"buses:\n  x: { inserts: [ " EQ " ] }\n  y: { inserts: [ " EQ " ] }\noutputs:\n  master: {}\n"
	"print:\n  mixes:\n    mix: {}\n";

static const char unlike_tracks[] =
	"version: 1\ntracks:\n  a: { source: a-stereo.wav, inserts: [ " EQ " ] }\n  b: { source: b.wav, inserts: [ " EQ
	" ] }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n";

static const char wide_track[] = "version: 1\ntracks:\n  a: { source: a-16ch.wav, channels: 16, inserts: [ " EQ
				 " ] }\noutputs:\n  master: { channels: 16 }\nprint:\n  mixes:\n    mix: {}\n";

static const char plate[] =
	"version: 1\n" TRACKS
	"outputs:\n  master: { inserts: [ reverb: { type: plate, decay: 0.2 s, mix: 40 % } ] }\n" PRINT;

static const char room[] =
	"version: 1\n" TRACKS "outputs:\n  master: { inserts: [ reverb: { type: room, decay: 0.5 s } ] }\n" PRINT;

static const char mono_plate[] =
	"version: 1\ntracks:\n  a: { source: a.wav, stem: one, output: x }\n  b: { source: b.wav, stem: two, output: x "
	"}\n"
	"buses:\n  x: { channels: 1, inserts: [ reverb: { decay: 0.2 s } ] }\noutputs:\n  master: {}\n" PRINT;

/* Two buses of one batch: x has the whole and three stems, y the whole and two. */
static const char unlike_groups[] =
	"version: 1\ntracks:\n  a: { source: a.wav, stem: one, output: x }\n  b: { source: b.wav, stem: two, output: x "
	"}\n"
	"  c: { source: c.wav, stem: three, output: x }\n  d: { source: d.wav, stem: one, output: y }\n"
	"  e: { source: e.wav, stem: two, output: y }\nbuses:\n  x: { channels: 1, inserts: [ " EQ " ] }\n"
	"  y: { channels: 1, inserts: [ " EQ " ] }\noutputs:\n  master: {}\n" PRINT;

#define STRIP(name) "  " name ": { source: " name "-stereo.wav, inserts: [ " EQ " ] }\n"

static const char many_tracks[] = "version: 1\ntracks:\n" STRIP("a") STRIP("b") STRIP("c") STRIP("d") STRIP("e")
	STRIP("f") STRIP("g") STRIP("h") "outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n";

/* Returns a recipe in which the master adds up 60 tracks of two stems. */
static const char *long_sum(void)
{
	static char yaml[8192];
	size_t length = (size_t)snprintf(yaml, sizeof yaml, "version: 1\ntracks:\n");
	for (int i = 0; i < 60; i++)
		length += (size_t)snprintf(yaml + length, sizeof yaml - length,
					   "  %c%d: { source: %c%d.wav, pan: %d, stem: %s }\n", 'a' + i % 26, i,
					   'a' + i % 26, i, i - 30, i % 3 == 0 ? "one" : "two");
	snprintf(yaml + length, sizeof yaml - length, "outputs:\n  master: {}\n" PRINT);
	return yaml;
}

static void render(const char *yaml, const struct rendering_options *options, struct rendering *rendering)
{
	cr_assert_eq(rendering_run(yaml, options, rendering), STATUS_OK, "%s", yaml);
}

static bool is_eq(const struct operation *operation)
{
	return operation->kind == STEP_PROCESS && strcmp(operation->processor->name, "linear-phase-eq") == 0;
}

/* Says whether an operation has what the other groups of its batch leave of the whole. */
static bool is_left_over(const struct operation *operation)
{
	for (size_t i = 0; i < operation->instance_count; i++)
		if (operation->share.group > 1 && operation->share.group + 1 == operation->instances[i].groups)
			return true;
	return false;
}

/* No operation waits for another column of its batch, in this block or the one before, but for what is left over, and
   for what then takes the place of what that has read. */
static void expect_side_by_side(const struct layout *layout, const char *yaml)
{
	for (size_t i = 0; i < layout->operations.count; i++) {
		const struct operation *operation = &layout->operations.items[i];
		for (size_t k = 0; operation->share.channels > 0 && k < layout->needs[i].need_count; k++) {
			const struct operation *needed = &layout->operations.items[layout->needs[i].needs[k].task];
			const bool may = needed->share.channel == operation->share.channel &&
					 (is_left_over(operation) || is_left_over(needed));
			cr_expect(needed->batch != operation->batch || may,
				  "column %zu of group %zu waits for %zu:\n%s", operation->share.channel,
				  operation->share.group, needed->share.channel, yaml);
		}
	}
}

/* PARTS: the instances are shared instead, among as many operations as there may be. */
static void expect_operations(const char *yaml, size_t workers, size_t expected, size_t columns_read,
			      size_t columns_written)
{
	struct layout layout = layout_of(yaml, workers, 0);
	size_t count = 0, reads = 0, writes = 0;
	for (size_t i = 0; i < layout.operations.count; i++) {
		const struct operation *operation = &layout.operations.items[i];
		if (!is_eq(operation))
			continue;
		const struct column_share *share = &operation->share;
		cr_expect((share->channels > 0) == (expected > 1 && expected != PARTS), "%s", yaml);
		cr_expect_eq(share->group * share->channels + share->channel, share->channels > 0 ? count : 0, "%s",
			     yaml);
		cr_expect_eq(operation->is_part, expected == PARTS, "%s", yaml);
		count++;
		reads += operation->read_count;
		writes += operation->write_count;
	}
	cr_expect(expected == PARTS ? count > 1 : count == expected, "%zu operations for %zu workers:\n%s", count,
		  workers, yaml);
	cr_expect(reads == columns_read && writes == columns_written, "%zu columns read, %zu written:\n%s", reads,
		  writes, yaml);
	expect_side_by_side(&layout, yaml);
	rendering_release(&layout.rendering);
}

Test(engine_channels, are_side_by_side_where_nobody_hears_them_together)
{
	expect_operations(stereo, 0, 1, 8, 8);
	expect_operations(stereo, 1, 1, 8, 8);
	/* The last lane is made of the three groups before it. */
	expect_operations(stereo, 2, 8, 12, 8);
	expect_operations(stereo, 5, 8, 12, 8);
	expect_operations(mono, 2, 3, 4, 3);
	expect_operations(two_buses, 2, 2, 4, 4);
	expect_operations(unlike_tracks, 2, 1, 3, 3);
	expect_operations(unlike_groups, 2, 4, 10, 7);
	expect_operations(wide_track, 2, 16, 16, 16);
	expect_operations(many_tracks, 2, PARTS, 16, 16);
}

/* The master has six columns: left and right of the whole, of 60 tracks, and of the stems, of 20 and 40. A part has 64
   of these 240 terms or more. */
Test(engine_channels, long_sums_are_cut_among_workers)
{
	static const struct {
		size_t workers, parts;
	} cases[] = { { 0, 1 }, { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 3 }, { 16, 3 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct layout layout = layout_of(long_sum(), cases[i].workers, 0);
		size_t parts = 0, columns = 0, terms = 0;
		for (size_t k = 0; k < layout.operations.count; k++) {
			const struct operation *operation = &layout.operations.items[k];
			if (operation->kind != STEP_MIX || operation->mixes[0][0].count < 20)
				continue;
			cr_expect_eq(operation->first_mix, columns);
			cr_expect_eq(operation->write_count, operation->mix_count);
			parts++;
			columns += operation->mix_count;
			for (size_t column = 0; column < operation->mix_count; column++)
				terms += operation->mixes[0][column].count;
		}
		cr_expect(parts == cases[i].parts && columns == 6 && terms == 240, "%zu workers: %zu, %zu, %zu",
			  cases[i].workers, parts, columns, terms);
		rendering_release(&layout.rendering);
	}
}

/* Counts the operations of a reverb, and their groups and columns. */
static void expect_reverbs(const char *yaml, size_t workers, size_t expected, size_t groups, size_t columns)
{
	struct layout layout = layout_of(yaml, workers, 0);
	size_t count = 0, found = 0, reads = 0;
	for (size_t i = 0; i < layout.operations.count; i++) {
		const struct operation *operation = &layout.operations.items[i];
		if (operation->kind != STEP_PROCESS || strcmp(operation->processor->name, "reverb") != 0)
			continue;
		for (size_t k = 0; k < layout.needs[i].need_count; k++) {
			const struct operation *needed = &layout.operations.items[layout.needs[i].needs[k].task];
			cr_expect(needed == operation || needed->processor != operation->processor,
				  "a part waits for another:\n%s", yaml);
		}
		count++;
		found += operation->instances[0].groups;
		reads += operation->read_count;
	}
	cr_expect(count == expected && found == groups && reads == columns,
		  "%zu workers: %zu parts of %zu groups read %zu columns:\n%s", workers, count, found, reads, yaml);
	rendering_release(&layout.rendering);
}

/* The whole and three stems are four groups. Two stems that a mono bus makes stereo stay together. */
Test(engine_channels, lanes_of_a_reverb_are_side_by_side)
{
	static const size_t parts[] = { 1, 1, 2, 3, 4, 4 };
	for (size_t workers = 0; workers < sizeof parts / sizeof *parts; workers++) {
		expect_reverbs(plate, workers, parts[workers], 4, 8);
		expect_reverbs(room, workers, parts[workers], 4, 8);
		expect_reverbs(mono_plate, workers, 1, 3, 3);
	}
}

Test(engine_channels, change_no_bit)
{
	const char *const recipes[] = { stereo,     mono,  two_buses, unlike_tracks, many_tracks,
					long_sum(), plate, room,      mono_plate,    unlike_groups };
	static const size_t blocks[] = { 0, 64, 1000, 777 };
	for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
		struct rendering_options options = { .source_frames = FRAMES, .fill = layout_noise };
		struct rendering alone, shared;
		render(recipes[i], &options, &alone);
		for (size_t workers = 2; workers <= 5; workers++) {
			options.workers = workers;
			options.block_frames = blocks[workers % 4];
			render(recipes[i], &options, &shared);
			for (size_t k = 0; k < alone.graph->print_count; k++)
				cr_expect(rendering_is_alike(&alone, k, &shared), "print %zu, %zu workers:\n%s", k,
					  workers, recipes[i]);
			rendering_release(&shared);
		}
		rendering_release(&alone);
	}
}

/* Each call is one second later than the last, on whatever thread it is. */
static double ticks(void)
{
	static _Thread_local double seconds;
	return seconds += 1.0;
}

/* Returns the cost of the equaliser's nodes, which is a second for each block of each operation here. */
static void account(const char *yaml, size_t workers, double *seconds, size_t *columns)
{
	const struct rendering_options options = { .source_frames = FRAMES,
						   .fill = layout_noise,
						   .workers = workers,
						   .block_frames = FRAMES,
						   .clock = ticks };
	struct rendering rendering;
	render(yaml, &options, &rendering);
	*seconds = 0.0;
	*columns = 0;
	for (size_t i = 0; i < rendering.result.cost_count; i++) {
		const struct engine_cost *cost = &rendering.result.costs[i];
		if (cost->kind != STEP_PROCESS)
			continue;
		*seconds += cost->seconds;
		*columns += cost->columns;
	}
	rendering_release(&rendering);
}

Test(engine_channels, cost_what_they_cost)
{
	static const struct {
		const char *recipe;
		double operations;
	} cases[] = { { stereo, 8.0 }, { two_buses, 2.0 }, { unlike_groups, 4.0 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double alone, shared;
		size_t columns, shared_columns;
		account(cases[i].recipe, 1, &alone, &columns);
		account(cases[i].recipe, 3, &shared, &shared_columns);
		cr_expect_gt(alone, 0.0);
		cr_expect_float_eq(shared, cases[i].operations * alone, 1e-9, "%g and %g seconds", alone, shared);
		cr_expect_eq(shared_columns, columns);
	}
}
