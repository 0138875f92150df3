/* stemprint tests: a source has a hash only while it is the file that the probe found.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_hash.h"

#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

TestSuite(audio_hash, .init = (void (*)(void))scratch_make, .fini = scratch_remove);

/* FIPS 180-4 gives the hash of "abc". */
static const char *const abc_hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static struct audio_identity write_abc(void)
{
	struct stat facts;
	scratch_write(scratch_path("abc"), "abc", 3);
	cr_assert_eq(stat(scratch_path("abc"), &facts), 0);
	return audio_identity_of(&facts);
}

Test(audio_hash, of_the_file_that_was_probed)
{
	const struct audio_identity identity = write_abc();
	struct file_hash hash;
	struct problem problem;
	cr_assert_eq(audio_hash(scratch_path("abc"), &identity, HASH_SHA256, &hash, &problem), STATUS_OK, "%s",
		     problem.text);
	cr_expect_str_eq(hash.text, abc_hash);
}

Test(audio_hash, refuses_a_file_that_is_another_one)
{
	const struct audio_identity identity = write_abc();
	struct file_hash hash;
	struct problem problem;
	scratch_write(scratch_path("other"), "abd", 3);
	char other[512];
	snprintf(other, sizeof other, "%s", scratch_path("other"));
	cr_assert_eq(rename(other, scratch_path("abc")), 0);
	cr_expect_eq(audio_hash(scratch_path("abc"), &identity, HASH_SHA256, &hash, &problem), STATUS_BAD_SOURCE);
	cr_expect_str_eq(problem.text, "it changed while it was being read; run again");
	cr_assert_eq(unlink(scratch_path("abc")), 0);
	cr_expect_eq(audio_hash(scratch_path("abc"), &identity, HASH_SHA256, &hash, &problem), STATUS_BAD_SOURCE);
	cr_expect_not_null(strstr(problem.text, "it cannot be opened again"));
}
