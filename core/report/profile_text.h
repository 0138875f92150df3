/* stemprint: a loudness profile for people.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_REPORT_PROFILE_TEXT_H
#define STEMPRINT_REPORT_PROFILE_TEXT_H

#include "base/text.h"
#include "recipe/profile.h"

/** Its name and title, what it asks for, and where that was published. */
void profile_text(const struct loudness_profile *profile, struct text *text);

#endif
