/* stemprint: judges whether a version of a mix stays under the ceiling of the mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/ceiling_verdict.h"

#include "measure/moment.h"

#include <math.h>

/* Returns the figures and the owner of the ceiling. Only a true peak has a known position. */
static const char *tell(struct arena *arena, const struct ceiling *ceiling, const struct loudness *loudness,
			double peak, double sample_rate)
{
	const char *unit = ceiling->of_samples ? "dBFS" : "dBTP";
	const char *where = "";
	if (!ceiling->of_samples && peak > ceiling->level_db)
		where = arena_format(arena, " at %s", moment_of_frame(loudness->true_peak_frame, sample_rate).text);
	if (!where)
		return NULL;
	return arena_format(arena, "%.2f %s%s; the %s of \"%s\" holds %.2f %s", peak, unit, where, ceiling->processor,
			    ceiling->owner, ceiling->level_db, unit);
}

static const char *remedy(struct arena *arena, const struct recipe_mix *mix, const struct ceiling *ceiling)
{
	const char *limiter =
		arena_format(arena, "give it a limiter of its own, `inserts: [limiter: { ceiling: %g dBTP }]`",
			     fmin(0.0, ceiling->level_db));
	if (!limiter || mix_is_re_rendered(mix))
		return limiter;
	return arena_format(arena, "%s, or print it by `mode: re-rendered`", limiter);
}

void verdicts_add_ceiling(struct verdicts *verdicts, const struct recipe_mix *mix, const struct ceiling *ceiling,
			  const struct loudness *loudness, double sample_rate)
{
	struct arena *arena = verdicts->arena;
	const double peak = ceiling->of_samples ? loudness->sample_peak_dbfs : loudness->true_peak_dbtp;
	enum verdict_status status = VERDICT_PASS;
	const char *detail = "silent";
	if (isnan(peak) && !isnan(loudness->sample_peak_dbfs)) {
		status = VERDICT_UNKNOWN;
		detail = "not measurable: samples beyond +300 dBFS";
	} else if (!isnan(peak)) {
		status = peak <= ceiling->level_db + CEILING_TOLERANCE_DB ? VERDICT_PASS : VERDICT_FAIL;
		detail = tell(arena, ceiling, loudness, peak, sample_rate);
	}
	const char *help = status == VERDICT_FAIL ? remedy(arena, mix, ceiling) : NULL;
	if (status == VERDICT_FAIL)
		detail = detail && help ? arena_format(arena, "%s: %s", detail, help) : NULL;
	verdicts_add(verdicts, arena_format(arena, "ceiling %s", mix->name), status, detail);
}
