/* Names the files of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/print_file.h"

const char *print_role_name(enum print_role role)
{
	static const char *const names[] = {
		[PRINT_MIX] = "mix",       [PRINT_STEM] = "stem",   [PRINT_TAP] = "tap",
		[PRINT_DEVICE] = "device", [PRINT_METER] = "meter", [PRINT_TRIM] = "trim"
	};
	return names[role];
}

const char *print_file_name(enum print_role role, const char *name, const struct print_format *format,
			    struct arena *arena)
{
	static const char *const folders[] = {
		[PRINT_MIX] = "", [PRINT_STEM] = "stems/", [PRINT_TAP] = "taps/", [PRINT_DEVICE] = ""
	};
	return arena_format(arena, "%s%s.%s", folders[role], name, container_name(format->container));
}

struct listing {
	const struct recipe *recipe;
	struct arena *arena;
	struct print_file *files;
	size_t count;
	bool failed;
};

static void add(struct listing *listing, enum print_role role, const char *print, const struct print_format *format,
		struct position at)
{
	const char *name = print_file_name(role, print, format, listing->arena);
	listing->failed |= !name;
	listing->files[listing->count++] = (struct print_file){ role, print, name, at };
}

/* The first strip that has the label; the stems' own place for a label that no strip gives. */
static struct position place_of(const struct recipe *recipe, const struct recipe_stems *stems, size_t stem)
{
	for (size_t i = 0; i < recipe->strip_count; i++)
		if (recipe->strips[i].stem == stem)
			return recipe->strips[i].stem_at;
	return stems->at;
}

static void add_stems(struct listing *listing, const struct recipe_stems *stems)
{
	const struct recipe *recipe = listing->recipe;
	const size_t count = stems->all ? recipe->stem_count : stems->count;
	for (size_t i = 0; i < count; i++) {
		const size_t stem = stems->all ? i : stems->stems[i];
		if (stem != recipe->missing)
			add(listing, PRINT_STEM, recipe->stems[stem], &stems->format, place_of(recipe, stems, stem));
	}
}

enum status print_files_list(const struct recipe *recipe, bool stems, struct arena *arena, struct print_file **files,
			     size_t *count)
{
	const struct recipe_print *print = &recipe->print;
	const size_t capacity = print->mix_count + print->tap_count + print->device_count +
				(stems ? print->stem_set_count * recipe->stem_count : 0);
	struct listing listing = { .recipe = recipe, .arena = arena };
	listing.files = ARENA_ARRAY(arena, struct print_file, capacity);
	if (!listing.files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < print->mix_count; i++)
		add(&listing, PRINT_MIX, print->mixes[i].name, &print->mixes[i].format, print->mixes[i].at);
	for (size_t i = 0; stems && i < print->stem_set_count; i++)
		add_stems(&listing, &print->stem_sets[i]);
	for (size_t i = 0; i < print->tap_count; i++)
		add(&listing, PRINT_TAP, print->taps[i].name, &print->taps[i].format, print->taps[i].at);
	for (size_t i = 0; i < print->device_count; i++)
		add(&listing, PRINT_DEVICE, recipe->devices[print->devices[i].device].name, &print->devices[i].format,
		    print->devices[i].at);
	*files = listing.files;
	*count = listing.count;
	return listing.failed ? STATUS_NO_MEMORY : STATUS_OK;
}
