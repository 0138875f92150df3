/* Tests time-code against a count that goes on frame by frame, and against the bits of SMPTE ST 12-1.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/linear_time_code.h"

#include <criterion/criterion.h>
#include <string.h>

/* The next time-code, as the standard describes the count: each carry by itself, and then the numbers 00 and 01 are
   skipped at the start of a minute. */
static struct time_code after(struct time_code code, const struct frame_rate *rate)
{
	if (++code.frames == rate->count) {
		code.frames = 0;
		code.seconds++;
	}
	if (code.seconds == 60) {
		code.seconds = 0;
		code.minutes++;
		if (rate->drop && code.minutes % 10 != 0)
			code.frames = 2;
	}
	if (code.minutes == 60) {
		code.minutes = 0;
		code.hours++;
	}
	if (code.hours == 24)
		code.hours = 0;
	return code;
}

Test(time_code, counts_every_frame_of_a_day)
{
	static const uint64_t days[FRAME_RATES] = { 2073600, 2073600, 2160000, 2589408, 2592000, 2592000 };
	for (size_t i = 0; i < FRAME_RATES; i++) {
		const struct frame_rate *rate = &frame_rates[i];
		struct time_code code = { 0, 0, 0, 0 };
		for (uint64_t number = 0; number < days[i]; number++) {
			const struct time_code found = time_code_of(number, rate);
			cr_assert(memcmp(&found, &code, sizeof code) == 0, "%s: frame %llu", rate->name,
				  (unsigned long long)number);
			cr_assert_eq(time_code_number(code, rate), number);
			cr_assert(time_code_exists(code, rate));
			code = after(code, rate);
		}
		const struct time_code next = time_code_of(days[i], rate);
		cr_expect_eq(next.hours + next.minutes + next.seconds + next.frames, 0, "%s", rate->name);
		cr_expect_str_eq(frame_rate_names[i], rate->name);
	}
}

Test(time_code, knows_what_does_not_exist)
{
	const struct frame_rate *drop = &frame_rates[3], *whole = &frame_rates[4], *film = &frame_rates[1];
	cr_expect_not(time_code_exists((struct time_code){ 0, 1, 0, 0 }, drop));
	cr_expect_not(time_code_exists((struct time_code){ 23, 59, 0, 1 }, drop));
	cr_expect(time_code_exists((struct time_code){ 0, 1, 0, 2 }, drop));
	cr_expect(time_code_exists((struct time_code){ 0, 20, 0, 0 }, drop));
	cr_expect(time_code_exists((struct time_code){ 0, 1, 0, 0 }, whole));
	cr_expect_not(time_code_exists((struct time_code){ 0, 0, 0, 24 }, film));
	cr_expect_not(time_code_exists((struct time_code){ 24, 0, 0, 0 }, film));
	cr_expect_not(time_code_exists((struct time_code){ 0, 60, 0, 0 }, film));
	cr_expect_not(time_code_exists((struct time_code){ 0, 0, 60, 0 }, film));
}

/* A ten-minute block of drop-frame lasts 17982 frames of 1001/30000 s: 600 s less 0.6 ms. */
Test(time_code, stays_at_its_rate)
{
	const struct frame_rate *drop = &frame_rates[3];
	cr_expect_eq(time_code_number((struct time_code){ 0, 10, 0, 0 }, drop), 17982);
	/* An hour has 107892 frames: 107892 * 1001 / 30000 s * 48000 Hz = 172799827.2 samples. */
	cr_expect_eq(frame_rate_sample(drop, 107892, 48000), 172799827);
	const struct sample_point point = frame_rate_point(drop, 107892, 1, 48000);
	cr_expect_eq(point.whole, 172799827);
	cr_expect_float_eq((double)point.part / (double)point.parts, 0.2, 1e-15);
	cr_expect_eq(frame_rate_sample(&frame_rates[0], 24 * 86400, 44100), 3814050240);
}

static unsigned field(const struct time_code_word *word, unsigned first, unsigned bits)
{
	unsigned value = 0;
	for (unsigned i = 0; i < bits; i++)
		value |= (unsigned)(word->bits[(first + i) / 64] >> (first + i) % 64 & 1) << i;
	return value;
}

/* Adds up a digit's units and tens. */
static unsigned number(const struct time_code_word *word, unsigned units, unsigned tens, unsigned bits)
{
	return field(word, units, 4) + 10 * field(word, tens, bits);
}

Test(time_code, is_in_the_bits_of_the_word)
{
	static const char sync[] = "0011111111111101";
	for (size_t i = 0; i < FRAME_RATES; i++) {
		const struct frame_rate *rate = &frame_rates[i];
		const unsigned polarity = rate->count == 25 ? 59 : 27;
		unsigned corrected = 0;
		for (uint64_t frame = 0; frame < 3000000; frame += 211) {
			const struct time_code_word word = time_code_word_of(frame, rate);
			const struct time_code code = time_code_of(frame, rate);
			cr_assert_eq(number(&word, 0, 8, 2), code.frames);
			cr_assert_eq(number(&word, 16, 24, 3), code.seconds);
			cr_assert_eq(number(&word, 32, 40, 3), code.minutes);
			cr_assert_eq(number(&word, 48, 56, 2), code.hours);
			cr_assert_eq(field(&word, 10, 1), rate->drop);
			for (unsigned bit = 0; sync[bit]; bit++)
				cr_assert_eq(field(&word, 64 + bit, 1), (unsigned)(sync[bit] - '0'));
			static const unsigned users[] = { 4, 12, 20, 28, 36, 44, 52, 60 };
			for (size_t user = 0; user < 8; user++)
				cr_assert_eq(field(&word, users[user], 4), 0);
			static const unsigned flags[] = { 11, 27, 43, 58, 59 };
			for (size_t flag = 0; flag < 5; flag++)
				cr_assert(flags[flag] == polarity || field(&word, flags[flag], 1) == 0);
			unsigned zeros = 0;
			for (unsigned bit = 0; bit < TIME_CODE_WORD_BITS; bit++)
				zeros += 1 - field(&word, bit, 1);
			cr_assert_eq(zeros % 2, 0, "%s: frame %llu", rate->name, (unsigned long long)frame);
			corrected += field(&word, polarity, 1);
		}
		cr_expect_gt(corrected, 3000);
	}
}
