/* stemprint: what a crash leaves and says.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_CRASH_H
#define STEMPRINT_CMD_CRASH_H

/** Takes over the signals of a crash: the temporaries are removed, and one line on standard error says what happened.
    soxr, libsndfile and FFTW crash or abort when they get no memory; the process then ends with EXIT_LIMIT, like
    everywhere else where memory runs out. Any other crash is a defect, of which the process dies as usual. */
void crash_install(void);

#endif
