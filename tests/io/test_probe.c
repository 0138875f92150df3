/* stemprint tests: the probe finds out what files are, and survives every header.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_probe.h"

#include "io/audio_reader.h"
#include "io/container_bytes.h"
#include "io/mutation.h"
#include "io/scratch.h"
#include "io/wave_bytes.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(void)
{
	scratch_make();
}

TestSuite(probe, .init = make, .fini = scratch_remove, .timeout = 60);

static struct audio_probe probe_one(const char *path)
{
	struct audio_probe result;
	struct audio_probe_limits limits = audio_probe_limits();
	limits.busy_milliseconds = 1000;
	enum status status = audio_probe(&path, 1, &limits, &result);
	cr_assert_eq(status, result.status);
	return result;
}

/* Returns the time of the processor, here and in the children that have ended. The clock would include other work of
 * the machine. */
static double seconds_spent(void)
{
	struct rusage self, children;
	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return (double)(self.ru_utime.tv_sec + self.ru_stime.tv_sec + children.ru_utime.tv_sec +
			children.ru_stime.tv_sec) +
	       (double)(self.ru_utime.tv_usec + self.ru_stime.tv_usec + children.ru_utime.tv_usec +
			children.ru_stime.tv_usec) *
		       1e-6;
}

static const struct wave_shape good_shape = { WAVE_TAG_PCM, 2, 44100, 16, 4000 };
static const unsigned char silence[4000000];

static const char *write_good(const char *name)
{
	const char *path = scratch_path(name);
	wave_write(path, &good_shape, silence, good_shape.data_bytes);
	return path;
}

Test(probe, tells_what_a_file_is)
{
	struct audio_probe result = probe_one(write_good("good.wav"));
	cr_assert_eq(result.status, STATUS_OK, "%s", result.problem.text);
	cr_expect_eq(result.properties.channels, 2u);
	cr_expect_eq(result.properties.sample_rate, 44100u);
	cr_expect_eq(result.properties.frames, 1000u);
	cr_expect_eq(result.properties.bits, 16u);
	char text[64];
	cr_expect_str_eq(audio_format_text(&result.properties.format, text, sizeof text), "wav, 16-bit pcm");
}

struct wrong_shape {
	struct wave_shape shape;
	size_t present; /* the number of bytes of data */
	const char *problem; /* NULL means that the header is right */
};

/* These headers are wrong, and each has its message. */
static const struct wrong_shape wrong_shapes[] = {
	{ { WAVE_TAG_PCM, 2, 48000, 16, 4000 }, 4000, NULL },
	{ { WAVE_TAG_PCM, 2, 48000, 16, 4000 },
	  3000,
	  "it ends early: 250 of 1000 frames are missing; copy or export it again" },
	{ { WAVE_TAG_PCM, 2, 48000, 24, 2000000000 },
	  6000,
	  "it ends early: 333332333 of 333333333 frames are missing; copy or export it again" },
	{ { WAVE_TAG_PCM, 2, 48000, 16, 0xffffffff }, 4000, NULL }, /* the file was written into a pipe */
	{ { WAVE_TAG_PCM, 2, 48000, 16, 0x7ffff000 }, 4000, NULL },
	{ { WAVE_TAG_PCM, 2, 48000, 16, 0 }, 0, "it holds no sound: its length is 0 frames" },
	{ { WAVE_TAG_PCM, 2, 7999, 16, 4000 }, 4000, "its sample rate of 7999 Hz is not within 8000 to 384000 Hz" },
	{ { WAVE_TAG_PCM, 2, 384001, 16, 4000 }, 4000, "its sample rate of 384001 Hz is not within 8000 to 384000 Hz" },
	{ { WAVE_TAG_PCM, 65, 48000, 16, 13000 }, 13000, "it has 65 channels; 1 to 64 are taken" },
	{ { WAVE_TAG_PCM, 64, 48000, 16, 12800 }, 12800, NULL },
};

Test(probe, bounds_and_broken_promises)
{
	for (size_t i = 0; i < sizeof wrong_shapes / sizeof *wrong_shapes; i++) {
		const char *path = scratch_path("wrong.wav");
		wave_write(path, &wrong_shapes[i].shape, silence, wrong_shapes[i].present);
		struct audio_probe result = probe_one(path);
		cr_expect_eq(result.status, wrong_shapes[i].problem ? STATUS_BAD_SOURCE : STATUS_OK, "row %zu: %s", i,
			     result.problem.text);
		if (wrong_shapes[i].problem)
			cr_expect_str_eq(result.problem.text, wrong_shapes[i].problem, "row %zu", i);
	}
}

Test(probe, what_is_no_audio_file)
{
	mkdir(scratch_path("folder.wav"), 0777);
	mkfifo(scratch_path("pipe.wav"), 0666);
	scratch_write(scratch_path("empty.wav"), "", 0);
	scratch_write(scratch_path("text.wav"), "this is no audio file at all, but some words\n", 45);
	static const struct {
		const char *name, *problem;
	} rows[] = {
		{ "missing.wav", "it cannot be opened: no such file or directory" },
		{ "folder.wav", "it is a folder; name an audio file in it" },
		{ "pipe.wav", "it is not a regular file; name an audio file" },
		{ "empty.wav", "it is empty; export it again" },
		{ "text.wav", "it is no audio file that can be read (Format not recognised); export it again" },
		{ "text.wav/below.wav", "it cannot be opened: not a directory" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct audio_probe result = probe_one(scratch_path(rows[i].name));
		cr_expect_eq(result.status, STATUS_BAD_SOURCE);
		cr_expect_str_eq(result.problem.text, rows[i].problem, "%s: %s", rows[i].name, result.problem.text);
	}
	struct audio_probe result = probe_one("/dev/zero");
	cr_expect_str_eq(result.problem.text, "it is not a regular file; name an audio file");
}

Test(probe, no_permission)
{
	const char *path = write_good("secret.wav");
	const uid_t user = geteuid();
	cr_assert_eq(chmod(path, 0), 0);
	/* Root may read everything; nobody may not. */
	cr_assert_eq(user == 0 ? seteuid(65534) : 0, 0);
	struct audio_probe result = probe_one(path);
	cr_assert_eq(seteuid(user), 0);
	cr_expect_str_eq(result.problem.text, "it cannot be opened: permission denied");
}

/* These 100 bytes keep libsndfile 1.2.0 busy for ever: a part of LIST/INFO of 0xfffffff8 bytes takes it back to its
 * start. */
static size_t make_endless(unsigned char *bytes)
{
	struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 16, 20 };
	wave_header(&shape, bytes);
	memcpy(bytes + 36, "LIST", 4);
	wave_put(bytes + 40, 28, 4);
	memcpy(bytes + 44, "INFOabcd\xf8\xff\xff\xff", 12);
	memset(bytes + 56, 0, 16);
	memcpy(bytes + 72, "data", 4);
	wave_put(bytes + 76, 20, 4);
	memset(bytes + 80, 0, 20);
	wave_put(bytes + 4, 92, 4);
	return 100;
}

Test(probe, an_endless_header_is_seen_before_the_library_sees_it)
{
	unsigned char bytes[100];
	scratch_write(scratch_path("endless.wav"), bytes, make_endless(bytes));
	double start = seconds_spent();
	struct audio_probe result = probe_one(scratch_path("endless.wav"));
	cr_expect_eq(result.status, STATUS_BAD_SOURCE);
	cr_expect_str_eq(result.problem.text, "its LIST chunk is damaged: a part of it claims 4294967288 bytes");
	cr_expect_lt(seconds_spent() - start, 0.5);
}

/* Each of these lists kept libsndfile 1.2.0 busy for ever. They stand before or behind the sound, and may claim more
   than the file holds; the name of a kind inside a list has no length. */
Test(probe, lists_that_claim_too_much_are_seen_before_the_library_sees_them)
{
	static const struct {
		uint32_t length;
		const char *parts;
		size_t bytes;
	} rows[] = {
		{ 0x406b9253, "adtlemdl\xf7\xff\xff\xff", 12 }, { 0xd0000000, "adtlLIST\xf8\xff\xff\xff", 12 },
		{ 0xbc, "adtlemnt\xf8\xff\xff\xff", 12 },       { 55, "INFOINFOLIST\xf4\xff\xff\xff", 16 },
		{ 0x0c69, "INFOadtlemnt\xf7\xff\xff\xff", 16 },
	};
	enum { LIST_BYTES = 64, SOUND_BYTES = 200 };
	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		unsigned char bytes[44 + LIST_BYTES + SOUND_BYTES] = { 0 };
		const bool behind = i % 2;
		const struct wave_shape shape = { WAVE_TAG_PCM, 1, 48000, 16, SOUND_BYTES };
		unsigned char *list = bytes + (behind ? 44 + SOUND_BYTES : 36);
		wave_header(&shape, bytes);
		memcpy(bytes + (behind ? 36 : 36 + LIST_BYTES), "data\xc8\0\0\0", 8);
		memcpy(list, "LIST", 4);
		wave_put(list + 4, rows[i / 2].length, 4);
		memcpy(list + 8, rows[i / 2].parts, rows[i / 2].bytes);
		if (!behind && rows[i / 2].length != LIST_BYTES - 8 && rows[i / 2].length < 0x1000)
			wave_put(list + 4, LIST_BYTES - 8, 4);
		scratch_write(scratch_path("list.wav"), bytes, sizeof bytes);
		const double start = seconds_spent();
		const struct audio_probe result = probe_one(scratch_path("list.wav"));
		cr_expect_eq(result.status, STATUS_BAD_SOURCE, "row %zu", i);
		cr_expect_not_null(strstr(result.problem.text, "its LIST chunk is damaged"), "row %zu: %s", i,
				   result.problem.text);
		cr_expect_lt(seconds_spent() - start, 0.5, "row %zu", i);
	}
}

Test(probe, without_time_nothing_is_opened)
{
	const char *paths[] = { write_good("a.wav"), write_good("b.wav"), write_good("c.wav") };
	struct audio_probe results[3];
	struct audio_probe_limits limits = audio_probe_limits();
	limits.total_milliseconds = 0;
	cr_expect_eq(audio_probe(paths, 3, &limits, results), STATUS_LIMIT);
	for (size_t i = 0; i < 3; i++)
		cr_expect_str_eq(results[i].problem.text, "no time was left to open it");
}

Test(probe, all_files_are_told_about)
{
	enum { COUNT = 300 };
	static const char *paths[COUNT];
	static struct audio_probe results[COUNT];
	const char *good = strdup(write_good("good.wav")), *missing = strdup(scratch_path("missing.wav"));
	for (size_t i = 0; i < COUNT; i++)
		paths[i] = i % 3 == 1 ? missing : good;
	struct audio_probe_limits limits = audio_probe_limits();
	double start = seconds_spent();
	cr_expect_eq(audio_probe(paths, COUNT, &limits, results), STATUS_BAD_SOURCE);
	double spent = seconds_spent() - start;
	for (size_t i = 0; i < COUNT; i++)
		cr_assert_eq(results[i].status, i % 3 == 1 ? STATUS_BAD_SOURCE : STATUS_OK, "file %zu", i);
	cr_expect_lt(spent, 0.5, "300 files took %g s", spent);
	cr_log_info("300 files: %.2f ms\n", spent * 1e3);
	free((void *)(uintptr_t)good);
	free((void *)(uintptr_t)missing);
}

/* A file that passes the probe is read to its end: with OK, or with a problem in words. A crash or a hang would end
 * this test. */
static void read_to_the_end(const char *path, const struct audio_probe *probe, size_t *read_whole)
{
	enum { BLOCK = 4096, READ_MAXIMUM = 1 << 20 };
	static double samples[AUDIO_CHANNELS_MAXIMUM][BLOCK];
	double *columns[AUDIO_CHANNELS_MAXIMUM];
	for (size_t i = 0; i < AUDIO_CHANNELS_MAXIMUM; i++)
		columns[i] = samples[i];
	struct audio_reader *reader;
	struct problem problem = { .text = "" };
	enum status status = audio_reader_open(path, NULL, 0, &probe->properties, &reader, &problem);
	cr_assert_eq(status, STATUS_OK, "what the probe passed opens: %s", problem.text);
	uint64_t frames = probe->properties.frames < READ_MAXIMUM ? probe->properties.frames : READ_MAXIMUM;
	for (uint64_t done = 0; done < frames && status == STATUS_OK; done += BLOCK)
		status = audio_reader_read(reader, columns, BLOCK, &problem);
	cr_expect(status == STATUS_OK || problem.text[0] != '\0');
	*read_whole += status == STATUS_OK;
	audio_reader_free(reader);
}

static void fuzz(const char *seed, size_t rounds)
{
	enum { BATCH = 50 };
	static struct audio_probe results[BATCH];
	char *paths[BATCH];
	size_t length, passed = 0, read_whole = 0;
	unsigned char *original = scratch_read(seed, &length), *changed = malloc(length);
	struct audio_probe_limits limits = audio_probe_limits();
	limits.busy_milliseconds = 500;
	for (size_t i = 0; i < BATCH; i++) {
		char name[32];
		snprintf(name, sizeof name, "fuzz-%zu", i);
		paths[i] = strdup(scratch_path(name));
	}
	for (size_t round = 0; round < rounds; round += BATCH) {
		for (size_t i = 0; i < BATCH; i++) {
			memcpy(changed, original, length);
			scratch_write(paths[i], changed, mutation_make(changed, length));
		}
		double start = seconds_spent();
		enum status status = audio_probe((const char *const *)paths, BATCH, &limits, results);
		cr_assert(status == STATUS_OK || status == STATUS_BAD_SOURCE);
		cr_expect_lt(seconds_spent() - start, 5.0);
		for (size_t i = 0; i < BATCH; i++)
			if (results[i].status == STATUS_OK) {
				passed++;
				read_to_the_end(paths[i], &results[i], &read_whole);
			} else {
				cr_expect_neq(results[i].problem.text[0], '\0');
			}
	}
	cr_log_info("%zu of %zu passed the probe, %zu could be read\n", passed, rounds, read_whole);
	cr_expect_gt(passed, 0);
	cr_expect_lt(read_whole, rounds);
	for (size_t i = 0; i < BATCH; i++)
		free(paths[i]);
	free(original);
	free(changed);
}

Test(probe, fuzzed_wav)
{
	unsigned char bytes[100 + 4000];
	make_endless(bytes);
	memcpy(bytes + 44, "INFOIART\x08\0\0\0nobody\0\0", 20); /* the test starts from a LIST chunk that is right */
	memset(bytes + 64, 0, 8);
	wave_put(bytes + 76, 4020, 4);
	memset(bytes + 80, 0, 4020);
	scratch_write(scratch_path("seed.wav"), bytes, sizeof bytes);
	cr_assert_eq(probe_one(scratch_path("seed.wav")).status, STATUS_OK);
	fuzz(scratch_path("seed.wav"), 1000);
}

Test(probe, fuzzed_flac)
{
	const char *path = scratch_path("seed.flac");
	SF_INFO info = { .samplerate = 48000, .channels = 2, .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16 };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	cr_assert_not_null(file);
	static short samples[2 * 6000];
	for (size_t i = 0; i < 2 * 6000; i++)
		samples[i] = (short)mutation_random(2000);
	sf_writef_short(file, samples, 6000);
	sf_close(file);
	fuzz(path, 1000);
}

Test(probe, fuzzed_aiff)
{
	const char *path = scratch_path("seed.aiff");
	SF_INFO info = { .samplerate = 48000, .channels = 2, .format = SF_FORMAT_AIFF | SF_FORMAT_FLOAT };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	cr_assert_not_null(file);
	sf_writef_short(file, (const short *)(const void *)silence, 500);
	sf_close(file);
	fuzz(path, 500);
}

/* These are all other kinds of files, and those that the window changes. */
Test(probe, fuzzed_containers)
{
	static const struct {
		int format;
		const char *word;
		size_t distance;
		const char *bytes;
		size_t count;
	} seeds[] = { { SF_FORMAT_RF64 | SF_FORMAT_PCM_16, NULL, 0, NULL, 0 },
		      { SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "RF64", 0, "BW64", 4 },
		      { SF_FORMAT_W64 | SF_FORMAT_PCM_24, NULL, 0, NULL, 0 },
		      { SF_FORMAT_AU | SF_FORMAT_PCM_16, NULL, 0, NULL, 0 },
		      { SF_FORMAT_AIFF | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE, NULL, 0, NULL, 0 },
		      { SF_FORMAT_CAF | SF_FORMAT_PCM_16, "data", 4, "\xff\xff\xff\xff\xff\xff\xff\xff", 8 },
		      { SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "fLaC", 22, "\0\0\0\0", 4 } };
	for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
		const char *path = scratch_path("seed");
		container_write(path, seeds[i].format, 2, 500);
		if (seeds[i].word)
			container_patch(path, container_find(path, seeds[i].word) + seeds[i].distance, seeds[i].bytes,
					seeds[i].count);
		char seed[512];
		snprintf(seed, sizeof seed, "%s", path);
		fuzz(seed, 300);
	}
}
