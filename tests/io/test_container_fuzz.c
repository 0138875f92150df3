/* Tests the check of headers without the library: every damaged file gets an answer, in time.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/container_bytes.h"
#include "io/container_check.h"
#include "io/mutation.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static void make(void)
{
	scratch_make();
}

TestSuite(container_fuzz, .init = make, .fini = scratch_remove, .timeout = 120);

static double seconds_spent(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Checks the bytes once and returns the answer. */
static enum status look(int descriptor, const unsigned char *bytes, size_t length)
{
	struct file_window window;
	struct container_facts facts;
	struct problem problem = { .text = "" };
	cr_assert_eq(pwrite(descriptor, bytes, length, 0), (ssize_t)length);
	file_window_open(&window, descriptor, length);
	const enum status status = container_check(&window, &facts, &problem);
	cr_assert(status == STATUS_OK || (status == STATUS_BAD_SOURCE && problem.text[0] != '\0'));
	container_mend(&window);
	return status;
}

static const int formats[] = {
	SF_FORMAT_WAV | SF_FORMAT_PCM_16,   SF_FORMAT_WAV | SF_FORMAT_FLOAT | SF_ENDIAN_BIG,
	SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
	SF_FORMAT_W64 | SF_FORMAT_PCM_16,   SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
	SF_FORMAT_AIFF | SF_FORMAT_FLOAT,   SF_FORMAT_AU | SF_FORMAT_PCM_16,
	SF_FORMAT_CAF | SF_FORMAT_PCM_16,   SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
};

Test(container_fuzz, every_damaged_header_has_an_answer_in_time)
{
	enum { ROUNDS = 4000 };
	const int descriptor = memfd_create("damaged", MFD_CLOEXEC);
	cr_assert_geq(descriptor, 0);
	double slowest = 0.0;
	for (size_t f = 0; f < sizeof formats / sizeof *formats; f++) {
		const char *path = scratch_path("seed");
		size_t length, refused = 0;
		container_write(path, formats[f], 2, 3000);
		unsigned char *original = scratch_read(path, &length), *changed = malloc(length);
		cr_assert_eq(look(descriptor, original, length), STATUS_OK);
		for (size_t round = 0; round < ROUNDS; round++) {
			memcpy(changed, original, length);
			const size_t left = mutation_make(changed, length);
			const double start = seconds_spent();
			refused += look(descriptor, changed, left) != STATUS_OK;
			const double spent = seconds_spent() - start;
			slowest = spent > slowest ? spent : slowest;
		}
		cr_expect_gt(refused, ROUNDS / 100, "format %x: %zu refused", (unsigned)formats[f], refused);
		cr_expect_lt(refused, ROUNDS, "format %x", (unsigned)formats[f]);
		free(original);
		free(changed);
	}
	close(descriptor);
	cr_log_info("the slowest look: %.3f ms\n", slowest * 1e3);
	cr_expect_lt(slowest, 0.5);
}

/* Every chunk leads to the next one without an end: chunks are short, or claim to be empty. */
Test(container_fuzz, rows_of_chunks_without_end)
{
	enum { LENGTH = 4 << 20 };
	static const char aiff[] = "FORM\x7f\xff\xff\xff"
				   "AIFF"; /* the text is in two parts, because the A would be a digit of the size */
	static const char *const heads[] = { "RIFF\xff\xff\xff\xffWAVE", "RF64\xff\xff\xff\xffWAVE", aiff,
					     "caff\0\1\0\0" };
	const int descriptor = memfd_create("endless", MFD_CLOEXEC);
	unsigned char *bytes = malloc(LENGTH);
	cr_assert(descriptor >= 0 && bytes);
	for (size_t h = 0; h < sizeof heads / sizeof *heads; h++) {
		const size_t head = h == 3 ? 8 : 12;
		memset(bytes, 0, LENGTH);
		memcpy(bytes, heads[h], head);
		for (size_t at = head; at + 8 <= LENGTH; at += 8)
			memcpy(bytes + at, "LIST", 4);
		const double start = seconds_spent();
		(void)look(descriptor, bytes, LENGTH);
		cr_expect_lt(seconds_spent() - start, 0.5, "%.4s", heads[h]);
	}
	free(bytes);
	close(descriptor);
}

/* This FLAC contains only beginnings of frames: each looks like the last frame, and none is one. */
Test(container_fuzz, a_flac_of_false_frames)
{
	enum { LENGTH = 4 << 20 };
	const char *path = scratch_path("seed.flac");
	size_t length;
	container_write(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, 3000);
	unsigned char *seed = scratch_read(path, &length), *bytes = malloc(LENGTH);
	const int descriptor = memfd_create("false", MFD_CLOEXEC);
	cr_assert(descriptor >= 0 && bytes);
	const unsigned char *frame = memmem(seed + 42, length - 42, "\xff\xf8", 2);
	cr_assert_not_null(frame);
	const size_t start = (size_t)(frame - seed);
	memcpy(bytes, seed, start);
	for (size_t at = start; at < LENGTH; at += 16)
		memcpy(bytes + at, frame, LENGTH - at < 16 ? LENGTH - at : 16);
	memcpy(bytes + 8, "\xff\xff\xff\xff", 4); /* frames cannot be longer than this */
	const double began = seconds_spent();
	(void)look(descriptor, bytes, LENGTH);
	cr_expect_lt(seconds_spent() - began, 0.5);
	free(seed);
	free(bytes);
	close(descriptor);
}
