/* stemprint: the serial number of an Ogg stream.
   SPDX-License-Identifier: GPL-3.0-or-later

   libsndfile takes the number from the clock. It tells streams of one file apart, so that a file of one stream can have
   any (RFC 3533). */
#ifndef STEMPRINT_IO_OGG_SERIAL_H
#define STEMPRINT_IO_OGG_SERIAL_H

#include <stddef.h>

/** Sets the serial number of all pages to 0, and makes their checksums anew. The function stops at the first byte that
    begins no whole page. */
void ogg_serial_clear(unsigned char *bytes, size_t length);

#endif
