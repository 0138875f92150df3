/* Computes the gain of compressors, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   Steps that do not depend on the frame before take frames of one column side by side; steps that do take columns side
   by side. So few columns cost less than many. */

#if KERNEL_WIDTH < 8

/* Turns rows of ROW frames into ROW vectors of columns, and back. */
INLINE void columns_of_rows(narrow out[ROW], double rows[][ROW])
{
	for (int j = 0; j < ROW; j += W) {
		for (int k = 0; k < W; k++)
			out[j + k] = load(rows[k] + j);
		transpose(out + j);
	}
}

INLINE void rows_of_columns(double rows[][ROW], narrow in[ROW])
{
	for (int j = 0; j < ROW; j += W) {
		transpose(in + j);
		for (int k = 0; k < W; k++)
			store(rows[k] + j, in[j + k]);
	}
}

#endif

/* The constants of a column. */
struct gain_curve {
	vector threshold, half_knee, knee, knee_scale;
	vector slope, range;
	vector quiet, rest; /**< the wanted gain in dB where the mean square is under `quiet` */
	vector wet, dry;
};

/* Turns x, a level in dBFS, into the gain in dB of the static curve: slope (t^2 / 2W + the excess above the knee),
   where t is the distance into the knee, 0 to W. This is the three pieces of the paper without a branch; without a knee
   only the last piece is left. */
INLINE void static_curve(vector *x, int abreast, const struct gain_curve *p)
{
	vector above[ABREAST];
	EACH x[k] = x[k] - p->threshold;
	EACH above[k] = larger(x[k] - p->half_knee, all(0.0));
	EACH x[k] = smaller(larger(x[k] + p->half_knee, all(0.0)), p->knee);
	EACH x[k] = p->slope * (x[k] * (x[k] * p->knee_scale) + above[k]);
	EACH x[k] = larger(x[k], p->range);
}

#define KNEE_MINIMUM 1e-9 /* dB; it keeps the reciprocal of the knee finite */

/* Computes the constants of the column whose rows begin at `row`. */
static inline struct gain_curve gain_curve_of(const double *row)
{
	const double knee_minimum = KNEE_MINIMUM, range_minimum = -1000.0;
	const double certainly = 1e-6; /* dB: far more than the error of both conversions */
	const vector knee = all(row[GAIN_COMPUTER_KNEE * W]);
	struct gain_curve p = {
		.threshold = all(row[GAIN_COMPUTER_THRESHOLD * W]),
		.slope = all(row[GAIN_COMPUTER_SLOPE * W]),
		.range = larger(all(row[GAIN_COMPUTER_RANGE * W]), all(range_minimum)),
		.rest = all(range_minimum),
		.wet = all(row[GAIN_COMPUTER_WET * W]),
		.dry = all(row[GAIN_COMPUTER_DRY * W]),
	};
	p.knee = choose_if_less(all(knee_minimum), knee, knee, all(0.0));
	p.half_knee = 0.5 * p.knee;
	p.knee_scale = 0.5 / larger(knee, all(knee_minimum));
	static_curve(&p.rest, 1, &p);
	p.quiet = (p.threshold - p.half_knee) - certainly;
	gain_of_decibels(&p.quiet, 1);
	p.quiet = p.quiet * p.quiet;
	p.quiet = choose_if_less(all(SQUARE_MINIMUM), p.quiet, p.quiet, all(0.0));
	return p;
}

/* The one-pole filters of several columns side by side. */
struct gain_poles {
	narrow mean, keep; /**< weights of the new square and of the old mean */
	narrow attack, release;
};

static inline struct gain_poles gain_poles_of(const double *row)
{
	return (struct gain_poles){
		.mean = load_narrow(row + GAIN_COMPUTER_MEAN * W),
		.keep = 1.0 - load_narrow(row + GAIN_COMPUTER_MEAN * W),
		.attack = load_narrow(row + GAIN_COMPUTER_ATTACK * W),
		.release = load_narrow(row + GAIN_COMPUTER_RELEASE * W),
	};
}

/* Runs a one-pole filter with one weight for a falling gain and one for a rising gain. */
INLINE narrow followed(narrow target, narrow falls, narrow rises, narrow *gain_db)
{
	*gain_db = *gain_db + narrow_choose_if_less(target, *gain_db, falls, rises) * (target - *gain_db);
	return *gain_db;
}

/* The columns of one call. `usual` holds for most compressors: peak detection, and no dry signal. It takes fewer steps
   to the same bits. */
struct gain_columns {
	size_t count; /**< 1 to W */
	bool usual;
	const double *parameters;
	const double *const *moving; /**< as in moving_gain_computer(); NULL: all parameters stay */
	bool curve_moves[W], poles_move;
	struct gain_curve curves[W];
	struct gain_poles poles[GROUPS];
	narrow mean[GROUPS], gain_db[GROUPS];
};

INLINE void square_row(vector x[ROW_VECTORS], const double *in)
{
	for (int k = 0; k < ROW_VECTORS; k++) {
		x[k] = load(in + k * W);
		x[k] = x[k] * x[k];
	}
}

/* Turns mean squares into the wanted gains in dB. Most music is under the knee most of the time, where the gain is
   constant. */
INLINE void asked_row(double *out, vector x[ROW_VECTORS], const struct gain_curve *curve)
{
	bool quiet = true;
	for (int k = 0; k < ROW_VECTORS; k++)
		quiet = quiet && all_less(x[k], curve->quiet);
	for (int k = 0; k < ROW_VECTORS; k++)
		x[k] = quiet ? curve->rest : larger(smaller(x[k], all(SQUARE_MAXIMUM)), all(SQUARE_MINIMUM));
	if (!quiet) {
		decibels_of_power(x, ROW_VECTORS);
		static_curve(x, ROW_VECTORS, curve);
	}
	for (int k = 0; k < ROW_VECTORS; k++)
		store(out + k * W, x[k]);
}

/* Returns a parameter of a column at W frames from `at` on; `rest` is what it has where it stays. */
INLINE vector parameter_at(const struct gain_columns *columns, size_t c, int row, size_t at, vector rest)
{
	const double *values = columns->moving[(size_t)row * W + c];
	return values ? load(values + at) : rest;
}

INLINE struct gain_curve gain_curve_at(const struct gain_columns *columns, size_t c, size_t at)
{
	struct gain_curve curve = columns->curves[c];
	curve.threshold = parameter_at(columns, c, GAIN_COMPUTER_THRESHOLD, at, curve.threshold);
	curve.slope = parameter_at(columns, c, GAIN_COMPUTER_SLOPE, at, curve.slope);
	curve.range = larger(parameter_at(columns, c, GAIN_COMPUTER_RANGE, at, curve.range), all(-1000.0));
	if (!columns->moving[GAIN_COMPUTER_KNEE * W + c])
		return curve;
	const vector knee = load(columns->moving[GAIN_COMPUTER_KNEE * W + c] + at);
	curve.knee = choose_if_less(all(KNEE_MINIMUM), knee, knee, all(0.0));
	curve.half_knee = 0.5 * curve.knee;
	curve.knee_scale = 0.5 / larger(knee, all(KNEE_MINIMUM));
	return curve;
}

/* Does what asked_row() does where the curve moves. A level far under the knee gives the same as any other. */
INLINE void moving_asked_row(double *out, vector x[ROW_VECTORS], const struct gain_columns *columns, size_t c,
			     size_t at)
{
	bool quiet = true;
	for (int k = 0; k < ROW_VECTORS; k++)
		quiet = quiet && all_less(x[k], columns->curves[c].quiet);
	for (int k = 0; k < ROW_VECTORS; k++)
		x[k] = quiet ? all(-1000.0) : larger(smaller(x[k], all(SQUARE_MAXIMUM)), all(SQUARE_MINIMUM));
	if (!quiet)
		decibels_of_power(x, ROW_VECTORS);
	for (int k = 0; k < ROW_VECTORS; k++) {
		const struct gain_curve curve = gain_curve_at(columns, c, at + (size_t)(k * W));
		static_curve(x + k, 1, &curve);
		store(out + k * W, x[k]);
	}
}

/* The number of groups of a lone column, which takes no vectors. */
enum { LONE = 0 };

/* Turns squares into running means. */
INLINE void mean_rows(double rows[W][ROW], int frames, struct gain_columns *columns, int groups)
{
	for (int j = 0; groups == LONE && j < frames; j++) {
		columns->mean[0] =
			columns->poles->keep * columns->mean[0] + columns->poles->mean * narrow_one(rows[0][j]);
		rows[0][j] = narrow_first(columns->mean[0]);
	}
	for (int group = 0; group < groups; group++) {
		const struct gain_poles *poles = &columns->poles[group];
		narrow x[ROW], mean = columns->mean[group];
		columns_of_rows(x, rows + group * NARROW);
		for (int j = 0; j < frames; j++)
			x[j] = mean = poles->keep * mean + poles->mean * x[j];
		rows_of_columns(rows + group * NARROW, x);
		columns->mean[group] = mean;
	}
}

/* `usual`, `groups` and `moves` are constants where this is called, as in the functions below. Parameters that move are
   those of the frames from `at` on. */
INLINE void asked_rows(double rows[W][ROW], const double *const *in, size_t frame, int frames,
		       struct gain_columns *columns, bool usual, int groups, bool moves, size_t at)
{
	vector x[ROW_VECTORS];
	for (size_t c = 0; !usual && c < columns->count; c++) {
		square_row(x, in[c] + frame);
		for (int k = 0; k < ROW_VECTORS; k++)
			store(rows[c] + k * W, smaller(x[k], all(SQUARE_MAXIMUM)));
	}
	if (!usual)
		mean_rows(rows, frames, columns, groups);
#pragma GCC unroll 1
	for (size_t c = 0; c < columns->count; c++) {
		if (usual)
			square_row(x, in[c] + frame);
		for (int k = 0; !usual && k < ROW_VECTORS; k++)
			x[k] = load(rows[c] + k * W);
		if (moves && columns->curve_moves[c])
			moving_asked_row(rows[c], x, columns, c, at);
		else
			asked_row(rows[c], x, &columns->curves[c]);
	}
}

/* Lays out the weights of a row of poles at the frames from `at` on. */
INLINE void weight_rows(double weights[W][ROW], const struct gain_columns *columns, int row, size_t at)
{
	for (size_t c = 0; c < columns->count; c++)
		for (int k = 0; k < ROW_VECTORS; k++)
			store(weights[c] + k * W, parameter_at(columns, c, row, at + (size_t)(k * W),
							       all(columns->parameters[(size_t)row * W + c])));
}

/* Does what smooth_rows() does where weights move. */
INLINE void moving_smooth_rows(double out[W][ROW], double rows[W][ROW], int frames, const struct gain_columns *columns,
			       narrow gain_db[GROUPS], int groups, size_t at)
{
	_Alignas(64) double falls[W][ROW] = { { 0.0 } }, rises[W][ROW] = { { 0.0 } };
	weight_rows(falls, columns, GAIN_COMPUTER_ATTACK, at);
	weight_rows(rises, columns, GAIN_COMPUTER_RELEASE, at);
	for (int j = 0; groups == LONE && j < frames; j++)
		out[0][j] = narrow_first(
			followed(narrow_one(rows[0][j]), narrow_one(falls[0][j]), narrow_one(rises[0][j]), gain_db));
	for (int group = 0; group < groups; group++) {
		narrow x[ROW], attack[ROW], release[ROW];
		columns_of_rows(x, rows + group * NARROW);
		columns_of_rows(attack, falls + group * NARROW);
		columns_of_rows(release, rises + group * NARROW);
		for (int j = 0; j < frames; j++)
			x[j] = followed(x[j], attack[j], release[j], &gain_db[group]);
		rows_of_columns(out + group * NARROW, x);
	}
}

INLINE void smooth_rows(double out[W][ROW], double rows[W][ROW], int frames, const struct gain_columns *columns,
			narrow gain_db[GROUPS], int groups, bool moves, size_t at)
{
	if (moves && columns->poles_move) {
		moving_smooth_rows(out, rows, frames, columns, gain_db, groups, at);
		return;
	}
	for (int j = 0; groups == LONE && j < frames; j++)
		out[0][j] = narrow_first(
			followed(narrow_one(rows[0][j]), columns->poles->attack, columns->poles->release, gain_db));
	for (int group = 0; group < groups; group++) {
		const struct gain_poles *poles = &columns->poles[group];
		narrow x[ROW];
		columns_of_rows(x, rows + group * NARROW);
		for (int j = 0; j < frames; j++)
			x[j] = followed(x[j], poles->attack, poles->release, &gain_db[group]);
		rows_of_columns(out + group * NARROW, x);
	}
}

/* Turns gains in dB into linear ones. */
INLINE void linear_rows(double *const *out, size_t frame, double rows[W][ROW], const struct gain_columns *columns,
			bool usual, bool moves, size_t at)
{
#pragma GCC unroll 1
	for (size_t c = 0; c < columns->count; c++) {
		const struct gain_curve *curve = &columns->curves[c];
		vector x[ROW_VECTORS];
		for (int k = 0; k < ROW_VECTORS; k++)
			x[k] = load(rows[c] + k * W);
		gain_of_decibels(x, ROW_VECTORS);
		for (int k = 0; k < ROW_VECTORS; k++) {
			const size_t here = at + (size_t)(k * W);
			vector wet = curve->wet, dry = curve->dry;
			if (moves)
				wet = parameter_at(columns, c, GAIN_COMPUTER_WET, here, wet);
			if (moves && !usual)
				dry = parameter_at(columns, c, GAIN_COMPUTER_DRY, here, dry);
			store(out[c] + frame + k * W, usual ? wet * x[k] : dry + wet * x[k]);
		}
	}
}

/* Smoothing is one long chain of dependent steps. The CPU fills the gaps with the rows after it, whose levels are
   measured, and the rows before it, whose gains become linear. */
INLINE void gain_tiles(const double *const *in, double *const *out, size_t end, struct gain_columns *columns,
		       bool usual, int groups, bool moves)
{
	_Alignas(64) double asked[W][ROW] = { { 0.0 } }, smooth[2][W][ROW];
	narrow gain_db[GROUPS];
	int turn = 0;
	memcpy(gain_db, columns->gain_db, sizeof gain_db);
	asked_rows(asked, in, 0, ROW, columns, usual, groups, moves, 0);
	for (size_t i = 0; i < end; i += ROW) {
		smooth_rows(smooth[turn], asked, ROW, columns, gain_db, groups, moves, i);
		turn = 1 - turn;
		if (i + ROW < end)
			asked_rows(asked, in, i + ROW, ROW, columns, usual, groups, moves, i + ROW);
		if (i > 0)
			linear_rows(out, i - ROW, smooth[turn], columns, usual, moves, i - ROW);
	}
	linear_rows(out, end - ROW, smooth[1 - turn], columns, usual, moves, end - ROW);
	memcpy(columns->gain_db, gain_db, sizeof gain_db);
}

/* Computes fewer frames than a row, padded with idle ones. */
INLINE void gain_rest(const double *const *in, double *const *out, size_t frame, size_t frames,
		      struct gain_columns *columns, bool moves)
{
	double padded[W][ROW], rows[W][ROW] = { { 0.0 } };
	const double *from[W];
	double *to[W];
	for (size_t c = 0; c < columns->count; c++) {
		for (size_t j = 0; j < ROW; j++)
			padded[c][j] = j < frames ? in[c][frame + j] : 1.0;
		from[c] = to[c] = padded[c];
	}
	asked_rows(rows, from, 0, (int)frames, columns, false, GROUPS, moves, frame);
	smooth_rows(rows, rows, (int)frames, columns, columns->gain_db, GROUPS, moves, frame);
	linear_rows(to, 0, rows, columns, false, moves, frame);
	for (size_t c = 0; c < columns->count; c++)
		memcpy(out[c] + frame, padded[c], frames * sizeof *padded[c]);
}

static void gain_columns_init(struct gain_columns *columns, size_t count, const double *parameters, const double *state)
{
	columns->count = count;
	columns->usual = true;
	columns->parameters = parameters;
	columns->moving = NULL;
	for (size_t c = 0; c < count; c++) {
		columns->curves[c] = gain_curve_of(parameters + c);
		columns->usual = columns->usual && parameters[GAIN_COMPUTER_MEAN * W + c] == 1.0 &&
				 parameters[GAIN_COMPUTER_DRY * W + c] == 0.0;
	}
	for (int group = 0; group < GROUPS; group++) {
		columns->poles[group] = gain_poles_of(parameters + group * NARROW);
		columns->mean[group] = load_narrow(state + group * NARROW);
		columns->gain_db[group] = load_narrow(state + W + group * NARROW);
	}
}

/* With peak detection the mean is the last square. */
static void last_squares(double *means, const double *const *in, size_t count, size_t frame)
{
	for (size_t c = 0; c < count; c++) {
		const double square = in[c][frame] * in[c][frame];
		means[c] = square < SQUARE_MAXIMUM ? square : SQUARE_MAXIMUM;
	}
}

INLINE void gain_tiles_of(const double *const *in, double *const *out, size_t end, struct gain_columns *columns,
			  bool usual, bool moves)
{
	if (columns->count == 1)
		gain_tiles(in, out, end, columns, usual, LONE, moves);
	else if (columns->count <= NARROW)
		gain_tiles(in, out, end, columns, usual, 1, moves);
	else
		gain_tiles(in, out, end, columns, usual, GROUPS, moves);
}

INLINE void gains_of_columns(const double *const *in, double *const *out, size_t frames, struct gain_columns *columns,
			     double *state, bool moves)
{
	const size_t end = frames / ROW * ROW;
	if (end > 0 && columns->usual) {
		last_squares((double *)columns->mean, in, columns->count, end - 1);
		gain_tiles_of(in, out, end, columns, true, moves);
	} else if (end > 0) {
		gain_tiles_of(in, out, end, columns, false, moves);
	}
	if (end < frames)
		gain_rest(in, out, end, frames - end, columns, moves);
	memcpy(state, columns->mean, sizeof columns->mean);
	memcpy(state + W, columns->gain_db, sizeof columns->gain_db);
}

static void gain_computer(const double *const *in, double *const *out, size_t frames, size_t count,
			  const double *parameters, double *state)
{
	struct gain_columns columns;
	if (count == 0)
		return;
	gain_columns_init(&columns, count, parameters, state);
	gains_of_columns(in, out, frames, &columns, state, false);
}

/* `greatest` is a constant where these are called. */
INLINE vector further(vector a, vector b, bool greatest)
{
	return greatest ? larger(a, b) : smaller(a, b);
}

INLINE double furthest(const double *values, size_t count, bool greatest)
{
	double found = values[0];
	for (size_t i = 1; i < count; i++)
		found = (greatest ? values[i] > found : values[i] < found) ? values[i] : found;
	return found;
}

/* Returns the least or the greatest value of a parameter that moves. The last turn begins where it ends with the last
   frame. */
INLINE double extreme(const double *values, size_t frames, bool greatest)
{
	vector found[TURN];
	double rest[W];
	if (frames < TURN * W)
		return furthest(values, frames, greatest);
	for (int k = 0; k < TURN; k++)
		found[k] = load(values + k * W);
	for (size_t i = TURN * W; i < frames; i += TURN * W) {
		const double *at = values + (i + TURN * W <= frames ? i : frames - TURN * W);
		for (int k = 0; k < TURN; k++)
			found[k] = further(load(at + k * W), found[k], greatest);
	}
	for (int k = 1; k < TURN; k++)
		found[0] = further(found[k], found[0], greatest);
	store(rest, found[0]);
	return furthest(rest, W, greatest);
}

/* Finds what moves in a column. Its curve keeps what holds at all frames: the levels that are certainly under it. */
static void follow_column(struct gain_columns *columns, size_t c, size_t frames)
{
	_Alignas(64) double row[GAIN_COMPUTER_ROWS * W] = { 0.0 };
	const double *const *moving = columns->moving + c;
	columns->curve_moves[c] = moving[GAIN_COMPUTER_THRESHOLD * W] || moving[GAIN_COMPUTER_SLOPE * W] ||
				  moving[GAIN_COMPUTER_KNEE * W] || moving[GAIN_COMPUTER_RANGE * W];
	columns->poles_move =
		columns->poles_move || moving[GAIN_COMPUTER_ATTACK * W] || moving[GAIN_COMPUTER_RELEASE * W];
	columns->usual = columns->usual && !moving[GAIN_COMPUTER_DRY * W];
	if (!columns->curve_moves[c])
		return;
	for (size_t i = 0; i < GAIN_COMPUTER_ROWS; i++)
		row[i * W] = columns->parameters[i * W + c];
	if (moving[GAIN_COMPUTER_THRESHOLD * W])
		row[GAIN_COMPUTER_THRESHOLD * W] = extreme(moving[GAIN_COMPUTER_THRESHOLD * W], frames, false);
	if (moving[GAIN_COMPUTER_KNEE * W])
		row[GAIN_COMPUTER_KNEE * W] = extreme(moving[GAIN_COMPUTER_KNEE * W], frames, true);
	columns->curves[c] = gain_curve_of(row);
}

static void moving_gain_computer(const double *const *in, double *const *out, size_t frames, size_t count,
				 const double *parameters, const double *const *moving, double *state)
{
	struct gain_columns columns;
	if (count == 0 || frames == 0)
		return;
	gain_columns_init(&columns, count, parameters, state);
	columns.moving = moving;
	columns.poles_move = false;
	for (size_t c = 0; c < count; c++)
		follow_column(&columns, c, frames);
	gains_of_columns(in, out, frames, &columns, state, true);
}
