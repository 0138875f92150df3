/* Tests printed files that somebody has changed: the null test finds each change, and passes the untouched set.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_probe.h"
#include "io/audio_source.h"
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"
#include "verify/proof_pass.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES_MAXIMUM = 6 };

/* Renders the master of the demo: a mix and five stems through a compressor, 24 bit. */
static const char *const printed[FILES_MAXIMUM] = { "mix.wav",         "stems/drums.wav", "stems/bass.wav",
						    "stems/horns.wav", "stems/keys.wav",  "stems/guitar.wav" };

static void render(void)
{
	const char *folder = scratch_make();
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--no-loudness", "-d", folder,
								     STEMPRINT_ROOT "/recipes/big-band.yaml"));
	program_release(&run);
}

TestSuite(files, .init = render, .fini = scratch_remove);

/* Runs the null test of the first of the files with the others. */
static enum status prove(const char *const *files, size_t count, double max_residual_dbfs, struct proof_pass *result,
			 struct arena *arena)
{
	struct proof_file opened[FILES_MAXIMUM] = { 0 };
	size_t stems[FILES_MAXIMUM];
	char paths[FILES_MAXIMUM][512];
	for (size_t i = 0; i < count; i++) {
		const struct audio_source_options options = { 0 };
		struct problem problem;
		snprintf(paths[i], sizeof paths[i], "%s", scratch_path(files[i]));
		cr_assert_eq(audio_source_open(paths[i], &options, &opened[i].source, &problem), STATUS_OK, "%s: %s",
			     files[i], problem.text);
		opened[i].error = format_error_of_integers(24, DITHER_TPDF);
		stems[i] = i + 1;
	}
	const struct proof_request proof = { .mix = 0,
					     .stems = stems,
					     .stem_count = count - 1,
					     .limits = { .max_residual_dbfs = max_residual_dbfs,
							 .engine_residual_peak = (double)NAN,
							 .engine_residual_rms = (double)NAN } };
	const struct proof_job job = { .files = opened, .file_count = count, .proofs = &proof, .proof_count = 1 };
	enum status status = proof_pass_run(&job, arena, result);
	for (size_t i = 0; i < count; i++)
		opened[i].source->free(opened[i].source);
	return status;
}

/* The changes of the bass. The levels are those of the closed forms for this sound. */
struct mischief {
	const char *what;
	void (*change)(struct sound *stem);
};

static void nothing(struct sound *stem)
{
	(void)stem;
}

static void a_tenth_of_a_decibel(struct sound *stem)
{
	for (size_t i = 0; i < stem->frames * stem->channels; i++)
		stem->samples[i] *= 1.0115794542598986;
}

static void a_hundredth_of_a_decibel(struct sound *stem)
{
	for (size_t i = 0; i < stem->frames * stem->channels; i++)
		stem->samples[i] *= 1.0011519555381696;
}

static void one_frame_late(struct sound *stem)
{
	memmove(stem->samples + stem->channels, stem->samples,
		(stem->frames - 1) * stem->channels * sizeof *stem->samples);
	memset(stem->samples, 0, stem->channels * sizeof *stem->samples);
}

static void one_frame_early(struct sound *stem)
{
	memmove(stem->samples, stem->samples + stem->channels,
		(stem->frames - 1) * stem->channels * sizeof *stem->samples);
}

static void polarity(struct sound *stem)
{
	for (size_t i = 0; i < stem->frames * stem->channels; i++)
		stem->samples[i] = -stem->samples[i];
}

static void silence(struct sound *stem)
{
	memset(stem->samples, 0, stem->frames * stem->channels * sizeof *stem->samples);
}

static void sides_exchanged(struct sound *stem)
{
	for (size_t i = 0; i < stem->frames; i++) {
		double left = stem->samples[2 * i];
		stem->samples[2 * i] = stem->samples[2 * i + 1];
		stem->samples[2 * i + 1] = left;
	}
}

static void one_lost_sample(struct sound *stem)
{
	size_t loudest = 0;
	for (size_t i = 0; i < stem->frames * stem->channels; i++)
		if (fabs(stem->samples[i]) > fabs(stem->samples[loudest]))
			loudest = i;
	stem->samples[loudest] = 0.0;
}

static void sixteen_bits(struct sound *stem)
{
	for (size_t i = 0; i < stem->frames * stem->channels; i++)
		stem->samples[i] = floor(stem->samples[i] * 32768.0 + 0.5) / 32768.0;
}

static const struct mischief table[] = {
	{ "0.1 dB louder", a_tenth_of_a_decibel }, { "0.01 dB louder", a_hundredth_of_a_decibel },
	{ "one frame late", one_frame_late },      { "one frame early", one_frame_early },
	{ "polarity flipped", polarity },          { "silenced", silence },
	{ "one sample lost", one_lost_sample },    { "cut to 16 bits", sixteen_bits },
};

/* Copies a stem with a change, as an edit in a DAW would make it. */
static void copy_changed(const char *from, const char *to, void (*change)(struct sound *stem))
{
	struct sound sound = sound_read(scratch_path(from));
	change(&sound);
	sound_write(scratch_path(to), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
}

/* The test uses the limit of the recipe and that of the formats. */
static const double limits[] = { -120.0, (double)NAN };

static void assert_verdict(const char *what, const char *const *files, size_t count, enum verdict_status expected)
{
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct arena *arena = arena_new();
		struct proof_pass result;
		cr_assert_eq(prove(files, count, limits[i], &result, arena), STATUS_OK, "%s", what);
		fprintf(stderr, "%-20s limit %6.1f: residual %7.2f dBFS peak, %7.2f rms: %s\n", what, limits[i],
			result.proofs[0].residual_peak_dbfs, result.proofs[0].residual_rms_dbfs,
			verdict_status_text(result.proofs[0].status));
		cr_assert_eq(result.proofs[0].status, expected, "%s", what);
		arena_free(arena);
	}
}

/* A file that is rewritten without a change changes no verdict. */
Test(files, that_nobody_changed_pass)
{
	assert_verdict("untouched", printed, FILES_MAXIMUM, VERDICT_PASS);
	copy_changed("stems/bass.wav", "copy.wav", nothing);
	const char *files[FILES_MAXIMUM];
	memcpy(files, printed, sizeof files);
	files[2] = "copy.wav";
	assert_verdict("rewritten", files, FILES_MAXIMUM, VERDICT_PASS);
}

Test(files, of_a_changed_stem_fail)
{
	const char *files[FILES_MAXIMUM];
	memcpy(files, printed, sizeof files);
	files[2] = "changed.wav";
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		copy_changed("stems/bass.wav", "changed.wav", table[i].change);
		assert_verdict(table[i].what, files, FILES_MAXIMUM, VERDICT_FAIL);
	}
	/* The bass is in the middle, so the drums are used: their sides differ, and can be swapped. */
	copy_changed("stems/drums.wav", "changed.wav", sides_exchanged);
	files[1] = "changed.wav";
	files[2] = printed[2];
	assert_verdict("sides exchanged", files, FILES_MAXIMUM, VERDICT_FAIL);
}

Test(files, with_a_stem_replaced_by_another_fail)
{
	const char *files[FILES_MAXIMUM];
	memcpy(files, printed, sizeof files);
	files[2] = printed[4];
	assert_verdict("another stem", files, FILES_MAXIMUM, VERDICT_FAIL);
	memcpy(files, printed, sizeof files);
	files[0] = printed[1];
	assert_verdict("a stem as the mix", files, FILES_MAXIMUM, VERDICT_FAIL);
}

Test(files, with_a_stem_missing_or_counted_twice_fail)
{
	assert_verdict("the last one missing", printed, FILES_MAXIMUM - 1, VERDICT_FAIL);
	const char *files[FILES_MAXIMUM];
	memcpy(files, printed, sizeof files);
	files[5] = printed[1];
	assert_verdict("drums for guitar", files, FILES_MAXIMUM, VERDICT_FAIL);
}

/* A stem of another shape is an error that names it, before anything is compared. */
static void assert_refused(const char *what, const char *const *files, size_t culprit)
{
	struct arena *arena = arena_new();
	struct proof_pass result;
	enum status status = prove(files, FILES_MAXIMUM, -120.0, &result, arena);
	fprintf(stderr, "%-20s %s: %s\n", what, status_text(status), result.problem ? result.problem : "");
	cr_assert_eq(status, STATUS_BAD_SOURCE, "%s", what);
	cr_assert_eq(result.failed_file, culprit, "%s: file %zu", what, result.failed_file);
	cr_assert_not_null(result.problem, "%s", what);
	arena_free(arena);
}

static void one_frame_short(struct sound *stem)
{
	stem->frames--;
}

static void at_another_rate(struct sound *stem)
{
	stem->rate = 44100;
}

static void on_one_channel(struct sound *stem)
{
	for (size_t i = 0; i < stem->frames; i++)
		stem->samples[i] = stem->samples[2 * i];
	stem->channels = 1;
}

Test(files, of_another_shape_are_refused)
{
	static const struct mischief shapes[] = {
		{ "one frame short", one_frame_short },
		{ "another rate", at_another_rate },
		{ "one channel", on_one_channel },
	};
	const char *files[FILES_MAXIMUM];
	memcpy(files, printed, sizeof files);
	files[2] = "changed.wav";
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		copy_changed("stems/bass.wav", "changed.wav", shapes[i].change);
		assert_refused(shapes[i].what, files, 2);
	}
}

/* The operating system cuts the file, and its header still promises everything: the open or the read must fail. */
Test(files, cut_behind_their_header_are_refused)
{
	cr_assert_eq(truncate(scratch_path("stems/bass.wav"), 100000), 0);
	struct source *source;
	struct problem problem;
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("stems/bass.wav"));
	const struct audio_source_options options = { 0 };
	if (audio_source_open(path, &options, &source, &problem) != STATUS_OK) {
		cr_assert_neq(problem.text[0], '\0');
		return;
	}
	source->free(source);
	assert_refused("cut", printed, 2);
}

/* The file changes between the probe of a source and its reading. */
Test(files, swapped_behind_the_look_at_them_are_refused)
{
	static const struct mischief swaps[] = {
		{ "another length", one_frame_short },
		{ "another rate", at_another_rate },
		{ "other samples", polarity },
	};
	copy_changed("stems/bass.wav", "source.wav", nothing);
	char path[512];
	snprintf(path, sizeof path, "%s", scratch_path("source.wav"));
	for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++) {
		const char *paths[] = { path };
		struct audio_probe probe;
		const struct audio_probe_limits probe_limits = audio_probe_limits();
		cr_assert_eq(audio_probe(paths, 1, &probe_limits, &probe), STATUS_OK);
		copy_changed("stems/bass.wav", "source.wav", swaps[i].change);
		const struct audio_source_options options = { .sample_rate = 48000, .expected = &probe.properties };
		struct source *source;
		struct problem problem;
		cr_assert_eq(audio_source_open(path, &options, &source, &problem), STATUS_BAD_SOURCE, "%s",
			     swaps[i].what);
		cr_assert_neq(problem.text[0], '\0');
		fprintf(stderr, "%-20s %s\n", swaps[i].what, problem.text);
	}
}
