/* Tests what the engine does when something goes wrong, and how long it runs.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/yaml.h"
#include "support/rendering.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 10000 };

static void fill_tone(const char *name, double *const *columns, size_t channels, size_t frames)
{
	(void)name;
	for (size_t i = 0; i < channels; i++)
		for (size_t j = 0; j < frames; j++)
			columns[i][j] = 0.5 * sin(0.05 * (double)j);
}

static void fill_bad(const char *name, double *const *columns, size_t channels, size_t frames)
{
	fill_tone(name, columns, channels, frames);
	if (strstr(name, "bad"))
		columns[0][4321] = (double)NAN;
	if (strstr(name, "huge"))
		columns[0][777] = 1e308;
}

/* A sample that is not finite reaches a print, so the render fails. */
Test(engine, a_sample_that_is_not_finite_ends_the_render)
{
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill_bad };
	struct rendering rendering;
	enum status status = rendering_run("version: 1\ntracks:\n  a: { source: bad.wav }\noutputs:\n  master: "
					   "{}\nprint:\n  mixes:\n    mix: {}\n",
					   &options, &rendering);
	cr_assert_eq(status, STATUS_NOT_FINITE);
	rendering_release(&rendering);
}

/* An overflow inside does not vanish: 24 dB are added to 1e308. */
Test(engine, an_overflow_ends_the_render)
{
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill_bad };
	struct rendering rendering;
	enum status status = rendering_run("version: 1\ntracks:\n  a: { source: huge.wav, fader: 24 dB }\noutputs:\n  "
					   "master: {}\nprint:\n  mixes:\n    mix: {}\n",
					   &options, &rendering);
	cr_assert_eq(status, STATUS_NOT_FINITE);
	rendering_release(&rendering);
}

struct length {
	const char *session;
	size_t frames;
};

Test(engine, every_file_is_as_long_as_the_session_and_its_tail)
{
	static const struct length table[] = {
		{ "{ tail: none }", FRAMES },
		{ "{ tail: 500 samples }", FRAMES + 500 },
		{ "{ tail: none, length: 4000 samples }", 4000 },
		{ "{ tail: 100 samples, length: 20000 samples }", 20100 },
		{ "{ tail: auto }", FRAMES }, /* nothing rings */
	};
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill_tone };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char yaml[512];
		snprintf(yaml, sizeof yaml,
			 "version: 1\nsession: %s\ntracks:\n  a: { source: a.wav, stem: one }\n  b: { source: b.wav, "
			 "stem: two, inserts: [ { compressor: { lookahead: 3 ms } } ] }\n"
			 "outputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n  stems: {}\n",
			 table[i].session);
		struct rendering rendering;
		cr_assert_eq(rendering_run(yaml, &options, &rendering), STATUS_OK);
		cr_assert_eq(rendering.result.frames, table[i].frames, "%s: %llu", table[i].session,
			     (unsigned long long)rendering.result.frames);
		for (size_t j = 0; j < rendering.graph->print_count; j++) {
			cr_assert_eq(rendering.prints[j]->frames, table[i].frames);
			cr_assert(rendering.prints[j]->finished);
		}
		rendering_release(&rendering);
	}
}

/* After `length` there is silence, although the source goes on. */
Test(engine, the_length_of_the_session_cuts_the_sources)
{
	const struct rendering_options options = { .source_frames = FRAMES, .fill = fill_tone };
	struct rendering rendering;
	cr_assert_eq(rendering_run("version: 1\nsession: { tail: 100 samples, length: 4000 samples }\ntracks:\n  a: { "
				   "source: a.wav }\noutputs:\n  master: {}\nprint:\n  mixes:\n    mix: {}\n",
				   &options, &rendering),
		     STATUS_OK);
	const struct memory_printer *mix = rendering_print(&rendering, PRINT_MIX, "mix");
	cr_assert_neq(mix->columns[0][3999], 0.0);
	for (size_t i = 4000; i < 4100; i++)
		cr_assert_eq(mix->columns[0][i], 0.0);
	rendering_release(&rendering);
}
