/* Tests the way from YAML to the document tree: what is read, and its locations.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "io/yaml.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct arena *arena;
static struct diagnostics diagnostics;

static void setup(void)
{
	arena = arena_new();
	diagnostics_init(&diagnostics, arena, "test.yaml");
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(yaml, .init = setup, .fini = teardown, .timeout = 10);

static const struct document_node *read_ok(const char *bytes)
{
	struct document_node *root;
	enum status status = yaml_read_bytes(bytes, strlen(bytes), arena, &diagnostics, &root);
	cr_assert_eq(status, STATUS_OK, "%s", diagnostics.count ? diagnostics.items[0].message : "");
	return root;
}

static void assert_at(const struct document_node *node, unsigned line, unsigned column, unsigned length)
{
	cr_assert(node->at.line == line && node->at.column == column && node->at.length == length,
		  "%u:%u+%u instead of %u:%u+%u", node->at.line, node->at.column, node->at.length, line, column,
		  length);
}

Test(yaml, keys_and_values_know_their_places)
{
	const struct document_node *root = read_ok("version: 1\ntracks:\n  kick: { source: kick.wav, pan: 12 L }\n"
						   "  \"sn\\x61re\":\n    - one\n    - 'it''s two'\n");
	cr_assert_eq(root->kind, DOCUMENT_MAPPING);
	cr_assert_eq(root->count, 2);
	assert_at(root->pairs[0].key, 1, 1, 7);
	assert_at(root->pairs[0].value, 1, 10, 1);
	const struct document_node *tracks = document_find(root, "tracks");
	const struct document_node *kick = document_find(tracks, "kick");
	assert_at(kick, 3, 9, 1);
	assert_at(document_find(kick, "source"), 3, 19, 8);
	assert_at(document_find(kick, "pan"), 3, 34, 4);
	cr_assert_str_eq(document_find(kick, "pan")->text, "12 L");
	const struct document_node *snare = document_find(tracks, "snare");
	cr_assert_eq(snare->kind, DOCUMENT_SEQUENCE);
	cr_assert_eq(snare->count, 2);
	assert_at(snare->items[1], 6, 7, 11);
	cr_assert_str_eq(snare->items[1]->text, "it's two");
	cr_assert_not(snare->items[1]->plain);
	cr_assert_null(document_find(root, "nothing"));
}

Test(yaml, columns_count_characters)
{
	const struct document_node *root = read_ok("{ \"太鼓é\": 1, after: 2 }\n");
	assert_at(root->pairs[0].key, 1, 3, 5);
	assert_at(root->pairs[1].key, 1, 13, 5);
	cr_assert_eq(root->pairs[0].key->count, 8);
}

Test(yaml, nothing_is_typed_by_how_it_looks)
{
	static const char *const words[] = { "yes", "0x10", "1e3", "2024-01-01", "0o17", "~x", "1_000", ".inf" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		char yaml[32];
		snprintf(yaml, sizeof yaml, "a: %s\n", words[i]);
		cr_assert_str_eq(document_find(read_ok(yaml), "a")->text, words[i]);
	}
}

Test(yaml, empty_values_are_known)
{
	const struct document_node *root = read_ok("a:\nb: ~\nc: null\nd: ''\ne: {}\nf: none\n");
	static const bool empty[] = { true, true, true, false, false, false };
	for (size_t i = 0; i < root->count; i++)
		cr_assert_eq(document_is_empty(root->pairs[i].value), empty[i], "%s", root->pairs[i].key->text);
}

Test(yaml, nothing_at_all_is_a_collection_of_none)
{
	cr_assert_eq(read_ok("{}\n")->count, 0);
	cr_assert_eq(read_ok("[]\n")->count, 0);
}

Test(yaml, an_alias_is_the_node_of_its_anchor)
{
	const struct document_node *root = read_ok("a: &x [ 1, 2 ]\nb: *x\nc: &x 3\nd: *x\n");
	cr_assert_eq(root->pairs[0].value, root->pairs[1].value);
	cr_assert_str_eq(root->pairs[3].value->text, "3");
	cr_assert_eq(root->weight, 1 + 4 + 3 + 3 + 1 + 1);
}

Test(yaml, what_does_no_harm_is_read)
{
	static const char *const texts[] = {
		"%YAML 1.1\n---\na: 1\n...\n",
		("\xEF\xBB\xBF"
		 "a: 1\n"),
		"a: !!str 1\n",
		"a: 1\r\nb: 2\r\n",
		"# a comment\na: 1 # and one\n",
		"a: |\n  many\n  lines\n",
		"? a\n: 1\n",
		"a: \"\\u263a\\n\"",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		cr_assert_not_null(document_find(read_ok(texts[i]), "a"), "%s", texts[i]);
}

/* JSON writes a character beyond U+FFFF as two units of UTF-16 (RFC 8259, 7). The bytes are those of RFC 3629. What
   stands in other quotes, or in none, is as written. */
Test(yaml, two_escapes_are_one_character)
{
	static const struct {
		const char *yaml, *text;
	} texts[] = {
		{ "{\"a\": \"\\ud83d\\ude00\"}", "\xF0\x9F\x98\x80" },
		{ "a: \"x\\uD800\\uDC00y\\uDBFF\\uDFFFz\"", "x\xF0\x90\x80\x80y\xF4\x8F\xBF\xBFz" },
		{ "# \\ud83d\\ude00 \"\na: '\\ud83d\\ude00'", "\\ud83d\\ude00" },
		{ "a: \\ud83d\\ude00 \"\\ud83d\\ude00\"", "\\ud83d\\ude00 \"\\ud83d\\ude00\"" },
		{ "b: \"\\ud83d\\ude00\"\na: |\n  \"\\ud83d\\ude00\"\n", "\"\\ud83d\\ude00\"\n" },
		{ "a: \"\\\\ud83d\\\\ude00\"", "\\ud83d\\ude00" },
		{ "\xC3\xA9: \"\\ud83d\\ude00\"\na: \"\\ud83d\\ude00\n  \\ud83d\\ude00\"",
		  "\xF0\x9F\x98\x80 \xF0\x9F\x98\x80" },
		{ "a: \"\\ue83d\\ud83d\\ude00\"", "\xEE\xA0\xBD\xF0\x9F\x98\x80" },
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		cr_expect_str_eq(document_find(read_ok(texts[i].yaml), "a")->text, texts[i].text, "%s", texts[i].yaml);
}

/* The value itself has 24 characters where one escape stands for two. */
Test(yaml, what_stands_behind_two_escapes_keeps_its_place)
{
	const struct document_node *root =
		read_ok("{ \"a\\ud83d\\ude00\": \"\\ud83d\\ude00\\n\\ud83d\\ude00\", b: c,\n  d: \"\\ud83d\\ude00\n"
			"  \\ud83d\\ude00\", e: f }");
	assert_at(root->pairs[0].value, 1, 20, 24);
	assert_at(root->pairs[1].key, 1, 50, 1);
	assert_at(root->pairs[3].key, 3, 18, 1);
}

/* A half alone, two of one kind, the second one first, and what only looks like an escape. */
Test(yaml, half_a_character_is_none)
{
	static const char *const texts[] = { "a: \"\\ud83d\"",
					     "a: \"\\ude00\"",
					     "a: \"\\ud83d\\ud83d\"",
					     "a: \"\\ude00\\ud83d\"",
					     "a: \"\\\\ud83d\\ude00\"",
					     "a: \"\\ud83d \\ude00\"",
					     "a: \"\\ud83d\\ude00\\ud83d\"",
					     "a: \"\\ud83d\\ude00" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct document_node *root;
		cr_expect_eq(yaml_read_bytes(texts[i], strlen(texts[i]), arena, &diagnostics, &root), STATUS_BAD_RECIPE,
			     "%s", texts[i]);
		cr_expect_str_eq(diagnostics.items[diagnostics.count - 1].code, "yaml-syntax");
		diagnostics.count = 0;
	}
}

/* The character stands in the bytes, or as an escape in quotes. */
Test(yaml, a_zero_byte_never_arrives)
{
	struct document_node *root;
	cr_assert_eq(yaml_read_bytes("a: b\0c\n", 7, arena, &diagnostics, &root), STATUS_BAD_RECIPE);
	cr_assert_str_eq(diagnostics.items[0].code, "bad-character");
	cr_assert_eq(yaml_read_bytes("a: \"b\\0c\"\n", 10, arena, &diagnostics, &root), STATUS_BAD_RECIPE);
	cr_assert_str_eq(diagnostics.items[1].code, "bad-character");
}

/* These bytes are overlong, a surrogate, beyond the last character, cut off, or a lone byte (RFC 3629). */
Test(yaml, bytes_that_are_not_utf8_are_told_where_they_stand)
{
	static const char *const texts[] = { "a: \xC0\xAF", "a: \xE0\x80\xAF", "a: \xED\xA0\x80", "a: \xF4\x90\x80\x80",
					     "a: \xE2\x82", "a: \x80",         "a: \xFF" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct document_node *root;
		size_t before = diagnostics.count;
		cr_assert_eq(yaml_read_bytes(texts[i], strlen(texts[i]), arena, &diagnostics, &root),
			     STATUS_BAD_RECIPE);
		cr_assert_eq(diagnostics.count, before + 1);
		cr_assert_str_eq(diagnostics.items[before].code, "bad-character");
		cr_assert_eq(diagnostics.items[before].at.column, 4);
	}
}

static void refused(const char *path, const char *why)
{
	struct document_node *root;
	size_t before = diagnostics.count;
	cr_assert_eq(yaml_read_file(path, TEXT_RECIPE, arena, &diagnostics, &root), STATUS_BAD_RECIPE, "%s", path);
	cr_assert_null(root);
	cr_assert_str_eq(diagnostics.items[before].code, "no-recipe");
	cr_assert_not_null(strstr(diagnostics.items[before].message, why), "%s", diagnostics.items[before].message);
}

Test(yaml, only_a_regular_file_is_a_recipe)
{
	refused(scratch_make(), "it is a folder");
	refused("/dev/zero", "not a regular file");
	refused("", "no such file");
	refused(scratch_path("nowhere.yaml"), "no such file");
	const char *fifo = scratch_path("fifo");
	cr_assert_eq(mkfifo(fifo, 0600), 0);
	refused(fifo, "not a regular file");
	scratch_remove();
}

Test(yaml, a_file_is_read_whole_and_kept_for_quoting)
{
	scratch_make();
	const char *path = scratch_path("a.yaml");
	scratch_write(path, "version: 1\n", 11);
	struct document_node *root;
	cr_assert_eq(yaml_read_file(path, TEXT_RECIPE, arena, &diagnostics, &root), STATUS_OK);
	cr_assert_str_eq(document_find(root, "version")->text, "1");
	cr_assert_eq(diagnostics.length, 11);
	cr_assert_arr_eq(diagnostics.bytes, "version: 1\n", 11);
	scratch_remove();
}
