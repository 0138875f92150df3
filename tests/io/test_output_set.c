/* stemprint tests: the files of one print appear together or not at all, and replace no file of others.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/output_set.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void make(void)
{
	scratch_make();
}

TestSuite(output_set, .init = make, .fini = scratch_remove, .timeout = 30);

static struct output *add(struct output_set *set, const char *name, const char *words)
{
	struct output *output;
	cr_assert_eq(output_set_add(set, name, &output), STATUS_OK, "%s", output_set_problem(set));
	int descriptor = output_descriptor(output);
	cr_assert_geq(descriptor, 0);
	cr_assert_eq(write(descriptor, words, strlen(words)), (ssize_t)strlen(words));
	close(descriptor);
	return output;
}

/* Makes a set that may replace files that stemprint did not write. */
static struct output_set *new_forced(const char *directory)
{
	struct output_set *set = output_set_new(directory);
	cr_assert_not_null(set);
	output_set_use(set, &(struct output_policy){ .force = true });
	return set;
}

static void expect_file(const char *path, const char *words)
{
	size_t length;
	unsigned char *bytes = scratch_read(path, &length);
	cr_expect_str_eq((const char *)bytes, words, "%s", path);
	free(bytes);
}

Test(output_set, all_appear_together)
{
	struct output_set *set = output_set_new(scratch_path("a/b/prints"));
	struct output *mix = add(set, "mix.wav", "the mix");
	struct output *vocals = add(set, "stems/vocals.wav", "the vocals");
	cr_assert_eq(output_set_write_text(set, "manifest.json", "{}", 2), STATUS_OK);
	cr_assert_eq(output_set_write_text(set, "report.json", "{}", 2), STATUS_OK);
	expect_file(output_path(mix), "the mix");
	expect_file(output_path(vocals), "the vocals");
	cr_expect_str_eq(output_name(vocals), "stems/vocals.wav");
	cr_expect_neq(access(scratch_path("a/b/prints/mix.wav"), F_OK), 0);
	cr_expect_neq(access(scratch_path("a/b/prints/report.json"), F_OK), 0);
	cr_assert_eq(output_set_commit(set), STATUS_OK, "%s", output_set_problem(set));
	expect_file(output_path(mix), "the mix");
	cr_expect_str_eq(output_path(mix), scratch_path("a/b/prints/mix.wav"));
	output_set_free(set);
	expect_file(scratch_path("a/b/prints/mix.wav"), "the mix");
	expect_file(scratch_path("a/b/prints/stems/vocals.wav"), "the vocals");
	expect_file(scratch_path("a/b/prints/report.json"), "{}");
	cr_expect_eq(scratch_count(scratch_path("a/b/prints")), 4);
	cr_expect_eq(scratch_count(scratch_path("a/b/prints/stems")), 1);
}

Test(output_set, without_a_commit_nothing_stays)
{
	mkdir(scratch_path("old"), 0777);
	static const char *const directories[] = { "new", "new/deeper/still", "old", "old/../new", "new/../other/x" };
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
		struct output_set *set = output_set_new(scratch_path(directories[i]));
		add(set, "mix.wav", "half a mix");
		add(set, "stems/drums/kick.wav", "half a kick");
		output_set_free(set);
		cr_expect_eq(scratch_count(scratch_path("old")), 0, "%s", directories[i]);
		cr_expect_eq(scratch_count(scratch_path("")), 1, "%s", directories[i]);
	}
}

Test(output_set, folders_of_others_stay)
{
	struct output_set *set = output_set_new(scratch_path("new"));
	add(set, "stems/mix.wav", "half a mix");
	scratch_write(scratch_path("new/stems/notes.txt"), "notes", 5);
	output_set_free(set);
	cr_expect_eq(scratch_count(scratch_path("new/stems")), 1);
	expect_file(scratch_path("new/stems/notes.txt"), "notes");
}

Test(output_set, a_good_file_stays_until_the_commit)
{
	scratch_write(scratch_path("mix.wav"), "yesterday", 9);
	struct output_set *set = new_forced(scratch_path(""));
	add(set, "mix.wav", "today");
	expect_file(scratch_path("mix.wav"), "yesterday");
	output_set_free(set);
	expect_file(scratch_path("mix.wav"), "yesterday");
	cr_expect_eq(scratch_count(scratch_path("")), 1);
	set = new_forced(scratch_path(""));
	add(set, "mix.wav", "today");
	cr_assert_eq(output_set_commit(set), STATUS_OK);
	output_set_free(set);
	expect_file(scratch_path("mix.wav"), "today");
	cr_expect_eq(scratch_count(scratch_path("")), 2, "the file and the record");
}

/* Returns which file stands there. A file that was written anew has another inode, while the old one is held open. */
static ino_t inode_of(const char *path)
{
	struct stat facts;
	cr_assert_eq(stat(path, &facts), 0);
	return facts.st_ino;
}

static void print_two(const char *mix, const char *stem)
{
	struct output_set *set = output_set_new(scratch_path(""));
	add(set, "mix.wav", mix);
	add(set, "stem.wav", stem);
	cr_assert_eq(output_set_commit(set), STATUS_OK, "%s", output_set_problem(set));
	output_set_free(set);
}

Test(output_set, a_file_with_the_same_bytes_stays)
{
	print_two("mix", "stem");
	const ino_t mix = inode_of(scratch_path("mix.wav")), stem = inode_of(scratch_path("stem.wav"));
	const int held[] = { open(scratch_path("mix.wav"), O_RDONLY), open(scratch_path("stem.wav"), O_RDONLY) };
	print_two("mix", "Stem");
	cr_expect_eq(inode_of(scratch_path("mix.wav")), mix);
	cr_expect_neq(inode_of(scratch_path("stem.wav")), stem);
	expect_file(scratch_path("stem.wav"), "Stem");
	cr_expect_eq(scratch_count(scratch_path("")), 3, "the files and the record");
	close(held[0]);
	close(held[1]);
}

static void write_report(const char *text)
{
	struct output_set *set = output_set_new(scratch_path(""));
	output_set_use(set, &(struct output_policy){ .reports = true, .shared = true });
	cr_assert_eq(output_set_write_text(set, "report.json", text, strlen(text)), STATUS_OK);
	cr_assert_eq(output_set_commit(set), STATUS_OK, "%s", output_set_problem(set));
	output_set_free(set);
}

Test(output_set, a_report_with_the_same_bytes_stays)
{
	write_report("{\"schema\":\"stemprint.report.1\"}");
	const ino_t old = inode_of(scratch_path("report.json"));
	const int held = open(scratch_path("report.json"), O_RDONLY);
	write_report("{\"schema\":\"stemprint.report.1\"}");
	cr_expect_eq(inode_of(scratch_path("report.json")), old);
	write_report("{\"schema\":\"stemprint.report.2\"}");
	cr_expect_neq(inode_of(scratch_path("report.json")), old);
	cr_expect_eq(scratch_count(scratch_path("")), 1);
	close(held);
}

Test(output_set, wrong_names)
{
	scratch_write(scratch_path("elsewhere"), "precious", 8);
	mkdir(scratch_path("prints"), 0777);
	mkdir(scratch_path("prints/folder.wav"), 0777);
	mkdir(scratch_path("real"), 0777);
	mkfifo(scratch_path("prints/pipe.wav"), 0666);
	cr_assert_eq(symlink("../elsewhere", scratch_path("prints/link.wav")), 0);
	cr_assert_eq(symlink("nowhere", scratch_path("prints/dangling.wav")), 0);
	cr_assert_eq(symlink("../real", scratch_path("prints/linked")), 0);
	scratch_write(scratch_path("prints/file"), "file", 4);
	static char endless[300];
	memset(endless, 'x', sizeof endless - 1);
	static const struct {
		const char *name, *problem;
	} rows[] = {
		{ "", "\"\": the name of an output must be that of a file below the directory" },
		{ "/tmp/x.wav", "\"/tmp/x.wav\": the name of an output must be that of a file below the directory" },
		{ "x/", "\"x/\": the name of an output must be that of a file below the directory" },
		{ "../x.wav", "\"../x.wav\": the name of an output must not leave the directory" },
		{ "a/../../x.wav", "\"a/../../x.wav\": the name of an output must not leave the directory" },
		{ "a//x.wav", "\"a//x.wav\": the name of an output must not leave the directory" },
		{ "./x.wav", "\"./x.wav\": the name of an output must not leave the directory" },
		{ "good.wav", "\"good.wav\": two outputs claim this file; rename one" },
		{ "folder.wav", "\"folder.wav\": a folder has this name; remove it or rename the output" },
		{ "pipe.wav", "\"pipe.wav\": something that is no regular file has this name; remove it" },
		{ "link.wav", "\"link.wav\": a symbolic link has this name; remove it" },
		{ "dangling.wav", "\"dangling.wav\": a symbolic link has this name; remove it" },
		{ "linked/x.wav", "\"linked/x.wav\": \"linked\" is a symbolic link; name a folder" },
		{ "file/x.wav", "\"file/x.wav\": \"file\" is no folder; name a folder" },
	};
	struct output_set *set = output_set_new(scratch_path("prints"));
	struct output *output;
	add(set, "good.wav", "good");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_eq(output_set_add(set, rows[i].name, &output), STATUS_BAD_OUTPUT, "%s", rows[i].name);
		cr_expect_str_eq(output_set_problem(set), rows[i].problem);
		cr_expect_null(output);
	}
	cr_expect_eq(output_set_add(set, endless, &output), STATUS_BAD_OUTPUT);
	cr_expect(strstr(output_set_problem(set), "its name is too long"));
	cr_assert_eq(output_set_commit(set), STATUS_OK);
	output_set_free(set);
	expect_file(scratch_path("elsewhere"), "precious");
	cr_expect_eq(scratch_count(scratch_path("real")), 0);
}

/* Somebody puts a link there during the render: the rename must not follow it, and no file gets its name. */
Test(output_set, a_link_made_meanwhile_stops_the_commit)
{
	scratch_write(scratch_path("elsewhere"), "precious", 8);
	struct output_set *set = output_set_new(scratch_path("prints"));
	add(set, "a.wav", "a");
	add(set, "b.wav", "b");
	cr_assert_eq(symlink("../elsewhere", scratch_path("prints/b.wav")), 0);
	cr_expect_eq(output_set_commit(set), STATUS_BAD_OUTPUT);
	output_set_free(set);
	expect_file(scratch_path("elsewhere"), "precious");
	cr_expect_eq(scratch_count(scratch_path("prints")), 1, "only the link is there");
}

/* Somebody saves a take there during the render. */
Test(output_set, a_file_made_meanwhile_stops_the_commit)
{
	struct output_set *set = output_set_new(scratch_path("prints"));
	cr_assert_eq(output_set_expect(set, "b.wav"), STATUS_OK);
	add(set, "a.wav", "a");
	add(set, "b.wav", "b");
	scratch_write(scratch_path("prints/b.wav"), "precious", 8);
	cr_expect_eq(output_set_commit(set), STATUS_BAD_OUTPUT);
	cr_expect(strstr(output_set_problem(set), "\"b.wav\": stemprint did not write this file"));
	output_set_free(set);
	expect_file(scratch_path("prints/b.wav"), "precious");
	cr_expect_eq(scratch_count(scratch_path("prints")), 1, "only the take is there");
}

/* Somebody edits a print that was ours when the render began. */
Test(output_set, a_file_changed_meanwhile_stops_the_commit)
{
	struct output_set *set = output_set_new(scratch_path("prints"));
	add(set, "a.wav", "a");
	cr_assert_eq(output_set_commit(set), STATUS_OK);
	output_set_free(set);
	set = output_set_new(scratch_path("prints"));
	add(set, "a.wav", "new");
	scratch_write(scratch_path("prints/a.wav"), "edited", 6);
	cr_expect_eq(output_set_commit(set), STATUS_BAD_OUTPUT);
	cr_expect(strstr(output_set_problem(set), "it has changed since stemprint wrote it"));
	output_set_free(set);
	expect_file(scratch_path("prints/a.wav"), "edited");
}

static pid_t start_run(int ready[2])
{
	cr_assert_eq(pipe(ready), 0);
	pid_t run = fork();
	if (run != 0)
		return run;
	struct output_set *set = output_set_new(scratch_path("prints"));
	struct output *output;
	if (output_set_add(set, "mix.wav", &output) != STATUS_OK ||
	    output_set_add(set, "stems/a.wav", &output) != STATUS_OK || write(ready[1], "x", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

Test(output_set, the_next_run_sweeps_what_a_killed_one_left)
{
	int ready[2];
	char byte;
	pid_t run = start_run(ready);
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	/* These names of others look almost like ours. */
	scratch_write(scratch_path("prints/.stemprint-12-3.txt"), "", 0);
	scratch_write(scratch_path("prints/.stemprint-x-3"), "", 0);
	mkdir(scratch_path("prints/.stemprint-12-4"), 0777);
	cr_assert_eq(symlink("nowhere", scratch_path("prints/.stemprint-12-5")), 0);

	struct output *output;
	struct output_set *set = output_set_new(scratch_path("prints"));
	cr_expect_eq(output_set_add(set, "other.wav", &output), STATUS_BAD_OUTPUT, "a run that lives has the folder");
	cr_expect(strstr(output_set_problem(set), "another stemprint prints into this folder"));
	output_set_free(set);
	set = output_set_new(scratch_path("prints"));
	output_set_use(set, &(struct output_policy){ .reports = true, .shared = true });
	const enum status status = output_set_add(set, "other.html", &output);
	cr_expect_eq(scratch_count(scratch_path("prints")), 7, "a run that lives keeps its temporary");
	output_set_free(set);

	kill(run, SIGKILL);
	waitpid(run, NULL, 0);
	cr_expect_eq(status, STATUS_OK, "a report may go where somebody prints");
	cr_expect_eq(scratch_count(scratch_path("prints")), 6, "a killed run leaves its temporary");
	cr_expect_eq(scratch_count(scratch_path("prints/stems")), 1);
	cr_expect_neq(access(scratch_path("prints/mix.wav"), F_OK), 0, "and nothing else");
	set = output_set_new(scratch_path("prints"));
	add(set, "other.wav", "");
	add(set, "stems/b.wav", "");
	output_set_free(set);
	cr_expect_eq(scratch_count(scratch_path("prints")), 5, "swept, but for the four names of others and a folder");
	cr_expect_eq(scratch_count(scratch_path("prints/stems")), 0);
}

static void clean_and_die(int signal_number)
{
	output_set_abandon_from_signal();
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

Test(output_set, a_signal_leaves_nothing)
{
	int ready[2];
	cr_assert_eq(pipe(ready), 0);
	pid_t run = fork();
	if (run == 0) {
		signal(SIGTERM, clean_and_die);
		struct output_set *done = output_set_new(scratch_path("done"));
		struct output *output;
		if (output_set_add(done, "kept.wav", &output) != STATUS_OK || output_set_commit(done) != STATUS_OK)
			_exit(1);
		struct output_set *set = output_set_new(scratch_path("new/prints"));
		char name[32];
		for (int i = 0; i < 200; i++) {
			snprintf(name, sizeof name, "stems/%d/%d.wav", i % 7, i);
			if (output_set_add(set, name, &output) != STATUS_OK)
				_exit(1);
		}
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	char byte;
	cr_assert_eq(read(ready[0], &byte, 1), 1);
	cr_expect_eq(scratch_count(scratch_path("new/prints/stems")), 7);
	kill(run, SIGTERM);
	int how;
	waitpid(run, &how, 0);
	cr_expect(WIFSIGNALED(how) && WTERMSIG(how) == SIGTERM);
	cr_expect_eq(scratch_count(scratch_path("")), 1, "all is gone but the set that was committed");
	cr_expect_eq(scratch_count(scratch_path("done")), 2, "the file and the record");
}
