/* Tests how positions and durations are written and what they mean.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/recipe/recipe_text.h"
#include "recipe/position.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* 120 bpm in 4/4; from bar 3 (4 s) on 60 bpm in 6/8: a beat is half a second, a bar three. */
static struct tempo_change tempos[2];
static struct metre_change metres[2];
static struct tempo_map map = { .tempos = tempos, .metres = metres };
static const struct marker markers[] = { { "verse", 4.0 }, { "Chorus + 1", 7.0 }, { "end", 10.0 },
					 { "end", 11.0 },  { "twice", 1.0 },      { "twice", 1.0 } };
static struct timeline timeline = { .sample_rate = 48000.0, .map = &map, .markers = markers, .marker_count = 6 };

static void make_map(void)
{
	tempo_map_add(&map, 0.0, 120.0, TEMPO_HOLD);
	tempo_map_add(&map, 8.0, 60.0, TEMPO_HOLD);
	tempo_map_add_metre(&map, 0.0, 4, 4);
	tempo_map_add_metre(&map, 8.0, 6, 8);
}

struct row {
	const char *text;
	double seconds;
};

TestSuite(position, .init = make_map);

Test(position, all_ways_to_write_one)
{
	static const struct row rows[] = {
		{ "1.6 s", 1.6 },
		{ "250", 0.25 },
		{ " 480 samples ", 0.01 },
		{ "-1 s", -1.0 },
		{ "1|1", 0.0 },
		{ "2|1", 2.0 },
		{ "2|3.5", 3.25 },
		{ "3|1", 4.0 },
		{ "3|2", 4.5 },
		{ "5|6", 12.5 },
		{ "2|1+1/8", NAN }, /* signs stand between spaces */
		{ "2|1 + 1/8", 2.25 },
		{ "2|1 - 1/8t", 2.0 - 0.5 / 3.0 },
		{ "8 beats", 4.0 },
		{ "9 beats", 4.5 },
		{ "2 bars", 4.0 },
		{ "3 bars", 7.0 },
		{ "1/4", 0.5 },
		{ "verse", 4.0 },
		{ "verse + 2 bars", 10.0 },
		{ "verse - 1 bar", 2.0 },
		{ "verse + 1 bar - 1 beat + 10 ms", 6.51 },
		{ "Chorus + 1", 7.0 },
		{ "Chorus + 1 + 1 beat", 7.5 },
		{ "twice", 1.0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double seconds;
		struct position_word word;
		const char *problem;
		const enum position_result result =
			position_parse(rows[i].text, strlen(rows[i].text), &timeline, &seconds, &word, &problem);
		if (isnan(rows[i].seconds)) {
			cr_expect_neq(result, POSITION_READ, "%s", rows[i].text);
			continue;
		}
		cr_expect_eq(result, POSITION_READ, "%s: %s", rows[i].text, problem);
		cr_expect(fabs(seconds - rows[i].seconds) < 1e-12, "%s is %.15g", rows[i].text, seconds);
	}
}

/* A number of 40 digits is more than any whole type holds. */
Test(position, far_away_is_a_number_too)
{
	static const char *const rows[] = { "9999999999999999999999999999999999999999|1",
					    "1|1 + 9999999999999999999999999999999999999999 bars",
					    "9999999999999999999999999999999999999999 beats" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double seconds;
		struct position_word word;
		const char *problem;
		position_parse(rows[i], strlen(rows[i]), &timeline, &seconds, &word, &problem);
		cr_expect(seconds > 1e30 && isfinite(seconds), "%s", rows[i]);
	}
}

Test(position, what_is_none)
{
	static const char *const rows[] = { "",    "|",     "1|",      "|1",   "0|1",   "1|0.5",   "1.5|1",    "1|5",
					    "3|7", "1|1|0", "9:1",     "9:30", "1/0",   "verse +", "1 + 2",    "1 hour",
					    "-",   "+",     "1|1 + x", "2|-1", "1e3|1", "1 s + ",  "1|1 + 1|1" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double seconds;
		struct position_word word;
		const char *problem = NULL;
		if (strcmp(rows[i], "1 + 2") == 0)
			continue; /* three milliseconds */
		cr_expect_neq(position_parse(rows[i], strlen(rows[i]), &timeline, &seconds, &word, &problem),
			      POSITION_READ, "\"%s\" is %g s", rows[i], seconds);
		cr_assert_not_null(problem);
		cr_expect_gt(strlen(problem), 10);
	}
}

Test(position, a_marker_that_is_not_there_or_not_once)
{
	double seconds;
	struct position_word word;
	const char *problem;
	cr_expect_eq(position_parse("vers + 1 bar", 12, &timeline, &seconds, &word, &problem), POSITION_UNKNOWN_MARKER);
	cr_expect_eq(word.length, 4);
	cr_expect_eq(position_parse("end", 3, &timeline, &seconds, &word, &problem), POSITION_MARKER_REPEATS);
}

Test(position, a_duration_lasts_as_long_as_the_tempo_where_it_lies)
{
	static const struct {
		const char *text;
		double from, seconds;
	} rows[] = {
		{ "1/4", 0.0, 0.5 },      { "1/4", 4.0, 1.0 },   { "1/4", 3.75, 0.75 },        { "2 beats", 0.0, 1.0 },
		{ "2 beats", 4.0, 1.0 },  { "1 bar", 2.0, 2.0 }, { "1 bar", 4.0, 3.0 },        { "2 bars", 2.0, 5.0 },
		{ "0.5 bars", 2.0, 1.0 }, { "1.5 s", 3.9, 1.5 }, { "480 samples", 4.0, 0.01 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		double seconds;
		const char *problem;
		cr_assert(
			duration_parse(rows[i].text, strlen(rows[i].text), &timeline, rows[i].from, &seconds, &problem),
			"%s: %s", rows[i].text, problem);
		cr_expect(fabs(seconds - rows[i].seconds) < 1e-12, "%s from %g s is %.15g s", rows[i].text,
			  rows[i].from, seconds);
	}
	double seconds;
	const char *problem;
	cr_expect_not(duration_parse("verse", 5, &timeline, 0.0, &seconds, &problem));
	cr_expect_not(duration_parse("1|1", 3, &timeline, 0.0, &seconds, &problem));
}

Test(position, without_a_tempo_only_times_are_read)
{
	const struct timeline none = { .sample_rate = 48000.0 };
	double seconds;
	struct position_word word;
	const char *problem;
	cr_expect_eq(position_parse("1.5 s", 5, &none, &seconds, &word, &problem), POSITION_READ);
	cr_expect_eq(position_parse("2|1", 3, &none, &seconds, &word, &problem), POSITION_BAD);
	cr_expect_str_eq(problem, "bars and beats need a tempo; add `tempo: 120 bpm` to session");
	cr_expect_not(duration_parse("1/8", 3, &none, 0.0, &seconds, &problem));
	cr_expect_str_eq(problem, "a note value needs a tempo; add `tempo: 120 bpm` to session");
}

static const struct recipe_source *source_of(const char *yaml, struct recipe_text *text)
{
	cr_assert_eq(recipe_text_read(yaml, strlen(yaml), text), STATUS_OK, "%s",
		     text->diagnostics.count ? text->diagnostics.items[0].message : "");
	return text->recipe->strips[0].sources;
}

/* YAML 1.1 would read 9:30 as 570; a bar and a beat have no colon, and need no quotes in braces either. */
Test(position, recipes_take_them_wherever_they_ask_for_a_time_of_the_session)
{
	static const char yaml[] = "version: 1\n"
				   "session:\n"
				   "  length: outro + 2 bars\n"
				   "  markers: { verse: 3|1, outro: verse + 4 bars }\n"
				   "  tempo:\n"
				   "    - { tempo: 120 bpm, ramp: beats }\n"
				   "    - { at: 3|1, tempo: 60 bpm, metre: 3/4, marker: Bridge }\n"
				   "tracks:\n"
				   "  a: { source: [ { generate: impulse, length: 2 bars, start: verse },\n"
				   "                 { generate: impulse, length: 1/4, start: 3|2 - 10 ms }, { file: "
				   "x.wav, start: Bridge } ] }\n"
				   "outputs: { m: {} }\n";
	const double verse = 8.0 * 60.0 / 60.0 * log(2.0); /* the ramp's integral: 60 / k ln(v1 / v0), k = -60 / 8 */
	struct recipe_text text;
	const struct recipe_source *sources = source_of(yaml, &text);
	cr_expect(fabs(sources[0].start_seconds - verse) < 1e-13);
	cr_expect(fabs(sources[0].generator.length_seconds - 6.0) < 1e-13);
	cr_expect(fabs(sources[1].start_seconds - (verse + 1.0 - 0.01)) < 1e-13);
	cr_expect(fabs(sources[2].start_seconds - verse) < 1e-13);
	cr_expect(fabs(text.recipe->session.length_seconds - (verse + 18.0)) < 1e-13);
	cr_expect_eq(text.recipe->session.timeline.marker_count, 3);
	cr_expect_eq(text.diagnostics.count, 0);
	recipe_text_release(&text);
}

/* The first tempo is 120 bpm; the clips begin after it, at 60 bpm in 3/4. */
Test(position, fades_of_clips_have_the_tempo_of_their_clip)
{
	static const char yaml[] =
		"version: 1\n"
		"session: { tempo: [ { tempo: 120 bpm }, { at: 3|1, tempo: 60 bpm, metre: 3/4 } ] }\n"
		"tracks:\n"
		"  a: { clips: [ { file: x.wav, at: 3|1, fade_in: 1/4, fade_out: { length: 1 bar } },\n"
		"                { fade_in: 1 beat, fade_out: 20 ms, at: 3|2, file: x.wav },\n"
		"                { fade_in: 1/8, file: x.wav } ] }\n"
		"outputs: { m: {} }\n";
	struct recipe_text text;
	const struct recipe_clip *clips = source_of(yaml, &text)->clips->items;
	cr_expect_float_eq(clips[0].fade_in.seconds, 1.0, 1e-12);
	cr_expect_float_eq(clips[0].fade_out.seconds, 3.0, 1e-12, "a bar of 3/4");
	cr_expect_float_eq(clips[1].fade_in.seconds, 1.0, 1e-12, "`at` may stand behind it");
	cr_expect_eq(clips[1].fade_out.seconds, 0.02);
	cr_expect_float_eq(clips[2].fade_in.seconds, 0.25, 1e-12, "at the start of the session it is 120 bpm");
	cr_expect_eq(text.diagnostics.count, 0);
	recipe_text_release(&text);
}

Test(position, a_note_value_of_a_processor_keeps_the_first_tempo_and_a_warning_says_so)
{
	static const char yaml[] = "version: 1\n"
				   "session: { tempo: [ { tempo: 120 bpm }, { at: 3|1, tempo: 60 bpm } ] }\n"
				   "tracks: { a: { source: x.wav, inserts: [ delay: { time: 1 beat } ] } }\n"
				   "outputs: { m: {} }\n";
	struct recipe_text text;
	source_of(yaml, &text);
	cr_expect_eq(text.recipe->strips[0].inserts.items[0].values[0].number, 0.5);
	cr_assert_eq(text.diagnostics.count, 1);
	cr_expect_str_eq(text.diagnostics.items[0].code, "tempo-changes");
	cr_expect_eq(text.diagnostics.items[0].severity, SEVERITY_WARNING);
	recipe_text_release(&text);
}
