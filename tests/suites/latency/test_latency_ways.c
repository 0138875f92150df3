/* Tests that every way through a session is aligned to the frame, at every rate and in every block.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each session adds sound and the same sound inverted, over ways of different latency. What is left is exactly 0. */
#include "latency_take.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#define OUT "outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n"
#define WET "source: noise-stereo.wav"
#define DRY "source: noise-stereo.wav, polarity: inverted"

/** A session whose sum is silence. */
struct way {
	const char *what, *body;
};

static const struct way ways[] = {
	{ .what = "latency before a send",
	  .body = "tracks:\n  dry: { " DRY " }\n  wet: { " WET
		  ", inserts: [ { $L } ], output: none, sends: [ { to: aux "
		  "} ] }\nauxes:\n  aux: {}\n" OUT },
	{ .what = "two sends with L and 2 L into one return",
	  .body = "tracks:\n  dry: { " DRY " }\n  dry2: { " DRY " }\n"
		  "  one: { " WET ", inserts: [ { $L } ], output: none, sends: [ { to: aux } ] }\n"
		  "  two: { " WET ", inserts: [ { $M } ], output: none, sends: [ { to: aux } ] }\n"
		  "auxes:\n  aux: { inserts: [ { $L } ] }\n" OUT },
	{ .what = "a send, latency and a send on one strip, into two returns",
	  .body = "tracks:\n  wet: { " WET
		  ", inserts: [ { $L } ], output: none, sends: [ { to: before, tap: input }, { "
		  "to: behind } ] }\nauxes:\n  before: { polarity: inverted }\n  behind: { inserts: [ { $M } ] "
		  "}\n" OUT },
	{ .what = "latency inside one band of a split",
	  .body = "tracks:\n"
		  "  dry: { " DRY ", inserts: [ split: { bands: [ { to: 400 Hz }, { to: 3 kHz }, {} ] } ] }\n"
		  "  wet: { " WET ", inserts: [ split: { bands: [ { to: 400 Hz }, { to: 3 kHz, inserts: [ { $L } ] }, "
		  "{} ] } ] }\n" OUT },
	{ .what = "latency upstream of a key",
	  .body = "tracks:\n  key: { source: key.wav, output: none }\n"
		  "  late: { source: key.wav, output: none, inserts: [ { $L } ] }\n"
		  "  dry: { " DRY ", inserts: [ compressor: { key: key, threshold: -30 dB, lookahead: 0 ms } ] }\n"
		  "  wet: { " WET
		  ", inserts: [ compressor: { key: late, threshold: -30 dB, lookahead: 0 ms } ] }\n" OUT },
	{ .what = "nested buses of unequal depth",
	  .body = "tracks:\n  deep: { " WET ", output: one }\n  dry: { " DRY ", output: two }\n"
		  "  high: { " WET ", output: three }\n  direct: { " DRY " }\n"
		  "buses:\n  one: { output: two, inserts: [ { $L } ] }\n  two: { output: three }\n"
		  "  three: { inserts: [ { $M } ] }\n" OUT },
	{ .what = "returns of returns, and a bus that both feed",
	  .body = "tracks:\n  dry: { " DRY " }\n  wet: { " WET
		  ", output: none, inserts: [ { $M } ], sends: [ { to: one } ] "
		  "}\nbuses:\n  both: { inserts: [ { $L } ] }\nauxes:\n"
		  "  one: { output: both, inserts: [ { $L } ], sends: [ { to: two, tap: input }, { to: three } ] }\n"
		  "  two: { output: both, polarity: inverted }\n  three: { output: both, inserts: [ { $M } ] }\n" OUT },
};

static const double rates[] = { 44100.0, 48000.0, 96000.0, 192000.0 };
enum { RATES = sizeof rates / sizeof *rates, TURNS = 4 };

static size_t random_of(uint64_t *state, size_t most)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return 1 + (size_t)((*state >> 33) % most);
}

/* Visits each rate with latencies and blocks by chance, which are the same in every run. */
static void walk(void (*visit)(const struct latency_take *take))
{
	uint64_t state = 20260101;
	for (size_t i = 0; i < RATES * TURNS; i++) {
		const struct latency_take take = { .rate = rates[i % RATES],
						   .latency = i < RATES ? 64 : random_of(&state, 1500),
						   .block_frames = random_of(&state, 3000) };
		visit(&take);
	}
}

static void expect_silence(const struct latency_take *take)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct rendering rendering;
		latency_take_render(take, ways[i].body, &rendering);
		const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
		cr_expect_eq(latency_take_peak(mix), 0.0, "%s, L of %zu at %.0f Hz in blocks of %zu: %g", ways[i].what,
			     take->latency, take->rate, take->block_frames, latency_take_peak(mix));
		cr_expect_eq(mix->frames, TAKE_FRAMES);
		cr_expect_geq(rendering.graph->latency, take->latency, "%s: no latency to compensate", ways[i].what);
		rendering_release(&rendering);
	}
}

Test(latency_ways, leave_nothing, .timeout = 120)
{
	walk(expect_silence);
}

/* The response of the equaliser and the dry path beside it are symmetric around the impulse. A dry path that came one
   frame off would add its whole impulse on one side. */
static void expect_symmetry(const struct latency_take *take)
{
	struct rendering rendering;
	latency_take_render(
		take,
		"tracks:\n  dry: { source: impulse-stereo.wav }\n"
		"  wet: { source: impulse-stereo.wav, inserts: [ { $L }, linear-phase-eq: { bands: [ { type: "
		"bell, freq: 3 kHz, gain: 6 dB } ] } ] }\n" OUT,
		&rendering);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	double worst = 0.0;
	for (size_t away = 1; away <= TAKE_IMPULSE; away++)
		worst = fmax(worst, fabs(mix->columns[0][TAKE_IMPULSE - away] - mix->columns[0][TAKE_IMPULSE + away]));
	cr_expect_lt(worst, 1e-12, "%.0f Hz: %g", take->rate, worst);
	cr_expect_gt(mix->columns[0][TAKE_IMPULSE], 1.0, "%.0f Hz: both arrive at once", take->rate);
	cr_expect_gt(rendering.graph->latency, take->latency);
	rendering_release(&rendering);
}

Test(latency_ways, meet_a_linear_phase_equaliser, .timeout = 120)
{
	walk(expect_symmetry);
}

/* An impulse is alone on its frame in the mix, in every stem and at every tap. */
static void expect_impulse(const struct latency_take *take)
{
	struct rendering rendering;
	latency_take_render(
		take,
		"tracks:\n  a: { source: impulse-stereo.wav, stem: one, inserts: [ { $L } ], sends: [ { to: "
		"aux, level: -6 dB } ] }\n"
		"  b: { source: impulse-stereo.wav, stem: two, output: bus }\n"
		"buses:\n  bus: { inserts: [ { $M } ] }\nauxes:\n  aux: { inserts: [ { $M } ] }\n"
		"outputs:\n  master: { inserts: [ { $L } ] }\n"
		"print:\n  mixes: { mix: {}, less: { without: [ one ] } }\n  stems: {}\n"
		"  taps: { in: { of: a.input }, out: { of: a.post-fader }, return: { of: aux.post-fader }, "
		"last: { of: master.input } }\n",
		&rendering);
	cr_assert_eq(rendering.graph->print_count, 8);
	for (size_t i = 0; i < rendering.graph->print_count; i++) {
		const struct memory_printer *print = rendering.prints[i];
		for (size_t frame = 0; frame < print->frames; frame++) {
			const bool sounds = fabs(print->columns[0][frame]) > 0.0;
			cr_assert_eq(sounds, frame == TAKE_IMPULSE, "%s: frame %zu, L of %zu, blocks of %zu",
				     rendering.graph->prints[i].name, frame, take->latency, take->block_frames);
		}
	}
	rendering_release(&rendering);
}

Test(latency_ways, end_on_one_frame, .timeout = 120)
{
	walk(expect_impulse);
}
