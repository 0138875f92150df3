/* stemprint: the report as a page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_REPORT_HTML_H
#define STEMPRINT_REPORT_REPORT_HTML_H

#include "base/status.h"
#include "base/text.h"
#include "report/findings.h"

/** Appends one HTML page that needs nothing else: style and pictures are in it, there is no script, and its policy
   keeps a browser from fetching anything. Beside what is seen it holds <script type="application/json" id="report">,
   the object of report_json.h, and id="picture-data", a list with one object for each file: `file` is its place in the
   report's `files`; of a waveform that is drawn `lowest`, `highest`, `rms`, linear with four decimals; where they are
   known `momentary` and `short_term`, LUFS, and of a mix that was proven `residual_peak` and `residual_rms`, dBFS by
   windows. Needs findings->report. */
enum status report_html(const struct findings *findings, struct text *text) MUST_CHECK;

#endif
