/* Compares what leaves for hardware with the sends that were recorded.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/send_checks.h"

#include "dsp/elementary.h"
#include "io/send_check.h"

/* This is one comparison of a pass. */
struct render_check {
	struct render_check *next;
	const struct recipe_hardware *loop;
	struct printer *printer;
	bool re_rendered; /* The pass renders a mix anew, with some sound muted. */
};

enum status send_checks_open(struct render_job *job, const struct graph *graph, const struct graph_print *print,
			     struct printer **printer)
{
	struct project *project = job->project;
	const size_t index = print->insert->loop;
	struct render_check *check = ARENA_NEW(project->arena, struct render_check);
	struct send_check_settings settings = { .channels = graph->nodes[print->node].channels,
						.lead = hardware_loop_lead(&project->loops, index),
						.encoding = project->recipe->loops[index].encoding };
	if (!check)
		return STATUS_NO_MEMORY;
	const enum status status = hardware_loop_open_send(&project->loops, index, &settings.send);
	if (status != STATUS_OK)
		return status;
	*check = (struct render_check){ .next = job->checks,
					.loop = &project->recipe->loops[index],
					.printer = send_check_new(&settings),
					.re_rendered = !graph->measures_sums };
	job->checks = check;
	*printer = check->printer;
	return check->printer ? STATUS_OK : STATUS_NO_MEMORY;
}

static const char *remedy_of(const struct render_check *check)
{
	return check->re_rendered
		       ? "a mix that is `re-rendered` sends something else to the hardware; make it `as-heard`"
		       : "move the return away, print the send again with `stemprint render --sends`, and record it "
			 "again";
}

static enum status judge(struct render_job *job, const struct render_check *check)
{
	struct diagnostics *diagnostics = &job->project->diagnostics;
	const struct send_difference found = send_check_result(check->printer);
	if (!found.differs && !found.unlike)
		return STATUS_OK;
	if (found.unlike)
		diagnostics_failure(
			diagnostics, STATUS_BAD_SOURCE, "hardware", check->loop->answer_at,
			"return \"%s\" answers \"%s\", which has other channels than what comes in here; %s",
			check->loop->answer_file, check->loop->send_file, remedy_of(check));
	else
		diagnostics_failure(diagnostics, STATUS_BAD_SOURCE, "hardware", check->loop->answer_at,
				    "return \"%s\" answers \"%s\", but what comes in here differs from that by up to "
				    "%.1f dBFS, from frame %llu on; %s",
				    check->loop->answer_file, check->loop->send_file, gain_to_decibel(found.peak),
				    (unsigned long long)found.first, remedy_of(check));
	return STATUS_BAD_SOURCE;
}

enum status send_checks_judge(struct render_job *job)
{
	enum status status = STATUS_OK;
	for (const struct render_check *check = job->checks; check; check = check->next) {
		const enum status found = judge(job, check);
		status = status == STATUS_OK ? found : status;
	}
	send_checks_release(job);
	return status;
}

void send_checks_release(struct render_job *job)
{
	for (const struct render_check *check = job->checks; check; check = check->next)
		if (check->printer)
			check->printer->free(check->printer);
	job->checks = NULL;
}
