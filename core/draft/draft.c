/* Reads the files of a draft.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "draft/draft.h"

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
