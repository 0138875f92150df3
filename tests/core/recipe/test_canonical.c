/* Tests which changes of a recipe are changes of what it asks for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/canonical.h"

#include "base/text.h"
#include "io/yaml.h"
#include "recipe/canonical_place.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void take(void *context, const void *bytes, size_t length)
{
	text_append_bytes(context, bytes, length);
}

/* Returns the canonical bytes, which the caller releases. */
static struct text canonical_of(const char *yaml)
{
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct document_node *root;
	struct text text = { 0 };
	diagnostics_init(&diagnostics, arena, "song.yaml");
	cr_assert(yaml_read_tree(yaml, strlen(yaml), 0, arena, &diagnostics, &root), "%s", yaml);
	cr_assert(canonical_walk(root, take, &text));
	arena_free(arena);
	return text;
}

static bool are_equal(const char *one, const char *other)
{
	struct text a = canonical_of(one), b = canonical_of(other);
	const bool equal = a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
	text_release(&a);
	text_release(&b);
	return equal;
}

#define SONG "title: A\ntracks: { a: { fader: -6 dB }, b: { mute: yes } }\nprint: { directory: out, sum: exact }\n"

Test(canonical, layout_comments_anchors_and_cosmetic_keys_do_not_count)
{
	static const char *const same[] = {
		"# a comment\n" SONG,
		"title:   A\ntracks:\n  a:\n    fader: -6 dB\n  b:\n    mute: yes\nprint:\n  directory: out\n  sum: "
		"exact\n",
		"title: A\ntracks: { a: { fader: &x -6 dB }, b: { mute: yes } }\nprint: { directory: out, sum: exact "
		"}\n",
		"title: A\ntracks: { a: { fader: -6 dB }, b: { mute: yes } }\nprint: { directory: elsewhere, sum: "
		"exact }\n",
		"title: A\ntracks: { a: { fader: -6 dB }, b: { mute: yes } }\nprint: { sum: exact }\n",
	};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		cr_expect(are_equal(SONG, same[i]), "%s", same[i]);
	cr_expect(are_equal("a: &x { b: c }\nd: *x\n", "a: { b: c }\nd: { b: c }\n"));
}

Test(canonical, all_else_counts)
{
	static const char *const other[] = {
		"title: B\ntracks: { a: { fader: -6 dB }, b: { mute: yes } }\nprint: { directory: out, sum: exact }\n",
		"title: A\ntracks: { a: { fader: -7 dB }, b: { mute: yes } }\nprint: { directory: out, sum: exact }\n",
		"title: A\ntracks: { b: { mute: yes }, a: { fader: -6 dB } }\nprint: { directory: out, sum: exact }\n",
		"title: A\ntracks: { a: { fader: -6 dB, directory: x }, b: { mute: yes } }\nprint: { directory: out, "
		"sum: "
		"exact }\n",
		"title: A\ntracks: { a: { fader: -6 dB }, b: { mute: yes } }\nprint: { directory: out, sum: exact, "
		"taps: { "
		"directory: a } }\n",
		"title: A\ntracks: { a: { fader: -6 dB }, b: { mute: yes } }\nprint: { directory: out }\n",
		"title: A\ntracks: { a: { fader: -6 dB }, b: { mute: yes } }\nprint: { directory: out, sum: exact "
		"}\ndirectory: "
		"x\n",
	};
	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		cr_expect(!are_equal(SONG, other[i]), "%s", other[i]);
}

/* No text may pretend to be structure. */
Test(canonical, no_two_trees_have_the_same_bytes)
{
	cr_expect(!are_equal("a: ~\n", "a: '~'\n"), "a text that looks like nothing");
	cr_expect(!are_equal("a: b\n", "a: [b]\n"));
	cr_expect(!are_equal("a: [b, c]\n", "a: [b, [c]]\n"));
	cr_expect(!are_equal("a: [b, c]\n", "a: [bp1:c]\n"));
	cr_expect(!are_equal("a: b\nc: d\n", "a: { b: c }\n"));
	cr_expect(!are_equal("ab: c\n", "a: bc\n"));
}

static void count(void *context, const void *bytes, size_t length)
{
	(void)bytes;
	*(size_t *)context += length;
}

/* A long text that aliases repeat is hashed up to a bound, and says so. */
Test(canonical, is_bounded)
{
	enum { LONG = 1 << 20, TIMES = 300 };
	struct text yaml = { 0 };
	text_append(&yaml, "a: &x \"");
	for (size_t i = 0; i < LONG; i++)
		text_append_bytes(&yaml, "y", 1);
	text_append(&yaml, "\"\nb: [");
	for (size_t i = 0; i < TIMES; i++)
		text_append(&yaml, "*x, ");
	text_append(&yaml, "z]\n");
	struct arena *arena = arena_new();
	struct diagnostics diagnostics;
	struct document_node *root;
	size_t taken = 0;
	diagnostics_init(&diagnostics, arena, "song.yaml");
	cr_assert(yaml_read_tree(yaml.bytes, yaml.length, 0, arena, &diagnostics, &root));
	cr_expect(!canonical_walk(root, count, &taken));
	cr_expect_leq(taken, CANONICAL_BYTES_MAXIMUM);
	text_release(&yaml);
	arena_free(arena);
}

Test(canonical, each_cosmetic_key_has_a_reason)
{
	for (size_t i = 0; i < canonical_cosmetic_count; i++)
		cr_expect_gt(strlen(canonical_cosmetics[i].reason), 20, "%s", canonical_cosmetics[i].key);
}

/* A text with its tree. */
struct tree {
	struct arena *arena;
	struct diagnostics diagnostics;
	struct document_node *root;
};

static void read_tree(const char *yaml, struct tree *tree)
{
	tree->arena = arena_new();
	diagnostics_init(&tree->diagnostics, tree->arena, "song.yaml");
	cr_assert(yaml_read_tree(yaml, strlen(yaml), 0, tree->arena, &tree->diagnostics, &tree->root), "%s", yaml);
}

/* Finds where a word first stands in a text, with its anchor. */
static struct location location_of(const char *yaml, const char *word)
{
	struct location at = { .line = 1, .column = 1 };
	const char *end = strstr(yaml, word);
	cr_assert_not_null(end, "%s: %s", yaml, word);
	if (end - yaml > 3 && strncmp(end - 3, "&x ", 3) == 0)
		end -= 3;
	for (const char *c = yaml; c < end; c++) {
		at.column = *c == '\n' ? 1 : at.column + 1;
		at.line += *c == '\n';
	}
	return at;
}

Test(canonical, numbers_lead_from_one_text_to_the_same_place_in_another)
{
	static const char *const words[] = { "title", "A",    "tracks", "a",     "fader", "-6 dB",
					     "b",     "mute", "yes",    "print", "sum",   "exact" };
	static const char *const texts[] = {
		"title: A\ntracks: {a: {fader: -6 dB}, b: {mute: yes}}\nprint: {directory: D, sum: exact}\n",
		"# x\ntitle:\n  A\n\ntracks:\n  a: # x\n    fader: -6 dB\n  b:\n    mute: yes\nprint:\n  sum: exact\n",
		"title: A\ntracks: {a: {fader: &x -6 dB}, b: {mute: yes}}\nprint: {sum: exact, directory: D}\n",
	};
	for (size_t i = 0; i < 9; i++) {
		struct tree one, other;
		read_tree(texts[i / 3], &one);
		read_tree(texts[i % 3], &other);
		for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
			/* Letters that stand in other words, too, are found behind a sign. */
			char marked[16];
			const bool letter = strlen(words[k]) == 1 && words[k][0] >= 'a';
			snprintf(marked, sizeof marked, letter ? "%s:" : "%s", words[k]);
			const struct location from = location_of(texts[i / 3], marked);
			const struct location to = location_of(texts[i % 3], marked);
			const uint32_t number = canonical_number_of(one.root, &one.diagnostics, from);
			const struct location found = canonical_place_of(other.root, &other.diagnostics, number);
			cr_expect_gt(number, 0, "%s", words[k]);
			cr_expect(found.line == to.line && found.column == to.column, "%s: %u:%u and %u:%u", words[k],
				  found.line, found.column, to.line, to.column);
		}
		arena_free(one.arena);
		arena_free(other.arena);
	}
}

Test(canonical, what_decides_nothing_has_no_number)
{
	static const char text[] = "title: A # x\nprint: { directory: out }\n";
	struct tree tree;
	read_tree(text, &tree);
	cr_expect_eq(canonical_number_of(tree.root, &tree.diagnostics, location_of(text, "directory")), 0);
	cr_expect_eq(canonical_number_of(tree.root, &tree.diagnostics, location_of(text, "out")), 0);
	cr_expect_eq(canonical_number_of(tree.root, &tree.diagnostics, location_of(text, "x")), 0);
	cr_expect_eq(canonical_number_of(tree.root, &tree.diagnostics, (struct location){ 0 }), 0);
	cr_expect_eq(canonical_place_of(tree.root, &tree.diagnostics, 0).line, 0);
	cr_expect_eq(canonical_place_of(tree.root, &tree.diagnostics, 6).line, 0, "there are five");
	cr_expect_eq(canonical_place_of(tree.root, &tree.diagnostics, 5).line, 2);
	cr_expect_eq(canonical_place_of(tree.root, &tree.diagnostics, UINT32_MAX).line, 0);
	arena_free(tree.arena);
}
