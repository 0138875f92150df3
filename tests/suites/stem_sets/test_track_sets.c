/* Tests sets of stems by track, in memory: they add up to the mix, bit for bit, and to the stems by label.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "suites/property/random_recipe.h"
#include "support/rendering.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 6000, RECIPES = 80 };

/* The source is noise, different in each file. */
static void fill(const char *name, double *const *columns, size_t channels, size_t frames)
{
	struct random random = { 0 };
	for (; *name; name++)
		random.state = random.state * 31 + (unsigned char)*name;
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++)
			columns[i][j] = random_between(&random, -0.5, 0.5);
}

static void render(const char *yaml, const struct rendering_options *options, struct rendering *rendering)
{
	enum status status = rendering_run(yaml, options, rendering);
	cr_assert_eq(status, STATUS_OK, "%s: %s\n%s", status_text(status),
		     rendering->diagnostics.count ? rendering->diagnostics.items[0].message : "", yaml);
}

/* Runs the main pass, and then the pass whose lanes are tracks. */
static void render_both(const char *yaml, struct rendering *labels, struct rendering *tracks)
{
	struct rendering_options options = { .source_frames = FRAMES, .fill = fill };
	render(yaml, &options, labels);
	options.tracks = true;
	options.frames = labels->result.frames;
	render(yaml, &options, tracks);
}

static void assert_same(const struct memory_printer *one, const struct memory_printer *two, const char *what)
{
	cr_assert(one && two, "%s", what);
	cr_assert_eq(one->frames, two->frames, "%s", what);
	for (size_t channel = 0; channel < one->printer.channels; channel++)
		cr_assert_arr_eq(one->columns[channel], two->columns[channel], one->frames * sizeof(double), "%s",
				 what);
}

/* Returns the peak of a print minus the stems that `belongs` names. */
static double residual(const struct memory_printer *print, const struct rendering *parts,
		       bool (*belongs)(const struct rendering *parts, size_t print, const char *name), const char *name)
{
	double peak = 0.0;
	for (size_t channel = 0; channel < print->printer.channels; channel++)
		for (size_t frame = 0; frame < print->frames; frame++) {
			double rest = print->columns[channel][frame];
			for (size_t i = 0; i < parts->graph->print_count; i++)
				if (belongs(parts, i, name))
					rest -= parts->prints[i]->columns[channel][frame];
			peak = fmax(peak, fabs(rest));
		}
	return peak;
}

static bool is_a_stem(const struct rendering *parts, size_t print, const char *name)
{
	(void)name;
	return parts->graph->prints[print].role == PRINT_STEM;
}

static size_t count_stems(const struct rendering *rendering)
{
	size_t count = 0;
	for (size_t i = 0; i < rendering->graph->print_count; i++)
		count += is_a_stem(rendering, i, NULL);
	return count;
}

/* Replaces the stems that a random recipe prints by others. */
static char *with_stems(const struct text *yaml, const char *stems)
{
	static char bytes[65536];
	static const char usual[] = "  stems: { of: o0 }\n";
	const char *place = strstr(yaml->bytes, usual);
	cr_assert_not_null(place);
	snprintf(bytes, sizeof bytes, "%.*s%s%s", (int)(place - yaml->bytes), yaml->bytes, stems,
		 place + strlen(usual));
	return bytes;
}

Test(track_sets, add_up_to_a_whole_that_is_the_mix_bit_for_bit, .timeout = 240)
{
	size_t stems = 0;
	double worst = 0.0;
	for (size_t seed = 0; seed < RECIPES; seed++) {
		struct random random = { seed + 900000 };
		struct text yaml = { 0 };
		struct rendering labels, tracks;
		random_recipe(&random, false, &yaml);
		render_both(with_stems(&yaml, "  stems:\n    groups: { of: o0 }\n    tracks: { of: o0, by: track }\n"),
			    &labels, &tracks);
		const struct memory_printer *mix = rendering_print(&labels, PRINT_MIX, "mix");
		assert_same(mix, rendering_print(&tracks, PRINT_MIX, "whole"), yaml.bytes);
		const double left = residual(mix, &tracks, is_a_stem, NULL);
		worst = fmax(worst, left);
		cr_assert_leq(left, 1e-10, "seed %zu: %g\n%s", seed, left, yaml.bytes);
		cr_assert_leq(tracks.result.residual_peak, 1e-10, "seed %zu", seed);
		stems += count_stems(&tracks);
		rendering_release(&labels);
		rendering_release(&tracks);
		text_release(&yaml);
	}
	fprintf(stderr, "worst of %d recipes: %.1f dBFS, %zu stems\n", RECIPES, 20.0 * log10(worst), stems);
	cr_assert_gt(stems, 2 * RECIPES);
	cr_assert_gt(worst, 0.0, "nothing was tested");
}

/* No other print changes a bit of a set: neither other taps, nor other sets. */
Test(track_sets, each_set_is_what_it_would_be_alone, .timeout = 240)
{
	for (size_t seed = 0; seed < RECIPES / 4; seed++) {
		struct random random = { seed + 910000 };
		struct text yaml = { 0 };
		struct rendering all_labels, all_tracks, labels, tracks;
		random_recipe(&random, false, &yaml);
		render_both(with_stems(&yaml, "    premaster: { of: o0, tap: input }\n  stems:\n"
					      "    early: { of: o0, tap: input }\n    groups: { of: o0 }\n"
					      "    tracks: { of: o0, by: track }\n"
					      "    prints: { of: o0, by: track, tap: input }\n"),
			    &all_labels, &all_tracks);
		render_both(with_stems(&yaml, "  stems:\n    groups: { of: o0 }\n    tracks: { of: o0, by: track }\n"),
			    &labels, &tracks);
		const struct rendering *const alone[] = { &labels, &tracks }, *const all[] = { &all_labels,
											       &all_tracks };
		for (size_t k = 0; k < 2; k++)
			for (size_t i = 0; i < alone[k]->graph->print_count; i++) {
				const struct graph_print *print = &alone[k]->graph->prints[i];
				size_t j = 0;
				while (print->role == PRINT_STEM && strcmp(all[k]->graph->prints[j].file, print->file))
					j++;
				if (print->role == PRINT_STEM)
					assert_same(all[k]->prints[j], alone[k]->prints[i], yaml.bytes);
			}
		rendering_release(&all_labels);
		rendering_release(&all_tracks);
		rendering_release(&labels);
		rendering_release(&tracks);
		text_release(&yaml);
	}
}

/* The labels do not cross: every track goes into one stem alone. Buses, a shared plate and the master are dynamic. */
#define APART                                                                                                          \
	"version: 1\nsession: { tail: none }\ntracks:\n"                                                               \
	"  kick: { source: k.wav, output: drums }\n"                                                                   \
	"  snare: { source: s-stereo.wav, output: drums, sends: [ { to: plate, level: -9 dB } ] }\n"                   \
	"  hats: { source: h.wav, output: drums, pan: 30 L }\n"                                                        \
	"  bass: { source: b.wav, stem: bass, inserts: [ saturation: { drive: 6 dB } ] }\n"                            \
	"  lead: { source: l.wav, output: vocals, sends: [ { to: plate, level: -6 dB } ] }\n"                          \
	"  choir: { source: c-stereo.wav, output: vocals }\n"                                                          \
	"  tone: { source: { generate: tone, freq: 440 Hz, level: -20 dB, length: 0.1 s }, output: vocals }\n"         \
	"buses:\n  drums: { stem: drums, inserts: [ compressor: { threshold: -24 dB, ratio: 4 } ] }\n"                 \
	"  vocals: { stem: vocals, inserts: [ compressor: { threshold: -30 dB, ratio: 3, lookahead: 2 ms } ] }\n"      \
	"auxes:\n  plate: { inserts: [ reverb: { decay: 0.4 s } ], output: master }\n"                                 \
	"outputs:\n  master: { inserts: [ compressor: { threshold: -20 dB, ratio: 2 }, saturation: { drive: 3 dB }, "  \
	"limiter: {} ] }\n"                                                                                            \
	"print:\n  mixes:\n    mix: {}\n    premaster: { tap: input }\n  stems:\n    groups: {}\n"                     \
	"    tracks: { by: track%s }\n    early: { tap: input }\n    prints: { by: track, tap: input }\n"

/* Returns the stems of the set at the same tap as the stems by label. */
static bool is_of_label(const struct rendering *parts, size_t print, const char *name)
{
	static const char *const drums[] = { "kick", "snare", "hats", NULL }, *const bass[] = { "bass", NULL },
				 *const vocals[] = { "lead", "choir", "tone", NULL };
	const struct graph_print *stem = &parts->graph->prints[print];
	const char *const *tracks = strstr(name, "drums") ? drums : strstr(name, "bass") ? bass : vocals;
	const char *set = strstr(name, "early") ? "stems/prints/" : "stems/tracks/";
	if (stem->role != PRINT_STEM || strncmp(stem->file, set, strlen(set)) != 0)
		return false;
	while (*tracks && strcmp(*tracks, stem->name) != 0)
		tracks++;
	return *tracks;
}

Test(track_sets, add_up_to_the_stems_by_label)
{
	struct rendering labels, tracks;
	struct text yaml = { 0 };
	size_t compared = 0;
	text_append(&yaml, APART, "");
	render_both(yaml.bytes, &labels, &tracks);
	cr_assert_eq(count_stems(&tracks), 14);
	for (size_t i = 0; i < labels.graph->print_count; i++) {
		const struct graph_print *print = &labels.graph->prints[i];
		if (print->role != PRINT_STEM)
			continue;
		const double left = residual(labels.prints[i], &tracks, is_of_label, print->file);
		cr_expect_leq(20.0 * log10(left), -250.0, "%s: %.1f dBFS", print->file, 20.0 * log10(left));
		compared++;
	}
	cr_assert_eq(compared, 6);
	rendering_release(&labels);
	rendering_release(&tracks);
	text_release(&yaml);
}

Test(track_sets, stand_in_the_order_of_the_recipe_or_of_names)
{
	static const char *const usual[] = { "kick", "snare", "hats", "bass", "lead", "choir", "tone" };
	static const char *const named[] = { "tone", "choir", "lead", "bass", "hats", "snare", "kick" };
	const char *const *const orders[] = { usual, named };
	const char *const texts[] = { "", ", names: [ tone, choir, lead, bass, hats, snare, kick ]" };
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill, .tracks = true };
	for (size_t k = 0; k < 2; k++) {
		struct rendering tracks;
		struct text yaml = { 0 };
		text_append(&yaml, APART, texts[k]);
		render(yaml.bytes, &options, &tracks);
		for (size_t i = 0; i < 7; i++)
			cr_expect_str_eq(tracks.graph->prints[i].name, orders[k][i]);
		rendering_release(&tracks);
		text_release(&yaml);
	}
}

static void append_tracks(struct text *yaml, size_t count)
{
	text_append(yaml, "version: 1\nsession: { tail: none }\ntracks:\n");
	for (size_t i = 0; i < count; i++)
		text_append(yaml, "  t%zu: { source: t%zu.wav, output: master }\n", i, i);
	text_append(yaml, "  click: { source: click.wav, output: cue }\noutputs:\n  master: {}\n  cue: {}\nprint:\n"
			  "  mixes: { mix: { of: master } }\n  stems: { of: master, by: track }\n");
}

/* Tracks that do not reach the output do not count. */
Test(track_sets, are_at_most_256)
{
	const struct rendering_options options = { .source_frames = 64, .fill = fill, .tracks = true };
	for (size_t count = RECIPE_STEMS_MAXIMUM; count <= RECIPE_STEMS_MAXIMUM + 1; count++) {
		struct rendering tracks;
		struct text yaml = { 0 };
		append_tracks(&yaml, count);
		enum status status = rendering_run(yaml.bytes, &options, &tracks);
		cr_assert_eq(status, count > RECIPE_STEMS_MAXIMUM ? STATUS_BAD_RECIPE : STATUS_OK);
		if (status == STATUS_OK) {
			cr_assert_eq(count_stems(&tracks), 256);
			cr_assert_leq(tracks.result.residual_peak, 1e-12);
		} else {
			cr_assert_str_eq(tracks.diagnostics.items[0].message,
					 "stems by track would be 257, one for each track that reaches the output, but "
					 "at most 256 are allowed; print stems by label, or split the recipe");
			cr_assert_eq(tracks.diagnostics.items[0].at.line, 267);
		}
		rendering_release(&tracks);
		text_release(&yaml);
	}
}

/* Tracks of one label meet in an insert that cannot tell them apart: its own sound is one more stem, or in none. */
Test(track_sets, of_opaque_inserts_have_a_residue)
{
	static const char *const policies[] = { "residue", "per-lane" };
	for (size_t k = 0; k < 2; k++) {
		struct rendering labels, tracks;
		struct text yaml = { 0 };
		text_append(&yaml,
			    "version: 1\nsession: { tail: none }\ntracks:\n  a: { source: a.wav, output: band }\n"
			    "  b: { source: b.wav, output: band }\nbuses:\n  band: { stem: band, inserts: [ tape: { "
			    "stems: %s } ] }\noutputs:\n  master: {}\nprint:\n  mixes: { mix: {} }\n  stems:\n"
			    "    groups: {}\n    tracks: { by: track }\n",
			    policies[k]);
		render_both(yaml.bytes, &labels, &tracks);
		const struct memory_printer *mix = rendering_print(&labels, PRINT_MIX, "mix");
		assert_same(mix, rendering_print(&tracks, PRINT_MIX, "whole"), policies[k]);
		cr_expect_eq(count_stems(&labels), 1, "one stem meets nobody");
		cr_expect_eq(count_stems(&tracks), k == 0 ? 3 : 2);
		cr_expect_eq(tracks.graph->proofs[0].incomplete, k == 1);
		const double left = residual(mix, &tracks, is_a_stem, NULL);
		cr_expect(k == 0 ? left <= 1e-12 : left > 1e-6, "%g is left", left);
		if (k == 0)
			cr_expect_str_eq(tracks.graph->prints[2].file, "stems/tracks/residue.wav");
		rendering_release(&labels);
		rendering_release(&tracks);
		text_release(&yaml);
	}
}
