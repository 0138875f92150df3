/* stemprint tests: printed files hold the samples, the headers and the dither that were asked for.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_printer.h"

#include "io/audio_file.h"
#include "io/audio_source.h"
#include "io/output_set.h"
#include "io/scratch.h"
#include "io/wave_bytes.h"
#include "support/hash_printer.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 5001, CHANNELS_MAXIMUM = 16 };

static double columns[CHANNELS_MAXIMUM][FRAMES];

/* Makes noise a little under full scale, then silence. */
static void make(void)
{
	scratch_make();
	uint32_t state = 3;
	for (size_t c = 0; c < CHANNELS_MAXIMUM; c++)
		for (size_t i = 0; i < FRAMES - 500; i++) {
			state = state * 1664525u + 1013904223u;
			columns[c][i] = (double)(int32_t)state * 0x1p-31 * 0.99;
		}
}

TestSuite(printer, .init = make, .fini = scratch_remove, .timeout = 30);

static struct audio_printer_settings settings_of(enum container container, enum encoding encoding, enum dither dither,
						 size_t channels)
{
	return (struct audio_printer_settings){
		.format = { .container = container, .encoding = encoding, .dither = dither },
		.sample_rate = 48000,
		.channels = channels,
		.frames_maximum = 42 * 48000,
		.seed = 5,
		.name = "out"
	};
}

static struct printer *open_printer(const char *name, const struct audio_printer_settings *settings,
				    struct output_set **set)
{
	struct output *output;
	struct printer *printer;
	struct problem problem = { .text = "" };
	*set = output_set_new(scratch_path("prints"));
	cr_assert_eq(output_set_add(*set, name, &output), STATUS_OK, "%s", output_set_problem(*set));
	cr_assert_eq(audio_printer_open(output_path(output), output_descriptor(output), settings, &printer, &problem),
		     STATUS_OK, "%s", problem.text);
	return printer;
}

/* Prints the columns in blocks of `block`, commits, and returns the file's bytes, which the caller frees. */
static unsigned char *print(const struct audio_printer_settings *settings, size_t block, size_t *length,
			    struct audio_printer_statistics *statistics)
{
	struct output_set *set;
	struct printer *printer = open_printer("out", settings, &set);
	const double *at[CHANNELS_MAXIMUM];
	for (size_t done = 0; done < FRAMES; done += block) {
		for (size_t c = 0; c < settings->channels; c++)
			at[c] = columns[c] + done;
		size_t count = FRAMES - done < block ? FRAMES - done : block;
		cr_assert_eq(printer->write(printer, at, count), STATUS_OK, "%s", printer->problem);
	}
	cr_assert_eq(printer->finish(printer), STATUS_OK, "%s", printer->problem);
	if (statistics)
		*statistics = audio_printer_statistics(printer);
	printer->free(printer);
	cr_assert_eq(output_set_commit(set), STATUS_OK, "%s", output_set_problem(set));
	output_set_free(set);
	return scratch_read(scratch_path("prints/out"), length);
}

static const size_t widths[] = { 1, 2, 3, 6, 16 };

/* Compares with the bytes themselves: the integers are those of lrint(), and the floats are those of a cast. */
Test(printer, wav_bytes)
{
	static const struct {
		enum encoding encoding;
		unsigned bytes, tag;
	} rows[] = { { ENCODING_PCM16, 2, WAVE_TAG_PCM },
		     { ENCODING_PCM24, 3, WAVE_TAG_PCM },
		     { ENCODING_PCM32, 4, WAVE_TAG_PCM },
		     { ENCODING_FLOAT32, 4, WAVE_TAG_FLOAT },
		     { ENCODING_FLOAT64, 8, WAVE_TAG_FLOAT } };
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
		for (size_t w = 0; w < 5; w++) {
			size_t channels = widths[w], size;
			unsigned bytes = rows[r].bytes;
			struct audio_printer_settings settings =
				settings_of(CONTAINER_WAV, rows[r].encoding, DITHER_NONE, channels);
			unsigned char *file = print(&settings, 1000, &size, NULL);
			uint32_t length;
			cr_assert_eq(memcmp(file, "RIFF", 4), 0);
			cr_expect_eq((uint32_t)wave_integer(file + 4, 4) + 8, size, "the RIFF length is the file's");
			const unsigned char *format = wave_chunk(file, size, "fmt ", &length);
			cr_expect_eq(wave_integer(format, 2) & 0xffff, channels > 2 ? 0xfffe : (int)rows[r].tag);
			cr_expect_eq((size_t)wave_integer(format + 2, 2), channels);
			cr_expect_eq(wave_integer(format + 4, 4), 48000);
			if (channels > 2)
				cr_expect_eq(wave_integer(format + 20, 4), channels == 3   ? 0x7
									   : channels == 6 ? 0x3f
											   : 0);
			cr_expect_null(wave_chunk(file, size, "PEAK", &length));
			const unsigned char *data = wave_chunk(file, size, "data", &length);
			cr_assert_eq(length, FRAMES * channels * bytes);
			for (size_t i = 0; i < FRAMES * channels; i++) {
				double x = columns[i % channels][i / channels];
				const unsigned char *at = data + i * bytes;
				float single = (float)x;
				if (rows[r].tag == WAVE_TAG_PCM)
					cr_assert_eq(wave_integer(at, bytes),
						     (int32_t)lrint(ldexp(x, 8 * (int)bytes - 1)), "sample %zu", i);
				else
					cr_assert_eq(memcmp(at, bytes == 4 ? (void *)&single : (void *)&x, bytes), 0);
			}
			free(file);
		}
}

Test(printer, flac_is_what_wav_is)
{
	if (system("command -v sox >/dev/null 2>&1") != 0)
		cr_skip_test("sox is not installed");
	for (int encoding = ENCODING_PCM16; encoding <= ENCODING_PCM24; encoding++)
		for (size_t channels = 1; channels <= 8; channels += 7) {
			size_t size, raw_size;
			struct audio_printer_settings settings =
				settings_of(CONTAINER_WAV, (enum encoding)encoding, DITHER_TPDF, channels);
			unsigned char *wave = print(&settings, 64, &size, NULL);
			settings.format.container = CONTAINER_FLAC;
			free(print(&settings, 333, &raw_size, NULL));
			char command[1200];
			snprintf(command, sizeof command, "sox -D -t flac '%s' -t raw -e signed -b %d -L '%s'",
				 scratch_path("prints/out"), encoding == ENCODING_PCM16 ? 16 : 24, scratch_path("raw"));
			cr_assert_eq(system(command), 0);
			unsigned char *raw = scratch_read(scratch_path("raw"), &raw_size);
			uint32_t length;
			const unsigned char *data = wave_chunk(wave, size, "data", &length);
			cr_assert_eq(raw_size, length);
			cr_expect_eq(memcmp(raw, data, length), 0);
			free(raw);
			free(wave);
		}
}

Test(printer, reads_back_through_a_source)
{
	for (int container = CONTAINER_WAV; container <= CONTAINER_FLAC; container++)
		for (int encoding = ENCODING_PCM16; encoding <= ENCODING_FLOAT64; encoding++) {
			if (container == CONTAINER_FLAC && encoding > ENCODING_PCM24)
				continue;
			size_t size;
			struct audio_printer_settings settings =
				settings_of((enum container)container, (enum encoding)encoding, DITHER_NONE, 6);
			free(print(&settings, 4096, &size, NULL));
			struct source *source;
			struct problem problem = { .text = "" };
			cr_assert_eq(audio_source_open(scratch_path("prints/out"), &(struct audio_source_options){ 0 },
						       &source, &problem),
				     STATUS_OK, "%s", problem.text);
			cr_assert_eq(source->frames, FRAMES);
			cr_assert_eq(source->channels, 6);
			static double read[6][FRAMES];
			double *into[] = { read[0], read[1], read[2], read[3], read[4], read[5] };
			cr_assert_eq(source->read(source, into, FRAMES), STATUS_OK, "%s", source->problem);
			static const double steps[] = { 0x1p-16, 0x1p-24, 0x1p-32, 0x1p-25, 0.0 };
			for (size_t c = 0; c < 6; c++)
				for (size_t i = 0; i < FRAMES; i++)
					cr_assert_leq(fabs(read[c][i] - columns[c][i]), steps[encoding]);
			source->free(source);
		}
}

Test(printer, bytes_depend_on_content_alone)
{
	static const size_t blocks[] = { 1, 7, 64, 1000, 4096, FRAMES };
	for (int container = CONTAINER_WAV; container <= CONTAINER_FLAC; container++)
		for (int encoding = ENCODING_PCM16; encoding <= ENCODING_FLOAT64; encoding++) {
			if (container == CONTAINER_FLAC && encoding > ENCODING_PCM24)
				continue;
			struct audio_printer_settings settings =
				settings_of((enum container)container, (enum encoding)encoding, DITHER_TPDF, 2);
			size_t size, size_again;
			unsigned char *first = print(&settings, 4096, &size, NULL);
			for (size_t b = 0; b < 6; b++) {
				unsigned char *again = print(&settings, blocks[b], &size_again, NULL);
				cr_assert_eq(size, size_again);
				cr_expect_eq(memcmp(first, again, size), 0, "%d %d in blocks of %zu", container,
					     encoding, blocks[b]);
				free(again);
			}
			settings.seed++;
			unsigned char *other = print(&settings, 4096, &size_again, NULL);
			bool same = size == size_again && memcmp(first, other, size) == 0;
			cr_expect_eq(same, encoding >= ENCODING_FLOAT32, "the seed is heard in the dither alone");
			free(other);
			free(first);
		}
}

Test(printer, rf64_where_it_could_pass_four_gibibytes)
{
	/* One file is the last that fits, and one has a frame more: 24 bits, stereo. */
	static const struct {
		uint64_t frames;
		enum encoding encoding;
		const char *magic;
	} rows[] = { { 715816959, ENCODING_PCM24, "RIFF" },
		     { 715816960, ENCODING_PCM24, "RF64" },
		     { UINT64_C(1) << 39, ENCODING_FLOAT32, "RF64" },
		     { UINT64_C(1) << 33, ENCODING_FLOAT64, "RF64" } };
	for (size_t r = 0; r < 4; r++) {
		struct audio_printer_settings settings = settings_of(CONTAINER_WAV, rows[r].encoding, DITHER_NONE, 2);
		settings.frames_maximum = rows[r].frames;
		size_t size;
		uint32_t length;
		unsigned char *file = print(&settings, 1000, &size, NULL);
		cr_expect_eq(memcmp(file, rows[r].magic, 4), 0, "row %zu", r);
		cr_expect_null(wave_chunk(file, size, "PEAK", &length));
		free(file);
		struct source *source;
		struct problem problem = { .text = "" };
		cr_assert_eq(audio_source_open(scratch_path("prints/out"), &(struct audio_source_options){ 0 }, &source,
					       &problem),
			     STATUS_OK, "%s", problem.text);
		static double left[FRAMES], right[FRAMES];
		double *into[] = { left, right };
		cr_assert_eq(source->frames, FRAMES);
		cr_assert_eq(source->read(source, into, FRAMES), STATUS_OK, "%s", source->problem);
		for (size_t i = 0; i < FRAMES; i++)
			cr_assert_leq(fabs(right[i] - columns[1][i]), 0x1p-24);
		source->free(source);
	}
}

/* Returns dwChannelMask of the header, in a RIFF and after the ds64 of an RF64. The header of two channels has none. */
Test(printer, names_loudspeakers_or_none)
{
	static const struct {
		size_t channels;
		uint64_t frames;
		uint32_t mask;
	} rows[] = { { 4, 48000, 0x33 }, { 6, 48000, 0x3f }, { 8, 48000, 0x63f }, { 6, UINT64_C(1) << 33, 0x3f } };
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
		for (int without = 0; without < 2; without++) {
			struct audio_printer_settings settings =
				settings_of(CONTAINER_WAV, ENCODING_PCM16, DITHER_NONE, rows[r].channels);
			settings.frames_maximum = rows[r].frames;
			settings.without_speakers = without;
			size_t size;
			uint32_t length;
			unsigned char *file = print(&settings, 1000, &size, NULL);
			const unsigned char *format = wave_chunk(file, size, "fmt ", &length);
			cr_assert_eq(length, 40);
			cr_expect_eq((uint32_t)wave_integer(format + 20, 4), without ? 0 : rows[r].mask, "row %zu", r);
			free(file);
		}
	struct audio_printer_settings stereo = settings_of(CONTAINER_WAV, ENCODING_PCM16, DITHER_NONE, 2);
	stereo.without_speakers = true;
	size_t size;
	uint32_t length;
	unsigned char *file = print(&stereo, 1000, &size, NULL);
	cr_assert_not_null(wave_chunk(file, size, "fmt ", &length));
	cr_expect_eq(length, 16);
	free(file);
}

/* The second channel clips first, within one block of the first or in one before. */
Test(printer, tells_where_it_clips)
{
	static const size_t blocks[] = { 4096, 1000, 64, 1 };
	const double first = columns[0][700], second = columns[1][650];
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		struct audio_printer_settings settings = settings_of(CONTAINER_WAV, ENCODING_PCM24, DITHER_TPDF, 2);
		struct audio_printer_statistics statistics;
		size_t size;
		columns[0][700] = 2.0;
		columns[1][650] = -2.0;
		free(print(&settings, blocks[i], &size, &statistics));
		cr_expect_eq(statistics.clipped, 2u);
		cr_expect_eq(statistics.first_clipped, 650u, "blocks of %zu", blocks[i]);
		columns[0][700] = first;
		columns[1][650] = second;
		free(print(&settings, blocks[i], &size, &statistics));
		cr_expect_eq(statistics.first_clipped, UINT64_MAX);
	}
}

Test(printer, counts_what_clips)
{
	double saved[8];
	memcpy(saved, columns[0], sizeof saved);
	static const double hot[] = { 1.0, -1.0, 1.5, -1.5, 32767.0 / 32768.0, 1e300, -1.0 - 0x1p-17, 0.5 };
	memcpy(columns[0], hot, sizeof hot);
	struct audio_printer_settings settings = settings_of(CONTAINER_WAV, ENCODING_PCM16, DITHER_NONE, 1);
	size_t size;
	uint32_t length;
	struct audio_printer_statistics statistics;
	unsigned char *file = print(&settings, 4096, &size, &statistics);
	const unsigned char *data = wave_chunk(file, size, "data", &length);
	static const int32_t expected[] = { 32767, -32768, 32767, -32768, 32767, 32767, -32768, 16384 };
	for (size_t i = 0; i < 8; i++)
		cr_expect_eq(wave_integer(data + 2 * i, 2), expected[i], "sample %zu", i);
	cr_expect_eq(statistics.clipped, 4u);
	cr_expect_eq(statistics.first_clipped, 0u);
	cr_expect_eq(statistics.frames, FRAMES);
	free(file);
	memcpy(columns[0], saved, sizeof saved);
}

Test(printer, what_is_no_number_is_told_with_its_frame)
{
	static const struct {
		double value;
		enum encoding encoding;
		enum status status;
	} rows[] = {
		{ (double)NAN, ENCODING_PCM16, STATUS_NOT_FINITE },
		{ (double)INFINITY, ENCODING_PCM24, STATUS_NOT_FINITE },
		{ -(double)INFINITY, ENCODING_FLOAT32, STATUS_NOT_FINITE },
		{ (double)NAN, ENCODING_FLOAT64, STATUS_NOT_FINITE },
		{ 1e39, ENCODING_FLOAT32, STATUS_NOT_FINITE },
		{ 3e38, ENCODING_FLOAT32, STATUS_OK },
		{ 1e39, ENCODING_FLOAT64, STATUS_OK },
	};
	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		const size_t r = i / 2;
		struct audio_printer_settings settings =
			settings_of(CONTAINER_WAV, rows[r].encoding, i % 2 == 0 ? DITHER_NONE : DITHER_TPDF, 2);
		struct output_set *set;
		struct printer *printer = open_printer("out", &settings, &set);
		static double bad[FRAMES];
		bad[4000] = rows[r].value;
		const double *const both[] = { columns[0], bad };
		cr_expect_eq(printer->write(printer, both, FRAMES), rows[r].status, "row %zu", r);
		if (rows[r].status != STATUS_OK)
			cr_expect_str_eq(printer->problem,
					 "its sample at frame 4000, channel 2, is not a finite number");
		printer->free(printer);
		output_set_free(set);
	}
}

Test(printer, what_no_file_can_hold_is_refused)
{
	static const struct {
		enum container container;
		enum encoding encoding;
		size_t channels;
		unsigned rate;
		const char *problem;
	} rows[] = {
		{ CONTAINER_FLAC, ENCODING_FLOAT32, 2, 48000, "flac holds no float samples; print pcm24, or wav" },
		{ CONTAINER_FLAC, ENCODING_PCM24, 9, 48000, "flac holds at most 8 channels; print wav" },
		{ CONTAINER_WAV, ENCODING_PCM24, 65, 48000, "a file holds 1 to 64 channels" },
		{ CONTAINER_WAV, ENCODING_PCM24, 0, 48000, "a file holds 1 to 64 channels" },
		{ CONTAINER_WAV, ENCODING_PCM24, 2, 4000, "its sample rate is not within 8 to 384 kHz" },
	};
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		struct audio_printer_settings settings =
			settings_of(rows[r].container, rows[r].encoding, DITHER_NONE, rows[r].channels);
		settings.sample_rate = rows[r].rate;
		struct output_set *set = output_set_new(scratch_path("prints"));
		struct output *output;
		struct printer *printer;
		struct problem problem;
		cr_assert_eq(output_set_add(set, "out", &output), STATUS_OK);
		cr_expect_eq(audio_printer_open(output_path(output), output_descriptor(output), &settings, &printer,
						&problem),
			     STATUS_BAD_OUTPUT);
		cr_expect_str_eq(problem.text, rows[r].problem);
		cr_expect_null(printer);
		output_set_free(set);
	}
}

Test(printer, every_rate_and_no_frames)
{
	static const unsigned rates[] = { 8000, 44100, 88200, 96000, 176400, 192000, 384000 };
	for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
		for (int container = CONTAINER_WAV; container <= CONTAINER_FLAC; container++) {
			struct audio_printer_settings settings =
				settings_of((enum container)container, ENCODING_PCM24, DITHER_TPDF, 2);
			settings.sample_rate = rates[r];
			size_t size;
			free(print(&settings, 1000, &size, NULL));
			struct output_set *set;
			struct printer *printer = open_printer("none", &settings, &set);
			cr_expect_eq(printer->finish(printer), STATUS_OK, "%s", printer->problem);
			printer->free(printer);
			output_set_free(set);
		}
}

/* Golden tests compare renders by this hash: it does not depend on the blocks, but on everything else. */
Test(printer, hash_sees_every_bit)
{
	uint64_t first = 0;
	for (int variant = 0; variant < 4; variant++) {
		struct hash_printer *hash = hash_printer_new(2);
		cr_assert_not_null(hash);
		double saved = columns[1][FRAMES - 1];
		if (variant == 2)
			columns[1][FRAMES - 1] = -0.0;
		size_t block = variant == 1 ? 7 : FRAMES;
		for (size_t done = 0; done < FRAMES; done += block) {
			const double *const forward[] = { columns[0] + done, columns[1] + done };
			const double *const swapped[] = { columns[1] + done, columns[0] + done };
			size_t count = FRAMES - done < block ? FRAMES - done : block;
			cr_assert_eq(hash->printer.write(&hash->printer, variant == 3 ? swapped : forward, count),
				     STATUS_OK);
		}
		cr_assert_eq(hash->printer.finish(&hash->printer), STATUS_OK);
		cr_expect_eq(hash->frames, FRAMES);
		if (variant == 0)
			first = hash->hash;
		else
			cr_expect_eq(hash->hash == first, variant == 1, "variant %d", variant);
		columns[1][FRAMES - 1] = saved;
		hash->printer.free(&hash->printer);
	}
}

/* The integers are those of lowered samples, and libsndfile's own readers find the comment. */
Test(printer, headroom_lowers_and_is_told)
{
	static const struct {
		enum container container;
		size_t channels;
		uint64_t frames_maximum;
	} rows[] = { { CONTAINER_WAV, 2, FRAMES },
		     { CONTAINER_WAV, 6, FRAMES },
		     { CONTAINER_WAV, 1, UINT64_C(1) << 33 },
		     { CONTAINER_FLAC, 2, FRAMES } };
	const double gain = pow(10.0, -3.5 / 20.0);
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		size_t size;
		struct audio_printer_settings settings =
			settings_of(rows[r].container, ENCODING_PCM16, DITHER_NONE, rows[r].channels);
		settings.frames_maximum = rows[r].frames_maximum;
		settings.headroom_db = 3.5;
		free(print(&settings, 777, &size, NULL));
		struct audio_file file;
		struct audio_properties properties;
		struct problem problem;
		cr_assert_eq(audio_file_open(scratch_path("prints/out"), true, &file, &properties, &problem), STATUS_OK,
			     "%s", problem.text);
		cr_expect_str_eq(sf_get_string(file.sound, SF_STR_COMMENT), "stemprint: headroom 3.5 dB", "row %zu", r);
		cr_expect_eq(properties.headroom_db, 3.5, "row %zu", r);
		short frame[CHANNELS_MAXIMUM];
		for (size_t i = 0; i < FRAMES; i++) {
			cr_assert_eq(sf_readf_short(file.sound, frame, 1), 1);
			for (size_t c = 0; c < rows[r].channels; c++)
				cr_assert_eq(frame[c], lrint(columns[c][i] * gain * 0x1p15), "row %zu, frame %zu", r,
					     i);
		}
		audio_file_close(&file);
	}
}

/* A file without a headroom has no comment. Samples that come as integers stay unchanged. */
Test(printer, headroom_is_told_alone_of_what_is_rounded)
{
	size_t size, plain_size;
	uint32_t length;
	struct audio_printer_settings settings = settings_of(CONTAINER_WAV, ENCODING_PCM16, DITHER_NONE, 2);
	unsigned char *plain = print(&settings, 777, &plain_size, NULL);
	cr_expect_null(wave_chunk(plain, plain_size, "LIST", &length));
	settings.format.dither = DITHER_TPDF;
	settings.headroom_db = 12.0;
	settings.rounded = true;
	unsigned char *rounded = print(&settings, 500, &size, NULL);
	cr_expect_not_null(wave_chunk(rounded, size, "LIST", &length));
	cr_expect_eq((uint32_t)wave_integer(rounded + 4, 4) + 8, size, "the RIFF length is the file's");
	const unsigned char *one = wave_chunk(plain, plain_size, "data", &length);
	const unsigned char *other = wave_chunk(rounded, size, "data", &length);
	cr_assert_eq(length, FRAMES * 2 * 2);
	cr_expect_eq(memcmp(one, other, length), 0);
	free(plain);
	free(rounded);
}

/* Reads the samples of a committed file as doubles, which hold every encoding exactly. */
static double *read_samples(const char *path, size_t channels, size_t *frames)
{
	SF_INFO info = { 0 };
	SNDFILE *file = sf_open(path, SFM_READ, &info);
	cr_assert_not_null(file, "%s: %s", path, sf_strerror(NULL));
	cr_assert_eq((size_t)info.channels, channels);
	double *samples = malloc(((size_t)info.frames * channels + 1) * sizeof *samples);
	*frames = (size_t)sf_readf_double(file, samples, info.frames);
	cr_assert_eq(*frames, (size_t)info.frames);
	sf_close(file);
	return samples;
}

static struct printer *open_part(struct output_set *set, const char *name, struct audio_printer_settings settings)
{
	struct output *output;
	struct printer *printer;
	struct problem problem = { .text = "" };
	cr_assert_eq(output_set_add(set, name, &output), STATUS_OK, "%s", output_set_problem(set));
	settings.name = name;
	cr_assert_eq(audio_printer_open(output_path(output), output_descriptor(output), &settings, &printer, &problem),
		     STATUS_OK, "%s", problem.text);
	return printer;
}

enum { PART_FIRST = 1500, PART_OPENED = 1024, PART_END = 4700, PART_BLOCK = 512 };

/* Prints the columns, and frames PART_FIRST to PART_END of them as a part. With `hidden` the whole has no file. */
static void print_part(const struct audio_printer_settings *settings, bool hidden,
		       struct audio_printer_statistics *statistics)
{
	struct output_set *set;
	struct printer *whole, *part = NULL;
	struct problem problem = { .text = "" };
	if (hidden) {
		set = output_set_new(scratch_path("prints"));
		cr_assert_eq(audio_printer_open(NULL, -1, settings, &whole, &problem), STATUS_OK, "%s", problem.text);
	} else {
		whole = open_printer("out", settings, &set);
	}
	struct audio_printer_settings own = *settings;
	own.part_of = whole;
	own.first_frame = PART_FIRST;
	own.frames_maximum = PART_END - PART_FIRST;
	const double *at[CHANNELS_MAXIMUM];
	for (size_t done = 0; done < FRAMES; done += PART_BLOCK) {
		const size_t count = FRAMES - done < PART_BLOCK ? FRAMES - done : PART_BLOCK;
		for (size_t c = 0; c < settings->channels; c++)
			at[c] = columns[c] + done;
		if (done == PART_OPENED)
			part = open_part(set, "part", own);
		cr_assert_eq(whole->write(whole, at, count), STATUS_OK, "%s", whole->problem);
		if (part && done < PART_END)
			cr_assert_eq(part->write(part, at, done + count < PART_END ? count : PART_END - done),
				     STATUS_OK, "%s", part->problem);
	}
	cr_assert_eq(whole->finish(whole), STATUS_OK, "%s", whole->problem);
	cr_assert_eq(part->finish(part), STATUS_OK, "%s", part->problem);
	*statistics = audio_printer_statistics(part);
	whole->free(whole);
	part->free(part);
	cr_assert_eq(output_set_commit(set), STATUS_OK, "%s", output_set_problem(set));
	output_set_free(set);
}

/* A part of a print is the same samples as the whole has there, with its dither and the noise that was shaped before.
 */
Test(printer, a_part_is_a_cut_of_the_whole)
{
	static const struct print_format formats[] = {
		{ CONTAINER_WAV, ENCODING_PCM16, DITHER_NONE, 0.0 },
		{ CONTAINER_WAV, ENCODING_PCM16, DITHER_TPDF, 0.0 },
		{ CONTAINER_WAV, ENCODING_PCM16, DITHER_LIPSHITZ_5, 0.0 },
		{ CONTAINER_WAV, ENCODING_PCM16, DITHER_WANNAMAKER_9, 0.0 },
		{ CONTAINER_FLAC, ENCODING_PCM16, DITHER_WANNAMAKER_3, 0.0 },
		{ CONTAINER_WAV, ENCODING_PCM24, DITHER_TPDF, 0.0 },
		{ CONTAINER_FLAC, ENCODING_PCM24, DITHER_TPDF, 0.0 },
		{ CONTAINER_WAV, ENCODING_PCM32, DITHER_TPDF, 0.0 },
		{ CONTAINER_WAV, ENCODING_FLOAT32, DITHER_NONE, 0.0 },
		{ CONTAINER_WAV, ENCODING_FLOAT64, DITHER_NONE, 0.0 },
	};
	static const double headrooms[] = { 0.0, 4.2 };
	for (size_t i = 0; i < sizeof formats / sizeof *formats * 4; i++) {
		const struct print_format *format = &formats[i / 4];
		struct audio_printer_settings settings =
			settings_of(format->container, format->encoding, format->dither, i % 4 < 2 ? 2 : 3);
		settings.headroom_db = headrooms[i % 2];
		struct audio_printer_statistics statistics;
		size_t frames, whole_frames;
		print_part(&settings, false, &statistics);
		double *whole = read_samples(scratch_path("prints/out"), settings.channels, &whole_frames);
		double *part = read_samples(scratch_path("prints/part"), settings.channels, &frames);
		cr_assert_eq(whole_frames, (size_t)FRAMES);
		cr_assert_eq(frames, (size_t)PART_END - PART_FIRST);
		cr_expect_eq(statistics.frames, frames);
		cr_expect_eq(
			memcmp(part, whole + PART_FIRST * settings.channels, frames * settings.channels * sizeof *part),
			0, "%s %s %s", container_name(format->container), encoding_name(format->encoding),
			dither_name(format->dither));
		free(part);
		print_part(&settings, true, &statistics);
		part = read_samples(scratch_path("prints/part"), settings.channels, &frames);
		cr_expect_eq(
			memcmp(part, whole + PART_FIRST * settings.channels, frames * settings.channels * sizeof *part),
			0, "%s %s %s without the whole", container_name(format->container),
			encoding_name(format->encoding), dither_name(format->dither));
		free(whole);
		free(part);
	}
}

/* A clipped sample belongs to the file that has it, and is counted from the start of that file. */
Test(printer, a_part_counts_its_own_clipped_samples)
{
	struct audio_printer_settings settings = settings_of(CONTAINER_WAV, ENCODING_PCM16, DITHER_LIPSHITZ_5, 2);
	struct audio_printer_statistics statistics;
	columns[0][PART_FIRST - 1] = 2.0;
	columns[1][PART_FIRST + 700] = -2.0;
	columns[0][PART_END] = 2.0;
	print_part(&settings, false, &statistics);
	cr_expect_eq(statistics.clipped, 1);
	cr_expect_eq(statistics.first_clipped, 700);
}
