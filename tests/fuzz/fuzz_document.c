/* Tests any bytes as YAML, as a table and as a tempo map, and as a loudness profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv_table.h"
#include "io/midi_tempo.h"
#include "io/yaml.h"
#include "recipe/profile_read.h"
#include "report/diagnostic_text.h"

#include "fuzz/fuzzed_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What is refused has a diagnostic, which can be shown. */
static void expect_told(struct diagnostics *diagnostics, bool read)
{
	if (!read && diagnostics->count == 0 && !diagnostics->failed)
		__builtin_trap();
	for (size_t i = 0; i < diagnostics->count; i++) {
		struct text text = { 0 };
		diagnostic_text(diagnostics, i, false, &text);
		fuzzed_text_check(text.bytes, text.length);
		text_release(&text);
	}
}

static void read_yaml(const char *bytes, size_t length, struct arena *arena, bool profile)
{
	struct diagnostics diagnostics;
	struct document_node *root = NULL;
	diagnostics_init(&diagnostics, arena, "fuzz.yaml");
	diagnostics.bytes = bytes;
	diagnostics.length = length;
	const bool read = yaml_read_tree(bytes, length, 0, arena, &diagnostics, &root);
	if (profile && read && root && !profile_read(root, "fuzz", (struct location){ 0 }, arena, &diagnostics) &&
	    diagnostics.count == 0 && !diagnostics.failed)
		__builtin_trap();
	expect_told(&diagnostics, read);
}

static void read_table(const char *bytes, size_t length, struct arena *arena)
{
	struct diagnostics diagnostics;
	struct document_node *root = NULL;
	diagnostics_init(&diagnostics, arena, "fuzz.csv");
	diagnostics.bytes = bytes;
	diagnostics.length = length;
	expect_told(&diagnostics, csv_table_read(bytes, length, 0, arena, &diagnostics, &root));
}

static void read_midi(const char *bytes, size_t length, struct arena *arena)
{
	struct tempo_file file = { 0 };
	const char *problem = NULL;
	size_t byte = 0;
	const enum status status = midi_tempo_read(bytes, length, arena, &file, &problem, &byte);
	if (status == STATUS_BAD_SOURCE && (!problem || byte > length))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const char *text = (const char *)bytes;
	struct arena *arena = arena_new();
	if (!arena)
		return 0;
	if (midi_tempo_is(text, length)) {
		read_midi(text, length, arena);
	} else {
		read_yaml(text, length, arena, true);
		read_table(text, length, arena);
	}
	arena_free(arena);
	return 0;
}
