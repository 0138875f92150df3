/* Tests that an excerpt plays pieces from all over a source.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"

#include "cmd/plan/excerpt_source.h"

#include <criterion/criterion.h>

enum { SESSION = 1000, FRAMES = 300, PIECE = 100, BLOCK = 50 };

static double ramp[SESSION], heard[FRAMES];

static struct source *make_ramp(void)
{
	static const double *const column = ramp;
	for (size_t i = 0; i < SESSION; i++)
		ramp[i] = (double)i;
	struct source *source = memory_source_new(&column, 1, SESSION, 48000.0);
	cr_assert(source);
	return source;
}

static void hear(struct source *source, size_t block)
{
	for (size_t done = 0; done < FRAMES; done += block) {
		double *column = heard + done;
		cr_assert_eq(source->read(source, &column, block), STATUS_OK);
	}
}

/* 700 frames are left out: 175 before each piece, and as many after the last one. */
static void expect_pieces(size_t gap)
{
	for (size_t i = 0; i < FRAMES; i++)
		cr_assert_float_eq(heard[i], (double)(i + (i / PIECE + 1) * gap), 0.0, "frame %zu is %g", i, heard[i]);
}

Test(excerpt_source, plays_pieces_from_all_over_the_session)
{
	struct source *source = make_ramp();
	struct arena *arena = arena_new();
	struct source *excerpt = excerpt_source_new(source, SESSION, FRAMES, PIECE, arena);
	cr_assert(excerpt);
	cr_expect_eq(excerpt->frames, FRAMES);
	hear(excerpt, BLOCK);
	expect_pieces(175);
	cr_assert_eq(excerpt->rewind(excerpt), STATUS_OK);
	hear(excerpt, PIECE);
	expect_pieces(175);
	arena_free(arena);
	source->free(source);
}

/* Expects an excerpt of a session to have no gaps. */
static void expect_no_gaps(struct source *source, uint64_t session)
{
	struct arena *arena = arena_new();
	hear(excerpt_source_new(source, session, FRAMES, PIECE, arena), BLOCK);
	expect_pieces(0);
	arena_free(arena);
	source->free(source);
}

Test(excerpt_source, a_source_that_cannot_skip_plays_from_its_start)
{
	struct source *source = make_ramp();
	source->skip = NULL;
	expect_no_gaps(source, SESSION);
}

Test(excerpt_source, of_the_whole_session_is_the_session)
{
	expect_no_gaps(make_ramp(), FRAMES);
}
