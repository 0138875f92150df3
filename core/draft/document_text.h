/* stemprint: nodes of a document, written as YAML in one line.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DRAFT_DOCUMENT_TEXT_H
#define STEMPRINT_DRAFT_DOCUMENT_TEXT_H

#include "base/text.h"
#include "recipe/document.h"

/** Decides which items of lists are written. */
struct document_filter {
	bool (*keeps)(const void *context, const struct document_node *item);
	const void *context;
};

/** Appends the node in flow style. Items of lists that the filter does not keep are left out, at every depth. */
void document_text_append(const struct document_node *node, const struct document_filter *filter, struct text *out);

#endif
