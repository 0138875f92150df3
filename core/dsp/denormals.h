/* Makes denormals count as zero while audio is computed.
   SPDX-License-Identifier: GPL-3.0-or-later

   A denormal is a double under 2^-1022, some 6000 dB below full scale. Many CPUs take a hundred times as long for it,
   and every decaying filter gets there in the end. The setting belongs to one thread (MXCSR, Intel SDM volume 1,
   10.2.3); a new thread starts with that of the thread that made it. */
#ifndef STEMPRINT_DSP_DENORMALS_H
#define STEMPRINT_DSP_DENORMALS_H

/** From now on the calling thread reads denormals as zero and writes zero instead of them. Returns the thread's setting
    before, for denormals_restore(). */
unsigned denormals_flush(void);

/** The calling thread goes back to the setting that denormals_flush() returned. */
void denormals_restore(unsigned before);

#endif
