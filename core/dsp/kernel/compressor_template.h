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

/* `usual` and `groups` are constants where this is called, as in the functions below. */
INLINE void asked_rows(double rows[W][ROW], const double *const *in, size_t frame, int frames,
		       struct gain_columns *columns, bool usual, int groups)
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
		asked_row(rows[c], x, &columns->curves[c]);
	}
}

INLINE void smooth_rows(double out[W][ROW], double rows[W][ROW], int frames, const struct gain_columns *columns,
			narrow gain_db[GROUPS], int groups)
{
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
			bool usual)
{
#pragma GCC unroll 1
	for (size_t c = 0; c < columns->count; c++) {
		const struct gain_curve *curve = &columns->curves[c];
		vector x[ROW_VECTORS];
		for (int k = 0; k < ROW_VECTORS; k++)
			x[k] = load(rows[c] + k * W);
		gain_of_decibels(x, ROW_VECTORS);
		for (int k = 0; k < ROW_VECTORS; k++)
			store(out[c] + frame + k * W, usual ? curve->wet * x[k] : curve->dry + curve->wet * x[k]);
	}
}

/* Smoothing is one long chain of dependent steps. The CPU fills the gaps with the rows after it, whose levels are
   measured, and the rows before it, whose gains become linear. */
INLINE void gain_tiles(const double *const *in, double *const *out, size_t end, struct gain_columns *columns,
		       bool usual, int groups)
{
	_Alignas(64) double asked[W][ROW] = { { 0.0 } }, smooth[2][W][ROW];
	narrow gain_db[GROUPS];
	int turn = 0;
	memcpy(gain_db, columns->gain_db, sizeof gain_db);
	asked_rows(asked, in, 0, ROW, columns, usual, groups);
	for (size_t i = 0; i < end; i += ROW) {
		smooth_rows(smooth[turn], asked, ROW, columns, gain_db, groups);
		turn = 1 - turn;
		if (i + ROW < end)
			asked_rows(asked, in, i + ROW, ROW, columns, usual, groups);
		if (i > 0)
			linear_rows(out, i - ROW, smooth[turn], columns, usual);
	}
	linear_rows(out, end - ROW, smooth[1 - turn], columns, usual);
	memcpy(columns->gain_db, gain_db, sizeof gain_db);
}

/* Computes fewer frames than a row, padded with idle ones. */
static void gain_rest(const double *const *in, double *const *out, size_t frame, size_t frames,
		      struct gain_columns *columns)
{
	double padded[W][ROW], rows[W][ROW] = { { 0.0 } };
	const double *from[W];
	double *to[W];
	for (size_t c = 0; c < columns->count; c++) {
		for (size_t j = 0; j < ROW; j++)
			padded[c][j] = j < frames ? in[c][frame + j] : 1.0;
		from[c] = to[c] = padded[c];
	}
	asked_rows(rows, from, 0, (int)frames, columns, false, GROUPS);
	smooth_rows(rows, rows, (int)frames, columns, columns->gain_db, GROUPS);
	linear_rows(to, 0, rows, columns, false);
	for (size_t c = 0; c < columns->count; c++)
		memcpy(out[c] + frame, padded[c], frames * sizeof *padded[c]);
}

static void gain_columns_init(struct gain_columns *columns, size_t count, const double *parameters, const double *state)
{
	columns->count = count;
	columns->usual = true;
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
			  bool usual)
{
	if (columns->count == 1)
		gain_tiles(in, out, end, columns, usual, LONE);
	else if (columns->count <= NARROW)
		gain_tiles(in, out, end, columns, usual, 1);
	else
		gain_tiles(in, out, end, columns, usual, GROUPS);
}

static void gain_computer(const double *const *in, double *const *out, size_t frames, size_t count,
			  const double *parameters, double *state)
{
	struct gain_columns columns;
	const size_t end = frames / ROW * ROW;
	if (count == 0)
		return;
	gain_columns_init(&columns, count, parameters, state);
	if (end > 0 && columns.usual) {
		last_squares((double *)columns.mean, in, count, end - 1);
		gain_tiles_of(in, out, end, &columns, true);
	} else if (end > 0) {
		gain_tiles_of(in, out, end, &columns, false);
	}
	if (end < frames)
		gain_rest(in, out, end, frames - end, &columns);
	memcpy(state, columns.mean, sizeof columns.mean);
	memcpy(state + W, columns.gain_db, sizeof columns.gain_db);
}
