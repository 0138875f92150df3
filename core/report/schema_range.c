/* Writes a range of a quantity as a regular expression.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/schema_range.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { WHOLE_DIGITS = 24, DECIMALS = 6, DECIMAL_SCALE = 1000000 };

/* The slack keeps an end that six decimals hold from being rounded outwards to the next one. */
#define DECIMAL_SLACK 1e-3

/* A magnitude is a limit as its digits. */
struct magnitude {
	char whole[WHOLE_DIGITS]; /* without zeros in front: "" for 0 */
	char part[DECIMALS + 1]; /* without zeros at the end */
};

static struct magnitude magnitude_of(double value, bool up)
{
	struct magnitude digits = { "", "" };
	const double scaled = value * DECIMAL_SCALE;
	const uint64_t count = (uint64_t)(up ? ceil(scaled - DECIMAL_SLACK) : floor(scaled + DECIMAL_SLACK));
	if (count >= DECIMAL_SCALE)
		snprintf(digits.whole, sizeof digits.whole, "%llu", (unsigned long long)(count / DECIMAL_SCALE));
	snprintf(digits.part, sizeof digits.part, "%06u", (unsigned)(count % DECIMAL_SCALE));
	for (size_t length = DECIMALS; length > 0 && digits.part[length - 1] == '0'; length--)
		digits.part[length - 1] = '\0';
	return digits;
}

/* Appends the alternatives of what has the same first digits, then a smaller one, and `rest` after it. */
static void append_smaller_digits(struct text *text, const char *before, const char *digits, bool whole)
{
	const size_t count = strlen(digits);
	for (size_t i = 0; i < count; i++) {
		if (digits[i] == '0')
			continue;
		text_append(text, "|%s%.*s[0-%c]", before, (int)i, digits, digits[i] - 1);
		if (whole)
			text_append(text, "[0-9]{%zu}(\\.[0-9]*)?", count - 1 - i);
		else
			text_append(text, "[0-9]*");
	}
}

/* Appends the alternatives of the numbers that are smaller than the limit, or equal to it. */
static void append_below(struct text *text, const struct magnitude *limit, bool equal)
{
	char before[2 * WHOLE_DIGITS];
	const size_t whole = strlen(limit->whole), part = strlen(limit->part);
	text_append(text, whole > 0 ? "0*[0-9]{0,%zu}(\\.[0-9]*)?" : "(?!)", whole > 0 ? whole - 1 : 0);
	append_smaller_digits(text, "0*", limit->whole, true);
	snprintf(before, sizeof before, "0*%s\\.", limit->whole);
	append_smaller_digits(text, before, limit->part, false);
	for (size_t i = 0; i < part; i++)
		text_append(text, i > 0 ? "|%s%.*s" : "|%s?%.*s", before, (int)i, limit->part);
	if (equal && part > 0)
		text_append(text, "|%s%s0*", before, limit->part);
	else if (equal)
		text_append(text, "|0*%s(\\.0*)?", limit->whole);
}

static void append_magnitudes(struct text *text, double least, double most)
{
	const struct magnitude low = magnitude_of(least, false);
	text_append(text, "(?=\\.?[0-9])");
	if (least > 0.0) {
		text_append(text, "(?!(");
		append_below(text, &low, false);
		text_append(text, ")(?![.0-9]))");
	}
	if (isinf(most)) {
		text_append(text, "[0-9]*\\.?[0-9]*");
		return;
	}
	const struct magnitude high = magnitude_of(most, true);
	text_append(text, "(");
	append_below(text, &high, true);
	text_append(text, ")");
}

static void append_numbers(struct text *text, double least, double most)
{
	text_append(text, "(");
	if (most >= 0.0) {
		text_append(text, "[+]?");
		append_magnitudes(text, fmax(least, 0.0), most);
	}
	if (least <= 0.0) {
		text_append(text, most >= 0.0 ? "|-" : "-");
		append_magnitudes(text, fmax(-most, 0.0), -least);
	}
	text_append(text, ")");
}

static void append_unit(struct text *text, const char *unit)
{
	text_append(text, "[ \\t]*");
	for (const char *c = unit; *c; c++)
		if (isalpha((unsigned char)*c))
			text_append(text, "[%c%c]", tolower((unsigned char)*c), toupper((unsigned char)*c));
		else
			text_append(text, "%c", *c);
}

void schema_range(struct text *text, enum quantity quantity, double minimum, double maximum)
{
	const char *unit;
	double size;
	text_append(text, "^[ \\t]*(");
	for (size_t i = 0; (unit = quantity_unit_at(quantity, i, &size)); i++) {
		text_append(text, i > 0 ? "|" : "");
		append_numbers(text, fmin(minimum / size, maximum / size), fmax(minimum / size, maximum / size));
		text_append(text, i > 0 ? "" : "(");
		append_unit(text, unit);
		text_append(text, i > 0 ? "" : ")?");
	}
	/* What is no number with one of these units has no size here. */
	text_append(text, ")[ \\t]*$|^(?![ \\t]*[+-]?[.0-9]+(");
	for (size_t i = 0; (unit = quantity_unit_at(quantity, i, &size)); i++) {
		append_unit(text, unit);
		text_append(text, "|");
	}
	text_append(text, ")[ \\t]*$)");
}
