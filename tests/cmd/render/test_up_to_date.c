/* Tests that a render does nothing where all is there, and renders where anything that counts has changed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/attribute.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The recipe reads a file of every kind. */
#define HEAD "version: 1\nsession: { tempo: { file: map.mid }, tail: none }\n"
#define TRACKS                                                                                                         \
	"tracks:\n  drums: { source: drums.wav, stem: drums, inserts: [ use: ./part.yaml ] }\n"                        \
	"  lead: { source: lead.wav, stem: lead, inserts: [ convolver: { file: room.wav } ],\n"                        \
	"          automation: { fader: { file: rides.csv } } }\n"
#define PRINT "outputs: { master: {} }\nprint:\n  directory: out\n  mixes:\n    mix: {}\n  stems: {}\n"
#define VERIFY "verify: { loudness: { profile: ./house.yaml } }\n"
#define RECIPE HEAD TRACKS PRINT VERIFY
#define PART "title: A part\ndescription: |\n  For a test.\ninserts:\n  - gain: -3 dB\n"
#define PROFILE                                                                                                        \
	"title: House\nsource: the house\ndate: read in November 2026\nloudness:\n  rms_least: -60 dBFS\n"             \
	"  rms_most: -1 dBFS\n  peak: 0 dBFS\n"
#define RIDES "at,value\n0 s,0 dB\n1 s,-6 dB\n"
#define MIDI                                                                                                           \
	"MThd\0\0\0\6\0\0\0\1\0\x60"                                                                                   \
	"MTrk\0\0\0\x0B\0\xFF\x51\3\7\xA1\x20\0\xFF\x2F\0"

static void write_text(const char *name, const char *text)
{
	scratch_write(scratch_path(name), text, strlen(text));
}

static void write_room(double gain)
{
	struct sound room = sound_noise(9, 1, 64, gain);
	sound_write(scratch_path("room.wav"), &room, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&room);
}

static void write_inputs(void)
{
	song_recipe("song.yaml", RECIPE);
	write_text("part.yaml", PART);
	write_text("house.yaml", PROFILE);
	write_text("rides.csv", RIDES);
	scratch_write(scratch_path("map.mid"), MIDI, sizeof MIDI - 1);
	write_room(0.01);
}

static void make(void)
{
	song_make();
	write_inputs();
}

TestSuite(up_to_date, .init = make, .fini = scratch_remove, .timeout = 120);

/* The manifest of a render is always a new file, so its inode and the time of its last change tell whether there was a
   render. A print with the bytes of before stays. */
struct print_state {
	ino_t inode;
	struct timespec changed;
};

static struct print_state state_of(const char *name)
{
	struct stat facts = { 0 };
	cr_assert_eq(stat(scratch_path(name), &facts), 0, "%s", name);
	return (struct print_state){ facts.st_ino, facts.st_mtim };
}

static bool is_same(struct print_state a, struct print_state b)
{
	return a.inode == b.inode && a.changed.tv_sec == b.changed.tv_sec && a.changed.tv_nsec == b.changed.tv_nsec;
}

static struct program_run run_with(const char *const *options)
{
	static char song[512];
	const char *words[12] = { "render", song };
	snprintf(song, sizeof song, "%s", scratch_path("song.yaml"));
	for (size_t i = 0; options && options[i]; i++)
		words[2 + i] = options[i];
	return program_run(&(struct program_call){ .arguments = words });
}

/* Renders, and tells whether anything was rendered. */
static bool renders_with(int code, const char *const *options, const char *what)
{
	const bool had = song_has("out/mix.wav") && song_has("out/manifest.json");
	const struct print_state none = { 0 };
	const struct print_state mix = had ? state_of("out/mix.wav") : none;
	const struct print_state manifest = had ? state_of("out/manifest.json") : none;
	struct program_run run = run_with(options);
	cr_assert_eq(run.code, code, "%s: code %d, signal %d: %s%s", what, run.code, run.signal, run.out, run.err);
	const bool said = strstr(run.out, "up to date");
	const bool kept = had && is_same(manifest, state_of("out/manifest.json"));
	cr_expect(!kept || is_same(mix, state_of("out/mix.wav")), "%s: half a render", what);
	cr_expect(said == kept || (options && strcmp(options[0], "-q") == 0), "%s: %s", what, run.out);
	program_release(&run);
	return !kept;
}

static bool renders(const char *what)
{
	return renders_with(0, NULL, what);
}

#define OPTIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })

Test(up_to_date, a_second_render_does_nothing)
{
	cr_expect(renders("the first"));
	const struct print_state before = state_of("out/stems/lead.wav");
	cr_expect(!renders("the second"));
	cr_expect(is_same(before, state_of("out/stems/lead.wav")));
	cr_expect_eq(scratch_count(scratch_path("out")), 4, "nothing is left behind");
}

/* Options that change no byte of the files. */
Test(up_to_date, cosmetic_options_do_not_count)
{
	char folder[512];
	snprintf(folder, sizeof folder, "%s", scratch_path("out"));
	const char *const *const rows[] = {
		OPTIONS("-j", "1"),    OPTIONS("--block", "64"), OPTIONS("--cpu", "plain"),
		OPTIONS("--prune"),    OPTIONS("--verbose"),     OPTIONS("-q"),
		OPTIONS("-d", folder),
	};
	cr_expect(renders("the first"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect(!renders_with(0, rows[i], rows[i][0]), "%s", rows[i][0]);
}

/* Each of them is rendered once, and then it is up to date; and so is what was there before. */
Test(up_to_date, options_that_change_what_is_made_count)
{
	const char *const *const rows[] = {
		OPTIONS("--no-stems"),
		OPTIONS("--no-null"),
		OPTIONS("--no-loudness"),
		OPTIONS("--bleed"),
		OPTIONS("--from", "1 s"),
		OPTIONS("--to", "1 s"),
		OPTIONS("--from", "0.5 s", "--to", "1 s"),
	};
	cr_expect(renders("the first"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect(renders_with(0, rows[i], rows[i][0]), "%s", rows[i][0]);
		cr_expect(!renders_with(0, rows[i], rows[i][0]), "%s again", rows[i][0]);
		cr_expect(renders("without it"), "after %s", rows[i][0]);
	}
	cr_expect(renders_with(0, OPTIONS("--to", "1 s", "--from", "0.5 s"), "a range"));
	cr_expect(!renders_with(0, OPTIONS("--from", "0.5 s", "--to", "1 s"), "the same range"));
}

Test(up_to_date, what_asks_for_more_than_files_renders)
{
	char csv[512], html[512], plots[512];
	snprintf(csv, sizeof csv, "%s", scratch_path("r.csv"));
	snprintf(plots, sizeof plots, "%s", scratch_path("plots"));
	snprintf(html, sizeof html, "%s", scratch_path("r.html"));
	const char *const *const rows[] = { OPTIONS("--anew"),     OPTIONS("--force"),      OPTIONS("--profile"),
					    OPTIONS("--csv", csv), OPTIONS("--html", html), OPTIONS("--plots", plots),
					    OPTIONS("--github") };
	cr_expect(renders("the first"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect(renders_with(0, rows[i], rows[i][0]), "%s", rows[i][0]);
		cr_expect(!renders("without it"), "after %s", rows[i][0]);
	}
	cr_expect(song_has("r.csv") && song_has("r.html") && song_has("plots/loudness.svg"));
}

static void expect_equal(const char *one, const char *other)
{
	size_t length;
	char *bytes[] = { (char *)scratch_read(scratch_path(one), &length),
			  (char *)scratch_read(scratch_path(other), &length) };
	/* JUnit tells how long each run took. */
	cr_expect_eq(attribute_leave_out(bytes[0], "time"), attribute_leave_out(bytes[1], "time"));
	cr_expect_str_eq(bytes[0], bytes[1], "%s and %s differ", one, other);
	free(bytes[0]);
	free(bytes[1]);
}

/* Renders with reports, then asks for them once more under other names. */
static void expect_reports_again(int code, const char *what)
{
	static char paths[2][3][512];
	static const char *const names[2][3] = { { "one.json", "one.xml", "one.sarif" },
						 { "other.json", "other.xml", "other.sarif" } };
	for (size_t i = 0; i < 2; i++) {
		for (size_t k = 0; k < 3; k++)
			snprintf(paths[i][k], sizeof paths[i][k], "%s", scratch_path(names[i][k]));
		cr_expect_eq(
			renders_with(code,
				     OPTIONS("--json", paths[i][0], "--junit", paths[i][1], "--sarif", paths[i][2]),
				     what),
			i == 0, "%s", what);
	}
	for (size_t k = 0; k < 3; k++)
		expect_equal(names[0][k], names[1][k]);
	expect_equal("one.json", "out/report.json");
}

/* Reports of verdicts and diagnostics, and the JSON, are the same whether anything was rendered or not. */
Test(up_to_date, reports_for_machines_are_given_again)
{
	expect_reports_again(0, "well");
	song_recipe("song.yaml", HEAD TRACKS PRINT "verify: { loudness: { true_peak: -60 dBTP } }\n");
	expect_reports_again(1, "a verdict that failed");
	song_recipe("song.yaml",
		    SONG_HEAD "tracks:\n  drums: { source: drums.wav, stem: drums }\n"
			      "  lead: { source: lead.wav, stem: lead, fader: -inf dB }\n" SONG_MASTER SONG_PRINT);
	expect_reports_again(0, "a warning of the render");
}

Test(up_to_date, a_report_on_standard_output_is_given_again)
{
	struct program_run one = run_with(OPTIONS("--json", "-")), other = run_with(OPTIONS("--json", "-"));
	cr_expect(one.code == 0 && other.code == 0, "%s%s", one.err, other.err);
	cr_expect_str_eq(other.out, one.out);
	cr_expect(!strstr(one.err, "up to date") && strstr(other.err, "song.yaml: up to date: "), "%s", other.err);
	program_release(&one);
	program_release(&other);
}

/* One suite of a recipe that was rendered, and one of a recipe that was up to date. */
Test(up_to_date, several_recipes_share_a_report)
{
	char one[512], other[512], junit[512];
	snprintf(one, sizeof one, "%s", song_recipe("one.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER));
	snprintf(other, sizeof other, "%s", song_recipe("other.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER));
	const char *const names[] = { "first.xml", "second.xml" };
	for (size_t i = 0; i < 2; i++) {
		snprintf(junit, sizeof junit, "%s", scratch_path(names[i]));
		struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "--junit", junit, one, other));
		cr_expect_eq(!!strstr(run.out, "one.yaml: up to date"), i == 1, "%s", run.out);
		cr_expect_null(strstr(run.out, "other.yaml: up to date"));
		program_release(&run);
		cr_assert_eq(unlink(scratch_path("other/master.wav")), 0);
	}
	expect_equal(names[0], names[1]);
}

/* It takes nothing of what the limit is for. */
/* The program itself has 6 MB, and the render needs more. */
Test(up_to_date, no_limit_refuses_what_is_not_rendered)
{
	cr_expect(renders("the first"));
	cr_expect(!renders_with(0, OPTIONS("--max-memory", "7 MB"), "with little memory"));
	struct program_run run = run_with(OPTIONS("--anew", "--max-memory", "7 MB"));
	cr_expect_eq(run.code, 6, "code %d: %s", run.code, run.err);
	cr_expect(strstr(run.err, "--max-memory"), "%s", run.err);
	program_release(&run);
}

struct change {
	const char *what, *file, *text;
	bool counts;
};

static const struct change changes[] = {
	{ "a comment of the recipe", "song.yaml", "# later\n" RECIPE, false },
	{ "the folder of the recipe's files", "song.yaml",
	  HEAD TRACKS
	  "outputs: { master: {} }\nprint:\n  directory: ./out\n  mixes:\n    mix: {}\n  stems: {}\n" VERIFY,
	  false },
	{ "a title", "song.yaml", "title: Song\n" RECIPE, true },
	{ "a fader", "song.yaml",
	  HEAD TRACKS "outputs: { master: { fader: -1 dB } }\nprint:\n  directory: out\n  mixes:\n"
		      "    mix: {}\n  stems: {}\n" VERIFY,
	  true },
	{ "a limit", "song.yaml", RECIPE "  # none\n", false },
	{ "a comment of a fragment", "part.yaml", "# later\n" PART, false },
	{ "a value of a fragment", "part.yaml",
	  "title: A part\ndescription: |\n  For a test.\ninserts:\n  - gain: -4 dB\n", true },
	{ "a profile", "house.yaml", PROFILE "# later\n", true },
	{ "a curve", "rides.csv", "at,value\n0 s,0 dB\n1 s,-7 dB\n", true },
};

Test(up_to_date, texts_count_as_far_as_they_are_heard)
{
	cr_expect(renders("the first"));
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		write_text(changes[i].file, changes[i].text);
		cr_expect_eq(renders(changes[i].what), changes[i].counts, "%s", changes[i].what);
		cr_expect(!renders("again"), "%s, again", changes[i].what);
		write_inputs();
		cr_expect_eq(renders("as before"), changes[i].counts, "without %s", changes[i].what);
	}
	char midi[sizeof MIDI] = MIDI;
	midi[sizeof MIDI - 6]++;
	scratch_write(scratch_path("map.mid"), midi, sizeof MIDI - 1);
	cr_expect(renders("a tempo map in MIDI"));
	write_room(0.02);
	cr_expect(renders("an impulse response"));
	cr_expect(!renders("in the end"));
}

/* The length and the times of the file are those of before: the bytes alone tell. */
Test(up_to_date, the_bytes_of_a_source_count_and_not_its_times)
{
	cr_expect(renders("the first"));
	struct stat facts;
	cr_assert_eq(stat(scratch_path("lead.wav"), &facts), 0);
	const struct timespec times[] = { facts.st_atim, facts.st_mtim };
	const int file = open(scratch_path("lead.wav"), O_RDWR);
	unsigned char byte;
	cr_assert_eq(pread(file, &byte, 1, 5000), 1);
	byte ^= 1;
	cr_assert(pwrite(file, &byte, 1, 5000) == 1 && futimens(file, times) == 0);
	cr_expect(renders("another byte"));
	const struct timespec now[] = { { .tv_nsec = UTIME_NOW }, { .tv_nsec = UTIME_NOW } };
	cr_assert_eq(futimens(file, now), 0);
	close(file);
	cr_expect(!renders("another time"));
}

static void expect_rendered_and_whole(const char *what)
{
	cr_expect(renders(what), "%s", what);
	cr_expect(song_has("out/mix.wav") && song_has("out/stems/drums.wav") && song_has("out/stems/lead.wav") &&
			  song_has("out/report.json") && song_has("out/manifest.json"),
		  "%s", what);
	cr_expect(!renders("again"), "%s, again", what);
}

Test(up_to_date, what_is_missing_comes_back)
{
	static const char *const names[] = { "out/mix.wav", "out/stems/lead.wav", "out/report.json",
					     "out/manifest.json" };
	cr_expect(renders("the first"));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		cr_assert_eq(unlink(scratch_path(names[i])), 0);
		expect_rendered_and_whole(names[i]);
	}
	scratch_write(scratch_path("out/stems/lead.wav"), "", 0);
	expect_rendered_and_whole("an empty file");
}

/* A print that has changed may be somebody's work: it is neither up to date nor replaced. */
Test(up_to_date, what_was_changed_is_not_up_to_date)
{
	cr_expect(renders("the first"));
	const int file = open(scratch_path("out/stems/lead.wav"), O_WRONLY);
	cr_assert_eq(pwrite(file, "x", 1, 9000), 1);
	close(file);
	struct program_run run = run_with(NULL);
	cr_expect_eq(run.code, 5, "code %d: %s", run.code, run.out);
	cr_expect(strstr(run.err, "it has changed since stemprint wrote it"), "%s", run.err);
	program_release(&run);
	cr_expect(renders_with(0, OPTIONS("--force"), "with --force"));
	write_text("out/report.json", "{\"schema\": \"stemprint.report.1\", \"files\": []}");
	expect_rendered_and_whole("another report");
}

/* Puts a word of the manifest for another one of the same length. */
static void change_manifest(const char *from, const char *to)
{
	size_t length;
	char *text = (char *)scratch_read(scratch_path("out/manifest.json"), &length);
	char *at = strstr(text, from);
	cr_assert_not_null(at, "%s", from);
	memcpy(at, to, strlen(to));
	scratch_write(scratch_path("out/manifest.json"), text, length);
	free(text);
}

Test(up_to_date, another_version_or_other_semantics_render)
{
	static const char *const rows[][2] = {
		{ "\"version\": \"" STEMPRINT_VERSION, "\"version\": \"x" },
		{ "\"semantics\": ", "\"semantics\": 9" },
		{ "\"cpu\": null", "\"cpu\":  \"a\"" },
		{ "\"role\": \"source\"", "\"role\": \"return\"" },
		{ "\"file\": \"lead.wav\"", "\"file\": \"lood.wav\"" },
		{ "\"inputs\": [", "\"inputz\": [" },
	};
	cr_expect(renders("the first"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		change_manifest(rows[i][0], rows[i][1]);
		expect_rendered_and_whole(rows[i][1]);
	}
}

/* A manifest that cannot be read knows no prints, and the report stands in only where there is none. */
Test(up_to_date, a_broken_manifest_is_no_manifest)
{
	cr_expect(renders("the first"));
	write_text("out/manifest.json", "{\"schema\": \"stemprint.manifest.1\", \"files\": [[[");
	cr_expect_eq(access(scratch_path("out/mix.wav"), F_OK), 0);
	struct program_run run = run_with(NULL);
	cr_expect_eq(run.code, 5, "code %d: %s", run.code, run.out);
	program_release(&run);
	cr_expect(renders_with(0, OPTIONS("--force"), "with --force"));
}

/* It must never turn green by running again. */
Test(up_to_date, a_verdict_that_failed_fails_again)
{
	song_recipe("song.yaml", HEAD TRACKS PRINT "verify: { loudness: { true_peak: -60 dBTP } }\n");
	cr_expect(renders_with(1, NULL, "the first"));
	for (int i = 0; i < 2; i++) {
		const struct print_state before = state_of("out/mix.wav");
		struct program_run run = run_with(i == 0 ? NULL : OPTIONS("-q"));
		cr_expect_eq(run.code, 1, "code %d: %s", run.code, run.err);
		cr_expect(strstr(run.err, "true_peak mix"), "%s", run.err);
		cr_expect(is_same(before, state_of("out/mix.wav")));
		program_release(&run);
	}
}

Test(up_to_date, warnings_are_given_again)
{
	song_recipe("song.yaml",
		    SONG_HEAD "tracks:\n  drums: { source: drums.wav, stem: drums }\n"
			      "  lead: { source: lead.wav, stem: lead, fader: -inf dB }\n" SONG_MASTER SONG_PRINT);
	struct program_run one = run_with(NULL), other = run_with(NULL);
	cr_expect(one.code == 0 && other.code == 0 && strstr(other.out, "up to date"), "%s", other.out);
	cr_expect(strstr(one.err, "stem \"lead\" is silent"), "%s", one.err);
	cr_expect_str_eq(other.err, one.err);
	program_release(&one);
	program_release(&other);
}

/* Returns the first line of the warning, which says where it is. The caller frees it. */
static char *place_of_warning(const char *recipe, bool kept)
{
	song_recipe("song.yaml", recipe);
	struct program_run run = run_with(NULL);
	char *found = strstr(run.err, "song.yaml:");
	cr_assert(run.code == 0 && found && strstr(run.err, "stem \"lead\" is silent"), "%s%s", run.out, run.err);
	cr_assert_eq(!!strstr(run.out, "up to date"), kept, "%s", run.out);
	char *place = strndup(found, strcspn(found, " "));
	program_release(&run);
	return place;
}

/* Where comments, layout or a cosmetic key have changed, the warning stands at the line where a new render puts it. */
Test(up_to_date, warnings_move_with_their_places)
{
	static const char drums[] = "  drums: { source: drums.wav, stem: drums }\n";
	static const char *const heads[] = { SONG_HEAD "tracks:\n", "# later\n\n" SONG_HEAD "tracks:\n\n",
					     SONG_HEAD "tracks: # of the song\n",
					     "# a\n# b\n# c\n" SONG_HEAD "tracks:\n" };
	static const char *const leads[] = {
		"  lead: { source: lead.wav, stem: lead, fader: -inf dB }\n",
		"  lead:\n    source: lead.wav\n    # silent\n    stem: lead\n    fader: -inf dB\n",
		"  lead:   { source: lead.wav,\n          stem: lead, fader: -inf dB }\n",
		"      # deep\n  lead: {source: lead.wav, stem: lead, fader: -inf dB}\n",
	};
	char *first = NULL;
	for (size_t i = 0; i < 4; i++) {
		char recipe[1024], *kept, *made;
		snprintf(recipe, sizeof recipe, "%s%s%s" SONG_MASTER SONG_PRINT, heads[i], drums, leads[i]);
		kept = place_of_warning(recipe, i > 0);
		struct program_run run = run_with(OPTIONS("--anew"));
		made = strstr(run.err, "song.yaml:");
		cr_assert_not_null(made);
		made[strcspn(made, " ")] = '\0';
		cr_expect_str_eq(kept, made, "%s", recipe);
		cr_expect(i == 0 || strcmp(kept, first) != 0, "%s", kept);
		program_release(&run);
		if (i == 0)
			first = kept;
		else
			free(kept);
	}
	free(first);
}

/* A render of some regions leaves the files of the others alone, also where it has nothing to do. */
Test(up_to_date, pruning_keeps_what_belongs_to_the_recipe)
{
	song_recipe("song.yaml", SONG "  regions: { one: { to: 1 s }, two: { from: 1 s } }\n");
	cr_expect(renders("all of it"));
	struct program_run run = run_with(OPTIONS("--region", "one", "--prune"));
	cr_expect(run.code == 0 && !strstr(run.out, "up to date"), "%s%s", run.out, run.err);
	program_release(&run);
	run = run_with(OPTIONS("--region", "one", "--prune"));
	cr_expect(run.code == 0 && strstr(run.out, "up to date"), "%s%s", run.out, run.err);
	cr_expect_str_empty(run.err);
	program_release(&run);
	cr_expect(song_has("out/mix.wav") && song_has("out/regions/two/mix.wav") && song_has("out/stems/lead.wav"));
}

Test(up_to_date, each_of_several_recipes_is_looked_at_by_itself)
{
	char one[512], other[512];
	snprintf(one, sizeof one, "%s", song_recipe("one.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER));
	snprintf(other, sizeof other, "%s", song_recipe("other.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", one, other));
	program_release(&run);
	cr_assert_eq(unlink(scratch_path("other/master.wav")), 0);
	const struct print_state before = state_of("one/master.wav");
	run = program_expect(0, PROGRAM_ARGUMENTS("render", one, other));
	cr_expect(strstr(run.out, "one.yaml: up to date") && !strstr(run.out, "other.yaml: up to date"), "%s", run.out);
	cr_expect(is_same(before, state_of("one/master.wav")) && song_has("other/master.wav"));
	program_release(&run);
}

/* The second recipe is killed while it renders. The same command then renders it, and leaves the first alone. */
Test(up_to_date, after_a_kill_the_same_command_makes_what_is_missing)
{
	char one[512], other[512];
	snprintf(one, sizeof one, "%s", song_recipe("one.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER));
	snprintf(other, sizeof other, "%s",
		 song_recipe("other.yaml",
			     "version: 1\nsession: { tail: none, length: 3000 s }\n" SONG_TRACKS SONG_MASTER));
	const struct program_call call = { .arguments = PROGRAM_ARGUMENTS("render", "-q", one, other) };
	struct program_child child = program_start(&call);
	const struct timespec moment = { .tv_nsec = 1000000 };
	for (int i = 0; i < 20000 && !(song_has("one/manifest.json") && scratch_count(scratch_path("other")) > 0); i++)
		nanosleep(&moment, NULL);
	kill(child.process, SIGKILL);
	struct program_run run = program_finish(&child);
	cr_expect_eq(run.signal, SIGKILL, "it was done too soon: %s", run.err);
	program_release(&run);
	cr_expect(!song_has("other/manifest.json") && !song_has("other/master.wav"));
	const struct print_state before = state_of("one/master.wav");
	song_recipe("other.yaml", SONG_HEAD SONG_TRACKS SONG_MASTER);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", one, other));
	cr_expect(strstr(run.out, "one.yaml: up to date") && !strstr(run.out, "other.yaml: up to date"), "%s", run.out);
	program_release(&run);
	cr_expect(is_same(before, state_of("one/master.wav")));
	cr_expect(song_has("other/manifest.json") && song_has("other/master.wav"));
	run = program_expect(0, PROGRAM_ARGUMENTS("verify", "--null", scratch_path("one"), scratch_path("other")));
	program_release(&run);
}
