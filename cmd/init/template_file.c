/* Reads a template and writes a draft in its style.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/init/template_file.h"

#include "cmd/terminal.h"
#include "io/file_guard.h"
#include "io/recipe_file.h"
#include "io/yaml.h"

static enum status guard_template(const char *path, const char *output, struct diagnostics *diagnostics)
{
	struct file_guard guard;
	const struct guarded_output recipe = { .name = "the recipe",
					       .path = output,
					       .remedy = "name another file with -o FILE",
					       .diagnostics = diagnostics };
	file_guard_init(&guard, diagnostics->arena);
	enum status status = file_guard_read(&guard, "the template", path);
	if (status == STATUS_OK)
		status = file_guard_write(&guard, &recipe);
	if (status != STATUS_OK)
		return status;
	file_guard_judge(&guard);
	return diagnostics_status(diagnostics);
}

enum status template_file_read(struct template_file *file, const char *path, const char *output, struct arena *arena)
{
	struct document_node *root = NULL;
	*file = (struct template_file){ .path = path };
	if (!path)
		return STATUS_OK;
	diagnostics_init(&file->diagnostics, arena, path);
	enum status status = guard_template(path, output, &file->diagnostics);
	if (status == STATUS_OK)
		status = yaml_read_file(path, TEXT_RECIPE, arena, &file->diagnostics, &root);
	file->style = (struct house_style){ root, file->diagnostics.bytes, file->diagnostics.length };
	terminal_print_diagnostics(&file->diagnostics);
	return status;
}

/* The errors of a template show in the recipe that it makes. */
static enum status check_recipe(const struct text *text, const char *output, struct arena *arena)
{
	struct diagnostics diagnostics;
	struct recipe *recipe;
	diagnostics_init(&diagnostics, arena, output);
	const enum status status = recipe_draft_read(text->bytes, text->length, output, arena, &diagnostics, &recipe);
	if (status == STATUS_BAD_RECIPE)
		terminal_complain("the recipe that the template leads to has errors, and is not written:");
	terminal_print_diagnostics(&diagnostics);
	return status;
}

enum status template_file_fill(struct template_file *file, const struct draft *draft,
			       const struct draft_heading *heading, const char *output, struct text *out)
{
	const enum status status = house_style_append(draft, heading, &file->style, &file->diagnostics, out);
	terminal_print_diagnostics(&file->diagnostics);
	return status == STATUS_OK ? check_recipe(out, output, file->diagnostics.arena) : status;
}
