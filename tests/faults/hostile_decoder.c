/* Stands before libsndfile in the program, and lets some sounds take over the process that reads them.
   SPDX-License-Identifier: GPL-3.0-or-later

   It is loaded before the library. A WAV with a plain header whose first four samples spell one of the words below does
   what the word says. All others go to the real library. */
#include "faults/hostile_library.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WORD = 4, WAVE_HEAD = 44 };

static void spin(void)
{
	for (volatile int spinning = 1; spinning;)
		;
}

/* The library takes what it is given, and gives up in the end. */
static void eat_memory(void)
{
	enum { PIECE = 1 << 20 };
	for (void *piece; (piece = malloc(PIECE));)
		memset(piece, 1, PIECE);
	abort();
}

/* The library wants more at once than any guard would see come. */
static void want_everything(void)
{
	const size_t everything = (size_t)1 << 30;
	void *piece = malloc(everything);
	if (!piece)
		abort();
	memset(piece, 1, everything);
	free(piece);
}

static void attack(const char *word)
{
	if (strcmp(word, "HUGE") == 0)
		want_everything();
	if (strcmp(word, "SPIN") == 0)
		spin();
	if (strcmp(word, "CRSH") == 0)
		raise(SIGSEGV);
	if (strcmp(word, "HOGS") == 0)
		eat_memory();
	if (strcmp(word, "EXIT") == 0)
		_exit(0);
	if (strcmp(word, "SOCK") == 0)
		(void)socket(AF_INET, SOCK_STREAM, 0);
	if (strcmp(word, "JUNK") == 0)
		(void)!write(STDIN_FILENO, word, WORD);
}

/* Whole frames of 32 bits come out as they stand in the file. */
sf_count_t sf_readf_int(SNDFILE *sound, int *samples, sf_count_t frames)
{
	union {
		void *object;
		sf_count_t (*function)(SNDFILE *, int *, sf_count_t);
	} library = { dlsym(RTLD_NEXT, "sf_readf_int") };
	const sf_count_t got = library.function(sound, samples, frames);
	char word[WORD + 1] = "";
	if (got > 0)
		memcpy(word, samples, WORD);
	attack(word);
	if (strcmp(word, "MANY") == 0)
		return frames + 1;
	return strcmp(word, "NONE") == 0 ? -1 : got;
}

SNDFILE *sf_open_virtual(SF_VIRTUAL_IO *calls, int mode, SF_INFO *info, void *context)
{
	union {
		void *object;
		SNDFILE *(*function)(SF_VIRTUAL_IO *, int, SF_INFO *, void *);
	} library = { dlsym(RTLD_NEXT, "sf_open_virtual") };
	char word[WORD + 1] = "";
	if (mode == SFM_READ && calls->seek(WAVE_HEAD, SEEK_SET, context) == WAVE_HEAD &&
	    calls->read(word, WORD, context) == WORD && strcmp(word, "HEAD") == 0)
		spin();
	if (mode == SFM_READ)
		calls->seek(0, SEEK_SET, context);
	return library.function(calls, mode, info, context);
}
