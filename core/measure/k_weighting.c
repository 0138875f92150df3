/* stemprint: weighs programmes by libebur128.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/k_weighting.h"

#include "dsp/kernel/column.h"
#include "dsp/kernel/select.h"
#include "measure/loudness_gate.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

enum {
	CHUNK_SAMPLES = 4096,
	CHANNELS_MAXIMUM = K_WEIGHTING_CHANNELS_MAXIMUM,
	/* Frames of a call. The fewer they are, the more channels overlap, but each call costs time, too. */
	PAIR_FRAMES_ABREAST = 8, /* of two channels */
	FRAMES_ABREAST = 4, /* of more channels */
};

struct k_weighting {
	ebur128_state *state;
	const struct kernel *kernel;
	size_t channels; /* of all programmes */
	size_t programmes;
	size_t firsts[CHANNELS_MAXIMUM + 1]; /* the first channel of each programme, and the end of the last one */
	int positions[CHANNELS_MAXIMUM]; /* of each channel, as libebur128 has them */
	size_t shown; /* the programme whose channels alone count now; `programmes`: all count */
	size_t step_frames;
	size_t left; /* frames of the present step */
	double interleaved[CHUNK_SAMPLES];
};

/* BS.1770-5 weighs by azimuth and elevation; libebur128's positions of 60 to 120 degrees weigh 1.41. */
static const int positions[SPEAKER_COUNT] = {
	[SPEAKER_UNUSED] = EBUR128_UNUSED, [SPEAKER_LFE] = EBUR128_UNUSED, [SPEAKER_LFE2] = EBUR128_UNUSED,
	[SPEAKER_L] = EBUR128_LEFT,        [SPEAKER_R] = EBUR128_RIGHT,    [SPEAKER_C] = EBUR128_CENTER,
	[SPEAKER_M] = EBUR128_CENTER,      [SPEAKER_LS] = EBUR128_Mp110,   [SPEAKER_RS] = EBUR128_Mm110,
	[SPEAKER_LSS] = EBUR128_Mp090,     [SPEAKER_RSS] = EBUR128_Mm090,  [SPEAKER_LRS] = EBUR128_Mp135,
	[SPEAKER_RRS] = EBUR128_Mm135,     [SPEAKER_CS] = EBUR128_Mp180,   [SPEAKER_LW] = EBUR128_Mp060,
	[SPEAKER_RW] = EBUR128_Mm060,      [SPEAKER_LC] = EBUR128_MpSC,    [SPEAKER_RC] = EBUR128_MmSC,
	[SPEAKER_LTF] = EBUR128_Up045,     [SPEAKER_RTF] = EBUR128_Um045,  [SPEAKER_CTF] = EBUR128_Up000,
	[SPEAKER_LTS] = EBUR128_Up090,     [SPEAKER_RTS] = EBUR128_Um090,  [SPEAKER_LTR] = EBUR128_Up135,
	[SPEAKER_RTR] = EBUR128_Um135,     [SPEAKER_CTR] = EBUR128_Up180,  [SPEAKER_TC] = EBUR128_Tp000,
};

static void set_positions(struct k_weighting *weighting, size_t programme, const struct weighted_programme *what)
{
	enum speaker wave_order[CHANNELS_MAXIMUM];
	const enum speaker *speakers = what->speakers;
	if (!speakers) {
		speakers_wave_order(wave_order, what->channels);
		speakers = wave_order;
	}
	for (size_t channel = 0; channel < what->channels; channel++) {
		const bool doubled = what->channels == 1 && what->dual_mono;
		weighting->positions[weighting->firsts[programme] + channel] =
			doubled ? EBUR128_DUAL_MONO : positions[speakers[channel]];
	}
}

/* Lets the channels of one programme count, or those of all. */
static bool show(struct k_weighting *weighting, size_t programme)
{
	bool well = true;
	for (size_t channel = 0; channel < weighting->channels && programme != weighting->shown; channel++) {
		const bool counts = programme == weighting->programmes || (channel >= weighting->firsts[programme] &&
									   channel < weighting->firsts[programme + 1]);
		well &= ebur128_set_channel(weighting->state, (unsigned)channel,
					    counts ? weighting->positions[channel] : EBUR128_UNUSED) == EBUR128_SUCCESS;
	}
	weighting->shown = programme;
	return well;
}

size_t k_weighting_step_frames(double sample_rate)
{
	return (size_t)llround(sample_rate * K_WEIGHTING_STEP_MILLISECONDS / 1000.0);
}

enum status k_weighting_new(double sample_rate, const struct weighted_programme *programmes, size_t count,
			    struct k_weighting **weighting)
{
	struct k_weighting *made = calloc(1, sizeof *made);
	if (!made)
		return STATUS_NO_MEMORY;
	made->kernel = kernel_select(NULL);
	made->programmes = count;
	for (size_t i = 0; i < count; i++) {
		made->firsts[i] = made->channels;
		set_positions(made, i, &programmes[i]);
		made->channels += programmes[i].channels;
	}
	made->firsts[count] = made->channels;
	made->shown = SIZE_MAX;
	made->left = made->step_frames = k_weighting_step_frames(sample_rate);
	made->state = ebur128_init((unsigned)made->channels, (unsigned long)llround(sample_rate), EBUR128_MODE_M);
	const enum status status = !made->state ? STATUS_NO_MEMORY : show(made, count) ? STATUS_OK : STATUS_DEFECT;
	if (status == STATUS_OK)
		*weighting = made;
	else
		k_weighting_free(made);
	return status;
}

void k_weighting_free(struct k_weighting *weighting)
{
	if (weighting && weighting->state)
		ebur128_destroy(&weighting->state);
	free(weighting);
}

size_t k_weighting_left(const struct k_weighting *weighting)
{
	return weighting->left;
}

/* Copies a channel to where libebur128 takes it. NULL is silence. */
static void place(double *out, size_t channels, const double *column, size_t frames)
{
	for (size_t i = 0; i < frames; i++)
		out[i * channels] = column ? column[i] : 0.0;
}

/* Two channels at once write each line of the memory half as often. */
static void place_pair(double *out, size_t channels, const double *first, const double *second, size_t frames)
{
	for (size_t i = 0; i < frames; i++, out += channels) {
		out[0] = first[i];
		out[1] = second[i];
	}
}

/* Interleaves the columns from `first` on, as libebur128 takes them; one column alone is so already. */
static const double *interleave(struct k_weighting *weighting, const double *const *const *columns, size_t first,
				size_t frames)
{
	const size_t channels = weighting->channels;
	if (channels == 1 && columns[0])
		return columns[0][0] + first;
	if (channels == 2 && weighting->programmes == 1 && columns[0]) {
		weighting->kernel->column->interleave(weighting->interleaved, columns[0][0] + first,
						      columns[0][1] + first, frames);
		return weighting->interleaved;
	}
	for (size_t i = 0; i < weighting->programmes; i++) {
		double *out = weighting->interleaved + weighting->firsts[i];
		const size_t count = weighting->firsts[i + 1] - weighting->firsts[i];
		size_t k = 0;
		for (; columns[i] && k + 2 <= count; k += 2)
			place_pair(out + k, channels, columns[i][k] + first, columns[i][k + 1] + first, frames);
		for (; k < count; k++)
			place(out + k, channels, columns[i] ? columns[i][k] + first : NULL, frames);
	}
	return weighting->interleaved;
}

static size_t frames_abreast(const struct k_weighting *weighting, size_t frames)
{
	if (weighting->channels == 1)
		return frames;
	return weighting->channels == 2 ? PAIR_FRAMES_ABREAST : FRAMES_ABREAST;
}

/* The calls change no bit of the result. */
static bool add_interleaved(struct k_weighting *weighting, const double *samples, size_t frames)
{
	const size_t most = frames_abreast(weighting, frames);
	for (size_t done = 0, count; done < frames; done += count) {
		count = frames - done < most ? frames - done : most;
		if (ebur128_add_frames_double(weighting->state, samples + done * weighting->channels, count) !=
		    EBUR128_SUCCESS)
			return false;
	}
	return true;
}

enum status k_weighting_add(struct k_weighting *weighting, const double *const *const *columns, size_t frames)
{
	const size_t chunk = CHUNK_SAMPLES / weighting->channels;
	if (!show(weighting, weighting->programmes))
		return STATUS_DEFECT;
	for (size_t done = 0, count; done < frames; done += count) {
		count = frames - done < chunk ? frames - done : chunk;
		if (!add_interleaved(weighting, interleave(weighting, columns, done, count), count))
			return STATUS_NO_MEMORY;
	}
	weighting->left = weighting->left > frames ? weighting->left - frames : weighting->step_frames;
	return STATUS_OK;
}

enum status k_weighting_read(struct k_weighting *weighting, size_t programme, double *energy)
{
	double lufs;
	const size_t shown = weighting->programmes == 1 ? 1 : programme; /* one alone is all of them */
	if (!show(weighting, shown) ||
	    ebur128_loudness_window(weighting->state, K_WEIGHTING_STEP_MILLISECONDS, &lufs) != EBUR128_SUCCESS)
		return STATUS_DEFECT;
	*energy = loudness_gate_energy(lufs);
	return STATUS_OK;
}
