/* Probes, measures and opens the loops of a project through hardware.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/hardware_loops.h"

#include "cmd/job/file_probe.h"
#include "dsp/calibration.h"
#include "engine/aligned_source.h"
#include "io/audio_source.h"
#include "io/fence.h"

#include <errno.h>
#include <math.h>

static const double silence = 1e-5; /* -100 dBFS */

static enum status fail(const struct hardware_loops *loops, struct location at, const char *what, const char *file,
			const char *problem)
{
	diagnostics_failure(loops->diagnostics, STATUS_BAD_SOURCE, "hardware", at, "%s \"%s\": %s", what, file,
			    problem);
	return STATUS_BAD_SOURCE;
}

static void tell_missing(const struct hardware_loops *loops, const struct recipe_hardware *loop)
{
	fail(loops, loop->answer_at, "return", loop->answer_file,
	     "it is missing; print the send with `stemprint render --sends`, play it through the hardware, and record "
	     "its "
	     "answer there");
}

static void tell_lost_send(const struct hardware_loops *loops, const struct recipe_hardware *loop)
{
	diagnostics_failure(loops->diagnostics, STATUS_BAD_SOURCE, "hardware", loop->send_at,
			    "send \"%s\": it is missing, so nobody can say what \"%s\" answers; move that away, and "
			    "print the send with `stemprint render --sends`",
			    loop->send_file, loop->answer_file);
}

/* Takes the probes of one loop. */
static void take_probes(const struct hardware_loops *loops, struct hardware_loop *loop,
			const struct audio_probe *probes)
{
	const struct recipe_hardware *recipe = loop->recipe;
	loop->answer = probes[0];
	loop->send = probes[1];
	if (loop->answer.status != STATUS_OK)
		diagnostics_failure(loops->diagnostics, loop->answer.status, "hardware", recipe->answer_at,
				    "return \"%s\": %s", recipe->answer_file, loop->answer.problem.text);
	else if (loop->send.status != STATUS_OK)
		diagnostics_failure(loops->diagnostics, loop->send.status, "hardware", recipe->send_at,
				    "send \"%s\": %s", recipe->send_file, loop->send.problem.text);
	else if (loop->answer.properties.sample_rate != loops->sample_rate)
		diagnostics_failure(loops->diagnostics, STATUS_BAD_SOURCE, "hardware", recipe->answer_at,
				    "return \"%s\" has %u Hz, and the session %.10g; record at the rate of the session",
				    recipe->answer_file, (unsigned)loop->answer.properties.sample_rate,
				    loops->sample_rate);
}

static enum status probe(struct hardware_loops *loops)
{
	const char **paths = ARENA_ARRAY(loops->arena, const char *, 2 * loops->count);
	struct audio_probe *probes = ARENA_ARRAY(loops->arena, struct audio_probe, 2 * loops->count);
	size_t count = 0;
	if (!paths || !probes)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < loops->count; i++)
		if (loops->items[i].answered) {
			paths[count++] = loops->items[i].recipe->answer_path;
			paths[count++] = loops->items[i].recipe->send_path;
		}
	if (file_probe(paths, count, probes) == STATUS_NO_MEMORY)
		return STATUS_NO_MEMORY;
	count = 0;
	for (size_t i = 0; i < loops->count; i++)
		if (loops->items[i].answered) {
			take_probes(loops, &loops->items[i], probes + count);
			count += 2;
		}
	return STATUS_OK;
}

/* What the fence keeps out is there, too: the probe says why it is not read. */
static bool is_there(const char *path)
{
	struct stat facts;
	const int error = fence_look(path, &facts);
	return error == 0 || error == ELOOP || error == EXDEV;
}

/* A return counts as missing when nobody can have recorded it. A file without the right to read it is there. */
static void find_answer(struct hardware_loops *loops, struct hardware_loop *loop, bool missing_may_be)
{
	const bool there = is_there(loop->recipe->answer_path);
	if (!there && !missing_may_be)
		tell_missing(loops, loop->recipe);
	if (there && !is_there(loop->recipe->send_path))
		tell_lost_send(loops, loop->recipe);
	else
		loop->answered = there;
}

static void describe(struct hardware_loops *loops)
{
	for (size_t i = 0; i < loops->count; i++)
		loops->graph[i] = (struct graph_hardware){ .missing = !loops->items[i].answered,
							   .channels = loops->items[i].answer.properties.channels,
							   .gain = 1.0 };
}

enum status hardware_loops_probe(struct hardware_loops *loops, const struct recipe *recipe, bool missing_may_be)
{
	loops->count = recipe->loop_count;
	loops->sample_rate = recipe->session.sample_rate;
	loops->items = ARENA_ARRAY(loops->arena, struct hardware_loop, loops->count);
	loops->graph = ARENA_ARRAY(loops->arena, struct graph_hardware, loops->count);
	if (!loops->items || !loops->graph)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < loops->count; i++) {
		loops->items[i].recipe = &recipe->loops[i];
		find_answer(loops, &loops->items[i], missing_may_be);
	}
	const enum status status = probe(loops);
	if (status != STATUS_OK)
		return status;
	describe(loops);
	return diagnostics_status(loops->diagnostics);
}

static enum status open_file(const struct hardware_loops *loops, const struct audio_probe *probed, const char *path,
			     const char *what, const char *file, struct location at, struct source **source)
{
	const struct audio_source_options options = { .expected = &probed->properties };
	struct problem problem;
	const enum status status = audio_source_open(path, &options, source, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(loops->diagnostics, status, "hardware", at, "%s \"%s\": %s", what, file,
				    problem.text);
	return status;
}

static enum status open_answer(const struct hardware_loops *loops, size_t index, struct source **source)
{
	const struct hardware_loop *loop = &loops->items[index];
	return open_file(loops, &loop->answer, loop->recipe->answer_path, "return", loop->recipe->answer_file,
			 loop->recipe->answer_at, source);
}

enum status hardware_loop_open_send(const struct hardware_loops *loops, size_t index, struct source **source)
{
	const struct hardware_loop *loop = &loops->items[index];
	return open_file(loops, &loop->send, loop->recipe->send_path, "send", loop->recipe->send_file,
			 loop->recipe->send_at, source);
}

uint64_t hardware_loop_lead(const struct hardware_loops *loops, size_t index)
{
	return loops->items[index].recipe->calibrated ? calibration_frames(loops->sample_rate) : 0;
}

/* Reports a return that has nothing to say. */
static enum status check_answer(const struct hardware_loops *loops, const struct hardware_loop *loop)
{
	const struct recipe_hardware *recipe = loop->recipe;
	const char *problem = NULL;
	if (loop->measured.peak < silence)
		problem =
			"no answer of the loop is found, because it is silent; look at the cables, and record it again";
	else if (!loop->measured.found && isnan(recipe->latency_seconds))
		problem =
			"no answer of the loop is found: nothing in it follows the send within -1 s to 5 s; record the "
			"whole send from its first frame on, or state `latency`";
	else if (recipe->matched && (!loop->measured.found || fabs(loop->measured.gain) < silence))
		problem = "no answer of the loop is found, so `match` has no gain to undo; leave `match` out";
	return problem ? fail(loops, recipe->answer_at, "return", recipe->answer_file, problem) : STATUS_OK;
}

/* A return that a linear loop explains by less than half may be of another send, or all reverberation. */
static void warn_of_weak_answer(const struct hardware_loops *loops, const struct hardware_loop *loop)
{
	const double weak_db = -3.0;
	if (loop->measured.found && loop->measured.residual_db > weak_db)
		diagnostics_warning(
			loops->diagnostics, "weak-answer", loop->recipe->answer_at,
			"less than half of return \"%s\" follows the send (%.1f dB of it does not), so its round trip "
			"is a guess; look at what was recorded, or state `latency`",
			loop->recipe->answer_file, loop->measured.residual_db);
}

/* What the session hears begins where the model has the session's first frame. */
static void settle(struct hardware_loops *loops, size_t index)
{
	struct hardware_loop *loop = &loops->items[index];
	const double lead = (double)hardware_loop_lead(loops, index), stated = loop->recipe->latency_seconds;
	const struct loop_model model = loop->measured.model;
	loop->position = lead + (isnan(stated) ? model.lag + model.drift * lead : stated * loops->sample_rate);
	loops->graph[index].gain = loop->recipe->matched || !loop->measured.found ? 1.0 : loop->measured.gain;
}

static enum status read_failure(const struct hardware_loops *loops, const struct hardware_loop *loop,
				enum status status, const struct source *send, const struct source *answer)
{
	const struct recipe_hardware *recipe = loop->recipe;
	const bool by_send = send->problem && *send->problem;
	const struct source *failed = by_send ? send : answer;
	diagnostics_failure(loops->diagnostics, status, "hardware", by_send ? recipe->send_at : recipe->answer_at,
			    "%s \"%s\": %s", by_send ? "send" : "return",
			    by_send ? recipe->send_file : recipe->answer_file,
			    failed->problem && *failed->problem ? failed->problem : status_text(status));
	return status;
}

static enum status measure_sources(struct hardware_loops *loops, struct hardware_loop *loop, struct source *send,
				   struct source *answer)
{
	struct loop_case found = {
		.send = send, .answer = answer, .arena = arena_new(), .calibrated = loop->recipe->calibrated
	};
	if (!found.arena)
		return STATUS_NO_MEMORY;
	enum status status = loop_measure(&found, &loop->measured);
	arena_free(found.arena);
	if (status == STATUS_OK && isnan(loop->recipe->latency_seconds))
		warn_of_weak_answer(loops, loop);
	if (status == STATUS_OK)
		return check_answer(loops, loop);
	return status == STATUS_NO_MEMORY ? status : read_failure(loops, loop, status, send, answer);
}

/* A return of other channels is an error that the graph tells; a send of others was not made by this recipe. */
static bool are_comparable(const struct hardware_loop *loop)
{
	const struct audio_properties *send = &loop->send.properties, *answer = &loop->answer.properties;
	return send->channels == answer->channels && send->sample_rate == answer->sample_rate;
}

static enum status measure(struct hardware_loops *loops, size_t index)
{
	struct hardware_loop *loop = &loops->items[index];
	struct source *send = NULL, *answer = NULL;
	if (!are_comparable(loop))
		return fail(loops, loop->recipe->answer_at, "return", loop->recipe->answer_file,
			    "it has other channels than the send; record as many as the send has");
	enum status status = hardware_loop_open_send(loops, index, &send);
	if (status == STATUS_OK)
		status = open_answer(loops, index, &answer);
	if (status == STATUS_OK)
		status = measure_sources(loops, loop, send, answer);
	if (send)
		send->free(send);
	if (answer)
		answer->free(answer);
	if (status == STATUS_OK)
		settle(loops, index);
	return status;
}

enum status hardware_loops_measure(struct hardware_loops *loops)
{
	for (size_t i = 0; i < loops->count; i++) {
		const enum status status = loops->items[i].answered ? measure(loops, i) : STATUS_OK;
		if (status == STATUS_NO_MEMORY)
			return status;
	}
	return diagnostics_status(loops->diagnostics);
}

enum status hardware_loop_open(const struct hardware_loops *loops, size_t index, struct source **source)
{
	const struct hardware_loop *loop = &loops->items[index];
	struct source *file;
	*source = NULL;
	const enum status status = open_answer(loops, index, &file);
	if (status != STATUS_OK)
		return status;
	const bool corrected = loop->recipe->drift_corrected;
	const struct aligned_source_settings settings = {
		.position = loop->position,
		.step = corrected ? 1.0 + loop->measured.model.drift : 1.0,
		.gain = loop->recipe->matched ? 1.0 / loop->measured.gain : 1.0,
	};
	*source = aligned_source_new(file, &settings);
	return *source ? STATUS_OK : STATUS_NO_MEMORY;
}
