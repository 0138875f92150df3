/* Drives one instance of a processor with noise.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/noise_drive.h"

#include "dsp/denormals.h"
#include "dsp/split_mix.h"

#include <string.h>

enum { BLOCK_FRAMES = 512 };

static const uint64_t noise_key = UINT64_C(0x5eed0f1a7e9c1e5);

double noise_drive_sample(const struct noise_drive *drive, size_t channel, bool key, size_t frame)
{
	if (frame < drive->start)
		return 0.0;
	const uint64_t stream = split_mix(noise_key + SPLIT_MIX_GAMMA * channel);
	const double even = (double)(split_mix(stream + SPLIT_MIX_GAMMA * frame) >> 11) * 0x1p-52 - 1.0;
	/* Pulses of equal level would vanish in the difference of two channels. */
	const double pulse = frame == drive->pulse && !key ? 1.0 / (double)(channel + 1) : 0.0;
	return drive->level * (even + pulse);
}

static double **columns_new(struct arena *arena, size_t count, size_t frames)
{
	double **columns = ARENA_ARRAY(arena, double *, count);
	for (size_t i = 0; columns && i < count; i++)
		if (!(columns[i] = ARENA_ARRAY(arena, double, frames)))
			return NULL;
	return columns;
}

static void fill(const struct noise_drive *drive, double *const *columns, size_t count, size_t first_channel, bool key,
		 size_t first, size_t frames)
{
	for (size_t i = 0; i < count; i++)
		for (size_t frame = 0; frame < frames; frame++)
			columns[i][frame] = noise_drive_sample(drive, first_channel + i, key, first + frame);
}

enum status noise_drive_run(const struct noise_drive *drive, const struct processor *processor,
			    const struct processor_instance *instance, const struct kernel *kernel, struct arena *arena,
			    double ***out)
{
	const size_t channels = instance->context.channels, keys = instance->context.key_channels;
	double **in = columns_new(arena, channels, BLOCK_FRAMES), **key = columns_new(arena, keys, BLOCK_FRAMES);
	double **block = columns_new(arena, instance->shape.channels, BLOCK_FRAMES);
	struct processor_instance *driven = ARENA_NEW(arena, struct processor_instance);
	*out = columns_new(arena, instance->shape.channels, drive->frames);
	if (!in || !key || !block || !driven || !*out)
		return STATUS_NO_MEMORY;
	*driven = *instance;
	driven->groups = 1;
	driven->in = (const double *const *)in;
	driven->key = keys > 0 ? (const double *const *)key : NULL;
	driven->out = block;
	void *batch = processor->batch_new(arena, kernel, driven, 1, BLOCK_FRAMES);
	if (!batch)
		return STATUS_NO_MEMORY;
	const unsigned before = denormals_flush();
	for (size_t first = 0; first < drive->frames; first += BLOCK_FRAMES) {
		const size_t left = drive->frames - first, frames = left < BLOCK_FRAMES ? left : BLOCK_FRAMES;
		fill(drive, in, channels, 0, false, first, frames);
		fill(drive, key, keys, channels, true, first, frames);
		processor->process(batch, 0, frames);
		for (size_t i = 0; i < instance->shape.channels; i++)
			memcpy((*out)[i] + first, block[i], frames * sizeof(double));
	}
	denormals_restore(before);
	return STATUS_OK;
}
