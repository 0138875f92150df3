/* Tests what is heard where: taps, sends, mutes, solos, labels, alignment.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each recipe is small enough to be worked out by hand. */
#include "support/rendering.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 4800 };

/* sine.wav and other names are a sine with a peak of 1, whose period of 48 frames begins at frame 0. noise*.wav is
 * noise. */
static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	uint64_t state = 88172645463325252u;
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			columns[i][j] = strncmp(name, "noise", 5) == 0
						? (double)(state >> 12) * 0x1p-53 - 0.25
						: sin(2.0 * 3.14159265358979323846 * (double)(j % 48) / 48.0);
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

static double peak(const struct memory_printer *print)
{
	cr_assert_not_null(print);
	double value = 0.0;
	for (size_t channel = 0; channel < print->printer.channels; channel++)
		for (size_t frame = 0; frame < print->frames; frame++)
			value = fmax(value, fabs(print->columns[channel][frame]));
	return value;
}

#define HEAD "version: 1\nsession: { tail: none }\n"

#define MASTER_MIX "outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n"

struct heard {
	const char *what;
	const char *yaml;
	double peak; /* the peak of the mix "mix" */
};

static const struct heard table[] = {
	{ "a stereo source passes at unity",
	  HEAD "tracks:\n  a: { source: x-stereo.wav }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n", 1.0 },
	{ "a mono source in the centre is 3 dB down on either side",
	  HEAD "tracks:\n  a: { source: x.wav }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  0.70710678118654752 },
	{ "the session's pan law counts",
	  "version: 1\nsession: { tail: none, pan_law: -6 dB }\ntracks:\n  a: { source: x.wav }\noutputs:\n  master: "
	  "{}\nprint:\n  mixes:\n    mix: {}\n",
	  0.5 },
	{ "a sine and its inverse are silence",
	  HEAD "tracks:\n  a: { source: x-stereo.wav }\n  b: { source: x-stereo.wav, polarity: inverted }\noutputs:\n  "
	       "master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  0.0 },
	{ "an aux at unity plus dry doubles",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, sends: [ { to: echo } ] }\nauxes:\n  echo: {}\noutputs:\n  "
	       "master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  2.0 },
	{ "a pre-fader send before a muted fader still arrives",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, mute: yes, sends: [ { to: echo, tap: pre-fader } ] }\nauxes:\n  "
	       "echo: {}\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  1.0 },
	{ "a post-fader send follows the fader",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, fader: -inf dB, sends: [ { to: echo } ] }\nauxes:\n  echo: "
	       "{}\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  0.0 },
	{ "a muted send is silent",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, output: none, sends: [ { to: echo, mute: yes } ] }\nauxes:\n  "
	       "echo: {}\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  0.0 },
	{ "output none is a key that nobody hears",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, output: none }\n  b: { source: x-stereo.wav, fader: "
	       "-6.020599913279624 dB, inserts: [ { compressor: { key: a, threshold: 0 dB, knee: 0 dB } } ] "
	       "}\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  0.5 },
	{ "solo silences the others",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, solo: yes }\n  b: { source: x-stereo.wav }\noutputs:\n  master: "
	       "{}\nprint:\n  mixes:\n    mix: {}\n",
	  1.0 },
	{ "a soloed bus keeps what feeds it, and nothing beside it",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, output: bus }\n  b: { source: x-stereo.wav, output: bus }\n  c: "
	       "{ source: x-stereo.wav }\nbuses:\n  bus: { solo: yes }\noutputs:\n  master: {}\nprint:\n  mixes:\n    "
	       "mix: {}\n",
	  2.0 },
	{ "a soloed aux is heard without the dry sound",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, sends: [ { to: echo, level: -6.020599913279624 dB } ] "
	       "}\nauxes:\n  echo: { solo: yes }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  0.5 },
	{ "two sources of a track are summed, one with a gain",
	  HEAD "tracks:\n  a: { source: [ x-stereo.wav, { file: y-stereo.wav, gain: -6.020599913279624 dB } ] "
	       "}\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  1.5 },
	{ "a strip listens to the pre-fader tap of another",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, fader: -20 dB, output: none }\nbuses:\n  b: { input: [ "
	       "a.pre-fader ] }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  1.0 },
	{ "stereo into a mono bus is the mean of both sides",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, output: b }\nbuses:\n  b: { channels: 1 }\noutputs:\n  master: { "
	       "channels: 1 }\nprint:\n  mixes:\n    mix: {}\n",
	  1.0 },
	{ "six channels pass straight",
	  HEAD
	  "tracks:\n  a: { source: x-06ch.wav }\noutputs:\n  master: { channels: 6 }\nprint:\n  mixes:\n    mix: {}\n",
	  1.0 },
	{ "trim and fader multiply",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, trim: 6.020599913279624 dB, fader: -12.041199826559248 dB "
	       "}\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	  0.5 },
	{ "a VCA adds to the faders of its members",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, fader: -6.020599913279624 dB }\n  b: { source: x-stereo.wav "
	       "}\nvcas:\n  "
	       "all: { members: [ a, b ], fader: -6.020599913279624 dB }\n" MASTER_MIX,
	  0.75 },
	{ "a VCA moves the members of its members, each once",
	  HEAD
	  "tracks:\n  a: { source: x-stereo.wav }\n  b: { source: x-stereo.wav }\nvcas:\n  top: { members: [ drums, a "
	  "], "
	  "fader: -6.020599913279624 dB }\n  drums: { members: [ a, b ], fader: -6.020599913279624 dB }\n" MASTER_MIX,
	  0.5 },
	{ "a VCA mutes its members, and a pre-fader send stays",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, sends: [ { to: echo, tap: pre-fader }, { to: echo } ] "
	       "}\nauxes:\n  echo: "
	       "{}\nvcas:\n  all: { members: a, mute: yes }\n" MASTER_MIX,
	  1.0 },
	{ "a VCA soloes its members",
	  HEAD "tracks:\n  a: { source: x-stereo.wav }\n  b: { source: x-stereo.wav }\nvcas:\n  one: { members: a, "
	       "solo: yes }\n" MASTER_MIX,
	  1.0 },
	{ "a solo-safe track is heard beside a solo, and through its bus alone",
	  HEAD
	  "tracks:\n  a: { source: x-stereo.wav, solo: yes }\n  click: { source: x-stereo.wav, solo_safe: yes, output: "
	  "bus, "
	  "fader: -6.020599913279624 dB }\n  c: { source: x-stereo.wav, output: bus }\nbuses:\n  bus: {}\n" MASTER_MIX,
	  1.5 },
	{ "solo-safe means nothing without a solo",
	  HEAD "tracks:\n  a: { source: x-stereo.wav }\n  b: { source: x-stereo.wav, solo_safe: yes }\n" MASTER_MIX,
	  2.0 },
	{ "both sides of a stereo strip in the centre",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, pan: [ C, C ], pan_law: -6 dB }\n" MASTER_MIX, 1.0 },
	{ "the right side of a stereo strip in the centre, the left one where it was",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, pan: [ 100 L, C ] }\n" MASTER_MIX, 1.70710678118654752 },
	{ "sides that change places", HEAD "tracks:\n  a: { source: x-stereo.wav, pan: [ 100 R, 100 L ] }\n" MASTER_MIX,
	  1.0 },
	{ "a chain of a rack is tapped before its level and the fader",
	  HEAD
	  "tracks:\n  a: { source: x-stereo.wav, output: none, fader: -20 dB, inserts: [ parallel: { chains: [ { name: "
	  "dry "
	  "}, { name: wet, level: -30 dB, inserts: [ gain: -6.020599913279624 dB ] } ] } ] }\nbuses:\n  b: { input: [ "
	  "a.parallel.wet ] }\n" MASTER_MIX,
	  0.5 },
	{ "of two racks the one that is named, and a rack within its chain",
	  HEAD
	  "tracks:\n  a: { source: x-stereo.wav, output: none, inserts: [ parallel: { chains: [ { name: wet } ] }, "
	  "parallel: { name: crush, chains: [ { name: wet, inserts: [ gain: -6.020599913279624 dB, parallel: { chains: "
	  "[ { "
	  "name: in, inserts: [ gain: -6.020599913279624 dB ] } ] } ] } ] } ] }\nbuses:\n  b: { input: [ "
	  "a.crush.wet.parallel.in ] }\n" MASTER_MIX,
	  0.25 },
	{ "a chain as a key is that chain alone",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, output: none, inserts: [ parallel: { chains: [ { name: dry }, { "
	       "name: soft, "
	       "inserts: [ gain: -10 dB ] } ] } ] }\n  soft: { source: x-stereo.wav, output: none, inserts: [ gain: "
	       "-10 dB ] }\n  "
	       "b: { source: noise-stereo.wav, inserts: [ compressor: { key: a.parallel.soft, threshold: -30 dB } ] "
	       "}\n  c: { "
	       "source: noise-stereo.wav, polarity: inverted, inserts: [ compressor: { key: soft, threshold: -30 dB } "
	       "] }\n" MASTER_MIX,
	  0.0 },
	{ "a mix without a stem lacks it",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, stem: one }\n  b: { source: x-stereo.wav, stem: two, fader: "
	       "-6.020599913279624 dB }\noutputs:\n  master: {}\nprint:\n  mixes:\n    all: {}\n    mix: { without: [ "
	       "one ] }\n",
	  0.5 },
	{ "a mix of only one stem has it alone",
	  HEAD "tracks:\n  a: { source: x-stereo.wav, stem: one }\n  b: { source: x-stereo.wav, stem: two, fader: "
	       "-6.020599913279624 dB }\noutputs:\n  master: {}\nprint:\n  mixes:\n    all: {}\n    mix: { only: [ one "
	       "] }\n",
	  1.0 },
};

Test(routing, levels_are_those_worked_out_by_hand)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct rendering rendering;
		render_ok(table[i].yaml, &rendering);
		double heard = peak(rendering_print(&rendering, PRINT_MIX, "mix"));
		cr_assert_float_eq(heard, table[i].peak, 1e-12, "%s: %.15f instead of %.15f", table[i].what, heard,
				   table[i].peak);
		rendering_release(&rendering);
	}
}

/* A strip that a mix rendered anew leaves out is silent there, whatever it does to a stereo signal. */
Test(routing, a_mix_rendered_anew_leaves_stereo_strips_out)
{
	const char *yaml = HEAD "tracks:\n  a: { source: x-stereo.wav, stem: one, balance: 20 L }\n  b: { source: "
				"x-stereo.wav, stem: one, width: "
				"50 % }\n  c: { source: x-stereo.wav, stem: one, pan: [ C, C ] }\n  d: { source: "
				"x-stereo.wav, stem: two }\n"
				"outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n    less: { without: one, "
				"mode: re-rendered }\n";
	const struct rendering_options anew = { .source_frames = FRAMES, .fill = fill, .re_rendered = 2 };
	struct rendering rendering;
	cr_assert_eq(rendering_run(yaml, &anew, &rendering), STATUS_OK);
	cr_assert_float_eq(peak(rendering_print(&rendering, PRINT_MIX, "less")), 1.0, 1e-12);
	rendering_release(&rendering);
}

/* The inverted dry signal plus the same signal, late by L on its way, leave exactly nothing. */
Test(routing, every_way_is_aligned_to_the_frame)
{
	static const char *const ways[] = {
		/* a bus */
		HEAD
		"tracks:\n  dry: { source: noise-stereo.wav, polarity: inverted }\n  wet: { source: noise-stereo.wav, "
		"output: bus }\nbuses:\n  bus: { inserts: [ { compressor: { threshold: 0 dB, knee: 0 dB, lookahead: "
		"%zu samples } } ] }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
		/* a send */
		HEAD "tracks:\n  dry: { source: noise-stereo.wav, polarity: inverted, sends: [ { to: aux } ], output: "
		     "bus }\nbuses:\n  bus: {}\nauxes:\n  aux: { polarity: inverted, inserts: [ { compressor: { "
		     "threshold: 0 dB, knee: 0 dB, lookahead: %zu samples } } ] }\noutputs:\n  master: {}\nprint:\n  "
		     "mixes:\n    mix: {}\n",
		/* a nested return */
		HEAD
		"tracks:\n  dry: { source: noise-stereo.wav, sends: [ { to: one } ] }\nauxes:\n  one: { output: none, "
		"inserts: [ { compressor: { threshold: 0 dB, knee: 0 dB, lookahead: %zu samples } } ], sends: [ { to: "
		"two } ] }\n  two: { polarity: inverted, inserts: [ { compressor: { threshold: 0 dB, knee: 0 dB, "
		"lookahead: 17 samples } } ] }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
	};
	static const size_t latencies[] = { 0, 1, 63, 64, 511, 1000 };
	for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
		for (size_t i = 0; i < sizeof latencies / sizeof *latencies; i++) {
			char yaml[1024];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(yaml, sizeof yaml, ways[way], latencies[i]);
#pragma GCC diagnostic pop
			struct rendering rendering;
			render_ok(yaml, &rendering);
			cr_assert_eq(peak(rendering_print(&rendering, PRINT_MIX, "mix")), 0.0, "way %zu, %zu frames",
				     way, latencies[i]);
			cr_assert_eq(rendering_print(&rendering, PRINT_MIX, "mix")->frames, FRAMES);
			rendering_release(&rendering);
		}
}

/* The ducked signal waits for a late key, and the gain is that of a key in time. */
Test(routing, a_late_key_does_not_move_the_gain)
{
	static const char in_time[] =
		HEAD "tracks:\n  key: { source: x.wav, output: none }\n  pad: { source: noise-stereo.wav, inserts: [ { "
		     "compressor: { key: key, threshold: -20 dB, lookahead: 0 ms } } ] }\noutputs:\n  master: "
		     "{}\nprint:\n  mixes:\n    mix: {}\n";
	static const size_t latencies[] = { 1, 63, 64, 511, 1000 };
	struct rendering a;
	render_ok(in_time, &a);
	const struct memory_printer *one = rendering_print(&a, PRINT_MIX, "mix");
	for (size_t i = 0; i < sizeof latencies / sizeof *latencies; i++) {
		char late[1024];
		snprintf(late, sizeof late,
			 HEAD
			 "tracks:\n  key: { source: x.wav, output: none, inserts: [ { compressor: { threshold: 0 dB, "
			 "knee: 0 dB, lookahead: %zu samples } } ] }\n  pad: { source: noise-stereo.wav, inserts: [ { "
			 "compressor: { key: key, threshold: -20 dB, lookahead: 0 ms } } ] }\noutputs:\n  master: "
			 "{}\nprint:\n  mixes:\n    mix: {}\n",
			 latencies[i]);
		struct rendering b;
		render_ok(late, &b);
		cr_assert_eq(b.graph->latency, latencies[i]);
		const struct memory_printer *two = rendering_print(&b, PRINT_MIX, "mix");
		cr_assert_eq(one->frames, two->frames);
		for (size_t channel = 0; channel < 2; channel++)
			cr_assert_arr_eq(one->columns[channel], two->columns[channel], one->frames * sizeof(double));
		rendering_release(&b);
	}
	rendering_release(&a);
}

/* The part of a vocal in a plate without a label stays in the vocals stem. */
Test(routing, sound_keeps_its_label_through_an_unlabelled_return)
{
	struct rendering rendering;
	render_ok(HEAD "tracks:\n  lead: { source: x-stereo.wav, output: vocals, sends: [ { to: plate, level: "
		       "-6.020599913279624 dB } ] }\n"
		       "  guitar: { source: x-stereo.wav, output: music, polarity: inverted, sends: [ { to: plate, "
		       "level: -12.041199826559248 dB } ] }\n"
		       "buses:\n  vocals: { stem: vocals }\n  music: { stem: music }\nauxes:\n  plate: {}\noutputs:\n  "
		       "master: {}\n"
		       "print:\n  mixes:\n    mix: {}\n  stems: {}\n",
		  &rendering);
	cr_assert_float_eq(peak(rendering_print(&rendering, PRINT_STEM, "vocals")), 1.5, 1e-12);
	cr_assert_float_eq(peak(rendering_print(&rendering, PRINT_STEM, "music")), 1.25, 1e-12);
	cr_assert_float_eq(peak(rendering_print(&rendering, PRINT_MIX, "mix")), 0.25, 1e-12);
	rendering_release(&rendering);
}

Test(routing, a_labelled_return_is_a_stem_of_its_own)
{
	struct rendering rendering;
	render_ok(HEAD "tracks:\n  lead: { source: x-stereo.wav, output: vocals, sends: [ { to: plate, level: "
		       "-6.020599913279624 dB } ] }\n"
		       "buses:\n  vocals: { stem: vocals }\nauxes:\n  plate: { stem: fx }\noutputs:\n  master: {}\n"
		       "print:\n  mixes:\n    mix: {}\n  stems: { names: [ fx, vocals ] }\n",
		  &rendering);
	cr_assert_float_eq(peak(rendering_print(&rendering, PRINT_STEM, "vocals")), 1.0, 1e-12);
	cr_assert_float_eq(peak(rendering_print(&rendering, PRINT_STEM, "fx")), 0.5, 1e-12);
	cr_assert_eq(rendering.graph->prints[1].stem, rendering.graph->recipe->print.stem_sets[0].stems[0]);
	rendering_release(&rendering);
}

/* A tail lasts until everything is under -120 dBFS: echoes of -6 dB each, 1000 frames apart, end after 20. */
Test(routing, an_automatic_tail_ends_when_the_last_echo_is_silent)
{
	struct rendering rendering;
	render_ok("version: 1\ntracks:\n  a: { source: x-stereo.wav, inserts: [ { delay: { time: 1000 samples, "
		  "feedback: 50 %, mix: 50 % } } ] }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
		  &rendering);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	size_t last = 0;
	for (size_t i = 0; i < mix->frames; i++)
		if (fabs(mix->columns[0][i]) > 1e-6)
			last = i;
	cr_assert_eq(rendering.result.cut_peak, 0.0);
	cr_assert_geq(last, FRAMES + 18000);
	cr_assert_leq(last, mix->frames);
	cr_assert_leq(mix->frames, last + 1000 + 4800 + 4096 + 1);
	rendering_release(&rendering);
}

Test(routing, a_cut_tail_is_reported)
{
	struct rendering rendering;
	render_ok("version: 1\nsession: { tail: 5000 samples }\ntracks:\n  a: { source: x-stereo.wav, inserts: [ { "
		  "delay: { time: 1000 samples, feedback: 50 %, mix: 50 % } } ] }\noutputs:\n  master: {}\nprint:\n  "
		  "mixes:\n    mix: {}\n",
		  &rendering);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	cr_assert_eq(mix->frames, FRAMES + 5000);
	double last = 0.0;
	for (size_t i = mix->frames - 4096; i < mix->frames; i++)
		last = fmax(last, fabs(mix->columns[0][i]));
	cr_assert_eq(rendering.result.cut_peak, last);
	cr_assert_gt(last, 1e-3);
	rendering_release(&rendering);
}
