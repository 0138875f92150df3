/* Finds out whether two recipes print into one folder.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/print_folders.h"

#include "io/file_identity.h"

bool print_folders_meet(const char *one, const char *other)
{
	struct file_identity a, b;
	struct arena *arena = arena_new();
	const bool found = arena && file_identity_find(one, NULL, arena, &a) == STATUS_OK &&
			   file_identity_find(other, NULL, arena, &b) == STATUS_OK;
	const enum file_meeting meeting = found ? file_identities_meet(&a, &b) : FILES_APART;
	arena_free(arena);
	/* Two folders that exist already are different folders, even where their names differ only in letter case. */
	return meeting == FILES_LETTER_CASE ? !a.file.known || !b.file.known : meeting != FILES_APART;
}

size_t print_folders_other(const char *const *directories, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++)
		if (i != index && directories[i] && directories[index] &&
		    print_folders_meet(directories[i], directories[index]))
			return i;
	return count;
}
