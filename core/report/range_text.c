/* Writes which parts of the session were printed, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/range_text.h"

#include "dsp/elementary.h"

static void append_fade(const struct edit_fade *fade, const char *what, double sample_rate, struct text *text)
{
	if (fade->frames > 0)
		text_append(text, ", %s of %.3f s (%s)", what, (double)fade->frames / sample_rate,
			    fade_shape_names[fade->shape]);
}

void edit_text(const char *name, const struct edit *edit, double sample_rate, struct text *text)
{
	text_append(text, "%s: %.3f s", name, (double)edit->frames / sample_rate);
	for (size_t i = 0; i < edit->part_count; i++) {
		const struct edit_part *part = &edit->parts[i];
		append_fade(&part->crossfade, "crossfade", sample_rate, text);
		text_append(text, "%s %.3f s to %.3f s",
			    i == 0                       ? " of"
			    : part->crossfade.frames > 0 ? " into"
							 : ", then",
			    (double)part->from / sample_rate, (double)(part->from + part->frames) / sample_rate);
	}
	append_fade(&edit->fade_in, "fade-in", sample_rate, text);
	append_fade(&edit->fade_out, "fade-out", sample_rate, text);
}

void range_text(const struct report_range *range, double sample_rate, struct text *text)
{
	if (range->edit) {
		edit_text(range->region, range->edit, sample_rate, text);
		if (range->cut_peak > 0.0)
			text_append(text, "; cut off at %.1f dBFS", gain_to_decibel(range->cut_peak));
		return;
	}
	text_append(text, "%s%s%.3f s to %.3f s", range->region ? range->region : "", range->region ? ": " : "",
		    (double)range->from / sample_rate, (double)(range->from + range->frames) / sample_rate);
}
