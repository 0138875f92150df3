/* Renders a draft once, and moves it to its loudness.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/init/calibration.h"

#include "cmd/job/resource_check.h"
#include "cmd/render/gain_search.h"
#include "cmd/terminal.h"
#include "cmd/threads.h"
#include "draft/draft_level.h"
#include "dsp/kernel/select.h"

#include <math.h>

static const double ceiling_dbtp = -1.0;
static const double short_peak_dbtp = -6.0; /* of a mix that is too short for a loudness */

/* The gain is rounded down to tenths, so that the peak stays under the ceiling. */
static void settle(struct draft *draft, const struct loudness *heard)
{
	const double before = draft->trim_db;
	if (isnan(heard->true_peak_dbtp))
		return;
	double gain_db = isnan(heard->integrated_lufs) ? short_peak_dbtp - heard->true_peak_dbtp
						       : fmin(DRAFT_LOUDNESS_LUFS - heard->integrated_lufs,
							      ceiling_dbtp - heard->true_peak_dbtp);
	draft_move(draft, floor(gain_db * 10.0) / 10.0);
	gain_db = draft->trim_db - before;
	draft->mix_lufs = heard->integrated_lufs + gain_db;
	draft->mix_peak_dbtp = heard->true_peak_dbtp + gain_db;
	draft->calibrated = true;
}

/* The trial is no more than a pass of the render that comes after it. */
static enum status check_limits(struct project *project, const struct resource_limits *limits)
{
	struct graph *graph;
	struct resource_estimate estimate;
	enum status status = resource_check_length(project, limits);
	if (status == STATUS_OK)
		status = project_graph(project, true, &graph);
	if (status != STATUS_OK)
		return status;
	const struct resource_request request = { .kernel = kernel_select(NULL), .limits = limits, .graph = graph };
	return resource_check_render(project, &request, &estimate);
}

static enum status try_render(const struct calibration *calibration, struct project *project, struct draft *draft)
{
	struct render_settings settings = { .kernel = kernel_select(NULL), .limits = calibration->limits };
	struct render_job job = { .project = project, .settings = &settings };
	enum status status = check_limits(project, calibration->limits);
	if (status != STATUS_OK)
		return status;
	settings.workers = threads_start(calibration->jobs);
	if (!settings.workers)
		return STATUS_LIMIT;
	status = gain_search_run(&job);
	workers_free(settings.workers);
	if (status == STATUS_OK && job.found_gain_count > 0)
		settle(draft, &job.found_gains[0].loudness);
	return status;
}

/* Warnings of the trial, such as that a mix is too short for a loudness, are nothing that the user could change. */
static void print_errors(struct project *project)
{
	if (project->arena && project->diagnostics.error_count > 0)
		project_print_diagnostics(project);
}

enum status calibration_run(const struct calibration *calibration, struct draft *draft)
{
	struct draft_heading heading = *calibration->heading;
	struct project project = { 0 };
	struct text text = { 0 };
	heading.trial = true;
	draft_text_append(draft, &heading, &text);
	enum status status = text.failed ? STATUS_NO_MEMORY
					 : project_read_draft(&project, calibration->path, text.bytes, text.length);
	if (status == STATUS_OK)
		status = project_probe(&project);
	if (status == STATUS_OK)
		status = try_render(calibration, &project, draft);
	print_errors(&project);
	project_release(&project);
	text_release(&text);
	return status;
}
