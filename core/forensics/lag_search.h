/* stemprint: how many frames a mix holds each stem later than its file does, in whole frames.
   SPDX-License-Identifier: GPL-3.0-or-later

   By generalised cross-correlation (C. H. Knapp and G. C. Carter, 1976) over the twelve loudest stretches of each stem,
   one in each twelfth of the file: what the mix holds beside all the other stems, against the stem, with the stem's own
   spectrum divided out. */
#ifndef STEMPRINT_FORENSICS_LAG_SEARCH_H
#define STEMPRINT_FORENSICS_LAG_SEARCH_H

#include "forensics/proof.h"

/** No lag beyond this is found, in frames. */
enum { LAG_LIMIT = 16384 };

struct lag_search;

/** All memory comes from the arena: about 4 MB a stem of two channels, whatever the length. NULL when out of it. */
struct lag_search *lag_search_new(const struct proof *proof, struct arena *arena);

/** Finds the lags of all stems, from those given on. Reads all files three times when these are right, else some times
   more. */
enum status lag_search_run(struct lag_search *search, struct proof_reader *reader, int64_t *lags) MUST_CHECK;

#endif
