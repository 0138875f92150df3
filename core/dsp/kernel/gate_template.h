/* Computes the gain of gates, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   As with compressors, steps that do not depend on the frame before take frames of one column side by side, and steps
   that do take columns side by side. The goal of most gates stays for long: open or held open, or closed. Two
   comparisons of the squares tell so for a whole row, which then needs neither levels nor the steps of the goal. */

/* The constants of a column. */
struct gate_column {
	vector upper, open_upper; /**< upper ends of the knee: of the closed and of the open gate */
	vector knee, curvature, slope, range;
	double hold;
	vector quiet; /**< the closed gate is certainly at its range where the square is under this */
	vector soft,
		loud; /**< the open gate certainly asks for less than 0 dB under the one, for 0 dB from the other on */
};

/* What the steps of columns side by side take. */
struct gate_step {
	narrow upper, closing; /**< where the closed gate opens, and where the open gate closes */
	narrow attack, hold, release;
};

/* Columns side by side. */
struct gate_group {
	size_t count; /**< 1 to NARROW */
	bool peak; /**< the square is the level of all of them */
	const double *parameters;
	const double *const *moving; /**< as in moving_gate_computer() */
	struct gate_column columns[NARROW];
	narrow mean, keep; /**< weights of the new square and of the old mean */
	struct gate_step step;
};

/* The rows of a group of columns, which are zeros where there is no column. */
struct gate_rows {
	_Alignas(64) double squares[NARROW][ROW];
	_Alignas(64) double levels[NARROW][ROW], closed[NARROW][ROW], opened[NARROW][ROW];
	_Alignas(64) double gains[NARROW][ROW];
};

/* Returns the gain in dB at level x of the curve whose knee ends at `upper`. It never falls where x rises, and 0 dB has
   no sign. */
INLINE vector gate_curve(vector x, vector upper, const struct gate_column *p)
{
	vector below = upper - x;
	vector depth = smaller(larger(below, all(0.0)), p->knee);
	vector under = larger(below - p->knee, all(0.0));
	return larger(0.0 - (p->curvature * (depth * depth) + p->slope * under), p->range);
}

/* Returns the square at a level in dB. */
static inline vector gate_square(vector x)
{
	gain_of_decibels(&x, 1);
	return x * x;
}

/* Finds the squares of which a comparison tells enough. The curve shows whether a level a little lower gives what such
   squares have to give; if not, no square counts. */
static inline void gate_column_limits(struct gate_column *p)
{
	const vector certainly = all(1e-6); /* dB: far more than the error of both conversions */
	const vector none = all(0.0), least = all(SQUARE_MINIMUM);
	const vector rest = larger(-p->range - p->curvature * (p->knee * p->knee), none);
	const vector way = choose_if_less(none, p->slope, smaller(rest / p->slope, all(1000.0)), all(1000.0));
	const vector quiet = p->upper - p->knee - way - certainly, soft = p->open_upper - certainly;
	p->quiet = gate_square(quiet - certainly);
	p->quiet = choose_if_less(p->range, gate_curve(quiet, p->upper, p), none, p->quiet);
	p->quiet = choose_if_less(least, p->quiet, p->quiet, none);
	p->soft = gate_square(soft - certainly);
	p->soft = choose_if_less(gate_curve(soft, p->open_upper, p), none, p->soft, none);
	p->soft = choose_if_less(least, p->soft, p->soft, none);
	p->loud = gate_square(p->open_upper + certainly);
}

/* Returns a parameter of a column at W frames from `at` on. `moves` is a constant where this is called, as in the
   functions below: without it the parameters are the same at all frames. */
INLINE vector gate_parameter(const struct gate_group *group, size_t c, int row, size_t at, bool moves)
{
	const size_t place = (size_t)row * W + c;
	const double *values = moves ? group->moving[place] : NULL;
	return values ? load(values + at) : all(group->parameters[place]);
}

INLINE struct gate_column gate_column_at(const struct gate_group *group, size_t c, size_t at, bool moves)
{
	const vector upper = gate_parameter(group, c, GATE_COMPUTER_UPPER, at, moves);
	return (struct gate_column){
		.upper = upper,
		.open_upper = upper - gate_parameter(group, c, GATE_COMPUTER_HYSTERESIS, at, moves),
		.knee = gate_parameter(group, c, GATE_COMPUTER_KNEE, at, moves),
		.curvature = gate_parameter(group, c, GATE_COMPUTER_CURVATURE, at, moves),
		.slope = gate_parameter(group, c, GATE_COMPUTER_SLOPE, at, moves),
		.range = gate_parameter(group, c, GATE_COMPUTER_RANGE, at, moves) + 0.0,
		.hold = group->parameters[GATE_COMPUTER_HOLD * W + c],
	};
}

/* The tables are those of the first of `count` columns. */
static void gate_group_init(struct gate_group *group, size_t count, const double *parameters,
			    const double *const *moving)
{
	const double *row = parameters;
	const narrow upper = load_narrow(row + GATE_COMPUTER_UPPER * W);
	group->count = count;
	group->peak = true;
	group->parameters = parameters;
	group->moving = moving;
	for (size_t c = 0; c < count; c++) {
		group->columns[c] = gate_column_at(group, c, 0, false);
		group->peak = group->peak && row[GATE_COMPUTER_MEAN * W + c] == 1.0;
	}
	group->mean = load_narrow(row + GATE_COMPUTER_MEAN * W);
	group->keep = 1.0 - group->mean;
	group->step = (struct gate_step){
		.upper = upper,
		.closing = (upper - load_narrow(row + GATE_COMPUTER_HYSTERESIS * W)) -
			   load_narrow(row + GATE_COMPUTER_KNEE * W),
		.attack = load_narrow(row + GATE_COMPUTER_ATTACK * W),
		.hold = load_narrow(row + GATE_COMPUTER_HOLD * W),
		.release = load_narrow(row + GATE_COMPUTER_RELEASE * W),
	};
}

/* Turns rows into columns and back. `lone` is a constant where these are called, as in the functions below. */
INLINE void gate_columns_of_rows(narrow x[ROW], double rows[NARROW][ROW], bool lone)
{
	for (int j = 0; lone && j < ROW; j++)
		x[j] = narrow_one(rows[0][j]);
	if (!lone)
		columns_of_rows(x, rows);
}

INLINE void gate_rows_of_columns(double rows[NARROW][ROW], narrow x[ROW], bool lone)
{
	for (int j = 0; lone && j < ROW; j++)
		rows[0][j] = narrow_first(x[j]);
	if (!lone)
		rows_of_columns(rows, x);
}

/* Lays out the squares of a row, or their running means. */
INLINE void gate_squares(struct gate_rows *rows, const double *const *in, size_t frame, int frames,
			 const struct gate_group *group, double *state, bool lone)
{
	for (size_t c = 0; c < group->count; c++)
		for (int k = 0; k < ROW_VECTORS; k++) {
			const vector x = load(in[c] + frame + k * W);
			store(rows->squares[c] + k * W, smaller(x * x, all(SQUARE_MAXIMUM)));
		}
	if (group->peak)
		return;
	narrow x[ROW], mean = load_narrow(state + GATE_COMPUTER_SQUARE * W);
	gate_columns_of_rows(x, rows->squares, lone);
	for (int j = 0; j < frames; j++)
		x[j] = mean = group->keep * mean + group->mean * x[j];
	gate_rows_of_columns(rows->squares, x, lone);
	store_narrow(state + GATE_COMPUTER_SQUARE * W, mean);
}

/* Tells whether the goal of a column stays where it is for a row, and finds how long the hold lasts after it. The goal
   of a closed gate stays at the range. That of an open gate stays at 0 dB while the level or the hold keeps it. */
INLINE bool gate_stays(double *left, const double *squares, const struct gate_column *p, const double *state)
{
	const unsigned every = (1U << ROW) - 1;
	const double goal = state[GATE_COMPUTER_GOAL * W], held = state[GATE_COMPUTER_LEFT * W];
	unsigned quiet = 0, soft = 0, loud = 0;
	if (state[GATE_COMPUTER_OPEN * W] == 0.0) {
		for (int k = 0; k < ROW_VECTORS; k++)
			quiet |= columns_less(load(squares + k * W), p->quiet) << k * W;
		*left = p->hold;
		return quiet == every && goal == column_of(p->range, 0);
	}
	for (int k = 0; k < ROW_VECTORS; k++) {
		soft |= columns_less(load(squares + k * W), p->soft) << k * W;
		loud |= columns_less(load(squares + k * W), p->loud) << k * W;
	}
	loud ^= every;
	*left = loud ? p->hold - (double)(ROW - 32 + __builtin_clz(loud)) : held - (double)ROW;
	return goal == 0.0 && (soft | loud) == every &&
	       (loud == every || (held >= (double)ROW && p->hold >= (double)ROW));
}

INLINE bool gates_stay(const struct gate_rows *rows, const struct gate_group *group, double *state)
{
	double left[NARROW];
	for (size_t c = 0; c < group->count; c++)
		if (!gate_stays(&left[c], rows->squares[c], &group->columns[c], state + c))
			return false;
	for (size_t c = 0; c < group->count; c++)
		state[GATE_COMPUTER_LEFT * W + c] = left[c];
	return true;
}

/* Fills a row with the gains of the goals where all gains have come there. */
INLINE bool gates_rest(double *const *out, size_t frame, const struct gate_group *group, const double *state)
{
	for (size_t c = 0; c < group->count; c++)
		if (state[GATE_COMPUTER_GAIN * W + c] != state[GATE_COMPUTER_GOAL * W + c])
			return false;
	for (size_t c = 0; c < group->count; c++) {
		vector x = all(state[GATE_COMPUTER_GOAL * W + c]);
		gain_of_decibels(&x, 1);
		for (int k = 0; k < ROW_VECTORS; k++)
			store(out[c] + frame + k * W, x);
	}
	return true;
}

/* Lays out one of the parameters of the steps of a row. */
INLINE void gate_moves(narrow x[ROW], const struct gate_group *group, int row, size_t at, bool lone)
{
	_Alignas(64) double values[NARROW][ROW] = { { 0.0 } };
	for (size_t c = 0; c < group->count; c++)
		for (int k = 0; k < ROW_VECTORS; k++)
			store(values[c] + k * W, gate_parameter(group, c, row, at + (size_t)(k * W), true));
	gate_columns_of_rows(x, values, lone);
}

INLINE void gate_steps(struct gate_step steps[ROW], const struct gate_group *group, size_t at, bool lone)
{
	narrow upper[ROW], hysteresis[ROW], knee[ROW], attack[ROW], hold[ROW], release[ROW];
	gate_moves(upper, group, GATE_COMPUTER_UPPER, at, lone);
	gate_moves(hysteresis, group, GATE_COMPUTER_HYSTERESIS, at, lone);
	gate_moves(knee, group, GATE_COMPUTER_KNEE, at, lone);
	gate_moves(attack, group, GATE_COMPUTER_ATTACK, at, lone);
	gate_moves(hold, group, GATE_COMPUTER_HOLD, at, lone);
	gate_moves(release, group, GATE_COMPUTER_RELEASE, at, lone);
	for (int j = 0; j < ROW; j++)
		steps[j] = (struct gate_step){ .upper = upper[j],
					       .closing = (upper[j] - hysteresis[j]) - knee[j],
					       .attack = attack[j],
					       .hold = hold[j],
					       .release = release[j] };
}

/* Turns squares into levels in dB, and those into the gains of the curves of the closed and of the open gate. */
INLINE void gate_levels(struct gate_rows *rows, size_t c, const struct gate_group *group, size_t at, bool moves)
{
	vector x[ROW_VECTORS];
	for (int k = 0; k < ROW_VECTORS; k++)
		x[k] = larger(load(rows->squares[c] + k * W), all(SQUARE_MINIMUM));
	decibels_of_power(x, ROW_VECTORS);
	for (int k = 0; k < ROW_VECTORS; k++) {
		const struct gate_column p =
			moves ? gate_column_at(group, c, at + (size_t)(k * W), true) : group->columns[c];
		store(rows->levels[c] + k * W, x[k]);
		store(rows->closed[c] + k * W, gate_curve(x[k], p.upper, &p));
		store(rows->opened[c] + k * W, gate_curve(x[k], p.open_upper, &p));
	}
}

struct gate_state {
	narrow open, goal, left;
};

/* Computes the goal of one frame from its level x and from the gains of the curves of the closed and of the open gate.
 */
INLINE narrow gate_goal(narrow x, narrow closed, narrow opened, const struct gate_step *p, struct gate_state *s)
{
	const narrow none = narrow_all(0.0), half = narrow_all(0.5),
		     least = narrow_all(-1e9); /* dB: below every goal */
	const narrow open = narrow_choose_if_less(x, p->upper, s->open, narrow_all(1.0));
	const narrow asked = narrow_choose_if_less(half, open, opened, closed);
	const narrow counted =
		narrow_choose_if_less(x, p->closing, narrow_choose_if_less(half, open, least, asked), asked);
	const narrow fallen =
		narrow_choose_if_less(half, s->left, s->goal, narrow_choose_if_less(x, p->closing, closed, asked));
	const narrow after =
		narrow_choose_if_less(half, s->left, open, narrow_choose_if_less(x, p->closing, none, open));
	const narrow later = s->left - 1.0, rest = narrow_choose_if_less(none, later, later, none);
	s->open = narrow_choose_if_less(counted, s->goal, after, open);
	s->left = narrow_choose_if_less(counted, s->goal, rest, p->hold);
	s->goal = narrow_choose_if_less(counted, s->goal, fallen, asked);
	return s->goal;
}

/* `steps` are those of the frames where parameters move, else a single one. */
INLINE void gate_goals(narrow goals[ROW], struct gate_rows *rows, int frames, const struct gate_group *group,
		       const struct gate_step *steps, double *state, bool lone, bool moves, size_t at)
{
	narrow x[ROW], closed[ROW], opened[ROW];
	struct gate_state s = {
		.open = load_narrow(state + GATE_COMPUTER_OPEN * W),
		.goal = load_narrow(state + GATE_COMPUTER_GOAL * W),
		.left = load_narrow(state + GATE_COMPUTER_LEFT * W),
	};
	for (size_t c = 0; c < group->count; c++)
		gate_levels(rows, c, group, at, moves);
	gate_columns_of_rows(x, rows->levels, lone);
	gate_columns_of_rows(closed, rows->closed, lone);
	gate_columns_of_rows(opened, rows->opened, lone);
	for (int j = 0; j < frames; j++)
		goals[j] = gate_goal(x[j], closed[j], opened[j], moves ? &steps[j] : steps, &s);
	store_narrow(state + GATE_COMPUTER_OPEN * W, s.open);
	store_narrow(state + GATE_COMPUTER_GOAL * W, s.goal);
	store_narrow(state + GATE_COMPUTER_LEFT * W, s.left);
}

/* Lets the gain follow its goal. */
INLINE narrow gate_follow(narrow goal, narrow gain_db, const struct gate_step *p)
{
	const narrow none = narrow_all(0.0), near = narrow_all(1e-9);
	const narrow below = goal - gain_db, distance = narrow_choose_if_less(none, below, below, -below);
	const narrow moved =
		narrow_choose_if_less(none, below, gain_db + p->attack * below, gain_db + p->release * below);
	return narrow_choose_if_less(distance, near, goal, moved);
}

INLINE void gate_gains(struct gate_rows *rows, narrow goals[ROW], int frames, const struct gate_group *group,
		       const struct gate_step *steps, double *state, bool lone, bool moves)
{
	narrow gain_db = load_narrow(state + GATE_COMPUTER_GAIN * W);
	for (int j = 0; j < frames; j++)
		goals[j] = gain_db = gate_follow(goals[j], gain_db, moves ? &steps[j] : steps);
	store_narrow(state + GATE_COMPUTER_GAIN * W, gain_db);
	gate_rows_of_columns(rows->gains, goals, lone);
	for (size_t c = 0; c < group->count; c++) {
		vector x[ROW_VECTORS];
		for (int k = 0; k < ROW_VECTORS; k++)
			x[k] = load(rows->gains[c] + k * W);
		gain_of_decibels(x, ROW_VECTORS);
		for (int k = 0; k < ROW_VECTORS; k++)
			store(rows->gains[c] + k * W, x[k]);
	}
}

/* Computes the goals of a row that is as long as rows are, and tells whether gains have to follow them. */
INLINE bool gate_row(double *const *out, size_t frame, narrow goals[ROW], struct gate_rows *rows,
		     const struct gate_group *group, double *state, bool lone)
{
	if (!gates_stay(rows, group, state)) {
		gate_goals(goals, rows, ROW, group, &group->step, state, lone, false, frame);
		return true;
	}
	if (gates_rest(out, frame, group, state))
		return false;
	for (int j = 0; j < ROW; j++)
		goals[j] = load_narrow(state + GATE_COMPUTER_GOAL * W);
	return true;
}

INLINE void gate_tiles(const double *const *in, double *const *out, size_t end, struct gate_rows *rows,
		       const struct gate_group *group, double *state, bool lone)
{
	for (size_t i = 0; i < end; i += ROW) {
		narrow goals[ROW];
		gate_squares(rows, in, i, ROW, group, state, lone);
		if (!gate_row(out, i, goals, rows, group, state, lone))
			continue;
		gate_gains(rows, goals, ROW, group, &group->step, state, lone, false);
		for (size_t c = 0; c < group->count; c++)
			memcpy(out[c] + i, rows->gains[c], sizeof rows->gains[c]);
	}
}

INLINE void moving_gate_tiles(const double *const *in, double *const *out, size_t end, struct gate_rows *rows,
			      const struct gate_group *group, double *state, bool lone)
{
	for (size_t i = 0; i < end; i += ROW) {
		struct gate_step steps[ROW];
		narrow goals[ROW];
		gate_squares(rows, in, i, ROW, group, state, lone);
		gate_steps(steps, group, i, lone);
		gate_goals(goals, rows, ROW, group, steps, state, lone, true, i);
		gate_gains(rows, goals, ROW, group, steps, state, lone, true);
		for (size_t c = 0; c < group->count; c++)
			memcpy(out[c] + i, rows->gains[c], sizeof rows->gains[c]);
	}
}

/* Computes fewer frames than a row, padded with idle ones. */
INLINE void gate_rest(const double *const *in, double *const *out, size_t frame, size_t frames, struct gate_rows *rows,
		      const struct gate_group *group, double *state, bool moves)
{
	double padded[NARROW][ROW];
	const double *from[NARROW];
	struct gate_step steps[ROW] = { group->step };
	narrow goals[ROW];
	for (int j = 0; j < ROW; j++)
		goals[j] = narrow_all(0.0);
	for (size_t c = 0; c < group->count; c++) {
		for (size_t j = 0; j < ROW; j++)
			padded[c][j] = j < frames ? in[c][frame + j] : 1.0;
		from[c] = padded[c];
	}
	if (moves)
		gate_steps(steps, group, frame, false);
	gate_squares(rows, from, 0, (int)frames, group, state, false);
	gate_goals(goals, rows, (int)frames, group, steps, state, false, moves, frame);
	gate_gains(rows, goals, (int)frames, group, steps, state, false, moves);
	for (size_t c = 0; c < group->count; c++)
		memcpy(out[c] + frame, rows->gains[c], frames * sizeof *out[c]);
}

/* With peak detection the mean is the last square. */
static void gate_last_squares(double *state, const double *const *in, size_t count, size_t frame)
{
	for (size_t c = 0; c < count; c++) {
		const double square = in[c][frame] * in[c][frame];
		state[GATE_COMPUTER_SQUARE * W + c] = square < SQUARE_MAXIMUM ? square : SQUARE_MAXIMUM;
	}
}

INLINE void gate_group_computer(const double *const *in, double *const *out, size_t frames, struct gate_group *group,
				double *state, bool moves)
{
	const size_t end = frames / ROW * ROW;
	struct gate_rows rows = { .squares = { { 0.0 } } };
	if (group->peak)
		gate_last_squares(state, in, group->count, frames - 1);
	for (size_t c = 0; !moves && end > 0 && c < group->count; c++)
		gate_column_limits(&group->columns[c]);
	if (moves && group->count == 1)
		moving_gate_tiles(in, out, end, &rows, group, state, true);
	else if (moves)
		moving_gate_tiles(in, out, end, &rows, group, state, false);
	else if (group->count == 1)
		gate_tiles(in, out, end, &rows, group, state, true);
	else
		gate_tiles(in, out, end, &rows, group, state, false);
	if (end < frames)
		gate_rest(in, out, end, frames - end, &rows, group, state, moves);
}

static void gate_computer(const double *const *in, double *const *out, size_t frames, size_t count,
			  const double *parameters, double *state)
{
	struct gate_group group;
	for (size_t c = 0; frames > 0 && c < count; c += NARROW) {
		gate_group_init(&group, count - c < NARROW ? count - c : NARROW, parameters + c, NULL);
		gate_group_computer(in + c, out + c, frames, &group, state + c, false);
	}
}

static void moving_gate_computer(const double *const *in, double *const *out, size_t frames, size_t count,
				 const double *parameters, const double *const *moving, double *state)
{
	struct gate_group group;
	for (size_t c = 0; frames > 0 && c < count; c += NARROW) {
		gate_group_init(&group, count - c < NARROW ? count - c : NARROW, parameters + c, moving + c);
		gate_group_computer(in + c, out + c, frames, &group, state + c, true);
	}
}
