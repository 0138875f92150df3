/* Prints what leaves for hardware.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/send_pass.h"

#include "base/path.h"
#include "cmd/job/print_bytes.h"
#include "cmd/job/resource_check.h"
#include "cmd/render/dry_run.h"
#include "cmd/render/gain_search.h"
#include "cmd/render/graph_run.h"
#include "cmd/render/send_checks.h"
#include "dsp/calibration.h"
#include "io/audio_printer.h"
#include "io/send_printer.h"

#include <math.h>
#include <string.h>

/* This is one send that is printed. */
struct printed_send {
	const struct recipe_hardware *loop;
	size_t channels;
	struct output *output;
	struct printer *file; /* It belongs to `printer`. */
	struct printer *printer;
	struct send_folder *folder;
};

/* The sends of one folder appear together. */
struct send_folder {
	const char *path;
	struct output_set *outputs;
	uint64_t bytes; /* of its sends, without tails */
};

struct send_pass {
	struct render_job job;
	struct graph *graph;
	struct printed_send *sends;
	size_t send_count;
	struct send_folder *folders;
	size_t folder_count;
};

static enum status fail(struct send_pass *pass, const struct recipe_hardware *loop, enum status status,
			const char *problem)
{
	diagnostics_failure(&pass->job.project->diagnostics, status, "output", loop->send_at, "send \"%s\": %s",
			    loop->send_file, problem);
	return status;
}

/* Returns the folder that a send lies in; NULL when out of memory. */
static struct send_folder *folder_of(struct send_pass *pass, const struct recipe_hardware *loop)
{
	struct project *project = pass->job.project;
	const size_t length = (size_t)(path_last_part(loop->send_path) - loop->send_path);
	const char *path = length > 0 ? arena_text(project->arena, loop->send_path, length) : ".";
	if (!path)
		return NULL;
	for (size_t i = 0; i < pass->folder_count; i++)
		if (strcmp(pass->folders[i].path, path) == 0)
			return &pass->folders[i];
	struct send_folder *folder = &pass->folders[pass->folder_count];
	*folder = (struct send_folder){ path, output_set_new(path), 0 };
	if (!folder->outputs)
		return NULL;
	output_set_use(folder->outputs, &(struct output_policy){ .force = pass->job.settings->force,
								 .look = pass->job.settings->dry_run });
	pass->folder_count++;
	return folder;
}

static uint64_t most_frames(const struct send_pass *pass, const struct recipe_hardware *loop)
{
	const struct project *project = pass->job.project;
	const struct recipe_session *session = &project->recipe->session;
	const uint64_t head = loop->calibrated ? calibration_frames(session->sample_rate) : 0;
	return head + engine_session_frames(project->recipe, project->sources) +
	       (uint64_t)ceil(session->tail_seconds * session->sample_rate);
}

static enum status open_file(struct send_pass *pass, struct printed_send *send)
{
	const struct recipe_session *session = &pass->job.project->recipe->session;
	const struct audio_printer_settings settings = {
		.format = { .encoding = send->loop->encoding,
			    .dither = encoding_bits(send->loop->encoding) > 0 ? DITHER_TPDF : DITHER_NONE },
		.sample_rate = (unsigned)session->sample_rate,
		.channels = send->channels,
		.frames_maximum = most_frames(pass, send->loop),
		.seed = session->seed,
		.name = send->loop->send_file,
	};
	struct problem problem;
	const enum status status = audio_printer_open(output_path(send->output), output_descriptor(send->output),
						      &settings, &send->file, &problem);
	if (status != STATUS_OK)
		return fail(pass, send->loop, status, problem.text);
	send->printer = send->loop->calibrated ? send_printer_new(send->file, session->sample_rate) : send->file;
	return send->printer ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status open_send(struct send_pass *pass, const struct graph_print *print, struct printer **printer)
{
	struct printed_send *send = &pass->sends[pass->send_count++];
	*send = (struct printed_send){ .loop = &pass->job.project->recipe->loops[print->insert->loop],
				       .channels = pass->graph->nodes[print->node].channels };
	send->folder = folder_of(pass, send->loop);
	if (!send->folder)
		return STATUS_NO_MEMORY;
	struct output_set *outputs = send->folder->outputs;
	enum status status = output_set_add(outputs, path_last_part(send->loop->send_path), &send->output);
	if (status != STATUS_OK)
		return status == STATUS_NO_MEMORY ? status
						  : fail(pass, send->loop, status, output_set_problem(outputs));
	status = open_file(pass, send);
	*printer = send->printer;
	return status;
}

static enum status check_room(struct send_pass *pass)
{
	struct project *project = pass->job.project;
	const double frames = (double)engine_session_frames(project->recipe, project->sources);
	for (size_t i = 0; i < pass->send_count; i++)
		pass->sends[i].folder->bytes +=
			print_bytes_of(frames, pass->sends[i].channels, pass->sends[i].loop->encoding);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < pass->folder_count && status == STATUS_OK; i++)
		status = resource_check_room(&project->diagnostics, "the sends need", pass->folders[i].bytes,
					     pass->folders[i].path);
	return status;
}

static enum status open_prints(struct send_pass *pass, struct printer **printers)
{
	struct render_job *job = &pass->job;
	enum status status = project_open_sources(job->project);
	for (size_t i = 0; i < pass->graph->print_count && status == STATUS_OK; i++) {
		const struct graph_print *print = &pass->graph->prints[i];
		const bool answered = job->project->loops.items[print->insert->loop].answered;
		status = answered ? send_checks_open(job, pass->graph, print, &printers[i])
				  : open_send(pass, print, &printers[i]);
	}
	return status == STATUS_OK ? check_room(pass) : status;
}

static enum status build_graph(struct send_pass *pass)
{
	struct project *project = pass->job.project;
	enum status status = project_send_graph(project, &pass->graph);
	if (status != STATUS_OK || !pass->graph->untrimmed || pass->job.settings->dry_run)
		return status;
	status = gain_search_run(&pass->job);
	return status == STATUS_OK ? project_send_graph(project, &pass->graph) : status;
}

static enum status make_room(struct send_pass *pass)
{
	struct project *project = pass->job.project;
	pass->sends = ARENA_ARRAY(project->arena, struct printed_send, project->loops.count);
	pass->folders = ARENA_ARRAY(project->arena, struct send_folder, project->loops.count);
	return pass->sends && pass->folders ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status print(struct send_pass *pass)
{
	struct arena *arena = pass->job.project->arena;
	struct printer **printers = ARENA_ARRAY(arena, struct printer *, pass->graph->print_count);
	enum status status = printers ? make_room(pass) : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = open_prints(pass, printers);
	pass->job.pass_name = "sends";
	if (status == STATUS_OK && pass->graph->print_count > 0)
		status = graph_run(&pass->job, pass->graph, printers, 0, &pass->job.result);
	if (status == STATUS_OK)
		status = send_checks_judge(&pass->job);
	for (size_t i = 0; i < pass->folder_count && status == STATUS_OK; i++) {
		status = output_set_commit(pass->folders[i].outputs);
		if (status_is_of_output(status))
			diagnostics_failure(&pass->job.project->diagnostics, status, "output", (struct location){ 0 },
					    "%s", output_set_problem(pass->folders[i].outputs));
	}
	return status;
}

/* Tells what would become of the file of one send. */
static enum status look_at(struct send_pass *pass, const struct recipe_hardware *loop, struct text *text)
{
	const char *name = path_last_part(loop->send_path);
	struct send_folder *folder = folder_of(pass, loop);
	if (!folder)
		return STATUS_NO_MEMORY;
	enum status status = output_set_expect(folder->outputs, name);
	const size_t count = output_set_expected(folder->outputs);
	dry_run_append(status == STATUS_OK ? dry_run_fate(folder->outputs, count - 1) : "refused", NULL,
		       loop->send_path, text);
	return status_is_of_output(status) ? fail(pass, loop, status, output_set_problem(folder->outputs)) : status;
}

/* Does so for all sends that would be printed. */
static enum status look(struct send_pass *pass, struct text *text)
{
	enum status status = make_room(pass);
	for (size_t i = 0; i < pass->graph->print_count && status != STATUS_NO_MEMORY; i++) {
		const size_t loop = pass->graph->prints[i].insert->loop;
		if (pass->job.project->loops.items[loop].answered)
			continue;
		const enum status found = look_at(pass, &pass->job.project->recipe->loops[loop], text);
		status = found == STATUS_OK ? status : found;
	}
	return status;
}

/* An integer send that is too loud comes back clipped, whatever the hardware does. */
static void warn_of_clipping(struct send_pass *pass, const struct printed_send *send)
{
	const struct audio_printer_statistics statistics = audio_printer_statistics(send->file);
	if (statistics.clipped > 0)
		diagnostics_warning(
			&pass->job.project->diagnostics, "send-clipped", send->loop->send_at,
			"%llu samples of \"%s\" are over full scale and were cut off; lower what comes in, or use "
			"`encoding: float32`",
			(unsigned long long)statistics.clipped, send->loop->send_file);
}

static void tell_printed(struct send_pass *pass, const struct printed_send *send, struct text *text)
{
	const double rate = pass->job.project->recipe->session.sample_rate;
	const uint64_t frames = audio_printer_statistics(send->file).frames;
	text_append(text, "printed \"%s\": %llu frames at %.10g Hz, %zu channel%s, %s%s\n", send->loop->send_file,
		    (unsigned long long)frames, rate, send->channels, send->channels == 1 ? "" : "s",
		    encoding_name(send->loop->encoding), send->loop->calibrated ? ", with a burst at its head" : "");
	text_append(text,
		    "  play it through the hardware, and record the answer into \"%s\", from its first frame on\n",
		    send->loop->answer_file);
	warn_of_clipping(pass, send);
}

static bool was_printed(const struct send_pass *pass, const struct recipe_hardware *loop)
{
	for (size_t i = 0; i < pass->send_count; i++)
		if (pass->sends[i].loop == loop)
			return true;
	return false;
}

static void tell(struct send_pass *pass, struct text *text)
{
	const struct hardware_loops *loops = &pass->job.project->loops;
	bool all_answered = true;
	for (size_t i = 0; i < pass->send_count; i++)
		tell_printed(pass, &pass->sends[i], text);
	for (size_t i = 0; i < loops->count; i++) {
		const struct recipe_hardware *loop = loops->items[i].recipe;
		all_answered &= loops->items[i].answered;
		if (loops->items[i].answered)
			text_append(text, "kept \"%s\": \"%s\" answers it\n", loop->send_file, loop->answer_file);
		else if (!was_printed(pass, loop))
			text_append(
				text,
				"not yet \"%s\": it hears a return that is missing; print the sends again when that is "
				"recorded\n",
				loop->send_file);
	}
	if (loops->count == 0)
		text_append(text, "no insert is hardware, so there is nothing to send\n");
	else if (all_answered)
		text_append(text, "every send has its return; render the mix now\n");
}

static void release(struct send_pass *pass)
{
	send_checks_release(&pass->job);
	for (size_t i = 0; i < pass->send_count; i++)
		if (pass->sends[i].printer)
			pass->sends[i].printer->free(pass->sends[i].printer);
	for (size_t i = 0; i < pass->folder_count; i++)
		output_set_free(pass->folders[i].outputs);
}

enum status send_pass_run(struct project *project, const struct render_settings *settings, struct text *text)
{
	struct send_pass pass = { .job = { .project = project, .settings = settings } };
	enum status status = hardware_loops_measure(&project->loops);
	if (status == STATUS_OK)
		status = build_graph(&pass);
	if (status == STATUS_OK)
		status = settings->dry_run ? look(&pass, text) : print(&pass);
	if (status == STATUS_OK && !settings->dry_run)
		tell(&pass, text);
	release(&pass);
	return status == STATUS_OK && text->failed ? STATUS_NO_MEMORY : status;
}
