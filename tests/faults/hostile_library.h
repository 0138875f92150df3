/* stemprint tests: a libsndfile that some files overcome.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_FAULTS_HOSTILE_LIBRARY_H
#define STEMPRINT_TESTS_FAULTS_HOSTILE_LIBRARY_H

#include <sndfile.h>

/** This function replaces that of the library in the program that it is linked into. */
SNDFILE *sf_open_virtual(SF_VIRTUAL_IO *calls, int mode, SF_INFO *info, void *context);

#endif
