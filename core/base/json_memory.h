/* stemprint: whether memory ran out while JSON was read or written.
   SPDX-License-Identifier: GPL-3.0-or-later

   jansson 2.14 looks away from some calls for memory that fail: it drops the name of a member that it writes, or a
   letter of a word that it reads, and goes on. It also says NULL both for a lack of memory and for bytes that are no
   UTF-8. */
#ifndef STEMPRINT_BASE_JSON_MEMORY_H
#define STEMPRINT_BASE_JSON_MEMORY_H

#include <stdbool.h>

/** From now on, the calls of jansson for memory are watched, in this thread. */
void json_memory_begin(void);

/** Returns whether one of them has failed since. What jansson has made then is not to be used. */
bool json_memory_ran_out(void);

#endif
