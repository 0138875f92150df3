/* Tests the report for people and its columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"
#include "report/headroom_text.h"
#include "report/layout.h"
#include "report/report_text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const char golden[] = "big-band.yaml \"Keep On Rolling\"  12.0 s + 1.3 s tail, 48 kHz\n"
			     "file               format     peak    dBTP  LUFS I  LRA  S max  M max   PLR  PSR\n"
			     "mix.wav            pcm24     -1.02   -0.87   -14.2  3.1  -12.0  -10.9  13.4  7.2\n"
			     "instrumental.wav   pcm24     -1.02   -0.87   -14.2  3.1  -12.0  -10.9  13.4  7.2\n"
			     "(re-rendered)\n"
			     "stems/drums.wav    pcm24     -1.02   -0.87   -14.2  3.1  -12.0  -10.9  13.4  7.2\n"
			     "stems/vocals.wav   pcm24    silent       -       -    -      -      -     -    -\n"
			     "cue.wav            float32    2.50       -       -    -      -      -     -    -\n"
			     "after-comp on      meter    -16.02  -16.02   -24.0  1.8  -23.7  -23.3     -    -\n"
			     "lead\n"
			     "bass               meter    silent       -       -    -      -      -     -    -\n"
			     "null      mix.wav = 2 stems   PASS\n"
			     "          residual -128.9 dBFS peak, -139.9 rms   floor -139.7   engine -286.1\n"
			     "trim      normalise on lead: +5.38 dB; input peak -12.02 dBFS, true peak -11.90\n"
			     "          dBTP, -23.4 LUFS\n"
			     "trim      normalise on bass: +0.00 dB; input silent\n"
			     "meter     after-comp on lead: rms -26.5 dBFS, correlation 0.00, gain reduction\n"
			     "          15.8 dB at most, 11.5 dB on average, 99 % of the time\n"
			     "meter     bass: silent\n"
			     "residue   tape on master: -31.3 dBFS peak, -40.0 rms, 21.5 dB under its output;\n"
			     "          in the stem \"residue\"\n"
			     "missing   tape on music: nothing\n"
			     "verdicts  1 pass, 1 fail, 1 unknown\n"
			     "  FAIL    clipping drums: 12 samples clipped, the first at frame 4800, peak\n"
			     "          +1.50 dBFS: lower the fader or print float32\n"
			     "  UNKNOWN integrated mix: not measurable: silent, or shorter than 400 ms\n";

Test(report_text, reads_like_this)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	struct text text = { 0 };
	report_text(&fixture.report, false, &text);
	cr_expect_str_eq(text.bytes, golden);
	text_release(&text);
	report_fixture_release(&fixture);
}

static size_t widest_line(const char *bytes)
{
	size_t widest = 0;
	while (*bytes != '\0') {
		size_t length = strcspn(bytes, "\n"), columns = 0;
		for (size_t i = 0; i < length; i++)
			columns += ((unsigned char)bytes[i] & 0xc0) != 0x80;
		widest = columns > widest ? columns : widest;
		bytes += length + (bytes[length] == '\n');
	}
	return widest;
}

/* Makes the report of the fixture with long names, as wide as a terminal of that width. */
static struct text long_report(struct report_fixture *fixture, size_t width)
{
	report_fixture_init(fixture);
	fixture->files[2].path =
		"stems/a name that nobody would give to a stem but that a recipe may well use/drums.wav";
	fixture->files[3].path = "stems/Schlagzeug \xc3\xbc"
				 "ber alles.wav";
	verdicts_add_clipping(&fixture->verdicts,
			      "a stem of a name that makes its verdict much too long for a line of the terminal", 3, 0,
			      1.0, "lower the fader or print float32");
	struct text text = { .width = width };
	report_text(&fixture->report, false, &text);
	return text;
}

Test(report_text, lines_fit_the_terminal)
{
	static const size_t widths[] = { 40, 60, 80, 100, 200 };
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		struct report_fixture fixture;
		struct text text = long_report(&fixture, widths[i]);
		cr_expect(widest_line(text.bytes) <= widths[i], "%zu columns:\n%s", widest_line(text.bytes),
			  text.bytes);
		text_release(&text);
		report_fixture_release(&fixture);
	}
}

/* Words that wrap are in the text as often as in one of another width, where it does not repeat names. */
Test(report_text, no_word_is_lost)
{
	struct report_fixture fixture;
	struct text wide = long_report(&fixture, 1000);
	report_fixture_release(&fixture);
	struct text narrow = long_report(&fixture, 60);
	char *rest = NULL;
	for (char *word = strtok_r(wide.bytes, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest))
		cr_expect(strstr(narrow.bytes, word), "\"%s\" is missing in:\n%s", word, narrow.bytes);
	text_release(&wide);
	text_release(&narrow);
	report_fixture_release(&fixture);
}

Test(report_text, exact_and_cut)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.proof.result.residual_peak_dbfs = -(double)INFINITY;
	fixture.proof.result.residual_rms_dbfs = -(double)INFINITY;
	fixture.proof.result.engine_residual_peak_dbfs = -(double)INFINITY;
	fixture.report.cut_peak = 1e-4;
	struct text text = { 0 };
	report_text(&fixture.report, false, &text);
	cr_expect(strstr(text.bytes, "null      mix.wav = 2 stems   PASS\n"
				     "          residual exact   floor -139.7   engine exact\n"),
		  "%s", text.bytes);
	cr_expect(strstr(text.bytes, "tail      cut off at -80.0 dBFS: ask for a longer one\n"));
	text_release(&text);
	report_fixture_release(&fixture);
}

Test(report_text, colour_only_where_asked)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	struct text plain = { 0 }, coloured = { 0 };
	report_text(&fixture.report, false, &plain);
	report_text(&fixture.report, true, &coloured);
	cr_expect(!strchr(plain.bytes, '\033'));
	cr_expect(strstr(coloured.bytes, "\033[32mPASS\033[0m"));
	cr_expect(strstr(coloured.bytes, "\033[1;31mFAIL\033[0m"));
	text_release(&plain);
	text_release(&coloured);
	report_fixture_release(&fixture);
}

/* The name of a file must not send control characters to the terminal. */
Test(report_text, names_do_not_steer_the_terminal)
{
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	fixture.files[0].path = "a\033[2Jb\xc2\x9b.wav\n";
	fixture.report.title = "x\ry";
	fixture.report.recipe = "z\a.yaml";
	struct text text = { 0 };
	report_text(&fixture.report, false, &text);
	cr_expect(!strchr(text.bytes, '\033'));
	cr_expect(!strchr(text.bytes, '\r'));
	cr_expect(!strchr(text.bytes, '\a'));
	cr_expect(!strstr(text.bytes, "\xc2\x9b"));
	cr_expect(strstr(text.bytes, "a\\x1b[2Jb"), "%s", text.bytes);
	text_release(&text);
	report_fixture_release(&fixture);
}

Test(layout, wraps_between_words)
{
	static const struct {
		const char *words;
		size_t column, indent;
		const char *expected;
	} rows[] = {
		{ "", 0, 4, "" },
		{ "one two", 0, 4, "one two" },
		{ "  one   two  ", 0, 4, "one   two" },
		{ "one two", 74, 4, "one\n    two" },
		{ "one two", 73, 4, "one two" },
		{ "one two", 90, 4, "one\n    two" },
		{ "one six   two three", 67, 4, "one six\n    two three" },
		{ "one   six two three", 65, 4, "one   six two\n    three" },
		{ "one   two three", 20, 70, "one   two three" },
		{ "one\ntwo", 0, 2, "one\n  two" },
		{ "one\n\ntwo", 0, 2, "one\n\n  two" },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		struct text text = { 0 };
		layout_wrap(&text, rows[r].words, rows[r].column, rows[r].indent);
		cr_expect_str_eq(!text.bytes ? "" : text.bytes, rows[r].expected, "row %zu", r);
		text_release(&text);
	}
}

Test(layout, cells)
{
	static const struct {
		const char *bytes;
		size_t width;
		enum layout_side side;
		const char *expected;
	} rows[] = {
		{ "ab", 5, LAYOUT_LEFT, "ab   " },
		{ "ab", 5, LAYOUT_RIGHT, "   ab" },
		{ "abcde", 5, LAYOUT_RIGHT, "abcde" },
		{ "abcdefghij", 8, LAYOUT_LEFT, "...fghij" },
		{ "\xc3\xbc\xc3\xbc", 4, LAYOUT_RIGHT, "  \xc3\xbc\xc3\xbc" },
		{ "aaaa\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc", 8, LAYOUT_LEFT,
		  "...\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc" },
	};
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		struct text text = { 0 };
		layout_cell(&text, rows[r].bytes, rows[r].width, rows[r].side);
		cr_expect_str_eq(text.bytes, rows[r].expected, "row %zu", r);
		text_release(&text);
	}
}

static void expect_headroom(const struct report_fixture *fixture, const char *expected)
{
	struct text text = { 0 };
	headroom_text_of_proof(&fixture->report, &fixture->proof, &text);
	text_append(&text, "%s", "");
	cr_expect_str_eq(text.bytes, expected);
	text_release(&text);
}

Test(report_text, headroom_of_a_proof)
{
	static const char stems[] = "the stems are printed 3.5 dB lower; the null test raises them again";
	static const char both[] = "the mix and its stems are printed 3.5 dB lower, which auto found from their peaks; "
				   "the null test raises "
				   "them again";
	static const char differ[] =
		"some files are printed lower, each by the headroom that it states; the null test raises them again";
	struct report_fixture fixture;
	report_fixture_init(&fixture);
	expect_headroom(&fixture, "");
	fixture.proof.headroom_found = true;
	expect_headroom(&fixture, "auto found 0 dB: no sample is over full scale");
	fixture.files[fixture.stems[0]].format.encoding = ENCODING_FLOAT32;
	expect_headroom(&fixture, "auto found 0 dB: float32 holds samples over full scale");
	fixture.proof.result.stem_headroom_db = fixture.proof.result.mix_headroom_db = 3.5;
	expect_headroom(&fixture, both);
	fixture.proof.headroom_found = false;
	fixture.proof.result.mix_headroom_db = 0.0;
	expect_headroom(&fixture, stems);
	fixture.proof.result.mix_headroom_db = 1.0;
	expect_headroom(&fixture, differ);
	fixture.proof.result.stem_headroom_db = (double)NAN;
	expect_headroom(&fixture, differ);
	report_fixture_release(&fixture);
}
