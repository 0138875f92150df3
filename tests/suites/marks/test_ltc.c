/* Reads printed time-code back with libltc, the library of ltcdump.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <ltc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(marks_ltc, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 240);

/* Each begins shortly before its count carries: at a minute that drops, at a tenth minute, at midnight. */
static const struct row {
	const char *name, *start;
	unsigned numerator, denominator, count;
	int drop;
	unsigned sample_rate;
} rows[] = {
	{ "23.976", "23:59:57:00", 24000, 1001, 24, 0, 48000 },
	{ "24", "00:59:58:23", 24, 1, 24, 0, 44100 },
	{ "25", "09:59:57:20", 25, 1, 25, 0, 96000 },
	{ "25", "00:00:00:00", 25, 1, 25, 0, 44100 },
	{ "29.97-drop", "00:59:57;05", 30000, 1001, 30, 1, 48000 },
	{ "29.97-drop", "10:08:57:29", 30000, 1001, 30, 1, 44100 },
	{ "29.97-drop", "23:59:57;00", 30000, 1001, 30, 1, 192000 },
	{ "29.97", "01:00:57:05", 30000, 1001, 30, 0, 48000 },
	{ "30", "19:59:58:01", 30, 1, 30, 0, 44100 },
	{ "30", "00:00:58:01", 30, 1, 30, 0, 32000 },
};

struct count {
	unsigned hours, minutes, seconds, frames;
};

static struct count parse(const char *text)
{
	struct count count;
	cr_assert_eq(sscanf(text, "%2u:%2u:%2u%*1[:;]%2u", &count.hours, &count.minutes, &count.seconds, &count.frames),
		     4);
	return count;
}

/* Counts one frame on; the numbers 00 and 01 are left out in minutes that drop. */
static void step(struct count *count, const struct row *row)
{
	if (++count->frames < row->count)
		return;
	count->frames = 0;
	if (++count->seconds < 60)
		return;
	count->seconds = 0;
	if (++count->minutes % 10 != 0 && row->drop)
		count->frames = 2;
	if (count->minutes < 60)
		return;
	count->minutes = 0;
	count->hours = (count->hours + 1) % 24;
}

static struct sound render(const struct row *row)
{
	char yaml[1024], path[512];
	snprintf(yaml, sizeof yaml,
		 "version: 1\nsession: { sample_rate: %u, tail: none, length: 5 s }\n"
		 "tracks:\n  ltc: { source: { generate: ltc, frame_rate: %s, timecode: \"%s\", start: 100 ms } }\n"
		 "outputs: { code: { channels: 1 } }\nprint: { directory: out, mixes: { code: {} } }\n",
		 row->sample_rate, row->name, row->start);
	snprintf(path, sizeof path, "%s", scratch_path("code.yaml"));
	scratch_write(path, yaml, strlen(yaml));
	struct program_run run = program_expect(0, PROGRAM_ARGUMENTS("render", "-q", path));
	program_release(&run);
	return sound_read(scratch_path("out/code.wav"));
}

static void assert_frame(const struct row *row, LTCFrameExt *frame, const struct count *count, size_t number)
{
	SMPTETimecode time;
	ltc_frame_to_time(&time, &frame->ltc, 0);
	cr_assert(time.hours == count->hours && time.mins == count->minutes && time.secs == count->seconds &&
			  time.frame == count->frames,
		  "%s from %s, frame %zu: %02u:%02u:%02u:%02u is read as %02u:%02u:%02u:%02u", row->name, row->start,
		  number, count->hours, count->minutes, count->seconds, count->frames, time.hours, time.mins, time.secs,
		  time.frame);
	cr_assert_eq(frame->ltc.dfbit, row->drop);
	cr_assert_eq(ltc_frame_get_user_bits(&frame->ltc), 0);
	cr_assert_eq(frame->reverse, 0);
	/* libltc reads 8 bits, and sees a change when it has passed a threshold: up to its half, 15 us, and two samples
	   later. */
	const double at =
		0.1 * row->sample_rate + (double)number * row->denominator / row->numerator * (double)row->sample_rate;
	cr_assert(fabs((double)frame->off_start - at) <= 2.1 + 15e-6 * row->sample_rate,
		  "%s at %u Hz, frame %zu at %.3f is read at %lld", row->name, row->sample_rate, number, at,
		  (long long)frame->off_start);
}

Test(marks_ltc, is_read_back)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sound sound = render(&rows[i]);
		cr_assert_eq(sound.rate, rows[i].sample_rate);
		LTCDecoder *decoder = ltc_decoder_create((int)(rows[i].sample_rate / rows[i].count), 1024);
		float *samples = calloc(sound.frames, sizeof *samples);
		cr_assert(decoder && samples);
		for (size_t k = 0; k < sound.frames; k++)
			samples[k] = (float)sound.samples[k];
		ltc_decoder_write_float(decoder, samples, sound.frames, 0);
		/* The decoder may need a frame to find the speed; then none is missing to the end. */
		struct count count = parse(rows[i].start);
		size_t number = 0, found = 0;
		for (LTCFrameExt frame; ltc_decoder_read(decoder, &frame); found++) {
			if (found == 0 && (double)frame.off_start > 0.11 * rows[i].sample_rate) {
				step(&count, &rows[i]);
				number++;
			}
			assert_frame(&rows[i], &frame, &count, number);
			step(&count, &rows[i]);
			number++;
		}
		const size_t whole = (size_t)(4.9 * rows[i].numerator / rows[i].denominator);
		cr_expect_geq(number + 1, whole, "%s: %zu of %zu frames", rows[i].name, number, whole);
		cr_expect_leq(number, whole);
		ltc_decoder_free(decoder);
		free(samples);
		sound_release(&sound);
	}
}
