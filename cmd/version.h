/* Prints the version of stemprint and those of the libraries that it uses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERSION_H
#define STEMPRINT_CMD_VERSION_H

#include <stdio.h>

void version_print(FILE *stream);

#endif
