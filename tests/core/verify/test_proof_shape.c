/* stemprint tests: whether the files of a proof can be compared.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"
#include "verify/proof_shape.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const struct proof_shape_file mix = { "mix.wav", 48000.0, 2, 96000, false };

static void expect_verdict(const struct verdicts *verdicts, size_t index, enum verdict_status status, const char *name,
			   const char *detail)
{
	cr_assert_lt(index, verdicts->count);
	cr_expect_str_eq(verdicts->items[index].name, name);
	cr_expect_eq(verdicts->items[index].status, status, "%s", name);
	cr_expect_str_eq(verdicts->items[index].detail, detail);
}

Test(proof_shape, files_alike)
{
	const struct proof_shape_file files[] = { mix, { "a.wav", 48000.0, 2, 96000, false } };
	struct verdicts verdicts = { .arena = arena_new() };
	struct proof_shape shape = proof_shape_judge(files, 2, false, &verdicts);
	cr_expect(shape.comparable && shape.channels == 2 && shape.frames == 96000);
	cr_expect_eq(verdicts.count, 3);
	expect_verdict(&verdicts, 0, VERDICT_PASS, "lengths", "all files have 96000 frames");
	expect_verdict(&verdicts, 1, VERDICT_PASS, "rates", "all files have 48000 Hz");
	expect_verdict(&verdicts, 2, VERDICT_PASS, "channels", "all files have 2 channels");
	arena_free(verdicts.arena);
}

Test(proof_shape, lengths_differ)
{
	const struct proof_shape_file files[] = { mix,
						  { "a.wav", 48000.0, 2, 95999, false },
						  { "b.wav", 48000.0, 2, 96000, false },
						  { "c.wav", 48000.0, 2, 168000, false } };
	for (unsigned allowed = 0; allowed < 2; allowed++) {
		struct verdicts verdicts = { .arena = arena_new() };
		struct proof_shape shape = proof_shape_judge(files, 4, allowed, &verdicts);
		cr_expect(shape.comparable && shape.frames == 168000);
		expect_verdict(
			&verdicts, 0, allowed ? VERDICT_PASS : VERDICT_FAIL, "lengths",
			allowed ? "\"a.wav\" is 1 frame (0.000 s) shorter than the mix, \"c.wav\" is 72000 frames "
				  "(1.500 s) longer than the mix: silence stands there, as allowed"
				: "\"a.wav\" is 1 frame (0.000 s) shorter than the mix, \"c.wav\" is 72000 frames "
				  "(1.500 s) longer than the mix: silence stands there; print all over the same "
				  "span, or allow it by --allow-length");
		arena_free(verdicts.arena);
	}
}

Test(proof_shape, rates_differ)
{
	struct proof_shape_file files[] = { mix,
					    { "a.wav", 44100.0, 2, 96000, false },
					    { "b.wav", 48000.0, 2, 96000, false },
					    { "c.wav", 96000.0, 2, 96000, false } };
	struct verdicts verdicts = { .arena = arena_new() };
	cr_expect(!proof_shape_judge(files, 4, false, &verdicts).comparable);
	expect_verdict(
		&verdicts, 1, VERDICT_FAIL, "rates",
		"\"a.wav\" has 44100 Hz, \"c.wav\" has 96000 Hz where the mix has 48000: print all at one rate, or "
		"have them converted by --resample");
	files[1].converted = files[3].converted = true;
	verdicts.count = 0;
	cr_expect(proof_shape_judge(files, 4, false, &verdicts).comparable);
	expect_verdict(&verdicts, 1, VERDICT_PASS, "rates",
		       "\"a.wav\" has 44100 Hz, \"c.wav\" has 96000 Hz where the mix has 48000: converted");
	arena_free(verdicts.arena);
}

Test(proof_shape, channels_differ)
{
	static const struct {
		size_t channels[3]; /* mix, stems */
		size_t common;
		enum verdict_status status;
		const char *detail;
	} cases[] = {
		{ { 2, 1, 2 }, 2, VERDICT_PASS, "\"a.wav\" has 1 and counts on all 2 at 0 dB" },
		{ { 1, 2, 1 }, 2, VERDICT_PASS, "\"mix.wav\" has 1, \"b.wav\" has 1 and counts on all 2 at 0 dB" },
		{ { 6, 1, 6 }, 6, VERDICT_PASS, "\"a.wav\" has 1 and counts on all 6 at 0 dB" },
		{ { 1, 1, 1 }, 1, VERDICT_PASS, "all files have 1 channel" },
		{ { 2, 6, 1 }, 2, VERDICT_FAIL, "\"a.wav\" has 6 where 2 are wanted: print all with as many, or mono" },
		{ { 1, 2, 6 }, 6, VERDICT_FAIL, "\"a.wav\" has 2 where 6 are wanted: print all with as many, or mono" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct proof_shape_file files[] = { { "mix.wav", 48000.0, cases[i].channels[0], 100, false },
							  { "a.wav", 48000.0, cases[i].channels[1], 100, false },
							  { "b.wav", 48000.0, cases[i].channels[2], 100, false } };
		struct verdicts verdicts = { .arena = arena_new() };
		struct proof_shape shape = proof_shape_judge(files, 3, false, &verdicts);
		cr_expect_eq(shape.channels, cases[i].common, "case %zu", i);
		cr_expect_eq(shape.comparable, cases[i].status == VERDICT_PASS);
		expect_verdict(&verdicts, 2, cases[i].status, "channels", cases[i].detail);
		arena_free(verdicts.arena);
	}
}

Test(proof_shape, many_files_are_counted)
{
	struct proof_shape_file files[10];
	for (size_t i = 0; i < 10; i++)
		files[i] = (struct proof_shape_file){ "f.wav", i == 0 ? 48000.0 : 44100.0, 2, 100, false };
	struct verdicts verdicts = { .arena = arena_new() };
	proof_shape_judge(files, 10, false, &verdicts);
	cr_expect_not_null(
		strstr(verdicts.items[1].detail, "\"f.wav\" has 44100 Hz and 5 more where the mix has 48000"), "%s",
		verdicts.items[1].detail);
	arena_free(verdicts.arena);
}
