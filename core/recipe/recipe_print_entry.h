/* stemprint: what the entries of `print` share while they are read.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_RECIPE_RECIPE_PRINT_ENTRY_H
#define STEMPRINT_RECIPE_RECIPE_PRINT_ENTRY_H

#include "recipe/recipe_part.h"

/** A print_entry is `print` while it is read. */
struct print_entry {
	struct format_entry format; /**< the format as `print` gives it: the entries inherit it key by key */
	struct print_format settled; /**< the same format with its defaults */
	bool something; /**< the recipe asks for a mix, stems, a tap or a device; if not, it gets the default prints */
};

/** A print_part is a mix, a set of stems or a tap while its keys are read. The given flags say which keys it has. */
struct print_part {
	struct recipe_mix *mix; /**< NULL unless the part is a mix */
	struct recipe_stems *stems; /**< NULL unless the part is a set of stems */
	struct strip_tap *of; /**< the tap of the part, which the keys `of` and `tap` set */
	bool of_given, dotted_tap, own_format; /**< dotted_tap: `of` names a tap, like `master.input` */
	bool tap_given, without_given, only_given, mode_given;
	struct location tap_at, only_at, mode_at; /**< the locations of the keys, for conflicts between them */
	enum tap tap; /**< tap_given: the value of `tap` */
	struct format_entry format; /**< the part's format over that of `print` */
};

/* These read keys that the parts share: `of`, `tap` and `format`. `target` is a struct print_part. */

/** Reads the strip, and the tap if one stands behind a dot. The default tap is post-pan. */
void recipe_read_part_of(struct reader *reader, const struct entry *entry, void *target);

/** Reads the tap. recipe_settle_part() applies it, because `of` may come later. */
void recipe_read_part_tap(struct reader *reader, const struct entry *entry, void *target);

/** Reads the format over that of `print`. */
void recipe_read_part_format(struct reader *reader, const struct entry *entry, void *target);

/** Settles the output of a mix or of stems when all keys are read: the only one if the recipe does not name it. It is
    an error if the part names no output, or two taps. */
void recipe_settle_part(struct reader *reader, const struct entry *entry, struct print_part *part);

/** Returns the part's own format with its defaults, or that of `print`. */
struct print_format recipe_settle_part_format(struct reader *reader, const struct print_part *part,
					      const struct print_entry *print);

/** Returns whether the value is a mapping of names, with at most RECIPE_PRINTS_MAXIMUM entries. An empty value is an
    empty mapping: there is nothing to read, and no error. `wanted` is what the message asks for. */
bool recipe_check_entries(struct reader *reader, const struct entry *entry, const char *wanted);

/** Reports that two prints of a kind ("mixes") have one file. The names may differ in letter case alone. */
void recipe_claimed_twice(struct reader *reader, const char *kind, const char *one, const char *two,
			  struct location at);

/* These read the entries of `print` into reader->recipe->print. Those that take a print_entry set print->something if
   there are any. */

/** Reads `mixes`, a mapping of names. */
void recipe_read_mixes(struct reader *reader, const struct entry *entry, struct print_entry *print);

/** Reads `stems`: one set without a name, or a mapping of names. */
void recipe_read_stems(struct reader *reader, const struct entry *entry, struct print_entry *print);

/** Reads `taps`, a mapping of names. */
void recipe_read_taps(struct reader *reader, const struct entry *entry, struct print_entry *print);

/** Reads `devices`: a switch, a list, or a mapping of names. */
void recipe_read_devices(struct reader *reader, const struct entry *entry, struct print_entry *print);

/** Reads `regions`, a mapping of names. */
void recipe_read_regions(struct reader *reader, const struct entry *entry);

/** Reads `headroom`: a gain, `auto`, or a mapping. */
void recipe_read_headroom(struct reader *reader, const struct entry *entry, struct recipe_headroom *headroom);

/* These check `print` when all of it is read. */

/** Reports a device and a mix whose files have one name. */
void recipe_check_device_files(struct reader *reader);

/** Finds the mix that proves each set of stems. It is an error if there is none, if two files have one name, or if the
    stems cannot add up as `sum` requires. */
void recipe_check_stems(struct reader *reader);

/** Reports a headroom without stems, or one that cannot go with `sum: exact`. */
void recipe_check_headroom(struct reader *reader);

#endif
