/* The files of a render, named before there is a graph: the graph prints none that is not among them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/print_file.h"

#include "core/recipe/recipe_text.h"
#include "graph/graph_build.h"

#include <criterion/criterion.h>
#include <string.h>

static struct recipe_text text;

static const struct recipe *read_example(void)
{
	size_t length;
	const char *yaml = recipe_text_example(&length);
	cr_assert_eq(recipe_text_read(yaml, length, &text), STATUS_OK);
	return text.recipe;
}

static void release(void)
{
	recipe_text_release(&text);
}

TestSuite(print_file, .fini = release);

Test(print_file, names_are_those_of_the_recipe_with_their_places)
{
	static const struct {
		enum print_role role;
		const char *print, *name;
		unsigned line;
	} rows[] = {
		{ PRINT_MIX, "mix", "mix.wav", 40 },
		{ PRINT_MIX, "instrumental", "instrumental.wav", 41 },
		{ PRINT_MIX, "cue", "cue.wav", 42 },
		{ PRINT_STEM, "drums", "stems/drums.wav", 25 },
		{ PRINT_STEM, "music", "stems/music.wav", 26 },
		{ PRINT_STEM, "vocals", "stems/vocals.wav", 27 },
	};
	struct print_file *files;
	size_t count;
	const struct recipe *recipe = read_example();
	cr_assert_eq(print_files_list(recipe, true, text.arena, &files, &count), STATUS_OK);
	cr_assert_eq(count, sizeof rows / sizeof *rows);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(files[i].role, rows[i].role);
		cr_assert_str_eq(files[i].print, rows[i].print);
		cr_assert_str_eq(files[i].name, rows[i].name);
		cr_assert_eq(files[i].at.line, rows[i].line, "%s: line %u", rows[i].name, files[i].at.line);
	}
	cr_assert_eq(print_files_list(recipe, false, text.arena, &files, &count), STATUS_OK);
	cr_assert_eq(count, 3, "without stems there are the mixes");
}

Test(print_file, holds_all_that_the_graph_prints)
{
	static const size_t channels[] = { 2, 2, 1 };
	struct print_file *files;
	struct graph *graph;
	size_t count;
	const struct recipe *recipe = read_example();
	const struct graph_request request = { .stems = true, .re_rendered = RECIPE_NONE, .source_channels = channels };
	cr_assert_eq(print_files_list(recipe, true, text.arena, &files, &count), STATUS_OK);
	enum status status = graph_build(recipe, &request, text.arena, &text.diagnostics, &graph);
	cr_assert_eq(status, STATUS_OK, "%s", text.diagnostics.count ? text.diagnostics.items[0].message : "");
	for (size_t i = 0; i < graph->print_count; i++) {
		size_t k = 0;
		while (k < count && strcmp(files[k].name, graph->prints[i].file) != 0)
			k++;
		cr_assert_lt(k, count, "%s is not listed", graph->prints[i].file);
	}
}

Test(print_file, devices_stand_beside_the_mixes)
{
	static const char yaml[] = "version: 1\ntracks:\n  a: { source: a.wav, output: main }\noutputs:\n"
				   "  main: { device: interface, channels: [ 1, 2 ] }\n"
				   "print:\n  mixes: { main: { of: main } }\n  devices: { interface: { format: { "
				   "container: flac } } }\n";
	struct print_file *files;
	size_t count;
	cr_assert_eq(recipe_text_read(yaml, sizeof yaml - 1, &text), STATUS_OK);
	cr_assert_eq(print_files_list(text.recipe, true, text.arena, &files, &count), STATUS_OK);
	cr_assert_eq(count, 2);
	cr_assert_eq(files[1].role, PRINT_DEVICE);
	cr_assert_str_eq(files[1].name, "interface.flac");
	cr_assert_eq(files[1].at.line, 8);
}

Test(print_file, inputs_of_a_recipe_are_those_that_it_names)
{
	const struct recipe *recipe = read_example();
	static const char *const paths[] = { "songs/audio/kick.wav", "songs/audio/bass.wav", "songs/audio/lead.wav" };
	cr_assert_eq(recipe->input_count, 3, "the directory is no input");
	for (size_t i = 0; i < 3; i++)
		cr_assert_str_eq(recipe->inputs[i].path, paths[i]);
	cr_assert_str_eq(recipe->inputs[1].file, "audio/bass.wav");
	cr_assert_eq(recipe->inputs[1].at.line, 8);
	cr_assert_eq(recipe->print.directory_at.line, 37);
}
