/* Tests that no output replaces an input: every option that writes, every kind of input, every way to the input.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <ftw.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 4800, PATH_LENGTH = 512, WORDS_MAXIMUM = 16 };

#define RECIPE                                                                                                         \
	"version: 1\n"                                                                                                 \
	"session: { tail: none }\n"                                                                                    \
	"tracks:\n"                                                                                                    \
	"  bass: { source: audio/bass.wav, stem: bass, use: parts/warm.yaml }\n"                                       \
	"  lead: { source: { pair: [audio/lead.L.wav, audio/lead.R.wav] }, stem: lead, sends: [ { to: hall } ] }\n"    \
	"auxes:\n"                                                                                                     \
	"  hall: { inserts: [ convolver: audio/hall.wav ], fader: -40 dB, stem: hall }\n"                              \
	"outputs:\n"                                                                                                   \
	"  master: {}\n"                                                                                               \
	"print: { directory: out, mixes: { mix: {} }, stems: {}, taps: { dry: { of: lead } } }\n"                      \
	"verify: { loudness: { profile: ./parts/limits.yaml } }\n"

static const char *path_of(const char *name)
{
	static char paths[64][PATH_LENGTH];
	static unsigned next;
	char *path = paths[next++ % 64];
	snprintf(path, PATH_LENGTH, "%s", scratch_path(name));
	return path;
}

static void write_text(const char *name, const char *text)
{
	scratch_write(path_of(name), text, strlen(text));
}

static void write_noise(const char *name, unsigned seed, unsigned channels)
{
	struct sound sound = sound_noise(seed, channels, FRAMES, 0.25);
	sound_write(path_of(name), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
}

static void make(void)
{
	static const char *const folders[] = { "audio", "parts", "links", "stems" };
	scratch_make();
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		cr_assert_eq(mkdir(path_of(folders[i]), 0700), 0);
	write_noise("audio/bass.wav", 1, 1);
	write_noise("audio/lead.L.wav", 2, 1);
	write_noise("audio/lead.R.wav", 3, 1);
	write_noise("audio/hall.wav", 4, 1);
	write_text("song.yaml", RECIPE);
	write_text("parts/warm.yaml", "fader: -1 dB\n");
	write_text("parts/limits.yaml", "title: wide\nsource: here\ndate: today\nloudness: { true_peak: 6 dBTP }\n");
}

TestSuite(output_over_input, .init = make, .fini = scratch_remove);

/* Returns one number for all names and the content of all files. */
static uint64_t seen;

static int see(const char *path, const struct stat *facts, int kind, struct FTW *where)
{
	(void)where;
	for (const char *letter = path; *letter; letter++)
		seen = (seen ^ (unsigned char)*letter) * 1099511628211u;
	seen = (seen ^ (uint64_t)kind) * 1099511628211u;
	if (kind == FTW_F)
		seen = (seen ^ sound_file_hash(path)) * 1099511628211u ^ facts->st_nlink;
	return 0;
}

static uint64_t look(void)
{
	seen = 1469598103934665603u;
	cr_assert_eq(nftw(scratch_path("."), see, 16, FTW_PHYS), 0);
	return seen;
}

/* These are the ways from an output to an input. */
enum way { BY_PATH, BY_HARD_LINK, BY_SYMBOLIC_LINK, BY_FOLDER_LINK, BY_LETTER_CASE, WAYS };

static const char *const way_names[] = { "path", "hard link", "symbolic link", "link to the folder", "letter case" };

static const char *last_part(const char *path)
{
	return strrchr(path, '/') + 1;
}

static const char *with_other_case(const char *path)
{
	static char other[PATH_LENGTH];
	snprintf(other, sizeof other, "%s", path);
	for (char *letter = strrchr(other, '/'); *letter; letter++)
		*letter = (char)(islower((unsigned char)*letter) ? toupper((unsigned char)*letter)
								 : tolower((unsigned char)*letter));
	return other;
}

/* Returns another path to the input, through FOLDER/links. */
static const char *lead_to(const char *input, enum way way)
{
	const char *path = path_of(input);
	char folder[PATH_LENGTH], within[PATH_LENGTH];
	snprintf(folder, sizeof folder, "%.*s", (int)(last_part(path) - path), path);
	snprintf(within, sizeof within, "links/door/%s", last_part(path));
	switch (way) {
	case BY_HARD_LINK:
		cr_assert_eq(link(path, path_of("links/alias")), 0);
		return path_of("links/alias");
	case BY_SYMBOLIC_LINK:
		cr_assert_eq(symlink(path, path_of("links/alias")), 0);
		return path_of("links/alias");
	case BY_FOLDER_LINK:
		cr_assert_eq(symlink(folder, path_of("links/door")), 0);
		return path_of(within);
	case BY_LETTER_CASE:
		return with_other_case(path);
	case BY_PATH:
	case WAYS:
		break;
	}
	return path;
}

static void forget_links(void)
{
	unlink(path_of("links/alias"));
	unlink(path_of("links/door"));
}

/* This is a call of the program. ":NAME" is a file of the folder, and "@" is the path of the output. */
struct call {
	const char *words[WORDS_MAXIMUM];
	const char *variable; /* this variable of the environment names the output */
	bool printed; /* standard output goes to the output */
};

struct command {
	const struct call *calls;
	size_t call_count;
	const char *inputs[8];
};

static struct program_run run_call(const struct call *call, const char *output)
{
	const char *words[WORDS_MAXIMUM] = { NULL };
	for (size_t i = 0; call->words[i]; i++)
		words[i] = call->words[i][0] == ':'   ? path_of(call->words[i] + 1)
			   : call->words[i][0] == '@' ? output
						      : call->words[i];
	const struct program_call program = { .arguments = words,
					      .variable = call->variable,
					      .value = output,
					      .appended = call->printed ? output : NULL };
	return program_run(&program);
}

static void assert_refused(const struct call *call, const char *input, enum way way)
{
	const char *output = lead_to(input, way);
	const uint64_t before = look();
	struct program_run run = run_call(call, output);
	const char *what = call->variable ? call->variable : call->printed ? "standard output" : call->words[1];
	cr_assert_eq(run.code, 3, "%s %s over %s by %s: exit code %d\n%s", call->words[0], what, input, way_names[way],
		     run.code, run.err);
	cr_assert_eq(look(), before, "%s %s over %s by %s: something has changed", call->words[0], what, input,
		     way_names[way]);
	cr_assert_not_null(strstr(run.err, "[output-over-input]"), "%s %s over %s by %s: %s", call->words[0], what,
			   input, way_names[way], run.err);
	if (!call->printed)
		cr_assert_not_null(strstr(run.err, output), "the output is named: %s", run.err);
	cr_assert_not_null(strstr(run.err, last_part(path_of(input))), "the input is named: %s", run.err);
	cr_assert_str_empty(run.out);
	program_release(&run);
	forget_links();
}

static void walk(const struct command *command)
{
	for (size_t i = 0; i < command->call_count; i++)
		for (size_t k = 0; command->inputs[k]; k++)
			for (enum way way = BY_PATH; way < WAYS; way++)
				/* A file that does not exist cannot be opened to append to it. */
				if (!(command->calls[i].printed && way == BY_LETTER_CASE))
					assert_refused(&command->calls[i], command->inputs[k], way);
}

#define WORDS(...) .words = { __VA_ARGS__ }
#define SUMMARY .variable = "GITHUB_STEP_SUMMARY"

#define CALLS(...)                                                                                                     \
	(const struct call[]){ __VA_ARGS__ }, sizeof(const struct call[]){ __VA_ARGS__ } / sizeof(struct call)

#define RECIPE_INPUTS                                                                                                  \
	{                                                                                                              \
		"song.yaml", "parts/warm.yaml", "parts/limits.yaml", "audio/bass.wav", "audio/lead.L.wav",             \
			"audio/lead.R.wav", "audio/hall.wav"                                                           \
	}

Test(output_over_input, of_render_is_refused)
{
	const struct command command = { CALLS({ WORDS("render", "--json", "@", ":song.yaml") },
					       { WORDS("render", "--csv", "@", ":song.yaml") },
					       { WORDS("render", "--junit", "@", ":song.yaml") },
					       { WORDS("render", "--sarif", "@", ":song.yaml") },
					       { WORDS("render", "--html", "@", ":song.yaml") },
					       { WORDS("render", "--plots", "@", ":song.yaml") },
					       { WORDS("render", "--directory", "@", ":song.yaml") },
					       { WORDS("render", "--github", ":song.yaml"), SUMMARY },
					       { WORDS("render", ":song.yaml"), .printed = true }),
					 RECIPE_INPUTS };
	walk(&command);
}

Test(output_over_input, of_check_is_refused)
{
	const struct command command = { CALLS({ WORDS("check", "--sarif", "@", ":song.yaml") },
					       { WORDS("check", "--github", ":song.yaml"), SUMMARY },
					       { WORDS("check", ":song.yaml"), .printed = true }),
					 RECIPE_INPUTS };
	walk(&command);
}

#define NULL_FILES ":audio/bass.wav", ":audio/lead.L.wav", "--candidate", ":audio/hall.wav"

Test(output_over_input, of_null_is_refused)
{
	const struct command command = {
		CALLS({ WORDS("null", "--residual", "@", NULL_FILES) }, { WORDS("null", "--json", "@", NULL_FILES) },
		      { WORDS("null", "--csv", "@", NULL_FILES) }, { WORDS("null", "--junit", "@", NULL_FILES) },
		      { WORDS("null", "--sarif", "@", NULL_FILES) }, { WORDS("null", "--html", "@", NULL_FILES) },
		      { WORDS("null", "--plots", "@", NULL_FILES) }, { WORDS("null", "--github", NULL_FILES), SUMMARY },
		      { WORDS("null", NULL_FILES), .printed = true }),
		{ "audio/bass.wav", "audio/lead.L.wav", "audio/hall.wav" }
	};
	walk(&command);
}

#define LOUDNESS_FILES "--profile", ":parts/limits.yaml", ":audio/bass.wav"

Test(output_over_input, of_loudness_is_refused)
{
	const struct command command = {
		CALLS({ WORDS("loudness", "--output", "@", "--target", "-20", LOUDNESS_FILES) },
		      { WORDS("loudness", "--json", "@", LOUDNESS_FILES) },
		      { WORDS("loudness", "--csv", "@", LOUDNESS_FILES) },
		      { WORDS("loudness", "--junit", "@", LOUDNESS_FILES) },
		      { WORDS("loudness", "--sarif", "@", LOUDNESS_FILES) },
		      { WORDS("loudness", "--html", "@", LOUDNESS_FILES) },
		      { WORDS("loudness", "--plots", "@", LOUDNESS_FILES) },
		      { WORDS("loudness", "--github", LOUDNESS_FILES), SUMMARY },
		      { WORDS("loudness", LOUDNESS_FILES), .printed = true }),
		{ "parts/limits.yaml", "audio/bass.wav" }
	};
	walk(&command);
}

Test(output_over_input, of_quality_is_refused)
{
	const struct command command = { CALLS({ WORDS("quality", "--json", "@", ":audio/bass.wav") },
					       { WORDS("quality", "--csv", "@", ":audio/bass.wav") },
					       { WORDS("quality", "--junit", "@", ":audio/bass.wav") },
					       { WORDS("quality", "--sarif", "@", ":audio/bass.wav") },
					       { WORDS("quality", "--html", "@", ":audio/bass.wav") },
					       { WORDS("quality", "--plots", "@", ":audio/bass.wav") },
					       { WORDS("quality", "--github", ":audio/bass.wav"), SUMMARY },
					       { WORDS("quality", ":audio/bass.wav"), .printed = true }),
					 { "audio/bass.wav" } };
	walk(&command);
}

/* A command names these files of a folder itself, and each of them would replace the input. */
static void assert_refused_below(const struct call *call, const char *folder, const char *name, const char *input,
				 enum way way)
{
	char place[PATH_LENGTH];
	snprintf(place, sizeof place, "%s/%s", folder, name);
	const char *at = path_of(place);
	if (way == BY_SYMBOLIC_LINK)
		cr_assert_eq(symlink(path_of(input), at), 0);
	else
		cr_assert_eq(link(path_of(input), at), 0, "%s", at);
	if (way == BY_FOLDER_LINK)
		cr_assert_eq(symlink(path_of(folder), path_of("links/door")), 0);
	const uint64_t before = look();
	struct program_run run = run_call(call, way == BY_FOLDER_LINK ? path_of("links/door") : path_of(folder));
	cr_assert_eq(run.code, 3, "%s %s, %s over %s by %s: exit code %d\n%s", call->words[0], call->words[1], name,
		     input, way_names[way], run.code, run.err);
	cr_assert_eq(look(), before, "%s over %s by %s: something has changed", name, input, way_names[way]);
	cr_assert_not_null(strstr(run.err, "[output-over-input]"), "%s", run.err);
	program_release(&run);
	cr_assert_eq(unlink(at), 0);
	forget_links();
}

static void walk_below(const struct call *call, const char *const *names, const char *const *inputs)
{
	cr_assert_eq(mkdir(path_of("to"), 0700), 0);
	cr_assert(mkdir(path_of("to/stems"), 0700) == 0 && mkdir(path_of("to/taps"), 0700) == 0);
	for (size_t i = 0; names[i]; i++)
		for (size_t k = 0; inputs[k]; k++)
			for (enum way way = BY_HARD_LINK; way < BY_LETTER_CASE; way++)
				assert_refused_below(call, "to", names[i], inputs[k], way);
}

static const char *const recipe_inputs[] = { "song.yaml",         "parts/warm.yaml",
					     "parts/limits.yaml", "audio/bass.wav",
					     "audio/lead.L.wav",  "audio/lead.R.wav",
					     "audio/hall.wav",    NULL };

static const char *const prints[] = {
	"mix.wav", "stems/bass.wav", "stems/lead.wav", "stems/hall.wav", "taps/dry.wav", "report.json", NULL
};

static const char *const pictures[] = { "waveforms.svg", "loudness-12.svg", NULL };

Test(output_over_input, of_a_render_in_another_directory_is_refused)
{
	walk_below(&(const struct call){ WORDS("render", "--directory", "@", ":song.yaml") }, prints, recipe_inputs);
}

/* The recipe itself names the output. Both commands report it at the location that names the file. */
Test(output_over_input, of_the_recipe_itself_is_refused)
{
	char yaml[2048];
	snprintf(yaml, sizeof yaml, "%s", RECIPE);
	char *directory = strstr(yaml, "directory: out");
	memcpy(directory, "directory: to ", 14);
	write_text("song.yaml", yaml);
	walk_below(&(const struct call){ WORDS("render", ":song.yaml") }, prints, recipe_inputs);
}

Test(output_over_input, of_a_recipe_is_told_by_check)
{
	char yaml[2048];
	snprintf(yaml, sizeof yaml, "%s", RECIPE);
	memcpy(strstr(yaml, "directory: out"), "directory: to ", 14);
	write_text("song.yaml", yaml);
	walk_below(&(const struct call){ WORDS("check", ":song.yaml") }, prints, recipe_inputs);
}

Test(output_over_input, of_pictures_is_refused)
{
	walk_below(&(const struct call){ WORDS("render", "--plots", "@", ":song.yaml") }, pictures, recipe_inputs);
}

Test(output_over_input, of_pictures_of_a_null_is_refused)
{
	static const char *const inputs[] = { "audio/bass.wav", "audio/lead.L.wav", "audio/hall.wav", NULL };
	walk_below(&(const struct call){ WORDS("null", "--plots", "@", NULL_FILES) }, pictures, inputs);
}

Test(output_over_input, of_copies_is_refused)
{
	static const char *const copies[] = { "bass.wav", "lead.L.wav", NULL };
	static const char *const inputs[] = { "parts/limits.yaml", "audio/bass.wav", "audio/lead.L.wav", NULL };
	walk_below(&(const struct call){ WORDS("loudness", "--output", "@", "--target", "-20", LOUDNESS_FILES,
					       ":audio/lead.L.wav") },
		   copies, inputs);
}

/* The only take of a musician is in the folder that the recipe prints into. */
Test(output_over_input, as_a_stem_in_the_folder_of_the_sources_is_refused)
{
	write_noise("stems/bass.wav", 9, 1);
	write_text("take.yaml", "version: 1\n"
				"tracks:\n"
				"  bass: { source: stems/bass.wav, stem: bass }\n"
				"outputs: { master: {} }\n"
				"print: { directory: . }\n");
	const char *const *const calls[] = {
		PROGRAM_ARGUMENTS("render", path_of("take.yaml")),
		PROGRAM_ARGUMENTS("check", path_of("take.yaml")),
		PROGRAM_ARGUMENTS("check", "--sarif", "-", path_of("take.yaml")),
		PROGRAM_ARGUMENTS("render", "-d", path_of("."), path_of("take.yaml")),
	};
	const uint64_t before = look();
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		struct program_run run = program_expect(3, calls[i]);
		cr_assert_not_null(strstr(run.err, "stem \"bass\" goes to \""), "%s", run.err);
		cr_assert_not_null(strstr(run.err, "would overwrite \"stems/bass.wav\", which \""), "%s", run.err);
		cr_assert_not_null(strstr(run.err, "; print into another folder [output-over-input]"), "%s", run.err);
		if (i < 3)
			cr_assert_not_null(strstr(run.err, "take.yaml:3:41: error: "), "%s", run.err);
		if (i == 2)
			cr_assert_not_null(strstr(run.out, "\"ruleId\": \"output-over-input\""), "%s", run.out);
		cr_assert_eq(look(), before, "call %zu", i);
		program_release(&run);
	}
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--no-stems", path_of("take.yaml")));
	program_release(&run);
}

/* On this file system it is another file, but the folder may move to one where it is the same. */
Test(output_over_input, as_a_stem_in_another_letter_case_is_refused)
{
	static const char *const sources[] = { "stems/Bass.wav", "Stems/bass.wav", "stems/BASS.WAV", "Mix.wav" };
	cr_assert_eq(mkdir(path_of("Stems"), 0700), 0);
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		char yaml[512];
		snprintf(yaml, sizeof yaml,
			 "version: 1\n"
			 "tracks: { bass: { source: %s, stem: bass } }\n"
			 "outputs: { master: {} }\n"
			 "print: { directory: ., mixes: { mix: {} }, stems: {} }\n",
			 sources[i]);
		write_text("take.yaml", yaml);
		write_noise(sources[i], 9, 1);
		const uint64_t before = look();
		struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("render", path_of("take.yaml")));
		cr_assert_not_null(strstr(run.err, "where file names ignore letter case"), "%s", run.err);
		cr_assert_eq(look(), before, "%s", sources[i]);
		program_release(&run);
	}
}

Test(output_over_input, are_told_in_one_go)
{
	const uint64_t before = look();
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("render", "--html", path_of("song.yaml"), "--csv",
						    path_of("audio/bass.wav"), "--json", path_of("parts/warm.yaml"),
						    "--junit", path_of("free.xml"), path_of("song.yaml")));
	cr_assert_not_null(strstr(run.err, "--html goes to "), "%s", run.err);
	cr_assert_not_null(strstr(run.err, "--csv goes to "), "%s", run.err);
	cr_assert_not_null(strstr(run.err, "--json goes to "), "%s", run.err);
	cr_assert_eq(look(), before, "no report is written either");
	program_release(&run);
}

/* The prints of one recipe would replace what another recipe reads. */
Test(output_over_input, of_several_recipes_is_refused)
{
	write_noise("stems/bass.wav", 9, 1);
	write_text("one.yaml", "version: 1\n"
			       "tracks:\n"
			       "  bass: { source: audio/bass.wav, stem: bass }\n"
			       "outputs: { master: {} }\n"
			       "print: { directory: . }\n");
	write_text("two.yaml", "version: 1\n"
			       "tracks:\n"
			       "  bass: { source: stems/bass.wav, stem: bass }\n"
			       "outputs: { master: {} }\n");
	const uint64_t before = sound_file_hash(path_of("stems/bass.wav"));
	struct program_run run =
		program_expect(3, PROGRAM_ARGUMENTS("render", "-q", path_of("one.yaml"), path_of("two.yaml")));
	cr_assert_not_null(strstr(run.err, "one.yaml:3:41: error: stem \"bass\" of \""), "%s", run.err);
	cr_assert_not_null(strstr(run.err, "two.yaml\" reads in line 3"), "%s", run.err);
	cr_assert_eq(sound_file_hash(path_of("stems/bass.wav")), before);
	program_release(&run);
}

/* The inputs of a wrong recipe are not known, so a report does not replace a file that its text names. */
Test(output_over_input, of_a_wrong_recipe_is_refused)
{
	static const char *const texts[] = {
		"version: 1\ntracks:\n  bass: { source: audio/bass.wav, fadr: 1 dB }\n",
		"version: 1\ntracks: { bass: { source: audio/bass.wav }\n",
		"version: 2\ntracks: { bass: { source: audio/Bass.wav } }\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		write_text("wrong.yaml", texts[i]);
		const uint64_t before = look();
		struct program_run run = program_expect(
			3, PROGRAM_ARGUMENTS("check", "--sarif", path_of("audio/bass.wav"), path_of("wrong.yaml")));
		cr_assert_eq(look(), before, "%s", texts[i]);
		cr_assert_not_null(strstr(run.err, "[output-over-input]"), "%s", run.err);
		cr_assert_not_null(strstr(run.err, "wrong.yaml:"), "what is wrong is told, too: %s", run.err);
		program_release(&run);
		run = program_expect(3, PROGRAM_ARGUMENTS("check", "--sarif", path_of("free"), path_of("wrong.yaml")));
		cr_assert_eq(unlink(path_of("free")), 0, "a file that is nowhere named is written");
		program_release(&run);
	}
}

struct pair_row {
	const char *first, *second; /* these are the options */
	const char *one, *two; /* these are the paths that they name */
};

Test(output_over_input, two_outputs_do_not_share_a_file)
{
	static const struct pair_row rows[] = {
		{ "--json", "--csv", "out/mix.wav", "free.csv" },
		{ "--html", "--csv", "out/report.json", "free.csv" },
		{ "--csv", "--html", "out/stems/bass.wav", "free.html" },
		{ "--html", "--json", "a.html", "A.html" },
		{ "--html", "--csv", "links/hard", "links/other" },
		{ "--html", "--csv", "to/a", "links/door/a" },
		{ "--plots", "--html", "pictures", "pictures/Waveforms-2.svg" },
		{ "--json", "--directory", "out", "out" },
	};
	cr_assert_eq(mkdir(path_of("to"), 0700), 0);
	cr_assert_eq(symlink(path_of("to"), path_of("links/door")), 0);
	write_text("links/hard", "old\n");
	cr_assert_eq(link(path_of("links/hard"), path_of("links/other")), 0);
	const uint64_t before = look();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct program_run run = program_expect(
			3, PROGRAM_ARGUMENTS("render", rows[i].first, path_of(rows[i].one), rows[i].second,
					     path_of(rows[i].two), path_of("song.yaml")));
		cr_assert_not_null(strstr(run.err, "[file-claimed-twice]"), "row %zu: %s", i, run.err);
		cr_assert_eq(look(), before, "row %zu", i);
		program_release(&run);
	}
	struct program_run run = program_expect(
		3, PROGRAM_ARGUMENTS("null", "--residual", path_of("links/hard"), "--html", path_of("links/other"),
				     path_of("audio/bass.wav"), path_of("audio/bass.wav")));
	cr_assert_not_null(strstr(run.err, "[file-claimed-twice]"), "%s", run.err);
	program_release(&run);
}

/* An output that is allowed is written: the same bytes twice, into the render's own folder, beside the sources, and
 * over an earlier print. */
Test(output_over_input, does_not_keep_others_from_writing)
{
	struct program_run run;
	for (int again = 0; again < 2; again++) {
		run = program_expect(0, PROGRAM_ARGUMENTS("render", "--json", path_of("out/report.json"), "--csv",
							  path_of("audio/bass.csv"), "--html", path_of("out/page.html"),
							  "--plots", path_of("out"), path_of("song.yaml")));
		program_release(&run);
	}
}
