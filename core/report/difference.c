/* stemprint: counts what has changed between two versions of files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/difference.h"

#include <math.h>

#define BAND_LEAST_DB 0.5

const char *difference_fate_name(enum difference_fate fate)
{
	static const char *const names[] = { [DIFFERENCE_SAME_BYTES] = "same bytes",
					     [DIFFERENCE_SAME_SOUND] = "same sound",
					     [DIFFERENCE_CHANGED] = "changed",
					     [DIFFERENCE_RESHAPED] = "reshaped",
					     [DIFFERENCE_NEW] = "new",
					     [DIFFERENCE_GONE] = "gone" };
	return names[fate];
}

size_t difference_count(const struct difference *difference, enum difference_fate fate)
{
	size_t count = fate == DIFFERENCE_SAME_BYTES ? difference->equal : 0;
	for (size_t i = 0; i < difference->count; i++)
		count += difference->files[i].fate == fate;
	return count;
}

size_t difference_bands(const struct comparison *comparison, struct band_change bands[DIFFERENCE_BANDS_SHOWN])
{
	const size_t old = comparison->sounds[COMPARISON_OLD].octaves.count;
	const size_t now = comparison->sounds[COMPARISON_NEW].octaves.count;
	size_t count = 0;
	for (size_t band = 0; band < old && band < now; band++) {
		struct band_change change = { band, comparison_band(comparison, band) };
		if (fabs(change.change_db) < BAND_LEAST_DB)
			continue;
		for (size_t i = 0; i < count; i++) {
			if (fabs(bands[i].change_db) >= fabs(change.change_db))
				continue;
			const struct band_change smaller = bands[i];
			bands[i] = change;
			change = smaller;
		}
		if (count < DIFFERENCE_BANDS_SHOWN)
			bands[count++] = change;
	}
	return count;
}
