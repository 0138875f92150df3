/* stemprint: prints what leaves for hardware, behind the head that the loop is measured by.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_SEND_PRINTER_H
#define STEMPRINT_IO_SEND_PRINTER_H

#include "engine/printer.h"

/** Returns a printer that first writes the head of dsp/calibration.h to every channel of `file`, and then what it gets.
    `file` belongs to it from now on, on failure too. NULL when out of memory. */
struct printer *send_printer_new(struct printer *file, double sample_rate);

#endif
