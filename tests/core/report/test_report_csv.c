/* Tests the report for spreadsheets.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "report/figure.h"
#include "report/report_csv.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct text table_of(const struct report *report)
{
	struct text text = { 0 };
	cr_assert(report_csv(report, &text) == STATUS_OK);
	return text;
}

static void expect_row(const char *table, const char *row)
{
	const char *at = strstr(table, row);
	size_t length = strlen(row);
	cr_expect(at && (at == table || at[-1] == '\n') && at[length] == '\n', "no row \"%s\" in\n%s", row, table);
}

static size_t count(const char *text, char what)
{
	size_t found = 0;
	for (; *text != '\0'; text++)
		found += *text == what;
	return found;
}

Test(report_csv, a_row_for_each_measurement)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	struct text text = table_of(&fixture.report);
	cr_expect(strncmp(text.bytes, "subject,quantity,value,unit,verdict\n", 36) == 0);
	expect_row(text.bytes, "mix.wav,integrated,-14.23,LUFS,unknown");
	expect_row(text.bytes, "mix.wav,peak_dbfs,-1.02,dBFS,");
	expect_row(text.bytes, "mix.wav,rate,48000,Hz,");
	expect_row(text.bytes, "mix.wav,residual_peak_dbfs,-128.93,dBFS,pass");
	report_fixture_release(&fixture);
	text_release(&text);
}

Test(report_csv, every_row_has_five_fields)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	struct text text = table_of(&fixture.report);
	size_t rows = 0;
	for (char *row = text.bytes, *end; (end = strchr(row, '\n')); row = end + 1, rows++) {
		*end = '\0';
		cr_expect(count(row, ',') == 4, "%s", row);
	}
	cr_expect(rows > 30);
	report_fixture_release(&fixture);
	text_release(&text);
}

/* The table has every verdict exactly once. */
Test(report_csv, every_verdict_stands_once)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	struct text text = table_of(&fixture.report);
	size_t found = 0;
	const char *row = strchr(text.bytes, '\n') + 1; /* after the header */
	for (const char *end; (end = strchr(row, '\n')); row = end + 1)
		found += end[-1] != ',';
	cr_expect_eq(found, fixture.report.verdicts->count);
	report_fixture_release(&fixture);
	text_release(&text);
}

static const struct {
	double value;
	unsigned decimals;
	const char *text, *short_text;
} figures[] = {
	{ 0.0, 2, "0.00", "0" },
	{ -0.0, 2, "0.00", "0" },
	{ -0.004, 2, "0.00", "0" },
	{ -0.006, 2, "-0.01", "-0.01" },
	{ 12.5, 3, "12.500", "12.5" },
	{ -128.934, 2, "-128.93", "-128.93" },
	{ 1e9, 0, "1000000000", "1000000000" },
	{ 100.0, 1, "100.0", "100" },
	{ 3.0405, 4, "3.0405", "3.0405" },
	{ 1e300, 6, "1000000000000.000000", "1000000000000" },
	{ NAN, 2, "", "" },
	{ HUGE_VAL, 2, "", "" },
};

Test(figure, has_a_point_in_every_locale)
{
	setlocale(LC_ALL, "de_DE.UTF-8");
	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		struct text text = { 0 }, short_text = { 0 };
		text_append(&text, "<");
		figure_append(&text, figures[i].value, figures[i].decimals);
		text_append(&short_text, "<");
		figure_append_short(&short_text, figures[i].value, figures[i].decimals);
		cr_expect_str_eq(text.bytes + 1, figures[i].text);
		cr_expect_str_eq(short_text.bytes + 1, figures[i].short_text);
		text_release(&text);
		text_release(&short_text);
	}
}
