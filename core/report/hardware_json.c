/* Writes what a loop through hardware did, as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/hardware_json.h"

#include "dsp/elementary.h"

#include <math.h>

static json_t *number(double value, double steps)
{
	if (!isfinite(value))
		return json_null();
	const double rounded = rint(value * steps) / steps;
	return json_real(rounded == 0.0 ? 0.0 : rounded);
}

static json_t *hum(const struct loop_noise *noise)
{
	if (!(noise->hum_hertz > 0.0))
		return json_null();
	return json_pack("{s:o,s:o}", "hertz", number(noise->hum_hertz, 1.0), "level_dbfs",
			 number(noise->hum_dbfs, 1e2));
}

static json_t *noise(const struct report_hardware *loop)
{
	const struct loop_noise *noise = &loop->measured->noise;
	if (!loop->calibrated || !loop->measured->found)
		return json_null();
	return json_pack("{s:o,s:o,s:o}", "rms_dbfs", number(noise->rms_dbfs, 1e2), "constant",
			 number(noise->constant, 1e8), "hum", hum(noise));
}

/* Returns a figure of a loop that was found, else null. */
static json_t *found(const struct report_hardware *loop, double value, double steps)
{
	return loop->measured->found ? number(value, steps) : json_null();
}

static json_t *round_trip(const struct report_hardware *loop, double sample_rate)
{
	return json_pack("{s:o,s:o,s:b,s:o}", "frames", number(loop->round_trip, 1e4), "seconds",
			 number(loop->round_trip / sample_rate, 1e9), "stated", loop->stated, "measured_frames",
			 found(loop, loop->measured->model.lag, 1e4));
}

static json_t *insert_json(const struct report_hardware *loop, double sample_rate)
{
	const struct loop_measurement *measured = loop->measured;
	json_t *polarity = measured->found ? json_string(measured->gain < 0.0 ? "inverted" : "normal") : json_null();
	json_t *drift = json_pack("{s:o,s:o,s:b}", "ppm", found(loop, measured->drift_ppm, 1e3), "error_ppm",
				  found(loop, measured->drift_error_ppm, 1e3), "corrected", loop->corrected);
	return json_pack(
		"{s:s,s:s,s:s,s:b,s:o,s:o,s:o,s:b,s:o,s:o,s:o}", "strip", loop->strip, "send", loop->send, "return",
		loop->answer, "calibrated", loop->calibrated, "round_trip", round_trip(loop, sample_rate), "gain_db",
		found(loop, gain_to_decibel(fabs(measured->gain)), 1e4), "polarity", polarity, "matched", loop->matched,
		"drift", drift, "residual_db", found(loop, measured->residual_db, 1e2), "noise", noise(loop));
}

json_t *hardware_json(const struct report *report)
{
	json_t *list = json_array();
	for (size_t i = 0; list && i < report->loop_count; i++)
		if (json_array_append_new(list, insert_json(&report->loops[i], report->sample_rate)) != 0) {
			json_decref(list);
			list = NULL;
		}
	return list;
}
