/* Holds what readers, printers and meters took in bytes, as straight lines over their channels.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job/memory_parts.h"

enum { KB = 1000 };

uint64_t memory_of_program(size_t threads)
{
	return (uint64_t)(5600 + 60 * threads) * KB;
}

uint64_t memory_of_source(size_t channels, bool converts)
{
	return (uint64_t)(90 + (converts ? 86 + 151 * channels : 0)) * KB;
}

uint64_t memory_of_clip_conversion(size_t channels)
{
	return (uint64_t)(60 + 60 * channels) * KB;
}

uint64_t memory_of_flac(void)
{
	return (uint64_t)240 * KB;
}

uint64_t memory_of_print(size_t channels, bool converts)
{
	return (uint64_t)(355 + 40 * channels + (converts ? 119 + 201 * channels : 0)) * KB;
}

uint64_t memory_of_held_print(size_t channels)
{
	enum { CHUNK_FRAMES = 4096 };
	return (uint64_t)channels * CHUNK_FRAMES * sizeof(double) * 3;
}

uint64_t memory_of_loudness(size_t channels, double sample_rate)
{
	const double rate = sample_rate / 48000.0, kilobytes = 71.0 + (174.0 * (double)channels + 113.0) * rate;
	return (uint64_t)(kilobytes * KB);
}

uint64_t memory_of_read_back(size_t channels)
{
	return (uint64_t)(90 + 40 * channels) * KB;
}

uint64_t memory_of_quality(size_t channels, double sample_rate)
{
	const double kilobytes = 5200.0 + (900.0 + 450.0 * sample_rate / 48000.0) * (double)channels;
	return (uint64_t)(kilobytes * KB);
}

uint64_t memory_of_coders(size_t channels)
{
	/* They are looked for in one lane, and in two of a pair of channels (measure/coder_scan.h). */
	return (uint64_t)(channels == 2 ? 8700 : 5300) * KB;
}

uint64_t memory_of_overview(size_t channels, double sample_rate)
{
	/* Half a transform of at least 0.67 s (measure/third_octave.h), and the waveform. */
	uint64_t hop = 1024;
	while ((double)(3 * hop) < sample_rate)
		hop *= 2;
	return 50 * KB + (72 + 16 * (uint64_t)channels) * hop;
}

uint64_t memory_of_reduction(void)
{
	return (uint64_t)26 * KB;
}
