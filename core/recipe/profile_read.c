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

static void read_advisory(struct reader *reader, const struct entry *entry, void *target)
{
	reader_switch(reader, entry, &((struct draft *)target)->profile.advisory, NULL);
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

static void read_album_loudest(struct reader *reader, const struct entry *entry, void *target)
{
	reader_number(reader, entry, QUANTITY_LOUDNESS, -70.0, 0.0,
		      &((struct draft *)target)->profile.album_loudest_lufs);
}

static void read_unchecked(struct reader *reader, const struct entry *entry, void *target)
{
	struct loudness_profile *profile = &((struct draft *)target)->profile;
	struct items items;
	if (!reader_items(reader, entry, "a list of texts", true, PROFILE_TEXTS_MAXIMUM, &items))
		return;
	const char **texts = reader_array(reader, items.count, sizeof *texts);
	for (size_t i = 0; texts && i < items.count; i++) {
		const struct entry item = { entry->where, entry->name, entry->at, items.nodes[i] };
		texts[i] = reader_text(reader, &item, "say what else is asked for");
	}
	profile->unchecked = texts;
	profile->unchecked_count = texts ? items.count : 0;
}

static const struct field profile_fields[] = {
	{ "title", read_title, true },
	{ "source", read_source, true },
	{ "date", read_date, true },
	{ "advisory", read_advisory, false },
	{ "raises", read_raises, false },
	{ "loudness", read_loudness, false },
	{ "album_loudest", read_album_loudest, false },
	{ "unchecked", read_unchecked, false },
};

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
	const struct entry entry = { "the profile", "the profile", root->at, root };
	draft->profile.name = name;
	draft->profile.album_loudest_lufs = (double)NAN;
	draft->request.limits = loudness_limits_none();
	reader_mapping(&reader, &entry, profile_fields, sizeof profile_fields / sizeof *profile_fields, draft);
	draft->profile.limits = draft->request.limits;
	return diagnostics->error_count == errors && !diagnostics->failed ? &draft->profile : NULL;
}
