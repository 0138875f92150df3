/* stemprint: runs one pass over all printed files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/proof_pass.h"

#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "engine/pipeline.h"
#include "verify/proof_tasks.h"
#include "verify/repetition.h"
#include "verify/shaped_noise.h"
#include "verify/shared_dither.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>

/* While one block is measured, the next ones are read; a file may be so many blocks ahead of another before it waits.
   All meters of a file take its block while that is still in the cache. True peaks are ahead of the loudness by no
   more than the buffers: at the lowest rate of the meter, 4 kHz, that is a little more than a second. */
enum { BLOCK_FRAMES = PROOF_BLOCK_FRAMES, BUFFERS = PROOF_BUFFERS };
_Static_assert(BLOCK_FRAMES *BUFFERS < 4000 * LOUDNESS_PEAKS_AHEAD_SECONDS,
	       "true peaks are ahead by more than the ring");

struct proof_state {
	struct proof_meter *meter;
	const double *const *mix[BUFFERS];
	const double *const **stems[BUFFERS];
	uint64_t frames;
	struct printer *residual; /* NULL: none is wanted */
	enum status printed;
	bool again; /* its files are read again for the spectrum */
	struct third_octave_meter *octaves;
	bool may_be_shaped; /* its residual is compared with its files */
	struct shaped_noise noise;
	bool may_repeat; /* its frames are counted */
	struct repetition repetition;
	struct shared_dither *dither; /* that all files may share; NULL: it is not looked for */
	bool dither_is_known;
};

/* The state of a file in the pass. */
struct file_state {
	double **columns[BUFFERS];
	struct loudness_meter *meter; /* NULL: not measured */
	struct level_meter level;
	size_t metered[BUFFERS]; /* frames of each buffer that the loudness meter takes */
	double peak; /* of a file not measured */
	bool again; /* it is read again for the spectrum */
	uint64_t passed_over; /* frames that were not needed since the last block that was read */
	enum status status;
};

struct pass {
	const struct proof_job *job;
	struct arena *arena;
	struct proof_pass *result;
	struct file_state *files;
	const struct kernel *kernel;
	struct proof_state *proofs;
	const struct proof_group *groups; /* [group_count] of files whose loudness is measured together */
	struct loudness_group **group_meters; /* [group_count] */
	size_t group_count;
	uint64_t frames; /* of the longest file */
};

static enum status fail_file(struct pass *pass, size_t file, const char *problem)
{
	pass->result->failed_file = file;
	pass->result->problem = problem;
	return !problem ? STATUS_NO_MEMORY : STATUS_BAD_SOURCE;
}

static enum status check_stem(struct pass *pass, const struct source *mix, size_t file)
{
	const struct source *stem = pass->job->files[file].source;
	if (stem->sample_rate != mix->sample_rate)
		return fail_file(pass, file,
				 arena_format(pass->arena,
					      "has %.0f Hz where the mix \"%s\" has %.0f: print both at one rate",
					      stem->sample_rate, mix->name, mix->sample_rate));
	if (stem->channels != mix->channels)
		return fail_file(pass, file,
				 arena_format(pass->arena, "has %zu %s where the mix \"%s\" has %zu: print both alike",
					      stem->channels, stem->channels == 1 ? "channel" : "channels", mix->name,
					      mix->channels));
	if (stem->frames != mix->frames)
		return fail_file(pass, file,
				 arena_format(pass->arena,
					      "has %" PRIu64 " frames where the mix \"%s\" has %" PRIu64
					      ": print both over the same span",
					      stem->frames, mix->name, mix->frames));
	return STATUS_OK;
}

static enum status check_proof(struct pass *pass, const struct proof_request *proof)
{
	const struct source *mix = pass->job->files[proof->mix].source;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < proof->stem_count && status == STATUS_OK; i++)
		status = check_stem(pass, mix, proof->stems[i]);
	return status;
}

static enum status prepare_file(struct pass *pass, size_t index)
{
	const struct proof_file *file = &pass->job->files[index];
	struct file_state *state = &pass->files[index];
	size_t channels = file->source->channels;
	for (size_t buffer = 0; buffer < BUFFERS; buffer++) {
		double **columns = ARENA_ARRAY(pass->arena, double *, channels);
		double *samples = ARENA_ARRAY(pass->arena, double, channels *BLOCK_FRAMES);
		if (!columns || !samples)
			return STATUS_NO_MEMORY;
		for (size_t channel = 0; channel < channels; channel++)
			columns[channel] = samples + channel * BLOCK_FRAMES;
		state->columns[buffer] = columns;
	}
	if (file->source->frames > pass->frames)
		pass->frames = file->source->frames;
	if (!file->measure)
		return STATUS_OK;
	enum status status = loudness_meter_new_with(channels, file->source->sample_rate,
						     &(struct loudness_settings){ .in_group = true }, &state->meter);
	if (status == STATUS_LIMIT)
		pass->result->failed_file = index;
	return status;
}

static enum status prepare_proof(struct pass *pass, size_t index)
{
	const struct proof_request *proof = &pass->job->proofs[index];
	const struct proof_file *files = pass->job->files;
	struct proof_state *state = &pass->proofs[index];
	const struct source *mix = files[proof->mix].source;
	struct format_error *errors = ARENA_ARRAY(pass->arena, struct format_error, proof->stem_count);
	if (!errors)
		return STATUS_NO_MEMORY;
	for (size_t buffer = 0; buffer < BUFFERS; buffer++) {
		state->mix[buffer] = (const double *const *)pass->files[proof->mix].columns[buffer];
		state->stems[buffer] = ARENA_ARRAY(pass->arena, const double *const *, proof->stem_count);
		if (!state->stems[buffer])
			return STATUS_NO_MEMORY;
		for (size_t i = 0; i < proof->stem_count; i++)
			state->stems[buffer][i] = (const double *const *)pass->files[proof->stems[i]].columns[buffer];
	}
	state->frames = mix->frames;
	state->residual = proof->residual;
	for (size_t i = 0; i < proof->stem_count; i++)
		errors[i] = files[proof->stems[i]].error;
	state->meter = proof_meter_new(pass->arena, mix->sample_rate, &files[proof->mix].error, errors,
				       proof->stem_count, mix->channels, BLOCK_FRAMES);
	return !state->meter ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status prepare(struct pass *pass)
{
	const struct proof_job *job = pass->job;
	pass->files = ARENA_ARRAY(pass->arena, struct file_state, job->file_count);
	pass->proofs = ARENA_ARRAY(pass->arena, struct proof_state, job->proof_count);
	pass->result->loudness = ARENA_ARRAY(pass->arena, struct loudness, job->file_count);
	pass->result->levels = ARENA_ARRAY(pass->arena, struct level, job->file_count);
	pass->result->courses = ARENA_ARRAY(pass->arena, const struct loudness_course *, job->file_count);
	pass->result->proofs = ARENA_ARRAY(pass->arena, struct proof_result, job->proof_count);
	if (!pass->files || !pass->proofs || !pass->result->loudness || !pass->result->levels ||
	    !pass->result->courses || !pass->result->proofs)
		return STATUS_NO_MEMORY;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < job->proof_count && status == STATUS_OK; i++)
		status = check_proof(pass, &job->proofs[i]);
	for (size_t i = 0; i < job->file_count && status == STATUS_OK; i++)
		status = prepare_file(pass, i);
	for (size_t i = 0; i < job->proof_count && status == STATUS_OK; i++)
		status = prepare_proof(pass, i);
	return status;
}

static size_t frames_at(uint64_t frames, uint64_t position)
{
	uint64_t left = position < frames ? frames - position : 0;
	return left < BLOCK_FRAMES ? (size_t)left : BLOCK_FRAMES;
}

/* The subject of a task of the pipeline: a file, a group of files or a proof. */
struct subject {
	struct pass *pass;
	size_t index;
	enum status (*run)(void *context, uint64_t block);
	double seconds; /* CPU time, if there is a clock */
};

static enum status run_timed(void *context, uint64_t block)
{
	struct subject *subject = context;
	double (*clock)(void) = subject->pass->job->clock;
	const double began = clock();
	const enum status status = subject->run(subject, block);
	subject->seconds += clock() - began;
	return status;
}

static enum status read_file(void *context, uint64_t block)
{
	const struct subject *subject = context;
	struct source *source = subject->pass->job->files[subject->index].source;
	struct file_state *state = &subject->pass->files[subject->index];
	size_t frames = frames_at(source->frames, block * BLOCK_FRAMES);
	if (frames != 0)
		state->status = source->read(source, state->columns[block % BUFFERS], frames);
	return state->status;
}

/* Hears the samples of a block that was read: what costs little, and what tells the meters to go on. */
static void hear_block(const struct subject *subject, size_t frames, uint64_t block)
{
	const struct proof_file *file = &subject->pass->job->files[subject->index];
	struct file_state *state = &subject->pass->files[subject->index];
	const double *const *columns = (const double *const *)state->columns[block % BUFFERS];
	if (file->overview)
		overview_add(file->overview, columns, frames);
	if (file->with_level)
		level_add(&state->level, columns, file->source->channels, frames);
	if (state->meter)
		state->metered[block % BUFFERS] = loudness_meter_hear(state->meter, columns, frames) ? frames : 0;
	for (size_t channel = 0; !state->meter && channel < file->source->channels; channel++)
		state->peak = fmax(state->peak, subject->pass->kernel->column->peak(columns[channel], frames));
}

static enum status read_and_hear(void *context, uint64_t block)
{
	const struct subject *subject = context;
	const uint64_t frames = subject->pass->job->files[subject->index].source->frames;
	const size_t count = frames_at(frames, block * BLOCK_FRAMES);
	subject->pass->files[subject->index].metered[block % BUFFERS] = 0;
	enum status status = read_file(context, block);
	if (status == STATUS_OK && count > 0)
		hear_block(subject, count, block);
	return status;
}

static enum status find_faults(void *context, uint64_t block)
{
	const struct subject *subject = context;
	const struct proof_file *file = &subject->pass->job->files[subject->index];
	const size_t frames = frames_at(file->source->frames, block * BLOCK_FRAMES);
	const struct file_state *state = &subject->pass->files[subject->index];
	return frames > 0 ? quality_add(file->quality, (const double *const *)state->columns[block % BUFFERS], frames)
			  : STATUS_OK;
}

static enum status measure_peaks(void *context, uint64_t block)
{
	const struct subject *subject = context;
	const struct file_state *state = &subject->pass->files[subject->index];
	return loudness_meter_add_peaks(state->meter, (const double *const *)state->columns[block % BUFFERS],
					state->metered[block % BUFFERS]);
}

static enum status measure_energies(void *context, uint64_t block)
{
	const struct subject *subject = context;
	const struct pass *pass = subject->pass;
	const struct proof_group *group = &pass->groups[subject->index];
	const double *const *columns[LOUDNESS_GROUP_CHANNELS_MAXIMUM];
	size_t frames[LOUDNESS_GROUP_CHANNELS_MAXIMUM];
	for (size_t i = 0; i < group->count; i++) {
		const struct file_state *state = &pass->files[group->files[i]];
		columns[i] = (const double *const *)state->columns[block % BUFFERS];
		frames[i] = state->metered[block % BUFFERS];
	}
	return loudness_group_add_energies(pass->group_meters[subject->index], columns, frames);
}

static enum status prove(void *context, uint64_t block)
{
	const struct subject *subject = context;
	struct proof_state *proof = &subject->pass->proofs[subject->index];
	size_t frames = frames_at(proof->frames, block * BLOCK_FRAMES);
	if (frames == 0)
		return STATUS_OK;
	proof_meter_add(proof->meter, proof->mix[block % BUFFERS],
			(const double *const *const *)proof->stems[block % BUFFERS], frames);
	if (proof->residual)
		proof->printed = proof->residual->write(proof->residual, proof_meter_residual(proof->meter), frames);
	return proof->printed;
}

/* The frames over which the residual stays over the allowance, or stays under it. */
struct stretch {
	bool over;
	size_t frames;
};

static struct stretch stretch_at(const struct proof_result *result, uint64_t frame, size_t most)
{
	const struct level_series *series = result->series;
	uint64_t left = level_series_left(series, frame);
	return (struct stretch){ .over = proof_result_is_over(result, (size_t)(frame / series->window_frames)),
				 .frames = left < most ? (size_t)left : most };
}

/* Tells whether a proof of the second pass is over the allowance somewhere in a block. */
static bool is_wanted(const struct pass *pass, uint64_t block)
{
	bool wanted = false;
	for (size_t k = 0; k < pass->job->proof_count && !wanted; k++) {
		uint64_t start = block * BLOCK_FRAMES;
		size_t frames = pass->proofs[k].again ? frames_at(pass->proofs[k].frames, start) : 0;
		for (size_t done = 0; done < frames && !wanted;) {
			struct stretch next = stretch_at(&pass->result->proofs[k], start + done, frames - done);
			wanted = next.over;
			done += next.frames;
		}
	}
	return wanted;
}

static enum status catch_up(struct source *source, struct file_state *state, double *const *columns)
{
	uint64_t frames = state->passed_over;
	state->passed_over = 0;
	if (source->skip)
		return frames > 0 ? source->skip(source, frames) : STATUS_OK;
	enum status status = STATUS_OK;
	for (uint64_t done = 0; done < frames && status == STATUS_OK; done += BLOCK_FRAMES)
		status = source->read(source, columns, frames_at(frames, done));
	return status;
}

/* Reads a block in the second pass, if it is wanted. */
static enum status read_again(void *context, uint64_t block)
{
	const struct subject *subject = context;
	struct source *source = subject->pass->job->files[subject->index].source;
	struct file_state *state = &subject->pass->files[subject->index];
	if (!state->again)
		return STATUS_OK;
	if (!is_wanted(subject->pass, block)) {
		state->passed_over += BLOCK_FRAMES;
		return STATUS_OK;
	}
	state->status = catch_up(source, state, state->columns[block % BUFFERS]);
	return state->status == STATUS_OK ? read_file(context, block) : state->status;
}

/* Compares a stretch of the residual with all files of its proof. */
static void compare(struct proof_state *proof, const struct stretch *stretch, size_t from, size_t channels,
		    size_t stems, size_t buffer)
{
	const double *const *residual = proof_meter_residual(proof->meter);
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = 0; i <= stems; i++) {
			const double *const *columns = i == 0 ? proof->mix[buffer] : proof->stems[buffer][i - 1];
			shaped_noise_add(&proof->noise, i, residual[channel] + from, columns[channel] + from,
					 stretch->frames);
		}
}

static void count_frames(struct proof_state *proof, size_t from, size_t frames, size_t channels, size_t buffer)
{
	for (size_t channel = 0; channel < channels; channel++)
		repetition_add(&proof->repetition, proof->mix[buffer][channel],
			       (const double *const *const *)proof->stems[buffer], channel, from, frames);
}

static enum status analyse(void *context, uint64_t block)
{
	const struct subject *subject = context;
	struct proof_state *proof = &subject->pass->proofs[subject->index];
	const struct proof_result *result = &subject->pass->result->proofs[subject->index];
	const uint64_t start = block * BLOCK_FRAMES;
	size_t frames = proof->again ? frames_at(proof->frames, start) : 0;
	bool subtracted = false;
	for (size_t done = 0; done < frames;) {
		struct stretch next = stretch_at(result, start + done, frames - done);
		if (next.over && !subtracted)
			proof_meter_subtract(proof->meter, proof->mix[block % BUFFERS],
					     (const double *const *const *)proof->stems[block % BUFFERS], frames);
		subtracted |= next.over;
		if (next.over)
			third_octave_add(proof->octaves, proof_meter_residual(proof->meter), done, next.frames);
		else
			third_octave_rest(proof->octaves, next.frames);
		if (next.over && proof->may_repeat)
			count_frames(proof, done, next.frames, result->channels, block % BUFFERS);
		if (next.over && proof->may_be_shaped)
			compare(proof, &next, done, result->channels, result->stem_count, block % BUFFERS);
		done += next.frames;
	}
	return STATUS_OK;
}

static enum status end_block(void *context, uint64_t block)
{
	const struct pass *pass = ((const struct subject *)context)->pass;
	const volatile sig_atomic_t *stop = pass->job->stop;
	uint64_t frames = (block + 1) * BLOCK_FRAMES;
	if (pass->job->progress)
		pass->job->progress(pass->job->progress_context, frames < pass->frames ? frames : pass->frames,
				    pass->frames);
	return stop && *stop ? STATUS_INTERRUPTED : STATUS_OK;
}

static void find_fault(struct pass *pass)
{
	for (size_t k = pass->job->proof_count; k-- > 0;)
		if (pass->proofs[k].printed != STATUS_OK) {
			pass->result->failed_printer = pass->proofs[k].residual;
			pass->result->problem = pass->proofs[k].residual->problem;
		}
	for (size_t i = pass->job->file_count; i-- > 0;)
		if (pass->files[i].status != STATUS_OK) {
			pass->result->failed_file = i;
			pass->result->failed_printer = NULL;
			pass->result->problem = pass->job->files[i].source->problem;
		}
}

/* What the tasks of a pass run. The meters are NULL where files are only read. */
struct actions {
	enum status (*on_file)(void *context, uint64_t block);
	enum status (*on_proof)(void *context, uint64_t block);
	const struct proof_meters *meters;
};

/* Lets the task run its action, with a subject of its own. */
static void set_action(const struct actions *actions, enum proof_task_kind kind, struct pipeline_task *task,
		       struct subject *subject)
{
	enum status (*const runs[PROOF_TASK_KINDS])(void *context, uint64_t block) = {
		[PROOF_TASK_READ] = actions->on_file,   [PROOF_TASK_QUALITY] = find_faults,
		[PROOF_TASK_PEAKS] = measure_peaks,     [PROOF_TASK_ENERGIES] = measure_energies,
		[PROOF_TASK_PROVE] = actions->on_proof, [PROOF_TASK_END] = end_block,
	};
	subject->run = runs[kind];
	task->run = subject->pass->job->clock ? run_timed : subject->run;
	task->context = subject;
}

static enum status list_tasks(struct pass *pass, const struct actions *actions, struct proof_tasks *tasks,
			      struct subject **subjects)
{
	const struct proof_job *job = pass->job;
	struct proof_parties *parties = ARENA_ARRAY(pass->arena, struct proof_parties, job->proof_count);
	if (!parties)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->proof_count; i++)
		parties[i] =
			(struct proof_parties){ job->proofs[i].mix, job->proofs[i].stems, job->proofs[i].stem_count };
	const struct proof_work work = { .file_count = job->file_count,
					 .meters = actions->meters,
					 .proofs = parties,
					 .proof_count = job->proof_count,
					 .buffers = BUFFERS,
					 .workers = job->shares > 0 ? job->shares : workers_count(job->workers) };
	enum status status = proof_tasks_list(&work, pass->arena, tasks);
	if (status != STATUS_OK)
		return status;
	*subjects = ARENA_ARRAY(pass->arena, struct subject, tasks->count);
	for (size_t i = 0; *subjects && i < tasks->count; i++) {
		(*subjects)[i] = (struct subject){ .pass = pass, .index = tasks->what[i].index };
		set_action(actions, tasks->what[i].kind, &tasks->items[i], &(*subjects)[i]);
	}
	return *subjects ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status make_group(struct pass *pass, const struct proof_group *group, struct loudness_group **meter)
{
	struct loudness_meter *meters[LOUDNESS_GROUP_CHANNELS_MAXIMUM];
	for (size_t i = 0; i < group->count; i++)
		meters[i] = pass->files[group->files[i]].meter;
	return loudness_group_new(meters, group->count, meter);
}

static enum status make_groups(struct pass *pass, const struct proof_tasks *tasks)
{
	pass->groups = tasks->groups;
	pass->group_count = tasks->group_count;
	pass->group_meters = ARENA_ARRAY(pass->arena, struct loudness_group *, pass->group_count);
	enum status status = pass->group_meters ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < pass->group_count && status == STATUS_OK; i++)
		status = make_group(pass, &pass->groups[i], &pass->group_meters[i]);
	return status;
}

static void free_meters(struct pass *pass)
{
	for (size_t i = 0; pass->group_meters && i < pass->group_count; i++)
		loudness_group_free(pass->group_meters[i]);
	for (size_t i = 0; pass->files && i < pass->job->file_count; i++)
		loudness_meter_free(pass->files[i].meter);
}

static enum status read_all(struct pass *pass, const struct actions *actions, uint64_t frames)
{
	struct proof_tasks tasks;
	struct subject *subjects;
	enum status status = list_tasks(pass, actions, &tasks, &subjects);
	if (status == STATUS_OK && actions->meters)
		status = make_groups(pass, &tasks);
	if (status != STATUS_OK)
		return status;
	struct pipeline *pipeline = pipeline_new(pass->arena, tasks.items, tasks.count);
	if (!pipeline)
		return STATUS_NO_MEMORY;
	status = pipeline_run(pipeline, pass->job->workers, 0, (frames + BLOCK_FRAMES - 1) / BLOCK_FRAMES);
	find_fault(pass);
	for (size_t i = 0; i < tasks.count; i++)
		pass->result->seconds[tasks.what[i].kind] += subjects[i].seconds;
	return status;
}

/* Reads and measures all files, and runs all proofs. */
static enum status measure_all(struct pass *pass)
{
	const struct proof_job *job = pass->job;
	struct proof_meters *meters = ARENA_ARRAY(pass->arena, struct proof_meters, job->file_count);
	if (!meters)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < job->file_count; i++)
		meters[i] = (struct proof_meters){ .quality = job->files[i].quality,
						   .loudness = job->files[i].measure,
						   .channels = job->files[i].source->channels,
						   .sample_rate = job->files[i].source->sample_rate };
	return read_all(pass, &(struct actions){ read_and_hear, prove, meters }, pass->frames);
}

static enum status rewind_file(struct pass *pass, size_t file)
{
	struct source *source = pass->job->files[file].source;
	pass->files[file].again = true;
	pass->files[file].passed_over = 0;
	pass->files[file].status = source->rewind(source);
	return pass->files[file].status;
}

static enum status rewind_proof(struct pass *pass, size_t index)
{
	const struct proof_request *proof = &pass->job->proofs[index];
	enum status status = rewind_file(pass, proof->mix);
	for (size_t i = 0; i < proof->stem_count && status == STATUS_OK; i++)
		status = rewind_file(pass, proof->stems[i]);
	find_fault(pass);
	return status;
}

static enum status prepare_again(struct pass *pass, size_t index)
{
	const struct proof_request *proof = &pass->job->proofs[index];
	const struct source *mix = pass->job->files[proof->mix].source;
	struct proof_state *state = &pass->proofs[index];
	state->octaves = third_octave_new(pass->arena, mix->channels, mix->sample_rate);
	state->may_be_shaped =
		proof_meter_may_be_shaped(state->meter) && shaped_noise_is_possible(&pass->result->proofs[index]);
	state->may_repeat = repetition_is_possible(&pass->result->proofs[index]);
	if (state->may_repeat && !repetition_init(&state->repetition, pass->arena, proof->stem_count))
		return STATUS_NO_MEMORY;
	if (!state->octaves || !shaped_noise_init(&state->noise, proof->stem_count + 1, pass->arena))
		return STATUS_NO_MEMORY;
	return rewind_proof(pass, index);
}

static bool forgive_repetition(struct proof_state *state, struct proof_result *result)
{
	if (!state->may_repeat)
		return false;
	const double limit = repetition_limit_dbfs(&state->repetition, state->meter, result);
	if (!(result->residual_rms_dbfs <= limit))
		return false;
	result->limit_dbfs = limit;
	result->explained = result->repeated = true;
	if (isnan(result->max_residual_dbfs))
		result->status = VERDICT_PASS;
	return result->status == VERDICT_PASS;
}

/* Noise that was shaped is what the formats leave. It has a floor of its own, and needs no spectrum in the report. */
static bool forgive_shaped_noise(struct proof_state *state, struct proof_result *result)
{
	if (!state->may_be_shaped || !shaped_noise_explains(&state->noise, result, state->octaves))
		return false;
	result->explained = result->shaped = true;
	result->floor_dbfs = result->residual_rms_dbfs;
	result->limit_dbfs = result->floor_dbfs + PROOF_FLOOR_TOLERANCE_DB;
	result->bound_dbfs = result->residual_rms_dbfs + SHAPED_NOISE_CREST_DB;
	if (!result->exact_wanted && isnan(result->max_residual_dbfs))
		result->status = VERDICT_PASS;
	return result->status == VERDICT_PASS;
}

static enum status collect_octaves(struct pass *pass, size_t index)
{
	struct third_octaves *octaves = ARENA_NEW(pass->arena, struct third_octaves);
	if (!octaves)
		return STATUS_NO_MEMORY;
	third_octave_read(pass->proofs[index].octaves, octaves);
	struct proof_result *result = &pass->result->proofs[index];
	if (!forgive_repetition(&pass->proofs[index], result) && !forgive_shaped_noise(&pass->proofs[index], result))
		result->octaves = octaves;
	return STATUS_OK;
}

static enum status read_for_dither(void *context, uint64_t block)
{
	const struct subject *subject = context;
	struct file_state *state = &subject->pass->files[subject->index];
	if (!state->again)
		return STATUS_OK;
	state->status = read_file(context, block);
	return state->status;
}

static enum status take_dither(void *context, uint64_t block)
{
	const struct subject *subject = context;
	struct proof_state *proof = &subject->pass->proofs[subject->index];
	const size_t frames = frames_at(proof->frames, block * BLOCK_FRAMES), buffer = block % BUFFERS;
	if (!proof->dither || frames == 0)
		return STATUS_OK;
	const double *const *const *stems = (const double *const *const *)proof->stems[buffer];
	proof_meter_subtract(proof->meter, proof->mix[buffer], stems, frames);
	if (proof->dither_is_known)
		shared_dither_add(proof->dither, proof_meter_residual(proof->meter), stems, frames);
	else
		shared_dither_hear(proof->dither, proof_meter_residual(proof->meter)[0], frames);
	return STATUS_OK;
}

/* Reads the files of all proofs that look for a shared dither, from their beginning. */
static enum status read_for_dithers(struct pass *pass, uint64_t frames)
{
	bool any = false;
	enum status status = STATUS_OK;
	for (size_t i = 0; i < pass->job->file_count; i++)
		pass->files[i].again = false;
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++) {
		any = any || pass->proofs[i].dither;
		if (pass->proofs[i].dither)
			status = rewind_proof(pass, i);
	}
	if (status != STATUS_OK || !any)
		return status;
	return read_all(pass, &(struct actions){ read_for_dither, take_dither, NULL },
			frames < pass->frames ? frames : pass->frames);
}

static enum status prepare_dither(struct pass *pass, size_t index)
{
	const struct proof_request *proof = &pass->job->proofs[index];
	const struct proof_file *files = pass->job->files;
	const double mix_step = files[proof->mix].error.truncation_step;
	double *steps = ARENA_ARRAY(pass->arena, double, proof->stem_count);
	if (!steps)
		return STATUS_NO_MEMORY;
	bool foreign = mix_step > 0.0 && files[proof->mix].error.headroom_db == 0.0;
	for (size_t i = 0; i < proof->stem_count; i++) {
		const struct format_error *error = &files[proof->stems[i]].error;
		steps[i] = error->truncation_step;
		foreign &= error->known && steps[i] > 0.0 && error->headroom_db == 0.0;
	}
	if (!foreign || pass->result->proofs[index].explained ||
	    !shared_dither_is_possible(&pass->result->proofs[index], steps, proof->stem_count))
		return STATUS_OK;
	pass->proofs[index].dither =
		shared_dither_new(pass->arena, files[proof->mix].source->channels, mix_step, steps, proof->stem_count);
	return pass->proofs[index].dither ? STATUS_OK : STATUS_NO_MEMORY;
}

static void forgive_dither(const struct proof_state *state, struct proof_result *result)
{
	struct shared_dither_floor floor;
	if (!state->dither || !shared_dither_explains(state->dither, &floor))
		return;
	result->explained = result->shared_dither = true;
	result->floor_dbfs = gain_to_decibel(sqrt(floor.power));
	result->limit_dbfs = result->floor_dbfs + PROOF_FLOOR_TOLERANCE_DB;
	result->bound_dbfs = gain_to_decibel(floor.bound);
	if (!result->exact_wanted && isnan(result->max_residual_dbfs))
		result->status = VERDICT_PASS;
}

/* Looks for one dither in all files: learns it from their beginning, and then takes it out of the whole residual. */
static enum status look_for_dithers(struct pass *pass)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++)
		status = prepare_dither(pass, i);
	if (status == STATUS_OK)
		status = read_for_dithers(pass, SHARED_DITHER_LEARNING);
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++) {
		struct proof_state *state = &pass->proofs[i];
		if (state->dither && !shared_dither_learn(state->dither, &state->dither_is_known))
			status = STATUS_NO_MEMORY;
		if (!state->dither_is_known)
			state->dither = NULL;
	}
	if (status == STATUS_OK)
		status = read_for_dithers(pass, pass->frames);
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++)
		forgive_dither(&pass->proofs[i], &pass->result->proofs[i]);
	for (size_t i = 0; i < pass->job->file_count; i++)
		pass->files[i].again = false;
	return status;
}

/* Analyses the residuals that the formats do not explain. Most proofs hold and need no transform. */
static enum status look_closer(struct pass *pass)
{
	enum status status = look_for_dithers(pass);
	bool again = false;
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++) {
		const struct proof_result *result = &pass->result->proofs[i];
		pass->proofs[i].again = !result->explained || result->status != VERDICT_PASS;
		again |= pass->proofs[i].again;
		if (pass->proofs[i].again)
			status = prepare_again(pass, i);
	}
	if (again && status == STATUS_OK)
		status = read_all(pass, &(struct actions){ read_again, analyse, NULL }, pass->frames);
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++)
		if (pass->proofs[i].again)
			status = collect_octaves(pass, i);
	return status;
}

static enum status collect_loudness(struct pass *pass, size_t index)
{
	struct loudness_course *course = ARENA_NEW(pass->arena, struct loudness_course);
	if (!course)
		return STATUS_NO_MEMORY;
	loudness_meter_read_course(pass->files[index].meter, course);
	pass->result->courses[index] = course;
	return loudness_meter_read(pass->files[index].meter, &pass->result->loudness[index]);
}

static double peak_of(const struct pass *pass, size_t file)
{
	const struct file_state *state = &pass->files[file];
	return state->meter ? loudness_meter_sample_peak(state->meter) : state->peak;
}

static enum status collect_proof(struct pass *pass, size_t index)
{
	const struct proof_request *proof = &pass->job->proofs[index];
	double *peaks = ARENA_ARRAY(pass->arena, double, proof->stem_count + 1);
	if (!peaks)
		return STATUS_NO_MEMORY;
	peaks[0] = peak_of(pass, proof->mix);
	for (size_t i = 0; i < proof->stem_count; i++)
		peaks[i + 1] = peak_of(pass, proof->stems[i]);
	proof_meter_read(pass->proofs[index].meter, peaks, &proof->limits, &pass->result->proofs[index]);
	return STATUS_OK;
}

static enum status collect(struct pass *pass)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < pass->job->file_count && status == STATUS_OK; i++) {
		pass->result->levels[i] = level_read(&pass->files[i].level);
		pass->result->loudness[i] = loudness_absent(pass->files[i].peak);
		if (pass->files[i].meter)
			status = collect_loudness(pass, i);
	}
	for (size_t i = 0; i < pass->job->proof_count && status == STATUS_OK; i++)
		status = collect_proof(pass, i);
	return status;
}

enum status proof_pass_run(const struct proof_job *job, struct arena *arena, struct proof_pass *result)
{
	*result = (struct proof_pass){ .failed_file = PROOF_NO_FILE };
	struct pass pass = { .job = job, .arena = arena, .result = result, .kernel = kernel_select(NULL) };
	enum status status = prepare(&pass);
	if (status == STATUS_OK)
		status = measure_all(&pass);
	if (status == STATUS_OK)
		status = collect(&pass);
	if (status == STATUS_OK)
		status = look_closer(&pass);
	free_meters(&pass);
	return status;
}
