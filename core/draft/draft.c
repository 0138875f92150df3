/* Reads the files of a draft.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft.h"

#include <math.h>

enum role_group draft_group(const struct draft_file *file)
{
	return role_facts[file->guess.role].group;
}

unsigned draft_channels(const struct draft_file *file)
{
	if (file->dual_mono)
		return 1;
	return file->paired ? 2 : file->channels;
}

double draft_source_gain_db(const struct draft *draft, const struct draft_file *file)
{
	const double peak_dbfs =
		file->paired ? fmax(file->peak_dbfs, draft->files[file->other].peak_dbfs) : file->peak_dbfs;
	return peak_dbfs > 0.0 ? -ceil(peak_dbfs * 10.0) / 10.0 : 0.0;
}
