/* Tests strips that feed several others by their `output`: levels, bits, labels, stems.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/rendering.h"

#include "base/text.h"
#include "graph/reach.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 4800 };

/* The source is noise from -0.5 to 0.5, different in each file. */
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

static void render_ok(const char *yaml, struct rendering *rendering)
{
	enum status status = rendering_run(yaml, &options, rendering);
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

static bool are_equal(const struct memory_printer *a, const struct memory_printer *b)
{
	if (a->printer.channels != b->printer.channels || a->frames != b->frames)
		return false;
	for (size_t i = 0; i < a->printer.channels; i++)
		if (memcmp(a->columns[i], b->columns[i], a->frames * sizeof(double)) != 0)
			return false;
	return true;
}

/* Returns the largest difference between the sum of some prints and another print. */
static double distance(const struct memory_printer *whole, const struct memory_printer *const *parts, size_t count)
{
	double most = 0.0;
	for (size_t channel = 0; channel < whole->printer.channels; channel++)
		for (size_t frame = 0; frame < whole->frames; frame++) {
			double left = whole->columns[channel][frame];
			for (size_t i = 0; i < count; i++)
				left -= parts[i]->columns[channel][frame];
			most = fmax(most, fabs(left));
		}
	return most;
}

#define HEAD "version: 1\nsession: { tail: none }\ntracks:\n"

/* A send after the pan, at 0 dB, is the same way in other words. Two recipes have lists of outputs, in one order and in
 * the other. */
Test(outputs, each_hears_what_a_send_at_unity_would_bring)
{
#define KICK "  kick: { source: kick.wav, fader: -3 dB, pan: 30 L, "
#define LEAD "  lead: { source: lead-stereo.wav, balance: 20 R, width: 120 %, "
#define REST                                                                                                           \
	"  bass: { source: bass.wav, output: master }\nbuses:\n  drums: { output: master }\noutputs:\n  master: {}\n " \
	" "                                                                                                            \
	"cue: {}\nprint:\n  mixes:\n    master: { of: master }\n    cue: { of: cue }\n"
	static const char *const yaml[] = {
		HEAD KICK "output: [ drums, cue ] }\n" LEAD "output: [ master, cue ] }\n" REST,
		HEAD KICK "output: [ cue, drums ] }\n" LEAD "output: [ cue, master ] }\n" REST,
		HEAD KICK "output: drums, sends: [ { to: cue, tap: post-pan } ] }\n" LEAD
			  "output: master, sends: [ { to: cue, tap: post-pan } ] }\n" REST,
	};
	struct rendering renderings[3];
	for (size_t i = 0; i < 3; i++)
		render_ok(yaml[i], &renderings[i]);
	for (size_t i = 0; i < 2; i++) {
		cr_assert(are_equal(print(&renderings[i], PRINT_MIX, "master"),
				    print(&renderings[2], PRINT_MIX, "master")));
		cr_assert(are_equal(print(&renderings[i], PRINT_MIX, "cue"), print(&renderings[2], PRINT_MIX, "cue")));
	}
	const struct memory_printer *cue = print(&renderings[0], PRINT_MIX, "cue");
	cr_assert_not(are_equal(cue, print(&renderings[0], PRINT_MIX, "master")));
	for (size_t i = 0; i < 3; i++)
		rendering_release(&renderings[i]);
}

/* Each output hears the strip as if it were the only one: mono stays as it is in a mono output, and is panned in a
 * stereo one. */
Test(outputs, each_takes_the_strip_by_its_own_width)
{
	static const char list[] =
		HEAD "  click: { source: click.wav, pan: 40 R, output: [ main, guide, wide ] }\n"
		     "  lead: { source: lead-stereo.wav, output: [ main, guide, wide ] }\n"
		     "outputs:\n  main: {}\n  guide: { channels: 1 }\n  wide: { channels: 6 }\n"
		     "print:\n  mixes:\n    main: { of: main }\n    guide: { of: guide }\n    wide: { of: wide "
		     "}\n";
	static const struct {
		const char *name, *pan, *channels;
	} alone[] = { { "main", ", pan: 40 R", "2" }, { "guide", "", "1" }, { "wide", ", pan: 40 R", "6" } };
	struct rendering together;
	render_ok(list, &together);
	for (size_t i = 0; i < 3; i++) {
		char yaml[1024];
		snprintf(yaml, sizeof yaml,
			 HEAD "  click: { source: click.wav%s }\n  lead: { source: lead-stereo.wav }\n"
			      "outputs:\n  %s: { channels: %s }\nprint:\n  mixes:\n    %s: {}\n",
			 alone[i].pan, alone[i].name, alone[i].channels, alone[i].name);
		struct rendering own;
		render_ok(yaml, &own);
		cr_assert(are_equal(print(&together, PRINT_MIX, alone[i].name), print(&own, PRINT_MIX, alone[i].name)),
			  "%s", alone[i].name);
		rendering_release(&own);
	}
	/* Worked out by hand, the mono output is the click at 0 dB and the mean of both sides of the lead. */
	double click[FRAMES], left[FRAMES], right[FRAMES], *sides[] = { left, right }, *mono = click;
	fill("click.wav", &mono, 1, FRAMES);
	fill("lead-stereo.wav", sides, 2, FRAMES);
	const struct memory_printer *guide = print(&together, PRINT_MIX, "guide");
	for (size_t i = 0; i < FRAMES; i++)
		cr_assert_float_eq(guide->columns[0][i], click[i] + 0.5 * (left[i] + right[i]), 1e-15);
	rendering_release(&together);
}

#define BOTH_WAYS                                                                                                      \
	HEAD "  kick: { source: kick-stereo.wav, output: [ drums, crush, cue ] }\n"                                    \
	     "  snare: { source: snare-stereo.wav, output: [ cue, kit ] }\n"                                           \
	     "  click: { source: click.wav, stem: click, output: cue }\n"                                              \
	     "buses:\n  kit: { output: [ drums, crush ] }\n  drums: { stem: drums, output: [ master, cue ], fader: "   \
	     "-3 dB }\n"                                                                                               \
	     "  crush: { stem: crush, output: master, fader: -6 dB, inserts: [ compressor: { threshold: -30 dB, "      \
	     "ratio: 8 } ] }\n"                                                                                        \
	     "outputs:\n  master: { inserts: [ compressor: { threshold: -20 dB, ratio: 3, lookahead: 2 ms } ] }\n"     \
	     "  cue: { fader: -6 dB, inserts: [ compressor: { threshold: -20 dB, ratio: 2 } ] }\n"

/* Neither track has a label. Their label is that of the first output that leads to one, and each bus has its own label
 * on its way. */
Test(outputs, the_stems_of_each_output_add_up)
{
	static const char *const of[] = { "master", "cue" };
	static const char *const stems[][2] = { { "drums", "crush" }, { "drums", "click" } };
	for (size_t i = 0; i < 2; i++) {
		char yaml[2048];
		snprintf(yaml, sizeof yaml, BOTH_WAYS "print:\n  mixes:\n    mix: { of: %s }\n  stems: { of: %s }\n",
			 of[i], of[i]);
		struct rendering rendering;
		render_ok(yaml, &rendering);
		const struct memory_printer *parts[] = { print(&rendering, PRINT_STEM, stems[i][0]),
							 print(&rendering, PRINT_STEM, stems[i][1]) };
		cr_assert_eq(rendering.graph->print_count, 3);
		cr_assert_lt(distance(print(&rendering, PRINT_MIX, "mix"), parts, 2), 1e-14);
		cr_assert_lt(rendering.result.residual_peak, 1e-14);
		cr_assert_gt(distance(parts[0], &parts[1], 1), 0.01);
		rendering_release(&rendering);
	}
}

/* Without dynamics each way can be worked out by hand: through "drums" at -3 dB, through "crush" at 0 dB. */
Test(outputs, sound_has_another_label_on_each_way)
{
	struct rendering rendering;
	render_ok(HEAD
		  "  kick: { source: kick-stereo.wav, output: [ none-yet, drums, crush, master ] }\n"
		  "buses:\n  none-yet: { output: cue }\n  drums: { stem: drums, fader: -6.020599913279624 dB, output: "
		  "master }\n  crush: { stem: crush, output: master }\noutputs:\n  master: {}\n  cue: {}\nprint:\n  "
		  "mixes:\n    mix: { of: master }\n    dry: { of: cue }\n  stems: { of: master }\n",
		  &rendering);
	const struct memory_printer *dry = print(&rendering, PRINT_MIX, "dry");
	const struct memory_printer *drums = print(&rendering, PRINT_STEM, "drums");
	const struct memory_printer *crush = print(&rendering, PRINT_STEM, "crush");
	for (size_t i = 0; i < FRAMES; i++) {
		/* The way without a label has the label of the first output that leads to one. */
		cr_assert_float_eq(drums->columns[0][i], 1.5 * dry->columns[0][i], 1e-15);
		cr_assert_eq(crush->columns[0][i], dry->columns[0][i]);
	}
	rendering_release(&rendering);
}

/* If the way has only gains, a mix rendered anew is the sum of the stems that it keeps. */
Test(outputs, a_mix_rendered_anew_keeps_the_ways_of_its_stems)
{
	static const char *const keys[] = { "without: [ drums ]", "without: [ crush ]", "only: [ click ]" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char yaml[2048];
		snprintf(yaml, sizeof yaml,
			 HEAD "  kick: { source: kick-stereo.wav, output: [ drums, crush, master ], sends: [ { to: "
			      "room } ] }\n"
			      "  snare: { source: snare-stereo.wav, output: kit }\n"
			      "  click: { source: click.wav, stem: click, output: [ master, crush ] }\n"
			      "buses:\n  kit: { output: [ crush, drums ] }\n  drums: { stem: drums, fader: -3 dB }\n"
			      "  crush: { stem: crush, fader: -6 dB }\nauxes:\n  room: { fader: -9 dB }\n"
			      "outputs:\n  master: {}\nprint:\n  mixes:\n    all: {}\n    heard: { %s }\n"
			      "    anew: { %s, mode: re-rendered }\n",
			 keys[i], keys[i]);
		const struct rendering_options third = { .source_frames = FRAMES, .fill = fill, .re_rendered = 3 };
		struct rendering heard, anew;
		render_ok(yaml, &heard);
		cr_assert_eq(rendering_run(yaml, &third, &anew), STATUS_OK);
		const struct memory_printer *const parts[] = { print(&anew, PRINT_MIX, "anew") };
		cr_assert_lt(distance(print(&heard, PRINT_MIX, "heard"), parts, 1), 1e-15, "%s", keys[i]);
		cr_assert_gt(distance(print(&heard, PRINT_MIX, "all"), parts, 1), 0.1, "%s", keys[i]);
		rendering_release(&heard);
		rendering_release(&anew);
	}
}

/* There are more ways from the first bus to the output than a program could ever walk one by one. */
Test(outputs, a_ladder_of_buses_does_not_take_for_ever, .timeout = 20)
{
	enum { RUNGS = 90 };
	struct text yaml = { 0 };
	text_append(&yaml, HEAD "  a: { source: a.wav, trim: -inf dB, output: [ b0, b1 ] }\nbuses:\n");
	for (size_t i = 0; i < RUNGS; i++)
		text_append(&yaml, i + 2 < RUNGS ? "  b%zu: { output: [ b%zu, b%zu ] }\n" : "  b%zu: { stem: end }\n",
			    i, i + 1, i + 2);
	text_append(&yaml, "outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n    anew: { without: [ end ], mode: "
			   "re-rendered }\n  stems: {}\n");
	cr_assert_not(yaml.failed);
	const struct rendering_options second = { .source_frames = FRAMES, .fill = fill, .re_rendered = 2 };
	struct rendering rendering, anew;
	render_ok(yaml.bytes, &rendering);
	struct reach *reach;
	cr_assert_eq(reach_build(rendering.graph, rendering.arena, &reach), STATUS_OK);
	cr_assert_eq(reach_cell(reach, 0, 0)->way_count, REACH_WAYS_COUNTED);
	cr_assert_eq(rendering_run(yaml.bytes, &second, &anew), STATUS_OK);
	rendering_release(&rendering);
	rendering_release(&anew);
	text_release(&yaml);
}
