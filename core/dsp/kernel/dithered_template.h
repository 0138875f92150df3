/* Dithers, rounds and packs samples in one pass, for template.h alone.
   SPDX-License-Identifier: GPL-3.0-or-later */

#if KERNEL_WIDTH > 1

/* Counts the clipped samples of a block in a second pass, as few blocks have any. */
static size_t count_clipped(const double *in, uint64_t state, size_t frames, unsigned bits)
{
	const double scale = (double)(UINT32_C(1) << (bits - 1));
	int32_t clipped = 0;
	for (size_t i = 0; i < frames; i++)
		quantise_sample(in[i] * scale + dither_sample(state + SPLIT_MIX_GAMMA * i), -scale, scale - 1.0,
				&clipped);
	return (size_t)clipped;
}

/* The state of one column, W samples at a time. Full scale is 1 here, since a power of two changes no rounding. */
struct quantiser {
	words state; /* of the dither generator */
	words strayed; /* not 0 after a sample that was beyond the largest integers and may be clipped */
	words base; /* the bits of 1.5 times the power of two above which doubles have steps of 2^-31 */
	vector step;
	vector rounding; /* 1.5 times the power of two above which doubles have steps of one LSB */
};

static inline struct quantiser quantiser_of(uint64_t state, unsigned bits)
{
	const double step = 1.0 / (double)(UINT32_C(1) << (bits - 1));
	struct quantiser made = { .strayed = { 0 },
				  .base = bits_of(all(0x1.8p21 * step)),
				  .step = all(step),
				  .rounding = all(ROUNDING * step) };
	for (int k = 0; k < W; k++)
		made.state[k] = state + SPLIT_MIX_GAMMA * (uint64_t)k;
	return made;
}

static inline bool has_strayed(const struct quantiser *quantiser)
{
	uint64_t any = 0;
	for (int k = 0; k < W; k++)
		any |= word_of(quantiser->strayed, k);
	return any != 0;
}

/* Returns what dither_sample() does. The last step of split_mix() does not change the bits above 32, and the bits of a
   31-bit difference make a double directly. */
static inline vector next_dither(struct quantiser *quantiser)
{
	words x = quantiser->state;
	quantiser->state += SPLIT_MIX_GAMMA * W;
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	const words difference = (x >> 33) - ((x ^ (x >> 31)) & 0x7fffffff);
	return number_of(difference + quantiser->base) - number_of(quantiser->base);
}

/* Does what quantise_sample() does; the integers are the low halves of the words. */
static inline words quantise_next(struct quantiser *quantiser, const double *in)
{
	const vector value = load(in) + next_dither(quantiser);
	const vector kept = smaller(larger(value, all(-1.0)), 1.0 - quantiser->step);
	quantiser->strayed |= bits_of(value) ^ bits_of(kept);
	return bits_of(kept + quantiser->rounding);
}

static inline half_words low_halves(words first, words second)
{
	const half_words a = (half_words)first, b = (half_words)second;
#if KERNEL_WIDTH == 8
	return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
#elif KERNEL_WIDTH == 4
	return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
#else
	return __builtin_shufflevector(a, b, 0, 2, 4, 6);
#endif
}

/* Packs W frames of a stereo file of 24 bits: 6 W bytes, and 2 W more that mean nothing. Bits above the low 24 are
   dropped. */
static inline half_words stereo_bytes(words first, words second)
{
	const words sample = (words){ 0 } + 0xffffff, frames = (first & sample) | (second << 24 & ~sample);
#if KERNEL_WIDTH == 8
	const half_words x = (half_words)(frames << (words){ 0, 16, 0, 16, 0, 16, 0, 16 });
	const half_words whole = { -1U, 0xffff, -1U, -1U, 0xffff, -1U, -1U, 0xffff, -1U, -1U, 0xffff, -1U };
	return (__builtin_shufflevector(x, x, 0, 1, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 15, 15, 15, 15) & whole) |
	       (__builtin_shufflevector(x, x, 2, 2, 2, 6, 6, 6, 10, 10, 10, 14, 14, 14, 14, 14, 14, 14) & ~whole);
#elif KERNEL_WIDTH == 4
	const half_words x = (half_words)(frames << (words){ 0, 16, 0, 16 });
	const half_words whole = { -1U, 0xffff, -1U, -1U, 0xffff, -1U };
	return (__builtin_shufflevector(x, x, 0, 1, 3, 4, 5, 7, 7, 7) & whole) |
	       (__builtin_shufflevector(x, x, 2, 2, 2, 6, 6, 6, 6, 6) & ~whole);
#else
	const half_words x = (half_words)(frames << (words){ 0, 16 });
	const half_words whole = { -1U, 0xffff, -1U };
	return (__builtin_shufflevector(x, x, 0, 1, 3, 3) & whole) |
	       (__builtin_shufflevector(x, x, 2, 2, 2, 2) & ~whole);
#endif
}

#endif

static size_t quantise_dithered(const double *in, uint64_t key, uint64_t first_frame, int32_t *out, size_t frames,
				unsigned bits)
{
	const double scale = (double)(UINT32_C(1) << (bits - 1));
	const uint64_t state = key + SPLIT_MIX_GAMMA * first_frame;
	int32_t clipped = 0;
	size_t i = 0, clipped_abreast = 0;
#if KERNEL_WIDTH > 1
	struct quantiser quantiser = quantiser_of(state, bits);
	for (; i + 2 * W <= frames; i += 2 * W) {
		const words first = quantise_next(&quantiser, in + i);
		const words second = quantise_next(&quantiser, in + i + W);
		*(half_words_unaligned *)(void *)(out + i) = low_halves(first, second);
	}
	if (has_strayed(&quantiser))
		clipped_abreast = count_clipped(in, state, i, bits);
#endif
	for (; i < frames; i++)
		out[i] = quantise_sample(in[i] * scale + dither_sample(state + SPLIT_MIX_GAMMA * i), -scale,
					 scale - 1.0, &clipped);
	return clipped_abreast + (size_t)clipped;
}

static size_t print_24(const double *const *columns, const uint64_t *keys, uint64_t first_frame, unsigned char *bytes,
		       size_t frames)
{
	enum { BITS = 24, FRAME_BYTES = 6 };
	const double scale = (double)(UINT32_C(1) << (BITS - 1));
	const uint64_t states[2] = { keys[0] + SPLIT_MIX_GAMMA * first_frame, keys[1] + SPLIT_MIX_GAMMA * first_frame };
	int32_t clipped = 0;
	size_t i = 0, clipped_abreast = 0;
#if KERNEL_WIDTH > 1
	struct quantiser first = quantiser_of(states[0], BITS), second = quantiser_of(states[1], BITS);
	for (; i + W <= frames; i += W) {
		const half_words made =
			stereo_bytes(quantise_next(&first, columns[0] + i), quantise_next(&second, columns[1] + i));
		unsigned char *at = bytes + i * FRAME_BYTES;
		if ((frames - i) * FRAME_BYTES >= sizeof made)
			memcpy(at, &made, sizeof made);
		else
			memcpy(at, &made, (size_t)W * FRAME_BYTES);
	}
	if (has_strayed(&first))
		clipped_abreast += count_clipped(columns[0], states[0], i, BITS);
	if (has_strayed(&second))
		clipped_abreast += count_clipped(columns[1], states[1], i, BITS);
#endif
	for (; i < frames; i++)
		for (size_t channel = 0; channel < 2; channel++) {
			const double dither = dither_sample(states[channel] + SPLIT_MIX_GAMMA * i);
			const int32_t sample =
				quantise_sample(columns[channel][i] * scale + dither, -scale, scale - 1.0, &clipped);
			bytes_of_24_bits(sample, bytes + i * FRAME_BYTES + 3 * channel);
		}
	return clipped_abreast + (size_t)clipped;
}
