/* SPDX-License-Identifier: GPL-3.0-or-later
   Stands before libsndfile: files that begin with certain words make it hang, crash, eat memory, or lie, as damaged headers have
   done to one version or another. All other files go through to the library. */
#include "faults/hostile_library.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void eat_memory(void)
{
	enum { PIECE = 1 << 20 };
	for (void *piece; (piece = malloc(PIECE));)
		memset(piece, 1, PIECE);
	abort();
}

SNDFILE *sf_open_fd(int descriptor, int mode, SF_INFO *info, int close_descriptor)
{
	union {
		void *object;
		SNDFILE *(*function)(int, int, SF_INFO *, int);
	} library = { dlsym(RTLD_NEXT, "sf_open_fd") };
	char word[5] = "";
	if (mode == SFM_READ && pread(descriptor, word, 4, 0) == 4) {
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
		if (strcmp(word, "EXIT") == 0)
			_exit(0);
	}
	return library.function(descriptor, mode, info, close_descriptor);
}
