/* Tests that the printed bytes depend on the recipe, its sources and the version, and on nothing else.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/kernel/select.h"
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char recipe[] = STEMPRINT_ROOT "/recipes/big-band.yaml";

static const char *const files[] = { "mix.wav",        "instrumental.wav", "cue.wav",        "stems/drums.wav",
				     "stems/bass.wav", "stems/horns.wav",  "stems/keys.wav", "stems/guitar.wav" };

enum { FILE_COUNT = sizeof files / sizeof *files };

/* Renders, and hashes the files. A missing file has the hash 0. */
static void render(const char *const *options, size_t option_count, uint64_t hashes[FILE_COUNT])
{
	const char *words[16] = { "render", "-q", "--no-loudness", "-d", scratch_make() };
	size_t count = 5;
	for (size_t i = 0; i < option_count; i++)
		words[count++] = options[i];
	words[count] = recipe;
	struct program_run run = program_expect(0, words);
	program_release(&run);
	for (size_t i = 0; i < FILE_COUNT; i++) {
		FILE *file = fopen(scratch_path(files[i]), "rb");
		hashes[i] = file ? sound_file_hash(scratch_path(files[i])) : 0;
		if (file)
			fclose(file);
	}
	scratch_remove();
}

/* The prints of a render without options. */
static void render_plainly(uint64_t hashes[FILE_COUNT])
{
	render(NULL, 0, hashes);
	for (size_t i = 0; i < FILE_COUNT; i++)
		cr_assert_neq(hashes[i], 0, "%s is missing", files[i]);
}

static void assert_same(const uint64_t expected[FILE_COUNT], const char *const *options, size_t count)
{
	uint64_t hashes[FILE_COUNT];
	render(options, count, hashes);
	for (size_t i = 0; i < FILE_COUNT; i++)
		cr_assert_eq(hashes[i], expected[i], "%s is another with %s %s", files[i],
			     count > 0 ? options[0] : "nothing", count > 1 ? options[1] : "");
}

Test(bits, are_the_same_twice_in_a_row)
{
	uint64_t expected[FILE_COUNT];
	render_plainly(expected);
	assert_same(expected, NULL, 0);
	assert_same(expected, NULL, 0);
}

Test(bits, do_not_depend_on_the_block_size)
{
	uint64_t expected[FILE_COUNT];
	render_plainly(expected);
	static const char *const sizes[] = { "7", "64", "1000", "4096", "65536" };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		assert_same(expected, (const char *const[]){ "--block", sizes[i] }, 2);
}

Test(bits, do_not_depend_on_the_threads)
{
	uint64_t expected[FILE_COUNT];
	render_plainly(expected);
	static const char *const threads[] = { "1", "2", "3", "8" };
	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
		assert_same(expected, (const char *const[]){ "--jobs", threads[i] }, 2);
	assert_same(expected, (const char *const[]){ "--jobs", "5", "--block", "100" }, 4);
}

/* Only the kernels of this machine run; every machine has plain and SSE2. */
Test(bits, do_not_depend_on_the_kernels)
{
	uint64_t expected[FILE_COUNT];
	render_plainly(expected);
	static const char *const names[] = { "plain", "sse2", "avx2", "avx512" };
	size_t tried = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!kernel_select(names[i]))
			continue;
		assert_same(expected, (const char *const[]){ "--cpu", names[i] }, 2);
		tried++;
	}
	cr_assert_geq(tried, 2);
}

/* Stems change no bit of a mix, whether they are printed or not, at any block size. */
Test(bits, of_the_mixes_do_not_depend_on_stems)
{
	uint64_t expected[FILE_COUNT], hashes[FILE_COUNT];
	render_plainly(expected);
	static const char *const blocks[] = { "100", "1000", "65536" };
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		render((const char *const[]){ "--no-stems", "--block", blocks[i] }, 3, hashes);
		cr_assert_eq(hashes[0], expected[0], "the mix, block %s", blocks[i]);
		cr_assert_eq(hashes[1], expected[1], "the instrumental, block %s", blocks[i]);
		cr_assert_eq(hashes[2], expected[2], "the cue, block %s", blocks[i]);
		for (size_t file = 3; file < FILE_COUNT; file++)
			cr_assert_eq(hashes[file], 0, "%s was not asked for", files[file]);
	}
}
