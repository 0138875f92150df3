/* Looks up the strips, labels and files that a recipe refers to.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/reader.h"

#include "base/path.h"
#include "recipe/synonym.h"

#include <string.h>

static const char *const tap_names[] = { "input", "pre-fader", "post-fader", "post-pan", NULL };

const char *tap_name(enum tap tap)
{
	return tap_names[tap];
}

const char *strip_tap_name(const struct strip_tap *tap)
{
	return tap->chain ? tap->chain : tap_name(tap->tap);
}

static size_t lookup(const struct reader *reader, const char *name, bool collects)
{
	size_t low = 0, high = reader->sorted_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(reader->sorted[middle].name, name);
		if (order == 0)
			return collects ? reader->sorted[middle].collector : reader->sorted[middle].strip;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return RECIPE_NONE;
}

size_t reader_find_strip(struct reader *reader, const char *name, struct location at, bool collects)
{
	size_t strip = lookup(reader, name, collects);
	if (strip != RECIPE_NONE)
		return strip;
	size_t first = 0, count = reader->recipe->strip_count;
	while (collects && first < count && reader->recipe->strips[first].kind == STRIP_TRACK)
		first++;
	const char *hint = collects ? "name a bus, aux or output of this recipe"
				    : "name a track, bus, aux or output of this recipe";
	reader_unknown(reader, "unknown-name", at, "strip", name, NULL,
		       (struct words){ reader->strip_names + first, count - first, hint, false });
	return RECIPE_NONE;
}

/* Returns the tap of that name, or -1 after an error. */
static int find_tap(struct reader *reader, const char *name, struct location at)
{
	size_t count = 0;
	for (; tap_names[count]; count++)
		if (strcmp(tap_names[count], name) == 0)
			return (int)count;
	const char *meant = synonym_find_choice(name, tap_names, count);
	reader_unknown(reader, "unknown-tap", at, "tap", name, NULL,
		       meant ? (struct words){ .words = &meant, .count = 1 }
			     : (struct words){ .words = tap_names, .count = count });
	return -1;
}

bool reader_strip_tap(struct reader *reader, const struct entry *entry, enum tap fallback, struct strip_tap *tap,
		      bool *given)
{
	const char *text = reader_text(reader, entry, "name a strip, like kick or kick.pre-fader");
	if (!text)
		return false;
	struct location at = entry->value->at;
	const char *dot = strchr(text, '.');
	const char *name = dot ? arena_text(reader->arena, text, (size_t)(dot - text)) : text;
	if (!name) {
		reader->diagnostics->failed = true;
		return false;
	}
	size_t strip = reader_find_strip(reader, name, at, false);
	const char *chain = dot && strchr(dot + 1, '.') ? dot + 1 : NULL; /* the text names a rack and a chain,
		   which the graph looks up */
	int named = (int)fallback;
	if (chain)
		named = (int)TAP_PRE_FADER;
	else if (dot)
		named = find_tap(reader, dot + 1, at);
	*given = dot;
	if (strip == RECIPE_NONE || named < 0)
		return false;
	*tap = (struct strip_tap){ .strip = strip, .tap = (enum tap)named, .at = at, .chain = chain };
	return true;
}

void reader_tap(struct reader *reader, const struct entry *entry, enum tap *tap)
{
	const char *text = reader_text(reader, entry, "name a tap: input, pre-fader, post-fader or post-pan");
	int named = text ? find_tap(reader, text, entry->value->at) : -1;
	if (named >= 0)
		*tap = (enum tap)named;
}

static size_t lookup_stem(const struct reader *reader, const char *name)
{
	for (size_t i = 0; i < reader->recipe->stem_count; i++)
		if (strcmp(reader->stem_names[i], name) == 0)
			return i;
	return RECIPE_NONE;
}

size_t reader_add_label(struct reader *reader, struct location at, const char *name)
{
	size_t stem = lookup_stem(reader, name);
	if (stem != RECIPE_NONE)
		return stem;
	stem = reader->recipe->stem_count;
	if (stem == RECIPE_STEMS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", at,
				  "a recipe has at most %d stems; let some strips share one", RECIPE_STEMS_MAXIMUM);
		return RECIPE_NONE;
	}
	reader->stem_names[stem] = name;
	reader->recipe->stem_count++;
	return stem;
}

size_t reader_count_labels(const struct reader *reader)
{
	const struct recipe *recipe = reader->recipe;
	return recipe->stem_count - (recipe->residue != RECIPE_NONE) - (recipe->missing != RECIPE_NONE);
}

size_t reader_add_stem(struct reader *reader, const struct entry *entry)
{
	const char *name = reader_text(reader, entry, "name the stem that this sound belongs to");
	if (!name || !reader_check_name(reader, name, entry->value->at, "a stem"))
		return RECIPE_NONE;
	return reader_add_label(reader, entry->value->at, name);
}

const char *reader_file(struct reader *reader, const struct entry *entry)
{
	enum { FILE_NAME_MAXIMUM = 4096 };
	const char *file = reader_text(reader, entry, "name an audio file");
	if (!file)
		return NULL;
	if (file[0] == '\0') {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "\"%s\" has an empty file name; name an audio file", entry->name);
		return NULL;
	}
	if (entry->value->count > FILE_NAME_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "bad-value", entry->value->at,
				  "a file name has at most %d bytes; shorten it", FILE_NAME_MAXIMUM);
		return NULL;
	}
	return file;
}

size_t reader_add_recording(struct reader *reader, const struct entry *entry)
{
	struct recipe *recipe = reader->recipe;
	const char *file = reader_file(reader, entry);
	if (!file)
		return RECIPE_NONE;
	const char *path = reader_path(reader, entry->value->at, file);
	for (size_t i = 0; i < recipe->recording_count; i++)
		if (strcmp(recipe->recordings[i].path, path) == 0)
			return i;
	if (recipe->recording_count == RECIPE_RECORDINGS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", entry->value->at,
				  "a recipe has at most %d impulse responses and samples; let some of them be one file",
				  RECIPE_RECORDINGS_MAXIMUM);
		return RECIPE_NONE;
	}
	if (!recipe->recordings)
		recipe->recordings = reader_array(reader, RECIPE_RECORDINGS_MAXIMUM, sizeof *recipe->recordings);
	if (!recipe->recordings)
		return RECIPE_NONE;
	recipe->recordings[recipe->recording_count] =
		(struct recipe_recording){ .file = file, .path = path, .at = entry->value->at };
	return recipe->recording_count++;
}

size_t reader_find_stem(struct reader *reader, const struct entry *entry, const struct document_node *item)
{
	const struct entry inner = entry_item(entry, item);
	const char *name = reader_text(reader, &inner, "name stems");
	if (!name)
		return RECIPE_NONE;
	size_t stem = lookup_stem(reader, name);
	if (stem != RECIPE_NONE && stem != reader->recipe->missing)
		return stem;
	const char *names[RECIPE_STEMS_MAXIMUM];
	size_t count = 0;
	for (size_t i = 0; i < reader->recipe->stem_count; i++)
		if (i != reader->recipe->missing)
			names[count++] = reader->stem_names[i];
	reader_unknown(reader, "unknown-name", item->at, "stem", name, NULL,
		       (struct words){ names, count, "label a strip with `stem:` to make one", false });
	return RECIPE_NONE;
}

const char *reader_path_beside(struct reader *reader, const char *from, const char *file)
{
	const char *slash = strrchr(from, '/');
	if (file[0] == '/' || !slash)
		return file;
	const char *path = arena_format(reader->arena, "%.*s/%s", (int)(slash - from), from, file);
	if (!path)
		reader->diagnostics->failed = true;
	return path ? path : file;
}

/* Joins a file's name to the folder of the text that names it. */
static const char *join(struct reader *reader, struct location at, const char *file)
{
	const struct origin origin = diagnostics_origin(reader->diagnostics, at.origin);
	return reader_path_beside(reader, origin.path ? origin.path : reader->recipe_path, file);
}

void reader_check_inside(struct diagnostics *diagnostics, const char *recipe_path, struct location at, const char *file,
			 const char *path)
{
	if (path_stays_beside(recipe_path, path))
		return;
	diagnostics_error(diagnostics, "path-outside", at,
			  file[0] == '/'
				  ? "\"%.200s\" is an absolute path, which an untrusted recipe may not name; "
				    "move the file into the recipe's folder, and name it from there"
				  : "\"%.200s\" leads out of the recipe's folder, where an untrusted recipe must "
				    "stay; move the file into that folder",
			  file);
}

const char *reader_output_path(struct reader *reader, struct location at, const char *file)
{
	const char *path = join(reader, at, file);
	if (reader->files && reader->files->inside)
		reader_check_inside(reader->diagnostics, reader->recipe_path, at, file, path);
	return path;
}

/* The room doubles whenever the count is a power of two. */
static bool reserve_input(struct reader *reader)
{
	struct recipe *recipe = reader->recipe;
	const size_t count = recipe->input_count;
	if ((count & (count - 1)) != 0)
		return true;
	struct recipe_input *grown = reader_array(reader, count == 0 ? 1 : 2 * count, sizeof *grown);
	if (!grown)
		return false;
	for (size_t i = 0; i < count; i++)
		grown[i] = recipe->inputs[i];
	recipe->inputs = grown;
	return true;
}

const char *reader_path(struct reader *reader, struct location at, const char *file)
{
	const char *path = reader_output_path(reader, at, file);
	if (reserve_input(reader))
		reader->recipe->inputs[reader->recipe->input_count++] = (struct recipe_input){ file, path, at };
	return path;
}

const char *reader_default_directory(struct reader *reader)
{
	const char *path = reader->recipe_path;
	const char *slash = strrchr(path, '/');
	if (strcmp(path, "-") == 0)
		return "prints";
	const char *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	const char *directory = dot && dot > name ? arena_text(reader->arena, path, (size_t)(dot - path))
						  : arena_format(reader->arena, "%s-prints", path);
	if (!directory)
		reader->diagnostics->failed = true;
	return directory ? directory : path;
}

const char *reader_shown_name(struct reader *reader, const char *file)
{
	const char *recipe = diagnostics_origin(reader->diagnostics, 0).file;
	const char *slash = recipe && file[0] != '/' ? strrchr(recipe, '/') : NULL;
	const char *shown = slash ? arena_format(reader->arena, "%.*s/%s", (int)(slash - recipe), recipe, file) : file;
	reader->diagnostics->failed = reader->diagnostics->failed || !shown;
	return shown ? shown : file;
}
