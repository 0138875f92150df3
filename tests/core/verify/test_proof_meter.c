/* stemprint tests: proofs against the table of null depths, and against faults.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/signal.h"
#include "verify/proof_meter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEMS_MAXIMUM = 64, BLOCK = 1000 };

static const struct print_format pcm16 = { CONTAINER_WAV, ENCODING_PCM16, DITHER_NONE, 0.0 };
static const struct print_format pcm24 = { CONTAINER_WAV, ENCODING_PCM24, DITHER_NONE, 0.0 };
static const struct print_format pcm16_tpdf = { CONTAINER_WAV, ENCODING_PCM16, DITHER_TPDF, 0.0 };
static const struct print_format pcm24_tpdf = { CONTAINER_WAV, ENCODING_PCM24, DITHER_TPDF, 0.0 };
static const struct print_format float32 = { CONTAINER_WAV, ENCODING_FLOAT32, DITHER_NONE, 0.0 };
static const struct print_format float64 = { CONTAINER_WAV, ENCODING_FLOAT64, DITHER_NONE, 0.0 };

static const struct proof_limits no_limits = { (double)NAN, (double)NAN, (double)NAN, 0.0, false, false };

/* A mix of gaussian stems, with a peak of -1 dBFS. */
struct session {
	size_t stem_count;
	size_t frames;
	double *mix;
	double *stems[STEMS_MAXIMUM];
	double mix_headroom_db, stem_headroom_db; /* files are printed lower by so much; default 0 */
};

static void mix_stems(struct session *session)
{
	memset(session->mix, 0, session->frames * sizeof *session->mix);
	for (size_t s = 0; s < session->stem_count; s++)
		for (size_t i = 0; i < session->frames; i++)
			session->mix[i] += session->stems[s][i];
}

/* Scales the stems, so that their mix has its peak. */
static void level_stems(struct session *session)
{
	mix_stems(session);
	double gain = pow(10.0, -1.0 / 20.0) / samples_peak(session->mix, session->frames);
	for (size_t s = 0; s < session->stem_count; s++)
		samples_scale(session->stems[s], session->frames, gain);
	mix_stems(session);
}

static struct session session_new(size_t stem_count, size_t frames, uint64_t seed)
{
	struct noise noise = { seed };
	struct session session = { .stem_count = stem_count, .frames = frames, .mix = samples_new(frames) };
	for (size_t s = 0; s < stem_count; s++) {
		session.stems[s] = samples_new(frames);
		for (size_t i = 0; i < frames; i++)
			session.stems[s][i] = noise_gauss(&noise);
	}
	level_stems(&session);
	return session;
}

static void session_release(struct session *session)
{
	free(session->mix);
	for (size_t s = 0; s < session->stem_count; s++)
		free(session->stems[s]);
}

static double print_sample(double x, const struct print_format *format, struct noise *noise)
{
	if (format->encoding == ENCODING_FLOAT64)
		return x;
	if (format->encoding == ENCODING_FLOAT32)
		return (double)(float)x;
	double steps = format->encoding == ENCODING_PCM16 ? 0x1p15 : 0x1p23;
	double dither = 0.0;
	if (format->dither == DITHER_TPDF)
		dither = 0.5 * (noise_uniform(noise) + noise_uniform(noise));
	return nearbyint(x * steps + dither) / steps;
}

static void print_column(double *samples, size_t frames, const struct print_format *format, uint64_t seed)
{
	struct noise noise = { seed };
	for (size_t i = 0; i < frames; i++)
		samples[i] = print_sample(samples[i], format, &noise);
}

static void print_session(struct session *session, const struct print_format *mix, const struct print_format *stems)
{
	samples_scale(session->mix, session->frames, pow(10.0, -session->mix_headroom_db / 20.0));
	print_column(session->mix, session->frames, mix, 1000);
	for (size_t s = 0; s < session->stem_count; s++)
		samples_scale(session->stems[s], session->frames, pow(10.0, -session->stem_headroom_db / 20.0));
	for (size_t s = 0; s < session->stem_count; s++)
		print_column(session->stems[s], session->frames, stems, 2000 + s);
}

static struct proof_result test_errors(const struct session *session, struct format_error mix, struct format_error stem,
				       const struct proof_limits *limits, struct arena *arena)
{
	struct format_error errors[STEMS_MAXIMUM];
	mix.headroom_db = session->mix_headroom_db;
	stem.headroom_db = session->stem_headroom_db;
	for (size_t s = 0; s < session->stem_count; s++)
		errors[s] = stem;
	struct proof_meter *test = proof_meter_new(arena, 48000.0, &mix, errors, session->stem_count, 1, BLOCK);
	cr_assert(test);
	for (size_t done = 0; done < session->frames;) {
		size_t count = session->frames - done < BLOCK ? session->frames - done : BLOCK;
		const double *mix_column = session->mix + done;
		const double *columns[STEMS_MAXIMUM];
		const double *const *stems[STEMS_MAXIMUM];
		for (size_t s = 0; s < session->stem_count; s++) {
			columns[s] = session->stems[s] + done;
			stems[s] = &columns[s];
		}
		proof_meter_add(test, &mix_column, stems, count);
		done += count;
	}
	double peaks[STEMS_MAXIMUM + 1] = { samples_peak(session->mix, session->frames) };
	for (size_t s = 0; s < session->stem_count; s++)
		peaks[s + 1] = samples_peak(session->stems[s], session->frames);
	struct proof_result result;
	proof_meter_read(test, peaks, limits, &result);
	return result;
}

static struct proof_result test_session(const struct session *session, const struct print_format *mix,
					const struct print_format *stem_format, const struct proof_limits *limits,
					struct arena *arena)
{
	return test_errors(session, format_error_of_print(mix), format_error_of_print(stem_format), limits, arena);
}

/* The residual rms and peak of the files, in dBFS. The limit of the rms is 0.1 dB. A peak is a whole number of LSBs,
   and grows with the length of the file. `lsb` is the range around the number of the table; it is 0 where the hard
   bound leaves no choice. */
static const struct depth {
	size_t stems;
	const struct print_format *format;
	double rms, peak;
	double lsb;
} depths[] = {
	{ 2, &pcm24, -144.5, -138.5, 0.0 },  { 2, &pcm24_tpdf, -139.7, -128.9, 1.0 },
	{ 2, &pcm16, -96.3, -90.3, 0.0 },    { 2, &pcm16_tpdf, -91.6, -80.8, 1.0 },
	{ 8, &pcm24, -139.7, -128.9, 1.0 },  { 8, &pcm24_tpdf, -135.0, -121.6, 1.0 },
	{ 8, &pcm16, -91.5, -80.8, 1.0 },    { 8, &pcm16_tpdf, -86.8, -73.4, 1.0 },
	{ 32, &pcm24, -134.1, -121.6, 1.0 }, { 32, &pcm24_tpdf, -129.3, -115.0, 2.0 },
	{ 32, &pcm16, -85.9, -73.4, 1.0 },   { 32, &pcm16_tpdf, -81.1, -68.0, 2.0 },
	{ 64, &pcm24, -131.1, -118.5, 1.0 }, { 64, &pcm24_tpdf, -126.4, -112.9, 2.0 },
	{ 64, &pcm16, -83.0, -69.5, 1.0 },   { 64, &pcm16_tpdf, -78.2, -64.7, 2.0 },
};

static double closed_form(unsigned bits, size_t stems, bool tpdf)
{
	return 20.0 * log10(pow(2.0, -(double)(bits - 1)) / sqrt(12.0)) + 10.0 * log10((double)stems + 1.0) +
	       (tpdf ? 20.0 * log10(sqrt(3.0)) : 0.0);
}

Test(proof_meter, depths_of_integer_files)
{
	for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++) {
		const struct depth *row = &depths[i];
		struct arena *arena = arena_new();
		struct session session = session_new(row->stems, 200000, i + 1);
		print_session(&session, row->format, row->format);
		struct proof_result result = test_session(&session, row->format, row->format, &no_limits, arena);
		unsigned bits = encoding_bits(row->format->encoding);
		bool tpdf = row->format->dither == DITHER_TPDF;
		double lsb = pow(2.0, -(double)(bits - 1));
		double peak_lsb = pow(10.0, result.residual_peak_dbfs / 20.0) / lsb;
		double table_lsb = pow(10.0, row->peak / 20.0) / lsb;
		cr_expect(fabs(result.residual_rms_dbfs - row->rms) <= 0.1, "row %zu: rms %.2f", i,
			  result.residual_rms_dbfs);
		cr_expect(fabs(peak_lsb - table_lsb) <= row->lsb + 0.05, "row %zu: peak %.2f LSB, table %.2f", i,
			  peak_lsb, table_lsb);
		cr_expect(fabs(result.floor_dbfs - (closed_form(bits, row->stems, tpdf))) <= 1e-9);
		double bound_lsb = (double)(row->stems + 1) * (tpdf ? 1.5 : 0.5);
		cr_expect(fabs(result.bound_dbfs - (20.0 * log10(bound_lsb * lsb))) <= 1e-9);
		cr_expect(result.status == VERDICT_PASS, "row %zu", i);
		session_release(&session);
		arena_free(arena);
	}
}

/* The peak of printed floats depends on the sound, so the peak of the table is only a limit. */
Test(proof_meter, depths_of_float32_files)
{
	static const struct {
		size_t stems;
		double rms, peak;
	} rows[] = { { 2, -163.0, -145.0 }, { 8, -163.0, -146.0 }, { 32, -163.0, -145.0 }, { 64, -163.0, -147.0 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		struct session session = session_new(rows[i].stems, 200000, 50 + i);
		print_session(&session, &float32, &float32);
		struct proof_result result = test_session(&session, &float32, &float32, &no_limits, arena);
		cr_expect(fabs(result.residual_rms_dbfs - rows[i].rms) <= 1.0, "row %zu: rms %.2f", i,
			  result.residual_rms_dbfs);
		cr_expect(result.residual_peak_dbfs <= rows[i].peak + 1.0, "row %zu: peak %.2f", i,
			  result.residual_peak_dbfs);
		cr_expect(fabs(result.floor_dbfs - result.residual_rms_dbfs) <= 0.1, "row %zu: floor %.2f, rms %.2f", i,
			  result.floor_dbfs, result.residual_rms_dbfs);
		cr_expect(result.status == VERDICT_PASS);
		session_release(&session);
		arena_free(arena);
	}
}

/* The mix is summed in another order than that of the test. */
Test(proof_meter, depths_of_float64_files)
{
	static const struct {
		size_t stems;
		double rms, peak;
	} rows[] = {
		{ 2, -INFINITY, -INFINITY }, { 8, -331.0, -309.0 }, { 32, -325.0, -305.0 }, { 64, -322.0, -301.0 }
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		struct session session = session_new(rows[i].stems, 200000, 70 + i);
		for (size_t f = 0; f < session.frames; f++) {
			session.mix[f] = 0.0;
			for (size_t s = session.stem_count; s-- > 0;)
				session.mix[f] += session.stems[s][f];
		}
		struct proof_result result = test_session(&session, &float64, &float64, &no_limits, arena);
		cr_expect(result.residual_rms_dbfs <= rows[i].rms + 2.0 &&
				  result.residual_rms_dbfs >= rows[i].rms - 2.0,
			  "row %zu: rms %.2f", i, result.residual_rms_dbfs);
		cr_expect(result.residual_peak_dbfs <= rows[i].peak + 1.0, "row %zu: peak %.2f", i,
			  result.residual_peak_dbfs);
		cr_expect(result.status == VERDICT_PASS, "row %zu: floor %.2f", i, result.floor_dbfs);
		session_release(&session);
		arena_free(arena);
	}
}

Test(proof_meter, formats_may_differ)
{
	struct arena *arena = arena_new();
	struct session session = session_new(4, 200000, 9);
	print_session(&session, &pcm24_tpdf, &pcm16);
	struct proof_result result = test_session(&session, &pcm24_tpdf, &pcm16, &no_limits, arena);
	double expected = 4.0 * 0x1p-30 / 12.0 + 3.0 * 0x1p-46 / 12.0;
	cr_expect(fabs(result.floor_dbfs - (10.0 * log10(expected))) <= 1e-9);
	cr_expect(fabs(result.residual_rms_dbfs - result.floor_dbfs) <= 0.1);
	cr_expect(result.status == VERDICT_PASS);
	session_release(&session);
	arena_free(arena);
}

/* Makes two stems of one sine, so that the level of the fault is known: the residual, in dB under the faulty stem. */
static struct session tones(double frequency, size_t frames)
{
	struct session session = { .stem_count = 2, .frames = frames, .mix = samples_new(frames) };
	for (size_t s = 0; s < 2; s++)
		session.stems[s] = samples_new(frames);
	for (size_t i = 0; i < frames; i++) {
		session.stems[0][i] = 0.25 * sin(2.0 * M_PI * frequency * (double)i / 48000.0);
		session.stems[1][i] = 0.1 * sin(2.0 * M_PI * 731.0 * (double)i / 48000.0);
		session.mix[i] = session.stems[0][i] + session.stems[1][i];
	}
	return session;
}

enum fault { FAULT_GAIN, FAULT_LATE, FAULT_POLARITY };

static const struct signature {
	enum fault fault;
	double amount; /* dB of gain, or Hz of the tone */
	double residual; /* dB against the stem */
} signatures[] = {
	{ FAULT_GAIN, -1.0, -19.3 },   { FAULT_GAIN, 1.0, -18.3 },     { FAULT_GAIN, 0.1, -38.7 },
	{ FAULT_GAIN, 0.01, -58.8 },   { FAULT_GAIN, 0.001, -78.8 },   { FAULT_LATE, 100.0, -37.7 },
	{ FAULT_LATE, 1000.0, -17.7 }, { FAULT_LATE, 2000.0, -11.67 }, { FAULT_POLARITY, 0.0, 6.02 },
};

static void apply(const struct signature *signature, double *stem, size_t frames)
{
	switch (signature->fault) {
	case FAULT_GAIN:
		samples_scale(stem, frames, pow(10.0, signature->amount / 20.0));
		break;
	case FAULT_LATE:
		memmove(stem + 1, stem, (frames - 1) * sizeof *stem);
		stem[0] = 0.0;
		break;
	case FAULT_POLARITY:
		samples_scale(stem, frames, -1.0);
		break;
	}
}

Test(proof_meter, faults_leave_their_signature)
{
	for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
		const struct signature *row = &signatures[i];
		struct arena *arena = arena_new();
		struct session session = tones(row->fault == FAULT_LATE ? row->amount : 1000.0, 96000);
		double stem_rms = 20.0 * log10(samples_rms(session.stems[0], session.frames));
		apply(row, session.stems[0], session.frames);
		print_session(&session, &pcm24_tpdf, &pcm24_tpdf);
		struct proof_result result = test_session(&session, &pcm24_tpdf, &pcm24_tpdf, &no_limits, arena);
		cr_expect(fabs(result.residual_rms_dbfs - stem_rms - row->residual) <= 0.06, "row %zu: %.2f dB", i,
			  result.residual_rms_dbfs - stem_rms);
		cr_expect(result.status == VERDICT_FAIL, "row %zu", i);
		session_release(&session);
		arena_free(arena);
	}
}

/* A hum of 8 dB over the floor stays far under the hard bound of 33 dithered files: only the rms shows it. */
Test(proof_meter, the_floor_tells_what_the_bound_cannot)
{
	struct arena *arena = arena_new();
	struct session session = session_new(32, 100000, 11);
	print_session(&session, &pcm24_tpdf, &pcm24_tpdf);
	for (size_t i = 0; i < session.frames; i++)
		session.mix[i] += 8.0 * 0x1p-23 * sin(2.0 * M_PI * 50.0 * (double)i / 48000.0);
	struct proof_result result = test_session(&session, &pcm24_tpdf, &pcm24_tpdf, &no_limits, arena);
	cr_expect(result.residual_peak_dbfs < result.bound_dbfs);
	cr_expect(result.status == VERDICT_FAIL);
	session_release(&session);
	arena_free(arena);
}

/* Makes stems that hold the same sound up to frame `alike`. */
static struct session alike_session(size_t stem_count, size_t alike, size_t frames)
{
	struct session session = session_new(stem_count, frames, 21);
	for (size_t s = 1; s < stem_count; s++)
		memcpy(session.stems[s], session.stems[0], alike * sizeof *session.stems[s]);
	level_stems(&session);
	return session;
}

/* The same loop on several tracks leaves the same rounding errors in their stems, which add up as amplitudes. A fault
   as loud as they are is found. */
Test(proof_meter, alike_stems_have_alike_errors)
{
	static const size_t counts[] = { 2, 3, 5, 8, 32 };
	static const struct print_format *const formats[] = { &pcm16, &pcm24, &float32 };
	const size_t frames = 100000;
	for (size_t row = 0; row < 2 * 5 * 3; row++) {
		const size_t count = counts[row / 2 % 5], alike = row % 2 == 0 ? frames : 40 * BLOCK;
		const struct print_format *format = formats[row / 10];
		struct arena *arena = arena_new();
		struct session session = alike_session(count, alike, frames);
		print_session(&session, format, format);
		struct proof_result result = test_session(&session, format, format, &no_limits, arena);
		cr_expect(result.status == VERDICT_PASS, "format %zu, %zu stems, %zu frames: rms %.1f, floor %.1f",
			  row / 10, count, alike, result.residual_rms_dbfs, result.floor_dbfs);
		const double fault = 2.0 * pow(10.0, result.floor_dbfs / 20.0);
		for (size_t i = 0; i < frames; i++)
			session.mix[i] += fault * sin(2.0 * M_PI * 50.0 * (double)i / 48000.0);
		result = test_session(&session, format, format, &no_limits, arena);
		cr_expect(result.status == VERDICT_FAIL, "format %zu, %zu stems, %zu frames", row / 10, count, alike);
		session_release(&session);
		arena_free(arena);
	}
}

/* Six tracks play one recording of 16 bits through a gain of 0.7: in binary this has a period of four bits, so that the
   error of the mix depends on that of the stems. A seventh track makes them independent. */
Test(proof_meter, the_error_of_a_mix_may_go_with_those_of_alike_stems)
{
	const size_t frames = 40 * BLOCK;
	for (size_t count = 6; count <= 7; count++) {
		struct arena *arena = arena_new();
		struct session session = session_new(count, frames, 5);
		for (size_t s = 0; s < 6; s++)
			for (size_t i = 0; i < frames; i++)
				session.stems[s][i] = 0.7 * (double)((int)(i * 7919 % 6553) - 3276) / 32768.0;
		mix_stems(&session);
		print_session(&session, &float32, &float32);
		struct proof_result result = test_session(&session, &float32, &float32, &no_limits, arena);
		const double over = result.residual_rms_dbfs - result.floor_dbfs;
		cr_expect(result.status == VERDICT_PASS, "%zu stems: %+.2f dB", count, over);
		cr_expect(count == 6 ? over > 1.1 : over < 0.5, "%zu stems: %+.2f dB", count, over);
		cr_expect(result.limit_dbfs - result.floor_dbfs < (count == 6 ? 3.4 : 1.3), "%zu stems", count);
		const double fault = 2.0 * pow(10.0, result.floor_dbfs / 20.0);
		for (size_t i = 0; i < frames; i++)
			session.mix[i] += fault * sin(2.0 * M_PI * 50.0 * (double)i / 48000.0);
		result = test_session(&session, &float32, &float32, &no_limits, arena);
		cr_expect(result.status == VERDICT_FAIL, "%zu stems", count);
		session_release(&session);
		arena_free(arena);
	}
}

/* Makes stems that hold one of two sounds that are 0 wherever a block is looked at evenly: a tone of 12 kHz, and the
   two sides of a square wave, whose samples cancel each other. */
static struct session periodic_session(size_t stem_count, bool square, size_t frames)
{
	static const double tone[4] = { 0.0, 0.0772, 0.0, -0.0772 };
	struct session session = session_new(stem_count, frames, 21);
	for (size_t s = 0; s < stem_count; s++)
		for (size_t i = 0; i < frames; i++)
			session.stems[s][i] = square ? (i / 128 % 2 == 0 ? 0.0437 : -0.0437) : tone[i % 4];
	level_stems(&session);
	return session;
}

/* Returns the distance of the floats next to x. */
static double float_step(double x)
{
	int exponent;
	frexp(x, &exponent);
	return ldexp(1.0, exponent - 24);
}

/* The errors of alike stems add up as amplitudes, also where one is twice as loud, which rounds its floats alike. */
Test(proof_meter, alike_stems_may_be_zero_at_regular_times)
{
	for (size_t row = 0; row < 20; row++) {
		const size_t count = 4 + row / 4;
		const bool square = row % 2 == 1, doubled = row / 2 % 2 == 1;
		struct arena *arena = arena_new();
		struct session session = periodic_session(count, square, 50000);
		for (size_t i = 0; doubled && i < session.frames; i++) {
			session.mix[i] += session.stems[1][i];
			session.stems[1][i] *= 2.0;
		}
		const double stem = float_step(session.stems[0][1]), mix = float_step(session.mix[1]);
		const double stems = stem * (double)(doubled ? count + 1 : count);
		const double power = (square ? 1.0 : 0.5) * (stems * stems + mix * mix) / 12.0;
		print_session(&session, &float32, &float32);
		struct proof_result result = test_session(&session, &float32, &float32, &no_limits, arena);
		cr_expect(fabs(result.floor_dbfs - 10.0 * log10(power)) <= 0.1, "row %zu: floor %.2f dBFS, not %.2f",
			  row, result.floor_dbfs, 10.0 * log10(power));
		session_release(&session);
		arena_free(arena);
	}
}

/* Dither makes the errors differ. */
Test(proof_meter, alike_stems_with_dither_leave_what_others_leave)
{
	struct arena *arena = arena_new();
	struct session session = alike_session(8, 100000, 100000);
	print_session(&session, &pcm24_tpdf, &pcm24_tpdf);
	struct proof_result result = test_session(&session, &pcm24_tpdf, &pcm24_tpdf, &no_limits, arena);
	cr_expect(fabs(result.floor_dbfs - -135.0) <= 0.1, "floor %.1f", result.floor_dbfs);
	cr_expect(fabs(result.residual_rms_dbfs - result.floor_dbfs) <= 0.1);
	session_release(&session);
	arena_free(arena);
}

Test(proof_meter, one_wrong_sample_is_found_where_it_is)
{
	struct arena *arena = arena_new();
	struct session session = session_new(2, 100000, 12);
	print_session(&session, &pcm24, &pcm24);
	session.stems[1][77777] += 4.0 * 0x1p-23;
	struct proof_result result = test_session(&session, &pcm24, &pcm24, &no_limits, arena);
	cr_expect(result.status == VERDICT_FAIL);
	cr_expect(result.peak_frame == 77777);
	cr_expect(result.peak_channel == 0);
	cr_expect(result.frames == 100000);
	cr_expect(fabs(result.stem_peaks_dbfs[0] - (20.0 * log10(samples_peak(session.stems[0], 100000)))) <= 1e-9);
	session_release(&session);
	arena_free(arena);
}

Test(proof_meter, the_recipe_may_set_its_own_limit)
{
	struct arena *arena = arena_new();
	struct session session = session_new(2, 20000, 13);
	print_session(&session, &pcm16_tpdf, &pcm16_tpdf);
	struct proof_limits limits = { -120.0, (double)NAN, (double)NAN, 0.0, false, false };
	cr_expect(test_session(&session, &pcm16_tpdf, &pcm16_tpdf, &limits, arena).status == VERDICT_FAIL);
	samples_scale(session.stems[0], session.frames, 0.99);
	limits.max_residual_dbfs = -30.0;
	cr_expect(test_session(&session, &pcm16_tpdf, &pcm16_tpdf, &limits, arena).status == VERDICT_PASS);
	session_release(&session);
	arena_free(arena);
}

Test(proof_meter, zero_passes_every_limit)
{
	struct arena *arena = arena_new();
	struct session session = session_new(1, 1000, 14);
	memcpy(session.mix, session.stems[0], 1000 * sizeof(double));
	struct proof_limits limits = { -1000.0, (double)NAN, (double)NAN, 0.0, false, false };
	struct proof_result result = test_session(&session, &pcm24, &pcm24, &limits, arena);
	cr_expect(result.status == VERDICT_PASS);
	cr_expect(result.residual_peak_dbfs == -(double)INFINITY);
	memset(session.mix, 0, 1000 * sizeof(double));
	memset(session.stems[0], 0, 1000 * sizeof(double));
	result = test_session(&session, &float32, &float32, &no_limits, arena);
	cr_expect(result.status == VERDICT_PASS);
	cr_expect(result.floor_dbfs == -(double)INFINITY);
	cr_expect(result.stem_peaks_dbfs[0] == -(double)INFINITY);
	session_release(&session);
	arena_free(arena);
}

/* The residual of the engine is no fault of the files, but it excuses no more than a sound engine leaves. */
Test(proof_meter, the_engine_residual_counts_up_to_its_limit)
{
	static const struct {
		double off, engine;
		enum verdict_status status;
	} rows[] = {
		{ 1e-12, 1e-12, VERDICT_PASS },
		{ 1e-12, 0.0, VERDICT_FAIL },
		{ 1e-12, 1e-15, VERDICT_FAIL },
		{ 1e-6, 1e-6, VERDICT_FAIL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		struct session session = session_new(2, 10000, 15);
		for (size_t f = 0; f < session.frames; f++)
			session.mix[f] += rows[i].off;
		struct proof_limits limits = { (double)NAN, rows[i].engine * 1.001, rows[i].engine, 0.0, false, false };
		struct proof_result result = test_session(&session, &float64, &float64, &limits, arena);
		cr_expect(result.status == rows[i].status, "row %zu", i);
		session_release(&session);
		arena_free(arena);
	}
}

/* The square of a sample of 1e300 overflows: no proof passes by a comparison of infinities. */
Test(proof_meter, overflow_fails)
{
	struct arena *arena = arena_new();
	struct session session = session_new(2, 1000, 16);
	session.mix[10] = 1e300;
	struct proof_result result = test_session(&session, &float64, &float64, &no_limits, arena);
	cr_expect(result.status == VERDICT_FAIL);
	session_release(&session);
	arena_free(arena);
}

/* Chance moves the rms of a few samples by far more than 1 dB, and short prints still pass. */
Test(proof_meter, short_files_pass)
{
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct arena *arena = arena_new();
		struct session session = session_new(3, 3 + (size_t)seed, 100 + seed);
		print_session(&session, &pcm24_tpdf, &pcm24_tpdf);
		struct proof_result result = test_session(&session, &pcm24_tpdf, &pcm24_tpdf, &no_limits, arena);
		cr_expect(result.status == VERDICT_PASS, "seed %d", (int)seed);
		session_release(&session);
		arena_free(arena);
	}
}

/* A desk that sums in float32 rounds at each addition. The floor of float64 is too low for it, but one step of float32
   too much is still found. */
Test(proof_meter, sums_of_float32)
{
	enum { FRAMES = 48000, STEMS = 32 };
	static float stems[STEMS][FRAMES];
	double mix[FRAMES], column[STEMS][BLOCK];
	struct noise noise = { 17 };
	for (size_t i = 0; i < FRAMES; i++) {
		float sum = 0.0f;
		for (size_t s = 0; s < STEMS; s++) {
			stems[s][i] = (float)(0.02 * noise_gauss(&noise));
			sum += stems[s][i];
		}
		mix[i] = (double)sum;
	}
	for (unsigned test_case = 0; test_case < 3; test_case++) {
		struct arena *arena = arena_new();
		struct format_error mix_error = format_error_of_floats(32), errors[STEMS];
		mix_error.sum_step = test_case == 0 ? 0.0 : 0x1p-23;
		for (size_t s = 0; s < STEMS; s++)
			errors[s] = format_error_of_floats(32);
		struct proof_meter *test = proof_meter_new(arena, 48000.0, &mix_error, errors, STEMS, 1, BLOCK);
		double peaks[STEMS + 1] = { samples_peak(mix, FRAMES) };
		for (size_t done = 0, count; done < FRAMES; done += count) {
			const double *columns[STEMS], *mix_column = mix + done;
			const double *const *blocks[STEMS];
			count = FRAMES - done < BLOCK ? FRAMES - done : BLOCK;
			for (size_t s = 0; s < STEMS; s++) {
				double gain = test_case == 2 && s == 0 ? 1.0 + 0x1p-14 : 1.0;
				for (size_t i = 0; i < count; i++)
					column[s][i] = gain * (double)stems[s][done + i];
				columns[s] = column[s];
				blocks[s] = &columns[s];
				peaks[s + 1] = fmax(peaks[s + 1], samples_peak(column[s], count));
			}
			proof_meter_add(test, &mix_column, blocks, count);
		}
		struct proof_result result;
		proof_meter_read(test, peaks, &no_limits, &result);
		cr_expect(result.status == (test_case == 1 ? VERDICT_PASS : VERDICT_FAIL),
			  "case %u: %.1f rms, floor %.1f", test_case, result.residual_rms_dbfs, result.floor_dbfs);
		arena_free(arena);
	}
}

/* Compares the closed form of proof_meter.h with the files. */
Test(proof_meter, headroom_raises_samples_and_errors)
{
	static const struct {
		size_t stems;
		const struct print_format *mix, *format;
		double mix_headroom_db, stem_headroom_db;
	} rows[] = { { 5, &pcm16_tpdf, &pcm16_tpdf, 0.0, 6.0 }, { 5, &pcm24_tpdf, &pcm24_tpdf, 6.0, 6.0 },
		     { 3, &pcm24, &pcm16, 0.0, 3.5 },           { 8, &pcm24_tpdf, &pcm24_tpdf, 12.0, 2.5 },
		     { 4, &float32, &pcm24_tpdf, 0.0, 60.0 },   { 2, &pcm24_tpdf, &pcm24_tpdf, 1.0, 0.0 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *arena = arena_new();
		struct session session = session_new(rows[i].stems, 96000, 7 + i);
		session.mix_headroom_db = rows[i].mix_headroom_db;
		session.stem_headroom_db = rows[i].stem_headroom_db;
		print_session(&session, rows[i].mix, rows[i].format);
		const struct proof_result result =
			test_session(&session, rows[i].mix, rows[i].format, &no_limits, arena);
		const double mix_error = format_error_of_print(rows[i].mix).power;
		const double stem_error = format_error_of_print(rows[i].format).power;
		const double power = (double)rows[i].stems * pow(10.0, rows[i].stem_headroom_db / 10.0) * stem_error +
				     pow(10.0, rows[i].mix_headroom_db / 10.0) * mix_error;
		cr_expect_eq(result.status, VERDICT_PASS, "row %zu", i);
		cr_expect(result.explained, "row %zu", i);
		cr_expect_float_eq(result.floor_dbfs, 10.0 * log10(power), 0.01, "row %zu", i);
		cr_expect_float_eq(result.residual_rms_dbfs, 10.0 * log10(power), 0.1, "row %zu", i);
		cr_expect_leq(result.residual_peak_dbfs, result.bound_dbfs, "row %zu", i);
		cr_expect_float_eq(result.mix_peak_dbfs, -1.0, 0.01, "row %zu: as before it was lowered", i);
		cr_expect_eq(result.stem_headroom_db, rows[i].stem_headroom_db);
		cr_expect_eq(result.mix_headroom_db, rows[i].mix_headroom_db);
		session_release(&session);
		arena_free(arena);
	}
}

/* A headroom that is wrong by a tenth of a decibel fails. */
Test(proof_meter, headroom_that_is_told_wrong_fails)
{
	struct arena *arena = arena_new();
	struct session session = session_new(3, 48000, 9);
	session.stem_headroom_db = 6.0;
	print_session(&session, &pcm24_tpdf, &pcm24_tpdf);
	session.stem_headroom_db = 6.1;
	cr_expect_eq(test_session(&session, &pcm24_tpdf, &pcm24_tpdf, &no_limits, arena).status, VERDICT_FAIL);
	session_release(&session);
	arena_free(arena);
}

/* Integers that add up leave nothing when all files have one headroom, whatever the factor. */
Test(proof_meter, headroom_of_all_keeps_an_exact_sum_exact)
{
	struct arena *arena = arena_new();
	struct session session = session_new(5, 48000, 11);
	print_session(&session, &pcm24, &pcm24);
	memset(session.mix, 0, session.frames * sizeof *session.mix);
	for (size_t s = 0; s < session.stem_count; s++)
		for (size_t i = 0; i < session.frames; i++)
			session.mix[i] += session.stems[s][i];
	session.mix_headroom_db = session.stem_headroom_db = 3.7;
	struct proof_limits limits = no_limits;
	limits.exact = true;
	const struct proof_result result = test_session(&session, &pcm24, &pcm24, &limits, arena);
	cr_expect_eq(result.residual_peak_dbfs, -(double)INFINITY);
	cr_expect_eq(result.status, VERDICT_PASS);
	session_release(&session);
	arena_free(arena);
}

static void truncate_column(double *samples, size_t frames, unsigned bits)
{
	for (size_t i = 0; i < frames; i++)
		samples[i] = ldexp(floor(ldexp(samples[i], (int)bits - 1)), 1 - (int)bits);
}

static void truncate_session(struct session *session, unsigned bits)
{
	truncate_column(session->mix, session->frames, bits);
	for (size_t s = 0; s < session->stem_count; s++)
		truncate_column(session->stems[s], session->frames, bits);
}

/* The next lower integer is LSB/2 too low on average: (N - 1)/2 LSB are left, with (N + 1)/12 LSB^2 around them. */
Test(proof_meter, truncated_files_from_elsewhere_hold)
{
	static const size_t counts[] = { 2, 5, 8, 32 };
	for (unsigned bits = 16; bits <= 24; bits += 8)
		for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
			struct arena *arena = arena_new();
			struct session session = session_new(counts[i], 100000, 30 + i);
			const struct format_error error = format_error_of_foreign_integers(bits);
			const double n = (double)counts[i], step = ldexp(1.0, 1 - (int)bits);
			const double power = (n + 1.0) / 12.0 + (n - 1.0) * (n - 1.0) / 4.0;
			truncate_session(&session, bits);
			struct proof_result result = test_errors(&session, error, error, &no_limits, arena);
			cr_expect(fabs(result.residual_rms_dbfs - 20.0 * log10(step * sqrt(power))) <= 0.1);
			cr_expect(result.status == VERDICT_PASS, "%zu stems of %u bits", counts[i], bits);
			cr_expect(result.truncated == (counts[i] > 2), "TPDF dither may leave as much of 2 stems");
			cr_expect(result.residual_rms_dbfs <= result.floor_dbfs);
			/* The same residual of files that are known to be rounded is a fault. */
			const struct format_error rounded = format_error_of_integers(bits, DITHER_NONE);
			result = test_errors(&session, rounded, rounded, &no_limits, arena);
			cr_expect(result.status == VERDICT_FAIL && !result.truncated);
			session_release(&session);
			arena_free(arena);
		}
}

/* The constant changes where stems fall silent. */
Test(proof_meter, truncated_files_may_be_silent)
{
	struct arena *arena = arena_new();
	struct session session = session_new(8, 100000, 41);
	const struct format_error error = format_error_of_foreign_integers(24);
	for (size_t i = 0; i < session.frames; i++)
		for (size_t s = 0; s < session.stem_count; s++)
			if ((i / 10000 + s) % 3 == 0) {
				session.mix[i] -= session.stems[s][i];
				session.stems[s][i] = 0.0;
			}
	truncate_session(&session, 24);
	struct proof_result result = test_errors(&session, error, error, &no_limits, arena);
	cr_expect(result.status == VERDICT_PASS && result.truncated);
	session_release(&session);
	arena_free(arena);
}

/* A constant that truncation cannot leave, of either sign (3.5 steps are its own), and a stem that is off by 0.001 dB.
 */
Test(proof_meter, truncation_hides_no_fault)
{
	static const struct {
		double offset_steps, gain_db;
	} rows[] = { { 2.5, 0.0 }, { -6.0, 0.0 }, { 0.0, 0.001 }, { 0.0, -0.001 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		struct session session = session_new(8, 100000, 50);
		const struct format_error error = format_error_of_foreign_integers(24);
		samples_scale(session.stems[3], session.frames, pow(10.0, rows[i].gain_db / 20.0));
		truncate_session(&session, 24);
		for (size_t k = 0; k < session.frames; k++)
			session.mix[k] += rows[i].offset_steps * 0x1p-23;
		struct proof_result result = test_errors(&session, error, error, &no_limits, arena);
		cr_expect(result.status == VERDICT_FAIL && !result.truncated, "row %zu", i);
		session_release(&session);
		arena_free(arena);
	}
}

/* Each file has its own word length, and is truncated; or its fractions are cut off, toward zero. */
Test(proof_meter, truncated_files_of_two_sizes_hold)
{
	static const struct {
		unsigned mix_bits, stem_bits;
		bool toward_zero;
	} rows[] = { { 24, 16, false }, { 16, 24, false }, { 16, 24, true }, { 24, 16, true } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new();
		struct session session = session_new(8, 100000, 60 + i);
		for (size_t s = 0; s <= session.stem_count; s++) {
			double *samples = s == 0 ? session.mix : session.stems[s - 1];
			const double steps = ldexp(1.0, (int)(s == 0 ? rows[i].mix_bits : rows[i].stem_bits) - 1);
			for (size_t k = 0; k < session.frames; k++)
				samples[k] =
					(rows[i].toward_zero ? trunc(samples[k] * steps) : floor(samples[k] * steps)) /
					steps;
		}
		struct proof_result result =
			test_errors(&session, format_error_of_foreign_integers(rows[i].mix_bits),
				    format_error_of_foreign_integers(rows[i].stem_bits), &no_limits, arena);
		cr_expect(result.status == VERDICT_PASS, "row %zu", i);
		/* White noise of twice this rms is a fault. */
		struct noise noise = { 3 };
		for (size_t k = 0; k < session.frames; k++)
			session.mix[k] += 2.0 * pow(10.0, result.residual_rms_dbfs / 20.0) * noise_gauss(&noise);
		result = test_errors(&session, format_error_of_foreign_integers(rows[i].mix_bits),
				     format_error_of_foreign_integers(rows[i].stem_bits), &no_limits, arena);
		cr_expect(result.status == VERDICT_FAIL, "row %zu", i);
		session_release(&session);
		arena_free(arena);
	}
}
