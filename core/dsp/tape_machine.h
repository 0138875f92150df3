/* Lists the speeds of tape machines, and the equalisation of each.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_TAPE_MACHINE_H
#define STEMPRINT_DSP_TAPE_MACHINE_H

#include <stddef.h>

/** The index of the speed that is the default: 15 ips. */
enum { TAPE_MACHINE_USUAL = 1 };

/** The names of the speeds in inches a second, and NULL at the end. */
extern const char *const tape_machine_names[];

/** Returns the speed of the tape in metres a second; `index` is that of its name. */
double tape_machine_speed(size_t index);

/** Returns the frequency in Hz from which the flux on the tape falls by 6 dB an octave, and the reproducing amplifier
    rises: 1 / (2 pi T) with the T of IEC 60094-1 (IEC 1) of 70 us at 7.5 and 35 us at 15 ips, and that of AES (IEC 2)
    of 17.5 us at 30 ips. */
double tape_machine_transition(size_t index);

#endif
