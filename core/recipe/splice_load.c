/* Finds and reads the fragments that a recipe uses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/named_text.h"
#include "recipe/splicer.h"

#include <string.h>

static bool names_file(const char *name)
{
	size_t length = strlen(name);
	return strchr(name, '/') || (length > 5 && strcmp(name + length - 5, ".yaml") == 0);
}

/* Checks that a fragment of that name exists, and reports an error if not. */
static bool check_name(struct splicer *splicer, const struct document_node *name)
{
	const struct fragment_library *library = splicer->library;
	for (size_t i = 0; i < library->name_count; i++)
		if (strcmp(library->names[i], name->text) == 0)
			return true;
	reader_unknown(&splicer->reader, "unknown-preset", name->at, "preset", name->text, NULL,
		       (struct words){ library->names, library->name_count,
				       "`stemprint presets` lists them, and a file of your own is written ./NAME.yaml",
				       true });
	return false;
}

/* Finds the name that identifies a fragment, and its location. Returns false when there is none. */
static bool locate(struct splicer *splicer, const struct document_node *name, struct origin *origin,
		   const char **identity)
{
	if (names_file(name->text)) {
		const bool found = named_text_find(&splicer->reader, name, splicer->library->inside, origin);
		*identity = origin->path;
		return found;
	}
	*origin = (struct origin){ .used_at = name->at };
	*identity = name->text;
	origin->file = arena_format(splicer->reader.arena, "presets/%.64s.yaml", name->text);
	splicer->reader.diagnostics->failed |= !origin->file;
	return origin->file && check_name(splicer, name);
}

static void read_loaded(struct splicer *splicer, struct loaded *loaded, const struct origin *origin)
{
	struct diagnostics *diagnostics = splicer->reader.diagnostics;
	struct document_node *root;
	loaded->origin = diagnostics_add_origin(diagnostics, origin);
	if (loaded->origin == 0 || !splicer->library->read(splicer->library, loaded->identity, loaded->origin,
							   splicer->reader.arena, diagnostics, &root))
		return;
	const struct location at = { .origin = loaded->origin };
	loaded->usable = fragment_read(root, loaded->file, at, splicer->reader.arena, diagnostics, &loaded->fragment);
}

const struct loaded *splicer_load(struct splicer *splicer, const struct document_node *name)
{
	struct origin origin;
	const char *identity;
	if (!locate(splicer, name, &origin, &identity))
		return NULL;
	for (size_t i = 0; i < splicer->loaded_count; i++)
		if (strcmp(splicer->loaded[i]->identity, identity) == 0)
			return splicer->loaded[i]->usable ? splicer->loaded[i] : NULL;
	if (splicer->loaded_count == SPLICE_FRAGMENTS_MAXIMUM) {
		diagnostics_error(splicer->reader.diagnostics, "use-limit", name->at,
				  "a recipe uses at most %d different fragments; write some of them out",
				  SPLICE_FRAGMENTS_MAXIMUM);
		splicer->given_up = true;
		return NULL;
	}
	struct loaded *loaded = reader_array(&splicer->reader, 1, sizeof *loaded);
	if (!loaded)
		return NULL;
	*loaded = (struct loaded){ .identity = identity, .file = origin.file };
	splicer->loaded[splicer->loaded_count++] = loaded;
	read_loaded(splicer, loaded, &origin);
	return loaded->usable ? loaded : NULL;
}
