/* stemprint: what a set of outputs may do to the files that it finds, and what it says of them afterwards.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_OUTPUT_POLICY_H
#define STEMPRINT_IO_OUTPUT_POLICY_H

#include "base/hash_kind.h"

#include <stdbool.h>

/** A policy says what a set may do. All zero is the policy for audio files. */
struct output_policy {
	bool reports; /**< the files themselves say that stemprint wrote them (report_mark.h), and need no record */
	bool shared; /**< other processes may print into the folders at the same time, so nothing is locked */
	bool render; /**< the set brings a "manifest.json", and may replace the files that the old one lists */
	bool force; /**< files that stemprint did not write may be replaced */
	/** The set is asked what it would do, and does none of it: folders are neither made nor locked. The caller
	   announces outputs, adds none and does not commit. */
	bool look;
	enum hash_kind hash; /**< by it the record knows the files of the set */
	bool prune; /**< the commit removes the files of earlier renders that this one does not make, unless they
		     have changed */
	/** Returns whether a file of an earlier render belongs to what this render prints a part of: it is not left
	   over then. NULL: none does. */
	bool (*spares)(const void *context, const char *path);
	const void *context; /**< for `spares` */
};

/** This is a file of an earlier render that this one does not make. */
struct output_left_over {
	const char *path; /**< the path below the directory */
	bool removed; /**< `prune` removed the file, or would; it keeps a file that has changed */
};

#endif
