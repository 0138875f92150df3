/* Writes nodes of a document in flow style.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/document_text.h"

#include "draft/yaml_scalar.h"

#include <string.h>

/* Values such as "-6 dB" and "1/8d" stay readable. A colon, a comma or a bracket would end them in flow style. */
static bool stays_plain(const struct document_node *node)
{
	static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./_-+%|$";
	return node->plain && node->count > 0 && strspn(node->text, safe) == node->count &&
	       !strchr("|%", node->text[0]);
}

static void append_scalar(const struct document_node *node, struct text *out)
{
	if (document_is_empty(node))
		text_append(out, "~");
	else if (stays_plain(node))
		text_append(out, "%s", node->text);
	else
		yaml_scalar_append(out, node->text);
}

static void append_sequence(const struct document_node *node, const struct document_filter *filter, struct text *out)
{
	bool any = false;
	text_append(out, "[");
	for (size_t i = 0; i < node->count; i++) {
		if (!filter->keeps(filter->context, node->items[i]))
			continue;
		text_append(out, any ? ", " : "");
		document_text_append(node->items[i], filter, out);
		any = true;
	}
	text_append(out, "]");
}

void document_text_append(const struct document_node *node, const struct document_filter *filter, struct text *out)
{
	switch (node->kind) {
	case DOCUMENT_SCALAR:
		append_scalar(node, out);
		return;
	case DOCUMENT_SEQUENCE:
		append_sequence(node, filter, out);
		return;
	case DOCUMENT_MAPPING:
		text_append(out, node->count > 0 ? "{ " : "{");
		for (size_t i = 0; i < node->count; i++) {
			text_append(out, i > 0 ? ", " : "");
			append_scalar(node->pairs[i].key, out);
			text_append(out, ": ");
			document_text_append(node->pairs[i].value, filter, out);
		}
		text_append(out, node->count > 0 ? " }" : "}");
		return;
	}
}
