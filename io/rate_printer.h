/* stemprint: a printer that converts what it gets to another sample rate.
   SPDX-License-Identifier: GPL-3.0-or-later

   It stands between the engine and what prints a file (resample.h). Rounding, dither and headroom come after it, so
   that a file of any rate is rounded once. Frame n of the session is at n to/from of the file, and frame 0 is frame 0.
   `frames` frames become resampled_frames(frames). */
#ifndef STEMPRINT_IO_RATE_PRINTER_H
#define STEMPRINT_IO_RATE_PRINTER_H

#include "engine/printer.h"

/** Makes a printer that hands its frames on to the printer `to` at the rate `to_rate`, and finishes it. The rates are
    in Hz, and differ. `to` stays the caller's, and outlives it. Returns NULL when out of memory. */
struct printer *rate_printer_new(struct printer *to, unsigned from_rate, unsigned to_rate);

/** Returns the largest magnitude of what such a printer has handed on. */
double rate_printer_peak(const struct printer *printer);

#endif
