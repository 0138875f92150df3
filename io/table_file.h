/* stemprint: tables from CSV files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_TABLE_FILE_H
#define STEMPRINT_IO_TABLE_FILE_H

#include "recipe/file_readers.h"

/** Reads a CSV file (csv_table.h). Errors in it stand at its line and column. */
table_file_read_function table_file_read;

#endif
