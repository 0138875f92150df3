/* stemprint tests: samples that wait on the disk come back unchanged, whatever the blocks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/held_sound.h"

#include "io/output_set.h"
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>

TestSuite(held_sound, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 30);

enum { FRAMES = 20011, CHANNELS = 3 };

static double columns[CHANNELS][FRAMES], found[CHANNELS][FRAMES];

/* Returns the number of frames of the block that begins at `done`. */
static size_t cut(size_t done, size_t block)
{
	return FRAMES - done < block ? FRAMES - done : block;
}

static void write_all(struct printer *printer, size_t block)
{
	for (size_t done = 0; done < FRAMES; done += block) {
		const double *at[CHANNELS] = { columns[0] + done, columns[1] + done, columns[2] + done };
		cr_assert_eq(printer->write(printer, at, cut(done, block)), STATUS_OK, "%s", printer->problem);
	}
}

/* Reads from places in any order. After the end there are zeros. */
static void expect_anywhere(struct stored_sound *sound)
{
	static const size_t firsts[] = { 20000, 0, 4095, 4096, 12287, 20011, 30000, 7000 };
	for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
		memset(found, 0x7f, sizeof found);
		cr_assert_eq(sound->read(sound, firsts[i], (double *[]){ found[0], found[1], found[2] }, 4096),
			     STATUS_OK, "%s", sound->problem);
		for (size_t channel = 0; channel < CHANNELS; channel++)
			for (size_t k = 0; k < 4096; k++)
				cr_assert_eq(found[channel][k],
					     firsts[i] + k < FRAMES ? columns[channel][firsts[i] + k] : 0.0,
					     "frame %zu", firsts[i] + k);
	}
}

Test(held_sound, comes_back_as_it_was)
{
	static const size_t blocks[] = { 1000, 4096, 1, 20011, 8192 };
	struct output_set *set = output_set_new(scratch_path("out"));
	for (size_t channel = 0; channel < CHANNELS; channel++)
		for (size_t i = 0; i < FRAMES; i++)
			columns[channel][i] = (double)i * 1e-5 + (double)channel;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		int descriptor;
		cr_assert_eq(output_set_scratch(set, &descriptor), STATUS_OK);
		struct held_sound *held = held_sound_new(descriptor, CHANNELS, 48000.0, "drums");
		struct printer *printer = held_sound_printer(held);
		struct stored_sound *sound = held_sound_stored(held);
		struct arena *arena = arena_new();
		write_all(printer, blocks[i]);
		cr_assert_eq(printer->finish(printer), STATUS_OK, "%s", printer->problem);
		cr_expect_eq(sound->frames, FRAMES);
		struct source *source = stored_sound_source(sound, arena);
		const size_t block = blocks[sizeof blocks / sizeof *blocks - 1 - i];
		memset(found, 0x7f, sizeof found);
		for (size_t done = 0; done < FRAMES; done += block)
			cr_assert_eq(source->read(source,
						  (double *[]){ found[0] + done, found[1] + done, found[2] + done },
						  cut(done, block)),
				     STATUS_OK, "%s", source->problem);
		cr_expect_eq(memcmp(found, columns, sizeof found), 0, "blocks of %zu", blocks[i]);
		cr_expect_eq(stored_sound_peak(source), columns[CHANNELS - 1][FRAMES - 1]);
		expect_anywhere(sound);
		arena_free(arena);
		held_sound_free(held);
	}
	output_set_free(set);
}

Test(held_sound, a_full_disk_is_told)
{
	const int descriptor = open("/dev/full", O_RDWR);
	cr_assert_geq(descriptor, 0);
	struct held_sound *held = held_sound_new(descriptor, 1, 48000.0, "drums");
	struct printer *printer = held_sound_printer(held);
	const double *at = columns[0];
	cr_expect_eq(printer->write(printer, &at, 5000), STATUS_BAD_OUTPUT);
	cr_expect_not_null(strstr(printer->problem, "its samples cannot be kept on the disk"), "%s", printer->problem);
	held_sound_free(held);
}
