/* Gives the files of a render their names, and delivers its reports.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_delivery.h"

#include "cmd/render/dry_run.h"
#include "cmd/render/kept_render.h"
#include "cmd/render/render_manifest.h"
#include "cmd/render/render_report.h"
#include "cmd/render/run_facts.h"
#include "cmd/terminal.h"
#include "io/print_record.h"
#include "report/cost_text.h"
#include "report/printable.h"
#include "report/report_json.h"

static enum status refuse(struct project *project, enum status status, const char *problem)
{
	diagnostics_failure(&project->diagnostics, status, "output", (struct location){ 0 }, "%s", problem);
	return status;
}

/* Reports files of earlier renders that are still in the folder. A report that passes says nothing about these
   files. */
static void report_left_over(struct render_job *job, bool quiet)
{
	size_t count;
	const struct output_left_over *files = output_set_left_over(job->outputs, &count);
	const char *remedy =
		job->settings->prune ? "it has changed since, so --prune keeps it" : "remove it, or let --prune do so";
	for (size_t i = 0; i < count; i++)
		if (!files[i].removed)
			diagnostics_warning(&job->project->diagnostics, "left-over", (struct location){ 0 },
					    "an earlier render made \"%s\", and this one does not; %s", files[i].path,
					    remedy);
		else if (!quiet)
			terminal_complain("removed \"%s\", which an earlier render made", files[i].path);
}

/* Makes the manifest, which knows the report, too. */
static enum status write_manifest(struct render_job *job, const struct report *report, const struct text *json)
{
	struct manifest manifest;
	struct text text = { 0 };
	enum status status = render_manifest_settings(job, &manifest);
	if (status == STATUS_OK)
		status = render_manifest_inputs(job, &manifest);
	if (status == STATUS_OK)
		status = render_manifest_outputs(job, report, json, &manifest);
	if (status == STATUS_OK)
		status = manifest_json(&manifest, &text);
	if (status == STATUS_OK)
		status = output_set_write_text(job->outputs, PRINT_RECORD_MANIFEST, text.bytes, text.length);
	text_release(&text);
	return status;
}

/* Gives the files of the render, its report and its manifest their names together. */
static enum status commit(struct render_job *job, const struct report *report)
{
	struct text json = { 0 };
	enum status status = report_json(report, &json);
	if (status == STATUS_OK)
		status = output_set_write_text(job->outputs, PRINT_RECORD_REPORT, json.bytes, json.length);
	if (status == STATUS_OK)
		status = write_manifest(job, report, &json);
	if (status == STATUS_OK)
		status = output_set_commit(job->outputs);
	if (status_is_of_output(status))
		status = refuse(job->project, status, output_set_problem(job->outputs));
	text_release(&json);
	return status;
}

static struct cost_account account_of(const struct render_job *job)
{
	return (struct cost_account){
		.graph = job->graph,
		.costs = job->result.costs,
		.count = job->result.cost_count,
		.frames = (double)(job->result.frames + job->graph->latency),
		.scale = 1.0,
		.afterwards_seconds = job->verify_seconds,
	};
}

/* Returns the text that --profile adds to the report, or NULL. The text belongs to `text`. */
static const char *profile_text(const struct render_job *job, const struct cost_account *account, struct text *text)
{
	text_append(text, "\n");
	run_facts_append(job->project, job->settings, text);
	cost_text(account, text);
	return text->bytes;
}

/* Says that there is nothing to do, and how the files were judged: a verdict that failed fails again. */
static enum status keep_files(struct render_job *job, const struct delivery *delivery, struct report *report)
{
	struct delivery kept = *delivery;
	struct findings findings;
	output_set_keep(job->outputs);
	kept_render_repeat_warnings(job);
	report_left_over(job, delivery->quiet);
	enum status status = kept_render_findings(job, !!delivery->options->paths[REPORT_JSON], report, &findings);
	if (status == STATUS_OK && !delivery->quiet)
		status = kept_render_say(job, delivery->recipe, report_options_stream(delivery->options));
	/* Figures stand in the report that was made with the files. */
	kept.quiet = true;
	return delivery_write(&kept, status, findings, &job->project->diagnostics);
}

enum status render_delivery_tell(const struct render_job *job, const char *recipe, enum status status,
				 struct report *report)
{
	struct text text = { 0 };
	if (status == STATUS_INTERRUPTED)
		return status;
	report->verdicts = job->kept ? job->kept->verdicts : NULL;
	dry_run_tell(job, recipe, &text);
	const enum status told = terminal_write_lines(&text, terminal_output());
	return status == STATUS_OK ? told : status;
}

/* Says where the files are. */
static enum status say_written(const struct render_job *job, FILE *stream)
{
	const size_t count = output_set_expected(job->outputs);
	struct text text = { 0 };
	text_append(&text, "written   %zu %s to \"", count, count == 1 ? "file" : "files");
	printable_append(&text, job->directory);
	text_append(&text, "\"\n");
	return terminal_write_lines(&text, stream);
}

enum status render_delivery_make(struct render_job *job, struct delivery delivery, enum status status,
				 struct report *report)
{
	struct text text = { 0 };
	struct cost_account account;
	struct findings findings = { 0 };
	if (status == STATUS_OK && job->kept)
		return keep_files(job, &delivery, report);
	if (status == STATUS_OK && !job->settings->held_back) {
		status = render_report(job, report);
		if (status == STATUS_OK)
			status = commit(job, report);
		if (status == STATUS_OK)
			report_left_over(job, delivery.quiet);
		findings = (struct findings){ .report = report, .graph = job->graph };
	}
	if (findings.report && job->settings->profile) {
		account = account_of(job);
		findings.costs = &account;
		text = terminal_text(report_options_stream(delivery.options));
		delivery.appendix = profile_text(job, &account, &text);
	}
	status = delivery_write(&delivery, status, findings, &job->project->diagnostics);
	text_release(&text);
	if (status == STATUS_OK && findings.report && !delivery.quiet)
		status = say_written(job, report_options_stream(delivery.options));
	return status;
}
