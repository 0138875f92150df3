/* Converts levels to decibels and decibels to gains, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

/* Vectors that are computed side by side. The polynomials of the gain computer are long chains of dependent steps;
   several frames at once keep the CPU busy. */
enum { ABREAST = KERNEL_ABREAST };

/* Loops over the vectors of a function: `abreast`, up to ABREAST, is a constant where it is called. */
#define EACH for (int k = 0; k < abreast; k++)

/* Turns x, positive and normal, into 10 log10(x): x = 2^e m, m from sqrt(1/2) to sqrt(2); 20/ln(10) artanh(s), s =
   (m-1)/(m+1), by a polynomial in s^2 fitted at Chebyshev nodes. The error is under 1e-11 dB and the rounding of e. */
INLINE void decibels_of_power(vector *x, int abreast)
{
	const uint64_t root_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000, mantissa = 0x000fffffffffffff;
	const uint64_t whole = 0x4330000000000000; /* 2^52: the last bits of this number count in ones */
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

/* Turns x, |x| up to 6000, into 10^(x/20): 2^i 2^r, |r| up to 1/2, 1 + r q(r) with q fitted at Chebyshev nodes. The
   error is under 1e-9 dB; 0 dB gives exactly 1. */
INLINE void gain_of_decibels(vector *x, int abreast)
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

/* A row: frames of one column that are computed side by side. */
enum { ROW_VECTORS = W > 4 ? 1 : ABREAST, ROW = ROW_VECTORS * W };

#define SQUARE_MINIMUM 1e-24
#define SQUARE_MAXIMUM 1e60

/* Updates a mean square and returns it, held to -240 to +600 dBFS. NaN counts as +600 dBFS, so that the state stays
   finite. */
INLINE vector mean_square(vector x, vector weight, vector keep, vector *mean)
{
	*mean = keep * *mean + weight * smaller(x * x, all(SQUARE_MAXIMUM));
	return larger(*mean, all(SQUARE_MINIMUM));
}
