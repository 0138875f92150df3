/* Converts between samples and the bytes of a file.
   SPDX-License-Identifier: GPL-3.0-or-later

   Samples are doubles, full scale -1 to 1; integers have `bits` bits, 2 to 32, and count in LSB, 2^(1 - bits) of full
   scale. `frames` is under 2^31. A clipped sample is one that rounds out of the integers' range; NaN is clipped. */
#ifndef STEMPRINT_DSP_KERNEL_PRINT_H
#define STEMPRINT_DSP_KERNEL_PRINT_H

#include <stddef.h>
#include <stdint.h>

struct apportion;

struct print_kernel {
	/** Rounds a column to integers, as quantise() (quantise.h) says; dither in LSB, NULL: none. Returns how many
	    samples were clipped. */
	size_t (*quantise)(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits);

	/** Does the same with the dither of dither_tpdf() (dither.h) for `key` and the frames from first_frame on.
	   Returns how many samples were clipped. */
	size_t (*quantise_dithered)(const double *in, uint64_t key, uint64_t first_frame, int32_t *out, size_t frames,
				    unsigned bits);

	/** Writes a stereo file of 24 bits in one pass: quantise_dithered() of columns[2] with keys[2], then pack_24().
	    bytes: [6 frames]. Returns how many samples of both were clipped. */
	size_t (*print_24)(const double *const *columns, const uint64_t *keys, uint64_t first_frame,
			   unsigned char *bytes, size_t frames);

	/** Reads little-endian samples of 24 bits, exactly: `channels` neighbours, 1 and more, of each frame into
	    columns[channels]. `bytes` points at the first of them; `stride` is the length of a frame in bytes. */
	void (*unpack_24)(const unsigned char *bytes, size_t stride, double *const *columns, size_t channels,
			  size_t frames);

	/** Writes the low 24 bits of integers as little-endian samples, frame by frame; columns[channels], 1 and more.
	    bytes: [3 channels frames]. */
	void (*pack_24)(const int32_t *const *columns, size_t channels, unsigned char *bytes, size_t frames);

	/** Rounds parts together with their whole, as apportion_process() (apportion.h) says, for frames `start` to
	   start + frames - 1 of the columns; at most APPORTION_FRAMES frames. first_frame is that of the columns'
	   start. */
	void (*apportion)(const struct apportion *apportion, const double *const *in, double *const *out,
			  uint64_t first_frame, size_t start, size_t frames);
};

#endif
