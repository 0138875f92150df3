/* Finds the largest gain of a small matrix of complex numbers.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "graph/gain_matrix.h"

#include "dsp/elementary.h"

#include <math.h>

/* The matrix is squared so often: its 65536th power. */
enum { SQUARINGS = 16 };

static struct phasor product(struct phasor a, struct phasor b)
{
	return (struct phasor){ a.real * b.real - a.imaginary * b.imaginary,
				a.real * b.imaginary + a.imaginary * b.real };
}

static void multiply(struct gain_matrix *out, const struct gain_matrix *a, const struct gain_matrix *b)
{
	const size_t rows = a->rows;
	out->rows = rows;
	for (size_t row = 0; row < rows; row++)
		for (size_t column = 0; column < rows; column++) {
			struct phasor sum = { 0.0, 0.0 };
			for (size_t k = 0; k < rows; k++) {
				const struct phasor term =
					product(a->values[row * rows + k], b->values[k * rows + column]);
				sum.real += term.real;
				sum.imaginary += term.imaginary;
			}
			out->values[row * rows + column] = sum;
		}
}

double gain_matrix_norm(const struct gain_matrix *matrix)
{
	double sum = 0.0;
	for (size_t i = 0; i < matrix->rows * matrix->rows; i++)
		sum += matrix->values[i].real * matrix->values[i].real +
		       matrix->values[i].imaginary * matrix->values[i].imaginary;
	return sqrt(sum);
}

static void scale(struct gain_matrix *matrix, double factor)
{
	for (size_t i = 0; i < matrix->rows * matrix->rows; i++) {
		matrix->values[i].real *= factor;
		matrix->values[i].imaginary *= factor;
	}
}

static double magnitude(struct phasor value)
{
	return sqrt(value.real * value.real + value.imaginary * value.imaginary);
}

static bool is_diagonal(const struct gain_matrix *matrix)
{
	for (size_t i = 0; i < matrix->rows * matrix->rows; i++)
		if (i % (matrix->rows + 1) != 0 && magnitude(matrix->values[i]) > 0.0)
			return false;
	return true;
}

static double largest_on_diagonal(const struct gain_matrix *matrix)
{
	double most = 0.0;
	for (size_t i = 0; i < matrix->rows; i++)
		most = fmax(most, magnitude(matrix->values[i * (matrix->rows + 1)]));
	return most;
}

double gain_matrix_radius(const struct gain_matrix *matrix)
{
	if (is_diagonal(matrix))
		return largest_on_diagonal(matrix);
	struct gain_matrix power = *matrix, square;
	double logarithm = 0.0, share = 1.0;
	for (int i = 0; i <= SQUARINGS; i++, share /= 2.0) {
		const double size = gain_matrix_norm(&power);
		if (size == 0.0)
			return 0.0;
		logarithm += share * elementary_log(size);
		scale(&power, 1.0 / size);
		multiply(&square, &power, &power);
		power = square;
	}
	return elementary_exp(logarithm);
}
