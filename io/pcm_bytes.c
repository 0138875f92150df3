/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/pcm_bytes.h"

#include <assert.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian, and copied as they are");

typedef uint32_t words __attribute__((vector_size(16)));
typedef int32_t integers __attribute__((vector_size(16)));
typedef double numbers __attribute__((vector_size(32), aligned(8), may_alias));

static inline uint32_t word_at(const unsigned char *bytes)
{
	uint32_t word;
	memcpy(&word, bytes, sizeof word);
	return word;
}

/* Three bytes are read as the top of a 32-bit number, whose scale is 2^-31; the byte before them is masked out. */
static void unpack_3(const unsigned char *bytes, size_t stride, double *out, size_t frames)
{
	const unsigned char *at = bytes - 1;
	size_t i = 0;
	for (; i + 4 <= frames; i += 4, at += 4 * stride) {
		const words tops = { word_at(at), word_at(at + stride), word_at(at + 2 * stride),
				     word_at(at + 3 * stride) };
		const integers samples = (integers)(tops & 0xffffff00);
		*(numbers *)(void *)(out + i) = __builtin_convertvector(samples, numbers) * 0x1p-31;
	}
	for (; i < frames; i++, at += stride)
		out[i] = (double)(int32_t)(word_at(at) & 0xffffff00) * 0x1p-31;
}

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
	if (frames == 0)
		return;
	/* Before the first sample there may be nothing. */
	const uint32_t first = (uint32_t)bytes[2] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[0] << 8;
	out[0] = (double)(int32_t)first * 0x1p-31;
	unpack_3(bytes + stride, stride, out + 1, frames - 1);
}

void pcm_pack(const int32_t *in, unsigned char *bytes, size_t stride, unsigned sample_bytes, size_t frames)
{
	assert(sample_bytes == 2 || sample_bytes == 3);
	for (size_t i = 0; i < frames; i++) {
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
