/* stemprint: levels into gains, for kernel_template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

/* Vectors side by side. The polynomials of the gain computer are long chains: the steps of several frames, told side by side, keep the
   CPU busy where one frame after the other would wait. */
enum { ABREAST = KERNEL_ABREAST };

#define EACH for (int k = 0; k < ABREAST; k++)

/* x becomes 10 log10(x), for positive normal numbers: x = 2^e m, m from sqrt(1/2) to sqrt(2); 20/ln(10) artanh(s),
   s = (m-1)/(m+1), by a polynomial in s^2 fitted at Chebyshev nodes. Error under 1e-11 dB and the rounding of e. */
INLINE void decibels_of_power(vector x[ABREAST])
{
	const uint64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, mantissa = 0x000fffffffffffff;
	const uint64_t whole = 0x4330000000000000; /* 2^52: a number whose last bits count in ones */
	vector e[ABREAST], s[ABREAST], z[ABREAST], p[ABREAST];
	EACH
	{
		words shifted = bits_of(x[k]) + (one - root_half);
		e[k] = number_of((shifted >> 52) | whole) - (0x1p52 + 1023.0);
		vector m = number_of((shifted & mantissa) + root_half);
		s[k] = (m - 1.0) / (m + 1.0);
	}
	EACH z[k] = s[k] * s[k];
	EACH p[k] = z[k] * 0x1.0690b3270407bp+0 + 0x1.3d403e3667ae6p+0;
	EACH p[k] = p[k] * z[k] + 0x1.bcb8c99a9f675p+0;
	EACH p[k] = p[k] * z[k] + 0x1.7299134055859p+1;
	EACH p[k] = p[k] * z[k] + 0x1.15f2ced389effp+3;
	EACH x[k] = e[k] * 0x1.8151824c7587fp+1 + s[k] * p[k];
}

/* x becomes 10^(x/20), for |x| up to 6000: 2^i 2^r, |r| up to 1/2, 1 + r q(r) with q fitted at Chebyshev nodes. Error under
   1e-9 dB; 0 dB gives exactly 1. */
INLINE void gain_of_decibels(vector x[ABREAST])
{
	vector octaves[ABREAST], shifted[ABREAST], r[ABREAST], q[ABREAST];
	EACH octaves[k] = x[k] * 0x1.542a5a12e1c5bp-3;
	EACH shifted[k] = octaves[k] + 0x1.8p52;
	EACH r[k] = octaves[k] - (shifted[k] - 0x1.8p52);
	EACH q[k] = r[k] * 0x1.00a581594758ep-16 + 0x1.443fffc90db59p-13;
	EACH q[k] = q[k] * r[k] + 0x1.5d879ead06a82p-10;
	EACH q[k] = q[k] * r[k] + 0x1.3b2a1b7152befp-7;
	EACH q[k] = q[k] * r[k] + 0x1.c6b08d883dca1p-5;
	EACH q[k] = q[k] * r[k] + 0x1.ebfbe045f4d3cp-3;
	EACH q[k] = q[k] * r[k] + 0x1.62e42fefa39efp-1;
	EACH x[k] = number_of(bits_of(r[k] * q[k] + 1.0) + (bits_of(shifted[k]) << 52));
}

struct gain_parameters {
	vector mean, keep; /**< weights of the new square and of the mean so far */
	vector threshold, half_knee, knee, knee_scale;
	vector slope, range, attack, release, wet, dry;
};

static inline struct gain_parameters gain_parameters_of(const vector *row)
{
	const double knee_minimum = 1e-9, range_minimum = -1000.0; /* dB; the knee's reciprocal is finite */
	struct gain_parameters p = {
		.mean = row[GAIN_COMPUTER_MEAN],
		.keep = 1.0 - row[GAIN_COMPUTER_MEAN],
		.threshold = row[GAIN_COMPUTER_THRESHOLD],
		.slope = row[GAIN_COMPUTER_SLOPE],
		.range = larger(row[GAIN_COMPUTER_RANGE], all(range_minimum)),
		.attack = row[GAIN_COMPUTER_ATTACK],
		.release = row[GAIN_COMPUTER_RELEASE],
		.wet = row[GAIN_COMPUTER_WET],
		.dry = row[GAIN_COMPUTER_DRY],
	};
	vector knee = row[GAIN_COMPUTER_KNEE];
	p.knee = choose_if_less(all(knee_minimum), knee, knee, all(0.0));
	p.half_knee = 0.5 * p.knee;
	p.knee_scale = 0.5 / larger(knee, all(knee_minimum));
	return p;
}

#define SQUARE_MINIMUM 1e-24
#define SQUARE_MAXIMUM 1e60

/* Mean square, -240 to +600 dBFS; what is not a number counts as the loudest, and leaves no trace in the state. */
INLINE vector mean_square(vector x, vector weight, vector keep, vector *mean)
{
	*mean = keep * *mean + weight * smaller(x * x, all(SQUARE_MAXIMUM));
	return larger(*mean, all(SQUARE_MINIMUM));
}

/* x, a level in dBFS, becomes the gain in dB that the static curve asks for: slope (t^2 / 2W + the way above the knee), where t is
   the way into the knee, 0 to W. These are the three pieces of the paper without a branch, and without a knee just the last. */
INLINE void static_curve(vector x[ABREAST], const struct gain_parameters *p)
{
	vector above[ABREAST];
	EACH x[k] = x[k] - p->threshold;
	EACH above[k] = larger(x[k] - p->half_knee, all(0.0));
	EACH x[k] = smaller(larger(x[k] + p->half_knee, all(0.0)), p->knee);
	EACH x[k] = p->slope * (x[k] * (x[k] * p->knee_scale) + above[k]);
	EACH x[k] = larger(x[k], p->range);
}

INLINE vector smoothed(vector target, const struct gain_parameters *p, vector *gain_db)
{
	*gain_db = *gain_db + choose_if_less(target, *gain_db, p->attack, p->release) * (target - *gain_db);
	return *gain_db;
}

/* What most compressors are: their detectors take each sample for itself, and nothing dry is mixed in. The same bits with fewer steps. */
static bool is_usual(const struct gain_parameters *p)
{
	for (int k = 0; k < W; k++)
		if (column_of(p->keep, k) != 0.0 || column_of(p->dry, k) != 0.0)
			return false;
	return true;
}

/* The next TILE detector frames become the gains in dB that the static curve asks for. */
INLINE void asked_tile(vector x[TILE], const double *const *in, size_t frame, const struct gain_parameters *p,
		       bool usual, vector *mean)
{
	for (int j = 0; j < TILE; j += W)
		load_tile(in, frame + (size_t)j, x + j);
	for (int j = 0; j < TILE; j++)
		if (usual) {
			*mean = smaller(x[j] * x[j], all(SQUARE_MAXIMUM));
			x[j] = larger(*mean, all(SQUARE_MINIMUM));
		} else {
			x[j] = mean_square(x[j], p->mean, p->keep, mean);
		}
	for (int j = 0; j < TILE; j += ABREAST) {
		decibels_of_power(x + j);
		static_curve(x + j, p);
	}
}

/* Gains in dB become linear. */
INLINE void linear_tile(vector x[TILE], double *const *out, size_t frame, const struct gain_parameters *p, bool usual)
{
	for (int j = 0; j < TILE; j += ABREAST) {
		gain_of_decibels(x + j);
		for (int k = j; k < j + ABREAST; k++)
			x[k] = usual ? p->wet * x[k] : p->dry + p->wet * x[k];
	}
	for (int j = 0; j < TILE; j += W)
		store_tile(out, frame + (size_t)j, x + j);
}

/* Smoothing is one long chain, which a processor hides if there is something else to do: the tile after it is measured and the one before it made
   linear at the same time. `usual` is a constant where this is called. Returns the frames done. */
INLINE size_t gain_tiles(const double *const *in, double *const *out, size_t frames, const struct gain_parameters *p,
			 bool usual, vector *mean, vector *gain_db)
{
	const size_t end = frames / TILE * TILE;
	vector asked[TILE], smooth[TILE], last[TILE];
	if (end == 0)
		return 0;
	asked_tile(asked, in, 0, p, usual, mean);
	for (size_t i = 0; i < end; i += TILE) {
		for (int j = 0; j < TILE; j++)
			smooth[j] = smoothed(asked[j], p, gain_db);
		if (i + TILE < end)
			asked_tile(asked, in, i + TILE, p, usual, mean);
		if (i > 0)
			linear_tile(last, out, i - TILE, p, usual);
		memcpy(last, smooth, sizeof last);
	}
	linear_tile(last, out, end - TILE, p, usual);
	return end;
}

/* Fewer frames than a tile: one at a time, through a tile whose other rows are idle. */
static void gain_rest(const double *const *in, double *const *out, size_t frame, const struct gain_parameters *p,
		      vector *mean, vector *gain_db)
{
	vector x[ABREAST];
	EACH x[k] = all(1.0);
	x[0] = mean_square(gather(in, frame), p->mean, p->keep, mean);
	decibels_of_power(x);
	static_curve(x, p);
	x[0] = smoothed(x[0], p, gain_db);
	gain_of_decibels(x);
	scatter(out, frame, p->dry + p->wet * x[0]);
}

static void gain_computer(const double *const *in, double *const *out, size_t frames, const double *parameters,
			  double *state)
{
	const struct gain_parameters p = gain_parameters_of((const vector *)(const void *)parameters);
	vector *s = (vector *)(void *)state;
	vector mean = s[0], gain_db = s[1];
	size_t i = is_usual(&p) ? gain_tiles(in, out, frames, &p, true, &mean, &gain_db)
				: gain_tiles(in, out, frames, &p, false, &mean, &gain_db);
	for (; i < frames; i++)
		gain_rest(in, out, i, &p, &mean, &gain_db);
	s[0] = mean;
	s[1] = gain_db;
}

/* One column: what does not wait for the frame before goes side by side, frames in the place of columns. */
enum { LONE = ABREAST * W };

/* A mean that is the square itself waits for none. */
INLINE void lone_mean_squares(double x[LONE], int frames, const struct gain_parameters *p, double *mean)
{
	const double keep = column_of(p->keep, 0), weight = column_of(p->mean, 0);
	for (int k = 0; k < LONE; k += W) {
		const vector v = load(x + k);
		store(x + k, smaller(v * v, all(SQUARE_MAXIMUM)));
	}
	for (int j = 0; j < frames && keep != 0.0; j++)
		x[j] = *mean = keep * *mean + weight * x[j];
	*mean = x[frames - 1];
}

INLINE void lone_smoothing(double x[LONE], int frames, const struct gain_parameters *p, double *gain_db)
{
	const double attack = column_of(p->attack, 0), release = column_of(p->release, 0);
	double gain = *gain_db;
	for (int j = 0; j < frames; j++) {
		const double way = x[j] - gain, falling = gain + attack * way, rising = gain + release * way;
		x[j] = gain = x[j] < gain ? falling : rising;
	}
	*gain_db = gain;
}

INLINE void lone_gain_tile(double x[LONE], int frames, const struct gain_parameters *p, double *mean, double *gain_db)
{
	vector v[ABREAST];
	lone_mean_squares(x, frames, p, mean);
	EACH v[k] = larger(load(x + k * W), all(SQUARE_MINIMUM));
	decibels_of_power(v);
	static_curve(v, p);
	EACH store(x + k * W, v[k]);
	lone_smoothing(x, frames, p, gain_db);
	EACH v[k] = load(x + k * W);
	gain_of_decibels(v);
	EACH store(x + k * W, p->dry + p->wet * v[k]);
}

static void lone_gain_computer(const double *in, double *out, size_t frames, const double *parameters, double *state)
{
	vector rows[GAIN_COMPUTER_ROWS];
	for (int row = 0; row < GAIN_COMPUTER_ROWS; row++)
		rows[row] = all(parameters[row]);
	const struct gain_parameters p = gain_parameters_of(rows);
	double mean = state[0], gain_db = state[1], x[LONE];
	size_t i = 0;
	for (; i + LONE <= frames; i += LONE) {
		memcpy(x, in + i, sizeof x);
		lone_gain_tile(x, LONE, &p, &mean, &gain_db);
		memcpy(out + i, x, sizeof x);
	}
	if (i < frames) {
		for (int j = 0; j < LONE; j++)
			x[j] = i + (size_t)j < frames ? in[i + (size_t)j] : 1.0;
		lone_gain_tile(x, (int)(frames - i), &p, &mean, &gain_db);
		memcpy(out + i, x, (frames - i) * sizeof *x);
	}
	state[0] = mean;
	state[1] = gain_db;
}
