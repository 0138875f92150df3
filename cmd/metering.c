/* Measures a point of the graph for a meter or for a trim.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/metering.h"

static enum status metering_write(struct printer *printer, const double *const *columns, size_t frames)
{
	struct metering *metering = (struct metering *)printer;
	level_add(&metering->level_meter, columns, metering->channels, frames);
	if (metering->print->before != NODE_NONE)
		gain_reduction_add(&metering->reduction_meter, columns + metering->channels, columns,
				   metering->channels, frames);
	return loudness_add(metering->loudness_meter, columns, frames);
}

static enum status metering_finish(struct printer *printer)
{
	struct metering *metering = (struct metering *)printer;
	metering->level = level_read(&metering->level_meter);
	if (metering->print->before != NODE_NONE)
		metering->reduction = gain_reduction_read(&metering->reduction_meter);
	return loudness_read(metering->loudness_meter, &metering->loudness);
}

static void metering_free(struct printer *printer)
{
	metering_release((struct metering *)printer);
}

enum status metering_init(struct metering *metering, const struct graph *graph, const struct graph_print *print)
{
	const struct node *node = &graph->nodes[print->node];
	*metering = (struct metering){
		.printer = { .channels = node->channels,
			     .write = metering_write,
			     .finish = metering_finish,
			     .free = metering_free,
			     .name = print->name },
		.print = print,
		.strip_name = graph->recipe->strips[node->strip].name,
		.mix_name = print->mix == RECIPE_NONE ? NULL : graph->recipe->print.mixes[print->mix].name,
		.channels = node->channels,
		.sample_rate = graph->recipe->session.sample_rate,
	};
	gain_reduction_init(&metering->reduction_meter, metering->sample_rate, print->resting_gain);
	return loudness_new(metering->channels, metering->sample_rate, &metering->loudness_meter);
}

void metering_release(struct metering *metering)
{
	loudness_free(metering->loudness_meter);
	metering->loudness_meter = NULL;
}
