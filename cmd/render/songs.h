/* Renders the recipes of one command, one after the other or side by side.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_SONGS_H
#define STEMPRINT_CMD_RENDER_SONGS_H

#include "cmd/delivery.h"
#include "cmd/job/project.h"
#include "cmd/render/render_options.h"

struct songs {
	struct render_options *options;
	struct arena *arena;
	/* There is one for each recipe. */
	struct project *projects; /**< each is released when its song is done */
	const char **directories; /**< the folders that the recipes print into; NULL means that one is unknown */
	struct arena **arenas; /**< they hold what is kept of each; NULL: there is one recipe */
	struct kept_findings kept; /**< for reports that cover several recipes */
	bool reports_refused; /**< files that stemprint did not write are in the way of the reports */
};

/** Renders all. A song that fails is told, and the others go on. Returns the gravest exit code. */
enum exit_code songs_render(struct songs *songs);

#endif
