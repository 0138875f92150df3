/* Writes what a loop through hardware did, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/hardware_text.h"

#include "dsp/elementary.h"
#include "report/figure.h"
#include "report/printable.h"

#include <math.h>

enum { FRAME_DECIMALS = 3, MILLISECOND_DECIMALS = 4, LEVEL_DECIMALS = 2, DRIFT_DECIMALS = 2 };

static void append_round_trip(const struct report_hardware *loop, double sample_rate, struct text *text)
{
	text_append(text, ": round trip ");
	figure_append(text, loop->round_trip, FRAME_DECIMALS);
	text_append(text, " frames (");
	figure_append(text, 1000.0 * loop->round_trip / sample_rate, MILLISECOND_DECIMALS);
	text_append(text, " ms)%s", loop->stated ? ", as stated" : "");
	if (loop->stated && loop->measured->found) {
		text_append(text, " (");
		figure_append(text, loop->measured->model.lag, FRAME_DECIMALS);
		text_append(text, " measured)");
	}
}

static void append_gain(const struct report_hardware *loop, struct text *text)
{
	text_append(text, ", gain ");
	figure_append(text, gain_to_decibel(fabs(loop->measured->gain)), LEVEL_DECIMALS);
	text_append(text, " dB, polarity %s%s", loop->measured->gain < 0.0 ? "inverted" : "normal",
		    loop->matched ? " (both undone)" : "");
}

static void append_drift(const struct report_hardware *loop, struct text *text)
{
	if (isnan(loop->measured->drift_ppm)) {
		text_append(text, ", drift not known");
		return;
	}
	text_append(text, ", drift ");
	figure_append(text, loop->measured->drift_ppm, DRIFT_DECIMALS);
	text_append(text, " ppm (error ");
	figure_append(text, loop->measured->drift_error_ppm, DRIFT_DECIMALS);
	text_append(text, ")%s", loop->corrected ? ", corrected" : "");
}

static void append_added(const struct loop_measurement *measured, struct text *text)
{
	if (isfinite(measured->residual_db)) {
		text_append(text, "; it adds ");
		figure_append(text, measured->residual_db, 1);
		text_append(text, " dB of its output");
	}
	if (isfinite(measured->noise.rms_dbfs)) {
		text_append(text, "; noise ");
		figure_append(text, measured->noise.rms_dbfs, 1);
		text_append(text, " dBFS rms");
	}
	if (measured->noise.hum_hertz > 0.0) {
		text_append(text, ", hum of %.0f Hz ", measured->noise.hum_hertz);
		figure_append(text, measured->noise.hum_dbfs, 1);
		text_append(text, " dBFS");
	}
	const double constant_dbfs = gain_to_decibel(fabs(measured->noise.constant));
	if (isfinite(constant_dbfs)) {
		text_append(text, ", direct current ");
		figure_append(text, constant_dbfs, 1);
		text_append(text, " dBFS");
	}
}

void hardware_text(const struct report_hardware *loop, double sample_rate, struct text *text)
{
	printable_append(text, loop->strip);
	append_round_trip(loop, sample_rate, text);
	if (!loop->measured->found) {
		text_append(text, "; the return follows the send nowhere, so nothing else is known");
		return;
	}
	append_gain(loop, text);
	append_drift(loop, text);
	append_added(loop->measured, text);
}
