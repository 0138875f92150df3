/* Tests hashes of files against the published examples of FIPS 180-4, and against xxh128sum and sha256sum.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_hash.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void make(void)
{
	scratch_make();
}

TestSuite(file_hash, .init = make, .fini = scratch_remove, .timeout = 30);

/* These are the examples of NIST's SHA-256 page: no bytes, "abc", and "a" a million times. */
#define HASH_OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HASH_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define HASH_OF_A_MILLION "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static const char *hash_of(const char *path)
{
	static struct file_hash hash;
	struct problem problem;
	cr_assert_eq(file_hash_of_path(path, HASH_SHA256, &hash, &problem), STATUS_OK, "%s", problem.text);
	return hash.text;
}

Test(file_hash, published_examples)
{
	enum { MILLION = 1000000 };
	char *many = malloc(MILLION);
	memset(many, 'a', MILLION);
	scratch_write(scratch_path("nothing"), "", 0);
	scratch_write(scratch_path("abc"), "abc", 3);
	scratch_write(scratch_path("many"), many, MILLION);
	cr_expect_str_eq(hash_of(scratch_path("nothing")), HASH_OF_NOTHING);
	cr_expect_str_eq(hash_of(scratch_path("abc")), HASH_OF_ABC);
	cr_expect_str_eq(hash_of(scratch_path("many")), HASH_OF_A_MILLION);
	struct file_hash hash;
	cr_assert_eq(file_hash_of_bytes(many, MILLION, HASH_SHA256, &hash), STATUS_OK);
	cr_expect_str_eq(hash.text, HASH_OF_A_MILLION);
	free(many);
}

/* Returns the digits that the program prints. */
static const char *digits_by(const char *program)
{
	static char digits[HASH_DIGITS_MAXIMUM + 2];
	char command[600];
	snprintf(command, sizeof command, "%s < '%s'", program, scratch_path("file"));
	FILE *pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	const size_t length = fread(digits, 1, sizeof digits - 1, pipe);
	digits[strspn(digits, "0123456789abcdef")] = '\0';
	cr_assert(length > 32 && pclose(pipe) == 0, "%s", command);
	return digits;
}

/* XXH3 goes other ways at 16, 128, 240 and 256 bytes, and a file is read in blocks of 65536. */
Test(file_hash, other_programs_find_the_same)
{
	static const size_t lengths[] = { 0,   1,   3,   4,    8,     9,     16,    17,     128,   129,
					  240, 241, 256, 1024, 65535, 65536, 65537, 131073, 300001 };
	static const char *const programs[HASH_KINDS] = { [HASH_XXH3_128] = "xxh128sum", [HASH_SHA256] = "sha256sum" };
	static unsigned char bytes[300001];
	uint32_t random = 1;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)((random = random * 1664525 + 1013904223) >> 24);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		scratch_write(scratch_path("file"), bytes, lengths[i]);
		for (int k = 0; k < HASH_KINDS; k++) {
			struct file_hash whole, inside;
			struct problem problem;
			cr_assert_eq(file_hash_of_path(scratch_path("file"), (enum hash_kind)k, &whole, &problem),
				     STATUS_OK);
			cr_assert_eq(file_hash_of_bytes(bytes, lengths[i], (enum hash_kind)k, &inside), STATUS_OK);
			cr_expect_str_eq(whole.text, digits_by(programs[k]), "%zu bytes", lengths[i]);
			cr_expect_str_eq(inside.text, whole.text, "%zu bytes", lengths[i]);
		}
	}
}

Test(file_hash, the_offset_of_a_descriptor_does_not_matter)
{
	scratch_write(scratch_path("abc"), "abc", 3);
	int descriptor = open(scratch_path("abc"), O_RDONLY);
	struct file_hash hash;
	struct problem problem;
	lseek(descriptor, 2, SEEK_SET);
	cr_assert_eq(file_hash_of_descriptor(descriptor, HASH_SHA256, &hash, &problem), STATUS_OK);
	cr_expect_str_eq(hash.text, HASH_OF_ABC);
	cr_expect_eq(lseek(descriptor, 0, SEEK_CUR), 2);
	close(descriptor);
}

Test(file_hash, what_is_no_file_is_refused)
{
	struct file_hash hash;
	struct problem problem;
	cr_assert_eq(mkfifo(scratch_path("fifo"), 0600), 0);
	cr_expect_eq(file_hash_of_path(scratch_path("fifo"), HASH_XXH3_128, &hash, &problem), STATUS_BAD_SOURCE);
	cr_expect_str_eq(problem.text, "it is not a regular file");
	cr_expect_eq(file_hash_of_path(scratch_path("."), HASH_XXH3_128, &hash, &problem), STATUS_BAD_SOURCE);
	cr_expect_eq(file_hash_of_path(scratch_path("missing"), HASH_XXH3_128, &hash, &problem), STATUS_BAD_SOURCE);
	cr_expect_str_eq(problem.text, "it cannot be opened: no such file or directory");
}
