/* Proves once more, from the printed files, that the stems of a manifest add up to their mixes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify/manifest_proof.h"

#include "cmd/interrupt.h"
#include "cmd/job/file_probe.h"
#include "cmd/job/memory_parts.h"
#include "cmd/job/resource_check.h"
#include "io/audio_probe.h"
#include "io/audio_source.h"
#include "verify/proof_pass.h"
#include "verify/proof_verdict.h"

#include <string.h>

/* The files of one proof: the mix comes first, then the stems. */
struct proving {
	const struct manifest_check *check;
	const struct manifest_proof *proof;
	const struct resource_limits *limits;
	struct diagnostics *diagnostics;
	struct arena *arena;
	size_t count;
	const char **paths; /* [count] */
	struct audio_probe *probes; /* [count] */
	struct proof_file *files; /* [count] */
	size_t *stems; /* [count - 1] the indices 1, 2 ... */
};

static size_t file_of(const struct proving *proving, size_t index)
{
	return index == 0 ? proving->proof->mix : proving->proof->stems[index - 1];
}

static bool make_room(struct proving *proving)
{
	proving->paths = ARENA_ARRAY(proving->arena, const char *, proving->count);
	proving->probes = ARENA_ARRAY(proving->arena, struct audio_probe, proving->count);
	proving->files = ARENA_ARRAY(proving->arena, struct proof_file, proving->count);
	proving->stems = ARENA_ARRAY(proving->arena, size_t, proving->count);
	if (!proving->paths || !proving->probes || !proving->files || !proving->stems)
		return false;
	bool well = true;
	for (size_t i = 0; i < proving->count; i++) {
		proving->paths[i] = manifest_check_path(proving->check, file_of(proving, i), proving->arena);
		proving->stems[i] = i + 1;
		well &= !!proving->paths[i];
	}
	return well;
}

static bool is_as_written(const struct proving *proving)
{
	bool whole = true;
	for (size_t i = 0; i < proving->count; i++)
		whole &= proving->check->files[file_of(proving, i)].finding == FILE_AS_WRITTEN;
	return whole;
}

/* Finds before the first block what the proof would not have. */
static enum status check_resources(const struct proving *proving, struct workers *workers)
{
	uint64_t bytes = memory_of_program(workers_count(workers)) + arena_footprint(proving->arena);
	enum status status = resource_check_files(proving->diagnostics, proving->count, proving->limits);
	for (size_t i = 0; i < proving->count && status == STATUS_OK; i++) {
		const struct audio_properties *properties = &proving->probes[i].properties;
		bytes += memory_of_read_back(properties->channels);
		status = resource_check_frames(proving->diagnostics, proving->paths[i], properties->frames,
					       proving->limits);
	}
	return status == STATUS_OK
		       ? resource_check_readers(proving->diagnostics, proving->count, bytes, proving->limits)
		       : status;
}

static enum status open_files(struct proving *proving, struct workers *workers, struct problem *problem)
{
	enum status status = file_probe(proving->paths, proving->count, proving->probes);
	for (size_t i = 0; i < proving->count && status != STATUS_NO_MEMORY; i++)
		if (proving->probes[i].status != STATUS_OK) {
			*problem = proving->probes[i].problem;
			return proving->probes[i].status;
		}
	if (status == STATUS_OK)
		status = check_resources(proving, workers);
	if (status == STATUS_OK)
		status = audio_source_reserve(proving->count, problem);
	for (size_t i = 0; i < proving->count && status == STATUS_OK; i++) {
		const struct manifest_file *print = &proving->check->manifest.files[file_of(proving, i)];
		const struct audio_source_options options = { .expected = &proving->probes[i].properties };
		proving->files[i].error = format_error_of_print(&print->format);
		proving->files[i].error.headroom_db = print->headroom_db;
		status = audio_source_open(proving->paths[i], &options, &proving->files[i].source, problem);
	}
	return status;
}

static void close_files(const struct proving *proving)
{
	for (size_t i = 0; i < proving->count; i++)
		if (proving->files[i].source)
			proving->files[i].source->free(proving->files[i].source);
}

static enum status prove(struct proving *proving, struct workers *workers, struct proof_pass *pass,
			 struct problem *problem)
{
	const struct proof_request request = { .mix = 0,
					       .stems = proving->stems,
					       .stem_count = proving->proof->stem_count,
					       .limits = proving->proof->limits };
	const struct proof_job job = { .files = proving->files,
				       .file_count = proving->count,
				       .proofs = &request,
				       .proof_count = 1,
				       .workers = workers,
				       .stop = &interrupt_signal };
	enum status status = open_files(proving, workers, problem);
	if (status == STATUS_OK) {
		status = proof_pass_run(&job, proving->arena, pass);
		problem_set(problem, "%s", pass->problem ? pass->problem : status_text(status));
	}
	close_files(proving);
	return status;
}

/* What cannot be read proves nothing, and says why. */
static enum status judge(const struct proving *proving, enum status status, const struct proof_pass *pass,
			 const struct problem *problem, struct verdicts *verdicts)
{
	const char *name = proving->paths[0];
	if (status == STATUS_OK)
		verdicts_add_null(verdicts, name, &pass->proofs[0]);
	else if (status == STATUS_BAD_SOURCE || status == STATUS_NOT_FINITE)
		verdicts_add(verdicts, arena_format(verdicts->arena, "null %s", name), VERDICT_FAIL,
			     arena_format(verdicts->arena, "its files cannot be read as sound: %s", problem->text));
	else
		return status;
	return STATUS_OK;
}

static enum status run_proof(const struct manifest_check *check, const struct manifest_proof *proof,
			     struct workers *workers, const struct resource_limits *limits, struct verdicts *verdicts,
			     struct diagnostics *diagnostics)
{
	struct proving proving = { .check = check,
				   .proof = proof,
				   .limits = limits,
				   .diagnostics = diagnostics,
				   .arena = verdicts->arena,
				   .count = proof->stem_count + 1 };
	struct proof_pass pass = { 0 };
	struct problem problem = { .text = "" };
	if (!make_room(&proving))
		return STATUS_NO_MEMORY;
	if (!is_as_written(&proving)) {
		verdicts_add(verdicts, arena_format(verdicts->arena, "null %s", proving.paths[0]), VERDICT_FAIL,
			     "its files are not as written, so it was not proven");
		return STATUS_OK;
	}
	const enum status status = prove(&proving, workers, &pass, &problem);
	return judge(&proving, status, &pass, &problem, verdicts);
}

enum status manifest_proof_run(const struct manifest_check *check, struct workers *workers,
			       const struct resource_limits *limits, struct verdicts *verdicts,
			       struct diagnostics *diagnostics)
{
	const size_t errors = diagnostics->error_count;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < check->manifest.proof_count && status == STATUS_OK; i++)
		status = run_proof(check, &check->manifest.proofs[i], workers, limits, verdicts, diagnostics);
	if (status == STATUS_LIMIT && diagnostics->error_count == errors)
		diagnostics_failure(diagnostics, status, "source", (struct location){ 0 },
				    "too many files, or one that takes too long, in a proof of \"%.200s\"",
				    check->path);
	return status == STATUS_OK && verdicts->failed ? STATUS_NO_MEMORY : status;
}
