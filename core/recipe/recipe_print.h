/* stemprint: what the entries of `print` share while they are read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_RECIPE_PRINT_H
#define STEMPRINT_RECIPE_RECIPE_PRINT_H

#include "recipe/reader.h"

enum { PRINTS_MAXIMUM = 1024 };

/** `print` while it is read. */
struct print_entry {
	struct format_entry format; /**< as `print` gives it: the entries inherit it key by key */
	struct print_format settled; /**< the same with its defaults */
	bool something; /**< a mix, stems, a tap or a device is asked for */
};

/** Reads `mixes`, `stems`, `taps`, `devices`. */
void recipe_read_mixes(struct reader *reader, const struct entry *entry, struct print_entry *print);
void recipe_read_stems(struct reader *reader, const struct entry *entry, struct print_entry *print);
void recipe_read_taps(struct reader *reader, const struct entry *entry, struct print_entry *print);
void recipe_read_devices(struct reader *reader, const struct entry *entry, struct print_entry *print);

/** A device and a mix whose files have one name: an error. */
void recipe_check_device_files(struct reader *reader);

/** Reads `headroom`: a gain, `auto`, or a mapping. */
void recipe_read_headroom(struct reader *reader, const struct entry *entry, struct recipe_headroom *headroom);

/** A headroom without stems, or one that cannot go with `sum: exact`: errors. */
void recipe_check_headroom(struct reader *reader);

#endif
