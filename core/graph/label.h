/* Finds the label of each track, and reports sound that reaches a stem print without one.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_GRAPH_LABEL_H
#define STEMPRINT_GRAPH_LABEL_H

#include "graph/builder.h"

/** Finds the labels of the sources of each track, and what a mix rendered anew keeps. */
enum status builder_label_tracks(struct builder *builder) MUST_CHECK;

/** Reports an error, with its path, for each track whose sound reaches `node` without a label. */
enum status builder_check_coverage(struct builder *builder, size_t node, const char *print) MUST_CHECK;

/** Warns where a labelled bus takes in lanes of other stems through a strip without a label. */
enum status builder_warn_bleed(struct builder *builder) MUST_CHECK;

#endif
