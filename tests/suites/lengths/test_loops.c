/* Tests files that are loops: the tail lies on the start, or the session has played before.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "length_take.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(loops, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

/* Adds up the layers of a sound in their order, as the definition of a fold says. */
static void fold(struct sound *sound, size_t frames)
{
	for (size_t i = frames * sound->channels; i < sound->frames * sound->channels; i++)
		sound->samples[i % (frames * sound->channels)] += sound->samples[i];
	sound->frames = frames;
}

/* The session is shorter than its tail, so that several layers lie on one another. */
Test(loops, a_wrapped_file_is_the_sum_of_the_layers_of_the_whole)
{
	static const struct {
		const char *length;
		size_t frames;
	} lengths[] = { { "length: 0.123 s", 5904 }, { "length: 0.9 s", 43200 }, { "length: 3999 samples", 3999 } };
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		char session[64];
		const struct length_take open = { .session = lengths[i].length };
		const struct length_take wrapped = { .session = session, .jobs = "1", .block = "131" };
		snprintf(session, sizeof session, "tail: wrap, %s", lengths[i].length);
		length_render(&open, "open");
		length_render(&wrapped, "wrapped");
		for (size_t k = 0; k < LENGTH_FILES; k++) {
			struct sound whole = length_sound(&open, "open", k),
				     loop = length_sound(&wrapped, "wrapped", k);
			cr_expect_eq(loop.frames, lengths[i].frames);
			cr_expect_gt(whole.frames, lengths[i].frames + 4096, "a tail must ring");
			fold(&whole, lengths[i].frames);
			length_expect_equal(&loop, &whole, 0, length_file(&wrapped, "wrapped", k));
			sound_release(&whole);
			sound_release(&loop);
		}
	}
}

enum { LOOP = 4800, RESPONSE = 11003 };

/* A mix of a sound through a room that is longer than the loop. The response ends loud, so that nothing is cut off. */
static const char room[] = "tracks:\n"
			   "  a: { source: noise.wav, output: one }\n"
			   "buses:\n"
			   "  one: { stem: one, output: master, inserts: [ convolver: { file: room.wav } ] }\n"
			   "  two: { stem: two, output: master, input: [a.input] }\n"
			   "outputs: { master: {} }\n";

/* Circular convolution, straight from its sum: the steady state of a loop that has played forever. */
static double *steady_state(const struct sound *loop, const struct sound *response)
{
	double *steady = calloc(loop->frames + 1, sizeof *steady);
	cr_assert_not_null(steady);
	for (size_t frame = 0; frame < loop->frames; frame++)
		for (size_t k = 0; k < response->frames; k++)
			steady[frame] += response->samples[k] *
					 loop->samples[(frame + response->frames * loop->frames - k) % loop->frames];
	return steady;
}

static void expect_steady(const char *session, const char *folder, const double *steady)
{
	const struct length_take take = { .session = session, .tracks = room };
	length_render(&take, folder);
	struct sound found = length_sound(&take, folder, 2);
	cr_assert_eq(found.frames, LOOP);
	double most = 0.0, peak = 0.0;
	for (size_t i = 0; i < LOOP; i++) {
		most = fmax(most, fabs(found.samples[i * found.channels] - steady[i]));
		peak = fmax(peak, fabs(steady[i]));
	}
	cr_expect_gt(peak, 0.1);
	cr_expect_lt(most, 1e-12, "%s: %g from the steady state", folder, most);
	sound_release(&found);
}

Test(loops, a_linear_chain_is_in_its_steady_state)
{
	struct sound noise = sound_noise(1, 1, LOOP, 0.5), response = sound_noise(2, 1, RESPONSE, 0.02);
	sound_write(scratch_path("noise.wav"), &noise, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	sound_write(scratch_path("room.wav"), &response, SF_FORMAT_WAV | SF_FORMAT_DOUBLE);
	/* A mono track enters a stereo bus by the pan law: -3 dB in the centre. */
	for (size_t i = 0; i < noise.frames; i++)
		noise.samples[i] *= sqrt(0.5);
	double *steady = steady_state(&noise, &response);
	expect_steady("tail: wrap", "wrap", steady);
	expect_steady("tail: loop", "loop", steady);
	free(steady);
	sound_release(&noise);
	sound_release(&response);
}

/* Echoes of a tone with a whole number of periods in the loop. In the steady state echo k is the tone, k times 1000
   frames late, at the level of its feedback. */
Test(loops, echoes_of_a_tone_have_no_seam)
{
	static const char echoes[] =
		"tracks:\n"
		"  a: { source: { generate: tone, freq: 441 Hz, level: -20 dBFS, length: 1 s, channels: 2 }, stem: "
		"one, "
		"sends: [ { to: echo, tap: input } ] }\n"
		"  b: { source: { generate: tone, freq: 100 Hz, level: -60 dBFS, length: 1 s, channels: 2 }, stem: two "
		"}\n"
		"buses: { one: { input: [a.input], output: none } }\n"
		"auxes: { echo: { inserts: [ delay: { time: 1000 samples, feedback: 70 % } ], output: master } }\n"
		"outputs: { master: {} }\n";
	static const char *const modes[] = { "tail: wrap", "tail: loop" };
	for (size_t mode = 0; mode < 2; mode++) {
		const struct length_take take = { .session = modes[mode], .tracks = echoes };
		length_render(&take, "echoes");
		struct sound found = length_sound(&take, "echoes", 2);
		const double turn = 2.0 * acos(-1.0) * 441.0 / 48000.0;
		double most = 0.0;
		for (size_t i = 0; i < found.frames; i++) {
			double expected = 0.1 * sin(turn * (double)i), level = 0.1;
			for (int k = 1; k < 120; k++, level *= 0.7)
				expected += level * sin(turn * ((double)i - 1000.0 * k));
			most = fmax(most, fabs(found.samples[i * 2] - expected));
		}
		cr_expect_eq(found.frames, 48000);
		cr_expect_lt(most, 4e-6, "%s: %g, where -120 dBFS ends a tail", modes[mode], most);
		sound_release(&found);
	}
}

/* The session as a loop, and the same session written down three times. */
static void write_thrice(char *text, size_t capacity, bool thrice)
{
	static const char once[] =
		"{ generate: sweep, from: 200 Hz, to: 2 kHz, level: -12 dBFS, length: 0.25 s, channels: 2";
	char list[1024];
	if (thrice)
		snprintf(list, sizeof list, "[ %s }, %s, start: 0.25 s }, %s, start: 0.5 s } ]", once, once, once);
	else
		snprintf(list, sizeof list, "%s }", once);
	snprintf(text, capacity,
		 "tracks:\n  a: { source: %s, output: one }\n  b: { source: %s, output: two }\n"
		 "buses:\n  one: { stem: one, output: master }\n"
		 "  two: { stem: two, output: master, inserts: [ chorus: {}, delay: { time: 11 ms, feedback: 20 %% } ] "
		 "}\n"
		 "outputs: { master: { inserts: [ compressor: { threshold: -30 dB, ratio: 6, release: 80 ms }, "
		 "limiter: { ceiling: -9 dBTP } ] } }\n",
		 list, list);
}

static double greatest_difference(const struct sound *one, const struct sound *two)
{
	double most = 0.0;
	for (size_t i = 0; i < one->frames * one->channels; i++)
		most = fmax(most, fabs(one->samples[i] - two->samples[i]));
	return most;
}

/* Dynamics, modulation and look-ahead hear what they would hear if the loop had played before, and plays on. */
Test(loops, a_loop_is_the_second_time_of_a_session_that_plays_thrice)
{
	char once[4096], thrice[4096];
	write_thrice(once, sizeof once, false);
	write_thrice(thrice, sizeof thrice, true);
	const struct length_take loop = { .session = "tail: loop", .tracks = once, .block = "77" };
	const struct length_take wrap = { .session = "tail: wrap", .tracks = once };
	const struct length_take long_one = { .session = "tail: none", .tracks = thrice, .jobs = "1" };
	length_render(&loop, "loop");
	length_render(&wrap, "wrap");
	length_render(&long_one, "long");
	for (size_t i = 0; i < LENGTH_FILES; i++) {
		struct sound one = length_sound(&loop, "loop", i), all = length_sound(&long_one, "long", i);
		struct sound folded = length_sound(&wrap, "wrap", i);
		cr_expect_eq(one.frames, 12000);
		length_expect_equal(&one, &all, 12000, length_file(&loop, "loop", i));
		if (i == 0)
			cr_expect_gt(greatest_difference(&one, &folded), 1e-3, "dynamics hear a loop, but no fold");
		sound_release(&one);
		sound_release(&all);
		sound_release(&folded);
	}
}

/* Bars at odd tempos and all rates: the nearest frame, by the formula alone. */
Test(loops, have_the_exact_length)
{
	static const unsigned rates[] = { 44100, 48000, 96000, 192000 };
	static const double tempos[] = { 123.0, 97.3, 140.0, 171.7 };
	static const char *const modes[] = { "wrap", "loop", "none", "wrap" };
	for (size_t i = 0; i < 4; i++) {
		char session[128];
		snprintf(session, sizeof session, "tempo: %.1f bpm, length: 1 bars, tail: %s", tempos[i], modes[i]);
		const struct length_take take = {
			.rate = rates[i], .session = session, .encoding = "pcm24", .dither = "tpdf"
		};
		const size_t expected = (size_t)floor(4.0 * 60.0 / tempos[i] * rates[i] + 0.5);
		length_render(&take, "bars");
		for (size_t k = 0; k < LENGTH_FILES; k++) {
			struct sound sound = length_sound(&take, "bars", k);
			cr_expect_eq(sound.frames, expected, "%s: %zu frames instead of %zu", session, sound.frames,
				     expected);
			sound_release(&sound);
		}
	}
}

/* Tells whether the integers of the stems add up to those of the mix. */
static bool adds_up(const struct length_take *take, const char *folder)
{
	struct sound mix = length_sound(take, folder, 0), one = length_sound(take, folder, 2);
	struct sound two = length_sound(take, folder, 3);
	size_t wrong = 0;
	for (size_t i = 0; i < mix.frames * mix.channels; i++)
		wrong += one.samples[i] + two.samples[i] != mix.samples[i];
	const bool sounds = sound_peak(&mix) > 0.01;
	sound_release(&mix);
	sound_release(&one);
	sound_release(&two);
	return wrong == 0 && sounds;
}

/* Each print is rounded after the fold. No thread, block or kernel changes a byte, and neither do regions. */
Test(loops, integers_add_up_and_their_bytes_depend_on_nothing_else)
{
	static const char *const modes[] = { "tail: wrap, length: 0.3 s", "tail: loop, length: 0.3 s" };
	static const struct length_take prints[] = {
		{ .encoding = "pcm16", .dither = "lipshitz-5", .print = "  sum: exact\n" },
		{ .encoding = "pcm16",
		  .dither = "tpdf",
		  .print = "  sum: exact\n  headroom: { gain: auto, mix: yes }\n" },
		{ .encoding = "pcm24", .dither = "tpdf", .container = "flac", .print = "  sum: exact\n" },
	};
	static const struct {
		const char *jobs, *block, *cpu;
	} runs[] = { { "1", "4096", "plain" }, { "2", "77", "sse2" }, { "2", "1000", "plain" } };
	for (size_t i = 0; i < 6; i++) {
		struct length_take take = prints[i / 2];
		uint64_t first = 0;
		take.session = modes[i % 2];
		for (size_t k = 0; k < 3; k++) {
			take.jobs = runs[k].jobs;
			take.block = runs[k].block;
			take.cpu = runs[k].cpu;
			length_render(&take, "out");
			const uint64_t hash = length_hash(&take, "out", LENGTH_FILES);
			first = k == 0 ? hash : first;
			cr_expect_eq(hash, first, "take %zu, run %zu", i, k);
		}
		cr_expect(adds_up(&take, "out"), "take %zu", i);
	}
}

Test(loops, stems_and_regions_change_nothing_of_the_mix)
{
	static const char *const modes[] = { "tail: wrap", "tail: loop" };
	for (size_t i = 0; i < 2; i++) {
		const struct length_take with = {
			.session = modes[i],
			.encoding = "pcm24",
			.dither = "tpdf",
			.print = "  regions: { verse: { from: 0.1 s, to: 0.35 s }, end: { from: 0.5 s } }\n"
		};
		struct length_take without = with;
		without.print = NULL;
		without.without_stems = true;
		length_render(&with, "with");
		length_render(&without, "without");
		cr_expect_eq(length_hash(&with, "with", 2), length_hash(&without, "without", 2));
		for (size_t k = 0; k < LENGTH_FILES; k++) {
			struct sound whole = length_sound(&with, "with", k);
			struct sound verse = length_sound(&with, "with/regions/verse", k);
			struct sound end = length_sound(&with, "with/regions/end", k);
			cr_expect_eq(verse.frames, 12000);
			cr_expect_eq(end.frames, whole.frames - 24000);
			length_expect_equal(&verse, &whole, 4800, "verse");
			length_expect_equal(&end, &whole, 24000, "end");
			sound_release(&whole);
			sound_release(&verse);
			sound_release(&end);
		}
	}
}

Test(loops, reports_tell_what_became_of_the_tail)
{
	const struct length_take open = { .session = "length: 0.5 s" };
	const struct length_take wrapped = { .session = "length: 0.5 s, tail: wrap, lead_in: 0.25 s" };
	length_render(&open, "open");
	length_render(&wrapped, "wrapped");
	json_t *reports[] = { length_report("open"), length_report("wrapped") };
	const json_t *tails[] = { json_object_get(reports[0], "tail"), json_object_get(reports[1], "tail") };
	cr_expect_str_eq(json_string_value(json_object_get(tails[0], "mode")), "auto");
	cr_expect_str_eq(json_string_value(json_object_get(tails[1], "mode")), "wrap");
	cr_expect_eq(json_integer_value(json_object_get(tails[1], "frames")), 0);
	cr_expect_eq(json_integer_value(json_object_get(tails[1], "folded_frames")),
		     json_integer_value(json_object_get(tails[0], "frames")));
	cr_expect_eq(json_integer_value(json_object_get(reports[1], "frames")), 36000);
	json_decref(reports[0]);
	json_decref(reports[1]);
}

/* What waits on the disk must fit, too. Nothing is left when it does not. */
Test(loops, a_full_disk_is_told)
{
	char path[512];
	static const char recipe[] =
		"version: 1\nsession: { tail: wrap }\n"
		"tracks: { a: { source: { generate: white-noise, level: -20 dBFS, length: 5 s, channels: 2 } } }\n"
		"outputs: { master: {} }\nprint: { directory: full, format: { encoding: pcm16 } }\n";
	snprintf(path, sizeof path, "%s", scratch_path("full.yaml"));
	scratch_write(path, recipe, strlen(recipe));
	/* The file of 16 bits would fit, but not the intermediate of float64. */
	struct program_run run = program_run(
		&(struct program_call){ .arguments = PROGRAM_ARGUMENTS("render", path), .file_bytes = 2000000 });
	cr_expect_eq(run.code, 5, "%s", run.err);
	cr_expect_not_null(strstr(run.err, "its samples cannot be kept on the disk"), "%s", run.err);
	cr_expect_leq(scratch_count(scratch_path("full")), 0, "nothing is left");
	program_release(&run);
}
