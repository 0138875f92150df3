/* Tests that no word of a file that is not a recipe, a fragment, a profile or a table stands in a message.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(quotes, .init = (void (*)(void))scratch_make, .fini = scratch_remove, .timeout = 120);

#define LAUGHS                                                                                                         \
	"a: &a [Hush, Hush, Hush, Hush, Hush, Hush, Hush, Hush]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"     \
	"c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\n"                         \
	"e: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n"

/* Each text holds secrets that begin with "Hush". Several are YAML, or tables of separated values. */
static const char *const texts[] = {
	"root:x:0:0:Hushroot:/root:/bin/bash\ndaemon:x:1:1:Hushdaemon:/usr/sbin:/usr/sbin/nologin\n",
	"machine example.org login Hushname password Hushword\n",
	"PATH=/usr/bin\nHushTOKEN=Hushvalue\nHOME=/root\n",
	"password: Hushword\n",
	"password: \"Hushword\n",
	"password: { inner: [Hushword, Hush: ]\n",
	"- Hushitem\n- password: Hushword\n",
	"*Hushalias\n",
	"!Hushtag { password: Hushword }\n",
	"password: &Hush [Hushword]\npassword: Hushagain\n",
	"-----BEGIN OPENSSH PRIVATE KEY-----\nHushb3BlbnNzaC1rZXktdjEAAAAABG5vbmUA\n-----END OPENSSH PRIVATE "
	"KEY-----\n",
	"{ \"kty\": \"RSA\", \"use\": \"Hushsig\", \"n\": \"Hushn\", \"d\": \"Hushd\" }\n",
	"version: '3.8'\nservices: { db: { image: x, environment: { PASSWORD: Hushword } } }\n",
	"version: 1\nhandlers: { mail: { credentials: [user, Hushword] } }\nloggers: Hush\n",
	"title: Hushtitle\ndate: 2024-01-01\ndraft: Hush\nauthor: Hushauthor\n",
	"apiVersion: v1\nkind: Secret\nmetadata: { name: Hushname }\ndata: { password: Hushword }\n",
	"name,value\nHushname,Hushvalue\n",
	"\"name,Hushvalue\n",
	"Hushbytes \xff\xfe\n",
	"Hushescape \x1b[31m\n",
	"[section]\nkey = Hushvalue\n",
	LAUGHS,
};

enum { TEXT_COUNT = sizeof texts / sizeof *texts };

/* Each place is a recipe that names hidden.txt; NULL means that the text is itself the recipe. */
static const char *const places[] = {
	NULL,
	"version: 1\ntracks: { a: { generate: impulse, length: 1 s, use: ./hidden.txt } }\noutputs: { master: }\n",
	"version: 1\ntracks: { a: { generate: impulse, inserts: [ use: ./hidden.txt ] } }\noutputs: { master: }\n",
	"version: 1\ntracks: { a: { source: a.wav } }\noutputs: { master: }\nverify: { loudness: { profile: "
	"./hidden.txt } }\n",
	"version: 1\nsession: { tempo: { file: hidden.txt } }\ntracks: { a: { source: a.wav } }\noutputs: { master: "
	"}\n",
	"version: 1\ntracks: { a: { source: a.wav, automation: { fader: { file: hidden.txt } } } }\noutputs: { master: "
	"}\n",
	"version: 1\ntracks: { a: { source: ./hidden.txt } }\noutputs: { master: }\n",
	"version: 1\ntracks: { a: { source: ./hidden.txt, inserts: [ convolver: { file: hidden.txt } ] } }\noutputs: { "
	"master: }\n",
};

enum { PLACE_COUNT = sizeof places / sizeof *places };

/* Writes a recipe that names the text, or the text itself, and returns its path. */
static const char *write_place(size_t place, size_t text)
{
	scratch_write(scratch_path("hidden.txt"), texts[text], strlen(texts[text]));
	if (!places[place])
		return scratch_path("hidden.txt");
	scratch_write(scratch_path("song.yaml"), places[place], strlen(places[place]));
	return scratch_path("song.yaml");
}

static void expect_hidden(const struct program_run *run, size_t place, size_t text)
{
	cr_expect(run->code == 3 || run->code == 4, "place %zu, text %zu: code %d\n%s", place, text, run->code,
		  run->err);
	cr_expect_null(strstr(run->err, "Hush"), "place %zu, text %zu:\n%s", place, text, run->err);
	cr_expect_null(strstr(run->out, "Hush"), "place %zu, text %zu:\n%s", place, text, run->out);
	cr_expect_not_null(strstr(run->err, "error: "), "place %zu, text %zu:\n%s", place, text, run->err);
}

Test(quotes, nothing_of_another_file_is_shown)
{
	for (size_t place = 0; place < PLACE_COUNT; place++)
		for (size_t text = 0; text < TEXT_COUNT; text++) {
			const char *path = write_place(place, text);
			struct program_run run =
				program_run(&(struct program_call){ .arguments = PROGRAM_ARGUMENTS("check", path) });
			expect_hidden(&run, place, text);
			program_release(&run);
		}
}

Test(quotes, reports_show_nothing_either)
{
	for (size_t text = 0; text < TEXT_COUNT; text++) {
		const char *path = write_place(1, text);
		struct program_run run = program_run(&(struct program_call){
			.arguments = PROGRAM_ARGUMENTS("check", "--sarif", "-", "--github", path) });
		expect_hidden(&run, 1, text);
		program_release(&run);
	}
}

Test(quotes, a_profile_on_the_command_line_shows_nothing)
{
	for (size_t text = 0; text < TEXT_COUNT; text++) {
		scratch_write(scratch_path("hidden.yaml"), texts[text], strlen(texts[text]));
		struct program_run run = program_run(&(struct program_call){
			.arguments = PROGRAM_ARGUMENTS("loudness", "--profile", scratch_path("hidden.yaml"),
						       STEMPRINT_ROOT "/CMakeLists.txt") });
		cr_expect_neq(run.code, 0);
		cr_expect_null(strstr(run.err, "Hush"), "text %zu:\n%s", text, run.err);
		program_release(&run);
	}
}

/* The other half: a text that is what it should be keeps its quotes, even where it is wrong. */
Test(quotes, own_texts_are_quoted)
{
	static const struct {
		const char *fragment, *shown;
	} rows[] = {
		{ "inserts: [ gain: loud ]\n", "inserts: [ gain: loud ]" },
		{ "fader: -6 dB\nbalanse: 3 L\n", "balanse: 3 L" },
		{ "insert: [ gain: -3 dB ]\n", "insert: [ gain: -3 dB ]" },
		{ "title: Glue\ninserts: [ gain: -3 dB\nfader: 0 dB\n", "inserts: [ gain: -3 dB" },
		{ "use: ./nowhere.yaml\n", "use: ./nowhere.yaml" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *path = write_place(1, 0);
		scratch_write(scratch_path("hidden.txt"), rows[i].fragment, strlen(rows[i].fragment));
		struct program_run run = program_expect(3, PROGRAM_ARGUMENTS("check", path));
		cr_expect_not_null(strstr(run.err, rows[i].shown), "row %zu:\n%s", i, run.err);
		program_release(&run);
	}
}
