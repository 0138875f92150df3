/* Finds roughly by how much the answer of a loop is late.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/loop_search.h"

#include "base/frames.h"
#include "dsp/calibration.h"
#include "forensics/loop_spectra.h"

#include <math.h>
#include <string.h>

enum { CHUNK_FRAMES = 4096, NEAR_FRAMES = 64, BLOCK_DELAYS = 1024, SIZE_LEAST = 1024 };

static const double look_seconds = 2.5; /* of sound, where there is no burst */
static const double within_seconds = 60.0;
static const double clear = 8.0; /* the peak of noise over its rms is under 6 at a million delays */
static const double quiet_share = 1e-3; /* of the power of the loudest block of delays */
static const double floor_share = 1e-3;

/* The part of the send that is looked for. */
struct part {
	uint64_t first;
	size_t frames;
};

static double energy_of(const struct loop_columns *columns, size_t frames)
{
	double energy = 0.0;
	for (size_t k = 0; k < columns->channels; k++)
		for (size_t i = 0; i < frames; i++)
			energy += columns->columns[k][i] * columns->columns[k][i];
	return energy;
}

/* Finds the loudest stretch of some chunks. Energies of chunks stand in a ring. */
static enum status find_loudest(const struct loop_case *loop, struct part *part)
{
	const double rate = loop->send->sample_rate;
	const size_t chunks = frames_of_seconds(look_seconds, rate) / CHUNK_FRAMES + 1;
	const uint64_t end = loop->send->frames < (uint64_t)(within_seconds * rate) ? loop->send->frames
										    : (uint64_t)(within_seconds * rate);
	struct loop_columns columns = loop_columns_new(loop->arena, loop->send->channels, CHUNK_FRAMES);
	double *ring = ARENA_ARRAY(loop->arena, double, chunks), most = 0.0;
	if (!columns.columns || !ring)
		return STATUS_NO_MEMORY;
	*part = (struct part){ 0, chunks * CHUNK_FRAMES };
	enum status status = loop->send->rewind(loop->send);
	for (uint64_t at = 0, i = 0; at < end && status == STATUS_OK; at += CHUNK_FRAMES, i++) {
		status = loop->send->read(loop->send, columns.columns, CHUNK_FRAMES);
		ring[i % chunks] = energy_of(&columns, CHUNK_FRAMES);
		double sum = 0.0;
		for (size_t k = 0; k < chunks; k++)
			sum += ring[k];
		if (sum > most) {
			most = sum;
			part->first = i + 1 > chunks ? (i + 1 - chunks) * CHUNK_FRAMES : 0;
		}
	}
	return status;
}

static enum status choose_part(const struct loop_case *loop, struct part *part)
{
	const double rate = loop->send->sample_rate;
	if (!loop->calibrated)
		return find_loudest(loop, part);
	part->first = frames_of_seconds(CALIBRATION_BURST_AT, rate);
	part->frames = frames_of_seconds(CALIBRATION_BURST_SECONDS, rate);
	return STATUS_OK;
}

/* Adds one channel to the sums over channels. */
static void add_channel(const double *send, size_t send_frames, const double *answer, size_t answer_frames,
			struct fourier_transform *x, struct fourier_transform *y, struct loop_spectra *spectra)
{
	memset(x->samples, 0, x->size * sizeof *x->samples);
	memset(y->samples, 0, y->size * sizeof *y->samples);
	memcpy(x->samples, send, send_frames * sizeof *send);
	memcpy(y->samples, answer, answer_frames * sizeof *answer);
	fourier_transform_forward(x);
	fourier_transform_forward(y);
	loop_spectra_add(spectra, x, y);
}

/* Turns the spectra into the response of the loop, in x->samples. */
static void respond(const struct loop_spectra *spectra, struct fourier_transform *x)
{
	double mean = 0.0;
	for (size_t k = 0; k < spectra->bin_count; k++)
		mean += spectra->send[k] / (double)spectra->bin_count;
	memset(x->bins, 0, x->bin_count * sizeof *x->bins);
	for (size_t k = 1; k < spectra->bin_count && mean > 0.0; k++) {
		const double weight = 1.0 / (spectra->send[k] + floor_share * mean);
		x->bins[k][0] = weight * spectra->cross[k][0];
		x->bins[k][1] = weight * spectra->cross[k][1];
	}
	fourier_transform_backward(x);
}

/* Returns the power of a block of delays, without those next to the peak. */
static double block_power(const double *response, size_t first, size_t frames, size_t peak)
{
	double sum = 0.0;
	for (size_t i = first; i < first + frames; i++)
		if (i + NEAR_FRAMES < peak || i > peak + NEAR_FRAMES)
			sum += response[i] * response[i];
	return sum / (double)frames;
}

/* Returns the mean power of the blocks that are not far quieter than the loudest: where the answer has ended, or not
   begun, a block says nothing about its noise. */
static double other_power(const double *response, size_t delays, size_t peak)
{
	double loudest = 0.0, sum = 0.0;
	size_t blocks = 0;
	for (size_t i = 0; i + BLOCK_DELAYS <= delays; i += BLOCK_DELAYS)
		loudest = fmax(loudest, block_power(response, i, BLOCK_DELAYS, peak));
	for (size_t i = 0; i + BLOCK_DELAYS <= delays; i += BLOCK_DELAYS) {
		const double power = block_power(response, i, BLOCK_DELAYS, peak);
		if (power < quiet_share * loudest)
			continue;
		sum += power;
		blocks++;
	}
	return blocks > 0 ? sum / (double)blocks : 0.0;
}

static void find_peak(const double *response, size_t delays, struct loop_place *place)
{
	size_t best = 0;
	for (size_t i = 0; i < delays; i++)
		if (fabs(response[i]) > fabs(response[best]))
			best = i;
	const double rms = sqrt(other_power(response, delays, best));
	place->lag = (double)best;
	place->clearness = rms > 0.0 ? fabs(response[best]) / rms : 0.0;
	place->found = place->clearness >= clear;
}

static enum status compare(const struct loop_case *loop, struct part part, const struct loop_columns *send,
			   const struct loop_columns *answer, struct loop_place *place)
{
	size_t size = SIZE_LEAST;
	while (size < part.frames + answer->frames)
		size *= 2;
	struct fourier_transform *x = fourier_transform_new(loop->arena, size);
	struct fourier_transform *y = fourier_transform_new(loop->arena, size);
	struct loop_spectra *spectra = loop_spectra_new(loop->arena, size);
	if (!x || !y || !spectra)
		return STATUS_NO_MEMORY;
	for (size_t k = 0; k < send->channels; k++)
		add_channel(send->columns[k], part.frames, answer->columns[k], answer->frames, x, y, spectra);
	respond(spectra, x);
	find_peak(x->samples, answer->frames - part.frames + 1, place);
	return STATUS_OK;
}

enum status loop_search(const struct loop_case *loop, struct loop_place *place)
{
	const double rate = loop->send->sample_rate;
	const double least = round(LOOP_LAG_LEAST * rate), most = round(LOOP_LAG_MOST * rate);
	struct part part = { 0, 0 };
	enum status status = choose_part(loop, &part);
	if (status != STATUS_OK)
		return status;
	struct loop_columns send = loop_columns_new(loop->arena, loop->send->channels, part.frames);
	struct loop_columns answer =
		loop_columns_new(loop->arena, loop->send->channels, part.frames + (size_t)(most - least));
	const struct loop_model earliest = { least, 0.0 };
	struct source *moved = loop_answer_open(loop, earliest, (double)part.first);
	if (!send.columns || !answer.columns || !moved)
		return STATUS_NO_MEMORY;
	uint64_t position = 0, start = 0;
	status = loop->send->rewind(loop->send);
	if (status == STATUS_OK)
		status = loop_columns_read(&send, loop->send, &position, part.first, part.frames);
	if (status == STATUS_OK)
		status = loop_columns_read(&answer, moved, &start, 0, answer.frames);
	moved->free(moved);
	if (status == STATUS_OK)
		status = compare(loop, part, &send, &answer, place);
	place->frame = part.first + part.frames / 2;
	place->lag += least;
	return status;
}
