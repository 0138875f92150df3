/* stemprint: the report for machines.
   SPDX-License-Identifier: GPL-3.0-or-later

   The report is one object. recipes/report.schema.json says what each key means, and which keys are always present.
   The keys are always in the same order. In short:

   - `verdict` is "pass", "fail" or "unknown", and `verdicts` lists each verdict with its detail.
   - `files` has the levels of every file as it is printed.
   - `null` has one proof in each element. Its levels have the headroom of the files removed. Its own `headroom_db` is
     that of all stems, and null where they differ. `engine_residual_dbfs` is a peak.
   - `mode` is "as-heard" or "re-rendered" for a mix that leaves stems out, else null.
   - `rms_dbfs` follows AES17 (a full-scale sine has 0). `correlation` is null unless there are two channels.
     `gain_reduction` is null where no insert that turns the level stands right before the meter (measure/level.h,
     measure/gain_reduction.h). Its share of the time is 0 to 1.

   Channels count from 1, frames from 0. Levels have two decimals. Digital silence, an exact residual, and everything
   that was not measured are null, never -inf or NaN. */
#ifndef STEMPRINT_REPORT_REPORT_JSON_H
#define STEMPRINT_REPORT_REPORT_JSON_H

#include "base/status.h"
#include "base/text.h"
#include "report/report.h"

/** Appends the object, indented by two spaces, with a line feed at its end. The bytes are the same in every locale.
    Returns NO_MEMORY when out of memory. */
enum status report_json(const struct report *report, struct text *text) MUST_CHECK;

#endif
