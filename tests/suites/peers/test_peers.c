/* Compares levels, pans, filters and rates with second implementations.
   SPDX-License-Identifier: GPL-3.0-or-later

   SoX works in 32-bit integers: -187 dBFS is one step of it. FFmpeg works in double where asked to. */
#include "peer.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { RATE = 48000, FRAMES = 48000 };

static void source_noise(unsigned channels)
{
	struct sound sound = sound_noise(1, channels, FRAMES, 0.4);
	peer_source(&sound);
	sound_release(&sound);
}

struct exact_row {
	const char *name;
	unsigned channels;
	const char *inserts; /* stemprint's */
	const char *peer; /* the effects of SoX, or the filters of FFmpeg */
	double limit_db; /* the limit of the largest difference */
};

static void expect_exact(const char *program, const struct exact_row *row)
{
	source_noise(row->channels);
	struct sound ours = peer_stemprint(row->inserts, RATE);
	struct sound theirs = strcmp(program, SOX) == 0 ? peer_sox(row->peer, RATE) : peer_ffmpeg(row->peer);
	const double off = peer_difference_db(&ours, &theirs, 0);
	cr_log_info("%-22s %-7s %8.1f dBFS, limit %g", row->name, program, off, row->limit_db);
	cr_expect_leq(off, row->limit_db, "%s: %s differs by %.1f dBFS", row->name, program, off);
	sound_release(&ours);
	sound_release(&theirs);
}

Test(peers, exact_with_sox)
{
	static const struct exact_row rows[] = {
		{ "gain", 2, "gain: -6.3 dB", "vol -6.3 dB", -180.0 },
		{ "polarity", 2, "polarity", "vol -1", -180.0 },
		{ "polarity of one side", 2, "polarity: right", "remix 1 2i", -180.0 },
		{ "delay", 2, "delay: { time: 1000 samples }", "delay 1000s 1000s", -180.0 },
		{ "mono sum", 2, "width: 0 %", "remix 1v0.5,2v0.5 1v0.5,2v0.5", -180.0 },
		{ "mid and side", 2, "mid-side: { mode: encode }", "remix 1v0.5,2v0.5 1v0.5,2v-0.5", -180.0 },
		{ "pan", 1, "pan: { position: 50 R }", "remix 1v0.38268343236509 1v0.92387953251129", -180.0 },
		{ "tremolo", 2, "tremolo: { rate: 6 Hz, depth: 60 %, start: 90 }", "tremolo 6 60", -180.0 },
	};
	peer_need(SOX);
	peer_begin();
	for (size_t i = 0; i < LENGTH(rows); i++)
		expect_exact(SOX, &rows[i]);
	peer_end();
}

Test(peers, exact_with_ffmpeg)
{
	static const struct exact_row rows[] = {
		{ "gain", 2, "gain: -6.3 dB", "volume=-6.3dB:precision=double", -300.0 },
		{ "polarity", 2, "polarity", "aeval=-val(0)|-val(1)", -300.0 },
		{ "delay", 2, "delay: { time: 1000 samples }", "adelay=1000S|1000S", -300.0 },
		{ "echo", 1, "delay: { time: 960 samples, mix: 50 % }", "aecho=0.5:1:20:0.5", -200.0 },
		{ "width", 2, "width: 40 %", "aeval=0.7*val(0)+0.3*val(1)|0.3*val(0)+0.7*val(1)", -300.0 },
		{ "mid and side", 2, "mid-side: { mode: encode }", "aeval=0.5*(val(0)+val(1))|0.5*(val(0)-val(1))",
		  -300.0 },
		{ "balance", 2, "balance: 30 L", "aeval=val(0)|0.7*val(1)", -300.0 },
		{ "pan", 1, "pan: { position: 50 R }",
		  "aeval=val(0)*cos(0.75*PI/2)|val(0)*sin(0.75*PI/2):channel_layout=stereo", -300.0 },
		{ "tremolo", 2, "tremolo: { rate: 6 Hz, depth: 60 % }",
		  "aeval=val(0)*(0.7+0.3*sin(2*PI*6*t))|val(1)*(0.7+0.3*sin(2*PI*6*t))", -200.0 },
	};
	peer_need(FFMPEG);
	peer_begin();
	for (size_t i = 0; i < LENGTH(rows); i++)
		expect_exact(FFMPEG, &rows[i]);
	peer_end();
}

struct filter_row {
	const char *processor, *values; /* stemprint's */
	const char *effect; /* the effect of SoX */
	const char *filter; /* the filter of FFmpeg; NULL where it follows another formula */
	double highest; /* Hz; the two designs agree up to this frequency */
	double limit_db;
};

/* SoX and FFmpeg design with the bilinear transform, which warps frequencies towards half the sample rate. stemprint
 * designs from the analog filter. Far below half the rate they must agree. In the stop band of a pass, the last bits of
 * the 32 bits of the peers would count, so the test compares them down to -60 dB. */
static void expect_response(const char *program, const struct filter_row *row)
{
	enum { FINE_RATE = 192000, FINE_FRAMES = 192000 };
	char insert[512];
	struct sound click = sound_noise(1, 1, FINE_FRAMES, 0.0);
	click.rate = FINE_RATE;
	click.samples[FINE_FRAMES / 2] = 0.25;
	peer_source(&click);
	snprintf(insert, sizeof insert, "%s: %s", row->processor, row->values);
	struct sound ours = peer_stemprint(insert, FINE_RATE);
	struct sound theirs = strcmp(program, SOX) == 0 ? peer_sox(row->effect, FINE_RATE) : peer_ffmpeg(row->filter);
	double worst = 0.0;
	for (double hertz = 20.0; hertz <= row->highest; hertz *= 1.2) {
		const double own = peer_response_db(&ours, hertz), other = peer_response_db(&theirs, hertz);
		if (own > -72.0 && !(fabs(own - other) <= worst))
			worst = fabs(own - other);
	}
	cr_log_info("%-15s %-70s %-7s %8.5f dB, limit %g", row->processor, row->values, program, worst, row->limit_db);
	cr_expect_leq(worst, row->limit_db, "%s: %s differs by %g dB", row->values, program, worst);
	sound_release(&click);
	sound_release(&ours);
	sound_release(&theirs);
}

static const struct filter_row filters[] = {
	{ "eq", "{ bands: [ { type: bell, freq: 200 Hz, gain: 6 dB, q: 1 } ] }", "equalizer 200 1q 6",
	  "equalizer=f=200:t=q:w=1:g=6:r=f64", 4000.0, 0.001 },
	{ "eq", "{ bands: [ { type: bell, freq: 1 kHz, gain: -12 dB, q: 4 } ] }", "equalizer 1000 4q -12",
	  "equalizer=f=1000:t=q:w=4:g=-12:r=f64", 4000.0, 0.005 },
	{ "eq", "{ bands: [ { type: highpass, freq: 80 Hz } ] }", "highpass -2 80 0.7071067811865476q",
	  "highpass=f=80:t=q:w=0.7071067811865476:r=f64", 4000.0, 0.001 },
	{ "eq", "{ bands: [ { type: highpass, freq: 300 Hz, slope: 6 dB/oct } ] }", "highpass -1 300",
	  "highpass=f=300:p=1:r=f64", 4000.0, 0.001 },
	{ "eq", "{ bands: [ { type: lowpass, freq: 1 kHz, slope: 12 dB/oct, q: 2 } ] }", "lowpass -2 1000 2q",
	  "lowpass=f=1000:t=q:w=2:r=f64", 2000.0, 0.02 },
	{ "eq", "{ bands: [ { type: lowshelf, freq: 150 Hz, gain: 9 dB, q: 0.7071067811865476 } ] }",
	  "bass 9 150 0.7071067811865476q", NULL, 4000.0, 0.001 },
	{ "eq", "{ bands: [ { type: highshelf, freq: 1 kHz, gain: -6 dB, q: 0.7071067811865476 } ] }",
	  "treble -6 1000 0.7071067811865476q", NULL, 4000.0, 0.005 },
	{ "eq", "{ bands: [ { type: bandpass, freq: 500 Hz, q: 3 } ] }", "bandpass 500 3q",
	  "bandpass=f=500:t=q:w=3:r=f64", 2000.0, 0.02 },
	{ "eq", "{ bands: [ { type: notch, freq: 50 Hz, q: 5 } ] }", "bandreject 50 5q",
	  "bandreject=f=50:t=q:w=5:r=f64", 4000.0, 0.001 },
	{ "linear-phase-eq", "{ bands: [ { type: bell, freq: 200 Hz, gain: 6 dB, q: 1 } ] }", "equalizer 200 1q 6",
	  "equalizer=f=200:t=q:w=1:g=6:r=f64", 4000.0, 0.05 },
	{ "linear-phase-eq", "{ bands: [ { type: bell, freq: 1 kHz, gain: -12 dB, q: 4 } ] }", "equalizer 1000 4q -12",
	  "equalizer=f=1000:t=q:w=4:g=-12:r=f64", 4000.0, 0.05 },
	{ "linear-phase-eq", "{ bands: [ { type: highpass, freq: 80 Hz } ] }", "highpass -2 80 0.7071067811865476q",
	  "highpass=f=80:t=q:w=0.7071067811865476:r=f64", 4000.0, 0.05 },
	{ "linear-phase-eq", "{ bands: [ { type: lowpass, freq: 1 kHz, slope: 12 dB/oct, q: 2 } ] }",
	  "lowpass -2 1000 2q", "lowpass=f=1000:t=q:w=2:r=f64", 2000.0, 0.05 },
	{ "linear-phase-eq", "{ bands: [ { type: lowshelf, freq: 150 Hz, gain: 9 dB, q: 0.7071067811865476 } ] }",
	  "bass 9 150 0.7071067811865476q", NULL, 4000.0, 0.05 },
	{ "linear-phase-eq", "{ bands: [ { type: highshelf, freq: 1 kHz, gain: -6 dB, q: 0.7071067811865476 } ] }",
	  "treble -6 1000 0.7071067811865476q", NULL, 4000.0, 0.05 },
	{ "dc-filter", "{ freq: 20 Hz }", "highpass -1 20", "highpass=f=20:p=1:r=f64", 4000.0, 0.001 },
	{ "dc-filter", "{ freq: 30 Hz, slope: 12 dB/oct }", "highpass -2 30 0.7071067811865476q",
	  "highpass=f=30:t=q:w=0.7071067811865476:r=f64", 4000.0, 0.001 },
};

Test(peers, filters_with_sox)
{
	peer_need(SOX);
	peer_begin();
	for (size_t i = 0; i < LENGTH(filters); i++)
		expect_response(SOX, &filters[i]);
	peer_end();
}

Test(peers, filters_with_ffmpeg)
{
	peer_need(FFMPEG);
	peer_begin();
	for (size_t i = 0; i < LENGTH(filters); i++)
		if (filters[i].filter)
			expect_response(FFMPEG, &filters[i]);
	peer_end();
}

/* The signal is a chord up to `highest` Hz, faded in and out, which is converted from one rate to another. Towards half
 * the lower rate the two low-passes begin to differ, long before it is audible: 0.0002 dB at 16 kHz. */
static void expect_rate(unsigned from, unsigned to, double highest, double limit_db)
{
	static const double tones[] = { 31.0, 440.0, 3000.0, 9999.0, 13000.0, 16000.0 };
	struct sound chord = sound_noise(1, 1, from, 0.0);
	chord.rate = from;
	for (size_t frame = 0; frame < chord.frames; frame++) {
		const double t = (double)frame / from, window = sin(3.14159265358979 * t);
		for (size_t i = 0; i < LENGTH(tones) && tones[i] <= highest; i++)
			chord.samples[frame] += 0.1 * window * window * sin(2.0 * 3.14159265358979324 * tones[i] * t);
	}
	peer_source(&chord);
	struct sound ours = peer_stemprint("", to), theirs = peer_sox("rate -v", to);
	const double off = peer_difference_db(&ours, &theirs, 0);
	cr_log_info("%u to %u Hz, up to %5g Hz: %.1f dBFS, limit %g", from, to, highest, off, limit_db);
	cr_expect_leq(off, limit_db, "%u to %u Hz: %.1f dBFS", from, to, off);
	sound_release(&chord);
	sound_release(&ours);
	sound_release(&theirs);
}

Test(peers, rates_with_sox)
{
	static const struct {
		unsigned from, to;
		double highest, limit_db;
	} rows[] = {
		{ 44100, 48000, 10000.0, -170.0 },  { 44100, 48000, 16000.0, -110.0 },
		{ 48000, 44100, 10000.0, -170.0 },  { 48000, 44100, 16000.0, -110.0 },
		{ 96000, 44100, 10000.0, -170.0 },  { 44100, 192000, 10000.0, -170.0 },
		{ 44100, 192000, 16000.0, -110.0 },
	};
	peer_need(SOX);
	peer_begin();
	for (size_t i = 0; i < LENGTH(rows); i++)
		expect_rate(rows[i].from, rows[i].to, rows[i].highest, rows[i].limit_db);
	peer_end();
}

/* Returns the gain that brings one sound nearest to the other. */
static double fitted_gain(const struct sound *from, const struct sound *to)
{
	double product = 0.0, square = 0.0;
	for (size_t frame = 0; frame < from->frames && frame < to->frames; frame++) {
		const double sample = from->samples[frame * from->channels];
		product += sample * to->samples[frame * to->channels];
		square += sample * sample;
	}
	return product / square;
}

/* The impulse response is a second of noise that dies away. afir convolves in double with its own transforms. Some
 * versions of FFmpeg return twice the level. */
Test(peers, convolution_with_ffmpeg)
{
	peer_need(FFMPEG);
	peer_begin();
	struct sound response = sound_noise(7, 1, RATE, 0.5);
	for (size_t frame = 0; frame < response.frames; frame++)
		response.samples[frame] *= exp(-(double)frame / 6000.0);
	peer_second_source("ir.wav", &response);
	sound_release(&response);
	char filters_text[1024];
	snprintf(filters_text, sizeof filters_text,
		 "amovie=%s[ir];[in][ir]afir=dry=1:wet=1:gtype=none:minp=1024:precision=double",
		 peer_second_path("ir.wav"));
	source_noise(1);
	struct sound ours = peer_stemprint("convolver: ir.wav", RATE), theirs = peer_ffmpeg(filters_text);
	const double gain = fitted_gain(&theirs, &ours);
	cr_expect(fabs(gain - 1.0) < 1e-9 || fabs(gain - 0.5) < 1e-9, "afir is off by %g", gain);
	for (size_t i = 0; i < theirs.frames * theirs.channels; i++)
		theirs.samples[i] *= gain > 0.75 ? 1.0 : 0.5;
	const double off = peer_difference_db(&ours, &theirs, 0);
	cr_log_info("convolution: %.1f dBFS, limit -220 (afir's gain: %.12g)", off, 1.0 / gain);
	cr_expect_leq(off, -220.0, "%.1f dBFS", off);
	sound_release(&ours);
	sound_release(&theirs);
	peer_end();
}
