/* Converts between bars, beats and seconds under changing tempo and metre.
   SPDX-License-Identifier: GPL-3.0-or-later

   Where the tempo v moves from v0 to v1 by equal amounts in equal beats, dt = 60 db / v(b) gives
   t(b) = 60 b ln(v(b) / v0) / (v(b) - v0). With z = (v(b) - v0) / (v(b) + v0), that is
   t(b) = 60 b / mean(v0, v(b)) * artanh(z) / z, which does not lose digits where both tempos are near each other. Where
   it moves by equal amounts in equal times, the mean of both tempos is the number of beats in a minute. */
#include "recipe/tempo_map.h"

#include "dsp/elementary.h"

#include <math.h>

#define SECONDS_IN_MINUTE 60.0

/* A position this near to a bar line, in quarter notes, stands on it. */
static const double bar_tolerance = 1e-9;

/* Returns artanh(z) / z. */
static double artanh_ratio(double z)
{
	if (fabs(z) > 0.05)
		return elementary_log((1.0 + z) / (1.0 - z)) / (2.0 * z);
	double sum = 0.0; /* z^16 / 17 is under 1e-22 */
	for (int i = 15; i >= 1; i -= 2)
		sum = sum * (z * z) + 1.0 / i;
	return sum;
}

/* Returns (exp(x) - 1) / x. */
static double growth_ratio(double x)
{
	if (fabs(x) > 0.5)
		return (elementary_exp(x) - 1.0) / x;
	double sum = 1.0; /* x^17 / 18! is under 1e-20 */
	for (int i = 17; i >= 2; i--)
		sum = 1.0 + sum * x / i;
	return sum;
}

static double seconds_between(double beats, double from, double to, enum tempo_ramp ramp)
{
	const double z = (to - from) / (to + from);
	const double even = beats * SECONDS_IN_MINUTE / (0.5 * (from + to));
	return ramp == TEMPO_RAMP_OVER_BEATS ? even * artanh_ratio(z) : even;
}

static bool is_ramp(const struct tempo_map *map, size_t i)
{
	return i + 1 < map->tempo_count && map->tempos[i].ramp != TEMPO_HOLD;
}

void tempo_map_add(struct tempo_map *map, double quarter, double bpm, enum tempo_ramp ramp)
{
	struct tempo_change *change = &map->tempos[map->tempo_count++];
	*change = (struct tempo_change){ .quarter = quarter, .bpm = bpm, .ramp = ramp };
	if (map->tempo_count == 1)
		return;
	const struct tempo_change *last = change - 1;
	const double end = last->ramp == TEMPO_HOLD ? last->bpm : bpm;
	change->seconds = last->seconds + seconds_between(quarter - last->quarter, last->bpm, end, last->ramp);
}

double tempo_map_next_quarter(const struct tempo_map *map, double seconds, double bpm)
{
	const struct tempo_change *last = &map->tempos[map->tempo_count - 1];
	const double end = last->ramp == TEMPO_HOLD ? last->bpm : bpm;
	return last->quarter + (seconds - last->seconds) / seconds_between(1.0, last->bpm, end, last->ramp);
}

/* Returns the last change that does not come after a position, or after a time. */
static size_t find_tempo(const struct tempo_map *map, double value, bool in_seconds)
{
	size_t low = 0, high = map->tempo_count;
	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;
		const double at = in_seconds ? map->tempos[middle].seconds : map->tempos[middle].quarter;
		if (at <= value)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Returns the tempo of a ramp after `beats` of its beats, by v^2 = v0^2 + (v1^2 - v0^2) b / length where time rules. */
static double ramp_bpm(const struct tempo_change *change, double beats)
{
	const double from = change->bpm, to = change[1].bpm, part = beats / (change[1].quarter - change->quarter);
	if (change->ramp == TEMPO_RAMP_OVER_BEATS)
		return from + (to - from) * part;
	return sqrt(from * from + (to - from) * (to + from) * part);
}

double tempo_map_bpm(const struct tempo_map *map, double quarter)
{
	const size_t i = find_tempo(map, quarter, false);
	const struct tempo_change *change = &map->tempos[i];
	return is_ramp(map, i) && quarter > change->quarter ? ramp_bpm(change, quarter - change->quarter) : change->bpm;
}

double tempo_map_seconds(const struct tempo_map *map, double quarter)
{
	const size_t i = find_tempo(map, quarter, false);
	const struct tempo_change *change = &map->tempos[i];
	const double beats = quarter - change->quarter;
	if (!is_ramp(map, i) || beats <= 0.0)
		return change->seconds + beats * SECONDS_IN_MINUTE / change->bpm;
	return change->seconds + seconds_between(beats, change->bpm, ramp_bpm(change, beats), change->ramp);
}

double tempo_map_quarter(const struct tempo_map *map, double seconds)
{
	const size_t i = find_tempo(map, seconds, true);
	const struct tempo_change *change = &map->tempos[i];
	const double time = seconds - change->seconds, from = change->bpm;
	const double steady = time / SECONDS_IN_MINUTE * from;
	if (!is_ramp(map, i) || time <= 0.0)
		return change->quarter + steady;
	const struct tempo_change *next = change + 1;
	double beats = 0.0;
	if (change->ramp == TEMPO_RAMP_OVER_BEATS) {
		const double slope = (next->bpm - from) / (next->quarter - change->quarter);
		beats = steady * growth_ratio(slope * time / SECONDS_IN_MINUTE);
	} else {
		const double part = time / (next->seconds - change->seconds);
		beats = steady * (1.0 + 0.5 * part * (next->bpm - from) / from);
	}
	return fmin(change->quarter + beats, next->quarter);
}

bool tempo_map_changes(const struct tempo_map *map)
{
	for (size_t i = 1; i < map->tempo_count; i++)
		if (map->tempos[i].bpm != map->tempos[0].bpm)
			return true;
	return false;
}

static double beat_quarters(const struct metre_change *metre)
{
	return 4.0 / metre->unit;
}

static double bar_quarters(const struct metre_change *metre)
{
	return metre->beats * beat_quarters(metre);
}

/* Returns a number, or the whole number that it stands on. */
static double settle(double value)
{
	return fabs(value - round(value)) < bar_tolerance ? round(value) : value;
}

void tempo_map_add_metre(struct tempo_map *map, double quarter, unsigned beats, unsigned unit)
{
	struct metre_change *metre = &map->metres[map->metre_count++];
	*metre = (struct metre_change){ .quarter = quarter, .beats = beats, .unit = unit, .bar = 1.0 };
	if (map->metre_count == 1)
		return;
	const struct metre_change *last = metre - 1;
	metre->bar = last->bar + ceil(settle((quarter - last->quarter) / bar_quarters(last)));
	metre->beat = last->beat + (quarter - last->quarter) / beat_quarters(last);
}

/* The axes on which positions count. */
static double axis(const struct metre_change *metre, enum time_unit unit)
{
	return unit == TIME_BARS ? metre->bar : unit == TIME_BEATS ? metre->beat : metre->quarter;
}

static double axis_quarters(const struct metre_change *metre, enum time_unit unit)
{
	return unit == TIME_BARS ? bar_quarters(metre) : unit == TIME_BEATS ? beat_quarters(metre) : 1.0;
}

/* Returns the metre that holds from a position on an axis on. */
static size_t find_metre(const struct tempo_map *map, double value, enum time_unit unit)
{
	size_t low = 0, high = map->metre_count;
	while (high - low > 1) {
		const size_t middle = low + (high - low) / 2;
		if (axis(&map->metres[middle], unit) <= value + bar_tolerance)
			low = middle;
		else
			high = middle;
	}
	return low;
}

const struct metre_change *tempo_map_metre(const struct tempo_map *map, double quarter)
{
	return &map->metres[find_metre(map, quarter, TIME_QUARTERS)];
}

double tempo_map_move(const struct tempo_map *map, double quarter, double amount, enum time_unit unit)
{
	const struct metre_change *from = tempo_map_metre(map, quarter);
	const double value = axis(from, unit) + (quarter - from->quarter) / axis_quarters(from, unit) + amount;
	const size_t i = find_metre(map, value, unit);
	const struct metre_change *metre = &map->metres[i];
	const double moved = metre->quarter + (value - axis(metre, unit)) * axis_quarters(metre, unit);
	/* A bar that ends early has no more beats. */
	return i + 1 < map->metre_count ? fmin(moved, map->metres[i + 1].quarter) : moved;
}

struct bar_position tempo_map_bar(const struct tempo_map *map, double quarter)
{
	const struct metre_change *metre = tempo_map_metre(map, quarter);
	const double inside = quarter - metre->quarter;
	const double bars = floor(settle(inside / bar_quarters(metre)));
	return (struct bar_position){ .bar = metre->bar + bars,
				      .beat = 1.0 +
					      settle((inside - bars * bar_quarters(metre)) / beat_quarters(metre)) };
}

double tempo_map_at_bar(const struct tempo_map *map, struct bar_position position)
{
	const struct metre_change *metre = &map->metres[find_metre(map, position.bar, TIME_BARS)];
	const double bar = metre->quarter + (position.bar - metre->bar) * bar_quarters(metre);
	return position.beat == 1.0 ? bar : tempo_map_move(map, bar, position.beat - 1.0, TIME_BEATS);
}
