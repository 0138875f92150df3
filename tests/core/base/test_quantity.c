/* Tests every unit, every way to write a value, and what is refused.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantity.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct time_base base = { .sample_rate = 48000.0, .tempo_bpm = 120.0 };
static const double infinity = INFINITY;

struct row {
	enum quantity quantity;
	const char *text;
	double value;
};

static const struct row good[] = {
	{ QUANTITY_PLAIN, "0.7", 0.7 },
	{ QUANTITY_PLAIN, "+3", 3.0 },
	{ QUANTITY_PLAIN, ".5", 0.5 },
	{ QUANTITY_PLAIN, "5.", 5.0 },
	{ QUANTITY_PLAIN, "-0", 0.0 },
	{ QUANTITY_PLAIN, "\t12 ", 12.0 },
	{ QUANTITY_PLAIN, "0.1", 0.1 },
	{ QUANTITY_PLAIN, "6.020599913279624", 6.020599913279624 },
	{ QUANTITY_PLAIN, "12.041199826559248", 12.041199826559248 },
	{ QUANTITY_GAIN, "-6 dB", -6.0 },
	{ QUANTITY_GAIN, "-6dB", -6.0 },
	{ QUANTITY_GAIN, "-6  db", -6.0 },
	{ QUANTITY_GAIN, "3", 3.0 },
	{ QUANTITY_GAIN, "-inf dB", -infinity },
	{ QUANTITY_GAIN, "-inf", -infinity },
	{ QUANTITY_LEVEL, "-20 dB", -20.0 },
	{ QUANTITY_LEVEL, "-20 dBFS", -20.0 },
	{ QUANTITY_LEVEL, "-20", -20.0 },
	{ QUANTITY_TRUE_PEAK, "-1 dBTP", -1.0 },
	{ QUANTITY_TRUE_PEAK, "-1 dB", -1.0 },
	{ QUANTITY_LOUDNESS, "-14 LUFS", -14.0 },
	{ QUANTITY_LOUDNESS, "-23 LKFS", -23.0 },
	{ QUANTITY_LOUDNESS_RANGE, "8 LU", 8.0 },
	{ QUANTITY_FREQUENCY, "80 Hz", 80.0 },
	{ QUANTITY_FREQUENCY, "3.2 kHz", 3200.0 },
	{ QUANTITY_FREQUENCY, "3.2KHZ", 3200.0 },
	{ QUANTITY_FREQUENCY, "440", 440.0 },
	{ QUANTITY_TIME, "5 ms", 0.005 },
	{ QUANTITY_TIME, "5", 0.005 },
	{ QUANTITY_TIME, "1.6 s", 1.6 },
	{ QUANTITY_TIME, "2 min", 120.0 },
	{ QUANTITY_TIME, "480 samples", 0.01 },
	{ QUANTITY_TIME, "1 sample", 1.0 / 48000.0 },
	{ QUANTITY_TIME, "1/4", 0.5 },
	{ QUANTITY_TIME, "1/8", 0.25 },
	{ QUANTITY_TIME, "1/8d", 0.375 },
	{ QUANTITY_TIME, "1/8 t", 0.5 / 3.0 },
	{ QUANTITY_TIME, "3/16", 0.375 },
	{ QUANTITY_TIME, "1/1", 2.0 },
	{ QUANTITY_PERCENT, "30 %", 0.3 },
	{ QUANTITY_PERCENT, "30%", 0.3 },
	{ QUANTITY_PERCENT, "7", 0.07 },
	{ QUANTITY_PERCENT, "-50 %", -0.5 },
	{ QUANTITY_RATIO, "4", 4.0 },
	{ QUANTITY_RATIO, "4:1", 4.0 },
	{ QUANTITY_RATIO, "2.5 :1", 2.5 },
	{ QUANTITY_RATIO, "inf", infinity },
	{ QUANTITY_RATIO, "inf:1", infinity },
	{ QUANTITY_PAN, "C", 0.0 },
	{ QUANTITY_PAN, "c", 0.0 },
	{ QUANTITY_PAN, "30 L", -0.3 },
	{ QUANTITY_PAN, "12R", 0.12 },
	{ QUANTITY_PAN, "0 L", 0.0 },
	{ QUANTITY_PAN, "-100", -1.0 },
	{ QUANTITY_PAN, "100", 1.0 },
	{ QUANTITY_TEMPO, "118 bpm", 118.0 },
	{ QUANTITY_TEMPO, "118.5", 118.5 },
	{ QUANTITY_SLOPE, "12 dB/oct", 12.0 },
	{ QUANTITY_SLOPE, "24", 24.0 },
	{ QUANTITY_SAMPLE_RATE, "48000", 48000.0 },
	{ QUANTITY_SAMPLE_RATE, "44.1 kHz", 44100.0 },
	{ QUANTITY_SAMPLE_RATE, "96000 Hz", 96000.0 },
};

/* A negative zero, a hexadecimal number, an exponent, a unit of another quantity: each would slip through a looser
   reader. */
static const struct row bad[] = {
	{ QUANTITY_PLAIN, "", 0 },
	{ QUANTITY_PLAIN, ".", 0 },
	{ QUANTITY_PLAIN, "-", 0 },
	{ QUANTITY_PLAIN, "0x10", 0 },
	{ QUANTITY_PLAIN, "1e3", 0 },
	{ QUANTITY_PLAIN, "nan", 0 },
	{ QUANTITY_PLAIN, "inf", 0 },
	{ QUANTITY_PLAIN, "1 2", 0 },
	{ QUANTITY_PLAIN, "--1", 0 },
	{ QUANTITY_PLAIN, "3 dB", 0 },
	{ QUANTITY_PLAIN, "1.2.3", 0 },
	{ QUANTITY_GAIN, "dB", 0 },
	{ QUANTITY_GAIN, "inf dB", 0 },
	{ QUANTITY_GAIN, "-infinity dB", 0 },
	{ QUANTITY_GAIN, "-6 dBFS", 0 },
	{ QUANTITY_GAIN, "-6 dB x", 0 },
	{ QUANTITY_LEVEL, "-inf dBFS", 0 },
	{ QUANTITY_TRUE_PEAK, "-1 dBFS", 0 },
	{ QUANTITY_LOUDNESS, "-14 dB", 0 },
	{ QUANTITY_LOUDNESS_RANGE, "8 LUFS", 0 },
	{ QUANTITY_FREQUENCY, "3.2 k", 0 },
	{ QUANTITY_FREQUENCY, "1 MHz", 0 },
	{ QUANTITY_TIME, "5 m", 0 },
	{ QUANTITY_TIME, "5 sec", 0 },
	{ QUANTITY_TIME, "1/0", 0 },
	{ QUANTITY_TIME, "0/4", 0 },
	{ QUANTITY_TIME, "1/", 0 },
	{ QUANTITY_TIME, "/4", 0 },
	{ QUANTITY_TIME, "-1/4", 0 },
	{ QUANTITY_TIME, "1/8x", 0 },
	{ QUANTITY_TIME, "1/999", 0 },
	{ QUANTITY_TIME, "1/99999999999", 0 },
	{ QUANTITY_PERCENT, "30 dB", 0 },
	{ QUANTITY_RATIO, "4:2", 0 },
	{ QUANTITY_RATIO, "-inf", 0 },
	{ QUANTITY_RATIO, ":1", 0 },
	{ QUANTITY_PAN, "L", 0 },
	{ QUANTITY_PAN, "-30 L", 0 },
	{ QUANTITY_PAN, "30 %", 0 },
	{ QUANTITY_PAN, "left", 0 },
	{ QUANTITY_TEMPO, "118 Hz", 0 },
	{ QUANTITY_SLOPE, "12 dB", 0 },
	{ QUANTITY_SAMPLE_RATE, "48 k", 0 },
};

Test(quantity, what_is_written_is_what_is_read)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		double value = NAN;
		const char *problem;
		bool read =
			quantity_parse(good[i].text, strlen(good[i].text), good[i].quantity, &base, &value, &problem);
		cr_assert(read, "\"%s\": %s", good[i].text, problem);
		cr_assert(value == good[i].value, "\"%s\" is %.17g instead of %.17g", good[i].text, value,
			  good[i].value);
		cr_assert_not(signbit(value) && value == 0.0, "\"%s\" is a negative zero", good[i].text);
	}
}

Test(quantity, what_is_no_value_is_refused_with_a_remedy)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		double value = 42.0;
		const char *problem = NULL;
		cr_assert_not(
			quantity_parse(bad[i].text, strlen(bad[i].text), bad[i].quantity, &base, &value, &problem),
			"\"%s\" was read as %g", bad[i].text, value);
		cr_assert_eq(value, 42.0);
		cr_assert_not_null(problem);
		cr_assert_gt(strlen(problem), 10);
	}
}

Test(quantity, the_length_counts_and_not_a_zero)
{
	double value;
	const char *problem;
	cr_assert(quantity_parse("12345", 2, QUANTITY_PLAIN, &base, &value, &problem));
	cr_assert_eq(value, 12.0);
	cr_assert_not(quantity_parse("12\0", 3, QUANTITY_PLAIN, &base, &value, &problem));
	static const char digits[] = "11111111111111111111111111111111111111111";
	cr_assert_not(quantity_parse(digits, strlen(digits), QUANTITY_PLAIN, &base, &value, &problem));
	cr_assert_str_eq(problem, "a number has at most 40 digits");
}

Test(quantity, note_values_need_a_tempo)
{
	const struct time_base no_tempo = { .sample_rate = 48000.0 };
	double value;
	const char *problem;
	cr_assert_not(quantity_parse("1/8", 3, QUANTITY_TIME, &no_tempo, &value, &problem));
	cr_assert_str_eq(problem, "a note value needs a tempo; add `tempo: 120 bpm` to session");
	cr_assert(quantity_parse("480 samples", 11, QUANTITY_TIME, &no_tempo, &value, &problem));
}

Test(quantity, a_decimal_comma_is_told)
{
	double value;
	const char *problem;
	cr_assert_not(quantity_parse("-3,5 dB", 7, QUANTITY_GAIN, &base, &value, &problem));
	cr_assert_str_eq(problem, "write a decimal point instead of the comma");
}

static const struct row formatted[] = {
	{ QUANTITY_PLAIN, "0.7", 0.7 },
	{ QUANTITY_GAIN, "-6 dB", -6.0 },
	{ QUANTITY_GAIN, "-inf dB", -INFINITY },
	{ QUANTITY_LEVEL, "-20 dBFS", -20.0 },
	{ QUANTITY_TRUE_PEAK, "-1 dBTP", -1.0 },
	{ QUANTITY_LOUDNESS, "-14 LUFS", -14.0 },
	{ QUANTITY_LOUDNESS_RANGE, "8 LU", 8.0 },
	{ QUANTITY_FREQUENCY, "80 Hz", 80.0 },
	{ QUANTITY_FREQUENCY, "3.2 kHz", 3200.0 },
	{ QUANTITY_TIME, "480 ms", 0.48 },
	{ QUANTITY_TIME, "0 ms", 0.0 },
	{ QUANTITY_TIME, "1.6 s", 1.6 },
	{ QUANTITY_TIME, "90 s", 90.0 },
	{ QUANTITY_TIME, "10 min", 600.0 },
	{ QUANTITY_PERCENT, "7 %", 0.07 },
	{ QUANTITY_RATIO, "4:1", 4.0 },
	{ QUANTITY_RATIO, "inf", INFINITY },
	{ QUANTITY_PAN, "C", 0.0 },
	{ QUANTITY_PAN, "12 L", -0.12 },
	{ QUANTITY_PAN, "100 R", 1.0 },
	{ QUANTITY_TEMPO, "118 bpm", 118.0 },
	{ QUANTITY_SLOPE, "12 dB/oct", 12.0 },
	{ QUANTITY_SAMPLE_RATE, "44.1 kHz", 44100.0 },
};

Test(quantity, a_value_is_formatted_as_it_is_written_and_reads_back)
{
	for (size_t i = 0; i < sizeof formatted / sizeof *formatted; i++) {
		char text[32];
		const struct row *row = &formatted[i];
		cr_assert_str_eq(quantity_format(row->quantity, row->value, text, sizeof text), row->text);
		double value;
		const char *problem;
		cr_assert(quantity_parse(text, strlen(text), row->quantity, &base, &value, &problem), "%s: %s", text,
			  problem);
		cr_assert(value == row->value || fabs(value - row->value) < 1e-12, "%s is %.17g", text, value);
	}
	char tiny[4];
	cr_assert_str_eq(quantity_format(QUANTITY_GAIN, -6.0, tiny, sizeof tiny), "-6 ");
}

Test(quantity, the_locale_has_no_say)
{
	static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "pl_PL.UTF-8" };
	bool found = false;
	for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
		found = setlocale(LC_ALL, names[i]);
	if (!found)
		cr_skip_test("no locale with a decimal comma is installed");
	double value;
	const char *problem;
	char text[32];
	cr_assert(quantity_parse("0.7", 3, QUANTITY_PLAIN, &base, &value, &problem));
	cr_assert_eq(value, 0.7);
	cr_assert_str_eq(quantity_format(QUANTITY_PLAIN, 0.7, text, sizeof text), "0.7");
}

Test(quantity, the_unit_of_a_bare_number)
{
	cr_assert_str_eq(quantity_unit(QUANTITY_GAIN), "dB");
	cr_assert_str_eq(quantity_unit(QUANTITY_FREQUENCY), "Hz");
	cr_assert_str_eq(quantity_unit(QUANTITY_TIME), "ms");
	cr_assert_str_eq(quantity_unit(QUANTITY_PLAIN), "");
}
