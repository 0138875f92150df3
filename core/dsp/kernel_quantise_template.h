/* stemprint: dither and rounding to integers, for kernel_template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "dsp/split_mix.h"

/* The top of a 32-bit number, whose scale is 2^-31. */
static inline double sample_of_24_bits(const unsigned char *bytes)
{
	const uint32_t top = (uint32_t)bytes[2] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[0] << 8;
	return (double)(int32_t)top * 0x1p-31;
}

#if KERNEL_WIDTH >= 4

/* Mono and stereo, four samples at a time. 16 bytes are read at once, never beyond the last sample; returns how many frames are done. */
static size_t unpack_24_shuffled(const unsigned char *bytes, size_t stride, double *out, size_t frames)
{
	const __m128i mono = _mm_setr_epi8(-1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11);
	const __m128i first_two = _mm_setr_epi8(-1, 0, 1, 2, -1, 6, 7, 8, -1, -1, -1, -1, -1, -1, -1, -1);
	const __m128i last_two = _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, -1, 6, 7, 8);
	const size_t length = (frames - 1) * stride + 3, reach = stride == 3 ? 16 : 28;
	size_t i = 0;
	for (; i + 4 <= frames && i * stride + reach <= length; i += 4) {
		const __m128i *at = (const __m128i *)(const void *)(bytes + i * stride);
		const __m128i *further = (const __m128i *)(const void *)(bytes + i * stride + 12);
		__m128i tops;
		if (stride == 3)
			tops = _mm_shuffle_epi8(_mm_loadu_si128(at), mono);
		else
			tops = _mm_or_si128(_mm_shuffle_epi8(_mm_loadu_si128(at), first_two),
					    _mm_shuffle_epi8(_mm_loadu_si128(further), last_two));
		_mm256_storeu_pd(out + i, _mm256_mul_pd(_mm256_cvtepi32_pd(tops), _mm256_set1_pd(0x1p-31)));
	}
	return i;
}

#endif

static void unpack_24(const unsigned char *bytes, size_t stride, double *out, size_t frames)
{
	size_t i = 0;
#if KERNEL_WIDTH >= 4
	if (frames > 0 && (stride == 3 || stride == 6))
		i = unpack_24_shuffled(bytes, stride, out, frames);
#endif
	for (; i < frames; i++)
		out[i] = sample_of_24_bits(bytes + i * stride);
}

static inline void bytes_of_24_bits(int32_t sample, unsigned char *bytes)
{
	const uint16_t low = (uint16_t)sample;
	memcpy(bytes, &low, sizeof low);
	bytes[2] = (unsigned char)((uint32_t)sample >> 16);
}

#if KERNEL_WIDTH >= 4

/* Mono and stereo, four samples at a time: 16 bytes are written at once, the last four of which the next ones replace. Returns how many samples, frame by
   frame, are done. */
static size_t pack_24_shuffled(const int32_t *const *columns, size_t channels, unsigned char *bytes, size_t frames)
{
	enum { WRITTEN = 16, KEPT = 12 };
	const __m128i lower = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
	unsigned char *end = bytes + 3 * channels * frames, *at = bytes;
	for (size_t i = 0; i + 4 <= frames && end - at >= (ptrdiff_t)(KEPT * (channels - 1)) + WRITTEN; i += 4) {
		__m128i first = _mm_loadu_si128((const __m128i *)(const void *)(columns[0] + i));
		if (channels == 2) {
			const __m128i second = _mm_loadu_si128((const __m128i *)(const void *)(columns[1] + i));
			const __m128i early = _mm_unpacklo_epi32(first, second);
			first = _mm_unpackhi_epi32(first, second);
			_mm_storeu_si128((__m128i *)(void *)at, _mm_shuffle_epi8(early, lower));
			at += KEPT;
		}
		_mm_storeu_si128((__m128i *)(void *)at, _mm_shuffle_epi8(first, lower));
		at += KEPT;
	}
	return (size_t)(at - bytes) / 3;
}

#endif

static void pack_24(const int32_t *const *columns, size_t channels, unsigned char *bytes, size_t frames)
{
	size_t done = 0;
#if KERNEL_WIDTH >= 4
	if (channels <= 2)
		done = pack_24_shuffled(columns, channels, bytes, frames) / channels;
#endif
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = done; i < frames; i++)
			bytes_of_24_bits(columns[channel][i], bytes + 3 * (i * channels + channel));
}

/* Plain loops that the compiler runs side by side: every sample is by itself. */
static void dither_column(uint64_t key, uint64_t first_frame, double *out, size_t frames)
{
	uint64_t state = key + SPLIT_MIX_GAMMA * first_frame;
	for (size_t i = 0; i < frames; i++, state += SPLIT_MIX_GAMMA) {
		uint64_t bits = split_mix(state);
		int32_t difference = (int32_t)(bits >> 33) - (int32_t)(bits & 0x7fffffff);
		out[i] = (double)difference * 0x1p-31;
	}
}

/* Adding and taking away 1.5 * 2^52 leaves a double of magnitude under 2^51 rounded to an integer, halves to even:
   two additions that every processor runs side by side, where rint() is a call. */
#define ROUNDING 6755399441055744.0

static inline double held(double value, double low, double high)
{
	value = value < low ? low : value;
	return value > high ? high : value;
}

/* Held twice: first one step outside the range, so that the rounding is exact and what is out of range still shows. */
static inline int32_t quantise_sample(double value, double low, double high, int32_t *clipped)
{
	double rounded = (held(value, low - 1.0, high + 1.0) + ROUNDING) - ROUNDING;
	*clipped += (rounded < low) | (rounded > high);
	return (int32_t)held(rounded, low, high);
}

/* Counts in 32 bits, so that the loop runs in lanes of one width; frames is under 2^31. */
static size_t quantise_column(const double *in, const double *dither, int32_t *out, size_t frames, unsigned bits)
{
	const double scale = (double)(UINT32_C(1) << (bits - 1));
	const double low = -scale, high = scale - 1.0;
	int32_t clipped = 0;
	if (dither)
		for (size_t i = 0; i < frames; i++)
			out[i] = quantise_sample(in[i] * scale + dither[i], low, high, &clipped);
	else
		for (size_t i = 0; i < frames; i++)
			out[i] = quantise_sample(in[i] * scale, low, high, &clipped);
	return (size_t)clipped;
}
