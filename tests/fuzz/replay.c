/* Feeds the files of folders to a fuzzer's function, once each, where there is no libFuzzer.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static size_t replayed;

static int replay(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)place;
	if (kind != FTW_F)
		return 0;
	const size_t length = (size_t)status->st_size;
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(length + 1);
	if (!file || !bytes || fread(bytes, 1, length, file) != length) {
		fprintf(stderr, "%s: it cannot be read\n", path);
		exit(1);
	}
	fclose(file);
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(bytes, length);
	free(bytes);
	replayed++;
	return 0;
}

int main(int count, char **folders)
{
	for (int i = 1; i < count; i++)
		nftw(folders[i], replay, 16, FTW_PHYS);
	fprintf(stderr, "%zu files\n", replayed);
	return replayed > 0 ? 0 : 1;
}
