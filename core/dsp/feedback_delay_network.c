/* Runs the loop of a feedback delay network.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/feedback_delay_network.h"

#include "dsp/diffuser.h"
#include "dsp/kernel/filter.h"
#include "dsp/split_mix.h"

#include <math.h>
#include <string.h>

enum { STATE_COUNT = NETWORK_LINES * ABSORPTION_SECTIONS * BIQUAD_STATE_ROWS };

/** The frames of a piece: a run and the frames that a moving reading uses beyond it. */
enum { PIECE = NETWORK_RUN + DELAY_MODULATION_BACK + DELAY_MODULATION_AHEAD };

/** Frames of reserve for delays that move beyond the depth or grow by the rounding to primes. */
enum { MARGIN = 2 };

/** A run is a multiple of this many frames, a cache line, so that all runs of a block begin at a cache line. */
enum { WHOLE = 8 };

/** Steps of a shuffle that returns no delay to itself. */
enum { STRIDE = 5, OFFSET = 3 };

static bool is_prime(size_t number)
{
	for (size_t divisor = 2; divisor * divisor <= number; divisor++)
		if (number % divisor == 0)
			return false;
	return number > 1;
}

static bool is_taken(const size_t *lengths, size_t count, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (lengths[i] == length)
			return true;
	return false;
}

/* Spreads the lengths evenly over the range: each lies at random within its own sixteenth and is rounded up to the next
   free prime. */
void network_lengths(size_t lengths[NETWORK_LINES], const struct network_settings *settings)
{
	size_t order[NETWORK_LINES];
	diffuser_shuffle(order, NETWORK_LINES, settings->key);
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		const double rank = (double)order[i] + 0.2 + 0.6 * diffuser_random(settings->key, 100 + i);
		const double range = settings->longest - settings->shortest;
		size_t length = (size_t)ceil(settings->shortest + range * rank / NETWORK_LINES);
		while (!is_prime(length) || is_taken(lengths, i, length))
			length++;
		lengths[i] = length;
	}
}

static void design_motion(struct network_design *design, const struct network_settings *settings)
{
	design->moves = settings->depth > 0.0;
	if (!design->moves)
		return;
	delay_modulation_table_init(&design->table);
	const double grid_seconds = DELAY_MODULATION_GRID / settings->sample_rate;
	for (size_t i = 0; i < NETWORK_MODULATED; i++) {
		const double spread = 0.7 + 0.6 * diffuser_random(settings->motion_key, 2 * i);
		design->modulations[i] = (struct delay_modulation){
			.delay = (double)design->lengths[i],
			.depth = settings->depth,
			.phase = diffuser_random(settings->motion_key, 2 * i + 1),
			.step = settings->rate * spread * grid_seconds,
		};
	}
}

static size_t longest_length(const size_t lengths[NETWORK_LINES])
{
	size_t longest = 0;
	for (size_t i = 0; i < NETWORK_LINES; i++)
		longest = lengths[i] > longest ? lengths[i] : longest;
	return longest;
}

/* Designs the filters, of which kernel->width run side by side. */
static bool design_filters(struct network_design *design, const struct network_settings *settings, struct arena *arena)
{
	const size_t width = design->kernel->width;
	const double longest = (double)longest_length(design->lengths), rate = settings->sample_rate;
	design->sections = absorption_sections(settings->absorption, longest, rate);
	design->coefficients = ARENA_ARRAY(arena, double, NETWORK_LINES * design->sections * BIQUAD_ROWS);
	if (!design->coefficients)
		return false;
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		struct biquad sections[ABSORPTION_SECTIONS];
		absorption_design(settings->absorption, (double)design->lengths[i], rate, sections, design->sections);
		double *group = design->coefficients + i / width * width * design->sections * BIQUAD_ROWS;
		for (size_t section = 0; section < design->sections; section++) {
			const double rows[BIQUAD_ROWS] = { sections[section].b0, sections[section].b1,
							   sections[section].b2, sections[section].a1,
							   sections[section].a2 };
			for (size_t row = 0; row < BIQUAD_ROWS; row++)
				group[(section * BIQUAD_ROWS + row) * width + i % width] = rows[row];
		}
	}
	return true;
}

bool network_design_init(struct network_design *design, const struct network_settings *settings,
			 const struct kernel *kernel, struct arena *arena)
{
	*design = (struct network_design){ .kernel = kernel };
	network_lengths(design->lengths, settings);
	design_motion(design, settings);
	double shortest = settings->longest;
	for (size_t i = 0; i < NETWORK_LINES; i++)
		shortest = fmin(shortest, (double)design->lengths[i]);
	const double free_frames = floor(shortest - settings->depth) - DELAY_MODULATION_AHEAD - MARGIN;
	design->run = free_frames < NETWORK_RUN ? (size_t)free_frames / WHOLE * WHOLE : NETWORK_RUN;
	return !settings->absorption || design_filters(design, settings, arena);
}

/* Returns the number of the grid point at or before the frame, also before the start of the session. */
static int64_t point_before(int64_t session_frame)
{
	const int64_t point = session_frame / DELAY_MODULATION_GRID;
	return session_frame % DELAY_MODULATION_GRID < 0 ? point - 1 : point;
}

void network_motion_move(struct network_motion *motion, const struct network_design *design, int64_t session_frame,
			 size_t frames)
{
	if (!design->moves)
		return;
	const int64_t first = point_before(session_frame);
	motion->start = (size_t)(session_frame - first * DELAY_MODULATION_GRID);
	const size_t last = (motion->start + frames + DELAY_MODULATION_GRID - 1) / DELAY_MODULATION_GRID;
	const bool known = motion->knows && motion->number == first;
	for (size_t i = 0; i < NETWORK_MODULATED; i++) {
		struct delay_modulation_point *points = motion->points[i];
		if (known)
			points[0] = points[motion->last];
		for (size_t k = known ? 1 : 0; k <= last; k++)
			delay_modulation_point_init(&points[k], &design->modulations[i], &design->table, design->kernel,
						    first + (int64_t)k);
	}
	motion->knows = true;
	motion->last = last;
	motion->number = first + (int64_t)last;
}

bool network_init(struct network *network, const struct network_design *design, struct arena *arena, double *moved)
{
	network->state = ARENA_ARRAY(arena, double, STATE_COUNT);
	network->moved = moved ? moved : ARENA_ARRAY(arena, double, NETWORK_MODULATED *NETWORK_COLUMN);
	if (!network->state || !network->moved)
		return false;
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		const bool moves = design->moves && i < NETWORK_MODULATED;
		const size_t reach =
			moves ? (size_t)ceil(design->modulations[i].depth) + DELAY_MODULATION_BACK + MARGIN : 0;
		if (!tapped_line_init(&network->lines[i], arena, design->lengths[i] + reach, PIECE))
			return false;
	}
	return true;
}

void network_reset(struct network *network)
{
	for (size_t i = 0; i < NETWORK_LINES; i++)
		tapped_line_reset(&network->lines[i]);
	memset(network->state, 0, STATE_COUNT * sizeof *network->state);
}

/* Reads the way from each point of the grid to the next. */
static void read_moving(const struct tapped_line *line, const struct kernel *kernel,
			const struct delay_modulation_point *points, size_t start, double *out, size_t frames)
{
	for (size_t done = 0; done < frames;) {
		const struct delay_modulation_point *point = &points[(start + done) / DELAY_MODULATION_GRID];
		const size_t way = (start + done) % DELAY_MODULATION_GRID, left = DELAY_MODULATION_GRID - way;
		const size_t count = left < frames - done ? left : frames - done;
		const struct delay_modulation_segment segment = delay_modulation_segment_of(point, point + 1);
		const double *in = tapped_line_read(line, segment.base + DELAY_MODULATION_BACK - done);
		kernel->delay->ramped_fir(out + done, in, segment.from, segment.to, (double)way, count);
		done += count;
	}
}

void network_process(struct network *network, const struct network_design *design, const struct network_motion *motion,
		     size_t offset, const double *const in[NETWORK_LINES], double *const out[NETWORK_LINES],
		     size_t frames)
{
	const double *from[NETWORK_LINES], *add[NETWORK_LINES];
	double *to[NETWORK_LINES];
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		from[i] = tapped_line_read(&network->lines[i], design->lengths[i]);
		if (design->moves && i < NETWORK_MODULATED) {
			double *moved = network->moved + i * NETWORK_COLUMN;
			read_moving(&network->lines[i], design->kernel, motion->points[i], motion->start + offset,
				    moved, frames);
			from[i] = moved;
		}
	}
	design->kernel->filter->biquad_cascades(from, out, frames, NETWORK_LINES / design->kernel->width,
						design->sections, design->coefficients, network->state);
	for (size_t i = 0; i < NETWORK_LINES; i++) {
		const size_t line = (STRIDE * i + OFFSET) % NETWORK_LINES;
		to[i] = tapped_line_claim(&network->lines[line]);
		add[i] = in[line];
	}
	design->kernel->delay->rotate((const double *const *)out, add, to, 1.0, 0.25, frames);
	for (size_t i = 0; i < NETWORK_LINES; i++)
		tapped_line_commit(&network->lines[i], frames);
}
