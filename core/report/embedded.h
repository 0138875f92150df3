/* stemprint: texts built into the program (embed.cmake).
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_EMBEDDED_H
#define STEMPRINT_REPORT_EMBEDDED_H

/** plot.css: how pictures look. */
extern const char plot_style[];

/** page.css: how the page around them looks. */
extern const char page_style[];

/** recipe.schema.json: the recipe language but for its processors. */
extern const char recipe_schema[];

/** recipes/report.schema.json. */
extern const char report_schema[];

#endif
