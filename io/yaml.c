/* Reads YAML text into a document tree.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/yaml.h"

#include "io/text_unknown.h"
#include "io/yaml_pair.h"
#include "io/yaml_syntax.h"
#include "io/yaml_text.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define NO_ANCHOR SIZE_MAX

/* A frame is a sequence or mapping that is not yet at its end. */
struct frame {
	struct document_node *node;
	size_t first; /* the index of its first child in loader.children */
	size_t anchor;
};

struct anchor {
	const char *name;
	struct document_node *node;
	bool open; /* its node is not yet at its end */
};

struct loader {
	yaml_parser_t parser;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct document_node **children; /* the finished nodes of the open frames, one after the other */
	size_t child_count, child_capacity;
	struct frame frames[YAML_DEPTH_MAXIMUM];
	size_t depth;
	struct anchor anchors[YAML_ANCHORS_MAXIMUM];
	size_t anchor_count;
	uint32_t origin; /* the origin of all locations */
	size_t events;
	size_t alias_nodes;
	bool ended; /* the stream is read to its end */
	bool given_up; /* an error was found after which reading on makes no sense */
};

static struct location position_of(const struct loader *loader, yaml_mark_t start, yaml_mark_t end)
{
	struct location at = { (uint32_t)start.line + 1, (uint32_t)start.column + 1, 1, loader->origin, false };
	if (end.line == start.line && end.column > start.column)
		at.length = (uint32_t)(end.column - start.column);
	else if (end.line > start.line)
		at.length = UINT32_MAX; /* the mark goes to the end of the line */
	return at;
}

static struct location first_character(const struct loader *loader, yaml_mark_t mark)
{
	return position_of(loader, mark, mark);
}

static void out_of_memory(struct loader *loader)
{
	loader->diagnostics->failed = true;
	loader->given_up = true;
}

static void limit(struct loader *loader, yaml_mark_t mark, const char *what)
{
	diagnostics_error(loader->diagnostics, "yaml-limit", first_character(loader, mark), "%s", what);
	loader->given_up = true;
}

static struct document_node *node_new(struct loader *loader, enum document_kind kind, const yaml_event_t *event)
{
	struct document_node *node = ARENA_NEW(loader->arena, struct document_node);
	if (!node) {
		out_of_memory(loader);
		return NULL;
	}
	node->kind = kind;
	node->weight = 1;
	node->at = kind == DOCUMENT_SCALAR ? position_of(loader, event->start_mark, event->end_mark)
					   : first_character(loader, event->start_mark);
	return node;
}

static void add_child(struct loader *loader, struct document_node *node)
{
	if (loader->child_count == loader->child_capacity) {
		size_t capacity = loader->child_capacity ? loader->child_capacity * 2 : 64;
		struct document_node **children = realloc(loader->children, capacity * sizeof *children);
		if (!children) {
			out_of_memory(loader);
			return;
		}
		loader->children = children;
		loader->child_capacity = capacity;
	}
	loader->children[loader->child_count++] = node;
}

/* Returns the anchor of that name, or NO_ANCHOR if there is none. */
static size_t find_anchor(const struct loader *loader, const char *name)
{
	for (size_t i = 0; i < loader->anchor_count; i++)
		if (strcmp(loader->anchors[i].name, name) == 0)
			return i;
	return NO_ANCHOR;
}

/* A name that is used again stands for the newer node from then on, as in YAML. */
static size_t set_anchor(struct loader *loader, const char *name, struct document_node *node, yaml_mark_t mark)
{
	if (!name)
		return NO_ANCHOR;
	size_t index = find_anchor(loader, name);
	if (index == NO_ANCHOR && loader->anchor_count == YAML_ANCHORS_MAXIMUM) {
		limit(loader, mark, "a recipe has at most 256 anchors; write the rest out");
		return NO_ANCHOR;
	}
	if (index == NO_ANCHOR) {
		index = loader->anchor_count;
		loader->anchors[index].name = arena_text(loader->arena, name, strlen(name));
		if (!loader->anchors[index].name) {
			out_of_memory(loader);
			return NO_ANCHOR;
		}
		loader->anchor_count++;
	}
	loader->anchors[index].node = node;
	loader->anchors[index].open = node->kind != DOCUMENT_SCALAR;
	return index;
}

static void check_tag(struct loader *loader, const yaml_char_t *tag, yaml_mark_t mark)
{
	static const char *const core[] = { YAML_NULL_TAG,  YAML_BOOL_TAG, YAML_STR_TAG, YAML_INT_TAG,
					    YAML_FLOAT_TAG, YAML_SEQ_TAG,  YAML_MAP_TAG, "!" };
	if (!tag)
		return;
	for (size_t i = 0; i < sizeof core / sizeof *core; i++)
		if (strcmp((const char *)tag, core[i]) == 0)
			return;
	const char *name = document_quote(loader->arena, (const char *)tag, strlen((const char *)tag));
	if (name)
		diagnostics_error(loader->diagnostics, "unknown-tag", first_character(loader, mark),
				  "tag \"%s\" means nothing in a recipe; leave it out", name);
	else
		out_of_memory(loader);
}

static void read_scalar(struct loader *loader, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	check_tag(loader, event->data.scalar.tag, event->start_mark);
	struct document_node *node = node_new(loader, DOCUMENT_SCALAR, event);
	if (!node)
		return;
	if (memchr(text, '\0', length)) {
		diagnostics_error(loader->diagnostics, "bad-character", node->at,
				  "a zero byte is not allowed in a recipe; remove it");
		length = 0;
	}
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = arena_text(loader->arena, text, length);
	node->count = length;
	if (!node->text) {
		out_of_memory(loader);
		return;
	}
	set_anchor(loader, (const char *)event->data.scalar.anchor, node, event->start_mark);
	add_child(loader, node);
}

/* Reads the node that an alias stands for, or a node without text when it stands for nothing. */
static void read_alias(struct loader *loader, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	struct location at = position_of(loader, event->start_mark, event->end_mark);
	size_t index = find_anchor(loader, name);
	if (index != NO_ANCHOR && !loader->anchors[index].open) {
		struct document_node *node = loader->anchors[index].node;
		loader->alias_nodes += node->weight;
		if (loader->alias_nodes > YAML_ALIAS_NODES_MAXIMUM)
			limit(loader, event->start_mark,
			      "aliases stand for more than 100000 nodes; write less by alias");
		add_child(loader, node);
		return;
	}
	const char *quoted = document_quote(loader->arena, name, strlen(name));
	struct document_node *nothing = node_new(loader, DOCUMENT_SCALAR, event);
	if (!quoted || !nothing) {
		out_of_memory(loader);
		return;
	}
	if (index == NO_ANCHOR)
		diagnostics_error(loader->diagnostics, "unknown-alias", at,
				  "alias \"*%s\" stands for nothing; put the anchor `&%s` before it", quoted, quoted);
	else
		diagnostics_error(loader->diagnostics, "alias-loop", at,
				  "alias \"*%s\" stands inside its own anchor; write out what is meant", quoted);
	nothing->text = "";
	add_child(loader, nothing);
}

static void begin(struct loader *loader, enum document_kind kind, const yaml_event_t *event, const yaml_char_t *anchor,
		  const yaml_char_t *tag)
{
	if (loader->depth == YAML_DEPTH_MAXIMUM) {
		limit(loader, event->start_mark, "lists and mappings nest more than 64 deep; flatten them");
		return;
	}
	check_tag(loader, tag, event->start_mark);
	struct document_node *node = node_new(loader, kind, event);
	if (!node)
		return;
	size_t index = set_anchor(loader, (const char *)anchor, node, event->start_mark);
	loader->frames[loader->depth++] = (struct frame){ .node = node, .first = loader->child_count, .anchor = index };
}

static void add_weight(struct document_node *node, const struct document_node *child)
{
	node->weight = child->weight > UINT32_MAX - node->weight ? UINT32_MAX : node->weight + child->weight;
}

static void end_sequence(struct loader *loader, struct document_node *node, struct document_node *const *children,
			 size_t count)
{
	const struct document_node **items = ARENA_ARRAY(loader->arena, const struct document_node *, count);
	if (!items) {
		out_of_memory(loader);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		items[i] = children[i];
		add_weight(node, children[i]);
	}
	node->items = items;
	node->count = count;
}

static bool check_key(struct loader *loader, const struct document_node *key)
{
	if (key->kind != DOCUMENT_SCALAR) {
		diagnostics_error(loader->diagnostics, "bad-key", key->at,
				  "%s cannot be a key; a key is a word before a colon", document_kind_name(key->kind));
		return false;
	}
	if (key->plain && strcmp(key->text, "<<") == 0)
		diagnostics_error(loader->diagnostics, "merge-key", key->at,
				  "merge keys `<<` are not read; repeat the keys, or alias whole values");
	return true;
}

static void end_mapping(struct loader *loader, struct document_node *node, struct document_node *const *children,
			size_t count)
{
	struct document_pair *pairs = ARENA_ARRAY(loader->arena, struct document_pair, count / 2);
	if (!pairs) {
		out_of_memory(loader);
		return;
	}
	for (size_t i = 0; i + 1 < count; i += 2) {
		if (!check_key(loader, children[i]))
			continue;
		pairs[node->count++] = (struct document_pair){ children[i], children[i + 1] };
		add_weight(node, children[i]);
		add_weight(node, children[i + 1]);
	}
	node->pairs = pairs;
	if (!document_check_keys(pairs, node->count, loader->arena, loader->diagnostics))
		out_of_memory(loader);
}

static void end(struct loader *loader)
{
	struct frame *frame = &loader->frames[--loader->depth];
	size_t count = loader->child_count - frame->first;
	/* If no child was ever added, there is no array to point into. */
	struct document_node *const *children = count > 0 ? loader->children + frame->first : NULL;
	if (frame->node->kind == DOCUMENT_SEQUENCE)
		end_sequence(loader, frame->node, children, count);
	else
		end_mapping(loader, frame->node, children, count);
	if (frame->anchor != NO_ANCHOR && loader->anchors[frame->anchor].node == frame->node)
		loader->anchors[frame->anchor].open = false;
	loader->child_count = frame->first;
	add_child(loader, frame->node);
}

static void begin_document(struct loader *loader, const yaml_event_t *event)
{
	if (loader->child_count == 0)
		return;
	diagnostics_error(loader->diagnostics, "several-documents",
			  position_of(loader, event->start_mark, event->end_mark),
			  "a second YAML document begins here; a recipe is one document, so split the file");
	loader->given_up = true;
}

static void read_event(struct loader *loader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		read_scalar(loader, event);
		break;
	case YAML_ALIAS_EVENT:
		read_alias(loader, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		begin(loader, DOCUMENT_SEQUENCE, event, event->data.sequence_start.anchor,
		      event->data.sequence_start.tag);
		break;
	case YAML_MAPPING_START_EVENT:
		begin(loader, DOCUMENT_MAPPING, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		end(loader);
		break;
	case YAML_DOCUMENT_START_EVENT:
		begin_document(loader, event);
		break;
	case YAML_STREAM_END_EVENT:
		loader->ended = true;
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

static void syntax_error(struct loader *loader, const char *bytes, size_t length)
{
	if (loader->parser.error == YAML_MEMORY_ERROR)
		out_of_memory(loader);
	else
		yaml_syntax_tell(&loader->parser, bytes, length, loader->origin, loader->diagnostics);
	loader->given_up = true;
}

static void read_events(struct loader *loader, const char *bytes, size_t length)
{
	yaml_parser_set_encoding(&loader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&loader->parser, (const unsigned char *)bytes, length);
	while (!loader->ended && !loader->given_up) {
		yaml_event_t event;
		if (!yaml_parser_parse(&loader->parser, &event)) {
			syntax_error(loader, bytes, length);
			return;
		}
		if (++loader->events > YAML_EVENTS_MAXIMUM)
			limit(loader, event.start_mark, "a recipe has at most a million YAML events; make it smaller");
		else
			read_event(loader, &event);
		yaml_event_delete(&event);
	}
}

static struct document_node *load(struct loader *loader, const char *bytes, size_t length)
{
	size_t joined_length;
	bool failed;
	char *joined = yaml_pair_join(bytes, length, &joined_length, &failed);
	if (failed)
		out_of_memory(loader);
	else if (joined)
		read_events(loader, joined, joined_length);
	else
		read_events(loader, bytes, length);
	free(joined);
	if (loader->given_up || loader->child_count == 0 || document_is_empty(loader->children[0]))
		return NULL;
	return loader->children[0];
}

/* Adds the keys of the outermost mapping, which may be open: then its children stand in a row. */
static void add_keys(const struct loader *loader, enum text_kind kind, struct text_evidence *evidence)
{
	const struct document_node *top = loader->child_count > 0 ? loader->children[0] : NULL;
	if (loader->depth == 0) {
		for (size_t i = 0; top && top->kind == DOCUMENT_MAPPING && i < top->count; i++)
			text_evidence_add(evidence, kind, top->pairs[i].key->text);
		return;
	}
	if (loader->frames[0].node->kind != DOCUMENT_MAPPING)
		return;
	const size_t end = loader->depth > 1 ? loader->frames[1].first : loader->child_count;
	for (size_t i = loader->frames[0].first; i < end; i += 2)
		if (loader->children[i]->kind == DOCUMENT_SCALAR)
			text_evidence_add(evidence, kind, loader->children[i]->text);
}

/* Reads a text that yaml_text_check() accepts. `evidence` may be NULL. */
static struct document_node *read_checked(const char *bytes, size_t length, uint32_t origin, enum text_kind kind,
					  struct text_evidence *evidence, struct arena *arena,
					  struct diagnostics *diagnostics)
{
	struct loader *loader = calloc(1, sizeof *loader);
	if (!loader || !yaml_parser_initialize(&loader->parser)) {
		free(loader);
		diagnostics->failed = true;
		return NULL;
	}
	loader->arena = arena;
	loader->diagnostics = diagnostics;
	loader->origin = origin;
	struct document_node *root = load(loader, bytes, length);
	if (evidence) {
		evidence->whole = loader->ended;
		add_keys(loader, kind, evidence);
	}
	yaml_parser_delete(&loader->parser);
	free(loader->children);
	free(loader);
	return root;
}

/* Returns the length of the lines before the one that holds the first wrong character. */
static size_t lines_before(const char *bytes, size_t length, uint32_t line)
{
	size_t end = 0;
	for (size_t i = 0; i < length && line > 1; i++)
		if (bytes[i] == '\n' || (bytes[i] == '\r' && !(i + 1 < length && bytes[i + 1] == '\n'))) {
			line--;
			end = i + 1;
		}
	return end;
}

static bool is_ascii(char c)
{
	return (c >= ' ' && c <= '~') || c == '\n' || c == '\r';
}

/* Returns whether the text begins like one in UTF-16: with its mark, or with two letters of two bytes each. */
static bool is_utf16(const char *bytes, size_t length)
{
	if (length < 4)
		return false;
	const unsigned char first = (unsigned char)bytes[0], second = (unsigned char)bytes[1];
	if ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF))
		return true;
	return (is_ascii(bytes[0]) && !bytes[1] && is_ascii(bytes[2]) && !bytes[3]) ||
	       (!bytes[0] && is_ascii(bytes[1]) && !bytes[2] && is_ascii(bytes[3]));
}

/* The lines before a wrong character can show what the text is, too. What is said of them is taken back. */
static void read_lines_before(const char *bytes, size_t length, enum text_kind kind, struct text_evidence *evidence,
			      struct diagnostics_mark before, struct arena *arena, struct diagnostics *diagnostics)
{
	const struct diagnostics_mark mark = diagnostics_mark(diagnostics);
	const uint32_t line = mark.count > before.count ? diagnostics->items[before.count].at.line : 1;
	(void)read_checked(bytes, lines_before(bytes, length, line), 0, kind, evidence, arena, diagnostics);
	diagnostics->count = mark.count;
	diagnostics->error_count = mark.error_count;
}

bool yaml_read_tree(const char *bytes, size_t length, uint32_t origin, struct arena *arena,
		    struct diagnostics *diagnostics, struct document_node **root)
{
	*root = NULL;
	const size_t errors = diagnostics->error_count;
	if (!yaml_text_check(bytes, length, "recipe", origin, diagnostics))
		return false;
	*root = read_checked(bytes, length, origin, TEXT_RECIPE, NULL, arena, diagnostics);
	return !diagnostics->failed && diagnostics->error_count == errors;
}

/* Keeps an error of syntax, which says nothing of the text but where it stops. The text is not quoted any more. Returns
   false when there is another error. */
static bool keep_syntax_error(struct diagnostics *diagnostics, struct diagnostics_mark mark, uint32_t origin)
{
	if (diagnostics->count == mark.count || strcmp(diagnostics->items[mark.count].code, "yaml-syntax") != 0)
		return false;
	const char *message = diagnostics->items[mark.count].message;
	diagnostics_error(diagnostics, "yaml-syntax", diagnostics_withdraw(diagnostics, mark, origin), "%s", message);
	return true;
}

bool yaml_read_known(const char *bytes, size_t length, uint32_t origin, enum text_kind kind, struct arena *arena,
		     struct diagnostics *diagnostics, struct document_node **root)
{
	struct text_evidence evidence = { 0 };
	const struct diagnostics_mark mark = diagnostics_mark(diagnostics);
	*root = NULL;
	if (is_utf16(bytes, length)) {
		const struct location at = diagnostics_withdraw(diagnostics, mark, origin);
		diagnostics_error(diagnostics, "bad-character", at, "the file is UTF-16; save it as UTF-8");
		return false;
	}
	if (yaml_text_check(bytes, length, "recipe", origin, diagnostics))
		*root = read_checked(bytes, length, origin, kind, &evidence, arena, diagnostics);
	else
		read_lines_before(bytes, length, kind, &evidence, mark, arena, diagnostics);
	const bool well = diagnostics->error_count == mark.error_count, is_empty = well && !*root;
	if (diagnostics->failed || is_empty || text_evidence_suffices(&evidence, kind))
		return well && !diagnostics->failed;
	*root = NULL;
	if (!(evidence.versioned && keep_syntax_error(diagnostics, mark, origin)))
		text_unknown(diagnostics, mark, origin, kind);
	return false;
}
