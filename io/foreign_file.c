/* Knows by their first bytes some files that take the place of sounds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/foreign_file.h"

#include <string.h>
#include <strings.h>

#define CONVERT "; export it again as WAV, AIFF or FLAC"

static const struct {
	const char *words;
	size_t offset;
	const char *told;
} rows[] = {
	{ "version https://git-lfs.github.com/spec/", 0,
	  "it is a pointer of Git LFS, not the sound itself; load the sound with `git lfs pull`" },
	{ "ID3", 0, "it is an MP3, whatever its name says" CONVERT },
	{ "ftyp", 4, "it is an MPEG-4 file, whatever its name says" CONVERT },
	{ "<!DOCTYPE html", 0, "it is a web page, not a sound; load the file itself" },
	{ "<html", 0, "it is a web page, not a sound; load the file itself" },
	{ "PK\003\004", 0, "it is a ZIP archive; unpack it, and name the file that was in it" },
	{ "%PDF-", 0, "it is a PDF document, not a sound; name an audio file" },
};

const char *foreign_file_tell(const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const size_t length = strlen(rows[i].words);
		if (rows[i].offset + length <= count &&
		    strncasecmp((const char *)bytes + rows[i].offset, rows[i].words, length) == 0)
			return rows[i].told;
	}
	return NULL;
}
