/* stemprint: sums up a programme and reads its loudness from the sums.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/programme.h"

#include "dsp/elementary.h"

#include <math.h>

void ratios_add(struct ratios *ratios, double peak, double energy)
{
	double lufs = loudness_gate_lufs(energy);
	double ratio_db = gain_to_decibel(peak) - lufs;
	double above_lowest = lufs - GATE_LOWEST_LUFS;
	if (!(above_lowest >= 0.0) || !isfinite(ratio_db))
		return;
	size_t bin = above_lowest < RATIO_BINS ? (size_t)above_lowest : RATIO_BINS - 1;
	ratios->least[bin] = ratios->counts[bin] == 0 ? ratio_db : fmin(ratios->least[bin], ratio_db);
	ratios->sums[bin] += ratio_db;
	ratios->counts[bin]++;
}

static void join_ratios(struct ratios *ratios, const struct ratios *others)
{
	for (size_t bin = 0; bin < RATIO_BINS; bin++) {
		if (others->counts[bin] == 0)
			continue;
		ratios->least[bin] =
			ratios->counts[bin] == 0 ? others->least[bin] : fmin(ratios->least[bin], others->least[bin]);
		ratios->sums[bin] += others->sums[bin];
		ratios->counts[bin] += others->counts[bin];
	}
}

void programme_join(struct programme *all, const struct programme *one)
{
	loudness_gate_join(&all->integrated, &one->integrated);
	loudness_gate_join(&all->range, &one->range);
	join_ratios(&all->ratios, &one->ratios);
	all->momentary_energy = fmax(all->momentary_energy, one->momentary_energy);
	all->short_term_energy = fmax(all->short_term_energy, one->short_term_energy);
	all->bs1770_peak = fmax(all->bs1770_peak, one->bs1770_peak);
	all->continuous_peak = fmax(all->continuous_peak, one->continuous_peak);
	all->sample_peak = fmax(all->sample_peak, one->sample_peak);
	all->overloaded |= one->overloaded;
}

/* -HUGE_VAL means that nothing passed the loudness gate. */
static double finite_or_absent(double value)
{
	return isfinite(value) ? value : (double)NAN;
}

static double level_or_absent(double linear)
{
	return finite_or_absent(gain_to_decibel(linear));
}

static void read_ratios(const struct programme *programme, struct loudness *loudness)
{
	double floor_lufs = loudness_gate_range_floor(&programme->range);
	double sum = 0.0, least = HUGE_VAL;
	uint64_t count = 0;
	if (isnan(floor_lufs))
		return;
	for (size_t bin = 0; bin < RATIO_BINS; bin++) {
		if (programme->ratios.counts[bin] == 0 || GATE_LOWEST_LUFS + (double)bin + 1.0 <= floor_lufs)
			continue;
		least = fmin(least, programme->ratios.least[bin]);
		sum += programme->ratios.sums[bin];
		count += programme->ratios.counts[bin];
	}
	if (count == 0)
		return;
	loudness->psr_min_db = least;
	loudness->psr_mean_db = sum / (double)count;
}

struct loudness programme_read(const struct programme *programme)
{
	struct loudness loudness = loudness_absent(programme->sample_peak);
	if (programme->overloaded)
		return loudness;
	loudness.bs1770_peak_dbtp = level_or_absent(programme->bs1770_peak);
	loudness.true_peak_dbtp = level_or_absent(fmax(programme->bs1770_peak, programme->continuous_peak));
	loudness.integrated_lufs = loudness_gate_integrated(&programme->integrated);
	loudness.momentary_max_lufs = loudness_gate_lufs(programme->momentary_energy);
	loudness.short_term_max_lufs = loudness_gate_lufs(programme->short_term_energy);
	loudness.range_lu = loudness_gate_range(&programme->range);
	loudness.plr_db = loudness.true_peak_dbtp - loudness.integrated_lufs;
	read_ratios(programme, &loudness);
	return loudness;
}
