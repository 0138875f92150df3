/* stemprint: judges the quality of files by fixed thresholds.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "verify/quality_verdict.h"

#include "dsp/elementary.h"
#include "measure/moment.h"

#include <inttypes.h>
#include <math.h>

struct judging {
	struct verdicts *verdicts;
	const char *name;
	const struct quality *quality;
};

static void add(const struct judging *judging, const char *what, bool well, const char *detail)
{
	struct verdicts *verdicts = judging->verdicts;
	verdicts_add(verdicts, arena_format(verdicts->arena, "%s %s", what, judging->name),
		     well ? VERDICT_PASS : VERDICT_FAIL, detail);
}

static struct moment moment_of(const struct quality *quality, uint64_t frame)
{
	return moment_of_frame(frame, quality->sample_rate);
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void judge_clipping(const struct judging *judging)
{
	const struct quality *quality = judging->quality;
	const struct fault *fault = &quality->clipping.fault;
	struct arena *arena = judging->verdicts->arena;
	const char *detail = "no run of samples at full scale, no flat tops under it";
	const char *where = "at full scale";
	if (!isnan(quality->flat_dbfs))
		where = arena_format(arena, "at one level, up to %.2f dBFS", quality->flat_dbfs);
	if (fault->count > 0)
		detail = arena_format(arena,
				      "%" PRIu64 " run%s of samples %s, the longest of %.0f, the first at "
				      "%s in channel %zu: print it again at a lower level",
				      fault->count, plural(fault->count), where, fault->worst,
				      moment_of(quality, fault->first_frame).text, quality->clipping.channel + 1);
	add(judging, "clipping", fault->count == 0, detail);
}

static void judge_peak(const struct judging *judging)
{
	const struct quality *quality = judging->quality;
	bool well = !(quality->true_peak_dbtp > QUALITY_TRUE_PEAK_DBTP);
	const char *detail = "silent";
	if (!well && quality->over_frame != QUALITY_NO_FRAME)
		detail = arena_format(judging->verdicts->arena,
				      "%.2f dBTP; over 0 dBTP first at %s: lower it, or limit its true peak",
				      quality->true_peak_dbtp, moment_of(quality, quality->over_frame).text);
	else if (!isnan(quality->true_peak_dbtp))
		detail = arena_format(judging->verdicts->arena, "%.2f dBTP%s", quality->true_peak_dbtp,
				      well ? "" : ": lower it, or limit its true peak");
	add(judging, "peak", well, detail);
}

static void judge_offset(const struct judging *judging)
{
	const struct quality *quality = judging->quality;
	bool well = !(quality->offset_dbfs > QUALITY_OFFSET_DBFS && quality->offset_rms_db > QUALITY_OFFSET_RMS_DB);
	const char *detail = "none";
	if (!isnan(quality->offset_dbfs))
		detail = arena_format(judging->verdicts->arena, "a constant of %.1f dBFS in channel %zu%s",
				      quality->offset_dbfs, quality->offset_channel + 1,
				      well ? "" : ": take it away with a high-pass");
	add(judging, "offset", well, detail);
}

static void judge_silence(const struct judging *judging)
{
	const struct quality *quality = judging->quality;
	const char *detail = "it is silent from end to end";
	if (!quality->silent)
		detail = arena_format(judging->verdicts->arena,
				      "%.3f s before the sound, %.3f s after it, the longest pause %.3f s at %s",
				      (double)quality->lead_frames / quality->sample_rate,
				      (double)quality->tail_frames / quality->sample_rate,
				      (double)quality->pause_frames / quality->sample_rate,
				      moment_of(quality, quality->pause_frame).text);
	add(judging, "silence", !quality->silent, detail);
}

/* Stretches of time that are wrong. */
struct stretch {
	const char *what, *none, *one, *more, *remedy;
};

static void judge_stretches(const struct judging *judging, const struct stretch *stretch,
			    const struct quality_fault *found)
{
	const struct quality *quality = judging->quality;
	const struct fault *fault = &found->fault;
	const char *detail = stretch->none;
	if (fault->count > 0)
		detail = arena_format(judging->verdicts->arena,
				      "%" PRIu64 " %s, the longest of %.1f ms, the first at %s in channel %zu: %s",
				      fault->count, fault->count == 1 ? stretch->one : stretch->more,
				      1000.0 * fault->worst / quality->sample_rate,
				      moment_of(quality, fault->first_frame).text, found->channel + 1, stretch->remedy);
	add(judging, stretch->what, fault->count == 0, detail);
}

static void judge_all_stretches(const struct judging *judging)
{
	static const struct stretch dropouts = { "dropouts", "no stretch of zeros within sound",
						 "stretch of zeros within sound", "stretches of zeros within sound",
						 "record or print it again" };
	static const struct stretch held = { "held", "no sample is held", "stretch of one held sample",
					     "stretches of one held sample each", "record or print it again" };
	static const struct stretch repeats = { "repeats", "no stretch comes twice", "stretch that comes twice",
						"stretches that come twice", "record or print it again" };
	judge_stretches(judging, &dropouts, &judging->quality->dropouts);
	judge_stretches(judging, &held, &judging->quality->held);
	judge_stretches(judging, &repeats, &judging->quality->repeats);
}

static void judge_clicks(const struct judging *judging)
{
	const struct quality *quality = judging->quality;
	const struct fault *fault = &quality->clicks.fault;
	const char *detail = "none";
	if (fault->count > 0)
		detail = arena_format(judging->verdicts->arena,
				      "%" PRIu64
				      " click%s, the largest of %.1f dBFS, the first at %s in channel %zu: listen "
				      "there, and repair it",
				      fault->count, plural(fault->count), gain_to_decibel(fault->worst),
				      moment_of(quality, fault->first_frame).text, quality->clicks.channel + 1);
	add(judging, "clicks", fault->count == 0, detail);
}

static void judge_phase(const struct judging *judging)
{
	const struct quality *quality = judging->quality;
	struct arena *arena = judging->verdicts->arena;
	bool well = !(quality->mono_loss_db < QUALITY_MONO_LOSS_DB);
	if (isnan(quality->correlation))
		return;
	const char *detail = arena_format(
		arena, "correlation %.2f, mono %.1f dB%s%s", quality->correlation, fmax(-200.0, quality->mono_loss_db),
		quality->opposed_frame == QUALITY_NO_FRAME ? "" : ", against each other first at ",
		quality->opposed_frame == QUALITY_NO_FRAME ? "" : moment_of(quality, quality->opposed_frame).text);
	if (!well && detail)
		detail = arena_format(arena, "%s: turn the polarity of one side", detail);
	add(judging, "phase", well, detail);
}

static void judge_balance(const struct judging *judging)
{
	const double nothing_db = 60.0; /* over this, the other side is no more than dither */
	double balance = judging->quality->balance_db;
	bool well = fabs(balance) <= QUALITY_BALANCE_DB;
	if (isnan(balance))
		return;
	const char *detail = balance > 0.0 ? "the right side is silent" : "the left side is silent";
	if (fabs(balance) < nothing_db)
		detail = arena_format(judging->verdicts->arena, "the left stands %+.1f dB over the right%s", balance,
				      well ? "" : ": look at its pans");
	add(judging, "balance", well, detail);
}

static void judge_stereo(const struct judging *judging)
{
	const struct quality *quality = judging->quality;
	struct arena *arena = judging->verdicts->arena;
	double copy = quality->band.copy;
	if (isnan(quality->correlation))
		return;
	bool delayed = fabs(copy) >= QUALITY_COPY && fabs(copy) - fabs(quality->band.together) >= QUALITY_COPY_OVER;
	bool dithered = !isnan(quality->difference_dbfs);
	const char *detail = "two sides of their own";
	if (quality->identical)
		detail = "both sides are one signal: it is mono; print one channel";
	else if (quality->inverted)
		detail = "the right side is the left one inverted: it is mono, and gone in mono";
	else if (dithered)
		detail = arena_format(arena,
				      "both sides are one signal, and differ by dither of %.1f dBFS: it is mono; print "
				      "one channel",
				      quality->difference_dbfs);
	else if (delayed)
		detail = arena_format(arena, "the right side is the left one%s, %.2f ms %s: stereo made of mono",
				      copy < 0.0 ? " inverted" : "",
				      1000.0 * fabs((double)quality->band.copy_lag) / quality->sample_rate,
				      quality->band.copy_lag > 0 ? "later" : "earlier");
	else if (!isnan(copy))
		detail = arena_format(arena, "two sides of their own: at most %.2f alike", fabs(copy));
	add(judging, "stereo", !quality->identical && !quality->inverted && !delayed && !dithered, detail);
}

static const char *describe_depth(const struct quality *quality, bool padded, struct arena *arena)
{
	unsigned bits = quality->bits, depth = quality->depth;
	if (!isnan(quality->lattice_dbfs))
		return arena_format(arena,
				    "every sample of a channel is a multiple of %.1f dBFS: of 16 bits with a gain of "
				    "%+.1f dB after them, it was rounded before",
				    quality->lattice_dbfs, quality->lattice_dbfs - QUALITY_STEP_DBFS);
	if (bits > 0 && padded)
		return arena_format(arena, "%u bits in a file of %u: print it from its session at %u", depth, bits,
				    bits);
	if (bits == 0 && padded)
		return arena_format(arena, "%u bits in a float file: it was rounded before", depth);
	if (bits == 0 && depth > 0)
		return arena_format(arena, "%u bits in a float file, which holds them all", depth);
	return bits > 0 ? arena_format(arena, "%u bits", bits) : "no integers";
}

static void judge_depth(const struct judging *judging, unsigned asked)
{
	const struct quality *quality = judging->quality;
	struct arena *arena = judging->verdicts->arena;
	unsigned bits = quality->bits, depth = quality->depth;
	bool padded = depth > 0 && depth + QUALITY_UNUSED_BITS <= (bits > 0 ? bits : QUALITY_FLOAT_BITS);
	bool wrong = asked > 0 && (bits != asked || (depth > 0 && depth < asked && padded));
	const char *detail = describe_depth(quality, padded, arena);
	if (asked > 0 && bits != asked)
		detail = bits > 0 ? arena_format(arena, "%u bits; %u asked for", bits, asked)
				  : arena_format(arena, "no integers; %u bits asked for", asked);
	add(judging, "depth", !padded && isnan(quality->lattice_dbfs) && !wrong, detail);
}

static bool is_mirrored(const struct mirror_findings *mirror)
{
	return mirror->coherence >= QUALITY_MIRROR && mirror->certainty >= QUALITY_MIRROR_CERTAINTY &&
	       mirror->power >= QUALITY_MIRROR_OVER * mirror->beside;
}

static bool has_step(const struct noise_findings *noise)
{
	if (!(noise->tilt_db <= QUALITY_NOISE_TILT_DB && noise->above_spread_db <= QUALITY_NOISE_SPREAD_DB))
		return false;
	bool rounding = noise->level_db >= QUALITY_ROUNDING_LEAST_DB && noise->level_db <= QUALITY_ROUNDING_MOST_DB;
	bool small = rounding && noise->step_db >= QUALITY_SMALL_STEP_DB &&
		     fabs(noise->slope_db) <= QUALITY_SMALL_STEP_SLOPE_DB &&
		     noise->near_spread_db <= QUALITY_SMALL_STEP_SPREAD_DB;
	return small || noise->step_db >= QUALITY_LARGE_STEP_DB + QUALITY_LARGE_STEP_SLOPE * fmax(0.0, noise->slope_db);
}

/* Returns the words on the lower rate from which the file was converted, or NULL without one. */
static const char *describe_source(const struct rate_findings *rate, struct arena *arena)
{
	for (size_t i = 0; i < rate->count; i++) {
		const struct rate_trace *trace = &rate->traces[i];
		const double mirror_khz = 0.0005 * trace->source_hertz;
		if (is_mirrored(&trace->mirror))
			return arena_format(arena,
					    "its spectrum is mirrored at %.2f kHz (%.2f of all phases): it was "
					    "converted from %.0f Hz: print it from its session",
					    mirror_khz, trace->mirror.coherence, trace->source_hertz);
		if (has_step(&trace->noise))
			return arena_format(arena,
					    "its noise falls by %.1f dB at %.2f kHz: it was converted from %.0f Hz: "
					    "print it from its session",
					    trace->noise.step_db, mirror_khz, trace->source_hertz);
	}
	return NULL;
}

static void judge_band(const struct judging *judging, bool printed_here)
{
	const struct band_findings *band = &judging->quality->band;
	struct arena *arena = judging->verdicts->arena;
	const char *source = printed_here ? NULL : describe_source(&judging->quality->rate, arena);
	if (source) {
		add(judging, "band", false, source);
		return;
	}
	if (band->windows == 0)
		return;
	bool well = isnan(band->edge_hertz);
	const char *detail = "no edge from 10 kHz on";
	if (!well)
		detail = arena_format(arena,
				      "it ends at %.1f kHz, and what is above lies %.0f dB lower: a lossy coder or a "
				      "lower rate was in the way",
				      band->edge_hertz / 1000.0, band->edge_db);
	add(judging, "band", well, detail);
}

static void judge_coder(const struct judging *judging)
{
	const struct coder_findings *coder = &judging->quality->coder;
	const char *detail = "no frames of MP3, AAC, Opus or Vorbis";
	if (coder->coder != CODER_NONE)
		detail =
			arena_format(judging->verdicts->arena,
				     "it was coded by %s: its spectrum was rounded in frames of %zu from frame %" PRIu64
				     " on, and nowhere else: print it from its session",
				     coder_name(coder->coder), coder->hop, coder->first_frame);
	add(judging, "coder", coder->coder == CODER_NONE, detail);
}

static void judge_rate(const struct judging *judging, double asked)
{
	double rate = judging->quality->sample_rate;
	if (asked > 0.0)
		add(judging, "rate", rate == asked,
		    arena_format(judging->verdicts->arena, "%.0f Hz; %.0f Hz asked for", rate, asked));
}

void verdicts_add_quality(struct verdicts *verdicts, const char *name, const struct quality *quality,
			  const struct quality_request *request)
{
	const struct judging judging = { verdicts, name, quality };
	judge_rate(&judging, request->sample_rate);
	if (!request->printed_here)
		judge_depth(&judging, request->depth);
	judge_silence(&judging);
	if (quality->silent)
		return;
	if (!request->printed_here)
		judge_clipping(&judging);
	judge_peak(&judging);
	judge_offset(&judging);
	judge_all_stretches(&judging);
	judge_clicks(&judging);
	judge_phase(&judging);
	judge_balance(&judging);
	judge_stereo(&judging);
	judge_band(&judging, request->printed_here);
	if (!request->printed_here)
		judge_coder(&judging);
}

/* One property in which the files of a set should be alike. */
struct property {
	const char *what, *unit;
	double (*of)(const struct quality *quality);
};

static double frames_of(const struct quality *quality)
{
	return (double)quality->frames;
}

static double rate_of(const struct quality *quality)
{
	return quality->sample_rate;
}

static double bits_of(const struct quality *quality)
{
	return (double)quality->bits;
}

static double channels_of(const struct quality *quality)
{
	return (double)quality->channels;
}

void verdicts_add_set(struct verdicts *verdicts, const struct quality *files, const char *const *names, size_t count)
{
	static const struct property properties[] = {
		{ "lengths", "frames", frames_of },
		{ "rates", "Hz", rate_of },
		{ "depths", "bits", bits_of },
		{ "channels", "channels", channels_of },
	};
	for (size_t p = 0; count > 1 && p < sizeof properties / sizeof *properties; p++) {
		const struct property *property = &properties[p];
		double first = property->of(&files[0]);
		size_t other = 1;
		while (other < count && property->of(&files[other]) == first)
			other++;
		const char *detail = "all alike";
		if (other < count)
			detail = arena_format(verdicts->arena, "\"%s\" has %.0f %s, \"%s\" %.0f: print all alike",
					      names[0], first, property->unit, names[other],
					      property->of(&files[other]));
		verdicts_add(verdicts, property->what, other < count ? VERDICT_FAIL : VERDICT_PASS, detail);
	}
}
