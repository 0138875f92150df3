/* stemprint: a call of a library that does not say that memory ran out.
   SPDX-License-Identifier: GPL-3.0-or-later

   libsndfile and its codecs take a lack of memory for damage or for the end of a file, or go on without a part
   of the work. The call for memory that failed has left ENOMEM in errno, which such a library does not touch. */
#ifndef STEMPRINT_IO_LIBRARY_CALL_H
#define STEMPRINT_IO_LIBRARY_CALL_H

#include <errno.h>

static inline void library_call_begin(void)
{
	errno = 0;
}

/** Sets the error to ENOMEM when memory ran out in the call, and no error was there before. A call that found a way
    without that memory counts too, because nobody knows what it left out. */
static inline void library_call_end(int *error)
{
	if (errno == ENOMEM && *error == 0)
		*error = ENOMEM;
}

#endif
