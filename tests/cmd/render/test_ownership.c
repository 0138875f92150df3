/* Tests that stemprint replaces and prunes its own files, and keeps those of others.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(ownership, .init = song_make, .fini = scratch_remove);

static const char *const outputs[] = { "out/mix.wav",
				       "out/stems/drums.wav",
				       "out/stems/lead.wav",
				       "out/report.json",
				       "r.json",
				       "r.csv",
				       "r.xml",
				       "r.sarif",
				       "r.html",
				       "plots/loudness.svg",
				       "out/manifest.json" };
enum { OUTPUTS = sizeof outputs / sizeof *outputs };

static char paths[OUTPUTS][512];

/* Lists all outputs of a render; `option` is one more, or NULL. */
static struct program_run render(const char *option)
{
	for (size_t i = 0; i < OUTPUTS; i++)
		snprintf(paths[i], sizeof paths[i], "%s", scratch_path(outputs[i]));
	static char plots[512], song[512];
	snprintf(plots, sizeof plots, "%s", scratch_path("plots"));
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
	const struct program_call call = { .arguments =
						   PROGRAM_ARGUMENTS("render", song, "--json", paths[4], "--csv",
								     paths[5], "--junit", paths[6], "--sarif", paths[7],
								     "--html", paths[8], "--plots", plots, option) };
	return program_run(&call);
}

static void expect_code(struct program_run run, int code, const char *what)
{
	cr_expect_eq(run.code, code, "%s: code %d, signal %d: %s", what, run.code, run.signal, run.err);
	program_release(&run);
}

static void write_mine(const char *name)
{
	scratch_write(scratch_path(name), "mine", 4);
}

static void expect_mine(const char *name)
{
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path(name), &length);
	cr_expect_str_eq((const char *)bytes, "mine", "%s", name);
	free(bytes);
}

static void make_folders(void)
{
	cr_assert(mkdir(scratch_path("out"), 0777) == 0 && mkdir(scratch_path("out/stems"), 0777) == 0 &&
		  mkdir(scratch_path("plots"), 0777) == 0);
}

static char *last_name(const char *name)
{
	static char words[64];
	const char *slash = strrchr(name, '/');
	snprintf(words, sizeof words, "%s\"", slash ? slash + 1 : name);
	return words;
}

/* JUnit and SARIF report what is wrong with a run that fails. */
static bool tells_failures(size_t output)
{
	return strcmp(outputs[output], "r.xml") == 0 || strcmp(outputs[output], "r.sarif") == 0;
}

Test(ownership, a_strange_file_stays_at_every_output)
{
	make_folders();
	for (size_t i = 0; i < OUTPUTS; i++) {
		write_mine(outputs[i]);
		struct program_run run = render(NULL);
		cr_expect_eq(run.code, 5, "%s: code %d: %s", outputs[i], run.code, run.err);
		cr_expect(strstr(run.err, last_name(outputs[i])) &&
				  strstr(run.err, "stemprint did not write this file"),
			  "%s: %s", outputs[i], run.err);
		cr_expect(strstr(run.err, "--force"));
		program_release(&run);
		expect_mine(outputs[i]);
		for (size_t k = 0; k < OUTPUTS; k++)
			cr_expect(k == i || tells_failures(k) || !song_has(outputs[k]),
				  "%s stands there, though %s was refused", outputs[k], outputs[i]);
		for (size_t k = 0; k < OUTPUTS; k++)
			unlink(scratch_path(outputs[k]));
	}
}

Test(ownership, all_strange_files_are_told_in_one_go)
{
	make_folders();
	for (size_t i = 0; i < OUTPUTS; i++)
		write_mine(outputs[i]);
	struct program_run run = render(NULL);
	cr_expect_eq(run.code, 5);
	for (size_t i = 0; i < OUTPUTS; i++) {
		cr_expect(strstr(run.err, last_name(outputs[i])), "%s is not told: %s", outputs[i], run.err);
		expect_mine(outputs[i]);
	}
	program_release(&run);
}

Test(ownership, force_replaces_strange_files_of_every_output)
{
	make_folders();
	for (size_t i = 0; i < OUTPUTS; i++)
		write_mine(outputs[i]);
	expect_code(render("--force"), 0, "with --force");
	expect_code(render(NULL), 0, "its own");
	for (size_t i = 0; i < OUTPUTS; i++) {
		struct stat facts;
		cr_expect(stat(scratch_path(outputs[i]), &facts) == 0 && facts.st_size > 4, "%s", outputs[i]);
	}
	cr_expect_eq(scratch_count(scratch_path("out")), 4);
}

Test(ownership, an_empty_file_is_replaced)
{
	make_folders();
	for (size_t i = 0; i < OUTPUTS; i++)
		scratch_write(scratch_path(outputs[i]), "", 0);
	expect_code(render(NULL), 0, "over empty files");
}

Test(ownership, a_print_that_has_changed_stays)
{
	expect_code(render(NULL), 0, "the first");
	for (size_t i = 0; i < 3; i++) {
		write_mine(outputs[i]);
		struct program_run run = render(NULL);
		cr_expect_eq(run.code, 5, "%s", outputs[i]);
		cr_expect(strstr(run.err, "it has changed since stemprint wrote it"), "%s", run.err);
		program_release(&run);
		expect_mine(outputs[i]);
		expect_code(render("--force"), 0, outputs[i]);
	}
}

/* Somebody puts a take there while the manifest of the folder is gone. The report alone still tells what was printed.
 */
Test(ownership, without_its_record_a_print_is_strange)
{
	expect_code(render(NULL), 0, "the first");
	unlink(scratch_path("out/manifest.json"));
	expect_code(render(NULL), 0, "without the manifest");
	unlink(scratch_path("out/manifest.json"));
	unlink(scratch_path("out/report.json"));
	expect_code(render(NULL), 5, "without either");
}

/* `way` is any option. */
static struct program_run render_mix(const char *way, const char *option)
{
	static char song[512];
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", song, "--no-stems", way, option) };
	return program_run(&call);
}

static void expect_pruning(const char *way)
{
	expect_code(render(NULL), 0, "with stems");
	for (int i = 0; i < 2; i++) {
		struct program_run run = render_mix(way, NULL);
		cr_expect_eq(run.code, 0);
		cr_expect(strstr(run.err, "\"stems/drums.wav\"") && strstr(run.err, "\"stems/lead.wav\"") &&
				  strstr(run.err, "[left-over]"),
			  "run %d: %s", i, run.err);
		program_release(&run);
	}
	write_mine("out/stems/lead.wav");
	write_mine("out/stems/notes.txt");
	struct program_run run = render_mix(way, "--prune");
	cr_expect_eq(run.code, 0);
	cr_expect(strstr(run.err, "removed \"stems/drums.wav\""), "%s", run.err);
	cr_expect(strstr(run.err, "\"stems/lead.wav\"") && strstr(run.err, "--prune keeps it"), "%s", run.err);
	program_release(&run);
	cr_expect(!song_has("out/stems/drums.wav"));
	expect_mine("out/stems/lead.wav");
	expect_mine("out/stems/notes.txt");
	cr_assert_eq(unlink(scratch_path("out/stems/lead.wav")), 0);
	run = render_mix(way, "--prune");
	cr_expect_str_empty(run.err);
	program_release(&run);
	cr_expect(!song_has("out/.stemprint.json"), "nothing is left to be recorded");
}

/* Where the mix is up to date, and where it is rendered each time. */
Test(ownership, what_is_left_over_is_told_and_pruned)
{
	expect_pruning("-j2");
	expect_pruning("--anew");
}

/* A recipe that prints other files into the folder does not turn those of the first into files of others. */
Test(ownership, two_recipes_may_take_turns_in_a_folder)
{
	const char *other = song_recipe("other.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER
					"print:\n  directory: out\n  mixes:\n    other: {}\n");
	for (int i = 0; i < 2; i++) {
		expect_code(program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml"))), 0, "song");
		expect_code(program_expect(0, PROGRAM_ARGUMENTS("render", other)), 0, "other");
	}
}

static void copy(const char *from, const char *to)
{
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path(from), &length);
	scratch_write(scratch_path(to), bytes, length);
	free(bytes);
}

Test(ownership, pruning_follows_no_link_out_of_the_folder)
{
	expect_code(render(NULL), 0, "with stems");
	cr_assert_eq(rename(scratch_path("out/stems"), scratch_path("elsewhere")), 0);
	cr_assert_eq(symlink("../elsewhere", scratch_path("out/stems")), 0);
	expect_code(render_mix("--prune", NULL), 0, "with a link");
	cr_expect(song_has("elsewhere/drums.wav") && song_has("elsewhere/lead.wav"));
}

/* The record claims a file outside the folder, with its right hash. */
Test(ownership, pruning_obeys_no_record_that_leaves_the_folder)
{
	expect_code(render(NULL), 0, "with stems");
	copy("out/stems/lead.wav", "jewelry.wav");
	size_t length;
	char *manifest = (char *)scratch_read(scratch_path("out/manifest.json"), &length);
	for (char *at; (at = strstr(manifest, "\"stems/lead.wav\""));)
		memcpy(at, "\"../jewelry.wav\"", 16);
	scratch_write(scratch_path("out/manifest.json"), manifest, length);
	free(manifest);
	expect_code(render_mix("--prune", NULL), 0, "with a hostile record");
	cr_expect(song_has("jewelry.wav"));
}

/* The figures of one file replace the manifest that is the record of all files. That needs --force. */
Test(ownership, a_report_in_the_place_of_the_record_keeps_what_it_knows)
{
	char report[512], manifest[512], mix[512];
	expect_code(render(NULL), 0, "the first");
	snprintf(report, sizeof report, "%s", scratch_path("out/report.json"));
	snprintf(manifest, sizeof manifest, "%s", scratch_path("out/manifest.json"));
	snprintf(mix, sizeof mix, "%s", scratch_path("out/mix.wav"));
	expect_code(program_expect(0, PROGRAM_ARGUMENTS("loudness", mix, "--json", report)), 0, "over the report");
	struct program_run run = program_expect(5, PROGRAM_ARGUMENTS("loudness", mix, "--json", manifest));
	cr_expect(strstr(run.err, "it is the manifest of a render"), "%s", run.err);
	program_release(&run);
	expect_code(program_expect(0, PROGRAM_ARGUMENTS("loudness", mix, "--force", "--json", manifest)), 0,
		    "over the manifest");
	cr_expect(song_has("out/.stemprint.json"), "what the manifest knew");
	expect_code(render(NULL), 5, "the manifest is not ours any more");
	cr_assert_eq(unlink(manifest), 0);
	expect_code(render(NULL), 0, "the second");
	cr_expect(!song_has("out/.stemprint.json"));
	expect_code(
		program_expect(0, PROGRAM_ARGUMENTS("render", "--anew", scratch_path("song.yaml"), "--json", report)),
		0, "its own report");
	cr_expect(!song_has("out/.stemprint.json"), "a report that knows all leaves nothing to be recorded");
}

struct command {
	const char *name;
	const char *words[12];
	const char *output; /* these files are in the scratch folder */
};

static const struct command commands[] = {
	{ "null --residual", { "null", "drums.wav", "drums.wav", "--residual", "made/left.wav" }, "made/left.wav" },
	{ "null --json", { "null", "drums.wav", "drums.wav", "--json", "made/x" }, "made/x" },
	{ "null --html", { "null", "drums.wav", "drums.wav", "--html", "made/x" }, "made/x" },
	{ "loudness --output FILE",
	  { "loudness", "drums.wav", "--target", "-30", "--output", "made/x.wav" },
	  "made/x.wav" },
	{ "loudness --output FOLDER",
	  { "loudness", "drums.wav", "--target", "-30", "--output", "made/" },
	  "made/drums.wav" },
	{ "loudness --csv", { "loudness", "drums.wav", "--csv", "made/x" }, "made/x" },
	{ "loudness --junit", { "loudness", "drums.wav", "--junit", "made/x" }, "made/x" },
	{ "quality --sarif", { "quality", "drums.wav", "--sarif", "made/x" }, "made/x" },
	{ "quality --plots", { "quality", "drums.wav", "--plots", "made" }, "made/waveforms.svg" },
	{ "check --sarif", { "check", "song.yaml", "--sarif", "made/x" }, "made/x" },
};

static bool is_file_word(const char *word)
{
	return strchr(word, '.') || strncmp(word, "made", 4) == 0;
}

static struct program_run run_command(const struct command *command, const char *option)
{
	static char texts[12][512];
	const char *words[14] = { NULL };
	size_t count = 0;
	for (; command->words[count]; count++) {
		const char *word = command->words[count];
		snprintf(texts[count], sizeof texts[count], "%s", is_file_word(word) ? scratch_path(word) : word);
		words[count] = texts[count];
	}
	words[count] = option;
	const struct program_call call = { .arguments = words };
	return program_run(&call);
}

Test(ownership, holds_for_every_command)
{
	cr_assert_eq(mkdir(scratch_path("made"), 0777), 0);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const struct command *command = &commands[i];
		write_mine(command->output);
		struct program_run run = run_command(command, NULL);
		cr_expect_eq(run.code, 5, "%s: code %d: %s", command->name, run.code, run.err);
		cr_expect(strstr(run.err, "stemprint did not write this file"), "%s: %s", command->name, run.err);
		program_release(&run);
		expect_mine(command->output);
		expect_code(run_command(command, "--force"), 0, command->name);
		expect_code(run_command(command, NULL), 0, command->name);
		struct stat facts;
		cr_expect(stat(scratch_path(command->output), &facts) == 0 && facts.st_size > 4, "%s", command->name);
		unlink(scratch_path(command->output));
	}
}

/* The report would describe another file. */
Test(ownership, other_commands_do_not_replace_the_files_of_a_render)
{
	char drums[512], mix[512];
	expect_code(render(NULL), 0, "the first");
	const uint64_t hash = sound_file_hash(scratch_path("out/mix.wav"));
	snprintf(drums, sizeof drums, "%s", scratch_path("drums.wav"));
	snprintf(mix, sizeof mix, "%s", scratch_path("out/mix.wav"));
	struct program_run run =
		program_expect(5, PROGRAM_ARGUMENTS("loudness", drums, "--target", "-30", "--output", mix));
	cr_expect(strstr(run.err, "a render made this file"), "%s", run.err);
	program_release(&run);
	cr_expect_eq(sound_file_hash(mix), hash);
}

/* A residual that was printed there is in no report, and a render leaves it alone. */
Test(ownership, other_commands_print_into_the_folder_of_a_render)
{
	expect_code(render(NULL), 0, "the first");
	char residual[512], mix[512];
	snprintf(residual, sizeof residual, "%s", scratch_path("out/left.wav"));
	snprintf(mix, sizeof mix, "%s", scratch_path("out/mix.wav"));
	for (int i = 0; i < 2; i++) {
		expect_code(program_expect(0, PROGRAM_ARGUMENTS("null", mix, mix, "--residual", residual)), 0, "null");
		struct program_run run = render_mix("--anew", "--prune");
		cr_expect_eq(run.code, 0, "%s", run.err);
		program_release(&run);
		cr_expect(song_has("out/left.wav"), "it is not of a render");
	}
}
