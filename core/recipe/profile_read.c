/* Reads a loudness profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/profile_read.h"

#include "recipe/reader.h"
#include "recipe/recipe_loudness.h"

#include <math.h>

/* A draft is a profile while it is read. */
struct draft {
	struct loudness_profile profile;
	struct loudness_request request;
};

static void read_title(struct reader *reader, const struct entry *entry, void *target)
{
	((struct draft *)target)->profile.title = reader_text(reader, entry, "say whose limits these are");
}

static void read_source(struct reader *reader, const struct entry *entry, void *target)
{
	((struct draft *)target)->profile.source = reader_text(reader, entry, "say where they were published");
}

static void read_date(struct reader *reader, const struct entry *entry, void *target)
{
	((struct draft *)target)->profile.date = reader_text(reader, entry, "say of when they are");
}

static void read_raises(struct reader *reader, const struct entry *entry, void *target)
{
	struct draft *draft = target;
	draft->profile.plays = reader_switch(reader, entry, &draft->profile.raises, NULL);
}

static void read_loudness(struct reader *reader, const struct entry *entry, void *target)
{
	recipe_read_profile_limits(reader, entry, &((struct draft *)target)->request);
}

static void read_unchecked(struct reader *reader, const struct entry *entry, void *target)
{
	struct loudness_profile *profile = &((struct draft *)target)->profile;
	struct items items;
	if (!reader_items(reader, entry, "a list of texts", true, PROFILE_TEXTS_MAXIMUM, &items))
		return;
	const char **texts = reader_array(reader, items.count, sizeof *texts);
	for (size_t i = 0; texts && i < items.count; i++) {
		const struct entry item = entry_item(entry, items.nodes[i]);
		texts[i] = reader_text(reader, &item, "say what else is asked for");
	}
	profile->unchecked = texts;
	profile->unchecked_count = texts ? items.count : 0;
}

static const struct recipe_key rows[] = {
	{ .name = "title", .required = true, .read = read_title },
	{ .name = "source", .required = true, .read = read_source },
	{ .name = "date", .required = true, .read = read_date },
	{ .name = "advisory", .kind = KEY_SWITCH, .offset = offsetof(struct draft, profile.advisory) },
	{ .name = "raises", .kind = KEY_SWITCH, .read = read_raises },
	{ .name = "loudness", .read = read_loudness },
	{ .name = "album_loudest",
	  .kind = KEY_NUMBER,
	  .quantity = QUANTITY_LOUDNESS,
	  .minimum = -70.0,
	  .offset = offsetof(struct draft, profile.album_loudest_lufs) },
	{ .name = "unchecked", .read = read_unchecked },
};

const struct recipe_keys profile_file_keys = { KEY_ROWS(rows) };

const struct loudness_profile *profile_read(const struct document_node *root, const char *name, struct location at,
					    struct arena *arena, struct diagnostics *diagnostics)
{
	struct reader reader = { .arena = arena, .diagnostics = diagnostics };
	const size_t errors = diagnostics->error_count;
	struct draft *draft = reader_array(&reader, 1, sizeof *draft);
	if (!draft)
		return NULL;
	if (!root) {
		diagnostics_error(diagnostics, "wrong-type", at,
				  "the profile is empty, but must be a mapping that begins with `title`");
		return NULL;
	}
	const struct entry entry = entry_of("the profile", "the profile", root->at, root);
	draft->profile.name = name;
	draft->profile.album_loudest_lufs = (double)NAN;
	draft->request.limits = loudness_limits_none();
	reader_mapping(&reader, &entry, &profile_file_keys, draft);
	draft->profile.limits = draft->request.limits;
	return diagnostics->error_count == errors && !diagnostics->failed ? &draft->profile : NULL;
}
