/* Stands before libsndfile, and makes some files overcome it.
   SPDX-License-Identifier: GPL-3.0-or-later

   Files that begin with certain words make the library hang, crash, eat memory, or lie, as damaged headers have done to
   one version or another. All other files go to the real library. */
#include "faults/hostile_library.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void eat_memory(void)
{
	enum { PIECE = 1 << 20 };
	for (void *piece; (piece = malloc(PIECE));)
		memset(piece, 1, PIECE);
	abort();
}

SNDFILE *sf_open_virtual(SF_VIRTUAL_IO *calls, int mode, SF_INFO *info, void *context)
{
	union {
		void *object;
		SNDFILE *(*function)(SF_VIRTUAL_IO *, int, SF_INFO *, void *);
	} library = { dlsym(RTLD_NEXT, "sf_open_virtual") };
	char word[5] = "";
	if (mode == SFM_READ && calls->read(word, 4, context) == 4) {
		if (strcmp(word, "HANG") == 0)
			for (;;)
				pause();
		if (strcmp(word, "SLOW") == 0)
			sleep(2);
		if (strcmp(word, "SPIN") == 0)
			for (volatile int spin = 1; spin;)
				;
		if (strcmp(word, "CRSH") == 0)
			raise(SIGSEGV);
		if (strcmp(word, "HOG!") == 0)
			eat_memory();
		if (strcmp(word, "MUTE") == 0) {
			syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, 0U);
			pause();
		}
		if (strcmp(word, "EXIT") == 0)
			_exit(0);
	}
	calls->seek(0, SEEK_SET, context);
	return library.function(calls, mode, info, context);
}
