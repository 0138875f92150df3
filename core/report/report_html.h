/* stemprint: the report as a page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_HTML_H
#define STEMPRINT_REPORT_REPORT_HTML_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends one HTML page that needs no other file: style, pictures and the script of the player are inside, and its
    policy keeps a browser from fetching anything but the printed files that the user plays. The page also holds two
   elements for programs. <script type="application/json" id="report"> is the object of report_json.h. id="picture-data"
   is a list with one object for each file: `file` is the index in the report's `files`; `lowest`, `highest` and `rms`
   are the columns of a waveform that is drawn, linear with four decimals; `momentary` and `short_term` are the loudness
   over time in LUFS, if it is known; `residual_peak` and `residual_rms` are the residual of a mix that has a proof, in
   dBFS for each window. findings->report must not be NULL. Returns NO_MEMORY when out of memory. */
enum status report_html(const struct findings *findings, struct text *text) MUST_CHECK;

#endif
