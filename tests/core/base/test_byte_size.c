/* Tests how sizes are read and written.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/byte_size.h"

#include <criterion/criterion.h>

Test(byte_size, is_read_in_all_units)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} sizes[] = {
		{ "1", 1 },
		{ "4096", 4096 },
		{ "512 MB", 512000000 },
		{ "2GB", 2000000000 },
		{ "1.5 GiB", UINT64_C(1610612736) },
		{ "3 kib", 3072 },
		{ "0.5 TB", UINT64_C(500000000000) },
		{ "7 B", 7 },
		{ "1 TiB", UINT64_C(1099511627776) },
		{ "99999999999999999999 TB", UINT64_C(1000000000000000000) },
	};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		uint64_t bytes = 0;
		cr_expect(byte_size_parse(sizes[i].text, &bytes), "%s", sizes[i].text);
		cr_expect_eq(bytes, sizes[i].bytes, "%s: %llu", sizes[i].text, (unsigned long long)bytes);
	}
}

Test(byte_size, is_not_read_from_what_is_no_size)
{
	static const char *const wrong[] = { "",        " ", "much",   "0",  "0 MB", "-1 MB", "1 M", "1 MBs",
					     "1..5 MB", ".", "1,5 GB", "MB", "nan",  "inf",   "1e3", "0.2" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		uint64_t bytes = 0;
		cr_expect(!byte_size_parse(wrong[i], &bytes), "%s: %llu", wrong[i], (unsigned long long)bytes);
	}
}

Test(byte_size, is_written_with_two_or_three_digits)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} sizes[] = {
		{ 0, "0 bytes" },        { 999, "999 bytes" }, { 1000, "1.0 kB" },   { 9940, "9.9 kB" },
		{ 9960, "10 kB" },       { 999499, "999 kB" }, { 999500, "1.0 MB" }, { UINT64_C(4100000000), "4.1 GB" },
		{ UINT64_MAX, "18 EB" },
	};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char text[BYTE_SIZE_LENGTH];
		cr_expect_str_eq(byte_size_format(sizes[i].bytes, text), sizes[i].text);
	}
}
