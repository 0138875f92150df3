/* Reads and writes values with units.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantity.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Each unit has a divisor beside its factor: 30 / 100 is the double nearest to 0.3, 30 x 0.01 is not. */
struct unit {
	const char *name;
	double factor;
	double divisor;
};

enum { UNITS_MAXIMUM = 6, NUMBER_LENGTH_MAXIMUM = 40, NOTE_PART_MAXIMUM = 128 };

struct quantity_row {
	const char *bare; /* the unit of a bare number */
	const char *remedy;
	struct unit units[UNITS_MAXIMUM]; /* the first unit is that of a bare number */
	double infinity; /* the value of "inf" or "-inf"; 0 means that they are not allowed */
};

/* This is the one table of units. Samples and note values need a time base, and parse_time() reads them; parse_pan()
   reads the sides. */
/* clang-format off */
static const struct quantity_row rows[] = {
	[QUANTITY_PLAIN] = { "", "write a plain number, like 2 or 0.7",
		{ { "", 1, 1 } }, 0 },
	[QUANTITY_GAIN] = { "dB", "a gain is written like -6 dB or -inf dB",
		{ { "dB", 1, 1 } }, -(double)INFINITY },
	[QUANTITY_LEVEL] = { "dBFS", "a level is written like -20 dBFS",
		{ { "dBFS", 1, 1 }, { "dB", 1, 1 } }, 0 },
	[QUANTITY_TRUE_PEAK] = { "dBTP", "a true peak is written like -1 dBTP",
		{ { "dBTP", 1, 1 }, { "dB", 1, 1 } }, 0 },
	[QUANTITY_LOUDNESS] = { "LUFS", "a loudness is written like -14 LUFS",
		{ { "LUFS", 1, 1 }, { "LKFS", 1, 1 } }, 0 },
	[QUANTITY_LOUDNESS_RANGE] = { "LU", "a loudness difference is written like 8 LU",
		{ { "LU", 1, 1 } }, 0 },
	[QUANTITY_FREQUENCY] = { "Hz", "a frequency is written like 80 Hz or 3.2 kHz",
		{ { "Hz", 1, 1 }, { "kHz", 1000, 1 } }, 0 },
	[QUANTITY_TIME] = { "ms", "a time is written like 5 ms, 1.6 s, 480 samples or 1/8d",
		{ { "ms", 1, 1000 }, { "s", 1, 1 }, { "min", 60, 1 } }, 0 },
	[QUANTITY_PERCENT] = { "%", "a part is written like 30 %",
		{ { "%", 1, 100 } }, 0 },
	[QUANTITY_RATIO] = { "", "a ratio is written like 4, 4:1 or inf",
		{ { "", 1, 1 }, { ":1", 1, 1 } }, INFINITY },
	[QUANTITY_PAN] = { "", "a position is written like 30 L, 12 R, C or -100 to 100",
		{ { "", 1, 100 }, { "L", -1, 100 }, { "R", 1, 100 } }, 0 },
	[QUANTITY_TEMPO] = { "bpm", "a tempo is written like 120 bpm",
		{ { "bpm", 1, 1 } }, 0 },
	[QUANTITY_SLOPE] = { "dB/oct", "a slope is written like 12 dB/oct",
		{ { "dB/oct", 1, 1 } }, 0 },
	[QUANTITY_SAMPLE_RATE] = { "Hz", "a sample rate is written like 48000 or 44.1 kHz",
		{ { "Hz", 1, 1 }, { "kHz", 1000, 1 } }, 0 },
	[QUANTITY_POSITION] = { "ms", "a position is written like 1.6 s, 9|1 for bar 9, beat 1, or verse + 2 bars",
		{ { "ms", 1, 1000 }, { "s", 1, 1 }, { "min", 60, 1 } }, 0 },
	[QUANTITY_DURATION] = { "ms", "a duration is written like 5 ms, 1.6 s, 480 samples, 1/8d or 4 bars",
		{ { "ms", 1, 1000 }, { "s", 1, 1 }, { "min", 60, 1 } }, 0 },
};
/* clang-format on */

/* A span is a part of the text that shrinks from the left while it is read. */
struct span {
	const char *text;
	size_t length;
};

static void skip_space(struct span *span)
{
	while (span->length && (*span->text == ' ' || *span->text == '\t')) {
		span->text++;
		span->length--;
	}
}

static void trim(struct span *span)
{
	skip_space(span);
	while (span->length && (span->text[span->length - 1] == ' ' || span->text[span->length - 1] == '\t'))
		span->length--;
}

static bool span_is(const struct span *span, const char *word)
{
	return span->length == strlen(word) && strncasecmp(span->text, word, span->length) == 0;
}

static bool skip_word(struct span *span, const char *word)
{
	size_t length = strlen(word);
	if (span->length < length || strncasecmp(span->text, word, length) != 0)
		return false;
	span->text += length;
	span->length -= length;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Returns how many bytes a number has in the form [+-] digits [. digits], or 0 if no number stands here. */
static size_t number_length(const struct span *span)
{
	size_t i = 0, digits = 0;
	if (i < span->length && (span->text[i] == '+' || span->text[i] == '-'))
		i++;
	for (; i < span->length && is_digit(span->text[i]); i++)
		digits++;
	if (i < span->length && span->text[i] == '.')
		for (i++; i < span->length && is_digit(span->text[i]); i++)
			digits++;
	return digits ? i : 0;
}

static double decimal_value(const char *text)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* glibc never allocates this locale: it is a
		   constant */
	if (!plain)
		return strtod(text, NULL);
	double value = strtod_l(text, NULL, plain);
	freelocale(plain);
	return value;
}

static bool parse_number(struct span *span, double *value, const char **problem)
{
	size_t length = number_length(span);
	if (length == 0)
		return false;
	if (length > NUMBER_LENGTH_MAXIMUM) {
		*problem = "a number has at most 40 digits";
		return false;
	}
	char digits[NUMBER_LENGTH_MAXIMUM + 1];
	memcpy(digits, span->text, length);
	digits[length] = '\0';
	*value = decimal_value(digits);
	span->text += length;
	span->length -= length;
	if (span->length && *span->text == ',') {
		*problem = "write a decimal point instead of the comma";
		return false;
	}
	return true;
}

static bool parse_unit(const struct quantity_row *row, const struct span *unit, double *value)
{
	if (unit->length == 0) {
		*value = *value * row->units[0].factor / row->units[0].divisor;
		return true;
	}
	for (size_t i = 0; i < UNITS_MAXIMUM && row->units[i].name; i++)
		if (row->units[i].name[0] && span_is(unit, row->units[i].name)) {
			*value = *value * row->units[i].factor / row->units[i].divisor;
			return true;
		}
	return false;
}

/* Reads a number of digits alone, 1 to NOTE_PART_MAXIMUM. Returns 0 if there is none here. */
static unsigned note_part(struct span *span)
{
	unsigned value = 0;
	for (; span->length && is_digit(*span->text) && value <= NOTE_PART_MAXIMUM; span->text++, span->length--)
		value = value * 10 + (unsigned)(*span->text - '0');
	return value <= NOTE_PART_MAXIMUM ? value : 0;
}

/* Reads a part of a whole note of four quarters. */
static bool parse_note(struct span span, double *quarters)
{
	unsigned count = note_part(&span);
	if (count == 0 || !skip_word(&span, "/"))
		return false;
	unsigned part = note_part(&span);
	if (part == 0)
		return false;
	skip_space(&span);
	*quarters = 4.0 * (double)count / (double)part;
	if (span_is(&span, "d"))
		*quarters *= 1.5;
	else if (span_is(&span, "t"))
		*quarters = *quarters * 2.0 / 3.0;
	else if (span.length)
		return false;
	return true;
}

bool quantity_parse_time(const char *text, size_t length, double sample_rate, double *amount, enum time_unit *unit,
			 const char **problem)
{
	struct span span = { text, length };
	trim(&span);
	*problem = rows[QUANTITY_DURATION].remedy;
	*unit = TIME_QUARTERS;
	if (memchr(span.text, '/', span.length))
		return parse_note(span, amount);
	double number;
	if (!parse_number(&span, &number, problem))
		return false;
	skip_space(&span);
	*unit = TIME_SECONDS;
	if (span_is(&span, "samples") || span_is(&span, "sample"))
		number /= sample_rate;
	else if (span_is(&span, "beats") || span_is(&span, "beat"))
		*unit = TIME_BEATS;
	else if (span_is(&span, "bars") || span_is(&span, "bar"))
		*unit = TIME_BARS;
	else if (!parse_unit(&rows[QUANTITY_TIME], &span, &number))
		return false;
	*amount = number;
	return true;
}

static bool is_time(enum quantity quantity)
{
	return quantity == QUANTITY_TIME || quantity == QUANTITY_POSITION || quantity == QUANTITY_DURATION;
}

static double unit_quarters(enum time_unit unit, const struct time_base *base)
{
	if (unit == TIME_BARS)
		return base->bar_quarters > 0.0 ? base->bar_quarters : 4.0;
	return unit == TIME_BEATS && base->beat_quarters > 0.0 ? base->beat_quarters : 1.0;
}

static bool parse_time(struct span span, enum quantity quantity, const struct time_base *base, double *value,
		       const char **problem)
{
	enum time_unit unit;
	const char *why;
	if (!quantity_parse_time(span.text, span.length, base->sample_rate, value, &unit, &why)) {
		*problem = why == rows[QUANTITY_DURATION].remedy ? rows[quantity].remedy : why;
		return false;
	}
	if (unit == TIME_SECONDS)
		return true;
	if (base->tempo_bpm <= 0.0) {
		*problem = unit == TIME_QUARTERS ? "a note value needs a tempo; add `tempo: 120 bpm` to session"
						 : "bars and beats need a tempo; add `tempo: 120 bpm` to session";
		return false;
	}
	*value = *value * unit_quarters(unit, base) * 60.0 / base->tempo_bpm;
	return true;
}

static bool parse_pan(struct span span, double *value, const char **problem)
{
	if (span_is(&span, "c")) {
		*value = 0.0;
		return true;
	}
	bool sign = span.length && (*span.text == '-' || *span.text == '+');
	if (!parse_number(&span, value, problem))
		return false;
	*value /= 100.0;
	skip_space(&span);
	if (span.length == 0)
		return true;
	if (!sign && span_is(&span, "l") && *value > 0.0)
		*value = -*value;
	else if (sign || !(span_is(&span, "r") || span_is(&span, "l")))
		return false;
	return true;
}

static bool parse_infinity(const struct quantity_row *row, struct span span, double *value)
{
	if (row->infinity == 0.0 || !skip_word(&span, row->infinity < 0.0 ? "-inf" : "inf"))
		return false;
	skip_space(&span);
	*value = row->infinity;
	double unused = 0.0;
	return parse_unit(row, &span, &unused);
}

bool quantity_parse(const char *text, size_t length, enum quantity quantity, const struct time_base *base,
		    double *value, const char **problem)
{
	const struct quantity_row *row = &rows[quantity];
	struct span span = { text, length };
	trim(&span);
	*problem = row->remedy;
	double read = 0.0;
	bool good;
	if (is_time(quantity)) {
		good = parse_time(span, quantity, base, &read, problem);
	} else if (quantity == QUANTITY_PAN) {
		good = parse_pan(span, &read, problem);
	} else if (parse_infinity(row, span, &read)) {
		good = true;
	} else {
		good = parse_number(&span, &read, problem);
		skip_space(&span);
		good = good && parse_unit(row, &span, &read);
	}
	if (good)
		*value = read == 0.0 ? 0.0 : read; /* this avoids -0 */
	return good;
}

static void format_number(double value, const char *unit, char *text, size_t capacity)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	locale_t before = plain ? uselocale(plain) : (locale_t)0;
	snprintf(text, capacity, "%.10g%s%s", value, unit[0] && unit[0] != ':' ? " " : "", unit);
	if (plain) {
		uselocale(before);
		freelocale(plain);
	}
}

static void format_pan(double value, char *text, size_t capacity)
{
	if (value == 0.0)
		snprintf(text, capacity, "C");
	else
		format_number(fabs(value) * 100.0, value < 0.0 ? "L" : "R", text, capacity);
}

const char *quantity_format(enum quantity quantity, double value, char *text, size_t capacity)
{
	if (capacity == 0)
		return text;
	bool kilo = (quantity == QUANTITY_FREQUENCY || quantity == QUANTITY_SAMPLE_RATE) && fabs(value) >= 1000.0;
	if (quantity == QUANTITY_PAN)
		format_pan(value, text, capacity);
	else if (kilo)
		format_number(value / 1000.0, "kHz", text, capacity);
	else if (is_time(quantity) && fabs(value) >= 60.0 && fmod(value, 60.0) == 0.0)
		format_number(value / 60.0, "min", text, capacity);
	else if (is_time(quantity) && fabs(value) >= 1.0)
		format_number(value, "s", text, capacity);
	else if (is_time(quantity))
		format_number(value * 1000.0, "ms", text, capacity);
	else if (quantity == QUANTITY_PERCENT)
		format_number(value * 100.0, "%", text, capacity);
	else if (quantity == QUANTITY_RATIO)
		format_number(value, isinf(value) ? "" : ":1", text, capacity);
	else
		format_number(value, rows[quantity].bare, text, capacity);
	return text;
}

const char *quantity_unit(enum quantity quantity)
{
	return rows[quantity].bare;
}

const char *quantity_unit_at(enum quantity quantity, size_t index, double *size)
{
	if (index >= UNITS_MAXIMUM || !rows[quantity].units[index].name)
		return NULL;
	*size = rows[quantity].units[index].factor / rows[quantity].units[index].divisor;
	return rows[quantity].units[index].name;
}

const char *quantity_remedy(enum quantity quantity)
{
	return rows[quantity].remedy;
}
