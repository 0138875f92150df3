/* Runs meters and proof over noise in memory.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/plan/trial_meters.h"

#include "cmd/job/cpu_clock.h"
#include "cmd/plan/trial_noise.h"
#include "dsp/elementary.h"
#include "verify/proof_pass.h"

#include <math.h>

enum { FILES = 2, CHANNELS = 2 };

/* A beat of noise plays again and again, so that the trial takes little memory. It dies away as the sounds of music do:
   a meter of true peaks looks closely at what is about as loud as the peak, and steady noise is all the time. What the
   meters need until they know the peak hardly counts in ten seconds. */
static const double piece_seconds = 0.2, decay_db = 24.0;
enum { PIECES = 50 };

/* No two beats of music are equally loud. A sequence spreads their levels evenly over a range. */
static const double beats_db = 12.0, sequence_step = 0.618;

/* A printed file, whose samples are in memory. */
struct memory_file {
	struct source source; /* the first member, so that a pointer to it is one to the file */
	double *columns[CHANNELS]; /* [piece] */
	size_t piece; /* frames */
	size_t next; /* the next frame of the piece */
	size_t beats; /* that have ended */
	double gain; /* of the present beat, linear */
};

static void begin_beat(struct memory_file *file, size_t number)
{
	file->beats = number;
	file->gain = decibel_to_gain(-beats_db * fmod((double)number * sequence_step, 1.0));
	file->next = 0;
}

static enum status read_memory(struct source *source, double *const *columns, size_t frames)
{
	struct memory_file *file = (struct memory_file *)(void *)source;
	for (size_t done = 0; done < frames;) {
		const size_t left = file->piece - file->next, count = left < frames - done ? left : frames - done;
		for (size_t i = 0; i < CHANNELS; i++)
			for (size_t k = 0; k < count; k++)
				columns[i][done + k] = file->gain * file->columns[i][file->next + k];
		file->next += count;
		if (file->next == file->piece)
			begin_beat(file, file->beats + 1);
		done += count;
	}
	return STATUS_OK;
}

static enum status rewind_memory(struct source *source)
{
	begin_beat((struct memory_file *)(void *)source, 0);
	return STATUS_OK;
}

/* The arena has all of it. */
static void free_nothing(struct source *source)
{
	(void)source;
}

static enum status fill(struct memory_file *file, double sample_rate, struct arena *arena)
{
	struct source *noise = trial_noise_new(CHANNELS, sample_rate, piece_seconds, arena);
	if (!noise)
		return STATUS_NO_MEMORY;
	file->piece = (size_t)noise->frames;
	begin_beat(file, 0);
	file->source = (struct source){ .sample_rate = sample_rate,
					.channels = CHANNELS,
					.frames = noise->frames * PIECES,
					.read = read_memory,
					.rewind = rewind_memory,
					.free = free_nothing,
					.name = "noise" };
	for (size_t i = 0; i < CHANNELS; i++)
		if (!(file->columns[i] = ARENA_ARRAY(arena, double, noise->frames)))
			return STATUS_NO_MEMORY;
	enum status status = noise->read(noise, file->columns, noise->frames);
	for (size_t k = 0; status == STATUS_OK && k < file->piece; k++) {
		const double gain = decibel_to_gain(-decay_db * (double)k / (double)file->piece);
		for (size_t i = 0; i < CHANNELS; i++)
			file->columns[i][k] *= gain;
	}
	return status;
}

enum status trial_meters_run(double sample_rate, bool together, struct workers *workers, struct arena *arena,
			     struct meter_costs *costs)
{
	static const size_t stem = 1;
	struct memory_file memory[FILES];
	enum status status = fill(&memory[0], sample_rate, arena);
	if (status != STATUS_OK)
		return status;
	memory[stem] = memory[0];
	struct proof_file files[FILES] = { { .source = &memory[0].source, .measure = true },
					   { .source = &memory[stem].source, .measure = true } };
	const struct proof_request proof = { .mix = 0, .stems = &stem, .stem_count = 1 };
	const struct proof_job job = { .files = files,
				       .file_count = FILES,
				       .proofs = &proof,
				       .proof_count = 1,
				       .workers = workers,
				       .shares = together ? 1 : FILES,
				       .clock = cpu_clock_thread };
	struct proof_pass pass;
	status = proof_pass_run(&job, arena, &pass);
	for (size_t i = 0; i < PROOF_TASK_KINDS; i++)
		costs->seconds[i] = pass.seconds[i] / ((double)memory[0].source.frames * FILES * CHANNELS);
	return status;
}

double meter_costs_sum(const struct meter_costs *costs)
{
	double sum = 0.0;
	for (size_t i = 0; i < PROOF_TASK_KINDS; i++)
		sum += costs->seconds[i];
	return sum;
}
