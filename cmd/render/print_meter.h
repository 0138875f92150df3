/* Measures a point of the graph that is not printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_PRINT_METER_H
#define STEMPRINT_CMD_RENDER_PRINT_METER_H

#include "engine/printer.h"
#include "graph/graph.h"
#include "measure/gain_reduction.h"
#include "measure/level.h"
#include "measure/loudness_meter.h"

/** This is what a meter or a trim heard. */
struct print_meter {
	struct printer printer; /**< the engine hands the signal to it */
	struct graph_print print; /**< a copy: the graph of a mix that is rendered anew goes before its meters */
	const char *strip_name;
	/** It names the mix that the insert belongs to; NULL means that the insert belongs to the strip itself. */
	const char *mix_name;
	size_t channels;
	uint64_t from, to; /**< it measures these frames; the default is all of them */
	uint64_t position; /**< the frame that comes in next */
	double sample_rate;
	struct loudness_meter *loudness_meter;
	struct level_meter level_meter;
	struct gain_reduction_meter reduction_meter; /**< used when print.before exists */
	struct loudness loudness; /**< valid after the signal has ended */
	struct level level;
	struct gain_reduction reduction;
};

/** Prepares it for a PRINT_METER or PRINT_TRIM of that graph. Release it with print_meter_release(), whatever the
    status. */
enum status print_meter_init(struct print_meter *meter, const struct graph *graph,
			     const struct graph_print *print) MUST_CHECK;

void print_meter_release(struct print_meter *meter);

#endif
