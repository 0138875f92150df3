/* Tests delay lines against the definition out[n] = in[n - length].
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/delay_line.h"
#include "dsp/kernel/select.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

enum { FRAMES = 5000 };

static double input(size_t frame)
{
	return (double)(frame + 1);
}

/* The blocks have changing lengths, some longer and some shorter than the line. */
static void check(const struct kernel *kernel, size_t length, size_t longest, bool in_place)
{
	struct arena *arena = arena_new();
	struct delay_line line;
	cr_assert(arena && delay_line_init(&line, arena, length));
	double in[FRAMES], out[FRAMES];
	for (size_t pass = 0; pass < 2; pass++) {
		uint64_t seed = length + longest;
		for (size_t i = 0; i < FRAMES; i++)
			in[i] = out[i] = input(i);
		for (size_t done = 0; done < FRAMES;) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			size_t run = 1 + (size_t)(seed >> 40) % longest;
			run = run < FRAMES - done ? run : FRAMES - done;
			delay_line_process(&line, kernel, out + done, in_place ? out + done : in + done, run);
			done += run;
		}
		for (size_t i = 0; i < FRAMES; i++)
			cr_assert_eq(out[i], i >= length ? input(i - length) : 0.0,
				     "length %zu, runs to %zu, frame %zu", length, longest, i);
		delay_line_reset(&line);
	}
	arena_free(arena);
}

Test(delay_line, is_late_by_its_length)
{
	static const size_t lengths[] = { 0, 1, 2, 63, 64, 65, 255, 256, 257, 512, 1000, 4999, 6000 };
	static const size_t runs[] = { 1, 7, 300, 1000, FRAMES };
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		for (size_t k = 0; k < sizeof runs / sizeof runs[0]; k++) {
			check(kernel_select(NULL), lengths[i], runs[k], false);
			check(kernel_select("plain"), lengths[i], runs[k], true);
		}
	}
}

/* Peek keeps the frames that it reads and push replaces them, also across the end of the ring. */
Test(delay_line, peek_and_push)
{
	struct arena *arena = arena_new();
	struct delay_line line;
	cr_assert(arena && delay_line_init(&line, arena, 5));
	double out[5];
	for (size_t done = 0; done < 60; done += 3) {
		const double in[3] = { input(done), input(done + 1), input(done + 2) };
		delay_line_peek(&line, out, 3);
		for (size_t i = 0; i < 3; i++)
			cr_expect_eq(out[i], done + i >= 5 ? input(done + i - 5) : 0.0, "frame %zu", done + i);
		delay_line_push(&line, in, 3);
	}
	arena_free(arena);
}
