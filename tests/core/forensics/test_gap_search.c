/* Tests what the search for gaps takes for the edge of a silence.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/gap_search.h"

#include <criterion/criterion.h>
#include <math.h>

enum { CELLS = 4000, FILES = 3, EDGE = 1500 };

static const double audible = 1e-9;

static float residual[CELLS], power[FILES][CELLS], cross[FILES][CELLS];
static float *powers[FILES] = { power[0], power[1], power[2] }, *crosses[FILES] = { cross[0], cross[1], cross[2] };

/* The first stem sounds up to the edge, and the second one everywhere. */
static struct residual_cells make_cells(void)
{
	struct residual_cells cells = { .file_count = FILES,
					.channels = 2,
					.frames = (uint64_t)CELLS * CELL_SHORTEST,
					.cell_frames = CELL_SHORTEST,
					.cell_count = CELLS,
					.residual = residual,
					.power = powers,
					.cross = crosses,
					.audible = audible };
	for (size_t i = 0; i < CELLS; i++) {
		power[1][i] = i < EDGE ? 1.0F : 0.0F;
		power[2][i] = 1.0F;
		power[0][i] = power[1][i] + power[2][i];
		cells.energy += (double)residual[i];
	}
	return cells;
}

static struct gap search(void)
{
	struct survey_file files[FILES] = { { .bits = 24 },
					    { .bits = 24, .end = (uint64_t)EDGE * CELL_SHORTEST },
					    { .bits = 24 } };
	const struct residual_survey survey = { .stem_count = FILES - 1, .files = files };
	const struct residual_cells cells = make_cells();
	struct gap gap;
	gap_search_silence(&cells, &survey, 48000.0, 1, &gap);
	return gap;
}

/* Steady noise that goes over what is audible just where a stem falls silent. */
Test(gap_search, noise_has_no_edge)
{
	for (size_t i = 0; i < CELLS; i++)
		residual[i] = (float)(audible * (i % 2 == 0 ? 1.3 : 0.7));
	const struct gap gap = search();
	cr_expect(!(gap.explained > 0.0) || gap.loose > 0.99, "explained %g, loose %.2f", gap.explained, gap.loose);
}

Test(gap_search, sound_that_is_lost_has_an_edge)
{
	for (size_t i = 0; i < CELLS; i++)
		residual[i] = (float)(audible * (i < EDGE ? 0.7 : 100.0 * exp(-(double)(i - EDGE) / 300.0)));
	const struct gap gap = search();
	cr_expect(gap.kind == CAUSE_CUT && gap.explained > 0.0 && gap.loose < 0.01, "kind %d, explained %g, loose %.2f",
		  (int)gap.kind, gap.explained, gap.loose);
	cr_expect_eq(gap.runs[0].from, (uint64_t)EDGE * CELL_SHORTEST);
}
