/* Fills the tracks of a template with files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/house_style.h"

#include "draft/document_text.h"
#include "draft/draft_comment.h"
#include "draft/yaml_scalar.h"

#include <math.h>
#include <string.h>

/* A track of the template. */
struct entry {
	const struct document_pair *pair;
	enum role role;
	size_t served; /* how many files have taken it */
};

struct filling {
	const struct draft *draft;
	const struct house_style *style;
	struct diagnostics *diagnostics;
	struct entry *entries;
	size_t count;
	const struct entry **entry_of; /* for each track of the draft */
	const char **names; /* for each track of the draft */
};

static enum role role_of_name(const struct role_words *table, const char *name, struct arena *arena)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (strcmp(role_facts[i].name, name) == 0)
			return (enum role)i;
	struct file_words words;
	const char *file = arena_format(arena, "%s.", name);
	if (!file)
		return ROLE_OTHER;
	file_words_split(file, &words);
	return role_guess_words(table, &words, 0, words.count).role;
}

static enum status list_entries(struct filling *filling)
{
	struct arena *arena = filling->diagnostics->arena;
	const struct document_node *tracks = document_find(filling->style->root, "tracks");
	const struct role_words *table = role_words_new(arena);
	if (!tracks || tracks->kind != DOCUMENT_MAPPING || tracks->count == 0) {
		diagnostics_error(filling->diagnostics, "template", filling->style->root->at,
				  "a template needs \"tracks\", named by roles such as `kick`, `bass` and `other`");
		return STATUS_BAD_RECIPE;
	}
	filling->entries = ARENA_ARRAY(arena, struct entry, tracks->count);
	if (!table || !filling->entries)
		return STATUS_NO_MEMORY;
	filling->count = tracks->count;
	for (size_t i = 0; i < tracks->count; i++)
		filling->entries[i] = (struct entry){ .pair = &tracks->pairs[i],
						      .role = role_of_name(table, tracks->pairs[i].key->text, arena) };
	return STATUS_OK;
}

static struct entry *entry_with(struct filling *filling, enum role role)
{
	for (size_t i = 0; i < filling->count; i++)
		if (filling->entries[i].role == role)
			return &filling->entries[i];
	return NULL;
}

static struct entry *entry_for(struct filling *filling, enum role role)
{
	static const enum role general[] = { ROLE_DRUMS, ROLE_GUITAR, ROLE_KEYS, ROLE_LEAD };
	const enum role_group group = role_facts[role].group;
	struct entry *entry = entry_with(filling, role);
	for (size_t i = 0; !entry && i < sizeof general / sizeof *general; i++)
		if (role_facts[general[i]].group == group)
			entry = entry_with(filling, general[i]);
	for (size_t i = 0; !entry && i < filling->count; i++)
		if (role_facts[filling->entries[i].role].group == group)
			entry = &filling->entries[i];
	return entry ? entry : entry_with(filling, ROLE_OTHER);
}

static enum status choose_entries(struct filling *filling)
{
	bool missing[ROLE_COUNT] = { false };
	for (size_t i = 0; i < filling->draft->track_count; i++) {
		const enum role role = filling->draft->files[filling->draft->tracks[i]].guess.role;
		struct entry *entry = entry_for(filling, role);
		filling->entry_of[i] = entry;
		if (entry)
			entry->served++;
		else if (!missing[role])
			diagnostics_error(
				filling->diagnostics, "template", document_find(filling->style->root, "tracks")->at,
				"the template has no track for the role \"%s\"; add one of that name, or one named "
				"`other`",
				role_facts[role].name);
		missing[role] |= !entry;
	}
	return diagnostics_status(filling->diagnostics);
}

static bool is_name_of(const struct document_node *section, const char *name)
{
	return section && section->kind == DOCUMENT_MAPPING && document_find(section, name);
}

static bool is_taken(const struct filling *filling, size_t before, const char *name)
{
	static const char *const sections[] = { "tracks", "buses", "auxes", "outputs", "vcas" };
	for (size_t i = 0; i < before; i++)
		if (strcmp(filling->names[i], name) == 0)
			return true;
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (is_name_of(document_find(filling->style->root, sections[i]), name))
			return true;
	return false;
}

/* The first file of an entry has its name; the others are numbered. */
static enum status choose_names(struct filling *filling)
{
	struct arena *arena = filling->diagnostics->arena;
	for (size_t i = 0; i < filling->draft->track_count; i++) {
		const char *own = filling->entry_of[i]->pair->key->text;
		bool first = true;
		for (size_t k = 0; k < i; k++)
			first &= filling->entry_of[k] != filling->entry_of[i];
		filling->names[i] = own;
		for (unsigned number = 2; !first && filling->names[i] && is_taken(filling, i, filling->names[i]);
		     number++)
			filling->names[i] = arena_format(arena, "%s-%u", own, number);
		if (!filling->names[i])
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

/* Returns whether the text names a track of the template, or a tap of one, that no file serves. */
static bool is_unserved(const struct filling *filling, const struct document_node *node)
{
	if (!node || node->kind != DOCUMENT_SCALAR)
		return false;
	const size_t length = strcspn(node->text, ".");
	for (size_t i = 0; i < filling->count; i++) {
		const char *name = filling->entries[i].pair->key->text;
		if (filling->entries[i].served == 0 && strlen(name) == length && memcmp(name, node->text, length) == 0)
			return true;
	}
	return false;
}

/* An insert whose key nobody plays would wait for ever; without it the sound passes as it is. */
static bool keeps(const void *context, const struct document_node *item)
{
	const struct filling *filling = context;
	if (item->kind != DOCUMENT_MAPPING)
		return !is_unserved(filling, item);
	for (size_t i = 0; i < item->count; i++) {
		const struct document_node *value = item->pairs[i].value;
		if (value->kind == DOCUMENT_MAPPING && is_unserved(filling, document_find(value, "key")))
			return false;
	}
	return true;
}

static bool is_of_the_song(const char *key)
{
	static const char *const keys[] = { "source", "clips",    "overlap",  "crossfade", "automation",
					    "trim",   "channels", "polarity", "solo",      "mute" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* A mono file has a position, and a stereo one a balance and a width. */
static void append_key(const struct filling *filling, const struct draft_file *file, const struct document_pair *pair,
		       struct text *out)
{
	const struct document_filter filter = { keeps, filling };
	const char *key = pair->key->text;
	const bool mono = draft_channels(file) == 1, is_pan = strcmp(key, "pan") == 0;
	const bool is_wide = strcmp(key, "width") == 0 || strcmp(key, "balance") == 0;
	if (is_of_the_song(key) || (mono && (is_wide || (is_pan && pair->value->kind != DOCUMENT_SCALAR))))
		return;
	if (!mono && is_pan && pair->value->kind == DOCUMENT_SCALAR)
		key = "balance";
	text_append(out, "    %s: ", key);
	document_text_append(pair->value, &filter, out);
	text_append(out, "\n");
}

static void append_track(const struct filling *filling, size_t index, struct text *out)
{
	const struct draft *draft = filling->draft;
	const struct draft_file *file = &draft->files[draft->tracks[index]];
	const struct document_node *body = filling->entry_of[index]->pair->value;
	text_append(out, "  %s: # ", filling->names[index]);
	draft_comment_append(draft, file, out);
	text_append(out, "\n    source: ");
	draft_text_append_source(draft, file, out);
	text_append(out, "\n    trim: %.1f dB\n", draft_text_trim_db(draft, file) + file->fader_db);
	for (size_t i = 0; body->kind == DOCUMENT_MAPPING && i < body->count; i++)
		append_key(filling, file, &body->pairs[i], out);
}

static void append_tracks(const struct filling *filling, struct text *out)
{
	text_append(out, "# The trim brings each file to the loudness of its role; all else is that of the template.\n"
			 "tracks:\n");
	for (size_t i = 0; i < filling->draft->track_count; i++)
		append_track(filling, i, out);
	draft_text_append_others(filling->draft, out);
}

/* Appends the names of all tracks that have taken the track of the template with that name; false: it has none. */
static bool append_takers(const struct filling *filling, const char *name, struct text *out)
{
	bool any = false;
	for (size_t i = 0; i < filling->draft->track_count; i++) {
		if (strcmp(filling->entry_of[i]->pair->key->text, name) != 0)
			continue;
		text_append(out, "%s%s", any ? ", " : "", filling->names[i]);
		any = true;
	}
	return any;
}

/* A VCA moves all tracks that are made like its members. */
static void append_members(const struct filling *filling, const struct document_node *members, struct text *out)
{
	bool any = false;
	text_append(out, "[");
	for (size_t i = 0; i < members->count; i++) {
		const struct document_node *member = members->items[i];
		if (member->kind != DOCUMENT_SCALAR || is_unserved(filling, member))
			continue;
		text_append(out, any ? ", " : "");
		if (!append_takers(filling, member->text, out))
			yaml_scalar_append(out, member->text);
		any = true;
	}
	text_append(out, "]");
}

static void append_vca(const struct filling *filling, const struct document_node *vca, struct text *out)
{
	const struct document_filter filter = { keeps, filling };
	text_append(out, "{ ");
	for (size_t i = 0; i < vca->count; i++) {
		const struct document_node *value = vca->pairs[i].value;
		text_append(out, "%s%s: ", i > 0 ? ", " : "", vca->pairs[i].key->text);
		if (strcmp(vca->pairs[i].key->text, "members") == 0 && value->kind == DOCUMENT_SEQUENCE)
			append_members(filling, value, out);
		else
			document_text_append(value, &filter, out);
	}
	text_append(out, " }");
}

static void append_vcas(const struct filling *filling, const struct document_node *vcas, struct text *out)
{
	const struct document_filter filter = { keeps, filling };
	text_append(out, "vcas:\n");
	for (size_t i = 0; i < vcas->count; i++) {
		text_append(out, "  %s: ", vcas->pairs[i].key->text);
		if (vcas->pairs[i].value->kind == DOCUMENT_MAPPING)
			append_vca(filling, vcas->pairs[i].value, out);
		else
			document_text_append(vcas->pairs[i].value, &filter, out);
		text_append(out, "\n");
	}
}

/* Returns where the line with that number starts, or the end of the text. */
static const char *line_start(const struct house_style *style, uint32_t line)
{
	const char *at = style->bytes, *end = style->bytes + style->length;
	for (uint32_t i = 1; i < line && at < end; i++) {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		at = next ? next + 1 : end;
	}
	return at;
}

static bool is_remark(const struct house_style *style, uint32_t line)
{
	const char *at = line_start(style, line);
	return at < style->bytes + style->length && (*at == '#' || *at == '\n' || *at == '\r');
}

/* Remarks above a section belong to it. */
static uint32_t first_line(const struct house_style *style, size_t section, uint32_t least)
{
	uint32_t line = style->root->pairs[section].key->at.line;
	while (line > least && is_remark(style, line - 1))
		line--;
	return line;
}

static uint32_t end_line(const struct house_style *style, size_t section)
{
	const uint32_t line = style->root->pairs[section].key->at.line;
	return section + 1 < style->root->count ? first_line(style, section + 1, line + 1) : UINT32_MAX;
}

static void append_section(const struct filling *filling, size_t section, uint32_t from, struct text *out)
{
	const struct house_style *style = filling->style;
	const struct document_pair *pair = &style->root->pairs[section];
	const char *start = line_start(style, from), *name = line_start(style, pair->key->at.line);
	const char *end = line_start(style, end_line(style, section));
	if (strcmp(pair->key->text, "title") == 0)
		return;
	const bool is_tracks = strcmp(pair->key->text, "tracks") == 0;
	const bool is_vcas = strcmp(pair->key->text, "vcas") == 0 && pair->value->kind == DOCUMENT_MAPPING;
	text_append_bytes(out, start, (size_t)((is_tracks || is_vcas ? name : end) - start));
	if (is_tracks)
		append_tracks(filling, out);
	else if (is_vcas)
		append_vcas(filling, pair->value, out);
	else if (end > start && end[-1] != '\n')
		text_append(out, "\n");
}

/* Sections that share a line cannot be told apart in the text. */
static enum status check_lines(const struct filling *filling)
{
	const struct document_node *root = filling->style->root;
	for (size_t i = 0; i < root->count; i++) {
		if (root->pairs[i].key->at.column == 1)
			continue;
		diagnostics_error(
			filling->diagnostics, "template", root->pairs[i].key->at,
			"\"%s\" does not begin its line; begin each section of a template in a line of its own",
			root->pairs[i].key->text);
		return STATUS_BAD_RECIPE;
	}
	return STATUS_OK;
}

static void append_all(const struct filling *filling, const struct draft_heading *heading, struct text *out)
{
	draft_text_append_head(filling->draft, heading, out);
	text_append(out, "title: ");
	yaml_scalar_append(out, heading->title);
	text_append(out, "\n");
	uint32_t from = 1;
	for (size_t i = 0; i < filling->style->root->count; i++) {
		append_section(filling, i, from, out);
		from = end_line(filling->style, i);
	}
}

enum status house_style_append(const struct draft *draft, const struct draft_heading *heading,
			       const struct house_style *style, struct diagnostics *diagnostics, struct text *out)
{
	struct filling filling = { .draft = draft, .style = style, .diagnostics = diagnostics };
	if (!style->root || style->root->kind != DOCUMENT_MAPPING) {
		diagnostics_error(diagnostics, "template", (struct location){ 0 },
				  "a template is a recipe; this text is none");
		return STATUS_BAD_RECIPE;
	}
	filling.entry_of = ARENA_ARRAY(diagnostics->arena, const struct entry *, draft->track_count);
	filling.names = ARENA_ARRAY(diagnostics->arena, const char *, draft->track_count);
	enum status status = filling.entry_of && filling.names ? check_lines(&filling) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = list_entries(&filling);
	if (status == STATUS_OK)
		status = choose_entries(&filling);
	if (status == STATUS_OK)
		status = choose_names(&filling);
	if (status == STATUS_OK)
		append_all(&filling, heading, out);
	return out->failed ? STATUS_NO_MEMORY : status;
}
