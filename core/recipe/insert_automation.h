/* Reads `automation` of inserts, and of the items of their lists.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_INSERT_AUTOMATION_H
#define STEMPRINT_RECIPE_INSERT_AUTOMATION_H

#include "recipe/reader.h"

/** The key of a mapping of parameters that holds their curves. */
extern const char insert_automation_key[];

/** A mapping of parameters, whose values have been read. */
struct insert_table {
	const char *where; /**< what messages call the mapping */
	const struct parameter *parameters;
	size_t count;
	struct parameter_value *values;
};

/** Says whether automation may move a parameter of the table itself, not only of its lists and groups. */
bool insert_table_moves(const struct parameter *parameters, size_t count);

/** Reads the curves that move parameters of a table into their values, which then begin where their curves do. `node`
    is the mapping. */
void recipe_settle_insert_automation(struct reader *reader, const struct document_node *node,
				     const struct insert_table *table);

#endif
