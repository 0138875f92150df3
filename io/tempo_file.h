/* stemprint: tempo maps from Standard MIDI Files and from CSV files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_TEMPO_FILE_H
#define STEMPRINT_IO_TEMPO_FILE_H

#include "recipe/tempo_file.h"

/** A larger file is an error. */
enum { TEMPO_FILE_BYTES_MAXIMUM = 16 * 1024 * 1024 };

/** Reads a file: a Standard MIDI File where it begins like one, and otherwise CSV. Errors in a CSV file stand at their
    line and column; those in a MIDI file name the byte, and stand at `at`. */
tempo_file_read_function tempo_file_read;

#endif
