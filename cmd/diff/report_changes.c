/* Compares the reports of two renders.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/diff/report_changes.h"

#include "cmd/terminal.h"
#include "io/yaml.h"

#include <string.h>

#define REPORT_SCHEMA "stemprint.report.1"

/* Reads a report as the text that it is: JSON is YAML, and its numbers are compared as they are written. */
static enum status read_text(const char *path, struct arena *arena, struct diagnostics *diagnostics,
			     struct document_node **root)
{
	*root = NULL;
	diagnostics_init(diagnostics, arena, path);
	const enum status status = yaml_read_file(path, TEXT_REPORT, arena, diagnostics, root);
	if (status != STATUS_OK)
		return status;
	const struct document_node *schema = *root ? document_find(*root, "schema") : NULL;
	if (schema && schema->kind == DOCUMENT_SCALAR && strcmp(schema->text, REPORT_SCHEMA) == 0)
		return STATUS_OK;
	diagnostics_failure(diagnostics, STATUS_BAD_RECIPE, "report", (struct location){ 0 },
			    "its schema is not \"" REPORT_SCHEMA "\"; name the report.json of a render");
	return STATUS_BAD_RECIPE;
}

bool report_changes_is_one(const char *path, struct arena *arena)
{
	struct diagnostics diagnostics;
	struct document_node *root;
	const char *ending = strrchr(path, '.');
	return ending && strcmp(ending, ".json") == 0 && read_text(path, arena, &diagnostics, &root) == STATUS_OK;
}

/* Returns the text of a key, or NULL where it is no text; JSON's null stands without quotes. */
static const char *text_of(const struct document_node *mapping, const char *key)
{
	const struct document_node *value = mapping->kind == DOCUMENT_MAPPING ? document_find(mapping, key) : NULL;
	return value && value->kind == DOCUMENT_SCALAR && !value->plain ? value->text : NULL;
}

static bool are_equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Says whether the list has a file of the same path and hash. */
static bool has_file(const struct document_node *files, const struct document_node *file)
{
	for (size_t i = 0; i < files->count; i++)
		if (are_equal(text_of(files->items[i], "path"), text_of(file, "path")))
			return are_equal(text_of(files->items[i], "xxh3_128"), text_of(file, "xxh3_128")) ||
			       are_equal(text_of(files->items[i], "sha256"), text_of(file, "sha256"));
	return false;
}

static void count_files(struct document_node *const roots[COMPARISON_SIDES], struct difference *difference)
{
	const struct document_node *old = document_find(roots[COMPARISON_OLD], "files");
	const struct document_node *now = document_find(roots[COMPARISON_NEW], "files");
	if (!old || !now || old->kind != DOCUMENT_SEQUENCE || now->kind != DOCUMENT_SEQUENCE)
		return;
	difference->printed = now->count;
	for (size_t i = 0; i < now->count; i++)
		difference->equal += has_file(old, now->items[i]);
}

static void leave_out_cpu(struct document_changes *changes)
{
	size_t count = 0;
	for (size_t i = 0; i < changes->count; i++)
		if (strcmp(changes->items[i].where, "cpu") != 0)
			changes->items[count++] = changes->items[i];
	changes->count = count;
}

enum exit_code report_changes_find(const char *const paths[COMPARISON_SIDES], struct arena *arena,
				   struct difference *difference)
{
	struct document_node *roots[COMPARISON_SIDES];
	struct document_changes *changes = ARENA_NEW(arena, struct document_changes);
	enum status status = changes ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < COMPARISON_SIDES && status == STATUS_OK; i++) {
		struct diagnostics diagnostics;
		status = read_text(paths[i], arena, &diagnostics, &roots[i]);
		terminal_print_diagnostics(&diagnostics);
	}
	if (status == STATUS_BAD_RECIPE)
		return EXIT_SOURCE;
	if (status == STATUS_OK)
		status = document_changes_find(roots[COMPARISON_OLD], roots[COMPARISON_NEW], arena, changes);
	if (status != STATUS_OK) {
		terminal_complain("%s", status == STATUS_LIMIT ? "the reports differ in more than a million places"
							       : status_text(status));
		return exit_code_of(status);
	}
	count_files(roots, difference);
	leave_out_cpu(changes);
	difference->changes = changes;
	difference->of_reports = true;
	return EXIT_WELL;
}
