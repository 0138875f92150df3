/* Lists the examples of the manual pages.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/manual_example.h"

static const struct manual_example rows[] = {
	{ "init", "Makes the recipe `Song/Song.yaml` out of the sounds in the folder `Song`", "stemprint init Song" },
	{ "init", "Makes another recipe in the style of a house",
	  "stemprint init --template recipes/styles/band.yaml Song -o Song/band.yaml" },
	{ "render", "Prints mix and stems, and a page for the browser",
	  "stemprint render Song/Song.yaml --html Song/Song.html" },
	{ "render", "Prints four seconds of them into another folder",
	  "stemprint render --from 2s --to 6s -d part Song/Song.yaml" },
	{ "render", "Writes a stamp and a rule for make, and the stamp only if all verdicts pass",
	  "stemprint render -q --stamp mix.stamp -MD Song/Song.yaml" },
	{ "verify", "Tells whether the prints are as they were written", "stemprint verify Song/prints" },
	{ "verify", "Proves once more that the stems add up to the mix", "stemprint verify --null Song/prints" },
	{ "verify", "Does so for prints of strangers, in a minute and 1 GB at most",
	  "stemprint verify --null --max-time 60s --max-memory 1GB Song/prints" },
	{ "report", "Lists what has been rendered, with a page of it",
	  "stemprint report Song/Song.yaml --html all.html" },
	{ "report", "Compares the prints with their hashes, too, in half a minute at most",
	  "stemprint report --verify --max-time 30s Song/prints" },
	{ "null", "Tells whether stems add up to their mix, and if not, why",
	  "stemprint null Song/prints/mix.wav Song/prints/stems/*.wav" },
	{ "null", "Prints what is left of the mix without the stems",
	  "stemprint null Song/prints/mix.wav Song/prints/stems/*.wav --residual left.wav" },
	{ "diff", "Tells what differs between two recipes", "stemprint diff Song/Song.yaml Song/band.yaml" },
	{ "diff", "Tells what differs between two folders of prints, for a comment on a pull request",
	  "stemprint diff --as markdown part Song/prints" },
	{ "diff", "Ends with exit code 6 rather than taking more than half a minute",
	  "stemprint diff --max-time 30s part Song/prints" },
	{ "loudness", "Measures a mix", "stemprint loudness Song/prints/mix.wav" },
	{ "loudness", "Measures stems one by one, and all together as one programme",
	  "stemprint loudness --album Song/prints/stems/*.wav" },
	{ "loudness", "Prints a copy at -16 LUFS",
	  "stemprint loudness --target -16 --output copy.wav Song/prints/mix.wav" },
	{ "quality", "Looks for faults in a mix", "stemprint quality Song/prints/mix.wav" },
	{ "check", "Reports all mistakes of a recipe", "stemprint check Song/Song.yaml" },
	{ "check", "Writes them for code scanning", "stemprint check --sarif check.sarif Song/Song.yaml" },
	{ "graph", "Shows what feeds what", "stemprint graph Song/Song.yaml" },
	{ "graph", "Draws it", "stemprint graph --as svg Song/Song.yaml > routing.svg" },
	{ "plan", "Shows what would run, and what it would take", "stemprint plan Song/Song.yaml" },
	{ "processors", "Describes the compressor", "stemprint processors compressor" },
	{ "schema", "Prints the schema of recipes, for an editor", "stemprint schema > recipe.schema.json" },
	{ "presets", "Lists the presets", "stemprint presets" },
	{ "presets", "Copies one of them, to change it", "stemprint presets plate > Song/plate.yaml" },
};

const struct manual_example *manual_examples(size_t *count)
{
	*count = sizeof rows / sizeof *rows;
	return rows;
}
