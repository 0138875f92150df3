/* stemprint: writes the evidence for a cause.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/forensics_text.h"

#include "base/path.h"
#include "dsp/elementary.h"
#include "forensics/click_model.h"
#include "forensics/codec_model.h"
#include "forensics/constant_model.h"
#include "forensics/filter_response.h"
#include "forensics/gap_model.h"
#include "forensics/hum_model.h"
#include "forensics/level_model.h"
#include "forensics/noise_model.h"
#include "forensics/send_model.h"
#include "forensics/slip_model.h"
#include "forensics/stereo_model.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* Returns the quoted name of a stem, or "all stems". */
static const char *subject_of(const struct forensics_case *evidence, size_t stem, struct arena *arena)
{
	if (stem == CAUSE_OF_MIX)
		return "all stems";
	const char *name = evidence->proof->stems[stem]->name;
	return arena_format(arena, "\"%s\"", name ? path_last_part(name) : "");
}

static double milliseconds(const struct forensics_case *evidence, double frames)
{
	return 1000.0 * frames / evidence->sample_rate;
}

static char *offset_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
			 struct arena *arena)
{
	const double late = model->value;
	return arena_format(arena, "the mix holds %s %.2f frames (%.3f ms) %s than %s", subject, fabs(late),
			    fabs(milliseconds(evidence, late)), late > 0.0 ? "later" : "earlier",
			    model->stem == CAUSE_OF_MIX ? "the files" : "the file");
}

static char *polarity_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
			   struct arena *arena)
{
	const struct gain_delay *gain_delay = &model->gain_delay;
	char offset[64] = "";
	if (gain_delay->delay != 0.0)
		snprintf(offset, sizeof offset, ", %.2f frames (%.3f ms) %s", fabs(gain_delay->delay),
			 fabs(milliseconds(evidence, gain_delay->delay)),
			 gain_delay->delay > 0.0 ? "later" : "earlier");
	return arena_format(arena, "the mix holds %s with the polarity inverted, at %+.3f dB%s", subject, model->value,
			    offset);
}

static char *missing_text(const struct forensics_case *evidence, const struct model *model, struct arena *arena)
{
	if (model->stem == CAUSE_OF_MIX)
		return arena_format(arena,
				    "the mix holds sound that no stem has: its fine structure is like none (%.2f of 1)",
				    fmax(0.0, residual_track_likeness(evidence->track, evidence->proof->stem_count)));
	return arena_format(arena, "the mix holds %s, which is not among the stems, at %+.3f dB",
			    subject_of(evidence, model->stem, arena), gain_to_decibel(fabs(model->value)));
}

static char *limited_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
			  struct arena *arena)
{
	const bool mix = model->stem == CAUSE_OF_MIX;
	const struct survey_file *file = &evidence->survey.files[mix ? 0 : model->stem + 1];
	return arena_format(arena,
			    "the residual follows the level of %s: %" PRIu64
			    " samples stand at its peak of %.2f dBFS, clipped, limited or saturated",
			    mix ? "the mix" : subject, file->ceiling_count, model->value);
}

static char *constant_text(const struct forensics_case *evidence, const struct model *model, const char *subject,
			   struct arena *arena)
{
	if (model->stem != CAUSE_OF_MIX)
		return arena_format(arena, "%s holds a constant of %.1f dBFS, and the mix does not", subject,
				    model->value);
	if (constant_is_of_mix(evidence))
		return arena_format(arena, "the mix holds a constant of %.1f dBFS, and the stems do not", model->value);
	return arena_format(arena, "the mix and its stems differ by a constant of %.1f dBFS", model->value);
}

static char *rate_text(const struct model *model, const char *subject, struct arena *arena)
{
	if (model->drift_ppm != 0.0)
		return arena_format(arena, "%s drift%s: in the mix it lasts %+.2f ppm longer than in the file", subject,
				    model->stem == CAUSE_OF_MIX ? "" : "s", model->drift_ppm);
	return arena_format(arena, "the residual lies above %.0f Hz, half of a rate of %.0f Hz, where %s has nothing",
			    0.85 * model->value, 2.0 * model->value, model->stem == CAUSE_OF_MIX ? "the mix" : subject);
}

static char *curve_text(const struct cause *cause, const char *subject, const char *what, const char *unit,
			struct arena *arena)
{
	size_t most = 0;
	for (size_t i = 1; i < cause->curve_count; i++)
		if (fabs(cause->curve[i].gain_db) > fabs(cause->curve[most].gain_db))
			most = i;
	if (cause->curve_count == 0)
		return arena_format(arena, "%s explains what the mix does with %s", what, subject);
	return arena_format(arena, "%s explains what the mix does with %s: %+.2f dB at %.4g %s", what, subject,
			    cause->curve[most].gain_db, cause->curve[most].at, unit);
}

/* The gain beside a filter is a fault of its own. */
static struct cause_point *without_gain(const struct cause_point *curve, size_t count, double gain, struct arena *arena)
{
	struct cause_point *points = ARENA_ARRAY(arena, struct cause_point, count + 1);
	for (size_t i = 0; i < count && points; i++)
		points[i] = (struct cause_point){ curve[i].at, curve[i].gain_db - gain_to_decibel(gain) };
	return points;
}

static double furthest(const struct cause *cause)
{
	double value = 0.0;
	for (size_t i = 0; i < cause->curve_count; i++)
		if (fabs(cause->curve[i].gain_db) > fabs(value))
			value = cause->curve[i].gain_db;
	return value;
}

static char *describe(const struct forensics_case *evidence, const struct model *model, const struct cause *cause,
		      const char *subject, struct arena *arena)
{
	switch (model->kind) {
	case CAUSE_OFFSET:
		return offset_text(evidence, model, subject, arena);
	case CAUSE_GAIN:
		return arena_format(arena, "the mix holds %s %.3f dB %s than %s", subject, fabs(model->value),
				    model->value > 0.0 ? "louder" : "softer",
				    model->stem == CAUSE_OF_MIX ? "the files" : "the file");
	case CAUSE_POLARITY:
		return polarity_text(evidence, model, subject, arena);
	case CAUSE_DOUBLED:
		return arena_format(arena, "the mix holds %s twice: at a gain of %.3f", subject, model->value);
	case CAUSE_ABSENT:
		return arena_format(arena, "the mix lacks %s (gain %.3f), or holds it by another stem already", subject,
				    model->value);
	case CAUSE_MISSING:
		return missing_text(evidence, model, arena);
	case CAUSE_LIMITED:
		return limited_text(evidence, model, subject, arena);
	case CAUSE_CUT:
	case CAUSE_GAP:
	case CAUSE_HEAD:
		return gap_text(evidence, model, subject, arena);
	case CAUSE_WORD_LENGTH:
	case CAUSE_NOISE:
		return noise_text(evidence, model, subject, arena);
	case CAUSE_RATE:
		return rate_text(model, subject, arena);
	case CAUSE_GAIN_CURVE:
		return curve_text(cause, subject, "a gain that moves", "s", arena);
	case CAUSE_FILTER:
		return curve_text(cause, subject, "a fixed filter", "Hz", arena);
	case CAUSE_RANDOM:
		return arena_format(
			arena, "what is left is made of %s (likeness %.2f of 1%s), but by no fixed filter and no gain",
			subject, model->value, model->in_time ? ", of their levels in time" : "");
	case CAUSE_CONSTANT:
		return constant_text(evidence, model, subject, arena);
	case CAUSE_STEREO:
		return stereo_model_text(evidence, model, subject, arena);
	case CAUSE_SLIP:
		return slip_text(evidence, model, subject, arena);
	case CAUSE_CLICK:
		return click_text(evidence, model, subject, arena);
	case CAUSE_HUM:
		return hum_text(evidence, model, subject, arena);
	case CAUSE_CODEC:
		return codec_text(evidence, model, subject, arena);
	case CAUSE_SEND:
		return send_model_text(model, subject, arena);
	case CAUSE_COUNT:
		break;
	}
	return NULL;
}

bool forensics_explain(const struct forensics_case *evidence, const struct model *model, struct cause *cause,
		       struct arena *arena)
{
	const bool curve = model->kind == CAUSE_GAIN_CURVE, filter = model->kind == CAUSE_FILTER;
	const char *subject = subject_of(evidence, model->stem, arena);
	if (curve)
		cause->curve = level_gain_curve(evidence, model->stem, arena, &cause->curve_count);
	else if (filter)
		cause->curve = filter_response(evidence, model->stem, arena, &cause->curve_count);
	if (!subject || ((curve || filter) && !cause->curve))
		return false;
	if (filter && model->gain_delay.gain > 0.0)
		cause->curve = without_gain(cause->curve, cause->curve_count, model->gain_delay.gain, arena);
	if (!cause->curve && (curve || filter))
		return false;
	if (curve || filter)
		cause->value = furthest(cause);
	if (model->coding) {
		struct coding *coding = ARENA_NEW(arena, struct coding);
		if (!coding)
			return false;
		*coding = *model->coding;
		cause->coding = coding;
	}
	cause->evidence = describe(evidence, model, cause, subject, arena);
	return cause->evidence;
}
