/* Tests a disk that fails while the final lengths go into a header.
   SPDX-License-Identifier: GPL-3.0-or-later

   The printer refuses the print, whatever the library says. */
#include "faults/closing_faults.h"
#include "io/audio_printer.h"
#include "io/output_set.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 20000, CHANNELS_MAXIMUM = 3, CALLS_MAXIMUM = 64 };

static double columns[CHANNELS_MAXIMUM][FRAMES];

static void make(void)
{
	scratch_make();
	uint32_t state = 3;
	for (size_t c = 0; c < CHANNELS_MAXIMUM; c++)
		for (size_t i = 0; i < FRAMES; i++)
			columns[c][i] = (double)(int32_t)(state = state * 1664525u + 1013904223u) * 0x1p-32;
}

TestSuite(broken_print, .init = make, .fini = scratch_remove, .timeout = 60);

static const struct {
	const char *name;
	enum container container;
	enum encoding encoding;
	size_t channels;
	uint64_t frames_maximum;
	double headroom_db; /* the file states it in a chunk of its own */
} kinds[] = { { "wav", CONTAINER_WAV, ENCODING_PCM24, 2, 1 << 20, 0.0 },
	      { "wav of an odd length", CONTAINER_WAV, ENCODING_PCM24, 1, 1 << 20, 0.0 },
	      { "wav of floats", CONTAINER_WAV, ENCODING_FLOAT32, 2, 1 << 20, 0.0 },
	      { "wavex", CONTAINER_WAV, ENCODING_PCM16, 3, 1 << 20, 0.0 },
	      { "rf64", CONTAINER_WAV, ENCODING_PCM24, 2, UINT64_C(1) << 32, 0.0 },
	      { "rf64 of floats", CONTAINER_WAV, ENCODING_FLOAT64, 2, UINT64_C(1) << 32, 0.0 },
	      { "flac", CONTAINER_FLAC, ENCODING_PCM16, 2, 1 << 20, 0.0 },
	      { "lower wav", CONTAINER_WAV, ENCODING_PCM24, 1, 1 << 20, 6.0 },
	      { "lower rf64", CONTAINER_WAV, ENCODING_FLOAT32, 2, UINT64_C(1) << 32, 6.0 },
	      { "lower flac", CONTAINER_FLAC, ENCODING_PCM16, 2, 1 << 20, 6.0 },
	      { "deep flac", CONTAINER_FLAC, ENCODING_PCM24, 2, 1 << 20, 0.0 } };

/* Prints the columns, as a whole file or as one that is a frame short of a pair, and commits it if the printer reports
 * success. */
static enum status print(size_t kind, size_t frames, struct problem *problem)
{
	const struct audio_printer_settings settings = {
		.format = { kinds[kind].container, kinds[kind].encoding, DITHER_TPDF, 0.0 },
		.sample_rate = 48000,
		.channels = kinds[kind].channels,
		.frames_maximum = kinds[kind].frames_maximum,
		.headroom_db = kinds[kind].headroom_db,
		.name = "out",
	};
	struct output_set *set = output_set_new(scratch_path("prints"));
	output_set_use(set, &(struct output_policy){ .force = true });
	struct output *output;
	struct printer *printer;
	cr_assert_eq(output_set_add(set, "out", &output), STATUS_OK, "%s", output_set_problem(set));
	cr_assert_eq(audio_printer_open(output_path(output), output_descriptor(output), &settings, &printer, problem),
		     STATUS_OK, "%s", problem->text);
	const double *const at[] = { columns[0], columns[1], columns[2] };
	cr_assert_eq(printer->write(printer, at, frames), STATUS_OK, "%s", printer->problem);
	const enum status status = printer->finish(printer);
	problem_set(problem, "%s", printer->problem ? printer->problem : "");
	printer->free(printer);
	if (status == STATUS_OK)
		cr_assert_eq(output_set_commit(set), STATUS_OK, "%s", output_set_problem(set));
	output_set_free(set);
	return status;
}

static void expect_former(const char *what, const unsigned char *bytes, size_t length)
{
	size_t now;
	unsigned char *file = scratch_read(scratch_path("prints/out"), &now);
	cr_expect(now == length && memcmp(file, bytes, length) == 0, "%s", what);
	free(file);
}

/* Makes every call fail in turn. A failure that leaves every byte right does no harm. Any other file is refused.
 * Returns how many were refused. */
static size_t fail_every_call(size_t kind, int error, bool tears)
{
	size_t length, refused = 0;
	struct problem problem;
	cr_assert_eq(print(kind, FRAMES - 1, &problem), STATUS_OK, "%s", problem.text);
	unsigned char *whole = scratch_read(scratch_path("prints/out"), &length);
	for (int call = 1; call < CALLS_MAXIMUM; call++) {
		scratch_write(scratch_path("prints/out"), "yesterday", 9);
		closing_fault = (struct closing_fault){ .call = call, .error = error, .tears = tears };
		const enum status status = print(kind, FRAMES - 1, &problem);
		const bool happened = closing_fault.happened;
		closing_fault.call = 0;
		if (!happened)
			break;
		cr_assert_lt(call, CALLS_MAXIMUM - 1);
		if (status == STATUS_OK) {
			expect_former(kinds[kind].name, whole, length);
			continue;
		}
		refused++;
		cr_expect_eq(status, STATUS_BAD_OUTPUT, "%s, call %d: %s", kinds[kind].name, call, problem.text);
		cr_expect_neq(problem.text[0], '\0');
		expect_former(kinds[kind].name, (const unsigned char *)"yesterday", 9);
		cr_log_info("%s, call %d: %s\n", kinds[kind].name, call, problem.text);
	}
	free(whole);
	return refused;
}

Test(broken_print, no_call_of_a_closing_may_fail_unseen)
{
	for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
		cr_expect_gt(fail_every_call(kind, ENOSPC, false), 0, "%s", kinds[kind].name);
		cr_expect_gt(fail_every_call(kind, EIO, false), 0, "%s", kinds[kind].name);
		cr_expect_gt(fail_every_call(kind, ENOSPC, true), 0, "%s", kinds[kind].name);
	}
}
