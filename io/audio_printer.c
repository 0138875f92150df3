/* Prints audio files: it dithers, encodes and writes the samples, and checks the finished file.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/audio_printer.h"

#include "dsp/dither.h"
#include "dsp/elementary.h"
#include "dsp/kernel/column.h"
#include "dsp/kernel/print.h"
#include "dsp/kernel/select.h"
#include "dsp/noise_shaper.h"
#include "dsp/quantise.h"
#include "dsp/stream_key.h"
#include "io/audio_file.h"
#include "io/file_call.h"
#include "io/file_sink.h"
#include "io/headroom_note.h"
#include "io/library_call.h"
#include "io/pcm_bytes.h"
#include "io/print_check.h"
#include "io/wave_speakers.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <float.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_FRAMES = 1024, SAMPLE_BYTES_MAXIMUM = 8, FLAC_CHANNELS_MAXIMUM = 8 };

/* Fewer and larger writes take a third of the time, because the system keeps their pages together. Data that goes
   to the disk early needs no wait at the end. */
enum { STAGE_BYTES = 1 << 18, WRITEBACK_BYTES = 1 << 20 };

/* A WAV states its length in 32 bits. This limit leaves some room for its header. */
#define WAV_BYTES_MAXIMUM (UINT64_C(0xffffffff) - 65536)

struct encoding_facts {
	enum audio_encoding encoding;
	unsigned bits; /* the bits of an integer; 0 for float */
	unsigned bytes;
};

struct audio_printer {
	struct printer printer; /* this member is first, because the engine sees only it */
	const struct kernel *kernel;
	struct encoding_facts encoding;
	SNDFILE *file;
	int descriptor;
	struct file_sink sink;
	const char *path;
	struct audio_format format;
	unsigned sample_rate;
	uint64_t frames_maximum;
	uint64_t position; /* the frame of the print that comes in next; dither and noise shaping are counted by it */
	uint64_t first_frame; /* the file begins at this frame of the print */
	uint64_t lead_in; /* frames of silence that are not written yet */
	double headroom_db; /* the headroom that the file states */
	double gain; /* the linear gain of that headroom */
	double *lowered; /* [channels][BLOCK_FRAMES] the samples after that gain; NULL means that they are printed
		   unchanged */
	uint64_t undithered; /* one bit for each channel */
	bool without_speakers;
	bool packs; /* this code makes the bytes of the samples, and not the library */
	bool dithers;
	size_t unsent_bytes; /* the bytes written since the disk was last told to begin */
	uint64_t keys[AUDIO_CHANNELS_MAXIMUM]; /* the keys of the dither */
	struct noise_shaper shapers[AUDIO_CHANNELS_MAXIMUM]; /* they have no weights when the noise is white */
	struct noise_shaper shapers_before[AUDIO_CHANNELS_MAXIMUM]; /* the shapers before the block */
	struct audio_printer_statistics statistics;
	struct problem problem;
	int32_t *integers; /* [channels][BLOCK_FRAMES] the integers of the encoding, if it has integers */
	unsigned char *stage; /* [STAGE_BYTES and a block] the samples as they are written */
	size_t staged_bytes; /* this number is less than STAGE_BYTES between blocks */
};

/* The engine hands back the printer of audio_printer_open(), which is the first member of a struct audio_printer. */
static struct audio_printer *audio_printer_of(struct printer *printer)
{
	return (struct audio_printer *)printer;
}

static struct encoding_facts facts_of(enum encoding encoding)
{
	switch (encoding) {
	case ENCODING_PCM16:
		return (struct encoding_facts){ AUDIO_PCM_16, 16, 2 };
	case ENCODING_PCM24:
		return (struct encoding_facts){ AUDIO_PCM_24, 24, 3 };
	case ENCODING_PCM32:
		return (struct encoding_facts){ AUDIO_PCM_32, 32, 4 };
	case ENCODING_FLOAT32:
		return (struct encoding_facts){ AUDIO_FLOAT32, 0, 4 };
	case ENCODING_FLOAT64:
		break;
	}
	return (struct encoding_facts){ AUDIO_FLOAT64, 0, 8 };
}

static enum audio_container container_of(const struct audio_printer *printer, enum container container)
{
	switch (container) {
	case CONTAINER_FLAC:
		return AUDIO_FLAC;
	case CONTAINER_WAV:
		break;
	}
	uint64_t frame_bytes = printer->encoding.bytes * (uint64_t)printer->printer.channels;
	if (printer->frames_maximum > WAV_BYTES_MAXIMUM / frame_bytes)
		return AUDIO_RF64;
	return printer->printer.channels > 2 ? AUDIO_WAVEX : AUDIO_WAV;
}

static enum status bad(struct problem *problem, const char *text)
{
	problem_set(problem, "%s", text);
	return STATUS_BAD_OUTPUT;
}

static enum status check_settings(const struct audio_printer_settings *settings, struct problem *problem)
{
	bool flac = settings->format.container == CONTAINER_FLAC;
	if (settings->channels < 1 || settings->channels > AUDIO_CHANNELS_MAXIMUM)
		return bad(problem, "a file holds 1 to 64 channels");
	if (flac && settings->channels > FLAC_CHANNELS_MAXIMUM)
		return bad(problem, "flac holds at most 8 channels; print wav");
	if (flac && facts_of(settings->format.encoding).bits == 0)
		return bad(problem, "flac holds no float samples; print pcm24, or wav");
	if (flac && settings->format.encoding == ENCODING_PCM32)
		return bad(problem, "flac holds at most 24 bits; print pcm24, or wav");
	if (settings->sample_rate < AUDIO_RATE_MINIMUM || settings->sample_rate > AUDIO_RATE_MAXIMUM)
		return bad(problem, "its sample rate is not within 8 to 384 kHz");
	return STATUS_OK;
}

/* Sets the speakers that players assume for this number of channels. For other numbers the file names no speakers. */
static void set_speakers(SNDFILE *file, enum audio_container container, size_t channels)
{
	enum {
		L = SF_CHANNEL_MAP_LEFT,
		R = SF_CHANNEL_MAP_RIGHT,
		C = SF_CHANNEL_MAP_CENTER,
		LFE = SF_CHANNEL_MAP_LFE,
		RL = SF_CHANNEL_MAP_REAR_LEFT,
		RR = SF_CHANNEL_MAP_REAR_RIGHT,
		RC = SF_CHANNEL_MAP_REAR_CENTER,
		SL = SF_CHANNEL_MAP_SIDE_LEFT,
		SR = SF_CHANNEL_MAP_SIDE_RIGHT,
	};
	static const int layouts[][8] = {
		[3] = { L, R, C },
		[4] = { L, R, RL, RR },
		[5] = { L, R, C, RL, RR },
		[6] = { L, R, C, LFE, RL, RR },
		[7] = { L, R, C, LFE, RC, SL, SR },
		[8] = { L, R, C, LFE, RL, RR, SL, SR },
	};
	if (container == AUDIO_FLAC || channels < 3 || channels >= sizeof layouts / sizeof *layouts)
		return;
	int map[8];
	memcpy(map, layouts[channels], sizeof map);
	sf_command(file, SFC_SET_CHANNEL_MAP_INFO, map, (int)(channels * sizeof(int)));
}

/* Sets what the header says beyond the format. */
static enum status set_notes(struct audio_printer *printer, enum audio_container container, struct problem *problem)
{
	char note[HEADROOM_NOTE_CAPACITY];
	library_call_begin();
	set_speakers(printer->file, container, printer->printer.channels);
	const bool noted =
		printer->headroom_db <= 0.0 ||
		sf_set_string(printer->file, SF_STR_COMMENT, headroom_note_write(printer->headroom_db, note)) == 0;
	library_call_end(&printer->sink.error);
	if (printer->sink.error)
		return problem_fail(problem, "it cannot be started", printer->sink.error, STATUS_BAD_OUTPUT);
	if (noted)
		return STATUS_OK;
	problem_set(problem, "its comment cannot be written: %.100s", sf_strerror(printer->file));
	return STATUS_BAD_OUTPUT;
}

static enum status open_file(struct audio_printer *printer, enum audio_container container, struct problem *problem)
{
	printer->format = audio_format_of(container, printer->encoding.encoding);
	SF_INFO info = { .samplerate = (int)printer->sample_rate,
			 .channels = (int)printer->printer.channels,
			 .format = printer->format.code };
	if (printer->descriptor < 0)
		return problem_fail(problem, "it cannot be started", errno, STATUS_BAD_OUTPUT);
	file_sink_open(&printer->sink, printer->descriptor);
	library_call_begin();
	printer->file = file_sink_sound(&printer->sink, &info);
	library_call_end(&printer->sink.error);
	if (printer->sink.error)
		return problem_fail(problem, "it cannot be started", printer->sink.error, STATUS_BAD_OUTPUT);
	if (!printer->file) {
		problem_set(problem, "it cannot be started: %.100s", sf_strerror(NULL));
		return STATUS_BAD_OUTPUT;
	}
	/* RF64 has no PEAK chunk by itself, and this command would add one. */
	if (printer->encoding.bits == 0 && container != AUDIO_RF64)
		sf_command(printer->file, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
	printer->packs = container != AUDIO_FLAC;
	return set_notes(printer, container, problem);
}

static enum status fail_writing(struct audio_printer *printer, const char *what, int error)
{
	if (error)
		return problem_fail(&printer->problem, what, error, STATUS_BAD_OUTPUT);
	problem_set(&printer->problem, "%s: %.100s", what, sf_strerror(printer->file));
	return STATUS_BAD_OUTPUT;
}

static enum status check_finite(struct audio_printer *printer, const double *const *columns, size_t frames)
{
	/* float32 has no numbers beyond this limit. */
	const double most = printer->encoding.encoding == AUDIO_FLOAT32 ? (double)FLT_MAX : DBL_MAX;
	for (size_t channel = 0; channel < printer->printer.channels; channel++) {
		if (!(printer->kernel->column->peak(columns[channel], frames) <= most)) {
			size_t good = bounded_prefix(columns[channel], frames, most);
			problem_set(&printer->problem,
				    "its sample at frame %" PRIu64 ", channel %zu, is not a finite number",
				    printer->position + good, channel + 1);
			return STATUS_NOT_FINITE;
		}
	}
	return STATUS_OK;
}

static enum status encode_floats(struct audio_printer *printer, const double *const *columns, size_t frames)
{
	const unsigned bytes = printer->encoding.bytes;
	const size_t channels = printer->printer.channels;
	const enum status status = check_finite(printer, columns, frames);
	for (size_t channel = 0; channel < channels && status == STATUS_OK; channel++)
		float_pack(columns[channel], printer->stage + printer->staged_bytes + channel * bytes, channels * bytes,
			   bytes, frames);
	return status;
}

/* Rounds one sample of a block once more. Returns whether it is clipped. `shaper` is where its channel stood before. */
static bool clips(const struct audio_printer *printer, size_t channel, struct noise_shaper *shaper, double sample,
		  uint64_t frame)
{
	const unsigned bits = printer->encoding.bits;
	const uint64_t key = printer->keys[channel];
	int32_t integer;
	if (shaper->weights)
		return noise_shaper_quantise(shaper, &sample, key, frame, &integer, 1, bits) > 0;
	double dither = 0.0;
	if (printer->dithers)
		dither_tpdf(key, frame, &dither, 1);
	return quantise(&sample, &dither, &integer, 1, bits) > 0;
}

/* Returns how many samples of a block come before the first clipped one. It returns `frames` when no sample is
   clipped. */
static size_t unclipped_prefix(const struct audio_printer *printer, size_t channel, const double *column, size_t frames)
{
	struct noise_shaper shaper = printer->shapers_before[channel];
	for (size_t i = 0; i < frames; i++)
		if (clips(printer, channel, &shaper, column[i], printer->position + i))
			return i;
	return frames;
}

/* A value that is not finite counts as clipped too, so that the function searches only blocks with clipped samples
   for it. */
static enum status note_clipping(struct audio_printer *printer, const double *const *columns, size_t frames,
				 size_t clipped)
{
	struct audio_printer_statistics *statistics = &printer->statistics;
	const enum status status = check_finite(printer, columns, frames);
	if (status != STATUS_OK)
		return status;
	statistics->clipped += clipped;
	if (statistics->first_clipped < statistics->frames)
		return STATUS_OK;
	size_t first = frames;
	for (size_t channel = 0; channel < printer->printer.channels; channel++)
		first = unclipped_prefix(printer, channel, columns[channel], first);
	statistics->first_clipped = statistics->frames + first;
	return STATUS_OK;
}

static size_t quantise_channel(struct audio_printer *printer, size_t channel, const double *column, size_t frames)
{
	int32_t *integers = printer->integers + channel * BLOCK_FRAMES;
	const unsigned bits = printer->encoding.bits;
	if (!printer->dithers || (printer->undithered >> channel & 1) != 0)
		return printer->kernel->print->quantise(column, NULL, integers, frames, bits);
	printer->shapers_before[channel] = printer->shapers[channel];
	if (printer->shapers[channel].weights)
		return noise_shaper_quantise(&printer->shapers[channel], column, printer->keys[channel],
					     printer->position, integers, frames, bits);
	return printer->kernel->print->quantise_dithered(column, printer->keys[channel], printer->position, integers,
							 frames, bits);
}

static void pack_integers(struct audio_printer *printer, size_t frames)
{
	const int32_t *columns[AUDIO_CHANNELS_MAXIMUM];
	const size_t channels = printer->printer.channels;
	for (size_t channel = 0; channel < channels; channel++)
		columns[channel] = printer->integers + channel * BLOCK_FRAMES;
	if (printer->packs) {
		pcm_pack(columns, channels, printer->stage + printer->staged_bytes, printer->encoding.bytes, frames);
		return;
	}
	int *block = (int *)(void *)printer->stage; /* the library expects integers at the top of 32 bits */
	for (size_t channel = 0; channel < channels; channel++)
		for (size_t i = 0; i < frames; i++)
			block[i * channels + channel] =
				(int)((uint32_t)columns[channel][i] << (32 - printer->encoding.bits));
}

/* Most files are dithered stereo files of 24 bits, which have a kernel of their own. */
static enum status encode_integers(struct audio_printer *printer, const double *const *columns, size_t frames)
{
	size_t clipped = 0;
	if (printer->packs && printer->dithers && printer->undithered == 0 && printer->encoding.bits == 24 &&
	    printer->printer.channels == 2) {
		clipped = printer->kernel->print->print_24(columns, printer->keys, printer->position,
							   printer->stage + printer->staged_bytes, frames);
	} else {
		for (size_t channel = 0; channel < printer->printer.channels; channel++)
			clipped += quantise_channel(printer, channel, columns[channel], frames);
		pack_integers(printer, frames);
	}
	return clipped == 0 ? STATUS_OK : note_clipping(printer, columns, frames, clipped);
}

/* Lets the disk begin while the engine goes on. close_file() finds out later whether the writing succeeded. */
static void start_writeback(struct audio_printer *printer, size_t bytes)
{
	printer->unsent_bytes += bytes;
	if (printer->unsent_bytes < WRITEBACK_BYTES)
		return;
	printer->unsent_bytes = 0;
	sync_file_range(printer->descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}

static enum status write_stage(struct audio_printer *printer)
{
	sf_count_t bytes = (sf_count_t)printer->staged_bytes;
	library_call_begin();
	const bool whole = bytes == 0 || sf_write_raw(printer->file, printer->stage, bytes) == bytes;
	library_call_end(&printer->sink.error);
	if (!whole || printer->sink.error)
		return fail_writing(printer, "it cannot be written", printer->sink.error);
	start_writeback(printer, printer->staged_bytes);
	printer->staged_bytes = 0;
	return STATUS_OK;
}

/* The library writes the samples, and may hold some of them back. */
static enum status write_integers(struct audio_printer *printer, size_t frames)
{
	library_call_begin();
	const sf_count_t wrote = sf_writef_int(printer->file, (const int *)(void *)printer->stage, (sf_count_t)frames);
	library_call_end(&printer->sink.error);
	if (wrote != (sf_count_t)frames || printer->sink.error)
		return fail_writing(printer, "it cannot be written", printer->sink.error);
	return STATUS_OK;
}

static void lower_columns(struct audio_printer *printer, const double **columns, size_t frames)
{
	for (size_t channel = 0; printer->lowered && channel < printer->printer.channels; channel++) {
		double *lowered = printer->lowered + channel * BLOCK_FRAMES;
		printer->kernel->column->mix(lowered, &columns[channel], &printer->gain, 1, frames);
		columns[channel] = lowered;
	}
}

/* White dither depends on the frame alone, but shaped noise depends on all frames before it. */
static void skip_block(struct audio_printer *printer, const double *const *columns, size_t frames)
{
	for (size_t channel = 0; channel < printer->printer.channels; channel++)
		if (printer->shapers[channel].weights)
			quantise_channel(printer, channel, columns[channel], frames);
	printer->position += frames;
}

/* Writes the samples that were added to the stage. */
static enum status write_staged(struct audio_printer *printer, size_t frames)
{
	printer->statistics.frames += frames;
	if (!printer->packs)
		return write_integers(printer, frames);
	printer->staged_bytes += frames * printer->printer.channels * printer->encoding.bytes;
	return printer->staged_bytes < STAGE_BYTES ? STATUS_OK : write_stage(printer);
}

static enum status write_block(struct audio_printer *printer, const double *const *columns, size_t frames)
{
	enum status status = printer->encoding.bits ? encode_integers(printer, columns, frames)
						    : encode_floats(printer, columns, frames);
	if (status != STATUS_OK)
		return status;
	printer->position += frames;
	return write_staged(printer, frames);
}

/* Silence is zeros in every encoding. It has no dither, which is counted from the first frame of the print. */
static enum status write_lead_in(struct audio_printer *printer)
{
	enum status status = STATUS_OK;
	while (printer->lead_in > 0 && status == STATUS_OK) {
		const size_t frames = printer->lead_in < BLOCK_FRAMES ? (size_t)printer->lead_in : BLOCK_FRAMES;
		memset(printer->stage + printer->staged_bytes, 0,
		       frames * printer->printer.channels * SAMPLE_BYTES_MAXIMUM);
		status = write_staged(printer, frames);
		printer->lead_in -= frames;
	}
	return status;
}

/* Returns how many of the next frames come before the file. */
static size_t frames_before(const struct audio_printer *printer, size_t frames)
{
	const uint64_t before = printer->first_frame > printer->position ? printer->first_frame - printer->position : 0;
	return before < frames ? (size_t)before : frames;
}

static enum status printer_write(struct printer *interface, const double *const *columns, size_t frames)
{
	struct audio_printer *printer = audio_printer_of(interface);
	const enum status led = write_lead_in(printer);
	if (led != STATUS_OK)
		return led;
	if (frames - frames_before(printer, frames) > printer->frames_maximum - printer->statistics.frames) {
		problem_set(&printer->problem, "it would become longer than the %" PRIu64 " frames it was opened for",
			    printer->frames_maximum);
		return STATUS_DEFECT;
	}
	const double *rest[AUDIO_CHANNELS_MAXIMUM];
	for (size_t done = 0; done < frames;) {
		size_t block = frames - done < BLOCK_FRAMES ? frames - done : BLOCK_FRAMES;
		const size_t before = frames_before(printer, block);
		for (size_t i = 0; i < interface->channels; i++)
			rest[i] = columns[i] + done;
		lower_columns(printer, rest, block);
		enum status status = STATUS_OK;
		if (before > 0)
			skip_block(printer, rest, block = before);
		else
			status = write_block(printer, rest, block);
		if (status != STATUS_OK)
			return status;
		done += block;
	}
	return STATUS_OK;
}

static enum status close_file(struct audio_printer *printer)
{
	/* The library writes the header of a FLAC with its first sample. The file would stay empty without a
	   sample. */
	library_call_begin();
	if (printer->statistics.frames == 0)
		sf_command(printer->file, SFC_UPDATE_HEADER_NOW, NULL, 0);
	int failed = sf_close(printer->file);
	library_call_end(&printer->sink.error);
	printer->file = NULL;
	int error = failed && !printer->sink.error ? EIO : printer->sink.error;
	if (!error && printer->without_speakers)
		error = wave_speakers_clear(printer->descriptor);
	if (!error)
		error = file_sync_data(printer->descriptor);
	const int closed = file_close(printer->descriptor);
	error = error ? error : closed;
	printer->descriptor = -1;
	return error ? fail_writing(printer, "it cannot be completed", error) : STATUS_OK;
}

/* This function checks what the library finds when it opens the file once more. A FLAC file without its end still
   declares all frames: only its last frame shows whether it is complete. */
static enum status read_back(struct audio_printer *printer)
{
	if (printer->statistics.frames == 0)
		return STATUS_OK;
	struct audio_file file;
	struct audio_properties found;
	struct problem problem;
	enum status status = audio_file_open(printer->path, true, &file, &found, &problem);
	const bool whole = status == STATUS_OK && audio_file_has_frame(&file, found.frames - 1);
	if (status == STATUS_OK)
		status = audio_file_check_disk(&file, &problem);
	audio_file_close(&file);
	if (status != STATUS_OK) {
		problem_set(&printer->problem, "it cannot be read back: %.200s", problem.text);
		return status == STATUS_BAD_SOURCE ? STATUS_BAD_OUTPUT : status;
	}
	if (!whole) {
		problem_set(&printer->problem, "it cannot be read back: its end is missing; is the disk full?");
		return STATUS_BAD_OUTPUT;
	}
	if (found.frames == printer->statistics.frames && found.channels == printer->printer.channels &&
	    found.sample_rate == printer->sample_rate && audio_format_equal(&found.format, &printer->format))
		return STATUS_OK;
	problem_set(&printer->problem,
		    "it is not what was printed: %" PRIu64 " frames and %u channels at %u Hz instead of %" PRIu64
		    ", %zu and %u; is the disk full?",
		    found.frames, found.channels, found.sample_rate, printer->statistics.frames,
		    printer->printer.channels, printer->sample_rate);
	return STATUS_BAD_OUTPUT;
}

/* This function checks what other programs will find. It shows that the disk was full, even if the earlier calls
   succeeded. It also shows a header that the library could not complete, because the library does not report that. */
static enum status check_file(struct audio_printer *printer)
{
	const struct print_promise promise = { .container = printer->format.container,
					       .encoding = printer->format.encoding,
					       .channels = (unsigned)printer->printer.channels,
					       .sample_rate = printer->sample_rate,
					       .sample_bytes = printer->encoding.bytes,
					       .frames = printer->statistics.frames };
	enum status status = print_check(printer->path, &promise, &printer->problem);
	return status == STATUS_OK ? read_back(printer) : status;
}

static enum status printer_finish(struct printer *interface)
{
	struct audio_printer *printer = audio_printer_of(interface);
	if (!printer->path)
		return STATUS_OK;
	if (!printer->file) {
		problem_set(&printer->problem, "it was finished before");
		return STATUS_DEFECT;
	}
	enum status status = write_lead_in(printer);
	if (status == STATUS_OK)
		status = write_stage(printer);
	if (status == STATUS_OK)
		status = close_file(printer);
	return status == STATUS_OK ? check_file(printer) : status;
}

static void printer_free(struct printer *interface)
{
	if (!interface)
		return;
	struct audio_printer *printer = audio_printer_of(interface);
	if (printer->file)
		sf_close(printer->file);
	if (printer->path && printer->descriptor >= 0)
		file_close(printer->descriptor);
	free(printer->stage);
	free(printer->integers);
	free(printer->lowered);
	free(printer);
}

/* The part rounds as the whole goes on to do. */
static void take_over(struct audio_printer *part, const struct audio_printer *whole)
{
	part->position = whole->position;
	memcpy(part->keys, whole->keys, sizeof part->keys);
	memcpy(part->shapers, whole->shapers, sizeof part->shapers);
}

static struct audio_printer *printer_new(const char *path, int descriptor,
					 const struct audio_printer_settings *settings)
{
	struct audio_printer *printer = calloc(1, sizeof *printer);
	unsigned char *stage = calloc(1, STAGE_BYTES + BLOCK_FRAMES * settings->channels * SAMPLE_BYTES_MAXIMUM);
	int32_t *integers = calloc(BLOCK_FRAMES * settings->channels, sizeof *integers);
	const bool lower = settings->headroom_db > 0.0 && !settings->rounded;
	double *lowered = lower ? calloc(BLOCK_FRAMES * settings->channels, sizeof *lowered) : NULL;
	if (!printer || !stage || !integers || (lower && !lowered)) {
		free(printer);
		free(stage);
		free(integers);
		free(lowered);
		if (path)
			file_close(descriptor);
		return NULL;
	}
	*printer = (struct audio_printer){
		.printer = { .channels = settings->channels,
			     .write = printer_write,
			     .finish = printer_finish,
			     .free = printer_free,
			     .name = settings->name },
		.kernel = kernel_select(NULL),
		.encoding = facts_of(settings->format.encoding),
		.descriptor = descriptor,
		.path = path,
		.sample_rate = settings->sample_rate,
		.frames_maximum = settings->frames_maximum,
		.first_frame = path ? settings->first_frame : UINT64_MAX,
		.lead_in = path ? settings->lead_in : 0,
		.undithered = settings->undithered,
		.without_speakers = settings->without_speakers && settings->format.container == CONTAINER_WAV,
		.stage = stage,
		.integers = integers,
		.headroom_db = settings->headroom_db,
		.gain = decibel_to_gain(-settings->headroom_db),
		.lowered = lowered,
		.statistics = { .first_clipped = UINT64_MAX },
	};
	printer->printer.problem = printer->problem.text;
	printer->dithers = printer->encoding.bits > 0 && !settings->rounded && settings->format.dither != DITHER_NONE;
	for (size_t i = 0; i < settings->channels; i++) {
		printer->keys[i] =
			stream_key(settings->seed, settings->dithered_as ? settings->dithered_as : settings->name, i);
		if (printer->dithers && (printer->undithered >> i & 1) == 0)
			printer->shapers[i].weights = dither_weights(settings->format.dither);
		printer->shapers_before[i] = printer->shapers[i];
	}
	if (settings->part_of)
		take_over(printer, (const struct audio_printer *)settings->part_of);
	return printer;
}

enum status audio_printer_open(const char *path, int descriptor, const struct audio_printer_settings *settings,
			       struct printer **printer, struct problem *problem)
{
	*printer = NULL;
	enum status status = check_settings(settings, problem);
	if (status != STATUS_OK) {
		if (path)
			file_close(descriptor);
		return status;
	}
	struct audio_printer *made = printer_new(path, descriptor, settings);
	if (!made) {
		problem_set(problem, "out of memory");
		return STATUS_NO_MEMORY;
	}
	if (path)
		status = open_file(made, container_of(made, settings->format.container), problem);
	if (status != STATUS_OK)
		printer_free(&made->printer);
	else
		*printer = &made->printer;
	return status;
}

struct audio_printer_statistics audio_printer_statistics(const struct printer *printer)
{
	return ((const struct audio_printer *)printer)->statistics;
}
