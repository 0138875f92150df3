/* stemprint tests: one pass over printed files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"
#include "support/signal.h"
#include "verify/proof_pass.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FILES = 4, FRAMES = 20001, CHANNELS = 2 };

/* File 0 is the sum of files 1 and 2; file 3 is another sound. */
struct fixture {
	struct arena *arena;
	double *samples[FILES][CHANNELS];
	const double *columns[FILES][CHANNELS];
	struct proof_file files[FILES];
	size_t stems[2];
	struct proof_request proof;
	struct proof_job job;
	struct proof_pass result;
};

static void fixture_open(struct fixture *fixture, size_t file, uint64_t frames, size_t channels, double rate)
{
	if (fixture->files[file].source)
		fixture->files[file].source->free(fixture->files[file].source);
	fixture->files[file] = (struct proof_file){
		.source = memory_source_new(fixture->columns[file], channels, frames, rate),
		.error = format_error_of_floats(64),
		.measure = true,
	};
	cr_assert(fixture->files[file].source);
}

static void fixture_init(struct fixture *fixture)
{
	*fixture = (struct fixture){ .arena = arena_new(), .stems = { 1, 2 } };
	struct noise noise = { 7 };
	for (size_t file = 0; file < FILES; file++) {
		for (size_t channel = 0; channel < CHANNELS; channel++) {
			fixture->samples[file][channel] = samples_new(FRAMES);
			fixture->columns[file][channel] = fixture->samples[file][channel];
			for (size_t i = 0; i < FRAMES; i++)
				fixture->samples[file][channel][i] = nearbyint(1000.0 * noise_gauss(&noise)) / 0x1p15;
		}
	}
	for (size_t channel = 0; channel < CHANNELS; channel++) {
		for (size_t i = 0; i < FRAMES; i++)
			fixture->samples[0][channel][i] =
				fixture->samples[1][channel][i] + fixture->samples[2][channel][i];
	}
	for (size_t file = 0; file < FILES; file++)
		fixture_open(fixture, file, FRAMES, CHANNELS, 48000.0);
	fixture->proof = (struct proof_request){
		.stems = fixture->stems,
		.stem_count = 2,
		.limits = { (double)NAN, (double)NAN, (double)NAN, false, false, false },
	};
	fixture->job = (struct proof_job){
		.files = fixture->files,
		.file_count = FILES,
		.proofs = &fixture->proof,
		.proof_count = 1,
	};
}

static void fixture_release(struct fixture *fixture)
{
	for (size_t file = 0; file < FILES; file++) {
		fixture->files[file].source->free(fixture->files[file].source);
		for (size_t channel = 0; channel < CHANNELS; channel++)
			free(fixture->samples[file][channel]);
	}
	arena_free(fixture->arena);
}

static enum status run(struct fixture *fixture)
{
	return proof_pass_run(&fixture->job, fixture->arena, &fixture->result);
}

Test(proof_pass, proves_and_measures_in_one_pass)
{
	struct fixture fixture;
	fixture_init(&fixture);
	cr_assert(run(&fixture) == STATUS_OK);
	cr_expect(fixture.result.failed_file == PROOF_NO_FILE);
	const struct proof_result *result = &fixture.result.proofs[0];
	cr_expect(result->status == VERDICT_PASS);
	cr_expect(result->residual_peak_dbfs == -(double)INFINITY);
	cr_expect(result->frames == FRAMES);
	for (size_t file = 0; file < FILES; file++) {
		double peak = fmax(samples_peak(fixture.samples[file][0], FRAMES),
				   samples_peak(fixture.samples[file][1], FRAMES));
		cr_expect(fabs(fixture.result.loudness[file].sample_peak_dbfs - (20.0 * log10(peak))) <= 1e-9);
		cr_expect(!isnan(fixture.result.loudness[file].integrated_lufs));
	}
	fixture_release(&fixture);
}

Test(proof_pass, another_file_in_a_stem_s_place_fails)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.stems[1] = 3;
	cr_assert(run(&fixture) == STATUS_OK);
	cr_expect(fixture.result.proofs[0].status == VERDICT_FAIL);
	fixture_release(&fixture);
}

static double peak_dbfs_of(const struct fixture *fixture, size_t file)
{
	return 20.0 * log10(fmax(samples_peak(fixture->samples[file][0], FRAMES),
				 samples_peak(fixture->samples[file][1], FRAMES)));
}

/* The proof knows the peaks of all its files, with a meter or without. */
Test(proof_pass, the_proof_knows_the_peaks)
{
	for (size_t measured = 0; measured < 8; measured++) {
		struct fixture fixture;
		fixture_init(&fixture);
		fixture.samples[1][1][FRAMES - 1] = 0.75;
		fixture.samples[2][0][0] = -0.875;
		for (size_t file = 0; file < 3; file++)
			fixture.files[file].measure = (measured >> file & 1) != 0;
		cr_assert(run(&fixture) == STATUS_OK);
		const struct proof_result *result = &fixture.result.proofs[0];
		cr_expect(fabs(result->mix_peak_dbfs - peak_dbfs_of(&fixture, 0)) <= 1e-9, "%zu", measured);
		cr_expect(fabs(result->stem_peaks_dbfs[0] - 20.0 * log10(0.75)) <= 1e-9, "%zu", measured);
		cr_expect(fabs(result->stem_peaks_dbfs[1] - 20.0 * log10(0.875)) <= 1e-9, "%zu", measured);
		fixture_release(&fixture);
	}
}

/* The fault is in the last frame of the second channel, past the last whole block. */
Test(proof_pass, reads_to_the_last_frame)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.samples[2][1][FRAMES - 1] += 0.25;
	cr_assert(run(&fixture) == STATUS_OK);
	const struct proof_result *result = &fixture.result.proofs[0];
	cr_expect(fabs(result->residual_peak_dbfs - (20.0 * log10(0.25))) <= 1e-9);
	cr_expect(result->peak_frame == FRAMES - 1);
	cr_expect(result->peak_channel == 1);
	fixture_release(&fixture);
}

Test(proof_pass, without_meters_the_peak_is_still_known)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.files[3].measure = false;
	cr_assert(run(&fixture) == STATUS_OK);
	double peak = fmax(samples_peak(fixture.samples[3][0], FRAMES), samples_peak(fixture.samples[3][1], FRAMES));
	cr_expect(fabs(fixture.result.loudness[3].sample_peak_dbfs - (20.0 * log10(peak))) <= 1e-9);
	cr_expect(isnan(fixture.result.loudness[3].integrated_lufs));
	cr_expect(isnan(fixture.result.loudness[3].true_peak_dbtp));
	fixture_release(&fixture);
}

static double power_of(const struct third_octaves *octaves)
{
	double power = octaves->below + octaves->above;
	for (size_t i = 0; i < octaves->count; i++)
		power += octaves->powers[i];
	return power;
}

/* A residual is analysed, and only that; the spectrum has all of its power. */
Test(proof_pass, what_a_proof_leaves_is_analysed)
{
	struct fixture fixture;
	fixture_init(&fixture);
	cr_assert(run(&fixture) == STATUS_OK);
	cr_expect_null(fixture.result.proofs[0].octaves);
	fixture_release(&fixture);
	fixture_init(&fixture);
	fixture.stems[1] = 3;
	cr_assert(run(&fixture) == STATUS_OK);
	const struct proof_result *result = &fixture.result.proofs[0];
	cr_assert_not_null(result->octaves);
	double power = power_of(result->octaves), squares = 0.0, peak = 0.0;
	for (size_t i = 0; i < result->series->count; i++) {
		squares += result->series->squares[i];
		peak = fmax(peak, result->series->peaks[i]);
	}
	cr_expect_float_eq(10.0 * log10(power), result->residual_rms_dbfs, 1e-9);
	cr_expect_float_eq(10.0 * log10(squares / FRAMES / CHANNELS), result->residual_rms_dbfs, 1e-9);
	cr_expect_float_eq(20.0 * log10(peak), result->residual_peak_dbfs, 1e-9);
	fixture_release(&fixture);
}

/* Makes files of 16 bits at 2000 Hz, with ten whole seconds and one that is cut short. */
static void open_seconds(struct fixture *fixture, bool skips)
{
	for (size_t file = 0; file < FILES; file++) {
		fixture_open(fixture, file, FRAMES, CHANNELS, 2000.0);
		fixture->files[file].error = format_error_of_integers(16, DITHER_TPDF);
		fixture->files[file].measure = false;
		if (!skips)
			fixture->files[file].source->skip = NULL;
	}
}

/* Everywhere a step up or down is left, which the formats explain; in three seconds it is more, to the very last frame.
 */
Test(proof_pass, only_what_is_over_is_analysed)
{
	enum { RATE = 2000, BLOCK = 1024 };
	static const size_t over[] = { 3, 4, 10 };
	for (unsigned skips = 0; skips < 2; skips++) {
		struct fixture fixture;
		fixture_init(&fixture);
		open_seconds(&fixture, skips);
		double *columns[CHANNELS];
		struct noise noise = { 3 };
		for (size_t channel = 0; channel < CHANNELS; channel++) {
			columns[channel] = samples_new(FRAMES);
			for (size_t i = 0; i < FRAMES; i++) {
				double more =
					i / RATE == over[0] || i / RATE == over[1] || i / RATE == over[2] ? 40.0 : 0.0;
				double left =
					copysign(1.0, noise_gauss(&noise)) + nearbyint(more * noise_gauss(&noise));
				fixture.samples[2][channel][i] -= left / 0x1p15;
				columns[channel][i] = more > 0.0 ? left / 0x1p15 : 0.0;
			}
		}
		cr_assert(run(&fixture) == STATUS_OK);
		const struct proof_result *result = &fixture.result.proofs[0];
		for (size_t i = 0; i < result->series->count; i++)
			cr_expect_eq(proof_result_is_over(result, i), i == over[0] || i == over[1] || i == over[2]);
		struct third_octave_meter *meter = third_octave_new(fixture.arena, CHANNELS, RATE);
		struct third_octaves expected;
		third_octave_add(meter, (const double *const *)columns, 0, FRAMES);
		third_octave_read(meter, &expected);
		cr_assert_not_null(result->octaves);
		cr_expect_gt(power_of(&expected), 0.0);
		cr_expect_eq(memcmp(result->octaves, &expected, sizeof expected), 0);
		const uint64_t more = memory_source_frames_read(fixture.files[0].source) - FRAMES;
		if (skips)
			cr_expect_leq(more, 3 * RATE + 4 * BLOCK);
		cr_expect_eq(memory_source_frames_read(fixture.files[3].source), FRAMES, "it is in no proof");
		for (size_t channel = 0; channel < CHANNELS; channel++)
			free(columns[channel]);
		fixture_release(&fixture);
	}
}

/* Three steps up or down peak no higher than rounding can, and their rms is 11 dB over what it leaves. */
Test(proof_pass, where_no_second_is_over_all_are_analysed)
{
	struct fixture fixture;
	fixture_init(&fixture);
	open_seconds(&fixture, true);
	struct noise noise = { 3 };
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++)
			fixture.samples[2][channel][i] -= copysign(3.0, noise_gauss(&noise)) / 0x1p15;
	cr_assert(run(&fixture) == STATUS_OK);
	const struct proof_result *result = &fixture.result.proofs[0];
	cr_expect(result->status == VERDICT_FAIL);
	cr_expect_lt(result->residual_peak_dbfs, result->bound_dbfs);
	cr_assert_not_null(result->octaves);
	cr_expect_float_eq(10.0 * log10(power_of(result->octaves)), result->residual_rms_dbfs, 1e-9);
	fixture_release(&fixture);
}

/* A limit of the user's passes a residual that the formats do not explain: it is analysed all the same. */
Test(proof_pass, what_is_allowed_but_not_explained_is_analysed)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.stems[1] = 3;
	fixture.proof.limits.max_residual_dbfs = 0.0;
	cr_assert(run(&fixture) == STATUS_OK);
	cr_expect(fixture.result.proofs[0].status == VERDICT_PASS);
	cr_expect(!fixture.result.proofs[0].explained);
	cr_expect_not_null(fixture.result.proofs[0].octaves);
	fixture_release(&fixture);
}

Test(proof_pass, a_file_of_unknown_error_needs_a_limit_unless_it_nulls)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.files[2].error = (struct format_error){ 0 };
	cr_assert(run(&fixture) == STATUS_OK);
	cr_expect(fixture.result.proofs[0].status == VERDICT_PASS, "exact is exact");
	cr_expect(isnan(fixture.result.proofs[0].floor_dbfs));
	cr_expect(isnan(fixture.result.proofs[0].bound_dbfs));
	fixture_release(&fixture);
	for (unsigned limited = 0; limited < 2; limited++) {
		fixture_init(&fixture);
		fixture.files[2].error = (struct format_error){ 0 };
		fixture.samples[2][0][100] += 0x1p-40;
		fixture.proof.limits.max_residual_dbfs = limited ? -100.0 : (double)NAN;
		cr_assert(run(&fixture) == STATUS_OK);
		cr_expect(fixture.result.proofs[0].status == (limited ? VERDICT_PASS : VERDICT_FAIL));
		fixture_release(&fixture);
	}
}

static enum status write_nothing(struct printer *printer, const double *const *columns, size_t frames)
{
	(void)columns;
	(void)frames;
	printer->problem = "the disk is full";
	return STATUS_BAD_OUTPUT;
}

Test(proof_pass, the_residual_is_handed_on)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.stems[1] = 3;
	struct memory_printer *printer = memory_printer_new(CHANNELS);
	fixture.proof.residual = &printer->printer;
	cr_assert(run(&fixture) == STATUS_OK);
	cr_assert_eq(printer->frames, FRAMES);
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++)
			cr_assert_float_eq(printer->columns[channel][i],
					   fixture.samples[0][channel][i] - fixture.samples[1][channel][i] -
						   fixture.samples[3][channel][i],
					   1e-12);
	printer->printer.free(&printer->printer);
	fixture_release(&fixture);

	struct printer full = { .channels = CHANNELS, .write = write_nothing };
	fixture_init(&fixture);
	fixture.proof.residual = &full;
	cr_expect(run(&fixture) == STATUS_BAD_OUTPUT);
	cr_expect_eq(fixture.result.failed_printer, &full);
	cr_expect(fixture.result.failed_file == PROOF_NO_FILE);
	cr_expect_str_eq(fixture.result.problem, "the disk is full");
	fixture_release(&fixture);
}

struct course {
	uint64_t last, calls;
	bool falls;
};

static void follow(void *context, uint64_t frames, uint64_t all_frames)
{
	struct course *course = context;
	course->falls |= frames <= course->last;
	course->last = frames;
	course->calls++;
	cr_assert_eq(all_frames, FRAMES);
}

Test(proof_pass, tells_how_far_it_is)
{
	struct fixture fixture;
	struct course course = { 0 };
	fixture_init(&fixture);
	fixture.job.progress = follow;
	fixture.job.progress_context = &course;
	cr_assert(run(&fixture) == STATUS_OK);
	cr_expect_eq(course.last, FRAMES);
	cr_expect_gt(course.calls, 1);
	cr_expect(!course.falls);
	fixture_release(&fixture);
}

Test(proof_pass, files_of_a_proof_must_be_alike)
{
	static const struct {
		uint64_t frames;
		size_t channels;
		double rate;
		const char *problem;
	} rows[] = {
		{ FRAMES, CHANNELS, 44100.0,
		  "has 44100 Hz where the mix \"memory\" has 48000: print both at one rate" },
		{ FRAMES, 1, 48000.0, "has 1 channel where the mix \"memory\" has 2: print both alike" },
		{ 20000, CHANNELS, 48000.0,
		  "has 20000 frames where the mix \"memory\" has 20001: print both over the same span" },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		struct fixture fixture;
		fixture_init(&fixture);
		fixture_open(&fixture, 2, rows[r].frames, rows[r].channels, rows[r].rate);
		cr_expect(run(&fixture) == STATUS_BAD_SOURCE);
		cr_expect(fixture.result.failed_file == 2);
		cr_expect(strcmp(fixture.result.problem, rows[r].problem) == 0);
		fixture_release(&fixture);
	}
}

/* Files outside the proof may have any length and any channels. */
Test(proof_pass, other_files_may_differ)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture_open(&fixture, 3, 9000, 1, 44100.0);
	cr_expect(run(&fixture) == STATUS_OK);
	cr_expect(fixture.result.proofs[0].status == VERDICT_PASS);
	double peak = samples_peak(fixture.samples[3][0], 9000);
	cr_expect(fabs(fixture.result.loudness[3].sample_peak_dbfs - (20.0 * log10(peak))) <= 1e-9);
	fixture_release(&fixture);
}

static enum status broken_read(struct source *source, double *const *columns, size_t frames)
{
	(void)columns;
	(void)frames;
	source->problem = "ends 3 frames early";
	return STATUS_BAD_SOURCE;
}

Test(proof_pass, a_file_that_cannot_be_read_is_named)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.files[1].source->read = broken_read;
	cr_expect(run(&fixture) == STATUS_BAD_SOURCE);
	cr_expect(fixture.result.failed_file == 1);
	cr_expect(strcmp(fixture.result.problem, "ends 3 frames early") == 0);
	fixture_release(&fixture);
}

Test(proof_pass, stops_when_asked)
{
	struct fixture fixture;
	fixture_init(&fixture);
	const volatile sig_atomic_t stop = 1;
	fixture.job.stop = &stop;
	cr_expect(run(&fixture) == STATUS_INTERRUPTED);
	fixture_release(&fixture);
}

Test(proof_pass, nothing_to_do_is_fine)
{
	struct arena *arena = arena_new();
	struct proof_job job = { .file_count = 0 };
	struct proof_pass result;
	cr_expect(proof_pass_run(&job, arena, &result) == STATUS_OK);
	arena_free(arena);
}

/* File 2 is not measured, and file 3 has a sample that ends its figures in the middle of the pass. */
static void run_with(size_t count, double (*clock)(void), struct proof_pass *result, struct arena *arena)
{
	struct fixture fixture;
	fixture_init(&fixture);
	fixture.files[2].measure = false;
	fixture.files[1].with_level = true;
	fixture.samples[3][1][FRAMES / 2] = 1e300;
	struct workers *workers = workers_new(count);
	fixture.job.workers = workers;
	fixture.job.clock = clock;
	cr_assert_eq(proof_pass_run(&fixture.job, arena, result), STATUS_OK);
	workers_free(workers);
	fixture_release(&fixture);
}

Test(proof_pass, figures_do_not_depend_on_the_workers)
{
	struct arena *arena = arena_new();
	struct proof_pass one, many;
	run_with(1, NULL, &one, arena);
	cr_expect(!isnan(one.loudness[0].momentary_max_lufs) && isnan(one.loudness[3].momentary_max_lufs));
	for (size_t count = 2; count <= 16; count *= 2) {
		run_with(count, NULL, &many, arena);
		for (size_t i = 0; i < FILES; i++) {
			cr_expect_arr_eq(&one.loudness[i], &many.loudness[i], sizeof *one.loudness, "file %zu", i);
			cr_expect_arr_eq(&one.levels[i], &many.levels[i], sizeof *one.levels, "file %zu", i);
			cr_assert_eq(!one.courses[i], !many.courses[i]);
			if (one.courses[i])
				cr_expect_arr_eq(one.courses[i], many.courses[i], sizeof *one.courses[i], "file %zu",
						 i);
		}
		cr_expect_eq(one.proofs[0].residual_peak_dbfs, many.proofs[0].residual_peak_dbfs);
	}
	arena_free(arena);
}

/* Each reading of this clock is a second later. */
static double counting_clock(void)
{
	static double seconds;
	return seconds += 1.0;
}

Test(proof_pass, a_clock_times_each_kind_of_task)
{
	const double blocks = (FRAMES + PROOF_BLOCK_FRAMES - 1) / PROOF_BLOCK_FRAMES;
	struct arena *arena = arena_new();
	struct proof_pass timed, plain;
	run_with(1, counting_clock, &timed, arena);
	run_with(1, NULL, &plain, arena);
	cr_expect_eq(timed.seconds[PROOF_TASK_READ], FILES * blocks);
	cr_expect_eq(timed.seconds[PROOF_TASK_QUALITY], 0.0);
	cr_expect_eq(timed.seconds[PROOF_TASK_PEAKS], (FILES - 1) * blocks);
	cr_expect_eq(timed.seconds[PROOF_TASK_ENERGIES], blocks, "one worker measures all in one group");
	cr_expect_eq(timed.seconds[PROOF_TASK_PROVE], blocks);
	for (size_t kind = 0; kind < PROOF_TASK_KINDS; kind++)
		cr_expect_eq(plain.seconds[kind], 0.0);
	arena_free(arena);
}
