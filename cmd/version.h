/* stemprint: its version, and those of the libraries it runs on.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERSION_H
#define STEMPRINT_CMD_VERSION_H

#include <stdio.h>

void version_print(FILE *stream);

#endif
