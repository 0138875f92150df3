/* Converts samples of 24 bits from and to bytes, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads a sample into the top of a 32-bit number, whose scale is 2^-31. */
static inline double sample_of_24_bits(const unsigned char *bytes)
{
	const uint32_t top = (uint32_t)bytes[2] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[0] << 8;
	return (double)(int32_t)top * 0x1p-31;
}

#if KERNEL_WIDTH > 1

typedef uint32_t half_words __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias));
typedef uint32_t half_row_unaligned __attribute__((vector_size(4 * KERNEL_WIDTH), may_alias, aligned(1)));
typedef uint32_t half_words_unaligned __attribute__((vector_size(8 * KERNEL_WIDTH), may_alias, aligned(1)));

/* Reads W frames of a stereo file from 8 W bytes. Each is in the low 48 bits of a word, the first channel below the
   second. */
static inline words stereo_frames(const unsigned char *bytes)
{
	const half_words read = *(const half_words_unaligned *)(const void *)bytes;
#if KERNEL_WIDTH == 8
	const words pairs =
		(words)__builtin_shufflevector(read, read, 0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11);
	return pairs >> (words){ 0, 16, 0, 16, 0, 16, 0, 16 };
#elif KERNEL_WIDTH == 4
	return (words)__builtin_shufflevector(read, read, 0, 1, 1, 2, 3, 4, 4, 5) >> (words){ 0, 16, 0, 16 };
#else
	return (words)__builtin_shufflevector(read, read, 0, 1, 1, 2) >> (words){ 0, 16 };
#endif
}

/* Reads W frames of a mono file from 4 W bytes. Each is in the low 24 bits of a word. */
static inline words mono_frames(const unsigned char *bytes)
{
	const half_row_unaligned read = *(const half_row_unaligned *)(const void *)bytes;
#if KERNEL_WIDTH == 8
	const words pairs = (words)__builtin_shufflevector(read, read, 0, 1, 0, 1, 1, 2, 1, 2, 3, 4, 3, 4, 4, 5, 4, 5);
	return pairs >> (words){ 0, 24, 16, 40, 0, 24, 16, 40 };
#elif KERNEL_WIDTH == 4
	return (words)__builtin_shufflevector(read, read, 0, 1, 0, 1, 1, 2, 1, 2) >> (words){ 0, 24, 16, 40 };
#else
	return (words)__builtin_shufflevector(read, read, 0, 1, 0, 1) >> (words){ 0, 24 };
#endif
}

/* Converts the low 24 bits of each word, exactly: with their sign bit flipped they are the end of a double whose last
   bit is worth 2^-23. */
static inline vector samples_of_words(words frames)
{
	const uint64_t sign = UINT64_C(1) << 23, exponent = UINT64_C(0x41c0000000000000); /* the exponent of 2^29 */
	return number_of((frames & ((words){ 0 } + (sign * 2 - 1))) ^ ((words){ 0 } + (exponent | sign))) -
	       all(0x1p29 + 1.0);
}

/* Reads mono, stereo, or one channel of stereo in whole vectors, never beyond the last sample. Returns how many frames
   are done. */
INLINE size_t unpack_24_abreast(const unsigned char *bytes, size_t length, double *const *columns, size_t channels,
				bool stereo)
{
	const size_t stride = stereo ? 6 : 3, reach = stereo ? 8 * W : 4 * W;
	double *const first = columns[0], *const second = channels == 2 ? columns[1] : NULL;
	size_t i = 0;
	for (; i * stride + reach <= length; i += W) {
		const unsigned char *at = bytes + i * stride;
		const words read = stereo ? stereo_frames(at) : mono_frames(at);
		store(first + i, samples_of_words(read));
		if (channels == 2)
			store(second + i, samples_of_words(read >> 24));
	}
	return i;
}

static size_t unpack_24_mono_or_stereo(const unsigned char *bytes, size_t stride, double *const *columns,
				       size_t channels, size_t frames)
{
	const size_t length = frames == 0 ? 0 : (frames - 1) * stride + 3 * channels;
	if (channels == 2)
		return unpack_24_abreast(bytes, length, columns, 2, true);
	return unpack_24_abreast(bytes, length, columns, 1, stride == 6);
}

#endif

static void unpack_24(const unsigned char *bytes, size_t stride, double *const *columns, size_t channels, size_t frames)
{
	size_t done = 0;
#if KERNEL_WIDTH > 1
	if (channels <= 2 && (stride == 3 || stride == 6))
		done = unpack_24_mono_or_stereo(bytes, stride, columns, channels, frames);
#endif
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = done; i < frames; i++)
			columns[channel][i] = sample_of_24_bits(bytes + i * stride + 3 * channel);
}

static inline void bytes_of_24_bits(int32_t sample, unsigned char *bytes)
{
	const uint16_t low = (uint16_t)sample;
	memcpy(bytes, &low, sizeof low);
	bytes[2] = (unsigned char)((uint32_t)sample >> 16);
}

#if KERNEL_WIDTH >= 4

/* Writes mono or stereo, four samples at a time: each store writes 16 bytes, and the next store overwrites the last
   four. Returns how many samples are done. */
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
