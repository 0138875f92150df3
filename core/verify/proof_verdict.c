/* stemprint: words the verdicts on proofs and on the engine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_verdict.h"

#include "dsp/elementary.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

struct level_text {
	char bytes[32];
};

static struct level_text level_text(double dbfs)
{
	struct level_text text = { "silent" };
	if (isfinite(dbfs))
		snprintf(text.bytes, sizeof text.bytes, "%.1f dBFS", dbfs);
	return text;
}

static const char *null_found(struct arena *arena, const struct proof_result *result)
{
	return arena_format(arena, "residual %s peak at frame %" PRIu64 " of channel %zu, %s rms",
			    level_text(result->residual_peak_dbfs).bytes, result->peak_frame, result->peak_channel + 1,
			    level_text(result->residual_rms_dbfs).bytes);
}

static const char *null_allowed(struct arena *arena, const struct proof_result *result)
{
	if (result->exact_wanted)
		return "the recipe asks for an exact sum, and what clips in a file is missing in it";
	if (!isnan(result->max_residual_dbfs))
		return arena_format(arena, "at most %.1f dBFS peak asked for", result->max_residual_dbfs);
	if (isnan(result->bound_dbfs))
		return "what the files allow is not known: say what may be left by --max";
	return arena_format(arena, "the formats allow %s peak and %s rms%s", level_text(result->bound_dbfs).bytes,
			    level_text(result->limit_dbfs).bytes,
			    result->shared_dither ? ", because all files hold one and the same dither"
			    : result->truncated   ? ", because the files were truncated instead of rounded"
			    : result->repeated    ? ", because few different samples return"
						  : "");
}

void verdicts_add_null(struct verdicts *verdicts, const char *name, const struct proof_result *result)
{
	struct arena *arena = verdicts->arena;
	const char *detail = "exact: the stems add up to the mix bit for bit";
	if (isfinite(result->residual_peak_dbfs) || result->status != VERDICT_PASS) {
		const char *found = null_found(arena, result);
		const char *allowed = null_allowed(arena, result);
		const char *why = result->incomplete
					  ? "; inserts with `stems: per-lane` leave a part of the mix out of all "
					    "stems: say by `verify: null: max_residual` how much may be missing"
					  : "";
		detail = !found || !allowed ? NULL : arena_format(arena, "%s; %s%s", found, allowed, why);
	}
	verdicts_add(verdicts, arena_format(arena, "null %s", name), result->status, detail);
}

void verdicts_add_engine(struct verdicts *verdicts, const char *set, double residual_peak, double residual_rms,
			 const char *where)
{
	double peak_dbfs = gain_to_decibel(residual_peak);
	bool passes = peak_dbfs <= ENGINE_RESIDUAL_LIMIT_DBFS;
	const char *detail = "exact: the lanes add up to the whole bit for bit";
	if (residual_peak != 0.0)
		detail = arena_format(verdicts->arena, "residual %s peak, %s rms; at most %.0f dBFS peak",
				      level_text(peak_dbfs).bytes, level_text(gain_to_decibel(residual_rms)).bytes,
				      ENGINE_RESIDUAL_LIMIT_DBFS);
	if (detail && where)
		detail = arena_format(verdicts->arena, "%s; %s", detail, where);
	const char *name = set ? arena_format(verdicts->arena, "engine %s", set) : "engine";
	verdicts_add(verdicts, name, passes ? VERDICT_PASS : VERDICT_FAIL, detail);
}
