/* stemprint tests: sources that are made to fit others in length, channels and level.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/fitted_source.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(fitted_source, mono_is_on_all_channels_and_silence_follows)
{
	enum { FRAMES = 10, LONGER = 16 };
	double samples[FRAMES], read[3][LONGER];
	const double *column = samples;
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = (double)i + 1.0;
	struct arena *arena = arena_new();
	struct source *mono = memory_source_new(&column, 1, FRAMES, 48000.0);
	struct source *fitted = fitted_source_new(arena, mono, 3, LONGER, 0.0);
	cr_expect(fitted->channels == 3 && fitted->frames == LONGER && fitted->sample_rate == 48000.0);
	for (unsigned pass = 0; pass < 2; pass++) {
		memset(read, 0x7f, sizeof read);
		for (size_t done = 0; done < LONGER; done += 4)
			cr_assert_eq(
				fitted->read(fitted, (double *[]){ read[0] + done, read[1] + done, read[2] + done }, 4),
				STATUS_OK);
		for (size_t channel = 0; channel < 3; channel++)
			for (size_t i = 0; i < LONGER; i++)
				cr_expect_eq(read[channel][i], i < FRAMES ? samples[i] : 0.0);
		cr_assert_eq(fitted->rewind(fitted), STATUS_OK);
	}
	cr_assert_eq(fitted->skip(fitted, 7), STATUS_OK);
	cr_assert_eq(fitted->read(fitted, (double *[]){ read[0], read[1], read[2] }, 4), STATUS_OK);
	for (size_t i = 0; i < 4; i++)
		cr_expect_eq(read[2][i], 7 + i < FRAMES ? samples[7 + i] : 0.0);
	mono->skip = NULL;
	cr_expect_null(fitted_source_new(arena, mono, 3, LONGER, 0.0)->skip, "what cannot skip has to be read");
	mono->free(mono);
	arena_free(arena);
}

Test(fitted_source, what_was_printed_lower_is_raised)
{
	enum { FRAMES = 5 };
	double samples[FRAMES] = { 0.25, -0.5, 0.0, 0.125, -0.0625 }, read[2][FRAMES];
	const double *column = samples;
	struct arena *arena = arena_new();
	struct source *mono = memory_source_new(&column, 1, FRAMES, 48000.0);
	struct source *fitted = fitted_source_new(arena, mono, 2, FRAMES, 6.0);
	cr_assert_eq(fitted->read(fitted, (double *[]){ read[0], read[1] }, FRAMES), STATUS_OK);
	for (size_t i = 0; i < FRAMES; i++) {
		cr_expect_float_eq(read[0][i], samples[i] * pow(10.0, 6.0 / 20.0), 1e-15);
		cr_expect_eq(read[1][i], read[0][i]);
	}
	mono->free(mono);
	arena_free(arena);
}
