/* stemprint: diagnostics as a terminal shows them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_DIAGNOSTIC_TEXT_H
#define STEMPRINT_REPORT_DIAGNOSTIC_TEXT_H

#include "base/diagnostic.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/** Appends the diagnostic at `index`:

	song.yaml:12:9: error: unknown key "treshold" in compressor; did you mean "threshold"? [unknown-key]
	   12 |         treshold: -20 dB
	      |         ^~~~~~~~

    A diagnostic inside a fragment names the fragment's file. Then `song.yaml:4:9: note: used here` follows with that
    line, and so on out to the recipe. A diagnostic without a location is `song.yaml: error: ... [code]`. The quoted
   line is left out when the text of the file is not known. The function widens tabs to every eighth column, and cuts a
   long line to the part around the mark. It passes nothing from the recipe to the terminal as it is: control
   characters, and those that turn the direction of writing, appear as \x1b or \u202e. `colour` adds ANSI escapes. */
void diagnostic_text(const struct diagnostics *list, size_t index, bool colour, struct text *out);

#endif
