/* stemprint: what a recipe asks of the loudness of some of its mixes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_LOUDNESS_REQUEST_H
#define STEMPRINT_RECIPE_LOUDNESS_REQUEST_H

#include "base/diagnostic.h"
#include "recipe/profile.h"

/** A request is the `loudness` of `verify`, or of a mix. A request that was not given is all zero except for the
    limits. */
struct loudness_request {
	bool given;
	bool own; /**< the request belongs to a mix, not to `verify` */
	struct location at; /**< the location of the key */
	struct loudness_limits limits; /**< the limits as the recipe gives them; they win over the profile's */
	const char *profile_name; /**< the name or the file as written; NULL means none */
	const char *profile_path; /**< the resolved path of a file; NULL for a name */
	struct location profile_at;
	const struct loudness_profile *profile; /**< the profile, once it was found; NULL without one */
	const bool *of; /**< for `verify`: a flag for each mix, whether `of` names it; NULL means that `of` is not
		     given */
};

/** Returns whether the request holds a limit or names a profile. */
bool loudness_request_asks(const struct loudness_request *request);

/** Returns the limits that the recipe itself sets. A `tolerance` without a target, and a `true_peak_loud` without a
    `true_peak`, are not among them: they change the profile's. One end of a range of rms takes the profile's other
    end with it, unless that profile only advises. */
struct loudness_limits loudness_request_own(const struct loudness_request *request);

/** Returns the limits that its profile adds to those, with the recipe's changes in them. It returns no limits
    without a profile. */
struct loudness_limits loudness_request_rest(const struct loudness_request *request);

/** Returns both as one: the limits for a mix that the request judges. */
struct loudness_limits loudness_request_all(const struct loudness_request *request);

/** Reports errors for keys that need another one which neither the recipe nor the profile has. The profile must be
    there. */
void loudness_request_check(const struct loudness_request *request, struct diagnostics *diagnostics);

#endif
