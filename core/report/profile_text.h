/* stemprint: a loudness profile, for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PROFILE_TEXT_H
#define STEMPRINT_REPORT_PROFILE_TEXT_H

#include "base/text.h"
#include "recipe/profile.h"

/** Appends the name and title of the profile, its limits, and the publication that they come from. */
void profile_text(const struct loudness_profile *profile, struct text *text);

#endif
