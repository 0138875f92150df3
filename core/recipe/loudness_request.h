/* stemprint: what a recipe asks of the loudness of some of its mixes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_LOUDNESS_REQUEST_H
#define STEMPRINT_RECIPE_LOUDNESS_REQUEST_H

#include "recipe/profile.h"

/** `loudness` of `verify`, or of a mix. All zero but the limits is one that was not given. */
struct loudness_request {
	bool given;
	bool own; /**< of a mix, not of `verify` */
	struct position at; /**< of the key */
	struct loudness_limits limits; /**< as the recipe gives them; these win over the profile's */
	const char *profile_name; /**< a name, or a file, as written; NULL: none */
	const char *profile_path; /**< of a file, resolved; NULL of a name */
	struct position profile_at;
	const struct loudness_profile *profile; /**< once it was found; NULL without one */
	const bool *of; /**< of `verify`: for each mix, whether `of` names it; NULL: `of` is not given */
};

/** Whether it holds a limit or names a profile. */
bool loudness_request_asks(const struct loudness_request *request);

/** The limits that the recipe itself sets. A `tolerance` without a target, and a `true_peak_loud` without a `true_peak`, are not among them: they
    change the profile's. One end of a range of rms takes the profile's other end with it, unless that profile only advises. */
struct loudness_limits loudness_request_own(const struct loudness_request *request);

/** The limits that its profile adds to those, with what the recipe changes in them. Nothing without a profile. */
struct loudness_limits loudness_request_rest(const struct loudness_request *request);

/** Both as one: what holds for a mix that the request judges. */
struct loudness_limits loudness_request_all(const struct loudness_request *request);

/** Errors for keys that need another one which neither the recipe nor the profile has. The profile must be there. */
void loudness_request_check(const struct loudness_request *request, struct diagnostics *diagnostics);

#endif
