/* stemprint: what the marks of a session are measured by.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_ENGINE_MARK_SESSION_H
#define STEMPRINT_ENGINE_MARK_SESSION_H

#include "processors/recording.h"
#include "recipe/tempo_map.h"

/** The session as marks see it. */
struct mark_session {
	double sample_rate; /**< Hz, whole */
	const struct tempo_map *map; /**< NULL: the session has no tempo, and no clicks */
	const struct recording *const *recordings; /**< those of the recipe; NULL: no click has a sample */
};

#endif
