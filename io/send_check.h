/* stemprint: compares a signal with a send that was printed before.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_SEND_CHECK_H
#define STEMPRINT_IO_SEND_CHECK_H

#include "base/arena.h"
#include "engine/printer.h"
#include "engine/source.h"
#include "recipe/recipe.h"

/** What the signal is compared with. */
struct send_check_settings {
	struct source *send; /**< the file at its own rate, at its first frame; the printer owns it from now on, on
				failure too */
	size_t channels; /**< those of the signal */
	uint64_t lead; /**< frames of the file before the signal begins */
	enum encoding encoding; /**< how the file holds its samples */
};

/** What the comparison found. */
struct send_difference {
	bool differs; /**< some sample differs by more than the encoding allows: nothing in float32, 1.5 steps in pcm24,
			 whose dither is up to one step */
	bool unlike; /**< the file has other channels, so nothing was compared */
	uint64_t first; /**< the first frame of the signal that differs */
	double peak; /**< the greatest difference, linear */
};

/** Returns a printer that writes nothing, or NULL when out of memory. After the end of the file, the signal must be
   under -120 dBFS, where a tail ends. A file that cannot be read makes write() fail. */
struct printer *send_check_new(const struct send_check_settings *settings);

/** Returns what a printer that send_check_new() made has found so far. */
struct send_difference send_check_result(const struct printer *printer);

#endif
