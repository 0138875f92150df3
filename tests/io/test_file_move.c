/* Tests that files get new names without the loss of a file that is in the way.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file_move.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int folder;

static void make(void)
{
	scratch_make();
	scratch_write(scratch_path("one"), "1", 1);
	scratch_write(scratch_path("two"), "2", 1);
	folder = open(scratch_path(""), O_RDONLY | O_DIRECTORY);
}

static void finish(void)
{
	close(folder);
	scratch_remove();
}

TestSuite(file_move, .init = make, .fini = finish, .timeout = 30);

static void expect_file(const char *name, const char *words)
{
	size_t length;
	unsigned char *bytes = scratch_read(scratch_path(name), &length);
	cr_expect_str_eq((const char *)bytes, words, "%s", name);
	free(bytes);
}

Test(file_move, a_new_name_replaces_nothing)
{
	cr_expect_eq(file_move_new(folder, "one", "two"), EEXIST);
	expect_file("one", "1");
	expect_file("two", "2");
	cr_expect_eq(file_move_new(folder, "one", "three"), 0);
	expect_file("three", "1");
	cr_expect_eq(file_move_new(folder, "one", "four"), ENOENT);
	cr_expect_eq(scratch_count(scratch_path("")), 2);
}

Test(file_move, a_swap_keeps_both)
{
	cr_expect_eq(file_move_swap(folder, "one", "two", "spare"), 0);
	expect_file("one", "2");
	expect_file("two", "1");
	cr_expect_eq(file_move_swap(folder, "one", "three", "spare"), ENOENT);
	expect_file("one", "2");
	cr_expect_eq(scratch_count(scratch_path("")), 2);
}
