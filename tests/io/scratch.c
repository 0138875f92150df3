/* Makes a folder for the files of one test, and removes it.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[256];

const char *scratch_make(void)
{
	const char *base = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/stemprint-test-XXXXXX", base && *base ? base : "/tmp");
	cr_assert_not_null(mkdtemp(folder));
	return folder;
}

static int remove_entry(const char *path, const struct stat *facts, int kind, struct FTW *where)
{
	(void)facts;
	(void)kind;
	(void)where;
	return remove(path);
}

void scratch_remove(void)
{
	if (folder[0])
		nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	folder[0] = '\0';
}

const char *scratch_path(const char *name)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof paths[0], "%s/%s", folder, name);
	return path;
}

unsigned char *scratch_read(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	cr_assert_not_null(file, "%s cannot be opened", path);
	fseek(file, 0, SEEK_END);
	*length = (size_t)ftell(file);
	rewind(file);
	unsigned char *bytes = malloc(*length + 1);
	cr_assert_not_null(bytes);
	cr_assert_eq(fread(bytes, 1, *length, file), *length);
	bytes[*length] = '\0';
	fclose(file);
	return bytes;
}

void scratch_write(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");
	cr_assert_not_null(file, "%s cannot be made", path);
	cr_assert_eq(fwrite(bytes, 1, length, file), length);
	cr_assert_eq(fclose(file), 0);
}

int scratch_count(const char *path)
{
	DIR *listing = opendir(path);
	if (!listing)
		return -1;
	int count = 0;
	for (struct dirent *entry; (entry = readdir(listing));)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(listing);
	return count;
}
