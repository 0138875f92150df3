/* Tests locks on folders: one process takes them at a time, and may take each as often as it likes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/folder_lock.h"

#include "io/scratch.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static void make(void)
{
	scratch_make();
}

TestSuite(folder_lock, .init = make, .fini = scratch_remove, .timeout = 30);

static int open_folder(void)
{
	const int folder = open(scratch_path(""), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_geq(folder, 0);
	return folder;
}

/* Locks belong to open files, so another open file of this process acts as another process. */
static bool is_free(void)
{
	const int folder = open_folder();
	const bool taken = flock(folder, LOCK_EX | LOCK_NB) == 0;
	close(folder);
	return taken;
}

Test(folder_lock, lasts_until_its_last_release)
{
	struct folder_lock *one, *two;
	const int folder = open_folder(), again = open_folder();
	cr_assert_eq(folder_lock_take(folder, &one), STATUS_OK);
	cr_assert_eq(folder_lock_take(again, &two), STATUS_OK);
	close(folder);
	close(again);
	cr_expect(!is_free());
	folder_lock_release(one);
	cr_expect(!is_free());
	folder_lock_release(two);
	cr_expect(is_free());
	cr_expect_eq(scratch_count(scratch_path("")), 0, "it leaves no file");
}

Test(folder_lock, of_another_is_respected)
{
	struct folder_lock *lock;
	const int folder = open_folder(), other = open_folder();
	cr_assert_eq(flock(other, LOCK_EX), 0);
	cr_expect_eq(folder_lock_take(folder, &lock), STATUS_BAD_OUTPUT);
	cr_expect_null(lock);
	close(other);
	cr_expect_eq(folder_lock_take(folder, &lock), STATUS_OK);
	folder_lock_release(lock);
	close(folder);
}
