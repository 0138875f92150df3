/* stemprint tests: JSON that is written while memory runs out.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_REPORT_REFUSING_JSON_H
#define STEMPRINT_TESTS_REPORT_REFUSING_JSON_H

#include "base/status.h"
#include "base/text.h"

/** Writes JSON of something into a text. */
typedef enum status refusing_json_write(const void *what, struct text *text);

/** Writes once whole, and then again and again, while the k-th call of the JSON library for memory fails, for every k.
    A run must say NO_MEMORY, or give the text of the whole run; and it must give all memory back. Returns how many
    calls there are; only each `every`-th of them is refused. */
size_t refusing_json_walk(refusing_json_write *write, const void *what, size_t every);

#endif
