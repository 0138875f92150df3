/* stemprint tests: samples from the bytes of a file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/pcm_bytes.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { FRAMES_MAXIMUM = 43, CHANNELS_MAXIMUM = 4 };

/* Writes two's complement, the lowest byte first. */
static double sample_of(const unsigned char *bytes, unsigned count)
{
	double sum = 0.0, scale = 1.0;
	for (unsigned i = 0; i < count; i++, scale *= 256.0)
		sum += scale * bytes[i];
	return (bytes[count - 1] > 127 ? sum - scale : sum) / (scale / 2.0);
}

static void expect_neighbours(const unsigned char *bytes, unsigned sample_bytes, size_t channels, size_t first,
			      size_t count, size_t frames)
{
	const size_t stride = channels * sample_bytes;
	double out[CHANNELS_MAXIMUM][FRAMES_MAXIMUM + 1], *columns[CHANNELS_MAXIMUM] = { 0 };
	for (size_t k = 0; k < count; k++) {
		columns[k] = out[k];
		out[k][frames] = 7.0;
	}
	pcm_unpack(bytes + first * sample_bytes, stride, sample_bytes, columns, count, frames);
	for (size_t k = 0; k < count; k++) {
		for (size_t i = 0; i < frames; i++) {
			const unsigned char *at = bytes + i * stride + (first + k) * sample_bytes;
			const double sample = sample_of(at, sample_bytes);
			cr_assert_eq(out[k][i], sample, "%u bytes, channel %zu of %zu, frame %zu of %zu: %a, not %a",
				     sample_bytes, first + k, channels, i, frames, out[k][i], sample);
		}
		cr_assert_eq(out[k][frames], 7.0);
	}
}

/* The bytes lie in memory of exactly their length, so that a sanitizer finds a read beside them. */
static void expect_samples(unsigned sample_bytes, size_t channels, size_t frames)
{
	const size_t stride = channels * sample_bytes, length = frames * stride;
	unsigned char *bytes = malloc(length > 0 ? length : 1);
	cr_assert_not_null(bytes);
	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(i % 5 == 4 ? 0xff : i % 7 == 6 ? 0x80 : i * 151 + frames);
	for (size_t first = 0; first < channels; first++)
		for (size_t count = 1; first + count <= channels; count++)
			expect_neighbours(bytes, sample_bytes, channels, first, count, frames);
	free(bytes);
}

Test(pcm_bytes, every_channel_of_any_number_of_frames)
{
	for (unsigned sample_bytes = 2; sample_bytes <= 3; sample_bytes++)
		for (size_t channels = 1; channels <= CHANNELS_MAXIMUM; channels++)
			for (size_t frames = 0; frames <= FRAMES_MAXIMUM; frames++)
				expect_samples(sample_bytes, channels, frames);
}
