/* Measures a point of the graph for a meter or for a trim.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/print_meter.h"

#include "cmd/render/print_range.h"

static enum status measure(struct print_meter *meter, const double *const *columns, size_t frames)
{
	level_add(&meter->level_meter, columns, meter->channels, frames);
	if (meter->print.before != NODE_NONE)
		gain_reduction_add(&meter->reduction_meter, columns + meter->channels, columns, meter->channels,
				   frames);
	return loudness_meter_add(meter->loudness_meter, columns, frames);
}

static enum status print_meter_write(struct printer *printer, const double *const *columns, size_t frames)
{
	struct print_meter *meter = (struct print_meter *)printer;
	const double *heard[2 * RECIPE_CHANNELS_MAXIMUM];
	const size_t count = meter->print.before == NODE_NONE ? meter->channels : 2 * meter->channels;
	const struct frame_span span = frame_span_within(meter->position, frames, meter->from, meter->to);
	meter->position += frames;
	for (size_t i = 0; i < count; i++)
		heard[i] = columns[i] + span.first;
	return span.frames > 0 ? measure(meter, heard, span.frames) : STATUS_OK;
}

static enum status print_meter_finish(struct printer *printer)
{
	struct print_meter *meter = (struct print_meter *)printer;
	meter->level = level_read(&meter->level_meter);
	if (meter->print.before != NODE_NONE)
		meter->reduction = gain_reduction_read(&meter->reduction_meter);
	return loudness_meter_read(meter->loudness_meter, &meter->loudness);
}

static void print_meter_free(struct printer *printer)
{
	print_meter_release((struct print_meter *)printer);
}

enum status print_meter_init(struct print_meter *meter, const struct graph *graph, const struct graph_print *print)
{
	const struct node *node = &graph->nodes[print->node];
	*meter = (struct print_meter){
		.printer = { .channels = node->channels,
			     .write = print_meter_write,
			     .finish = print_meter_finish,
			     .free = print_meter_free,
			     .name = print->name },
		.print = *print,
		.strip_name = graph->recipe->strips[node->strip].name,
		.mix_name = print->mix == RECIPE_NONE ? NULL : graph->recipe->print.mixes[print->mix].name,
		.channels = node->channels,
		.to = UINT64_MAX,
		.sample_rate = graph->recipe->session.sample_rate,
	};
	gain_reduction_init(&meter->reduction_meter, meter->sample_rate, print->resting_gain);
	return loudness_meter_new(meter->channels, meter->sample_rate, &meter->loudness_meter);
}

void print_meter_release(struct print_meter *meter)
{
	loudness_meter_free(meter->loudness_meter);
	meter->loudness_meter = NULL;
}
