/* Tests the marks of our reports, which test_ownership.c looks for in the reports themselves.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/report_mark.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void make(void)
{
	scratch_make();
}

TestSuite(report_mark, .init = make, .fini = scratch_remove, .timeout = 30);

static const struct {
	const char *text;
	bool ours;
} rows[] = {
	{ "{\n  \"schema\": \"stemprint.report.1\",\n", true },
	{ "{\"schema\":\"stemprint.report.1\"}", true },
	{ "{\"runs\": [{\"tool\": {\"driver\": {\"name\": \"stemprint\"}}}]}", true },
	{ "<?xml version=\"1.0\"?>\n<testsuites name=\"stemprint\" tests=\"1\">", true },
	{ "<!DOCTYPE html>\n<html>\n<meta name=\"generator\" content=\"stemprint\">", true },
	{ "<svg width=\"9\">\n<!-- made by stemprint -->", true },
	{ "subject,quantity,value,unit,verdict\n", true },
	{ "# made by stemprint: all verdicts passed\nsong.yaml\n", true },
	{ "out/song.stamp: \\\n a.wav \\\n b.wav\n\na.wav:\n\nb.wav:\n", true },
	{ "out/song.stamp: \\\n song.yaml\n\nsong.yaml:\n", true },
	{ "", false },
	{ "mine", false },
	{ "# made by somebody\n", false },
	{ "all: \\\n a.c \\\n b.h\n\nb.h:\n", false }, /* as gcc writes it */
	{ "all: \\\n  a.c \\\n  a.h\n", false }, /* as clang writes it */
	{ "all: song\n\nsong:\n\ttouch song\n", false },
	{ "all: \\\n song\n\nsong: x\n\ttouch song\n", false },
	{ "all: \\\n", false },
	{ "all: \\\n a", false },
	{ "{\"title\": 1, \"schema\": \"stemprint.report.1\"}", false },
	{ "{\"schema\":\"other.report.1\"}", false },
	{ "{\"driver\": {\"name\": \"other\"}}", false },
	{ "<?xml version=\"1.0\"?>\n<testsuites name=\"pytest\">", false },
	{ "<!DOCTYPE html>\n<p>written by stemprint</p>", false },
	{ "<svg width=\"9\">", false },
	{ "subject,quantity\n", false },
	{ "RIFF stemprint", false },
	{ "{\"schema\": \"stemprint.manifest.1\"}", false },
};

Test(report_mark, tells_reports_from_other_files)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		scratch_write(scratch_path("file"), rows[i].text, strlen(rows[i].text));
		const int file = open(scratch_path("file"), O_RDONLY);
		cr_expect_eq(report_mark_in(file), rows[i].ours, "%s", rows[i].text);
		close(file);
	}
	cr_expect(!report_mark_in(-1));
}

Test(report_mark, tells_manifests_from_reports)
{
	static const struct {
		const char *text;
		bool ours;
	} files[] = {
		{ "{\n  \"schema\": \"stemprint.manifest.1\",\n", true },
		{ "{\"schema\":\"stemprint.report.1\"}", false },
		{ "{\"name\": \"a web application\", \"icons\": []}", false },
		{ "", false },
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		scratch_write(scratch_path("file"), files[i].text, strlen(files[i].text));
		const int file = open(scratch_path("file"), O_RDONLY);
		cr_expect_eq(manifest_mark_in(file), files[i].ours, "%s", files[i].text);
		close(file);
	}
	cr_expect(!manifest_mark_in(-1));
}
