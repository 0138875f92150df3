/* Tests files that are made to do harm: each is refused, or read, within a second.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "io/scratch.h"
#include "io/yaml.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef STEMPRINT_SANITIZED
static const double seconds_maximum = 10.0; /* the sanitizers take their own time */
#else
static const double seconds_maximum = 1.0;
#endif

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Reads the text, and releases it. `code` is that of the first diagnostic; NULL means that there is none. */
static void hold(struct text *text, const char *what, const char *code)
{
	cr_assert_not(text->failed);
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	diagnostics_init(&diagnostics, arena, "test.yaml");
	struct document_node *root;
	double begin = seconds();
	enum status status = yaml_read_bytes(text->bytes, text->length, arena, &diagnostics, &root);
	double took = seconds() - begin;
	cr_assert_eq(status, code ? STATUS_BAD_RECIPE : STATUS_OK, "%s: %s", what, status_text(status));
	if (code)
		cr_assert_str_eq(diagnostics.items[0].code, code, "%s: %s", what, diagnostics.items[0].message);
	cr_assert_lt(took, seconds_maximum, "%s: %.3f s", what, took);
	arena_free(arena);
	text_release(text);
}

static void repeat(struct text *text, const char *bytes, size_t count)
{
	size_t length = strlen(bytes);
	for (size_t i = 0; i < count; i++)
		text_append_bytes(text, bytes, length);
}

TestSuite(yaml_limits, .timeout = 60);

Test(yaml_limits, billion_laughs)
{
	struct text text = { 0 };
	text_append(&text, "a0: &a0 [ lol, lol, lol, lol, lol, lol, lol, lol, lol ]\n");
	for (int i = 1; i < 10; i++) {
		text_append(&text, "a%d: &a%d [ ", i, i);
		for (int j = 0; j < 9; j++)
			text_append(&text, "*a%d%s", i - 1, j < 8 ? ", " : " ]\n");
	}
	hold(&text, "billion laughs", "yaml-limit");
}

Test(yaml_limits, aliases_within_their_budget)
{
	struct text text = { 0 };
	text_append(&text, "a: &a [ x ]\nb: [ ");
	repeat(&text, "*a, ", YAML_ALIAS_NODES_MAXIMUM / 2);
	text_append(&text, "]\n");
	hold(&text, "100000 nodes by alias", NULL);
	text_append(&text, "a: &a [ x ]\nb: [ ");
	repeat(&text, "*a, ", YAML_ALIAS_NODES_MAXIMUM / 2 + 1);
	text_append(&text, "]\n");
	hold(&text, "two more", "yaml-limit");
}

Test(yaml_limits, anchors)
{
	struct text text = { 0 };
	for (int i = 0; i < 100000; i++)
		text_append(&text, "- &a%d x\n", i);
	hold(&text, "100000 anchors", "yaml-limit");
	for (int i = 0; i < YAML_ANCHORS_MAXIMUM; i++)
		text_append(&text, "- &a%d x\n", i);
	hold(&text, "256 anchors", NULL);
}

Test(yaml_limits, an_alias_inside_its_own_anchor)
{
	struct text text = { 0 };
	text_append(&text, "a: &a [ *a ]\n");
	hold(&text, "self in a list", "alias-loop");
	text_append(&text, "&a { b: { c: *a } }\n");
	hold(&text, "self in mappings", "alias-loop");
}

Test(yaml_limits, depth)
{
	struct text text = { 0 };
	repeat(&text, "[", YAML_DEPTH_MAXIMUM);
	repeat(&text, "]", YAML_DEPTH_MAXIMUM);
	hold(&text, "64 deep", NULL);
	repeat(&text, "[", 100000);
	hold(&text, "100000 brackets", "yaml-limit");
	repeat(&text, "{a: ", 100000);
	hold(&text, "100000 braces", "yaml-limit");
	repeat(&text, "- ", 100000);
	hold(&text, "100000 dashes", "yaml-limit");
	repeat(&text, "? ", 100000);
	hold(&text, "100000 question marks", "yaml-limit");
}

Test(yaml_limits, bytes)
{
	struct text text = { 0 };
	text_append(&text, "a: '");
	repeat(&text, "x", YAML_BYTES_MAXIMUM - 6);
	text_append(&text, "'\n");
	cr_assert_eq(text.length, YAML_BYTES_MAXIMUM);
	hold(&text, "4 MiB", NULL);
	repeat(&text, "# five megabytes\n", 5 * 1024 * 1024 / 17);
	hold(&text, "5 MB", "yaml-limit");
}

Test(yaml_limits, a_file_of_five_megabytes)
{
	scratch_make();
	const char *path = scratch_path("large.yaml");
	scratch_write(path, "", 0);
	cr_assert_eq(truncate(path, 5 * 1024 * 1024), 0);
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	diagnostics_init(&diagnostics, arena, path);
	struct document_node *root;
	cr_assert_eq(yaml_read_file(path, TEXT_RECIPE, arena, &diagnostics, &root), STATUS_BAD_RECIPE);
	cr_assert_str_eq(diagnostics.items[0].code, "yaml-limit");
	arena_free(arena);
	scratch_remove();
}

Test(yaml_limits, events)
{
	struct text text = { 0 };
	text_append(&text, "[ ");
	repeat(&text, "x,", YAML_EVENTS_MAXIMUM + 1);
	text_append(&text, "]");
	hold(&text, "a million and one events", "yaml-limit");
}

Test(yaml_limits, many_keys)
{
	struct text text = { 0 };
	for (int i = 0; i < 300000; i++)
		text_append(&text, "k%d: x\n", i);
	hold(&text, "300000 keys", NULL);
	for (int i = 0; i < 300000; i++)
		text_append(&text, "k%d: x\n", i % 1000);
	hold(&text, "300000 keys, of 1000 names", "duplicate-key");
	repeat(&text, "k: x\n", 300000);
	hold(&text, "300000 keys, all one", "duplicate-key");
}
