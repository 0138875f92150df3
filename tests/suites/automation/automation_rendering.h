/* Renders recipes with automation in memory, and compares what they print.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_AUTOMATION_RENDERING_H
#define STEMPRINT_TESTS_AUTOMATION_RENDERING_H

#include "support/rendering.h"

/** The length of each source. */
enum { AUTOMATION_FRAMES = 24000 };

/** Sources named "noise*" are noise, all others are constant: 0.5, and 0.2 in the second channel. */
extern const struct rendering_options automation_plain;

/** Renders a recipe, which must be right. */
struct rendering automation_render(const char *yaml, const struct rendering_options *options);

/** Returns what a tap printed: AUTOMATION_FRAMES frames. */
const struct memory_printer *automation_tap(const struct rendering *rendering, const char *name);

/** Expects a value but for the last bits of powers, in which the program and the C library may differ. */
void automation_expect_close(double is, double should, const char *what, size_t track, long frame);

/** Expects that two renders printed the same bits. */
void automation_expect_equal(const struct rendering *one, const struct rendering *other, const char *what);

/** Expects the same bits with other blocks, threads and kernels. */
void automation_expect_same_bits(const char *yaml);

/** Expects that the stems add up to the mix "master", and that asking for them changes no bit of it. */
void automation_expect_stems(const char *yaml);

#endif
