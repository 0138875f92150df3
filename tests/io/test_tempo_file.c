/* Tests tempo maps from MIDI and CSV files: what is read, and that broken files are refused and break nothing.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv_table.h"
#include "io/midi_tempo.h"
#include "io/mutation.h"
#include "io/recipe_file.h"
#include "io/scratch.h"
#include "io/tempo_file.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct diagnostics diagnostics;

static void setup(void)
{
	scratch_make();
	arena = arena_new();
	cr_assert_not_null(arena);
	diagnostics_init(&diagnostics, arena, "song.yaml");
}

static void teardown(void)
{
	arena_free(arena);
	scratch_remove();
}

TestSuite(tempo_file, .init = setup, .fini = teardown, .timeout = 60);

#define TEXT(bytes) (bytes), sizeof(bytes) - 1

#define HEADER(format, tracks, division) "MThd\0\0\0\6\0" format "\0" tracks division

/* 480 ticks to a quarter. The second track has running status, a system exclusive message, both kinds of markers, and a
   tempo; a chunk of another kind stands between the tracks. */
#define TRACK_1                                                                                                        \
	"MTrk\0\0\0\x22"                                                                                               \
	"\0\xff\x58\4\3\3\x18\x08" /* 3/8 */                                                                           \
	"\0\xff\x51\3\x07\xa1\x20" /* 500000 us: 120 bpm */                                                            \
	"\x83\x60\xff\x51\3\x0f\x42\x40" /* after 480: 1000000 us, 60 bpm */                                           \
	"\x81\x70\xff\x58\2\4\2" /* after 240: 4/4, without the bytes for the metronome */                             \
	"\0\xff\x2f"
#define OTHER "XFIH\0\0\0\3abc"
#define TRACK_2                                                                                                        \
	"MTrk\0\0\0\x36"                                                                                               \
	"\0\xc0\5"                                                                                                     \
	"\0\x90\x3c\x40\x60\x3c\0" /* a note with running status */                                                    \
	"\0\xf0\3\1\2\xf7"                                                                                             \
	"\x10\xff\6\7 Verse " /* at 112 */                                                                             \
	"\0\xff\7\4\x52\xe9\x66\x21" /* Latin-1 */                                                                     \
	"\0\xff\6\3\xe2\x99\xaf" /* UTF-8 */                                                                           \
	"\x83\x70\xff\x51\3\7\xa1\x20" /* at 608 */                                                                    \
	"\0\xff\x2f\0"

static const char midi[] = HEADER("\1", "\2", "\1\xe0") TRACK_1 "\0" OTHER TRACK_2;

static enum status read_midi(const char *bytes, size_t length, struct tempo_file *file, const char **problem)
{
	size_t byte;
	return midi_tempo_read(bytes, length, arena, file, problem, &byte);
}

Test(tempo_file, midi_events_of_all_tracks_stand_in_order)
{
	static const struct tempo_event wanted[] = {
		{ .kind = TEMPO_EVENT_METRE, .quarter = 0.0, .beats = 3, .unit = 8 },
		{ .kind = TEMPO_EVENT_TEMPO, .quarter = 0.0, .bpm = 120.0 },
		{ .kind = TEMPO_EVENT_MARKER, .quarter = 112.0 / 480.0, .name = "Verse" },
		{ .kind = TEMPO_EVENT_MARKER,
		  .quarter = 112.0 / 480.0,
		  .name = "R\xc3\xa9"
			  "f!" },
		{ .kind = TEMPO_EVENT_MARKER, .quarter = 112.0 / 480.0, .name = "\xe2\x99\xaf" },
		{ .kind = TEMPO_EVENT_TEMPO, .quarter = 1.0, .bpm = 60.0 },
		{ .kind = TEMPO_EVENT_TEMPO, .quarter = 608.0 / 480.0, .bpm = 120.0 },
		{ .kind = TEMPO_EVENT_METRE, .quarter = 1.5, .beats = 4, .unit = 4 },
	};
	enum { WANTED = sizeof wanted / sizeof *wanted };
	struct tempo_file file;
	const char *problem;
	cr_assert(midi_tempo_is(TEXT(midi)));
	cr_assert_eq(read_midi(TEXT(midi), &file, &problem), STATUS_OK, "%s", problem);
	cr_assert_eq(file.event_count, WANTED);
	for (size_t i = 0; i < WANTED; i++) {
		const struct tempo_event *event = &file.events[i];
		cr_expect_eq(event->kind, wanted[i].kind, "%zu", i);
		cr_expect_eq(event->quarter, wanted[i].quarter, "%zu: %g", i, event->quarter);
		cr_expect_eq(event->bpm, wanted[i].bpm);
		cr_expect_eq(event->beats, wanted[i].beats);
		cr_expect_eq(event->unit, wanted[i].unit);
		if (wanted[i].name)
			cr_expect_str_eq(event->name, wanted[i].name);
	}
}

Test(tempo_file, midi_files_that_break_the_format_are_refused)
{
	static const struct {
		const char *bytes;
		size_t length;
		const char *problem;
	} rows[] = {
		{ TEXT("MThd"), "the header is cut short" },
		{ TEXT("MThd\xff\xff\xff\xff\0\1\0\1\1\xe0"), "the header is cut short" },
		{ TEXT("MThd\0\0\0\2\0\1\0\1\1\xe0"), "the header is cut short" },
		{ TEXT(HEADER("\2", "\1", "\1\xe0")),
		  "its tracks are songs of their own (format 2), which have no common tempo" },
		{ TEXT(HEADER("\1", "\1", "\xe8\x28")), "its times are SMPTE frames, which have no beats" },
		{ TEXT(HEADER("\1", "\1", "\0\0")), "a quarter note has no ticks" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk"), "the file ends within the head of a track" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\xff\xff\xff\xff"), "a track is longer than the file" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\2\0\xff"), "a track ends within an event" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\4\0\x90\1\0"
						    "\0"),
		  "the file ends within the head of a track" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\3\0\x90\1"), "an event is longer than its track" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\7\0\xff\x51\3\7\xa1\x20"
						    "MTrk\0\0\0\6\0\xff\x51\3\7\xa1"),
		  "an event is longer than its track" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\7\0\xff\x51\3\0\0\0"),
		  "a tempo has no length of its quarter note" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\6\0\xff\x51\2\7\xa1"),
		  "a tempo has no length of its quarter note" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\6\0\xff\x58\2\0\2"),
		  "a metre is not between 1/64 and 64/1" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\6\0\xff\x58\2\4\x20"),
		  "a metre is not between 1/64 and 64/1" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\3\0\x3c\x40"), "an event has no status byte" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\2\0\xf4"),
		  "a status byte does not belong into a file" },
		{ TEXT(HEADER("\1", "\1", "\1\xe0") "MTrk\0\0\0\6\xff\xff\xff\xff\x7f\x90"),
		  "a number has more than four bytes" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct tempo_file file;
		const char *problem = NULL;
		cr_expect_eq(read_midi(rows[i].bytes, rows[i].length, &file, &problem), STATUS_BAD_SOURCE, "row %zu",
			     i);
		cr_expect_str_eq(problem ? problem : "nothing", rows[i].problem, "row %zu", i);
	}
}

/* The copies stand at the end of their own memory, so that the sanitizers see a read beyond it. */
Test(tempo_file, broken_midi_files_do_no_harm)
{
	enum { MUTATIONS = 30000 };
	size_t read = 0;
	for (size_t i = 0; i < MUTATIONS; i++) {
		unsigned char *bytes = malloc(sizeof midi - 1);
		struct tempo_file file;
		const char *problem = NULL;
		cr_assert_not_null(bytes);
		memcpy(bytes, midi, sizeof midi - 1);
		size_t length = sizeof midi - 1;
		if (i < sizeof midi)
			length = i; /* each way to cut it off */
		else
			length = mutation_make(bytes, length);
		unsigned char *exact = malloc(length ? length : 1);
		cr_assert_not_null(exact);
		memcpy(exact, bytes, length);
		struct arena *own = arena_new();
		size_t byte;
		const enum status status = midi_tempo_read((const char *)exact, length, own, &file, &problem, &byte);
		cr_assert(status == STATUS_OK || (status == STATUS_BAD_SOURCE && problem && byte <= length));
		for (size_t k = 0; status == STATUS_OK && k < file.event_count; k++) {
			cr_assert(isfinite(file.events[k].quarter) && file.events[k].quarter >= 0.0);
			cr_assert(k == 0 || file.events[k].quarter >= file.events[k - 1].quarter);
			cr_assert(file.events[k].kind != TEMPO_EVENT_TEMPO || file.events[k].bpm >= 60e6 / 0xffffff);
		}
		read += status == STATUS_OK;
		arena_free(own);
		free(exact);
		free(bytes);
	}
	cr_expect_gt(read, MUTATIONS / 50);
}

static const struct document_node *read_csv(const char *bytes, size_t length)
{
	static const struct document_node nothing = { .kind = DOCUMENT_SEQUENCE };
	struct document_node *root;
	return csv_table_read(bytes, length, 0, arena, &diagnostics, &root) ? root : &nothing;
}

static const char *cell(const struct document_node *root, size_t row, const char *column)
{
	const struct document_node *node = document_find(root->items[row], column);
	return node ? node->text : NULL;
}

Test(tempo_file, csv_cells_are_what_rfc_4180_says)
{
	const struct document_node *root = read_csv(TEXT("a,b,c\r\n1, two ,\"x, \"\"y\"\"\"\r\n\r\n,,\n\"\",  ,9|1"));
	cr_assert_eq(root->count, 2);
	cr_expect_str_eq(cell(root, 0, "a"), "1");
	cr_expect_str_eq(cell(root, 0, "b"), "two");
	cr_expect_str_eq(cell(root, 0, "c"), "x, \"y\"");
	cr_expect_null(cell(root, 1, "a"));
	cr_expect_str_eq(cell(root, 1, "c"), "9|1");
	const struct location at = document_find(root->items[1], "c")->at;
	cr_expect_eq(at.line, 5);
	cr_expect_eq(at.column, 7);
	cr_expect_eq(at.length, 3);
	const struct document_node *other = read_csv(TEXT("a;b\n1,5;2\n"));
	cr_expect_str_eq(cell(other, 0, "a"), "1,5");
	other = read_csv(TEXT("a\tb\n1\t2"));
	cr_expect_str_eq(cell(other, 0, "b"), "2");
	other = read_csv(TEXT("a\n\xc3\xa9,x"));
	cr_expect_eq(other->count, 0, "a cell without a column");
}

Test(tempo_file, broken_tables_have_an_error_at_their_line)
{
	static const struct {
		const char *bytes;
		uint32_t line, column;
	} rows[] = { { "a,b\n1,\"2\n", 2, 3 },
		     { "a,b\n1,\"2\"x\n", 2, 6 },
		     { "a,a\n", 1, 3 },
		     { "a,b\n1,2,3\n", 2, 5 },
		     { "a\n\xc3\xa9\xff\n", 2, 2 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		diagnostics_init(&diagnostics, arena, "song.csv");
		cr_expect_eq(read_csv(rows[i].bytes, strlen(rows[i].bytes))->count, 0, "row %zu", i);
		cr_assert_eq(diagnostics.count, 1, "row %zu", i);
		cr_expect_eq(diagnostics.items[0].at.line, rows[i].line, "row %zu", i);
		cr_expect_eq(diagnostics.items[0].at.column, rows[i].column, "row %zu", i);
	}
}

/* What is to be saved anew is the table, and not the recipe. */
Test(tempo_file, wrong_characters_are_those_of_the_table)
{
	diagnostics_init(&diagnostics, arena, "song.csv");
	cr_expect_eq(read_csv(TEXT("at,tempo\n1|1,\xe9\n"))->count, 0);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect_str_eq(diagnostics.items[0].message, "byte 0xe9 is not UTF-8; save the table as UTF-8");
	diagnostics_init(&diagnostics, arena, "song.csv");
	cr_expect_eq(read_csv(TEXT("at,tempo\n1|1,\x1b\n"))->count, 0);
	cr_assert_eq(diagnostics.count, 1);
	cr_expect_str_eq(diagnostics.items[0].message, "character U+001B is not allowed in a table; remove it");
}

Test(tempo_file, broken_tables_do_no_harm)
{
	static const char table[] =
		"at,tempo,ramp,metre,marker\n,120,,4/4,intro\n5|1,90,beats,3/4,\"verse, 1\"\n9|1,180\n";
	for (size_t i = 0; i < 20000; i++) {
		unsigned char bytes[sizeof table];
		memcpy(bytes, table, sizeof table - 1);
		const size_t length = i < sizeof table ? i : mutation_make(bytes, sizeof table - 1);
		unsigned char *exact = malloc(length ? length : 1);
		struct arena *own = arena_new();
		struct diagnostics list;
		struct document_node *root;
		cr_assert_not_null(exact);
		memcpy(exact, bytes, length);
		diagnostics_init(&list, own, "song.csv");
		const bool read = csv_table_read((const char *)exact, length, 0, own, &list, &root);
		cr_assert(read == (list.error_count == 0));
		arena_free(own);
		free(exact);
	}
}

static const struct recipe *read_recipe(const char *session, const char *file, const char *bytes, size_t length)
{
	char yaml[512];
	struct recipe *recipe;
	scratch_write(scratch_path(file), bytes, length);
	const int written = snprintf(yaml, sizeof yaml,
				     "version: 1\nsession: %s\ntracks: { a: { source: { file: a.wav, start: go } } }\n"
				     "outputs: { m: {} }\n",
				     session);
	scratch_write(scratch_path("song.yaml"), yaml, (size_t)written);
	diagnostics_init(&diagnostics, arena, "song.yaml");
	const enum status status = recipe_file_read(scratch_path("song.yaml"), NULL, arena, &diagnostics, &recipe);
	cr_assert_eq(status, STATUS_OK, "%s", diagnostics.count ? diagnostics.items[0].message : "");
	return recipe;
}

/* 3/8 and 120 bpm; 60 bpm from quarter 1 on, 120 bpm from 608 ticks on; 4/4 begins at quarter 1.5 with bar 2. */
Test(tempo_file, a_session_takes_its_map_from_a_midi_file)
{
	const struct recipe *recipe =
		read_recipe("{ tempo: { file: a.mid }, markers: { go: 2|2 } }", "a.mid", TEXT(midi));
	const double slow = (608.0 - 480.0) / 480.0, rest = 2.5 - 608.0 / 480.0;
	cr_expect_float_eq(recipe->strips[0].sources[0].start_seconds, 0.5 + slow + 0.5 * rest, 1e-14);
	cr_expect_eq(recipe->session.timeline.marker_count, 4);
	cr_expect_eq(recipe->input_count, 2, "the file is an input of the recipe");
}

Test(tempo_file, a_session_takes_its_map_from_a_table)
{
	const struct recipe *recipe = read_recipe("{ tempo: { file: a.csv }, markers: { verse: 1|2 } }", "a.csv",
						  TEXT("\xef\xbb\xbf"
						       "at,tempo,metre,marker\n,90,3/4,\n2|1,,4/4,\n3|1,180,,go\n"));
	cr_expect_float_eq(recipe->strips[0].sources[0].start_seconds, 7.0 * 60.0 / 90.0, 1e-14);
}

/* Errors in a table name the file beside the recipe, so that editors and annotations find it. */
Test(tempo_file, a_table_is_named_beside_its_recipe)
{
	static const char yaml[] = "version: 1\nsession: { tempo: { file: a.csv } }\noutputs: { m: {} }\n";
	struct recipe *recipe;
	scratch_write(scratch_path("a.csv"), TEXT("tempo\nfast\n"));
	scratch_write(scratch_path("song.yaml"), TEXT(yaml));
	diagnostics_init(&diagnostics, arena, "songs/night/song.yaml");
	cr_assert_eq(recipe_file_read(scratch_path("song.yaml"), NULL, arena, &diagnostics, &recipe),
		     STATUS_BAD_RECIPE);
	cr_expect_str_eq(diagnostics_origin(&diagnostics, 1).file, "songs/night/a.csv");
	cr_expect_str_eq(diagnostics_origin(&diagnostics, 1).path, scratch_path("a.csv"));
}
