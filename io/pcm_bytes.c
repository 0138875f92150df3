/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/pcm_bytes.h"

#include "dsp/kernel.h"

#include <assert.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian, and copied as they are");

void pcm_unpack(const unsigned char *bytes, size_t stride, unsigned sample_bytes, double *out, size_t frames)
{
	assert(sample_bytes == 2 || sample_bytes == 3);
	if (sample_bytes == 2) {
		for (size_t i = 0; i < frames; i++) {
			int16_t sample;
			memcpy(&sample, bytes + i * stride, sizeof sample);
			out[i] = (double)sample * 0x1p-15;
		}
		return;
	}
	kernel_select(NULL)->unpack_24(bytes, stride, out, frames);
}

void pcm_pack(const int32_t *in, unsigned char *bytes, size_t stride, unsigned sample_bytes, size_t frames)
{
	assert(sample_bytes >= 2 && sample_bytes <= 4);
	for (size_t i = 0; i < frames && sample_bytes == 4; i++)
		memcpy(bytes + i * stride, &in[i], sizeof in[i]);
	for (size_t i = 0; i < frames && sample_bytes < 4; i++) {
		unsigned char *at = bytes + i * stride;
		uint16_t low = (uint16_t)in[i];
		memcpy(at, &low, sizeof low);
		if (sample_bytes == 3)
			at[2] = (unsigned char)((uint32_t)in[i] >> 16);
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
