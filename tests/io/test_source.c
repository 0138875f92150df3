/* stemprint tests: sources give the samples of their files, whatever the container, the channels and the blocks.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_source.h"

#include "io/audio_probe.h"
#include "io/container_bytes.h"
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 5000, CHANNELS_MAXIMUM = 16 };

static void make(void)
{
	scratch_make();
}

TestSuite(source, .init = make, .fini = scratch_remove, .timeout = 30);

static uint32_t random_state = 7;

static uint32_t random_bits(void)
{
	return random_state = random_state * 1664525u + 1013904223u;
}

static const struct audio_source_options whole_file = { 0 };

static struct source *open_source(const char *path, const struct audio_source_options *options)
{
	struct source *source;
	struct problem problem = { .text = "" };
	cr_assert_eq(audio_source_open(path, options, &source, &problem), STATUS_OK, "%s: %s", path, problem.text);
	return source;
}

/* Returns planar columns of `frames` frames, read in blocks of `block`. The caller frees them as one. */
static double *read_all(struct source *source, size_t frames, size_t block)
{
	double *samples = calloc(frames * source->channels + 1, sizeof(double));
	double *columns[AUDIO_CHANNELS_MAXIMUM];
	for (size_t done = 0; done < frames;) {
		size_t count = frames - done < block ? frames - done : block;
		for (size_t i = 0; i < source->channels; i++)
			columns[i] = samples + i * frames + done;
		cr_assert_eq(source->read(source, columns, count), STATUS_OK, "%s", source->problem);
		done += count;
	}
	return samples;
}

/* Writes a random PCM file. Its integers go into `integers`, interleaved. */
static const char *write_pcm(unsigned channels, unsigned bits, size_t frames, int32_t *integers)
{
	const char *path = scratch_path("pcm.wav");
	size_t bytes = bits / 8, count = frames * channels;
	unsigned char *data = malloc(count * bytes);
	for (size_t i = 0; i < count; i++) {
		integers[i] = (int32_t)random_bits() >> (32 - bits);
		wave_put(data + i * bytes, (uint32_t)integers[i], (unsigned)bytes);
	}
	struct wave_shape shape = { WAVE_TAG_PCM, channels, 48000, bits, (uint32_t)(count * bytes) };
	wave_write(path, &shape, data, count * bytes);
	free(data);
	return path;
}

Test(source, integers_come_exactly)
{
	static int32_t integers[FRAMES * CHANNELS_MAXIMUM];
	static const unsigned depths[] = { 16, 24, 32 }, widths[] = { 1, 2, 3, 6, 16 };
	for (size_t d = 0; d < 3; d++)
		for (size_t w = 0; w < 5; w++) {
			struct source *source =
				open_source(write_pcm(widths[w], depths[d], FRAMES, integers), &whole_file);
			cr_assert_eq(source->channels, widths[w]);
			cr_assert_eq(source->frames, FRAMES);
			cr_assert_eq(source->sample_rate, 48000.0);
			double *samples = read_all(source, FRAMES, 777);
			for (size_t i = 0; i < FRAMES; i++)
				for (size_t c = 0; c < widths[w]; c++)
					cr_assert_eq(samples[c * FRAMES + i],
						     ldexp(integers[i * widths[w] + c], 1 - (int)depths[d]),
						     "%u bits, %u channels, frame %zu, channel %zu", depths[d],
						     widths[w], i, c);
			free(samples);
			source->free(source);
		}
}

Test(source, floats_come_exactly)
{
	static float singles[FRAMES * 2];
	static double doubles[FRAMES * 2];
	for (size_t i = 0; i < (size_t)FRAMES * 2; i++) {
		doubles[i] = (double)(int32_t)random_bits() * 0x1p-30 + (double)random_bits() * 0x1p-70;
		singles[i] = (float)doubles[i];
	}
	struct wave_shape shape = { WAVE_TAG_FLOAT, 2, 96000, 32, sizeof singles };
	wave_write(scratch_path("float.wav"), &shape, singles, sizeof singles);
	shape = (struct wave_shape){ WAVE_TAG_FLOAT, 2, 96000, 64, sizeof doubles };
	wave_write(scratch_path("double.wav"), &shape, doubles, sizeof doubles);
	struct source *source32 = open_source(scratch_path("float.wav"), &whole_file);
	struct source *source64 = open_source(scratch_path("double.wav"), &whole_file);
	double *samples32 = read_all(source32, FRAMES, 1000), *samples64 = read_all(source64, FRAMES, 1000);
	for (size_t i = 0; i < (size_t)FRAMES * 2; i++) {
		size_t at = i % 2 * FRAMES + i / 2;
		cr_assert_eq(samples32[at], (double)singles[i]);
		cr_assert_eq(samples64[at], doubles[i]);
	}
	free(samples32);
	free(samples64);
	source32->free(source32);
	source64->free(source64);
}

/* SoX writes the other containers, and they hold the same sound as the WAV. */
Test(source, other_containers_by_sox)
{
	if (system("command -v sox >/dev/null 2>&1") != 0)
		cr_skip_test("sox is not installed");
	static int32_t integers[FRAMES * 3];
	const char *path = write_pcm(3, 24, FRAMES, integers);
	static const char *const endings[] = { "flac", "aiff", "caf", "w64", "au" };
	for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
		char name[32], command[1200];
		snprintf(name, sizeof name, "other.%s", endings[e]);
		snprintf(command, sizeof command, "sox -D '%s' '%s' 2>/dev/null", path, scratch_path(name));
		if (system(command) != 0)
			continue; /* this SoX does not have the container */
		struct audio_probe probe;
		const char *other = scratch_path(name);
		struct audio_probe_limits limits = audio_probe_limits();
		cr_assert_eq(audio_probe(&other, 1, &limits, &probe), STATUS_OK, "%s: %s", name, probe.problem.text);
		cr_expect_eq(probe.properties.bits, 24u, "%s", name);
		struct source *source = open_source(other, &whole_file);
		cr_assert_eq(source->frames, FRAMES, "%s", name);
		double *samples = read_all(source, FRAMES, 999);
		for (size_t i = 0; i < FRAMES * 3; i++)
			cr_assert_eq(samples[i % 3 * FRAMES + i / 3], integers[i] * 0x1p-23, "%s", name);
		free(samples);
		source->free(source);
	}
}

static void expect_selection(const char *path, const int32_t *integers, size_t channels, const unsigned *wanted,
			     size_t count)
{
	struct audio_source_options options = { .channels = wanted, .channel_count = count };
	struct source *source = open_source(path, &options);
	cr_assert_eq(source->channels, count);
	double *samples = read_all(source, FRAMES, 512);
	for (size_t i = 0; i < FRAMES; i++)
		for (size_t c = 0; c < count; c++)
			cr_assert_eq(samples[c * FRAMES + i], integers[i * channels + wanted[c] - 1] * 0x1p-23,
				     "channel %u of %zu, frame %zu", wanted[c], channels, i);
	free(samples);
	source->free(source);
}

Test(source, channels_are_selected_in_the_order_asked_for)
{
	static int32_t integers[FRAMES * 16];
	static const unsigned pairs[][2] = { { 1, 2 }, { 2, 1 }, { 1, 1 }, { 2, 2 }, { 1, 0 }, { 2, 0 } };
	const char *path = write_pcm(2, 24, FRAMES, integers);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		expect_selection(path, integers, 2, pairs[i], pairs[i][1] == 0 ? 1 : 2);
	static const unsigned wanted[] = { 16, 3, 4, 3 };
	path = write_pcm(16, 24, FRAMES, integers);
	expect_selection(path, integers, 16, wanted, 4);

	static const unsigned wrong[] = { 1, 17 };
	struct problem problem;
	struct source *source;
	struct audio_source_options options = { .channels = wrong, .channel_count = 2 };
	cr_expect_eq(audio_source_open(path, &options, &source, &problem), STATUS_BAD_SOURCE);
	cr_expect_str_eq(problem.text, "it has no channel 17; it has 16 channels");
	cr_expect_null(source);
}

Test(source, start_end_cuts_and_rewind)
{
	static int32_t integers[FRAMES];
	const char *path = write_pcm(1, 16, FRAMES, integers);
	static const size_t starts[] = { 0, 1, 1000 }, blocks[] = { 1, 7, 64, 1000, 20000 };
	for (size_t s = 0; s < 3; s++) {
		struct audio_source_options options = { .sample_rate = 48000, .start_frames = starts[s] };
		struct source *source = open_source(path, &options);
		cr_assert_eq(source->frames, FRAMES + starts[s]);
		for (size_t b = 0; b < 5; b++) {
			enum { READ = FRAMES + 3000 };
			double *samples = read_all(source, READ, blocks[b]);
			for (size_t i = 0; i < READ; i++) {
				size_t at = i - starts[s]; /* this value is huge before the start */
				cr_assert_eq(samples[i], at < FRAMES ? integers[at] * 0x1p-15 : 0.0, "frame %zu", i);
			}
			free(samples);
			cr_assert_eq(source->rewind(source), STATUS_OK);
		}
		source->free(source);
	}
}

/* The steps have all lengths, and read or skip by turns: within what is read ahead, past it, past the end. */
Test(source, what_is_skipped_is_as_if_read)
{
	enum { LONG = 60000, STEPS = 400 };
	static int32_t integers[LONG];
	const char *path = write_pcm(1, 16, LONG, integers);
	static const size_t starts[] = { 0, 1, 9000 };
	static double samples[16384];
	double *const columns[] = { samples };
	for (size_t s = 0; s < 3; s++)
		for (unsigned turn = 0; turn < 8; turn++) {
			struct audio_source_options options = { .start_frames = starts[s] };
			struct source *source = open_source(path, &options);
			uint32_t state = turn + 1;
			for (size_t step = 0, place = 0; step < STEPS && place < LONG + 40000; step++) {
				state = state * 1664525 + 1013904223;
				size_t frames = state >> (18 + turn); /* at most 16384, and less from turn to turn */
				if (step % 2 == 0) {
					cr_assert_eq(source->skip(source, frames), STATUS_OK);
				} else {
					cr_assert_eq(source->read(source, columns, frames), STATUS_OK);
					for (size_t i = 0; i < frames; i++) {
						size_t at =
							place + i - starts[s]; /* this value is huge before the start */
						cr_assert_eq(samples[i], at < LONG ? integers[at] * 0x1p-15 : 0.0);
					}
				}
				place += frames;
			}
			source->free(source);
		}
	struct source *converted = open_source(path, &(struct audio_source_options){ .sample_rate = 44100 });
	cr_expect_null(converted->skip, "the filter would have to start anew");
	converted->free(converted);
}

Test(source, another_rate_is_converted_after_the_start)
{
	static int32_t integers[FRAMES * 2];
	const char *path = write_pcm(2, 24, FRAMES, integers);
	struct audio_source_options options = { .sample_rate = 44100, .start_frames = 100 };
	struct source *source = open_source(path, &options);
	cr_assert_eq(source->frames, 100 + 4594);
	double *whole = read_all(source, 6000, 6000);
	cr_assert_eq(source->rewind(source), STATUS_OK);
	double *cut = read_all(source, 6000, 13);
	cr_expect_eq(memcmp(whole, cut, 2 * 6000 * sizeof(double)), 0);
	for (size_t i = 0; i < 100; i++)
		cr_assert_eq(whole[i], 0.0);
	for (size_t i = 100 + 4594; i < 6000; i++)
		cr_assert_eq(whole[i], 0.0, "frame %zu", i);
	cr_expect_neq(whole[100], 0.0);
	cr_expect_neq(whole[100 + 4593], 0.0);
	free(whole);
	free(cut);
	source->free(source);
}

/* The file is cut while it is open, and the reader itself reports that. */
Test(source, a_file_that_shrinks_has_changed)
{
	static int32_t integers[FRAMES * 2];
	const char *path = write_pcm(2, 16, FRAMES, integers);
	struct source *source = open_source(path, &whole_file);
	cr_assert_eq(truncate(path, WAVE_HEADER_BYTES + 3000 * 4), 0);
	static double left[FRAMES], right[FRAMES];
	double *columns[] = { left, right };
	cr_expect_eq(source->read(source, columns, 1000), STATUS_OK);
	cr_expect_eq(source->read(source, columns, FRAMES - 1000), STATUS_BAD_SOURCE);
	cr_expect_str_eq(source->problem, "it changed while it was read; run again");
	source->free(source);
}

static void overwrite(const char *path)
{
	container_patch(path, WAVE_HEADER_BYTES, "again", 5);
}

static void cut(const char *path)
{
	cr_assert_eq(truncate(path, WAVE_HEADER_BYTES + 100), 0);
}

static void touch(const char *path)
{
	cr_assert_eq(utimensat(AT_FDCWD, path, (const struct timespec[]){ { .tv_sec = 5 }, { .tv_sec = 5 } }, 0), 0);
}

static void replace(const char *path)
{
	size_t length;
	unsigned char *bytes = scratch_read(path, &length);
	scratch_write(scratch_path("other.wav"), bytes, length);
	free(bytes);
	cr_assert_eq(rename(scratch_path("other.wav"), path), 0);
}

static void delete (const char *path)
{
	cr_assert_eq(unlink(path), 0);
}

/* The file is read in part or to its end. The end reports a change, and so does the check after a pass. */
Test(source, a_file_that_changes_while_it_is_read_is_told)
{
	static const char changed[] = "it changed while it was read; run again";
	static const struct {
		void (*change)(const char *path);
		const char *problem;
	} rows[] = { { overwrite, changed },
		     { cut, changed },
		     { touch, changed },
		     { replace, "it was replaced by another file while it was read; run again" },
		     { delete, "it was moved or deleted while it was read; put it back, and run again" } };
	static int32_t integers[FRAMES * 2];
	static double left[FRAMES], right[FRAMES];
	double *columns[] = { left, right };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (int whole = 0; whole <= 1; whole++) {
			char path[512];
			snprintf(path, sizeof path, "%s", write_pcm(2, 16, FRAMES, integers));
			utimensat(AT_FDCWD, path, (const struct timespec[]){ { .tv_sec = 9 }, { .tv_sec = 9 } }, 0);
			struct source *source = open_source(path, &whole_file);
			cr_expect_eq(source->read(source, columns, 1000), STATUS_OK);
			cr_expect_eq(source->confirm(source), STATUS_OK, "%s", source->problem);
			rows[i].change(path);
			if (whole)
				cr_expect_eq(source->read(source, columns, FRAMES), STATUS_BAD_SOURCE, "row %zu", i);
			else
				cr_expect_eq(source->confirm(source), STATUS_BAD_SOURCE, "row %zu", i);
			cr_expect_str_eq(source->problem, rows[i].problem, "row %zu", i);
			source->free(source);
		}
}

Test(source, a_file_that_changed_since_the_probe_is_refused)
{
	static int32_t integers[FRAMES * 2];
	const char *path = write_pcm(2, 16, FRAMES, integers);
	struct audio_probe probe;
	struct audio_probe_limits limits = audio_probe_limits();
	cr_assert_eq(audio_probe(&path, 1, &limits, &probe), STATUS_OK);
	struct audio_source_options options = { .expected = &probe.properties };
	struct source *source = open_source(path, &options);
	source->free(source);
	write_pcm(2, 16, FRAMES - 1, integers);
	struct problem problem;
	cr_expect_eq(audio_source_open(path, &options, &source, &problem), STATUS_BAD_SOURCE);
	cr_expect_str_eq(problem.text, "it changed while it was being looked at; run again");
}

Test(source, a_sample_that_is_no_number_is_told_with_its_frame)
{
	static float samples[FRAMES * 2];
	static const float bad[] = { NAN, INFINITY, -INFINITY };
	for (size_t b = 0; b < 3; b++) {
		memset(samples, 0, sizeof samples);
		samples[4321 * 2 + 1] = bad[b];
		struct wave_shape shape = { WAVE_TAG_FLOAT, 2, 48000, 32, sizeof samples };
		wave_write(scratch_path("nan.wav"), &shape, samples, sizeof samples);
		for (unsigned rate = 44100; rate <= 48000; rate += 3900) { /* the rate is converted or not */
			struct audio_source_options options = { .sample_rate = rate };
			struct source *source = open_source(scratch_path("nan.wav"), &options);
			static double left[FRAMES], right[FRAMES];
			double *columns[] = { left, right };
			cr_expect_eq(source->read(source, columns, FRAMES), STATUS_NOT_FINITE);
			cr_expect_str_eq(source->problem,
					 "its sample at frame 4321, channel 2, is not a finite number");
			source->free(source);
		}
	}
}

Test(source, too_many_open_files_is_a_limit)
{
	static int32_t integers[FRAMES];
	const char *path = write_pcm(1, 16, FRAMES, integers);
	struct problem problem;
	struct rlimit few = { 40, 4096 };
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	cr_expect_eq(audio_source_reserve(500, &problem), STATUS_OK);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &few), 0);
	cr_expect_geq(few.rlim_cur, 1000);
	cr_expect_eq(audio_source_reserve(100000, &problem), STATUS_LIMIT);
	cr_expect(strstr(problem.text, "ulimit -n"), "%s", problem.text);
	few.rlim_cur = 3; /* as many files as are open already */
	for (int descriptor; (descriptor = open("/dev/null", O_RDONLY)) >= 0;) {
		few.rlim_cur = (rlim_t)descriptor;
		close(descriptor);
		break;
	}
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	struct source *source;
	enum status status = audio_source_open(path, &whole_file, &source, &problem);
	few.rlim_cur = few.rlim_max;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	cr_expect_eq(status, STATUS_LIMIT);
	cr_expect_str_eq(problem.text, "it cannot be opened: too many open files");
}

/* libsndfile gives wrong samples after a seek in a Vorbis file; a source must not. */
Test(source, skips_to_the_right_samples_of_any_format)
{
	static const int formats[] = { SF_FORMAT_WAV | SF_FORMAT_PCM_24, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
				       SF_FORMAT_OGG | SF_FORMAT_VORBIS };
	enum { LENGTH = 60000, HEARD = 2000 };
	struct sound noise = sound_noise(3, 2, LENGTH, 0.2);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		sound_write(scratch_path("noise"), &noise, formats[i]);
		struct source *source = open_source(scratch_path("noise"), &whole_file);
		double *all = read_all(source, LENGTH, 4096);
		for (size_t frame = HEARD + 1; frame < LENGTH - HEARD; frame += 1771) {
			cr_assert_eq(source->rewind(source), STATUS_OK);
			free(read_all(source, HEARD, 512));
			cr_assert_eq(source->skip(source, frame - HEARD), STATUS_OK);
			double *some = read_all(source, HEARD, 512);
			for (size_t k = 0; k < HEARD; k++)
				cr_assert_eq(some[k], all[frame + k], "format %zu, frame %zu + %zu", i, frame, k);
			free(some);
		}
		free(all);
		source->free(source);
	}
	sound_release(&noise);
}
