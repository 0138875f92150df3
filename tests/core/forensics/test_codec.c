/* Tests that a file that went through a coder is named, with its coder, its band edge and its pre-echo.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/coder_proof.h"
#include "forensics/coder_signs.h"
#include "forensics/forensics.h"
#include "support/coded.h"
#include "support/memory.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEMS = 3, FRAMES = 180 * CODED_HOP, FIRST = 300, LIMIT = 725 /* coefficients: 16992 Hz */ };

static const double rate = 48000.0;

static double files[STEMS + 1][FRAMES];

/* Noise in bursts, each stem with lengths of its own, and 30 dB softer between. */
static void make_files(void)
{
	static const size_t lengths[STEMS] = { 9700, 13100, 17300 };
	struct noise noise = { 7 };
	memset(files, 0, sizeof files);
	for (size_t s = 0; s < STEMS; s++)
		for (size_t i = 0; i < FRAMES; i++) {
			const double level = i % lengths[s] > lengths[s] / 2 ? 0.1 : 0.003;
			files[1 + s][i] = level * noise_gauss(&noise);
			files[0][i] += files[1 + s][i];
		}
}

static void code_file(size_t file, double low_step, double high_step, size_t limit)
{
	double *copy = samples_new(FRAMES);
	coded(files[file], copy, FRAMES, FIRST, CODED_SINE, low_step, high_step, limit);
	memcpy(files[file], copy, sizeof files[file]);
	free(copy);
}

/* A proof of the files, and what closes it. */
struct set {
	struct arena *arena;
	const double *columns[STEMS + 1]; /* one channel of each file */
	struct source *stems[STEMS];
	struct proof proof;
};

static void open_set(struct set *set)
{
	set->arena = arena_new();
	for (size_t i = 0; i <= STEMS; i++)
		set->columns[i] = files[i];
	for (size_t s = 0; s < STEMS; s++)
		set->stems[s] = memory_source_new(&set->columns[1 + s], 1, FRAMES, rate);
	set->proof = (struct proof){
		.mix = memory_source_new(&set->columns[0], 1, FRAMES, rate),
		.stems = set->stems,
		.stem_count = STEMS,
	};
}

static void close_set(struct set *set)
{
	set->proof.mix->free(set->proof.mix);
	for (size_t s = 0; s < STEMS; s++)
		set->stems[s]->free(set->stems[s]);
	arena_free(set->arena);
}

static void expect_codec(size_t file)
{
	struct set set;
	struct forensics forensics;
	open_set(&set);
	cr_assert(forensics_run(&set.proof, -(double)INFINITY, set.arena, &forensics) == STATUS_OK);
	cr_assert(forensics.cause_count > 0);
	const struct cause *cause = &forensics.causes[0];
	cr_expect(cause->kind == CAUSE_CODEC && cause->stem == (file == 0 ? CAUSE_OF_MIX : file - 1), "file %zu: %s",
		  file, cause->evidence);
	cr_assert(cause->coding, "%s", cause->evidence);
	cr_expect(cause->coding->coder == CODER_AAC, "%s", cause->evidence);
	cr_expect_float_eq(cause->coding->band_edge_hertz, rate / 2.0 * LIMIT / CODED_HOP, 250.0, "%.0f Hz",
			   cause->coding->band_edge_hertz);
	cr_expect(cause->coding->kilobits_least == 0.0 && isnan(cause->value), "of AAC no rate is told");
	close_set(&set);
}

Test(codec, names_the_file_and_the_coder)
{
	for (size_t file = 0; file <= 2; file++) {
		make_files();
		code_file(file, 0.3, 2.5, LIMIT);
		expect_codec(file);
	}
}

/* Measures the first stem as if it had gone through MP3, and another one that did not. */
static void measure_signs(struct coding *coding, struct coding *other)
{
	struct set set;
	struct forensics_case evidence;
	open_set(&set);
	cr_assert(forensics_case_open(&evidence, &set.proof, -(double)INFINITY, set.arena) == STATUS_OK);
	cr_assert(forensics_case_measure_at(&evidence, NULL) == STATUS_OK);
	*coding = coder_signs(&evidence, 1, CODER_MP3);
	*other = coder_signs(&evidence, 2, CODER_MP3);
	close_set(&set);
}

/* The bursts begin within frames, and the error of the frame comes before them. */
Test(codec, measures_pre_echo)
{
	struct coding coding, other;
	make_files();
	code_file(1, 0.3, 1.0, CODED_HOP);
	measure_signs(&coding, &other);
	cr_expect_gt(coding.pre_echo_db, coding.residual_db + 6.0, "%.1f dB, and %.1f dB in all", coding.pre_echo_db,
		     coding.residual_db);
	cr_expect(isnan(coding.band_edge_hertz) && coding.kilobits_least == 0.0, "%.0f Hz", coding.band_edge_hertz);
}

Test(codec, tells_the_rate_of_mp3_by_its_low_pass)
{
	struct coding coding, other;
	make_files();
	code_file(1, 0.3, 2.5, LIMIT);
	measure_signs(&coding, &other);
	cr_expect(coding.kilobits_least == 128.0 && coding.kilobits_most == 128.0, "LAME sets 17 kHz at 128 kb/s");
	cr_expect(isnan(other.band_edge_hertz) && other.kilobits_least == 0.0, "%.0f Hz", other.band_edge_hertz);
}

/* The mix holds the coded stem as its file does, and another stem is lost: the coder is no fault. */
Test(codec, of_both_sides_is_no_fault)
{
	struct set set;
	struct forensics_case evidence;
	struct coder_findings findings;
	make_files();
	code_file(1, 0.3, 2.5, LIMIT);
	for (size_t i = 0; i < FRAMES; i++)
		files[0][i] = files[1][i] + files[2][i] + 0.01 * files[3][i];
	memset(files[3], 0, sizeof files[3]);
	open_set(&set);
	cr_assert(forensics_case_open(&evidence, &set.proof, -(double)INFINITY, set.arena) == STATUS_OK);
	cr_assert(coder_proof_run(&evidence, 1, &findings) == STATUS_OK);
	cr_expect(findings.coder == CODER_NONE, "%s, %.1f", coder_name(findings.coder), findings.certainty);
	make_files();
	code_file(1, 0.3, 2.5, LIMIT);
	cr_assert(coder_proof_run(&evidence, 1, &findings) == STATUS_OK);
	cr_expect(findings.coder == CODER_AAC && findings.first_frame == FIRST, "%s", coder_name(findings.coder));
	close_set(&set);
}

/* The mix holds the coded stem a little later than its file does: the frames of the coder are later, too. */
Test(codec, of_a_late_stem_is_no_fault)
{
	struct set set;
	struct forensics_case evidence;
	struct coder_findings findings;
	make_files();
	code_file(1, 0.3, 2.5, LIMIT);
	for (size_t i = 0; i < FRAMES; i++)
		files[0][i] = (i < 3 ? 0.0 : files[1][i - 3]) + files[2][i] + files[3][i];
	open_set(&set);
	cr_assert(forensics_case_open(&evidence, &set.proof, -(double)INFINITY, set.arena) == STATUS_OK);
	cr_assert(forensics_case_measure_at(&evidence, NULL) == STATUS_OK);
	cr_assert(coder_proof_run(&evidence, 1, &findings) == STATUS_OK);
	cr_expect(findings.coder == CODER_NONE, "%s, %.1f", coder_name(findings.coder), findings.certainty);
	close_set(&set);
}
