/* Hears the input and the output of each insert with dynamics.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/reduction_meter.h"

#include "measure/gain_reduction.h"

#include <string.h>

struct reduction_meter {
	struct printer printer; /* the engine hands both signals to it */
	const char *strip_name, *mix_name; /* mix_name NULL: the insert belongs to the strip itself */
	const char *processor;
	double sample_rate;
	struct gain_reduction_meter meter;
	struct reduction_course course;
	struct gain_reduction reduction;
	struct reduction_meter *next; /* in the order in which they were opened */
};

static enum status meter_write(struct printer *printer, const double *const *columns, size_t frames)
{
	struct reduction_meter *meter = (struct reduction_meter *)printer;
	gain_reduction_add(&meter->meter, columns + printer->channels, columns, printer->channels, frames);
	return STATUS_OK;
}

static enum status meter_finish(struct printer *printer)
{
	struct reduction_meter *meter = (struct reduction_meter *)printer;
	meter->reduction = gain_reduction_read(&meter->meter);
	return STATUS_OK;
}

/* The arena of the project frees it. */
static void meter_free(struct printer *printer)
{
	(void)printer;
}

enum status reduction_meter_open(struct render_job *job, const struct graph *graph, const struct graph_print *print,
				 struct printer **printer)
{
	const struct node *node = &graph->nodes[print->node];
	const struct recipe *recipe = job->project->recipe;
	struct reduction_meter *meter = ARENA_NEW(job->project->arena, struct reduction_meter), **last;
	if (!meter)
		return STATUS_NO_MEMORY;
	*meter = (struct reduction_meter){
		.printer = { .channels = node->channels,
			     .write = meter_write,
			     .finish = meter_finish,
			     .free = meter_free,
			     .name = print->name },
		.strip_name = recipe->strips[node->strip].name,
		.mix_name = print->mix == RECIPE_NONE ? NULL : recipe->print.mixes[print->mix].name,
		.processor = print->name,
		.sample_rate = recipe->session.sample_rate,
		.course = { .width = 1 },
	};
	gain_reduction_init(&meter->meter, meter->sample_rate, print->resting_gain);
	meter->meter.course = &meter->course;
	for (last = &job->reductions; *last; last = &(*last)->next)
		;
	*last = meter;
	*printer = &meter->printer;
	return STATUS_OK;
}

static bool is_alike(const struct report_reduction *one, const struct report_reduction *other)
{
	const char *first = one->mix ? one->mix : one->strip, *second = other->mix ? other->mix : other->strip;
	return !one->mix == !other->mix && strcmp(first, second) == 0 && strcmp(one->processor, other->processor) == 0;
}

/* Numbers the inserts of one name on one strip. */
static void number(struct report_reduction *reductions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t before = 0, all = 0;
		for (size_t k = 0; k < count; k++) {
			all += is_alike(&reductions[i], &reductions[k]);
			before += k < i && is_alike(&reductions[i], &reductions[k]);
		}
		reductions[i].number = all > 1 ? before + 1 : 0;
	}
}

enum status reduction_meters_report(const struct render_job *job, struct report *report)
{
	size_t count = 0;
	for (const struct reduction_meter *meter = job->reductions; meter; meter = meter->next)
		count++;
	struct report_reduction *reductions = ARENA_ARRAY(job->project->arena, struct report_reduction, count);
	if (!reductions)
		return STATUS_NO_MEMORY;
	report->reductions = reductions;
	for (const struct reduction_meter *meter = job->reductions; meter; meter = meter->next)
		reductions[report->reduction_count++] = (struct report_reduction){
			.strip = meter->strip_name,
			.mix = meter->mix_name,
			.processor = meter->processor,
			.reduction = meter->reduction,
			.course = &meter->course,
			.window_seconds = (double)meter->meter.window_frames / meter->sample_rate,
		};
	number(reductions, count);
	return STATUS_OK;
}
