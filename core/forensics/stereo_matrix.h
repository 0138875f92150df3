/* stemprint: what happens to the two sides of a stem on its way into the mix.
   SPDX-License-Identifier: GPL-3.0-or-later

   A matrix of two by two gains makes both sides of the mix from both sides of the stem. Most matrices that occur have a
   name: a moved balance, a width, swapped sides, an inverted or a silent side, one side on both, mono. */
#ifndef STEMPRINT_FORENSICS_STEREO_MATRIX_H
#define STEMPRINT_FORENSICS_STEREO_MATRIX_H

#include "base/arena.h"

#include <stdbool.h>

/** The sides of a stereo file, and their number. */
enum { SIDE_LEFT, SIDE_RIGHT, SIDES };

/** gain[out][in], linear: the side `out` of the mix is the sum of gain[out][in] times the side `in` of the stem. */
struct stereo_matrix {
	double gain[SIDES][SIDES];
};

/** The products of the samples of a signal with each other, and with the residual of a proof. */
struct stereo_sums {
	double gram[SIDES][SIDES]; /**< [side][side] of the signal */
	double cross[SIDES][SIDES]; /**< [side of the signal][side of the residual] */
};

/** The matrix that explains most of a residual. */
struct stereo_fit {
	bool stereo; /**< false: both sides hold one signal, or one of them is silent; then `direction` says how */
	double direction[SIDES]; /**< the shares of the sides in a signal that is not stereo; their squares add up to 1
				  */
	struct stereo_matrix matrix; /**< what the mix does with the signal */
	double left[SIDES][SIDES]; /**< the products of what the matrix leaves of the residual */
};

/** What a matrix is. */
enum stereo_kind {
	STEREO_PLAIN, /**< a gain, the same for both sides */
	STEREO_SWAPPED,
	STEREO_INVERTED_LEFT,
	STEREO_INVERTED_RIGHT,
	STEREO_SILENT_LEFT,
	STEREO_SILENT_RIGHT,
	STEREO_COPIED_LEFT, /**< the left side is on both sides */
	STEREO_COPIED_RIGHT,
	STEREO_FOLDED, /**< both sides hold the sum of both */
	STEREO_BALANCE,
	STEREO_WIDTH,
	STEREO_OTHER,
};

/** Returns the matrix that leaves everything as it is. */
struct stereo_matrix stereo_matrix_identity(void);

/** Adds the products of `frames` samples of both sides. */
void stereo_sums_add(struct stereo_sums *sums, double *const *signal, double *const *residual, size_t frames);

/** Fits by least squares the matrix with which the mix holds the signal. `residual` holds the products of the residual
    with itself. */
struct stereo_fit stereo_fit_of(const struct stereo_sums *sums, const double residual[SIDES][SIDES]);

/** Returns what the matrix is. It may have a gain beside that. */
enum stereo_kind stereo_matrix_kind(const struct stereo_matrix *matrix);

/** Returns the figure of a matrix: of a balance by how many dB it moved to the left; of a width that width, where 1
    changes nothing; else NAN. */
double stereo_matrix_value(const struct stereo_matrix *matrix);

/** Returns the gain beside what the matrix is, linear: that of the mean of both sides with a width and a fold to mono,
    that of the louder side with a balance, and 1 where `stereo_matrix_text` says all four gains. */
double stereo_matrix_gain(const struct stereo_matrix *matrix);

/** Returns what the mix does, as it goes on after "the mix holds the stem". NULL when out of memory. */
char *stereo_matrix_text(const struct stereo_matrix *matrix, struct arena *arena);

#endif
