/* Tests that memory which no estimate knew of ends a command at its limit, and not the machine.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>

TestSuite(memory_wall, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 60);

/* The library that is loaded before the program eats memory where the sound says so (hostile_decoder.c). */
static struct program_run run_with(const char *memory, const char *word, const char *trust)
{
	enum { SAMPLES = 20000 };
	static unsigned char data[4 * SAMPLES];
	const struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 32, sizeof data };
	static const char song[] = "version: 1\ntracks: { a: { source: a.wav } }\noutputs: { master: }\n"
				   "print: { directory: out }\n";
	memcpy(data, word, 4);
	wave_write(scratch_path("a.wav"), &shape, data, sizeof data);
	scratch_write(scratch_path("song.yaml"), song, strlen(song));
	return program_run(&(struct program_call){
		.arguments = PROGRAM_ARGUMENTS("render", trust, "--max-memory", memory, scratch_path("song.yaml")),
		.variable = "LD_PRELOAD",
		.value = HOSTILE_DECODER });
}

/* Expects a render that ends for its memory, and has had at most so many megabytes. */
static void expect_end(struct program_run run, const char *words, long most_mb)
{
	struct rusage usage;
	cr_expect_eq(run.code, 6, "%d, signal %d: %s", run.code, run.signal, run.err);
	cr_expect(strstr(run.err, words), "no \"%s\" in %s", words, run.err);
	cr_expect_leq(scratch_count(scratch_path("out")), 0, "nothing is left over");
	cr_assert_eq(getrusage(RUSAGE_CHILDREN, &usage), 0);
	cr_expect_leq(usage.ru_maxrss * 1024 / 1000000, most_mb, "%ld KiB", usage.ru_maxrss);
	program_release(&run);
}

/* It grows by more than a gigabyte in a second. A busy machine lets the guard look some milliseconds late. */
Test(memory_wall, a_library_that_eats_memory_ends_the_render_at_its_limit)
{
	expect_end(run_with("100 MB", "HOGS", "-q"), " of memory, and 100 MB are allowed", 100 + 20);
}

/* The child alone may take 512 MB. It ends with its parent, at the latest a moment later. */
Test(memory_wall, what_a_child_takes_counts_too)
{
	expect_end(run_with("100 MB", "HOGS", "--untrusted"), " of memory, and 100 MB are allowed", 100);
}

Test(memory_wall, a_library_gets_no_piece_that_is_larger_than_the_limit)
{
	expect_end(run_with("100 MB", "HUGE", "-q"), "out of memory", 100);
}

Test(memory_wall, a_render_that_keeps_to_its_estimate_does_not_meet_it)
{
	struct program_run run = run_with("10 MB", "good", "-q");
	cr_expect_eq(run.code, 0, "%d: %s", run.code, run.err);
	program_release(&run);
}
