/* Tests the bytes that the recipes of the tree print.
   SPDX-License-Identifier: GPL-3.0-or-later

   The bytes are the same on every x86-64, with all kernels, for ever, unless a commit says why not. If a change is
   meant to change bits, renew the table in a commit of its own:

       STEMPRINT_RENEW_GOLDEN=1 build/release/tests/suites/demo/test_demo --filter=golden/bytes_are_those_of_the_table

   golden.txt has a line for each file: FNV-1a (64 bit) of its bytes, and RECIPE/FILE. */
#include "cmd/render/semantics.h"
#include "io/scratch.h"
#include "suites/demo/golden_table.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OLD_FUNCTIONS "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA"

static struct golden_table table;

/* Renders the recipe of a line, once for all its lines, and returns the hash of the file. */
static uint64_t hash_of(const char *file, const char *prefix, const char *options)
{
	char name[128];
	snprintf(name, sizeof name, "%.*s", (int)strcspn(file, "/"), file);
	if (scratch_count(scratch_path(name)) <= 0)
		golden_render(name, prefix, options);
	return golden_hash(file);
}

/* Compares all lines, and puts the hashes of this render in their place. */
static size_t count_different(const char *prefix, const char *options)
{
	size_t different = 0;
	for (size_t i = 0; i < table.count; i++) {
		struct golden_line *line = &table.lines[i];
		const uint64_t hash = hash_of(line->file, prefix, options);
		if (hash != line->hash)
			fprintf(stderr, "%s: %016" PRIx64 " instead of %016" PRIx64 "\n", line->file, hash, line->hash);
		different += hash != line->hash;
		line->hash = hash;
	}
	return different;
}

static int expect_line(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)place;
	const char *end = strrchr(path, '.');
	if (kind != FTW_F || !end || (strcmp(end, ".wav") != 0 && strcmp(end, ".flac") != 0))
		return 0;
	const char *file = path + strlen(scratch_path("")), *hardware = "hardware/"; /* that is a part of its recipe */
	bool found = strncmp(file, hardware, strlen(hardware)) == 0;
	for (size_t i = 0; i < table.count && !found; i++)
		found = strcmp(table.lines[i].file, file) == 0;
	cr_expect(found, "%s has no line in the table", file);
	return 0;
}

Test(golden, bytes_are_those_of_the_table)
{
	golden_table_read(&table);
	scratch_make();
	const size_t different = count_different("", "");
	nftw(scratch_path(""), expect_line, 8, FTW_PHYS);
	scratch_remove();
	if (getenv("STEMPRINT_RENEW_GOLDEN"))
		golden_table_write(&table);
	else
		cr_assert_eq(different, 0, "%zu of %zu files have other bytes", different, table.count);
}

#define SINES_AND_EXPONENTIALS "for (k = 1; k < 5000; k++) printf \"%%.17g %%.17g\\n\", sin(k * 0.37), exp(k * 0.01)"

/* Returns a checksum of what awk, which asks the C library, finds for sines and exponentials. */
static unsigned long checksum_of_functions(const char *prefix)
{
	char command[512], words[64] = "";
	snprintf(command, sizeof command, "%s awk 'BEGIN { " SINES_AND_EXPONENTIALS " }' | cksum", prefix);
	FILE *pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	cr_assert_not_null(fgets(words, sizeof words, pipe), "%s", command);
	cr_assert_eq(pclose(pipe), 0);
	return strtoul(words, NULL, 10);
}

/* A word that glibc does not know changes nothing, and the test behind this one would compare nothing. */
Test(golden, the_words_for_glibc_take_functions_of_other_bits)
{
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
		cr_skip_test("this CPU has no other functions to take");
	cr_expect_neq(checksum_of_functions(OLD_FUNCTIONS), checksum_of_functions(""));
}

/* glibc takes its functions for CPUs without AVX2 and FMA, and the kernels are the reference. */
Test(golden, bytes_depend_on_no_kernel_and_on_no_function_of_glibc)
{
	golden_table_read(&table);
	scratch_make();
	cr_expect_eq(count_different(OLD_FUNCTIONS, "-j 1 --cpu plain"), 0);
	scratch_remove();
}

Test(golden, every_recipe_of_the_tree_is_in_the_table)
{
	glob_t found;
	golden_table_read(&table);
	cr_assert_eq(glob(STEMPRINT_ROOT "/recipes/*.yaml", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + 1;
		const size_t length = strlen(name) - strlen(".yaml");
		bool listed = false;
		for (size_t k = 0; k < table.count && !listed; k++)
			listed = strncmp(table.lines[k].file, name, length) == 0 && table.lines[k].file[length] == '/';
		cr_expect(listed, "%s", name);
	}
	globfree(&found);
}

/* Says whether a recipe has a processor of this name. */
static bool uses(const char *recipe, const char *name)
{
	const size_t length = strlen(name);
	for (const char *at = strstr(recipe, name); at; at = strstr(at + 1, name))
		if (at > recipe && strchr(" {[,\n", at[-1]) && strchr(": ]\n", at[length]))
			return true;
	return false;
}

/* A processor whose bits no line shows could change them unseen, and files of before would pass as up to date. */
Test(golden, every_processor_is_in_a_recipe_of_the_table)
{
	enum { RECIPES_MAXIMUM = 64 };
	char *recipes[RECIPES_MAXIMUM], line[256], name[64];
	size_t names = 0;
	glob_t found;
	cr_assert_eq(glob(STEMPRINT_ROOT "/recipes/*.yaml", 0, NULL, &found), 0);
	cr_assert_eq(glob(STEMPRINT_ROOT "/tests/suites/demo/processors.yaml", GLOB_APPEND, NULL, &found), 0);
	cr_assert_leq(found.gl_pathc, RECIPES_MAXIMUM);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		size_t length;
		recipes[i] = (char *)scratch_read(found.gl_pathv[i], &length);
	}
	FILE *pipe = popen("'" STEMPRINT_PROGRAM "' processors", "r");
	cr_assert_not_null(pipe);
	while (fgets(line, sizeof line, pipe)) {
		bool used = line[0] == ' ' || sscanf(line, "%63s", name) != 1;
		names += !used;
		for (size_t i = 0; i < found.gl_pathc && !used; i++)
			used = uses(recipes[i], name);
		cr_expect(used, "no recipe of the table has '%s'; add it to processors.yaml", name);
	}
	cr_assert_eq(pclose(pipe), 0);
	cr_expect_gt(names, 40);
	for (size_t i = 0; i < found.gl_pathc; i++)
		free(recipes[i]);
	globfree(&found);
}

/* Returns FNV-1a (64 bit) of the lines of the table. */
static uint64_t hash_of_table(void)
{
	uint64_t hash = 0xcbf29ce484222325u;
	golden_table_read(&table);
	for (size_t i = 0; i < table.count; i++) {
		char line[160];
		snprintf(line, sizeof line, "%016" PRIx64 " %s\n", table.lines[i].hash, table.lines[i].file);
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
