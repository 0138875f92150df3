/* Computes what a reproducing head makes of wavelengths on a tape: its head bump and its losses.
   SPDX-License-Identifier: GPL-3.0-or-later

   By reciprocity (R. L. Wallace, Bell System Technical Journal 30, 1951) the response of a head to a wavelength is the
   Fourier transform of the field that the head would make along the tape. Along the poles there is no field but at the
   gap. Beyond their ends, at the distance x from the gap, R. I. Potter has it fall with 1/x^2 ("Analytic expression for
   the fringe field of finite pole-tip length recording heads", IEEE Trans. Magn. MAG-11, 1975). With k = 2 pi /
   wavelength and poles that reach to P on either side of the gap the transform is

       bump(k P) = 1 - share (cos kP + kP (Si(kP) - pi/2)).

   The share is 1/2 for poles that are deep against the wavelength, as in Potter's paper. It would be 1 for a head so
   small that nothing of it is left at long wavelengths. The losses are those of Wallace for a tape at the distance d,
   e^(-k d), and of a gap g, whose effective length is 1.11 g (Westmijze, Philips Research Reports 8, 1953):
   sin(1.11 k g / 2) / (1.11 k g / 2). */
#ifndef STEMPRINT_DSP_TAPE_HEAD_H
#define STEMPRINT_DSP_TAPE_HEAD_H

/** A head, and the tape that runs past it. Lengths are metres. */
struct tape_head {
	double speed; /**< metres a second, over 0 */
	double length; /**< of both poles together, along the tape: 2 P, over 0 */
	double share; /**< 0 to 1; 0: no bump */
	double spacing; /**< d, 0 or more */
	double gap; /**< g, 0 or more */
};

/** Returns the response at a frequency in Hz, linear; it is 1 for a head without a bump and losses. There is no phase:
    all of it is symmetric around the gap. */
double tape_head_response(const struct tape_head *head, double frequency);

/** Returns cos x + x (Si(x) - pi/2), for x of 0 and more, within 1e-5. */
double tape_head_fringe(double x);

#endif
