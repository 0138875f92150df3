/* stemprint: the report for machines.
   SPDX-License-Identifier: GPL-3.0-or-later

   One object, its keys always present and always in this order:

   schema          "stemprint.report.1"
   version         of stemprint
   cpu             class of instructions: "sse2", "avx2" ...; null if not known
   recipe, title   or null
   sample_rate, frames, seconds
   tail            { frames, seconds, cut_dbfs }: what follows the session's end; cut_dbfs is null when nothing was cut
   files           [ { path, role, name, of, mode, frames, rate, channels, container, encoding, dither, peak_dbfs,
   clipped, headroom_db, loudness: { integrated, range, momentary_max, short_term_max, true_peak } or null } ] null [ {
   mix, stems: [path], residual_peak_dbfs, residual_rms_dbfs, exact, worst: { frame, seconds, channel } or null,
   floor_dbfs, bound_dbfs, max_residual_dbfs, engine_residual_dbfs, engine_residual_rms_dbfs, headroom_db,
   mix_headroom_db, headroom_found, mix_peak_dbfs, stem_peaks_dbfs: [..], verdict } ] trims           [ { strip,
   processor, gain_db, peak_dbfs, loudness: { as of a file } } ]: gains found by measuring what comes in meters [ {
   name, strip, channels, peak_dbfs, rms_dbfs, correlation, loudness: { as of a file }, gain_reduction: { most_db,
   mean_db, share } or null } ] verdicts        [ { name, status, detail } ] verdict         "pass", "fail" or "unknown"

   The levels of a file are those of the file as it is. Those of a proof have the headroom of its files undone; its
   `headroom_db` is that of all stems, or null where they differ.
   `mode` is "as-heard" or "re-rendered" for a mix that leaves stems out, else null. Channels count from 1, frames from
   0. Levels have two decimals; digital silence, an exact residual, and what was not measured are null, never -inf or
   NaN. `engine_residual_dbfs` is a peak. `rms_dbfs` is by AES17 (a full-scale sine has 0), `correlation` is null but
   for two channels, `gain_reduction` where no insert that turns the level stands right before the meter
   (verify/level.h, verify/gain_reduction.h); its share of the time is 0 to 1. */
#ifndef STEMPRINT_REPORT_REPORT_JSON_H
#define STEMPRINT_REPORT_REPORT_JSON_H

#include "base/status.h"
#include "base/text.h"
#include "report/report.h"

/** Appends the object, indented by two, with a line feed at its end. The same bytes in every locale. */
enum status report_json(const struct report *report, struct text *text) MUST_CHECK;

#endif
