/* Names the files of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/print_file.h"

const char *print_role_name(enum print_role role)
{
	static const char *const names[] = { [PRINT_MIX] = "mix",     [PRINT_STEM] = "stem",
					     [PRINT_TAP] = "tap",     [PRINT_DEVICE] = "device",
					     [PRINT_METER] = "meter", [PRINT_TAIL] = "tail",
					     [PRINT_TRIM] = "trim",   [PRINT_SEND] = "send",
					     [PRINT_CHECK] = "check", [PRINT_REDUCTION] = "reduction" };
	return names[role];
}

const char *print_file_name(enum print_role role, const char *set, const char *name, const struct print_format *format,
			    struct arena *arena)
{
	static const char *const folders[] = {
		[PRINT_MIX] = "", [PRINT_STEM] = "stems/", [PRINT_TAP] = "taps/", [PRINT_DEVICE] = ""
	};
	return arena_format(arena, "%s%s%s%s.%s", folders[role], set ? set : "", set ? "/" : "", name,
			    container_name(format->container));
}

const char *print_file_of_region(const char *region, const char *file, struct arena *arena)
{
	return arena_format(arena, PRINT_FILE_REGIONS "%s/%s", region, file);
}

struct listing {
	const struct recipe *recipe;
	struct arena *arena;
	struct print_file *files;
	size_t count;
	bool failed;
};

static void add(struct listing *listing, enum print_role role, const char *set, const char *print,
		const struct print_format *format, struct location at)
{
	const char *name = print_file_name(role, set, print, format, listing->arena);
	listing->failed |= !name;
	listing->files[listing->count++] = (struct print_file){ role, print, name, at };
}

static void add_stems(struct listing *listing, const struct recipe_stems *set)
{
	const struct recipe *recipe = listing->recipe;
	size_t *stems = ARENA_ARRAY(listing->arena, size_t, recipe_most_stems(recipe));
	listing->failed |= !stems;
	const size_t count = stems ? recipe_list_stems(recipe, set, stems) : 0;
	for (size_t i = 0; i < count; i++)
		add(listing, PRINT_STEM, set->name, recipe_stem_name(recipe, set, stems[i]), &set->format,
		    recipe_stem_location(recipe, set, stems[i]));
}

enum status print_files_list(const struct recipe *recipe, bool stems, struct arena *arena, struct print_file **files,
			     size_t *count)
{
	const struct recipe_print *print = &recipe->print;
	const size_t capacity = print->mix_count + print->tap_count + print->device_count +
				(stems ? print->stem_set_count * recipe_most_stems(recipe) : 0);
	struct listing listing = { .recipe = recipe, .arena = arena };
	listing.files = ARENA_ARRAY(arena, struct print_file, capacity);
	if (!listing.files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < print->mix_count; i++)
		add(&listing, PRINT_MIX, NULL, print->mixes[i].name, &print->mixes[i].format, print->mixes[i].at);
	for (size_t i = 0; stems && i < print->stem_set_count; i++)
		add_stems(&listing, &print->stem_sets[i]);
	for (size_t i = 0; i < print->tap_count; i++)
		add(&listing, PRINT_TAP, NULL, print->taps[i].name, &print->taps[i].format, print->taps[i].at);
	for (size_t i = 0; i < print->device_count; i++)
		add(&listing, PRINT_DEVICE, NULL, recipe->devices[print->devices[i].device].name,
		    &print->devices[i].format, print->devices[i].at);
	*files = listing.files;
	*count = listing.count;
	return listing.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
