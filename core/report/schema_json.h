/* stemprint: what recipes and reports look like, as JSON Schema (2020-12).
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_SCHEMA_JSON_H
#define STEMPRINT_REPORT_SCHEMA_JSON_H

#include "base/status.h"
#include "base/text.h"

/** Appends the schema of the recipe language. recipe.schema.json describes the values; the keys come from their tables
    (recipe/recipe_key.h), and the processors from theirs. A recipe that the schema refuses is wrong. A recipe that it
    accepts may still be wrong: it may use names that nothing has, values that do not go together, and numbers with a
    unit that are out of range. */
enum status recipe_schema_json(struct text *text) MUST_CHECK;

/** Appends the schema of report_json.h: recipes/report.schema.json. */
void report_schema_json(struct text *text);

/** Appends the schema of song_reports.h: recipes/reports.schema.json. */
void song_reports_schema_json(struct text *text);

/** Appends the schema of manifest.h: recipes/manifest.schema.json. */
void manifest_schema_json(struct text *text);

#endif
