/* Reads the markers of the session.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/recipe_part.h"

#include <string.h>

static bool check_marker_name(struct reader *reader, const struct document_node *key, const struct timeline *timeline)
{
	if (!reader_check_name(reader, key->text, key->at, "a marker"))
		return false;
	if (key->text[0] >= '0' && key->text[0] <= '9') {
		diagnostics_error(reader->diagnostics, "bad-name", key->at,
				  "\"%s\" cannot name a marker; begin with a letter, because a digit begins a time",
				  key->text);
		return false;
	}
	for (size_t i = 0; i < timeline->marker_count; i++)
		if (strcmp(timeline->markers[i].name, key->text) == 0) {
			diagnostics_error(reader->diagnostics, "duplicate-marker", key->at,
					  "the tempo map has a marker \"%s\" already; choose another name", key->text);
			return false;
		}
	return true;
}

void recipe_read_markers(struct reader *reader, const struct entry *entry)
{
	const struct document_node *node = entry->value;
	struct timeline *timeline = &reader->timeline;
	if (document_is_empty(node))
		return;
	if (node->kind != DOCUMENT_MAPPING) {
		reader_wrong_type(reader, entry, "a mapping of names and positions");
		return;
	}
	if (timeline->marker_count + node->count > MARKERS_MAXIMUM) {
		diagnostics_error(reader->diagnostics, "too-many", entry->at,
				  "a session has at most %d markers; leave some out", MARKERS_MAXIMUM);
		return;
	}
	struct marker *markers = reader_array(reader, timeline->marker_count + node->count, sizeof *markers);
	if (!markers)
		return;
	if (timeline->marker_count > 0)
		memcpy(markers, timeline->markers, timeline->marker_count * sizeof *markers);
	timeline->markers = markers;
	for (size_t i = 0; i < node->count; i++) {
		const struct document_pair *pair = &node->pairs[i];
		const struct entry item = entry_of("markers", pair->key->text, pair->key->at, pair->value);
		double seconds;
		if (check_marker_name(reader, pair->key, timeline) &&
		    reader_number(reader, &item, QUANTITY_POSITION, 0.0, SESSION_SECONDS_MAXIMUM, &seconds))
			markers[timeline->marker_count++] = (struct marker){ pair->key->text, seconds };
	}
}
