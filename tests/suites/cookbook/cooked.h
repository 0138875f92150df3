/* stemprint tests: what a recipe of the cookbook has printed.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_SUITES_COOKBOOK_COOKED_H
#define STEMPRINT_TESTS_SUITES_COOKBOOK_COOKED_H

#include "support/sound.h"

/** Renders a recipe into the folder NAME of the scratch folder. It must give no warning, pass all verdicts, and its
   stems must add up to the mix of this name, integer by integer of so many bits. */
void cooked_render(const char *name, const char *recipe, const char *mix, int bits);

/** Reads a print of a rendered recipe: "NAME/stems/bass.wav". The caller releases it. */
struct sound cooked_read(const char *file);

/** Returns how many stems a rendered recipe has. */
size_t cooked_stem_count(const char *name);

/** Returns the level from one time to another in dB, where a square wave of full scale has 0 dB. */
double cooked_rms_db(const struct sound *sound, double from, double to);
double cooked_peak_db(const struct sound *sound, double from, double to);

/** Returns the level of a file of a recipe in that time. */
double cooked_file_rms_db(const char *file, double from, double to);

/** Adds `other`, times `gain`, to `sound`. Both have the same shape. */
void cooked_add(struct sound *sound, const struct sound *other, double gain);

#endif
