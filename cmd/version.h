/* Prints the version of stemprint and those of the libraries that it uses.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_VERSION_H
#define STEMPRINT_CMD_VERSION_H

#include <stdbool.h>
#include <stdio.h>

void version_print(FILE *stream);

/** Prints one JSON object: `schema` ("stemprint.version.1"), `version`, `libraries` by name, `kernels` that run here,
   and the `compiler`. Returns false when out of memory. */
bool version_print_json(FILE *stream);

#endif
