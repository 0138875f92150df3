/* Compares the files of a null test, makes them fit each other, and takes the stems from the mix.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/nulling.h"

#include "cmd/interrupt.h"
#include "cmd/jobs.h"
#include "cmd/progress.h"
#include "forensics/fitted_source.h"
#include "io/audio_pair.h"
#include "io/audio_printer.h"
#include "io/audio_source.h"
#include "io/resample.h"

#include <math.h>
#include <string.h>

/* Reports all files that are wrong at once. If none is wrong, it pairs left and right halves. */
static enum status probe(struct nulling *nulling, const char *const *paths, size_t count)
{
	struct audio_probe *probes = ARENA_ARRAY(nulling->arena, struct audio_probe, count);
	struct nulling_members members;
	struct audio_probe_limits limits = audio_probe_limits();
	if (!probes)
		return STATUS_NO_MEMORY;
	enum status status = audio_probe(paths, count, &limits, probes);
	for (size_t i = 0; i < count && status != STATUS_NO_MEMORY; i++)
		if (probes[i].status != STATUS_OK)
			(void)nulling_fail(nulling, probes[i].status, "source", paths[i], probes[i].problem.text);
		else if (probes[i].properties.open_ended)
			diagnostics_warning(nulling->diagnostics, "open-ended", (struct position){ 0 }, "\"%s\": %s",
					    paths[i], AUDIO_OPEN_ENDED_TEXT);
	if (status == STATUS_OK)
		status = nulling_members_make(paths, probes, count, !nulling->settings->without_pairs,
					      nulling->diagnostics, &members);
	if (status == STATUS_OK) {
		nulling->members = members.items;
		nulling->count = members.count;
	}
	return status;
}

static bool same_file(const struct audio_properties *a, const struct audio_properties *b)
{
	return a->identity.device == b->identity.device && a->identity.inode == b->identity.inode;
}

/* A pattern like *.wav also matches the mix. */
static void warn_of_repetition(struct nulling *nulling)
{
	for (size_t i = 1; nulling->count > 2 && i < nulling->count; i++)
		for (size_t k = 0; k < i; k++)
			if (same_file(&nulling->members[i].properties, &nulling->members[k].properties)) {
				diagnostics_warning(nulling->diagnostics, "heard-twice", (struct position){ 0 },
						    k == 0 ? "stem \"%s\" is the mix itself; leave it out"
							   : "stem \"%s\" is given twice; leave one out",
						    nulling->members[i].name);
				break;
			}
}

/* A time stamp counts from midnight. One beyond a day is wrong, and the test would wait that long for the file. */
static bool is_placed(const struct audio_properties *file)
{
	enum { DAY_SECONDS = 24 * 60 * 60 };
	return file->stamped && file->stamp <= (uint64_t)DAY_SECONDS * file->sample_rate;
}

/* Returns the start of a file by its stamp, in frames of the mix. */
static uint64_t stamp_of(const struct nulling *nulling, size_t index)
{
	const struct audio_properties *file = &nulling->members[index].properties;
	return resampled_frames(file->stamp, file->sample_rate, nulling->members[0].properties.sample_rate);
}

/* Places the files by their stamps. The earliest file starts at frame 0. */
static enum status place(struct nulling *nulling)
{
	uint64_t first = UINT64_MAX;
	for (size_t i = 0; i < nulling->count; i++) {
		const struct audio_properties *file = &nulling->members[i].properties;
		if (!is_placed(file))
			return nulling_fail(
				nulling, STATUS_BAD_SOURCE, "source", nulling->members[i].name,
				file->stamped
					? "its time stamp is beyond a day; leave out --by-stamp"
					: "it has no time stamp; print a Broadcast Wave, or leave out --by-stamp");
		first = stamp_of(nulling, i) < first ? stamp_of(nulling, i) : first;
	}
	for (size_t i = 0; i < nulling->count; i++)
		nulling->starts[i] = stamp_of(nulling, i) - first;
	return STATUS_OK;
}

/* A stem that was printed from its own start adds up only when it is placed there. */
static void warn_of_stamps(struct nulling *nulling)
{
	const struct audio_properties *mix = &nulling->members[0].properties;
	for (size_t i = 1; i < nulling->count && is_placed(mix); i++) {
		const struct audio_properties *file = &nulling->members[i].properties;
		double seconds = (double)file->stamp / file->sample_rate - (double)mix->stamp / mix->sample_rate;
		if (!is_placed(file) || seconds == 0.0)
			continue;
		diagnostics_warning(nulling->diagnostics, "time-stamp", (struct position){ 0 },
				    "stem \"%s\" is stamped %.3f s %s than the mix; --by-stamp puts it there",
				    nulling->members[i].name, fabs(seconds), seconds > 0.0 ? "later" : "earlier");
	}
}

static enum status compare(struct nulling *nulling)
{
	const struct audio_properties *mix = &nulling->members[0].properties;
	struct proof_file *files = ARENA_ARRAY(nulling->arena, struct proof_file, nulling->count);
	if (!files)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < nulling->count; i++) {
		const struct audio_properties *file = &nulling->members[i].properties;
		files[i] = (struct proof_file){
			.name = nulling->members[i].name,
			.sample_rate = file->sample_rate,
			.channels = file->channels,
			.frames = nulling->starts[i] +
				  resampled_frames(file->frames, file->sample_rate, mix->sample_rate),
			.converted = nulling->settings->resample && file->sample_rate != mix->sample_rate,
		};
	}
	nulling->shape = proof_shape_judge(files, nulling->count, nulling->settings->allow_lengths, &nulling->verdicts);
	return STATUS_OK;
}

/* The dither of a file from elsewhere is unknown, so the bound allows for it. */
static struct format_error error_of(const struct audio_properties *file, const struct audio_properties *mix)
{
	int encoding = file->format & SF_FORMAT_SUBMASK;
	if (file->sample_rate != mix->sample_rate)
		return (struct format_error){ 0 };
	if (file->bits > 0)
		return format_error_of_integers(file->bits, DITHER_TPDF);
	if (encoding == SF_FORMAT_FLOAT || encoding == SF_FORMAT_DOUBLE)
		return format_error_of_floats(encoding == SF_FORMAT_FLOAT ? 32 : 64);
	return (struct format_error){ 0 };
}

/* Many workstations sum in the floats that they print. */
static struct format_error error_of_mix(const struct audio_properties *mix)
{
	struct format_error error = error_of(mix, mix);
	error.sum_step = error.relative_step;
	return error;
}

double nulling_headroom(const struct nulling *nulling, const struct audio_properties *file)
{
	return nulling->settings->ignore_headroom ? 0.0 : file->headroom_db;
}

/* Opens one file, or the left and right files of a pair. */
static enum status open_member(struct nulling *nulling, size_t index)
{
	const struct nulling_member *member = &nulling->members[index];
	struct source *sources[2] = { NULL, NULL };
	enum status status = STATUS_OK;
	for (size_t i = 0; i < (member->paired ? 2 : 1) && status == STATUS_OK; i++) {
		const struct audio_source_options options = { .sample_rate = nulling->members[0].properties.sample_rate,
							      .start_frames = nulling->starts[index],
							      .expected = &member->halves[i] };
		struct problem problem;
		status = audio_source_open(member->paths[i], &options, &sources[i], &problem);
		if (status != STATUS_OK)
			(void)nulling_fail(nulling, status, "source", member->paths[i], problem.text);
	}
	nulling->opened[index] = sources[0];
	if (status == STATUS_OK && member->paired)
		nulling->opened[index] = audio_pair_new(sources[0], sources[1], 2);
	return status == STATUS_OK && !nulling->opened[index] ? STATUS_NO_MEMORY : status;
}

static enum status open_file(struct nulling *nulling, size_t index)
{
	const struct audio_properties *mix = &nulling->members[0].properties;
	enum status status = open_member(nulling, index);
	if (status != STATUS_OK)
		return status;
	nulling->files[index] = (struct verification_file){
		.source = fitted_source_new(nulling->arena, nulling->opened[index], nulling->shape.channels,
					    nulling->shape.frames, 0.0),
		.error = index == 0 ? error_of_mix(mix) : error_of(&nulling->members[index].properties, mix),
	};
	nulling->files[index].error.headroom_db = nulling_headroom(nulling, &nulling->members[index].properties);
	if (nulling->settings->pictures)
		nulling->files[index].waveform =
			waveform_new(nulling->arena, nulling->shape.frames, nulling->shape.channels);
	const bool drawn = !nulling->settings->pictures || nulling->files[index].waveform;
	return nulling->files[index].source && drawn ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status open_files(struct nulling *nulling)
{
	struct problem problem;
	enum status status = audio_source_reserve(2 * nulling->count, &problem);
	if (status != STATUS_OK)
		diagnostics_failure(nulling->diagnostics, status, "source", (struct position){ 0 }, "%s", problem.text);
	for (size_t i = 0; i < nulling->count && status == STATUS_OK; i++)
		status = open_file(nulling, i);
	for (size_t i = 1; i < nulling->count; i++)
		nulling->stems[i - 1] = i;
	nulling->proof = (struct verification_proof){
		.stems = nulling->stems,
		.stem_count = nulling->count - 1,
		.limits = { .max_residual_dbfs = nulling->settings->max_residual_dbfs,
			    .engine_residual_peak = (double)NAN,
			    .engine_residual_rms = (double)NAN },
	};
	return status;
}

static enum status refuse(struct nulling *nulling)
{
	diagnostics_failure(nulling->diagnostics, STATUS_BAD_OUTPUT, "output", (struct position){ 0 }, "%s",
			    output_set_problem(nulling->outputs));
	return STATUS_BAD_OUTPUT;
}

static enum status print_residual(struct nulling *nulling, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *folder = slash ? arena_text(nulling->arena, path, (size_t)(slash + 1 - path)) : ".";
	nulling->outputs = folder ? output_set_new(folder) : NULL;
	if (!nulling->outputs)
		return STATUS_NO_MEMORY;
	output_set_use(nulling->outputs, &(struct output_policy){ .force = nulling->settings->force });
	struct output *output;
	if (output_set_add(nulling->outputs, name, &output) != STATUS_OK)
		return refuse(nulling);
	const struct audio_printer_settings settings = {
		.format = { .container = CONTAINER_WAV, .encoding = ENCODING_FLOAT32, .dither = DITHER_NONE },
		.sample_rate = nulling->members[0].properties.sample_rate,
		.channels = nulling->shape.channels,
		.frames_maximum = nulling->shape.frames,
		.name = path,
	};
	struct problem problem;
	enum status status = audio_printer_open(output_path(output), output_descriptor(output), &settings,
						&nulling->proof.residual, &problem);
	return status == STATUS_OK ? status : nulling_fail(nulling, status, "output", path, problem.text);
}

/* Checks that no file was changed or replaced while it was read. */
static enum status confirm(struct nulling *nulling)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < nulling->count; i++) {
		struct source *source = nulling->opened[i];
		if (source_confirm(source) != STATUS_OK)
			status = nulling_fail(nulling, STATUS_BAD_SOURCE, "source", source->name, source->problem);
	}
	return status;
}

static enum status tell(struct nulling *nulling, enum status status)
{
	const struct verification_result *result = &nulling->verification;
	const char *problem = result->problem ? result->problem : status_text(status);
	if (status == STATUS_OK || status == STATUS_INTERRUPTED)
		return status;
	if (result->failed_file < nulling->count)
		return nulling_fail(nulling, status, "source", nulling->opened[result->failed_file]->name, problem);
	if (result->failed_printer)
		return nulling_fail(nulling, STATUS_BAD_OUTPUT, "output", nulling->settings->residual, problem);
	return status;
}

static enum status verify(struct nulling *nulling)
{
	struct workers *workers = jobs_start(nulling->settings->jobs);
	if (!workers)
		return STATUS_LIMIT;
	struct progress progress = { .title = "null", .sample_rate = nulling->files[0].source->sample_rate };
	const struct verification_job job = {
		.files = nulling->files,
		.file_count = nulling->count,
		.proofs = &nulling->proof,
		.proof_count = 1,
		.workers = workers,
		.stop = &interrupt_signal,
		.progress = nulling->settings->progress ? progress_show : NULL,
		.progress_context = &progress,
	};
	enum status status = verification_run(&job, nulling->arena, &nulling->verification);
	if (nulling->settings->progress)
		progress_clear(&progress);
	workers_free(workers);
	return status == STATUS_OK ? confirm(nulling) : tell(nulling, status);
}

static enum status commit(struct nulling *nulling)
{
	struct printer *printer = nulling->proof.residual;
	enum status status = printer->finish(printer);
	if (status != STATUS_OK)
		return nulling_fail(nulling, status, "output", nulling->settings->residual, printer->problem);
	return output_set_commit(nulling->outputs) == STATUS_OK ? STATUS_OK : refuse(nulling);
}

/* Silence adds up to silence, so such a null proves nothing. */
static void warn_of_silence(struct nulling *nulling)
{
	for (size_t i = 0; i < nulling->count; i++)
		if (isnan(nulling->verification.loudness[i].sample_peak_dbfs))
			diagnostics_warning(nulling->diagnostics, "silent", (struct position){ 0 },
					    "%s \"%s\" is silent; look at what it was printed from",
					    i == 0 ? "mix" : "stem", nulling->members[i].name);
}

static enum status prove(struct nulling *nulling)
{
	enum status status = open_files(nulling);
	if (status == STATUS_OK && nulling->settings->residual)
		status = print_residual(nulling, nulling->settings->residual);
	if (status == STATUS_OK)
		status = verify(nulling);
	if (status == STATUS_OK && nulling->outputs)
		status = commit(nulling);
	if (status == STATUS_OK)
		status = nulling_explain(nulling);
	if (status == STATUS_OK)
		warn_of_silence(nulling);
	return status;
}

enum status nulling_run(struct nulling *nulling, struct diagnostics *diagnostics, const char *const *paths,
			size_t count, const struct nulling_settings *settings)
{
	*nulling = (struct nulling){ .settings = settings,
				     .arena = diagnostics->arena,
				     .diagnostics = diagnostics,
				     .verdicts = { .arena = diagnostics->arena } };
	nulling->starts = ARENA_ARRAY(nulling->arena, uint64_t, count);
	nulling->opened = ARENA_ARRAY(nulling->arena, struct source *, count);
	nulling->files = ARENA_ARRAY(nulling->arena, struct verification_file, count);
	nulling->stems = ARENA_ARRAY(nulling->arena, size_t, count);
	if (!nulling->starts || !nulling->opened || !nulling->files || !nulling->stems)
		return STATUS_NO_MEMORY;
	enum status status = probe(nulling, paths, count);
	if (status == STATUS_OK && settings->by_stamp)
		status = place(nulling);
	if (status == STATUS_OK) {
		warn_of_repetition(nulling);
		if (!settings->by_stamp)
			warn_of_stamps(nulling);
		status = compare(nulling);
	}
	return status == STATUS_OK && nulling->shape.comparable ? prove(nulling) : status;
}

void nulling_release(struct nulling *nulling)
{
	for (size_t i = 0; nulling->opened && i < nulling->count; i++)
		if (nulling->opened[i])
			nulling->opened[i]->free(nulling->opened[i]);
	for (size_t i = 0; nulling->candidates && i < nulling->settings->candidate_count; i++)
		if (nulling->candidates[i])
			nulling->candidates[i]->free(nulling->candidates[i]);
	if (nulling->proof.residual)
		nulling->proof.residual->free(nulling->proof.residual);
	output_set_free(nulling->outputs);
}
