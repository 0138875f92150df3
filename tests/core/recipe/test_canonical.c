/* Tests which changes of a recipe are changes of what it asks for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/canonical.h"

#include "base/text.h"
#include "io/yaml.h"

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
