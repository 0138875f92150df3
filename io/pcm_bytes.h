/* stemprint: samples as the little-endian bytes of a file, frame by frame, and as planar columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_IO_PCM_BYTES_H
#define STEMPRINT_IO_PCM_BYTES_H

#include <stddef.h>
#include <stdint.h>

/** Unpacks one or more neighbouring channels from interleaved samples of 2 or 3 bytes, scaled to -1..1. `bytes`
    points at the first sample of the first channel, and `stride` is the length of a frame in bytes. */
void pcm_unpack(const unsigned char *bytes, size_t stride, unsigned sample_bytes, double *const *columns,
		size_t channels, size_t frames);

/** Packs columns of integers, one for each channel, into interleaved samples of 2, 3 or 4 bytes. */
void pcm_pack(const int32_t *const *columns, size_t channels, unsigned char *bytes, unsigned sample_bytes,
	      size_t frames);

/** Packs one channel into interleaved floats or doubles (4 or 8 bytes). */
void float_pack(const double *in, unsigned char *bytes, size_t stride, unsigned sample_bytes, size_t frames);

#endif
