/* Reads --untrusted, which all commands have that read files of strangers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_TRUST_OPTIONS_H
#define STEMPRINT_CMD_TRUST_OPTIONS_H

#include <argp.h>

/** This parser goes into the `children` of a command's argp. It has no input. --untrusted, or STEMPRINT_UNTRUSTED=1 in
   the environment, raises the fence (io/fence.h) before the command begins. Where the kernel cannot keep the promise,
   the process ends with EXIT_LIMIT. */
extern const struct argp trust_options_argp;

#endif
