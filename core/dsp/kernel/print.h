/* stemprint: kernels between samples and the bytes of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_DSP_KERNEL_PRINT_H
#define STEMPRINT_DSP_KERNEL_PRINT_H

#include <stddef.h>
#include <stdint.h>

struct apportion;

struct print_kernel {
	/** quantise() (quantise.h), of fewer than 2^31 frames. */
	size_t (*quantise)(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits);

	/** quantise() of a column with the dither that dither_tpdf() gives (dither.h), of fewer than 2^31 frames. */
	size_t (*quantise_dithered)(const double *in, uint64_t key, uint64_t first_frame, int32_t *out, size_t frames,
				    unsigned bits);

	/** A stereo file of 24 bits in one pass: quantise_dithered() of both columns with a key each, then pack_24().
	   Returns how many samples of both were clipped. */
	size_t (*print_24)(const double *const *columns, const uint64_t *keys, uint64_t first_frame,
			   unsigned char *bytes, size_t frames);

	/** Little-endian samples of 24 bits into -1..1: `channels` neighbours, 1 and more, out of each frame of a file.
	   `bytes` points at the first of them, `stride` is the length of a frame in bytes. */
	void (*unpack_24)(const unsigned char *bytes, size_t stride, double *const *columns, size_t channels,
			  size_t frames);

	/** The low 24 bits of integers as little-endian samples of a file, frame by frame; columns[channels], 1 and
	   more. */
	void (*pack_24)(const int32_t *const *columns, size_t channels, unsigned char *bytes, size_t frames);

	/** apportion_process() (apportion.h), of up to APPORTION_FRAMES frames from `start` on. */
	void (*apportion)(const struct apportion *apportion, const double *const *in, double *const *out,
			  uint64_t first_frame, size_t start, size_t frames);
};

#endif
