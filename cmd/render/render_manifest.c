/* Makes the manifest of a render.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/render/render_manifest.h"

#include "base/path.h"
#include "cmd/render/semantics.h"
#include "cmd/render/settings_hash.h"
#include "graph/print_file.h"
#include "io/audio_hash.h"
#include "io/file_identity.h"
#include "io/print_record.h"
#include "recipe/canonical_place.h"

#include <stdlib.h>
#include <string.h>

/* Finds the way from the manifest to the file. Links in folders are resolved; one at the end is not, because its name
   is what the recipe says. */
static enum status find_way(const char *folder, const char *path, struct arena *arena, const char **way)
{
	struct file_identity file;
	enum status status = file_identity_find(path, NULL, arena, &file);
	if (status != STATUS_OK)
		return status;
	*way = path_between(folder, file.own, arena);
	return *way ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status add_input(struct render_job *job, const char *folder, const char *path, struct manifest_input input,
			     struct manifest *manifest)
{
	enum status status = find_way(folder, path, job->project->arena, &input.path);
	if (status == STATUS_OK)
		manifest->inputs[manifest->input_count++] = input;
	return status;
}

static enum status add_texts(struct render_job *job, const char *folder, struct manifest *manifest)
{
	const struct text_inputs *texts = &job->project->texts;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < texts->count && status == STATUS_OK; i++) {
		const struct text_input *text = &texts->items[i];
		const struct manifest_input input = { .role = text->role, .file = text->file, .hash = text->hash.text };
		status = add_input(job, folder, text->path, input, manifest);
	}
	return status;
}

static enum status add_sources(struct render_job *job, const char *folder, struct manifest *manifest)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->sources.count && status == STATUS_OK; i++) {
		const struct listed_source *source = &job->sources.items[i];
		const struct manifest_input input = { .role = report_source_role_name(source->role),
						      .file = source->file,
						      .hash = source->hash.text,
						      .sound = source->sound.text[0] ? source->sound.text : NULL };
		if (source->path)
			status = add_input(job, folder, source->path, input, manifest);
	}
	return status;
}

/* libFLAC packs the same samples in other ways, by the instructions of the CPU. */
static bool prints_flac(const struct recipe_print *print)
{
	bool found = false;
	for (size_t i = 0; i < print->mix_count; i++)
		found |= print->mixes[i].format.container == CONTAINER_FLAC;
	for (size_t i = 0; i < print->stem_set_count; i++)
		found |= print->stem_sets[i].format.container == CONTAINER_FLAC;
	for (size_t i = 0; i < print->tap_count; i++)
		found |= print->taps[i].format.container == CONTAINER_FLAC;
	for (size_t i = 0; i < print->device_count; i++)
		found |= print->devices[i].format.container == CONTAINER_FLAC;
	return found;
}

static const char *class_of_cpu(void)
{
	if (!__builtin_cpu_supports("avx"))
		return "x86-64";
	return __builtin_cpu_supports("fma") ? "x86-64 with avx and fma" : "x86-64 with avx";
}

static enum status add_send(struct render_job *job, const char *folder, const struct hardware_loop *loop,
			    struct manifest *manifest)
{
	struct file_hash *hash = ARENA_NEW(job->project->arena, struct file_hash);
	struct problem problem;
	if (!hash)
		return STATUS_NO_MEMORY;
	const enum status status = audio_hash(loop->recipe->send_path, &loop->send.properties.identity,
					      job->settings->hash, hash, &problem);
	if (status != STATUS_OK) {
		diagnostics_failure(&job->project->diagnostics, status, "hardware", loop->recipe->send_at,
				    "send \"%s\": %s", loop->recipe->send_file, problem.text);
		return status;
	}
	const struct manifest_input input = { .role = "send", .file = loop->recipe->send_file, .hash = hash->text };
	return add_input(job, folder, loop->recipe->send_path, input, manifest);
}

/* A render compares the sends that were printed for its returns with what it would print now. */
static enum status add_sends(struct render_job *job, const char *folder, struct manifest *manifest)
{
	const struct hardware_loops *loops = &job->project->loops;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < loops->count && status == STATUS_OK; i++)
		if (loops->items[i].answered)
			status = add_send(job, folder, &loops->items[i], manifest);
	return status;
}

enum status render_manifest_inputs(struct render_job *job, struct manifest *manifest)
{
	struct file_identity folder;
	const size_t most = job->project->texts.count + job->sources.count + job->project->loops.count;
	manifest->inputs = ARENA_ARRAY(job->project->arena, struct manifest_input, most);
	enum status status = manifest->inputs ? file_identity_find(job->directory, NULL, job->project->arena, &folder)
					      : STATUS_NO_MEMORY;
	if (status == STATUS_OK)
		status = add_texts(job, folder.end, manifest);
	if (status == STATUS_OK)
		status = add_sources(job, folder.end, manifest);
	return status == STATUS_OK ? add_sends(job, folder.end, manifest) : status;
}

enum status render_manifest_settings(const struct render_job *job, struct manifest *manifest)
{
	*manifest = (struct manifest){ .version = STEMPRINT_VERSION,
				       .semantics = RENDERER_SEMANTICS,
				       .cpu = prints_flac(&job->project->recipe->print) ? class_of_cpu() : NULL,
				       .options = (const char *const *)job->settings->counted.items,
				       .option_count = job->settings->counted.count };
	return settings_hash_find(job, &manifest->settings_hash);
}

static struct manifest_file describe(const struct rendered_file *file)
{
	return (struct manifest_file){ .path = file->name,
				       .role = print_role_name(file->role),
				       .hash = output_digits(file->output),
				       .bytes = output_bytes(file->output),
				       .format = *file->format,
				       .headroom_db = file->headroom_db };
}

static enum status add_files(struct render_job *job, const struct text *report, struct manifest *manifest)
{
	struct arena *arena = job->project->arena;
	struct file_hash *hash = ARENA_NEW(arena, struct file_hash);
	manifest->files = ARENA_ARRAY(arena, struct manifest_file, job->file_count + 1);
	if (!manifest->files || !hash)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->file_count; i++)
		manifest->files[manifest->file_count++] = describe(&job->files[i]);
	if (file_hash_of_bytes(report->bytes, report->length, job->settings->hash, hash) != STATUS_OK)
		return STATUS_NO_MEMORY;
	manifest->files[manifest->file_count++] = (struct manifest_file){
		.path = PRINT_RECORD_REPORT, .role = "report", .hash = hash->text, .bytes = report->length
	};
	return STATUS_OK;
}

/* The files of the job and of the manifest have the same indices. */
static enum status add_proofs(const struct render_job *job, struct manifest *manifest)
{
	manifest->proofs = ARENA_ARRAY(job->project->arena, struct manifest_proof, job->proof_count);
	if (!manifest->proofs)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->proof_count; i++) {
		const struct proof_request *proof = &job->proofs[i];
		size_t *stems = ARENA_ARRAY(job->project->arena, size_t, proof->stem_count);
		if (!stems)
			return STATUS_NO_MEMORY;
		memcpy(stems, proof->stems, proof->stem_count * sizeof *stems);
		manifest->proofs[manifest->proof_count++] = (struct manifest_proof){
			.mix = proof->mix, .stems = stems, .stem_count = proof->stem_count, .limits = proof->limits
		};
	}
	return STATUS_OK;
}

static struct manifest_warning warning_of(const struct project *project, const struct diagnostic *item)
{
	const struct location at = diagnostics_root(&project->diagnostics, item->at);
	return (struct manifest_warning){
		.code = item->code,
		.message = item->message,
		.at = at,
		.number = canonical_number_of(project->recipe->document, &project->diagnostics, at),
	};
}

static enum status add_warnings(const struct render_job *job, struct manifest *manifest)
{
	const struct diagnostics *diagnostics = &job->project->diagnostics;
	struct manifest_warning *warnings =
		ARENA_ARRAY(job->project->arena, struct manifest_warning, diagnostics->count);
	if (!warnings)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < diagnostics->count; i++)
		if (diagnostics->items[i].severity == SEVERITY_WARNING)
			warnings[manifest->warning_count++] = warning_of(job->project, &diagnostics->items[i]);
	manifest->warnings = warnings;
	return STATUS_OK;
}

enum status render_manifest_outputs(struct render_job *job, const struct report *report, const struct text *text,
				    struct manifest *manifest)
{
	enum status status = add_files(job, text, manifest);
	if (status == STATUS_OK)
		status = add_proofs(job, manifest);
	manifest->verdicts = report->verdicts;
	return status == STATUS_OK ? add_warnings(job, manifest) : status;
}
