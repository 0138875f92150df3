/* Tests which track reaches which stem, and by which ways, with recipes small enough to be worked out by hand.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "core/graph/graph_text.h"
#include "graph/reach.h"

#include <criterion/criterion.h>

static struct graph_text text;

static void release(void)
{
	graph_text_release(&text);
}

TestSuite(graph_reach, .fini = release);

#define TRACKS                                                                                                         \
	"version: 1\nsession: { tail: none }\ntracks:\n  gtr: { source: g.wav, output: guitars, sends: [ { to: plate " \
	"} ] }\n"                                                                                                      \
	"  voc: { source: v.wav, output: vocals, sends: [ { to: plate } ] }\n"
#define BUSES "buses:\n  guitars: { stem: guitars }\n  vocals: { stem: vocals }\n"
#define PRINT "outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n  stems: {}\n"

struct row {
	const char *what;
	const char *yaml;
	const char *map; /* the track, stem, kind and ways of each cell that has one */
};

static const struct row table[] = {
	{ "a plate without a label leaves sound its label", TRACKS BUSES "auxes:\n  plate: {}\n" PRINT,
	  "gtr guitars own 2 gtr>guitars>master gtr>plate>master\nvoc vocals own 2 voc>vocals>master "
	  "voc>plate>master\n" },
	{ "a plate without a label that returns to a labelled bus bleeds",
	  TRACKS BUSES "auxes:\n  plate: { output: vocals }\n" PRINT,
	  "gtr guitars own 1 gtr>guitars>master\ngtr vocals bleed 1 gtr>plate>vocals>master\nvoc vocals own 2 "
	  "voc>vocals>master voc>plate>vocals>master\n" },
	{ "a plate with a label gathers on purpose", TRACKS BUSES "auxes:\n  plate: { stem: fx }\n" PRINT,
	  "gtr guitars own 1 gtr>guitars>master\ngtr fx meant 1 gtr>plate>master\nvoc vocals own 1 "
	  "voc>vocals>master\nvoc fx meant 1 voc>plate>master\n" },
	{ "and may itself go into a labelled bus", TRACKS BUSES "auxes:\n  plate: { stem: fx, output: vocals }\n" PRINT,
	  "gtr guitars own 1 gtr>guitars>master\ngtr vocals meant 1 gtr>plate>vocals>master\nvoc vocals own 2 "
	  "voc>vocals>master voc>plate>vocals>master\n" },
	{ "a way through a loop counts once, and leads to a strip again only with another label",
	  TRACKS BUSES
	  "auxes:\n  plate: { output: none, sends: [ { to: back } ] }\n  back: { stem: fx, sends: [ { to: plate, "
	  "level: -6 dB, feedback: { delay: 1 ms } } ] }\n" PRINT,
	  "gtr guitars own 1 gtr>guitars>master\ngtr fx meant 1 gtr>plate>back>master\nvoc vocals own 1 "
	  "voc>vocals>master\nvoc fx meant 1 voc>plate>back>master\n" },
	{ "sound that only a loop brings to the output gets there",
	  TRACKS BUSES
	  "auxes:\n  plate: { output: none, sends: [ { to: back, level: -6 dB, feedback: { delay: 1 ms } } ] }\n"
	  "  back: { output: vocals, sends: [ { to: plate } ] }\n" PRINT,
	  "gtr guitars own 1 gtr>guitars>master\ngtr vocals bleed 1 gtr>plate>back>vocals>master\nvoc vocals own 2 "
	  "voc>vocals>master voc>plate>back>vocals>master\n" },
	{ "a label inside a loop leads through it once more",
	  TRACKS BUSES
	  "auxes:\n  plate: { sends: [ { to: back } ] }\n  back: { output: none, stem: fx, sends: [ { to: plate, "
	  "level: -6 dB, feedback: { delay: 1 ms } } ] }\n" PRINT,
	  "gtr guitars own 2 gtr>guitars>master gtr>plate>master\ngtr fx meant 1 gtr>plate>back>plate>master\nvoc "
	  "vocals "
	  "own 2 voc>vocals>master voc>plate>master\nvoc fx meant 1 voc>plate>back>plate>master\n" },
	{ "a send into another's bus bleeds",
	  "version: 1\nsession: { tail: none }\ntracks:\n  gtr: { source: g.wav, stem: guitars, sends: [ { to: vocals "
	  "} ] }\n  "
	  "voc: { source: v.wav, output: vocals }\nbuses:\n  vocals: { stem: vocals }\n" PRINT,
	  "gtr guitars own 1 gtr>master\ngtr vocals bleed 1 gtr>vocals>master\nvoc vocals own 1 voc>vocals>master\n" },
	{ "labels within labels are the outer one",
	  "version: 1\nsession: { tail: none }\ntracks:\n  kick: { source: k.wav, stem: kick, output: drums "
	  "}\nbuses:\n  drums: "
	  "{ stem: drums }\n" PRINT,
	  "kick drums own 1 kick>drums>master\n" },
	{ "a track may go into two stems by its outputs",
	  "version: 1\nsession: { tail: none }\ntracks:\n  kick: { source: k.wav, output: [ drums, crush ] }\nbuses:\n"
	  "  drums: { stem: drums }\n  crush: { stem: crush }\n" PRINT,
	  "kick drums own 1 kick>drums>master\nkick crush meant 1 kick>crush>master\n" },
	{ "its own stem is that of the first output which leads to the stems' output",
	  "version: 1\nsession: { tail: none }\ntracks:\n  kick: { source: k.wav, output: [ phones, crush, drums ] "
	  "}\nbuses:\n  phones: { stem: phones, output: cue }\n  crush: { stem: crush, output: master }\n  drums: { "
	  "stem: drums, output: master }\noutputs:\n  master: {}\n  cue: {}\nprint:\n  mixes:\n    mix: { of: master "
	  "}\n  stems: { of: master }\n",
	  "kick crush own 1 kick>crush>master\nkick drums meant 1 kick>drums>master\n" },
	{ "a track with a label keeps it on the way that has none",
	  "version: 1\nsession: { tail: none }\ntracks:\n  kick: { source: k.wav, stem: kick, output: [ cue, master ] "
	  "}\noutputs:\n  master: {}\n  cue: {}\nprint:\n  mixes:\n    mix: { of: master }\n  stems: { of: master }\n",
	  "kick kick own 1 kick>master\n" },
	{ "a muted strip is no way behind its fader, and one before it",
	  "version: 1\nsession: { tail: none }\ntracks:\n  gtr: { source: g.wav, output: guitars, mute: yes, sends: [ "
	  "{ to: a }, "
	  "{ to: b, tap: pre-fader } ] }\n" BUSES "auxes:\n  a: { stem: a }\n  b: { stem: b }\n" PRINT,
	  "gtr b meant 1 gtr>b>master\n" },
	{ "a muted send is none",
	  "version: 1\nsession: { tail: none }\ntracks:\n  gtr: { source: g.wav, output: guitars, sends: [ { to: "
	  "vocals, mute: yes "
	  "} ] }\n" BUSES PRINT,
	  "gtr guitars own 1 gtr>guitars>master\n" },
};

static void describe(const struct reach *reach, struct text *map)
{
	const struct recipe *recipe = reach->recipe;
	for (size_t i = 0; i < reach->track_count; i++)
		for (size_t k = 0; k < reach->stem_count; k++) {
			const struct reach_cell *cell = reach_cell(reach, i, k);
			if (cell->kind == REACH_NOT)
				continue;
			text_append(map, "%s %s %s %zu", recipe->strips[reach->tracks[i]].name,
				    recipe->stems[reach->stems[k]], reach_kind_name(cell->kind), cell->way_count);
			for (size_t w = 0; w < cell->listed; w++)
				for (size_t s = 0; s < cell->ways[w].count; s++)
					text_append(map, "%s%s", s == 0 ? " " : ">",
						    recipe->strips[cell->ways[w].strips[s]].name);
			text_append(map, "\n");
		}
}

Test(graph_reach, of_small_recipes)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct reach *reach;
		struct text map = { 0 };
		graph_text_build_right(table[i].yaml, true, &text);
		cr_assert_eq(reach_build(text.graph, text.text.arena, &reach), STATUS_OK);
		describe(reach, &map);
		cr_expect_str_eq(map.bytes, table[i].map, "%s:\n%s", table[i].what, map.bytes);
		text_release(&map);
		graph_text_release(&text);
	}
}

/* A way that bleeds names the connection to blame. */
Test(graph_reach, tells_where_sound_takes_the_wrong_label)
{
	struct reach *reach;
	graph_text_build_right(TRACKS BUSES "auxes:\n  plate:\n    output: vocals\n" PRINT, true, &text);
	cr_assert_eq(reach_build(text.graph, text.text.arena, &reach), STATUS_OK);
	const struct reach_way *way = &reach_cell(reach, 0, 1)->ways[0];
	cr_assert_eq(way->labelled, 2);
	cr_assert_eq(way->at.line, 11);
}

/* Each of forty pairs of buses has two ways on: there are more ways than can be listed. */
Test(graph_reach, of_very_many_ways_is_cut_short)
{
	struct text yaml = { 0 };
	text_append(
		&yaml,
		"version: 1\nsession: { tail: none }\ntracks:\n  t: { source: t.wav, stem: t, output: none, sends: [ "
		"{ to: a0 }, { to: b0 } ] }\nbuses:\n");
	for (int i = 0; i < 40; i++)
		for (int k = 0; k < 2; k++)
			text_append(&yaml, "  %c%d: { output: a%d, sends: [ { to: b%d } ] }\n", 'a' + k, i, i + 1,
				    i + 1);
	text_append(&yaml, "  a40: {}\n  b40: {}\n" PRINT);
	struct reach *reach;
	graph_text_build_right(yaml.bytes, true, &text);
	cr_assert_eq(reach_build(text.graph, text.text.arena, &reach), STATUS_OK);
	const struct reach_cell *cell = reach_cell(reach, 0, 0);
	cr_assert_eq(cell->way_count, REACH_WAYS_COUNTED);
	cr_assert_eq(cell->listed, REACH_WAYS_LISTED);
	cr_assert_eq(cell->ways[3].count, 43);
	text_release(&yaml);
}
