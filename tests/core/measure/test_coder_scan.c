/* stemprint tests: the frames of a coder are found where a coder that the test makes has put them.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/coder_scan.h"
#include "support/coded.h"
#include "support/signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { HOP = CODED_HOP, FRAMES = 70 * HOP, FIRST = 300 };

static struct coder_findings look_at_rate(const double *samples, double rate, double gain, size_t cut)
{
	struct arena *arena = arena_new();
	struct coder_scan *scan = coder_scan_new(arena, 1, rate);
	struct coder_findings findings;
	double *scaled = samples_new(FRAMES);
	cr_assert(scan);
	for (size_t i = 0; i < FRAMES; i++)
		scaled[i] = 0x1p-15 * round(0x1p15 * gain * samples[i]);
	for (size_t done = 0; done < FRAMES; done += cut) {
		const double *column = scaled + done;
		coder_scan_add(scan, &column, FRAMES - done < cut ? FRAMES - done : cut);
	}
	cr_assert(coder_scan_read(scan, &findings) == STATUS_OK);
	free(scaled);
	arena_free(arena);
	return findings;
}

static struct coder_findings look(const double *samples, double gain, size_t cut)
{
	return look_at_rate(samples, 44100.0, gain, cut);
}

Test(coder_scan, frames_are_where_the_coder_put_them)
{
	double *samples = samples_new(FRAMES);
	struct noise noise = { 12 };
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = 0.1 * noise_gauss(&noise);
	struct coder_findings findings = look(samples, 1.0, 4096);
	cr_expect(findings.coder == CODER_NONE && findings.hop == 0, "%.1f", findings.certainty);
	double *copy = samples_new(FRAMES);
	coded(samples, copy, FRAMES, FIRST, CODED_SINE, 2.0, 2.0, HOP);
	findings = look(copy, 1.0, 777);
	cr_expect(findings.coder == CODER_AAC && findings.hop == HOP && findings.first_frame == FIRST, "%.1f at %d",
		  findings.certainty, (int)findings.first_frame);
	findings = look(copy, 0.3, FRAMES);
	cr_expect(findings.coder == CODER_AAC && findings.first_frame == FIRST, "a gain changes nothing");
	free(copy);
	free(samples);
}

/* AAC and Vorbis have frames of one length, and windows that are alike. */
Test(coder_scan, windows_tell_the_coder)
{
	static const enum coder coders[] = {
		[CODED_SINE] = CODER_AAC, [CODED_KAISER] = CODER_AAC, [CODED_VORBIS] = CODER_VORBIS
	};
	double *samples = samples_new(FRAMES), *copy = samples_new(FRAMES);
	struct noise noise = { 15 };
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = 0.1 * noise_gauss(&noise);
	for (enum coded_window window = CODED_SINE; window <= CODED_VORBIS; window++) {
		coded(samples, copy, FRAMES, FIRST, window, 1.5, 2.5, HOP);
		const struct coder_findings findings = look(copy, 1.0, 4096);
		cr_expect(findings.coder == coders[window] && findings.first_frame == FIRST, "window %d: %s, %.1f",
			  (int)window, coder_name(findings.coder), findings.certainty);
	}
	free(copy);
	free(samples);
}

/* Steps that are so fine that next to no coefficient becomes 0. A gain that is no power of the fourth root of 2 hides
   them, which shows that nothing else was found. */
Test(coder_scan, fine_steps_tell_the_coder)
{
	static const double gains[] = { [CODED_SINE] = 1.0, [CODED_KAISER] = 0.5946035575013605 };
	double *samples = samples_new(FRAMES), *copy = samples_new(FRAMES);
	struct noise noise = { 16 };
	for (size_t i = 0; i < FRAMES; i++)
		samples[i] = 0.1 * noise_gauss(&noise);
	for (enum coded_window window = CODED_SINE; window <= CODED_KAISER; window++) {
		coded_by_powers(samples, copy, FRAMES, FIRST, window, 0x1p-7);
		const struct coder_findings findings = look(copy, gains[window], 4096);
		cr_expect(findings.coder == CODER_AAC && findings.first_frame == FIRST, "window %d: %s, %.1f",
			  (int)window, coder_name(findings.coder), findings.certainty);
	}
	const struct coder_findings hidden = look(copy, 0.9, 4096);
	cr_expect(hidden.coder == CODER_NONE, "%.1f", hidden.certainty);
	free(copy);
	free(samples);
}

/* What repeats itself in each frame agrees with some steps in all of them, but not at one place alone. */
Test(coder_scan, clicks_and_saws_are_not_coded)
{
	static const struct {
		size_t period;
		bool saw;
	} waves[] = { { 441, true }, { 576, true }, { 1024, true }, { 960, false } };
	double *samples = samples_new(FRAMES);
	for (size_t w = 0; w < sizeof waves / sizeof *waves; w++) {
		for (size_t i = 0; i < FRAMES; i++) {
			const double place = (double)(i % waves[w].period) / (double)waves[w].period;
			samples[i] = waves[w].saw ? 0.5 - place : 0.5 * exp(-50.0 * place);
		}
		const struct coder_findings findings = look_at_rate(samples, 48000.0, 1.0, 4096);
		cr_expect(findings.coder == CODER_NONE, "%s of %zu frames: %s, %.1f", waves[w].saw ? "saw" : "clicks",
			  waves[w].period, coder_name(findings.coder), findings.certainty);
	}
	free(samples);
}
