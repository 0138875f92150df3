/* stemprint: by how many whole frames a mix holds each stem later than its file does.
   SPDX-License-Identifier: GPL-3.0-or-later

   The search is a generalised cross-correlation (C. H. Knapp and G. C. Carter, 1976) over the loudest stretch of each
   stem in each twelfth of the file. It correlates the stem with the mix less all other stems, and divides the spectrum
   of the stem out. With `sides`, the mix may hold
   the sides of a stereo stem swapped, or one of them inverted. */
#ifndef STEMPRINT_FORENSICS_LAG_SEARCH_H
#define STEMPRINT_FORENSICS_LAG_SEARCH_H

#include "forensics/proof.h"

/** The largest lag that is found either way, in frames. */
enum { LAG_LIMIT = 16384 };

struct lag_search;

/** Makes a search. It takes about 4 MB a stem of two channels, 6 MB with `sides`, from the arena, whatever the length
   of the files. Returns NULL when out of memory. */
struct lag_search *lag_search_new(const struct proof *proof, bool sides, struct arena *arena);

/** Finds the lags of all stems, lags[stem], and begins with those given. It reads all files three times when these are
    right, else some times more. Returns INTERRUPTED, or the failure of a source. */
enum status lag_search_run(struct lag_search *search, struct proof_reader *reader, int64_t *lags) MUST_CHECK;

#endif
