/* Converts samples between the little-endian bytes of a file and planar columns.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/pcm_bytes.h"

#include "dsp/kernel/print.h"
#include "dsp/kernel/select.h"

#include <assert.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian, and copied as they are");

static void unpack_16(const unsigned char *bytes, size_t stride, double *out, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		int16_t sample;
		memcpy(&sample, bytes + i * stride, sizeof sample);
		out[i] = (double)sample * 0x1p-15;
	}
}

void pcm_unpack(const unsigned char *bytes, size_t stride, unsigned sample_bytes, double *const *columns,
		size_t channels, size_t frames)
{
	assert(sample_bytes == 2 || sample_bytes == 3);
	if (sample_bytes == 3) {
		kernel_select(NULL)->print->unpack_24(bytes, stride, columns, channels, frames);
		return;
	}
	for (size_t channel = 0; channel < channels; channel++)
		unpack_16(bytes + channel * sample_bytes, stride, columns[channel], frames);
}

static void pack_16(const int32_t *in, unsigned char *bytes, size_t stride, size_t frames)
{
	for (size_t i = 0; i < frames; i++) {
		const int16_t sample = (int16_t)in[i];
		memcpy(bytes + i * stride, &sample, sizeof sample);
	}
}

static void pack_32(const int32_t *in, unsigned char *bytes, size_t stride, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		memcpy(bytes + i * stride, &in[i], sizeof in[i]);
}

void pcm_pack(const int32_t *const *columns, size_t channels, unsigned char *bytes, unsigned sample_bytes,
	      size_t frames)
{
	assert(sample_bytes >= 2 && sample_bytes <= 4);
	if (sample_bytes == 3) {
		kernel_select(NULL)->print->pack_24(columns, channels, bytes, frames);
		return;
	}
	for (size_t channel = 0; channel < channels; channel++) {
		unsigned char *first = bytes + channel * sample_bytes;
		if (sample_bytes == 2)
			pack_16(columns[channel], first, channels * sample_bytes, frames);
		else
			pack_32(columns[channel], first, channels * sample_bytes, frames);
	}
}

void float_pack(const double *in, unsigned char *bytes, size_t stride, unsigned sample_bytes, size_t frames)
{
	assert(sample_bytes == 4 || sample_bytes == 8);
	for (size_t i = 0; i < frames; i++) {
		float single = (float)in[i];
		if (sample_bytes == 4)
			memcpy(bytes + i * stride, &single, sizeof single);
		else
			memcpy(bytes + i * stride, &in[i], sizeof in[i]);
	}
}
