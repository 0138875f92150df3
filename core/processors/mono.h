/* Names the processor that folds two channels into one, for code that makes one without a recipe.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_PROCESSORS_MONO_H
#define STEMPRINT_PROCESSORS_MONO_H

#include "processors/processor.h"

extern const struct processor mono_processor;

/** Indices into mono_processor.parameters. */
enum { MONO_OF /**< a mono_of; default MONO_SUM */ };

/** What the one channel holds. */
enum mono_of {
	MONO_SUM, /**< (L + R) / 2 */
	MONO_MID, /**< the same */
	MONO_SIDE, /**< (L - R) / 2 */
	MONO_LEFT, /**< L, bit for bit */
	MONO_RIGHT, /**< R, bit for bit */
};

#endif
