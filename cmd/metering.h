/* stemprint: a place of the graph that is measured in place of being printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_METERING_H
#define STEMPRINT_CMD_METERING_H

#include "engine/printer.h"
#include "graph/graph.h"
#include "verify/gain_reduction.h"
#include "verify/level.h"
#include "verify/loudness.h"

/** What a meter or a trim heard. */
struct metering {
	struct printer printer; /**< what the engine hands the signal to */
	const struct graph_print *print;
	const char *strip_name;
	const char *mix_name; /**< of an insert of a mix: that mix; NULL: of the strip itself */
	size_t channels;
	double sample_rate;
	struct loudness_meter *loudness_meter;
	struct level_meter level_meter;
	struct gain_reduction_meter reduction_meter; /**< when print->before is there */
	struct loudness loudness; /**< once finished */
	struct level level;
	struct gain_reduction reduction;
};

/** Makes it ready for a PRINT_METER or PRINT_TRIM of that graph. Release it with metering_release(), whatever the status. */
enum status metering_init(struct metering *metering, const struct graph *graph,
			  const struct graph_print *print) MUST_CHECK;

void metering_release(struct metering *metering);

#endif
