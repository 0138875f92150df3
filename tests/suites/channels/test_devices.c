/* Tests outputs that share the channels of a device: the content of its file, column by column.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/rendering.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 4800 };

static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = 88172645463325252u;
	for (size_t i = 0; name[i]; i++)
		state = state * 31 + (unsigned char)name[i];
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			columns[i][j] = (double)(state >> 12) * 0x1p-52 - 0.5;
		}
}

static const struct rendering_options options = { .source_frames = FRAMES, .fill = fill };

static void render_ok(const char *yaml, const struct rendering_options *how, struct rendering *rendering)
{
	enum status status = rendering_run(yaml, how, rendering);
	for (size_t i = 0; i < rendering->diagnostics.count; i++)
		fprintf(stderr, "%s\n", rendering->diagnostics.items[i].message);
	cr_assert_eq(status, STATUS_OK, "%s\n%s", status_text(status), yaml);
}

static const struct memory_printer *print(const struct rendering *rendering, enum print_role role, const char *name)
{
	const struct memory_printer *found = rendering_print(rendering, role, name);
	cr_assert_not_null(found, "%s", name);
	return found;
}

/* Returns whether a channel of a device, counted from 1, has the bits of a channel of a mix, counted from 1. */
static bool holds(const struct memory_printer *device, size_t channel, const struct memory_printer *mix, size_t own)
{
	return device->frames == mix->frames &&
	       memcmp(device->columns[channel - 1], mix->columns[own - 1], mix->frames * sizeof(double)) == 0;
}

static double peak_of_channel(const struct memory_printer *print, size_t channel)
{
	double most = 0.0;
	for (size_t i = 0; i < print->frames; i++)
		most = fmax(most, fabs(print->columns[channel - 1][i]));
	return most;
}

/* One output is late by its limiter, one has only gains, and one is mono. The channels are not in order, and nothing
 * takes channels 5 and 6. */
#define RIG                                                                                                            \
	"version: 1\nsession: { tail: 10 ms }\ntracks:\n"                                                              \
	"  lead: { source: lead-stereo.wav, stem: lead, output: [ main, phones ] }\n"                                  \
	"  bass: { source: bass.wav, stem: bass, pan: 20 R, output: [ main, phones ] }\n"                              \
	"  click: { source: click.wav, stem: click, output: [ metronome, phones ] }\n"                                 \
	"  room: { source: room-06ch.wav, stem: room, output: wide }\n"                                                \
	"outputs:\n"                                                                                                   \
	"  main: { device: interface, channels: [ 1, 2 ], inserts: [ limiter: { ceiling: -6 dBTP } ] }\n"              \
	"  phones: { device: interface, channels: [ 4, 3 ], fader: -3.3 dB, balance: 17 L, trim: -1.7 dB }\n"          \
	"  metronome: { device: interface, channels: [ 7 ], fader: -12 dB }\n"                                         \
	"  wide: { device: recorder, channels: [ 11, 12, 13, 14, 15, 64 ] }\n"                                         \
	"print:\n"

#define MIXES                                                                                                          \
	"  mixes: { main: { of: main }, phones: { of: phones }, metronome: { of: metronome }, wide: { of: wide } }\n"

static void assert_interface(const struct memory_printer *device, const struct rendering *mixes)
{
	cr_assert_eq(device->printer.channels, 7);
	cr_assert(holds(device, 1, print(mixes, PRINT_MIX, "main"), 1));
	cr_assert(holds(device, 2, print(mixes, PRINT_MIX, "main"), 2));
	cr_assert(holds(device, 4, print(mixes, PRINT_MIX, "phones"), 1));
	cr_assert(holds(device, 3, print(mixes, PRINT_MIX, "phones"), 2));
	cr_assert(holds(device, 7, print(mixes, PRINT_MIX, "metronome"), 1));
	for (size_t i = 5; i <= 6; i++)
		cr_assert_eq(peak_of_channel(device, i), 0.0, "nobody takes channel %zu", i);
}

Test(devices, hold_the_bits_of_the_mixes_of_their_outputs)
{
	struct rendering rendering;
	render_ok(RIG MIXES "  devices: yes\n", &options, &rendering);
	assert_interface(print(&rendering, PRINT_DEVICE, "interface"), &rendering);
	const struct memory_printer *recorder = print(&rendering, PRINT_DEVICE, "recorder");
	cr_assert_eq(recorder->printer.channels, 64);
	for (size_t i = 1; i <= 5; i++)
		cr_assert(holds(recorder, 10 + i, print(&rendering, PRINT_MIX, "wide"), i));
	cr_assert(holds(recorder, 64, print(&rendering, PRINT_MIX, "wide"), 6));
	cr_assert_eq(peak_of_channel(recorder, 1) + peak_of_channel(recorder, 10) + peak_of_channel(recorder, 63), 0.0);
	for (size_t i = 0; i < rendering.graph->print_count; i++)
		cr_assert_eq(rendering.result.print_peaks[i] > 0.1, true);
	rendering_release(&rendering);
}

/* Without a mix in the recipe the columns are the same, for all block sizes and numbers of threads. */
Test(devices, need_no_mixes_and_depend_on_nothing_else)
{
	static const struct rendering_options ways[] = {
		{ .source_frames = FRAMES, .fill = fill, .block_frames = 37 },
		{ .source_frames = FRAMES, .fill = fill, .block_frames = 1024, .workers = 3 },
		{ .source_frames = FRAMES, .fill = fill, .kernel = "plain" },
	};
	struct rendering mixes;
	render_ok(RIG MIXES, &options, &mixes);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct rendering alone;
		render_ok(RIG "  devices: [ interface ]\n", &ways[i], &alone);
		cr_assert_eq(alone.graph->print_count, 1);
		cr_assert_eq(alone.graph->latency, mixes.graph->latency);
		assert_interface(print(&alone, PRINT_DEVICE, "interface"), &mixes);
		rendering_release(&alone);
	}
	rendering_release(&mixes);
}

/* A device whose output ends earlier than the others waits for them, as any print does. */
Test(devices, start_and_end_with_all_other_prints)
{
	struct rendering rendering;
	render_ok("version: 1\ntracks:\n  a: { source: a.wav, output: [ late, plain ] }\n"
		  "outputs:\n  late: { inserts: [ limiter, delay: { time: 50 ms, feedback: 50 %, mix: 50 % } ] }\n"
		  "  plain: { channels: [ 2, 1 ], device: interface }\n"
		  "print:\n  mixes: { late: { of: late }, plain: { of: plain } }\n  devices: yes\n",
		  &options, &rendering);
	const struct memory_printer *device = print(&rendering, PRINT_DEVICE, "interface");
	const struct memory_printer *plain = print(&rendering, PRINT_MIX, "plain");
	cr_assert_gt(rendering.graph->latency, 0);
	cr_assert_eq(device->frames, print(&rendering, PRINT_MIX, "late")->frames);
	cr_assert(holds(device, 1, plain, 2) && holds(device, 2, plain, 1));
	rendering_release(&rendering);
}

/* Solos, mutes and stems do not change the order of the columns. */
Test(devices, go_with_stems_and_solos)
{
	struct rendering rendering;
	render_ok(
		RIG
		"  mixes: { mix: { of: phones }, less: { of: phones, without: [ click ] } }\n  stems: { of: phones }\n"
		"  devices: [ interface ]\n",
		&options, &rendering);
	const struct memory_printer *device = print(&rendering, PRINT_DEVICE, "interface");
	const struct memory_printer *mix = print(&rendering, PRINT_MIX, "mix");
	cr_assert(holds(device, 4, mix, 1) && holds(device, 3, mix, 2));
	cr_assert_not(holds(device, 4, print(&rendering, PRINT_MIX, "less"), 1));
	cr_assert_lt(rendering.result.residual_peak, 1e-14);
	rendering_release(&rendering);
	render_ok(
		"version: 1\nsession: { tail: none }\ntracks:\n  a: { source: a-stereo.wav, output: main, solo: yes }\n"
		"  b: { source: b-stereo.wav, output: phones }\noutputs:\n  main: { device: d, channels: [ 1, 2 ] }\n"
		"  phones: { device: d, channels: [ 3, 4 ] }\nprint: { devices: { d: } }\n",
		&options, &rendering);
	device = print(&rendering, PRINT_DEVICE, "d");
	cr_assert_gt(peak_of_channel(device, 1), 0.4);
	cr_assert_eq(peak_of_channel(device, 3), 0.0);
	rendering_release(&rendering);
}
