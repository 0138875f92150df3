/* Tests clicks, count-ins and pops against times that are computed here, and that no cut changes a bit.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/mark.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1000, CHANNELS = 2, CHANGES = 8, CLICKS = 4096 };

static struct tempo_change tempos[CHANGES];
static struct metre_change metres[CHANGES];

/* 4/4 at 160 bpm; from bar 3 on 3/4, which speeds up over its beats to 240 bpm at bar 5; there 6/8. */
static struct tempo_map changing_map(void)
{
	struct tempo_map map = { .tempos = tempos, .metres = metres };
	tempo_map_add_metre(&map, 0.0, 4, 4);
	tempo_map_add(&map, 0.0, 160.0, TEMPO_HOLD);
	tempo_map_add(&map, 8.0, 160.0, TEMPO_RAMP_OVER_BEATS);
	tempo_map_add_metre(&map, 8.0, 3, 4);
	tempo_map_add(&map, 14.0, 240.0, TEMPO_HOLD);
	tempo_map_add_metre(&map, 14.0, 6, 8);
	return map;
}

/* The same by the formulas of the reference. */
static long double changing_seconds(long double quarter)
{
	if (quarter <= 8.0L)
		return quarter * 60.0L / 160.0L;
	const long double ramp = 60.0L * 6.0L * logl(240.0L / 160.0L) / 80.0L;
	if (quarter <= 14.0L) {
		const long double bpm = 160.0L + 80.0L * (quarter - 8.0L) / 6.0L;
		return 3.0L + 60.0L * 6.0L * logl(bpm / 160.0L) / 80.0L;
	}
	return 3.0L + ramp + (quarter - 14.0L) * 60.0L / 240.0L;
}

static struct recipe_source click_source(enum generator_kind kind)
{
	struct recipe_source source = {
		.file = generator_kind_name(kind),
		.channel_count = 1,
		.generator = { .kind = kind,
			       .level_dbfs = -6.0,
			       .frequency = 1000.0,
			       .end_seconds = (double)NAN,
			       .click = { .gain_db = { 3.0, 0.0, -9.0 },
					  .frequency = { 1500.0, 1000.0, 700.0 },
					  .sample = { RECIPE_NONE, RECIPE_NONE, RECIPE_NONE },
					  .subdivisions = 1 },
			       .pop = { .first_seconds = (double)NAN, .last_seconds = (double)NAN, .frames = 48 } }
	};
	return source;
}

struct take {
	struct arena *arena;
	struct source *source;
	size_t frames;
	double *columns[CHANNELS];
};

/* A sample of a single frame: whatever it is heard of is one sample long. */
static const double one[] = { 1.0 };
static const double *const one_column[] = { one };
static const struct recording impulse = { .channels = 1, .frames = 1, .columns = one_column, .level_gain = 1.0 };
static const struct recording *const recordings[] = { &impulse };

static void read_all(struct take *take, size_t block)
{
	for (size_t done = 0; done < take->frames; done += block) {
		const size_t frames = take->frames - done < block ? take->frames - done : block;
		double *columns[CHANNELS];
		for (size_t i = 0; i < take->source->channels; i++)
			columns[i] = take->columns[i] + done;
		cr_assert_eq(take->source->read(take->source, columns, frames), STATUS_OK);
	}
}

static struct take take_new(const struct recipe_source *from, const struct tempo_map *map, double sample_rate,
			    uint64_t end)
{
	const struct mark_session session = { .sample_rate = sample_rate, .map = map, .recordings = recordings };
	struct take take = { .arena = arena_new() };
	cr_assert(take.arena);
	take.source = mark_new(from, &session, take.arena);
	cr_assert(take.source);
	if (end > 0)
		mark_extend(take.source, end);
	take.frames = (size_t)take.source->frames;
	for (size_t i = 0; i < take.source->channels; i++)
		cr_assert(take.columns[i] = calloc(take.frames + 1, sizeof(double)));
	read_all(&take, BLOCK);
	return take;
}

static void take_release(struct take *take)
{
	for (size_t i = 0; i < take->source->channels; i++)
		free(take->columns[i]);
	arena_free(take->arena);
}

/* A click that must be there. */
struct expected {
	long double quarter;
	enum click_kind kind;
};

static size_t expected_clicks(struct expected *clicks, double every, unsigned subdivisions)
{
	static const struct {
		double begin, end, beat;
	} bars[] = { { 0, 4, 1 },    { 4, 8, 1 },    { 8, 11, 1 },  { 11, 14, 1 },
		     { 14, 17, .5 }, { 17, 20, .5 }, { 20, 23, .5 } };
	size_t count = 0;
	for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
		const double beat = every > 0.0 ? every : bars[i].beat;
		for (unsigned n = 0; bars[i].begin + n * beat / subdivisions < bars[i].end - 1e-6; n++)
			clicks[count++] =
				(struct expected){ (long double)bars[i].begin + n * (long double)beat / subdivisions,
						   n == 0                  ? CLICK_ACCENT
						   : n % subdivisions == 0 ? CLICK_BEAT
									   : CLICK_SUBDIVISION };
	}
	return count;
}

/* A click is at the frame nearest to its time, halves up. 160 bpm at 44.1 kHz puts beats at halves. A time that
   is a half but for its last digits, like a third of a beat, may be rounded either way. */
static void assert_clicks(const struct take *take, const struct expected *clicks, size_t count, double sample_rate)
{
	static const double gains_db[] = { -3.0, -6.0, -15.0 };
	size_t next = 0;
	for (size_t i = 0; i < take->frames; i++) {
		if (take->columns[0][i] == 0.0)
			continue;
		cr_assert_lt(next, count);
		const long double at = changing_seconds(clicks[next].quarter) * (long double)sample_rate;
		const long double off = fabsl(at - floorl(at) - 0.5L);
		const bool either = off > 0.0L && off < 1e-6L;
		cr_assert(either ? fabsl((long double)i - at) < 0.51L : i == (size_t)floorl(at + 0.5L),
			  "click %zu at %zu, not %.3Lf", next, i, at);
		cr_assert_float_eq(take->columns[0][i], pow(10.0, gains_db[clicks[next].kind] / 20.0), 1e-15,
				   "click %zu", next);
		next++;
	}
	cr_expect_eq(next, count);
}

Test(mark, clicks_follow_tempo_and_metre)
{
	static const struct {
		double every;
		enum time_unit unit;
		unsigned subdivisions;
	} rows[] = { { 0.0, TIME_QUARTERS, 1 }, { 0.0, TIME_QUARTERS, 3 }, { 1.0, TIME_QUARTERS, 1 },
		     { 0.5, TIME_QUARTERS, 2 }, { 1.5, TIME_QUARTERS, 1 }, { 3.0, TIME_QUARTERS, 4 } };
	const struct tempo_map map = changing_map();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static struct expected clicks[CLICKS];
		struct recipe_source source = click_source(GENERATOR_CLICK);
		memset(source.generator.click.sample, 0, sizeof source.generator.click.sample);
		source.generator.click.every = rows[i].every;
		source.generator.click.every_unit = rows[i].unit;
		source.generator.click.subdivisions = rows[i].subdivisions;
		source.generator.end_seconds = (double)changing_seconds(23.0L);
		source.generator.length_seconds = source.generator.end_seconds;
		const size_t count = expected_clicks(clicks, rows[i].every, rows[i].subdivisions);
		struct take take = take_new(&source, &map, 44100.0, 0);
		assert_clicks(&take, clicks, count, 44100.0);
		take_release(&take);
	}
}

/* Two beats of an eighth are a quarter. */
Test(mark, beats_are_those_of_the_metre)
{
	const struct tempo_map map = changing_map();
	struct recipe_source source = click_source(GENERATOR_CLICK);
	memset(source.generator.click.sample, 0, sizeof source.generator.click.sample);
	source.generator.click.every = 2.0;
	source.generator.click.every_unit = TIME_BEATS;
	source.start_seconds = (double)changing_seconds(14.0L);
	source.generator.length_seconds = 0.75; /* a bar of 6/8 */
	struct take take = take_new(&source, &map, 48000.0, 0);
	const size_t start = (size_t)floorl(changing_seconds(14.0L) * 48000.0L + 0.5L);
	size_t count = 0;
	for (size_t i = 0; i < take.frames; i++)
		if (take.columns[0][i] != 0.0) {
			const long double at = changing_seconds(14.0L + (long double)count++) * 48000.0L;
			cr_expect_eq(i, (size_t)floorl(at + 0.5L));
			cr_expect(i >= start);
		}
	cr_expect_eq(count, 3);
	take_release(&take);
}

/* Half time: bars of four have clicks on 1 and 3, a bar of three on 1 alone; the last bar has all. */
Test(mark, a_count_in_may_begin_in_half_time)
{
	static const long double quarters[] = { 0.0L, 2.0L, 4.0L, 6.0L, 8.0L, 11.0L, 12.0L, 13.0L };
	const struct tempo_map map = changing_map();
	struct recipe_source source = click_source(GENERATOR_COUNT_IN);
	memset(source.generator.click.sample, 0, sizeof source.generator.click.sample);
	source.generator.click.half_time = true;
	source.generator.click.full_quarter = 11.0;
	source.generator.end_seconds = (double)changing_seconds(14.0L);
	source.generator.length_seconds = source.generator.end_seconds;
	struct take take = take_new(&source, &map, 48000.0, 0);
	size_t count = 0;
	for (size_t i = 0; i < take.frames; i++)
		if (take.columns[0][i] != 0.0) {
			cr_assert_lt(count, 8);
			cr_expect_eq(i, (size_t)floorl(changing_seconds(quarters[count++]) * 48000.0L + 0.5L));
		}
	cr_expect_eq(count, 8);
	take_release(&take);
}

/* The sound: 10^(level/20) sin(2 pi f t) (1 - t / 30 ms)^3, each kind with its frequency and gain. */
Test(mark, clicks_have_the_sound_of_the_reference)
{
	struct tempo_map map = changing_map();
	struct recipe_source source = click_source(GENERATOR_CLICK);
	source.generator.click.subdivisions = 2;
	source.generator.length_seconds = 0.75; /* two beats */
	struct take take = take_new(&source, &map, 48000.0, 0);
	static const double gains_db[] = { -3.0, -15.0, -6.0, -15.0 }, frequencies[] = { 1500, 700, 1000, 700 };
	cr_assert_eq(take.frames, 36000);
	for (size_t i = 0; i < take.frames; i++) {
		const size_t click = i / 9000;
		const double t = (double)(i % 9000) / 48000.0;
		const double expected = t < 0.03 ? pow(10.0, gains_db[click] / 20.0) * pow(1.0 - t / 0.03, 3.0) *
							   sin(2.0 * 3.14159265358979323846 * frequencies[click] * t)
						 : 0.0;
		cr_assert_float_eq(take.columns[0][i], expected, 1e-13, "frame %zu", i);
	}
	take_release(&take);
}

/* A sample of a second at 240 bpm: each click ends where the next one begins, and fades within a millisecond before.
   The second channel of the mark plays the second of the sample. */
Test(mark, a_long_sample_ends_at_the_next_click)
{
	enum { LONG = 48000 };
	static double left[LONG], right[LONG];
	const double *const columns[] = { left, right };
	for (size_t i = 0; i < LONG; i++) {
		left[i] = 1.0;
		right[i] = -0.25;
	}
	const struct recording recording = { .channels = 2, .frames = LONG, .columns = columns, .level_gain = 0.5 };
	const struct recording *const list[] = { &recording };
	const struct tempo_map map = changing_map();
	struct recipe_source source = click_source(GENERATOR_CLICK);
	memset(source.generator.click.sample, 0, sizeof source.generator.click.sample);
	memset(source.generator.click.gain_db, 0, sizeof source.generator.click.gain_db);
	source.generator.level_dbfs = 0.0;
	source.channel_count = 2;
	source.generator.length_seconds = 1.0; /* at 160 bpm: clicks at 0, 18000 and 36000 */
	const struct mark_session session = { .sample_rate = 48000.0, .map = &map, .recordings = list };
	struct arena *arena = arena_new();
	struct source *mark = mark_new(&source, &session, arena);
	cr_assert(mark);
	cr_assert_eq(mark->frames, 48000);
	static double one_side[48010], other[48010];
	double *const room[] = { one_side, other };
	cr_assert_eq(mark->read(mark, room, 48010), STATUS_OK);
	for (size_t i = 0; i < 48000; i++) {
		const size_t next = i < 18000 ? 18000 : i < 36000 ? 36000 : 48000;
		const double gain = next - i < 48 ? (double)(next - i) / 48.0 : 1.0;
		cr_assert_float_eq(one_side[i], 0.5 * gain, 1e-15, "frame %zu", i);
		cr_assert_float_eq(other[i], -0.125 * gain, 1e-15, "frame %zu", i);
	}
	for (size_t i = 48000; i < 48010; i++)
		cr_assert_eq(one_side[i], 0.0);
	arena_free(arena);
}

/* The 2-pop begins 48 frames before the first frame of action, and the tail pop 48 frames after the last one. At
   24000/1001 frames a second and 48 kHz a frame has 2002 samples; at 30000/1001 and 44.1 kHz it has 1471.47. */
Test(mark, pops_are_where_film_wants_them)
{
	static const struct {
		size_t rate;
		double sample_rate;
		unsigned frames;
		size_t first_begin, first_end, last_begin, last_end;
	} rows[] = {
		{ 0, 48000.0, 48, 480000 - 96096, 480000 - 94094, 960000 + 96096, 960000 + 98098 },
		{ 1, 48000.0, 48, 480000 - 96000, 480000 - 94000, 960000 + 96000, 960000 + 98000 },
		{ 2, 48000.0, 50, 480000 - 96000, 480000 - 94080, 960000 + 96000, 960000 + 97920 },
		/* 60 * 1471.47 = 88288.2, 59 * 1471.47 = 86816.73, 61 * 1471.47 = 89759.67 */
		{ 4, 44100.0, 60, 441000 - 88288, 441000 - 86817, 882000 + 88288, 882000 + 89760 },
	};
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		struct recipe_source source = click_source(GENERATOR_POP);
		source.generator.level_dbfs = -20.0;
		source.generator.frame_rate = rows[row].rate;
		source.generator.pop =
			(struct recipe_pop){ .first_seconds = 10.0, .last_seconds = 20.0, .frames = rows[row].frames };
		source.generator.length_seconds = (double)rows[row].last_end / rows[row].sample_rate;
		struct take take = take_new(&source, NULL, rows[row].sample_rate, 0);
		cr_assert_eq(take.frames, rows[row].last_end);
		for (size_t i = 0; i < take.frames; i++) {
			const bool early = i >= rows[row].first_begin && i < rows[row].first_end;
			const bool late = i >= rows[row].last_begin;
			const double t = (double)(i - (early ? rows[row].first_begin : rows[row].last_begin)) /
					 rows[row].sample_rate;
			const double expected =
				early || late ? 0.1 * sin(2.0 * 3.14159265358979323846 * 1000.0 * t) : 0.0;
			cr_assert_float_eq(take.columns[0][i], expected, 1e-13, "row %zu, frame %zu", row, i);
		}
		take_release(&take);
	}
}

/* Every kind gives the same bits for any length of block, and again after a rewind. A mark that is as long as the
   session ends with it. */
Test(mark, bits_do_not_depend_on_the_cuts)
{
	const struct tempo_map map = changing_map();
	for (enum generator_kind kind = GENERATOR_CLICK; kind <= GENERATOR_LTC; kind++) {
		struct recipe_source source = click_source(kind);
		source.channel_count = 2;
		source.generator.click.subdivisions = 7;
		if (kind != GENERATOR_POP)
			source.start_seconds = 0.5;
		if (kind == GENERATOR_COUNT_IN || kind == GENERATOR_POP)
			source.generator.length_seconds = 3.0;
		if (kind == GENERATOR_POP)
			source.generator.pop.first_seconds = 2.5;
		source.generator.frame_rate = 1;
		struct take take = take_new(&source, &map, 44100.0, 44100 * 3);
		cr_assert_geq(take.frames, 44100 * 3);
		double energy = 0.0;
		for (size_t i = 0; i < take.frames; i++)
			energy += take.columns[0][i] * take.columns[0][i];
		cr_expect_gt(energy, 0.1, "%s is heard", generator_kind_name(kind));
		struct take again = take;
		for (size_t i = 0; i < 2; i++)
			cr_assert(again.columns[i] = calloc(take.frames, sizeof(double)));
		static const size_t blocks[] = { 1, 7, 256, 4096 };
		for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
			cr_assert_eq(take.source->rewind(take.source), STATUS_OK);
			read_all(&again, blocks[i]);
			for (size_t channel = 0; channel < 2; channel++)
				cr_expect(memcmp(again.columns[channel], take.columns[channel],
						 take.frames * sizeof(double)) == 0,
					  "%s in blocks of %zu", generator_kind_name(kind), blocks[i]);
		}
		for (size_t i = 0; i < 2; i++)
			free(again.columns[i]);
		take_release(&take);
	}
}
