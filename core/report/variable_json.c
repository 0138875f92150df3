/* Writes the variables of a recipe as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/variable_json.h"

json_t *variable_json(const struct document_node *variables)
{
	json_t *object = json_object();
	for (size_t i = 0; i < variables->count; i++) {
		const struct document_pair *pair = &variables->pairs[i];
		if (json_object_set_new(object, pair->key->text, json_string(pair->value->text)) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}
