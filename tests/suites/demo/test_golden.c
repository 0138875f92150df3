/* Tests the bytes of the recipes whose sound passes no library but the decoder.
   SPDX-License-Identifier: GPL-3.0-or-later

   The bytes are the same on every x86-64, with all kernels, for ever, unless a commit says why not. If a change is
   meant to change bits, renew the table in a commit of its own:

       STEMPRINT_RENEW_GOLDEN=1 build/release/tests/suites/demo/test_demo --filter=golden/bytes_are_those_of_the_table

   golden.txt has a line for each file: FNV-1a (64 bit) of its bytes, and RECIPE/FILE. */
#include "cmd/render/semantics.h"
#include "io/scratch.h"
#include "support/program.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAXIMUM = 64 };

struct golden {
	uint64_t hash;
	char file[128]; /* the file below its recipe: "big-band/mix.wav" */
};

static const char table[] = STEMPRINT_ROOT "/tests/suites/demo/golden.txt";

static size_t read_table(struct golden *lines)
{
	FILE *file = fopen(table, "r");
	cr_assert_not_null(file, "%s cannot be opened", table);
	size_t count = 0;
	char line[256];
	while (count < LINES_MAXIMUM && fgets(line, sizeof line, file))
		if (sscanf(line, "%16" SCNx64 " %127s", &lines[count].hash, lines[count].file) == 2)
			count++;
	fclose(file);
	cr_assert_gt(count, 0);
	return count;
}

static void write_table(const struct golden *lines, size_t count)
{
	FILE *file = fopen(table, "w");
	cr_assert_not_null(file);
	for (size_t i = 0; i < count; i++)
		fprintf(file, "%016" PRIx64 " %s\n", lines[i].hash, lines[i].file);
	cr_assert_eq(fclose(file), 0);
}

/* Renders the recipe of a line, once for all its lines. */
static void render(const char *file)
{
	char name[128], recipe[600], folder[512];
	snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "/"), file);
	snprintf(folder, sizeof folder, "%s", scratch_path(name));
	if (scratch_count(folder) > 0)
		return;
	snprintf(recipe, sizeof recipe, STEMPRINT_ROOT "/recipes/%s.yaml", name);
	struct program_run run =
		program_expect(0, PROGRAM_ARGUMENTS("render", "-q", "--no-loudness", "-d", folder, recipe));
	program_release(&run);
}

Test(golden, bytes_are_those_of_the_table)
{
	static struct golden lines[LINES_MAXIMUM];
	const size_t count = read_table(lines);
	size_t different = 0;
	scratch_make();
	for (size_t i = 0; i < count; i++) {
		render(lines[i].file);
		uint64_t hash = sound_file_hash(scratch_path(lines[i].file));
		if (hash != lines[i].hash)
			fprintf(stderr, "%s: %016" PRIx64 " instead of %016" PRIx64 "\n", lines[i].file, hash,
				lines[i].hash);
		different += hash != lines[i].hash;
		lines[i].hash = hash;
	}
	scratch_remove();
	if (getenv("STEMPRINT_RENEW_GOLDEN"))
		write_table(lines, count);
	else
		cr_assert_eq(different, 0, "%zu of %zu files have other bytes", different, count);
}

/* Returns FNV-1a (64 bit) of the lines of the table. */
static uint64_t hash_of_table(void)
{
	static struct golden lines[LINES_MAXIMUM];
	const size_t count = read_table(lines);
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < count; i++) {
		char line[160];
		snprintf(line, sizeof line, "%016" PRIx64 " %s\n", lines[i].hash, lines[i].file);
		for (const char *at = line; *at != '\0'; at++)
			hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
	}
	return hash;
}

/* A file that was up to date must not stay so when the renderer prints other bytes. */
Test(golden, other_hashes_need_another_number_of_semantics)
{
	FILE *file = fopen(STEMPRINT_ROOT "/tests/suites/demo/semantics.txt", "r");
	cr_assert_not_null(file);
	unsigned number = 0, before = 0;
	uint64_t hash = 0, earlier = 0;
	char line[128];
	while (fgets(line, sizeof line, file)) {
		before = number;
		earlier = hash;
		cr_assert_eq(sscanf(line, "%u %16" SCNx64, &number, &hash), 2, "%s", line);
		cr_expect_gt(number, before, "the numbers grow");
		cr_expect_neq(hash, earlier, "line %u says what the line before says", number);
	}
	fclose(file);
	cr_expect_eq(hash, hash_of_table(),
		     "golden.txt has changed: add the line \"%u %016" PRIx64
		     "\" to semantics.txt, and raise RENDERER_SEMANTICS in cmd/render/semantics.h",
		     number + 1, hash_of_table());
	cr_expect_eq(number, RENDERER_SEMANTICS, "the last line of semantics.txt is that of the renderer");
}
