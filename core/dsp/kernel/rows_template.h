/* Takes tiles of frames through a computer of columns side by side, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

/* Defines a computer over all columns by its function for rows (program_rows() and the like). It runs tiles, and then
   single frames beside idle rows. */
#define ROWS_COMPUTER(noun, STATE_ROWS, idle)                                                                          \
	static void noun##_computer(const double *const *in, double *const *out, size_t frames,                        \
				    const double *parameters, double *state)                                           \
	{                                                                                                              \
		const struct noun##_parameters p = noun##_parameters_of((const vector *)(const void *)parameters);     \
		vector s[STATE_ROWS];                                                                                  \
		memcpy(s, state, sizeof s);                                                                            \
		size_t frame = 0;                                                                                      \
		for (; frame + TILE <= frames; frame += TILE) {                                                        \
			vector x[TILE];                                                                                \
			for (int j = 0; j < TILE; j += W)                                                              \
				load_tile(in, frame + (size_t)j, x + j);                                               \
			noun##_rows(x, TILE, TILE, &p, s);                                                             \
			for (int j = 0; j < TILE; j += W)                                                              \
				store_tile(out, frame + (size_t)j, x + j);                                             \
		}                                                                                                      \
		for (; frame < frames; frame++) {                                                                      \
			vector x[ABREAST];                                                                             \
			for (int k = 0; k < ABREAST; k++)                                                              \
				x[k] = all(idle);                                                                      \
			x[0] = gather(in, frame);                                                                      \
			noun##_rows(x, 1, ABREAST, &p, s);                                                             \
			scatter(out, frame, x[0]);                                                                     \
		}                                                                                                      \
		memcpy(state, s, sizeof s);                                                                            \
	}
