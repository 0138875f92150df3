/* Combines the loudness limits of a recipe with those of its profile.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "recipe/loudness_request.h"

#include <math.h>

bool loudness_request_asks(const struct loudness_request *request)
{
	const struct loudness_limits *limits = &request->limits;
	return request->profile_name || !isnan(limits->integrated_lufs) || !isnan(limits->true_peak_dbtp) ||
	       !isnan(limits->range_lu) || !isnan(limits->short_term_lufs) || !isnan(limits->momentary_lufs) ||
	       !isnan(limits->peak_dbfs) || !isnan(limits->rms_least_dbfs) || !isnan(limits->rms_most_dbfs);
}

/* Returns the target over which a programme counts as loud, when the recipe itself sets the limit for loud
   programmes. */
static double loud_lufs(const struct loudness_request *request)
{
	if (isnan(request->limits.integrated_lufs) && request->profile)
		return request->profile->limits.integrated_lufs;
	return request->limits.integrated_lufs;
}

/* Returns whether the recipe's end of a range takes the profile's other end with it. The two ends of one range are
   judged as one. */
static bool joins_rms(const struct loudness_request *request)
{
	const struct loudness_limits *given = &request->limits;
	return request->profile && !request->profile->advisory &&
	       (!isnan(given->rms_least_dbfs) || !isnan(given->rms_most_dbfs));
}

static double either(double own, double rest)
{
	return isnan(own) ? rest : own;
}

struct loudness_limits loudness_request_own(const struct loudness_request *request)
{
	struct loudness_limits own = request->limits;
	if (isnan(own.integrated_lufs))
		own.tolerance_lu = (double)NAN;
	if (isnan(own.true_peak_dbtp))
		own.true_peak_loud_dbtp = (double)NAN;
	own.loud_lufs = isnan(own.true_peak_loud_dbtp) ? (double)NAN : loud_lufs(request);
	if (joins_rms(request)) {
		own.rms_least_dbfs = either(own.rms_least_dbfs, request->profile->limits.rms_least_dbfs);
		own.rms_most_dbfs = either(own.rms_most_dbfs, request->profile->limits.rms_most_dbfs);
	}
	return own;
}

struct loudness_limits loudness_request_rest(const struct loudness_request *request)
{
	const struct loudness_limits *given = &request->limits;
	if (!request->profile)
		return loudness_limits_none();
	struct loudness_limits rest = loudness_limits_without(&request->profile->limits, given);
	if (!isnan(rest.integrated_lufs) && !isnan(given->tolerance_lu))
		rest.tolerance_lu = given->tolerance_lu;
	if (!isnan(rest.true_peak_dbtp) && !isnan(given->true_peak_loud_dbtp)) {
		rest.true_peak_loud_dbtp = given->true_peak_loud_dbtp;
		rest.loud_lufs = loud_lufs(request);
	}
	if (joins_rms(request))
		rest.rms_least_dbfs = rest.rms_most_dbfs = (double)NAN;
	return rest;
}

struct loudness_limits loudness_request_all(const struct loudness_request *request)
{
	const struct loudness_limits own = loudness_request_own(request), rest = loudness_request_rest(request);
	return (struct loudness_limits){
		.integrated_lufs = either(own.integrated_lufs, rest.integrated_lufs),
		.tolerance_lu = either(own.tolerance_lu, rest.tolerance_lu),
		.true_peak_dbtp = either(own.true_peak_dbtp, rest.true_peak_dbtp),
		.true_peak_loud_dbtp = either(own.true_peak_loud_dbtp, rest.true_peak_loud_dbtp),
		.loud_lufs = either(own.loud_lufs, rest.loud_lufs),
		.range_lu = either(own.range_lu, rest.range_lu),
		.short_term_lufs = either(own.short_term_lufs, rest.short_term_lufs),
		.momentary_lufs = either(own.momentary_lufs, rest.momentary_lufs),
		.peak_dbfs = either(own.peak_dbfs, rest.peak_dbfs),
		.rms_least_dbfs = either(own.rms_least_dbfs, rest.rms_least_dbfs),
		.rms_most_dbfs = either(own.rms_most_dbfs, rest.rms_most_dbfs),
	};
}

/* Reports `given`, which has no meaning unless one of the other two is there. */
static void check_partner(const struct loudness_request *request, double given, const char *key, double own,
			  double theirs, const char *needed, struct diagnostics *diagnostics)
{
	if (isnan(given) || !isnan(own) || !isnan(theirs))
		return;
	diagnostics_error(diagnostics, "missing-key", request->at,
			  "\"%s\" belongs to \"%s\", which is missing in loudness and in profile \"%.64s\"; add it",
			  key, needed, request->profile_name);
}

void loudness_request_check(const struct loudness_request *request, struct diagnostics *diagnostics)
{
	const struct loudness_limits *own = &request->limits, *theirs = &request->profile->limits;
	check_partner(request, own->tolerance_lu, "tolerance", own->integrated_lufs, theirs->integrated_lufs,
		      "integrated", diagnostics);
	check_partner(request, own->true_peak_loud_dbtp, "true_peak_loud", own->integrated_lufs,
		      theirs->integrated_lufs, "integrated", diagnostics);
	check_partner(request, own->true_peak_loud_dbtp, "true_peak_loud", own->true_peak_dbtp, theirs->true_peak_dbtp,
		      "true_peak", diagnostics);
}
