/* stemprint: what went wrong with a file, in words.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_PROBLEM_H
#define STEMPRINT_IO_PROBLEM_H

enum { PROBLEM_LENGTH = 240 };

/** The text is in lower case, without the file's name. It is cut where it is too long. */
struct problem {
	char text[PROBLEM_LENGTH];
};

void problem_set(struct problem *problem, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Sets the text "WHAT: no space left on device", for the given errno. */
void problem_set_errno(struct problem *problem, const char *what, int error);

#endif
