/* Tests the records of what stemprint wrote: what is read back, and that a hostile record does no harm.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/print_record.h"

#include "base/text.h"
#include "io/inner_path.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(void)
{
	scratch_make();
}

TestSuite(print_record, .init = make, .fini = scratch_remove, .timeout = 30);

#define DIGITS "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define FAST "99aa06d3014798d86001c324468d497f" /* of no bytes */
#define ENTRY(path) "{\"path\":\"" path "\",\"sha256\":\"" DIGITS "\"}"
#define RECORD(files) "{\"schema\":\"stemprint.record.1\",\"files\":[" files "]}"

static struct print_record read_records(void)
{
	struct print_record record = { 0 };
	const int folder = open(scratch_path(""), O_RDONLY | O_DIRECTORY);
	cr_assert_eq(print_record_read(&record, folder), STATUS_OK);
	close(folder);
	return record;
}

static size_t count_of(const char *bytes, size_t length)
{
	scratch_write(scratch_path(PRINT_RECORD_HIDDEN), bytes, length);
	struct print_record record = read_records();
	const size_t count = record.count;
	print_record_release(&record);
	return count;
}

Test(print_record, is_read_as_it_was_written)
{
	struct print_record record = { 0 };
	struct file_hash one, two;
	cr_assert_eq(file_hash_of_bytes("abc", 3, HASH_SHA256, &one), STATUS_OK);
	cr_assert_eq(file_hash_of_bytes("abd", 3, HASH_XXH3_128, &two), STATUS_OK);
	cr_assert_eq(print_record_add(&record, "mix.wav", &one, true), STATUS_OK);
	cr_assert_eq(print_record_add(&record, "mix.wav", &two, false), STATUS_OK);
	cr_assert_eq(print_record_add(&record, "stems/\xff.wav", &one, false), STATUS_OK);
	cr_assert_eq(print_record_add(&record, "../escape.wav", &one, false), STATUS_OK);
	char *text = print_record_text(&record);
	scratch_write(scratch_path(PRINT_RECORD_HIDDEN), text, strlen(text));
	free(text);
	print_record_release(&record);
	record = read_records();
	cr_assert_eq(record.count, 3);
	cr_expect(record.files[0].rendered && !record.files[1].rendered && !record.files[0].listed);
	cr_expect(print_record_knows(&record, "mix.wav", &one) && print_record_knows(&record, "mix.wav", &two));
	cr_expect(print_record_knows(&record, "stems/\xff.wav", &one), "a name that is no UTF-8");
	cr_expect(!print_record_knows(&record, "stems/\xff.wav", &two));
	cr_expect(!print_record_has(&record, "other.wav") && !print_record_has(&record, "../escape.wav"));
	print_record_release(&record);
}

/* A render's record is its manifest. Without one its report stands in, and beside one it says nothing. */
Test(print_record, is_also_a_manifest_or_else_a_report)
{
	static const char manifest[] = "{\"schema\":\"stemprint.manifest.1\",\"files\":[" ENTRY("new.wav") "]}";
	static const char report[] = "{\"schema\":\"stemprint.report.1\",\"files\":[" ENTRY("mix.wav") "]}";
	scratch_write(scratch_path(PRINT_RECORD_REPORT), report, sizeof report - 1);
	struct print_record record = read_records();
	cr_assert_eq(record.count, 1);
	cr_expect(record.files[0].listed && record.files[0].rendered);
	print_record_release(&record);
	scratch_write(scratch_path(PRINT_RECORD_MANIFEST), manifest, sizeof manifest - 1);
	record = read_records();
	cr_assert_eq(record.count, 1);
	cr_expect(record.files[0].listed && record.files[0].rendered && print_record_has(&record, "new.wav"));
	print_record_release(&record);
}

/* A file is hashed by the kinds of hash that the record has for its name. */
Test(print_record, knows_files_by_either_kind)
{
	static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	static const char records[] = RECORD("{\"path\":\"old.wav\",\"sha256\":\"" DIGITS "\",\"xxh3_128\":null},"
					     "{\"path\":\"new.wav\",\"xxh3_128\":\"" FAST "\",\"sha256\":null},"
					     "{\"path\":\"both.wav\",\"xxh3_128\":\"" FAST "\"},"
					     "{\"path\":\"both.wav\",\"sha256\":\"" DIGITS "\"}");
	static const struct {
		const char *name, *content, *hash;
		bool known;
	} rows[] = {
		{ "old.wav", "abc", abc, true },   { "old.wav", "", NULL, false }, { "new.wav", "", FAST, true },
		{ "new.wav", "abc", NULL, false }, { "both.wav", "", FAST, true }, { "both.wav", "abc", abc, true },
		{ "both.wav", "x", NULL, false },  { "none.wav", "", "", false },
	};
	scratch_write(scratch_path(PRINT_RECORD_HIDDEN), records, sizeof records - 1);
	struct print_record record = read_records();
	cr_assert_eq(record.count, 4);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct file_hash hash;
		struct problem problem;
		scratch_write(scratch_path("file"), rows[i].content, strlen(rows[i].content));
		const int descriptor = open(scratch_path("file"), O_RDONLY);
		cr_assert_eq(print_record_look(&record, rows[i].name, descriptor, HASH_XXH3_128, &hash, &problem),
			     STATUS_OK);
		cr_expect_eq(print_record_knows(&record, rows[i].name, &hash), rows[i].known, "row %zu", i);
		cr_expect(!rows[i].hash || strcmp(hash.text, rows[i].hash) == 0, "row %zu: %s", i, hash.text);
		close(descriptor);
	}
	print_record_release(&record);
}

/* None of them contains anything, and none does any harm. */
Test(print_record, that_is_hostile_says_nothing)
{
	static const char *const rows[] = {
		"",
		"[",
		"null",
		"[]",
		"{}",
		"\"schema\"",
		RECORD(""),
		RECORD(ENTRY("a.wav")) "x",
		"{\"schema\":\"stemprint.record.2\",\"files\":[" ENTRY("a.wav") "]}",
		"{\"schema\":1,\"files\":[" ENTRY("a.wav") "]}",
		"{\"schema\":\"stemprint.record.1\",\"files\":{\"a\":" ENTRY("a.wav") "}}",
		"{\"schema\":\"stemprint.record.1\",\"files\":null}",
		"{\"schema\":\"stemprint.report.1\",\"files\":[" ENTRY("a.wav") "]}",
		"{\"schema\":\"stemprint.manifest.1\",\"files\":[" ENTRY("a.wav") "]}",
		RECORD("1,null,[],\"a.wav\",{}"),
		RECORD("{\"path\":7,\"sha256\":\"" DIGITS "\"}"),
		RECORD("{\"path\":\"a.wav\",\"sha256\":7}"),
		RECORD("{\"path\":\"a.wav\",\"sha256\":\"" DIGITS "0\"}"),
		RECORD("{\"path\":\"a.wav\",\"sha256\":\"XYZ\"}"),
		RECORD("{\"path\":\"a.wav\",\"xxh3_128\":\"" DIGITS "\"}"),
		RECORD("{\"path\":\"a.wav\",\"sha256\":\"" FAST "\"}"),
		RECORD("{\"path\":\"a.wav\",\"xxh3_128\":\"" FAST "0\"}"),
		RECORD(ENTRY("")),
		RECORD(ENTRY("/etc/passwd")),
		RECORD(ENTRY("../a.wav")),
		RECORD(ENTRY("a/../../b")),
		RECORD(ENTRY(".")),
		RECORD(ENTRY("a//b")),
		RECORD(ENTRY("a/")),
		RECORD(ENTRY("a\\u0000b")),
		RECORD(ENTRY(".stemprint.json")),
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(count_of(rows[i], strlen(rows[i])), 0, "row %zu: %s", i, rows[i]);
	static const char good[] = RECORD(ENTRY("a.wav"));
	cr_expect_eq(count_of(good, sizeof good - 1), 1);
}

Test(print_record, that_is_deep_or_huge_says_nothing)
{
	enum { DEPTH = 1000000, HUGE = (16 << 20) + 100 };
	char *bytes = malloc(HUGE);
	memset(bytes, '[', DEPTH);
	cr_expect_eq(count_of(bytes, DEPTH), 0);
	static const char good[] = RECORD(ENTRY("a.wav"));
	memset(bytes, ' ', HUGE);
	memcpy(bytes, good, sizeof good - 1);
	cr_expect_eq(count_of(bytes, HUGE), 0, "over 16 MiB");
	free(bytes);
}

Test(print_record, that_is_no_plain_file_says_nothing)
{
	static const char good[] = RECORD(ENTRY("a.wav"));
	scratch_write(scratch_path("elsewhere"), good, sizeof good - 1);
	cr_assert_eq(symlink("elsewhere", scratch_path(PRINT_RECORD_HIDDEN)), 0);
	cr_assert_eq(mkfifo(scratch_path(PRINT_RECORD_REPORT), 0666), 0);
	struct print_record record = read_records();
	cr_expect_eq(record.count, 0);
	print_record_release(&record);
}

Test(print_record, of_too_many_files_ends)
{
	enum { FILES = 10100 };
	struct text text = { 0 };
	text_append(&text, "{\"schema\":\"stemprint.record.1\",\"files\":[");
	for (int i = 0; i < FILES; i++)
		text_append(&text, "%s{\"path\":\"%d.wav\",\"sha256\":\"" DIGITS "\"}", i ? "," : "", i);
	text_append(&text, "]}");
	cr_expect_eq(count_of(text.bytes, text.length), 10000);
	text_release(&text);
}

Test(print_record, links_below_the_folder_are_not_followed)
{
	const char *last;
	cr_assert(mkdir(scratch_path("in"), 0777) == 0 && mkdir(scratch_path("out"), 0777) == 0);
	cr_assert(mkdir(scratch_path("in/real"), 0777) == 0 && symlink("../out", scratch_path("in/link")) == 0);
	const int folder = open(scratch_path("in"), O_RDONLY | O_DIRECTORY);
	const int real = inner_path_open_folder(folder, "real/a.wav", &last);
	cr_expect_geq(real, 0);
	cr_expect_str_eq(last, "a.wav");
	cr_expect_lt(inner_path_open_folder(folder, "link/a.wav", &last), 0);
	close(real);
	close(folder);
}
