/* stemprint: texts that are built into the program (embed.cmake).
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_EMBEDDED_H
#define STEMPRINT_REPORT_EMBEDDED_H

/** plot.css: the look of pictures. Each text ends with a zero. */
extern const char plot_style[];

/** page.css: the look of the page around the pictures. */
extern const char page_style[];

/** player.css: the look of the player. */
extern const char player_style[];

/** player.js: the script of the player, and its hash as a policy of a page names it: "sha256-...". */
extern const char player_script[], player_script_hash[];

/** recipe.schema.json: the schema of the recipe language, without the processors. */
extern const char recipe_schema[];

/** recipes/report.schema.json: the schema of the report for machines. */
extern const char report_schema[];

/** recipes/reports.schema.json: the schema of a report over several recipes. */
extern const char reports_schema[];

/** recipes/manifest.schema.json: the schema of the manifest of a render. */
extern const char manifest_schema[];

#endif
