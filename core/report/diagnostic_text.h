/* stemprint: diagnostics as a terminal shows them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DIAGNOSTIC_TEXT_H
#define STEMPRINT_REPORT_DIAGNOSTIC_TEXT_H

#include "base/diagnostic.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/** Appends the diagnostic of that index:

	song.yaml:12:9: error: unknown key "treshold" in compressor; did you mean "threshold"? [unknown-key]
	   12 |         treshold: -20 dB
	      |         ^~~~~~~~

    What is wrong in a fragment is told with the fragment's file, then `song.yaml:4:9: note: used here` and that line,
   out to the recipe. Without a place: `song.yaml: error: ... [code]`; the quote is left out where the text is not known
   or the line is not in it. Tabs are widened to every eighth column, long lines cut to what surrounds the mark. Nothing
   from the recipe reaches the terminal raw: control characters, and those that turn the direction of writing, are shown
   as \x1b or \u202e. */
void diagnostic_text(const struct diagnostics *list, size_t index, bool colour, struct text *out);

#endif
