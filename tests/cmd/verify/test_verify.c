/* Tests what `verify` says of prints that are whole, damaged, older than their inputs, or listed by a hostile manifest.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/song.h"

#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(void)
{
	song_make();
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", scratch_path("song.yaml")));
	program_release(&run);
}

TestSuite(verify, .init = make, .fini = scratch_remove, .timeout = 60);

/* The kinds of hash, with their keys and programs that find the same. */
static const struct {
	const char *name, *key, *other_key, *program;
	size_t digits;
} kinds[] = {
	{ "xxh3-128", "xxh3_128", "sha256", "xxh128sum", 32 },
	{ "sha256", "sha256", "xxh3_128", "sha256sum", 64 },
};

static void render_by(const char *kind)
{
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--hash", kind, scratch_path("song.yaml")));
	program_release(&run);
}

static struct program_run verify(const char *option)
{
	static char manifest[512];
	snprintf(manifest, sizeof manifest, "%s", scratch_path("out/manifest.json"));
	return program_run(&(struct program_call){ .arguments = PROGRAM_ARGUMENTS("verify", manifest, option) });
}

static void expect(int code, const char *option, const char *words, const char *what)
{
	struct program_run run = verify(option);
	cr_expect_eq(run.code, code, "%s: code %d, signal %d: %s%s", what, run.code, run.signal, run.out, run.err);
	cr_expect(!words || strstr(run.out, words) || strstr(run.err, words), "%s: %s%s", what, run.out, run.err);
	program_release(&run);
}

static void change_byte(const char *name, long offset)
{
	FILE *file = fopen(scratch_path(name), "r+b");
	cr_assert_not_null(file);
	fseek(file, offset, SEEK_SET);
	const int byte = fgetc(file);
	fseek(file, offset, SEEK_SET);
	fputc(byte ^ 1, file);
	fclose(file);
}

Test(verify, prints_that_are_whole)
{
	struct program_run run = verify(NULL);
	cr_expect_eq(run.code, 0);
	cr_expect(strstr(run.out, "out/mix.wav: ") && strstr(run.out, "out/stems/lead.wav: ") &&
			  strstr(run.out, "out/report.json: "),
		  "%s", run.out);
	cr_expect_str_empty(run.err);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("verify", "--null", scratch_path("out")));
	cr_expect(strstr(run.out, "pass    null "), "a folder stands for the manifest in it: %s", run.out);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("verify", "-q", "--null", scratch_path("out")));
	cr_expect_str_empty(run.out);
	program_release(&run);
}

/* Checks the hashes of a list in the manifest, and returns how many there are. */
static size_t check_hashes(const json_t *list, size_t kind)
{
	size_t index;
	json_t *entry;
	json_array_foreach(list, index, entry)
	{
		char command[1024], digits[65] = "";
		snprintf(command, sizeof command, "cd '%s' && %s < '%s'", scratch_path("out"), kinds[kind].program,
			 json_string_value(json_object_get(entry, "path")));
		FILE *pipe = popen(command, "r");
		cr_assert_eq(fread(digits, 1, kinds[kind].digits, pipe), kinds[kind].digits, "%s", command);
		pclose(pipe);
		cr_expect_str_eq(json_string_value(json_object_get(entry, kinds[kind].key)), digits, "%s", command);
		cr_expect(json_is_null(json_object_get(entry, kinds[kind].other_key)));
	}
	return json_array_size(list);
}

/* The hashes of the manifest are those of another program, and its ways lead to the files. Asked for another kind of
   hash, a render is made anew, and the prints stay the files that they were. */
Test(verify, manifest_says_what_other_programs_find)
{
	struct stat first, last;
	cr_assert_eq(stat(scratch_path("out/mix.wav"), &first), 0);
	for (size_t i = 0; i < 3; i++) {
		const size_t kind = i % 2;
		render_by(kinds[kind].name);
		json_t *root = json_load_file(scratch_path("out/manifest.json"), JSON_REJECT_DUPLICATES, NULL);
		cr_expect_eq(check_hashes(json_object_get(root, "inputs"), kind) +
				     check_hashes(json_object_get(root, "files"), kind),
			     7, "the recipe, two sources, three prints, the report");
		const json_t *settings = json_object_get(root, "settings");
		cr_expect_eq(json_string_length(json_object_get(settings, kinds[kind].key)), kinds[kind].digits);
		cr_expect(json_is_null(json_object_get(settings, kinds[kind].other_key)));
		cr_expect_eq(json_array_size(json_object_get(settings, "options")), 0);
		json_decref(root);
		expect(0, "--null", "pass    null ", kinds[kind].name);
		struct program_run run = program_expect(
			0, PROGRAM_ARGUMENTS("render", "--hash", kinds[kind].name, scratch_path("song.yaml")));
		cr_expect_not_null(strstr(run.out, "up to date"), "%s", run.out);
		program_release(&run);
	}
	cr_assert_eq(stat(scratch_path("out/mix.wav"), &last), 0);
	cr_expect(first.st_ino == last.st_ino && first.st_mtim.tv_nsec == last.st_mtim.tv_nsec);
}

/* Versions before this one wrote SHA-256 alone. */
Test(verify, a_manifest_of_an_older_version_is_read)
{
	char command[600];
	render_by("sha256");
	snprintf(command, sizeof command, "sed -i '/xxh3_128/d' '%s'", scratch_path("out/manifest.json"));
	cr_assert_eq(system(command), 0);
	expect(0, "--null", "pass    null ", "as it was");
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "--hash", "sha256", scratch_path("song.yaml")));
	cr_expect_not_null(strstr(run.out, "up to date"), "%s", run.out);
	program_release(&run);
	run = program_expect(0, PROGRAM_ARGUMENTS("render", scratch_path("song.yaml")));
	cr_expect_null(strstr(run.out, "up to date"), "%s", run.out);
	program_release(&run);
}

Test(verify, a_byte_is_found_by_either_kind)
{
	for (size_t i = 0; i < 2; i++) {
		render_by(kinds[i].name);
		change_byte("out/stems/lead.wav", 3000);
		expect(1, NULL, "out/stems/lead.wav: its bytes have changed since", kinds[i].name);
		change_byte("out/stems/lead.wav", 3000);
		expect(0, NULL, NULL, kinds[i].name);
		change_byte("lead.wav", 3000);
		expect(0, NULL, "source \"lead.wav\": it has changed since the render", kinds[i].name);
		change_byte("lead.wav", 3000);
	}
}

Test(verify, prints_that_are_damaged_fail)
{
	change_byte("out/stems/lead.wav", 3000);
	expect(1, NULL, "out/stems/lead.wav: its bytes have changed since", "a byte");
	expect(1, "--null", "its files are not as written, so it was not proven", "a byte, null");
	change_byte("out/stems/lead.wav", 3000);
	expect(0, "--null", NULL, "as before");
	cr_assert_eq(truncate(scratch_path("out/mix.wav"), 1000), 0);
	expect(1, NULL, "out/mix.wav: it has 1000 bytes instead of ", "cut");
	cr_assert_eq(unlink(scratch_path("out/mix.wav")), 0);
	expect(1, NULL, "out/mix.wav: it is missing", "missing");
	cr_assert_eq(mkdir(scratch_path("out/mix.wav"), 0777), 0);
	expect(1, NULL, "out/mix.wav: it is no regular file", "a folder");
	cr_assert_eq(rmdir(scratch_path("out/mix.wav")), 0);
	cr_assert_eq(mkfifo(scratch_path("out/mix.wav"), 0666), 0);
	expect(1, "--null", "out/mix.wav: it is no regular file", "a pipe");
}

/* What is older than its source is not damaged. */
Test(verify, inputs_that_changed_are_told_apart)
{
	change_byte("lead.wav", 3000);
	expect(0, "--null", "source \"lead.wav\": it has changed since the render", "a source");
	scratch_write(scratch_path("song.yaml"), "# later\n" SONG, sizeof "# later\n" SONG - 1);
	expect(0, NULL, "recipe \"song.yaml\": it has changed since the render", "the recipe");
	cr_assert_eq(unlink(scratch_path("drums.wav")), 0);
	expect(0, NULL, "source \"drums.wav\": it is not there any more", "a missing source");
}

/* Another program has packed the sound without loss, under the same name. */
Test(verify, inputs_with_the_same_sound_are_told_apart)
{
	struct sound sound = sound_read(scratch_path("lead.wav"));
	sound_write(scratch_path("lead.wav"), &sound, SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
	expect(0, NULL, "source \"lead.wav\": it has other bytes than in the render, and the same sound", "as FLAC");
	expect(0, "--untrusted", "source \"lead.wav\": ", "outside");
	sound.samples[0] += 0x1p-23;
	sound_write(scratch_path("lead.wav"), &sound, SF_FORMAT_FLAC | SF_FORMAT_PCM_24);
	expect(0, NULL, "source \"lead.wav\": it has changed since the render", "as another FLAC");
	sound_release(&sound);
	scratch_write(scratch_path("lead.wav"), "no sound", 8);
	expect(0, NULL, "source \"lead.wav\": it has changed since the render", "no sound");
}

Test(verify, a_verdict_that_failed_in_the_render_fails)
{
	song_recipe("song.yaml", SONG "verify: { loudness: { true_peak: -60 dBTP } }\n");
	struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("render", "-q", scratch_path("song.yaml")));
	program_release(&run);
	expect(1, NULL, "true_peak mix: it failed in the render: ", "a verdict");
}

static char *read_manifest(void)
{
	size_t length;
	return (char *)scratch_read(scratch_path("out/manifest.json"), &length);
}

/* Puts another word into the manifest. */
static void change_manifest(const char *from, const char *to)
{
	char *text = read_manifest(), *at = strstr(text, from);
	cr_assert_not_null(at, "%s", from);
	FILE *file = fopen(scratch_path("out/manifest.json"), "w");
	fprintf(file, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	fclose(file);
	free(text);
}

/* Equal bytes do not hide that stems stop adding up: a proof whose limits are met no more fails. */
Test(verify, null_proves_the_sum_itself)
{
	struct sound wrong = sound_read(scratch_path("out/stems/lead.wav"));
	for (size_t i = 0; i < wrong.frames * wrong.channels; i++)
		wrong.samples[i] *= 0.99;
	sound_write(scratch_path("out/stems/lead.wav"), &wrong, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&wrong);
	char command[1200];
	snprintf(command, sizeof command,
		 "cd '%s' && new=$(xxh128sum < stems/lead.wav | cut -c1-32) && size=$(stat -c %%s stems/lead.wav) && "
		 "sed -i '/stems.lead.wav\",/{n;n;s/[0-9a-f]\\{32\\}/'$new'/;n;n;s/[0-9]\\+/'$size'/}' manifest.json",
		 scratch_path("out"));
	cr_assert_eq(system(command), 0);
	expect(0, NULL, NULL, "a manifest that was changed with the file");
	expect(1, "--null", "fail    null ", "the sum is wrong");
}

/* Nothing outside of the folder is opened as a print, by whatever name. */
Test(verify, hostile_manifests_are_refused)
{
	static const char *const rows[][2] = {
		{ "\"path\": \"mix.wav\"", "\"path\": \"../drums.wav\"" },
		{ "\"path\": \"mix.wav\"", "\"path\": \"/etc/passwd\"" },
		{ "\"path\": \"mix.wav\"", "\"path\": \"stems/../../drums.wav\"" },
		{ "\"path\": \"mix.wav\"", "\"path\": \"\"" },
		{ "\"path\": \"mix.wav\"", "\"path\": \"mix.wav\\u0000x\"" },
		{ "\"schema\": \"stemprint.manifest.1\"", "\"schema\": \"stemprint.manifest.9\"" },
		{ "\"files\": [", "\"files\": [[" },
		{ "\"role\": \"mix\"", "\"role\": 7" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *whole = read_manifest();
		change_manifest(rows[i][0], rows[i][1]);
		expect(4, "--null", "manifest.json\": ", rows[i][1]);
		scratch_write(scratch_path("out/manifest.json"), whole, strlen(whole));
		free(whole);
	}
	expect(0, NULL, NULL, "as it was");
}

Test(verify, no_link_leads_out_of_the_folder)
{
	cr_assert_eq(rename(scratch_path("out/stems"), scratch_path("elsewhere")), 0);
	cr_assert_eq(symlink("../elsewhere", scratch_path("out/stems")), 0);
	expect(1, "--null", "out/stems/lead.wav: it ", "a link");
}

/* Names and details are shown without what a terminal would obey. */
/* While nobody is trusted, a manifest leads to nothing outside of its folder, and its own files are read as ever. */
Test(verify, an_untrusted_manifest_opens_nothing_elsewhere)
{
	struct program_run run = program_expect(
		0, PROGRAM_ARGUMENTS("verify", "--untrusted", "--null", scratch_path("out/manifest.json")));
	cr_expect(strstr(run.out, "pass    null "), "%s", run.out);
	cr_expect(strstr(run.err, "recipe \"song.yaml\": ") && strstr(run.err, "source \"lead.wav\": ") &&
			  !strstr(run.err, "has changed since the render"),
		  "%s", run.err);
	program_release(&run);
	change_manifest("\"path\": \"../lead.wav\"", "\"path\": \"/etc/passwd\"");
	run = program_expect(0, PROGRAM_ARGUMENTS("verify", "--untrusted", scratch_path("out/manifest.json")));
	cr_expect(strstr(run.err, "it is outside of the folder of the manifest"), "%s", run.err);
	program_release(&run);
}

Test(verify, control_characters_reach_no_terminal)
{
	change_manifest("\"file\": \"lead.wav\"", "\"file\": \"le\\u001b[2Jad\\u202e.wav\"");
	change_byte("lead.wav", 3000);
	change_manifest("\"status\": \"pass\"", "\"status\": \"fail\"");
	change_manifest("\"detail\": \"", "\"detail\": \"\\u001b[31m");
	struct program_run run = verify(NULL);
	cr_expect_eq(run.code, 1);
	cr_expect(!strchr(run.out, '\033') && !strchr(run.err, '\033'), "%s%s", run.out, run.err);
	cr_expect(!strstr(run.out, "\xE2\x80\xAE") && !strstr(run.err, "\xE2\x80\xAE"), "%s%s", run.out, run.err);
	program_release(&run);
}

Test(verify, what_is_no_manifest_is_code_4)
{
	struct program_run run = program_expect(4, PROGRAM_ARGUMENTS("verify", scratch_path("drums.wav")));
	cr_expect(strstr(run.err, "it is no manifest of stemprint"), "%s", run.err);
	program_release(&run);
	run = program_expect(4, PROGRAM_ARGUMENTS("verify", scratch_path("nowhere.json")));
	program_release(&run);
	run = program_expect(4, PROGRAM_ARGUMENTS("verify", scratch_path("nowhere.json"), scratch_path("out")));
	cr_expect(strstr(run.err, "nowhere.json"), "%s", run.err);
	program_release(&run);
	run = program_expect(2, PROGRAM_ARGUMENTS("verify"));
	program_release(&run);
	run = program_expect(3, PROGRAM_ARGUMENTS("verify", scratch_path("out/manifest.json"), "--json",
						  scratch_path("out/manifest.json")));
	program_release(&run);
}

/* The report of the render is one of its files, and a report that stemprint wrote. */
Test(verify, no_report_replaces_a_print)
{
	static const char *const names[] = { "out/report.json", "out/mix.wav", "out/stems/lead.wav",
					     "out/./report.json" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct program_run run = program_expect(
			3, PROGRAM_ARGUMENTS("verify", scratch_path("out"), "--json", scratch_path(names[i])));
		cr_expect(strstr(run.err, "the print"), "%s", run.err);
		program_release(&run);
	}
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("verify", scratch_path("out")));
	program_release(&run);
}

Test(verify, reports_hold_the_verdicts)
{
	change_byte("out/stems/lead.wav", 3000);
	struct program_run run =
		program_expect(1, PROGRAM_ARGUMENTS("verify", "-q", "--null", "--json", "-", scratch_path("out")));
	json_t *report = json_loads(run.out, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(report, "%s", run.out);
	const json_t *verdicts = json_object_get(report, "verdicts");
	cr_expect_eq(json_array_size(verdicts), 5, "four files and a proof");
	size_t failed = 0;
	for (size_t i = 0; i < json_array_size(verdicts); i++)
		failed +=
			strcmp(json_string_value(json_object_get(json_array_get(verdicts, i), "status")), "fail") == 0;
	cr_expect_eq(failed, 2);
	json_decref(report);
	program_release(&run);
}
