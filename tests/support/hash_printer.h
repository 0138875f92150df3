/* stemprint tests: a printer that keeps only a hash.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_HASH_PRINTER_H
#define STEMPRINT_TESTS_HASH_PRINTER_H

#include "engine/printer.h"

enum { HASH_PRINTER_CHANNELS_MAXIMUM = 64 };

/** A printer that takes any number of frames in constant memory. */
struct hash_printer {
	struct printer printer;
	uint64_t frames;
	uint64_t hash; /**< after finish(): FNV-1a (64 bit) over the channels' hashes, each FNV-1a over the bits of its
			  samples */
	uint64_t channel_hashes[HASH_PRINTER_CHANNELS_MAXIMUM];
};

/** Makes a printer. Returns NULL when out of memory. printer.free() frees it. */
struct hash_printer *hash_printer_new(size_t channels);

#endif
