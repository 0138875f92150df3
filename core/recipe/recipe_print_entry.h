/* stemprint: what the entries of `print` share while they are read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_RECIPE_PRINT_ENTRY_H
#define STEMPRINT_RECIPE_RECIPE_PRINT_ENTRY_H

#include "recipe/reader.h"

/** A print_entry is `print` while it is read. */
struct print_entry {
	struct format_entry format; /**< the format as `print` gives it: the entries inherit it key by key */
	struct print_format settled; /**< the same format with its defaults */
	bool something; /**< the recipe asks for a mix, stems, a tap or a device */
};

/** A print_part is a mix, a set of stems or a tap while its keys are read. */
struct print_part {
	struct recipe_mix *mix; /**< NULL unless the part is a mix */
	struct recipe_stems *stems; /**< NULL unless the part is a set of stems */
	struct strip_tap *of;
	bool of_given, dotted_tap, own_format;
	bool tap_given, without_given, only_given, mode_given;
	struct location tap_at, only_at, mode_at;
	enum tap tap;
	struct format_entry format;
};

/** Read the fields of such a part: `of`, `tap`, `format`. `target` is a struct print_part. */
void recipe_read_part_of(struct reader *reader, const struct entry *entry, void *target);
void recipe_read_part_tap(struct reader *reader, const struct entry *entry, void *target);
void recipe_read_part_format(struct reader *reader, const struct entry *entry, void *target);

/** Settles the output of the part: the only one if the recipe does not name it. */
void recipe_settle_part(struct reader *reader, const struct entry *entry, struct print_part *part);

/** Returns the part's own format, or that of `print`. */
struct print_format recipe_settle_part_format(struct reader *reader, const struct print_part *part,
					      const struct print_entry *print);

/** Returns whether the value is a mapping of names, of an allowed size. An empty value is an empty mapping. */
bool recipe_check_entries(struct reader *reader, const struct entry *entry, const char *wanted);

/** Reports an error: two prints of a kind claim one file. */
void recipe_claimed_twice(struct reader *reader, const char *kind, const char *one, const char *two,
			  struct location at);

/** Reads `mixes`, `stems`, `taps`, `devices`. */
void recipe_read_mixes(struct reader *reader, const struct entry *entry, struct print_entry *print);
void recipe_read_stems(struct reader *reader, const struct entry *entry, struct print_entry *print);
void recipe_read_taps(struct reader *reader, const struct entry *entry, struct print_entry *print);
void recipe_read_devices(struct reader *reader, const struct entry *entry, struct print_entry *print);

/** Reports a device and a mix whose files have one name. */
void recipe_check_device_files(struct reader *reader);

/** Checks all sets of stems after `print` is read: their files, the mixes that prove them, and what `sum` requires
    of them. */
void recipe_check_stems(struct reader *reader);

/** Reads `headroom`: a gain, `auto`, or a mapping. */
void recipe_read_headroom(struct reader *reader, const struct entry *entry, struct recipe_headroom *headroom);

/** Reports a headroom without stems, or one that cannot go with `sum: exact`. */
void recipe_check_headroom(struct reader *reader);

#endif
