/* Makes random recipes that are right.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/property/random_recipe.h"

#include "dsp/split_mix.h"

#include <stdio.h>

enum { STRIPS_MAXIMUM = 40, STEMS = 5, INSERTS_MAXIMUM = 3 };

uint64_t random_next(struct random *random)
{
	return split_mix(random->state += SPLIT_MIX_GAMMA);
}

size_t random_below(struct random *random, size_t limit)
{
	return (size_t)(random_next(random) % limit);
}

double random_between(struct random *random, double low, double high)
{
	return low + (high - low) * ((double)(random_next(random) >> 11) * 0x1p-53);
}

static bool chance(struct random *random, size_t percent)
{
	return random_below(random, 100) < percent;
}

/* The state of a recipe. The strips are in the order of their flow, so that there is no cycle. */
struct plot {
	struct random *random;
	struct text *yaml;
	bool transparent;
	bool session; /* Automation moves levels, and auxes may feed back. */
	size_t tracks, buses, auxes, outputs;
	bool stereo[STRIPS_MAXIMUM]; /* the tracks that are stereo */
};

static void append_compressor(struct plot *plot, size_t keys)
{
	struct random *random = plot->random;
	static const int lookaheads[] = { 0, 1, 63, 64, 511, 1000 };
	text_append(plot->yaml,
		    "{ compressor: { threshold: %.1f dB, ratio: %.1f, attack: %.2f ms, release: %.1f ms, lookahead: %d "
		    "samples",
		    plot->transparent ? 0.0 : random_between(random, -40, -6), random_between(random, 1, 12),
		    random_between(random, 0.1, 30), random_between(random, 5, 200),
		    lookaheads[random_below(random, 6)]);
	if (!plot->transparent)
		text_append(plot->yaml, ", knee: %.1f dB, detector: %s, mix: %.0f %%", random_between(random, 0, 12),
			    chance(random, 50) ? "peak" : "rms", random_between(random, 30, 100));
	else
		text_append(plot->yaml, ", knee: 0 dB");
	if (keys > 0 && chance(random, 40))
		text_append(plot->yaml, ", key: t%zu.%s", random_below(random, keys),
			    chance(random, 50) ? "pre-fader" : "post-fader");
	text_append(plot->yaml, " } }");
}

static void append_eq(struct plot *plot)
{
	struct random *random = plot->random;
	size_t bands = 1 + random_below(random, 3);
	text_append(plot->yaml, "{ eq: { bands: [ ");
	for (size_t i = 0; i < bands; i++) {
		if (chance(random, 30))
			text_append(plot->yaml, "{ type: highpass, freq: %.1f Hz, slope: %zu }",
				    random_between(random, 20, 400), 6 * (1 + random_below(random, 8)));
		else
			text_append(plot->yaml, "{ type: %s, freq: %.1f Hz, gain: %.2f dB }",
				    chance(random, 50) ? "bell" : "highshelf", random_between(random, 60, 12000),
				    random_between(random, -9, 9));
		text_append(plot->yaml, "%s", i + 1 < bands ? ", " : "");
	}
	text_append(plot->yaml, " ] } }");
}

static void append_insert(struct plot *plot, bool stereo, size_t keys);

/* Adds chains of other inserts side by side. They may hold forks again, more and more rarely. */
static void append_fork(struct plot *plot, bool stereo, size_t keys)
{
	struct random *random = plot->random;
	bool bands = chance(random, 50);
	size_t chains = 2 + random_below(random, 3);
	text_append(plot->yaml, bands ? "{ split: { slope: %d dB/oct, bands: [ " : "{ parallel: { chains: [ ",
		    chance(random, 50) ? 24 : 48);
	double edge = 60.0;
	for (size_t i = 0; i < chains; i++) {
		edge *= random_between(random, 1.5, 5.0);
		if (!bands)
			text_append(plot->yaml, "{ name: c%zu, ", i);
		else if (i + 1 < chains)
			text_append(plot->yaml, "{ to: %.1f Hz, ", edge);
		else
			text_append(plot->yaml, "{ ");
		text_append(plot->yaml, "level: %.1f dB", random_between(random, -12, 0));
		if (chance(random, 50)) {
			text_append(plot->yaml, ", inserts: [ ");
			append_insert(plot, stereo, keys);
			text_append(plot->yaml, " ]");
		}
		text_append(plot->yaml, " }%s", i + 1 < chains ? ", " : "");
	}
	text_append(plot->yaml, " ] } }");
}

/* This insert costs as much as twenty others, so it is rare. */
static void append_tape(struct plot *plot)
{
	struct random *random = plot->random;
	if (chance(random, 75))
		text_append(plot->yaml, "polarity");
	else
		text_append(plot->yaml,
			    "{ tape: { drive: %.1f dB, output: %.1f dB, oversampling: 1x, stems: residue } }",
			    random_between(random, -6, 18), random_between(random, -6, 0));
}

/* `stereo` strips may get a width, and the first `keys` tracks may serve as keys. */
static void append_insert(struct plot *plot, bool stereo, size_t keys)
{
	struct random *random = plot->random;
	switch (random_below(random, plot->transparent ? 3 : 9)) {
	case 0:
		text_append(plot->yaml, "{ gain: %.2f dB }", random_between(random, -6, 3));
		break;
	case 1:
		append_compressor(plot, keys);
		break;
	case 2:
		text_append(plot->yaml, "polarity");
		break;
	case 3:
		append_eq(plot);
		break;
	case 4:
		text_append(plot->yaml, "{ delay: { time: %zu samples, feedback: %.0f %%, mix: %.0f %% } }",
			    1 + random_below(random, 3000), random_between(random, 0, 60),
			    random_between(random, 20, 100));
		break;
	case 5:
		append_compressor(plot, keys);
		break;
	case 6:
		append_fork(plot, stereo, keys);
		break;
	case 7:
		append_tape(plot);
		break;
	default:
		if (stereo)
			text_append(plot->yaml, "{ mid-side: { mid: %.1f dB, side: %.1f dB } }",
				    random_between(random, -3, 3), random_between(random, -6, 3));
		else
			text_append(plot->yaml, "{ gain: %.2f dB }", random_between(random, -6, 3));
		break;
	}
}

static void append_inserts(struct plot *plot, bool stereo, size_t keys)
{
	size_t count = random_below(plot->random, INSERTS_MAXIMUM + 1);
	if (count == 0)
		return;
	text_append(plot->yaml, "    inserts: [ ");
	for (size_t i = 0; i < count; i++) {
		append_insert(plot, stereo, keys);
		text_append(plot->yaml, "%s", i + 1 < count ? ", " : " ]\n");
	}
}

/* Two points of a curve of levels. */
static void append_curve(struct plot *plot, const char *key)
{
	struct random *random = plot->random;
	const double at = random_between(random, 0, 80);
	text_append(
		plot->yaml,
		"automation: { %s: [ { at: %.2f ms, value: %.1f dB }, { at: %.2f ms, value: %.1f dB, shape: s-curve "
		"} ] }",
		key, at, random_between(random, -30, 0), at + random_between(random, 1, 60),
		random_between(random, -30, 0));
}

static void append_levels(struct plot *plot, bool stereo)
{
	struct random *random = plot->random;
	if (chance(random, 60))
		text_append(plot->yaml, "    fader: %.2f dB\n", random_between(random, -12, 0));
	if (chance(random, 5) && !plot->transparent)
		text_append(plot->yaml, "    mute: yes\n");
	if (plot->session && chance(random, 30)) {
		text_append(plot->yaml, "    ");
		append_curve(plot, "fader");
		text_append(plot->yaml, "\n");
	}
	if (chance(random, 20))
		text_append(plot->yaml, "    polarity: inverted\n");
	if (chance(random, 50)) /* hard sides are left out: they make an impulse vanish from one channel */
		text_append(plot->yaml, "    %s: %.0f\n", stereo ? "balance" : "pan", random_between(random, -90, 90));
}

static void append_send(struct plot *plot, bool mono, char kind, size_t target, bool *first)
{
	static const char *const taps[] = { "post-fader", "pre-fader", "post-pan", "input" };
	size_t tap = random_below(plot->random, 4);
	text_append(plot->yaml, "%s{ to: %c%zu, level: %.1f dB, tap: %s", *first ? "    sends: [ " : ", ", kind, target,
		    random_between(plot->random, -20, -3), taps[tap]);
	if (mono && tap != 2 && chance(plot->random, 30))
		text_append(plot->yaml, ", pan: %.0f", random_between(plot->random, -80, 80));
	if (plot->session && chance(plot->random, 20)) {
		text_append(plot->yaml, ", ");
		append_curve(plot, "level");
	}
	text_append(plot->yaml, " }");
	*first = false;
}

/* Sends back to the aux itself, or to one that comes before it. */
static void append_feedback(struct plot *plot, size_t aux, bool *first)
{
	static const char *const notes[] = { "1/64", "1/32", "1/32d", "1/64t" };
	struct random *random = plot->random;
	text_append(plot->yaml,
		    "%s{ to: a%zu, level: %.1f dB, tap: %s, feedback: { delay: ", *first ? "    sends: [ " : ", ",
		    random_below(random, aux + 1), random_between(random, -50, -15),
		    chance(random, 50) ? "post-fader" : "post-pan");
	if (chance(random, 30))
		text_append(plot->yaml, "%s } }", notes[random_below(random, 4)]);
	else
		text_append(plot->yaml, "%zu samples } }", 1 + random_below(random, 5000));
	*first = false;
}

static void append_sends(struct plot *plot, bool mono, size_t first_aux)
{
	bool first = true;
	for (size_t aux = first_aux; aux < plot->auxes; aux++)
		if (chance(plot->random, 30))
			append_send(plot, mono, 'a', aux, &first);
	if (plot->session && first_aux > 0 && chance(plot->random, 60))
		append_feedback(plot, first_aux - 1, &first);
	if (plot->outputs > 1 && chance(plot->random, 20))
		append_send(plot, mono, 'o', 1, &first);
	if (!first)
		text_append(plot->yaml, " ]\n");
}

/* Chooses a bus from the first allowed one on, or the first output, and sometimes a second strip beside it. An impulse
 * could cancel itself over two ways that meet, so transparent recipes have one way. */
static void append_output(struct plot *plot, size_t first_bus, size_t bus_percent)
{
	struct random *random = plot->random;
	const bool bus = first_bus < plot->buses && chance(random, bus_percent);
	const bool two = !plot->transparent && chance(random, 20) && (bus || plot->outputs > 1);
	text_append(plot->yaml, two ? "    output: [ " : "    output: ");
	if (bus)
		text_append(plot->yaml, "b%zu", first_bus + random_below(random, plot->buses - first_bus));
	if (two)
		text_append(plot->yaml, bus ? ", o%zu ]" : "o0, o%zu ]", bus ? random_below(random, plot->outputs) : 1);
	else if (!bus)
		text_append(plot->yaml, "o0");
	text_append(plot->yaml, "\n");
}

static void append_track(struct plot *plot, size_t index)
{
	bool stereo = plot->stereo[index];
	text_append(plot->yaml, "  t%zu:\n    source: s%zu%s.wav\n", index, index, stereo ? "-stereo" : "");
	text_append(plot->yaml, "    stem: stem%zu\n", index == 0 ? 0 : random_below(plot->random, STEMS));
	append_inserts(plot, stereo, index);
	append_levels(plot, stereo);
	append_sends(plot, !stereo, 0);
	append_output(plot, 0, 75);
}

/* A bus feeds only later buses. An aux feeds later auxes, buses or the output. There is no cycle, because buses send to
 * no aux that feeds an earlier bus. */
static void append_bus(struct plot *plot, size_t index)
{
	text_append(plot->yaml, "  b%zu:\n", index);
	if (chance(plot->random, 30))
		text_append(plot->yaml, "    stem: stem%zu\n", random_below(plot->random, STEMS));
	append_inserts(plot, true, plot->tracks);
	append_levels(plot, true);
	append_output(plot, index + 1, 50);
}

static void append_aux(struct plot *plot, size_t index)
{
	text_append(plot->yaml, "  a%zu:\n", index);
	if (chance(plot->random, 20))
		text_append(plot->yaml, "    stem: stem%zu\n", random_below(plot->random, STEMS));
	append_inserts(plot, true, plot->tracks);
	append_levels(plot, true);
	append_sends(plot, false, index + 1);
	append_output(plot, 0, 30);
}

static void append_outputs(struct plot *plot)
{
	text_append(plot->yaml, "outputs:\n  o0:\n    fader: -6 dB\n");
	append_inserts(plot, true, plot->tracks);
	if (plot->outputs > 1)
		text_append(plot->yaml, "  o1:\n    fader: -6 dB\n");
	text_append(
		plot->yaml,
		"print:\n  directory: out\n  mixes:\n    mix: { of: o0 }\n    part: { of: o0, without: [ stem0 ] }\n");
	if (plot->outputs > 1)
		text_append(plot->yaml, "    cue: { of: o1 }\n");
	text_append(plot->yaml, "  stems: { of: o0 }\n");
}

static void append_strips(struct plot *plot)
{
	struct random *random = plot->random;
	struct text *yaml = plot->yaml;
	text_append(yaml, "tracks:\n");
	for (size_t i = 0; i < plot->tracks; i++) {
		plot->stereo[i] = chance(random, 40);
		append_track(plot, i);
	}
	text_append(yaml, plot->buses ? "buses:\n" : "");
	for (size_t i = 0; i < plot->buses; i++)
		append_bus(plot, i);
	text_append(yaml, plot->auxes ? "auxes:\n" : "");
	for (size_t i = 0; i < plot->auxes; i++)
		append_aux(plot, i);
	append_outputs(plot);
}

static void count_strips(struct plot *plot)
{
	struct random *random = plot->random;
	plot->tracks = 1 + random_below(random, 22);
	plot->buses = random_below(random, 10);
	plot->auxes = random_below(random, 8);
	plot->outputs = 1 + random_below(random, 2);
	while (plot->tracks + plot->buses + plot->auxes + plot->outputs < 3)
		plot->tracks++;
}

void random_recipe(struct random *random, bool transparent, struct text *yaml)
{
	struct plot plot = { .random = random, .yaml = yaml, .transparent = transparent };
	count_strips(&plot);
	text_append(yaml, "version: 1\nsession: { sample_rate: 48000, tail: 100 ms }\n");
	append_strips(&plot);
}

void random_session(struct random *random, struct text *yaml)
{
	static const char *const rates[] = { "44100", "48000", "96000" };
	struct plot plot = { .random = random, .yaml = yaml, .session = true };
	count_strips(&plot);
	plot.auxes++;
	text_append(yaml,
		    "version: 1\nsession: { sample_rate: %s, tail: %zu ms, tempo: [ { tempo: %.1f bpm, ramp: %s }, { "
		    "at: %.1f "
		    "ms, tempo: %.1f bpm } ] }\n",
		    rates[random_below(random, 3)], random_below(random, 200), random_between(random, 60, 180),
		    chance(random, 50) ? "beats" : "time", random_between(random, 10, 100),
		    random_between(random, 60, 180));
	append_strips(&plot);
}
