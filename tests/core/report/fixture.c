/* Makes a report for tests: a mix, two stems, a silent file, and every kind of verdict.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "verify/proof_verdict.h"

#include <math.h>

static const struct print_format pcm24 = { CONTAINER_WAV, ENCODING_PCM24, DITHER_TPDF, 0.0 };
static const struct print_format float32 = { CONTAINER_WAV, ENCODING_FLOAT32, DITHER_NONE, 0.0 };

static struct report_file file(const char *path, enum report_role role, const char *name)
{
	return (struct report_file){
		.path = path,
		.role = role,
		.name = name,
		.of = "master",
		.frames = 638400,
		.sample_rate = 48000.0,
		.channels = 2,
		.format = pcm24,
		.measured = true,
		.loudness = { -14.234, 3.14159, -10.9, -12.04, -0.8712, -0.9951, -1.0249, 13.3628, 7.25, 9.875, 0 },
	};
}

static void fill_files(struct report_file *files)
{
	const struct loudness silent = loudness_absent(0.0);
	files[0] = file("mix.wav", REPORT_MIX, "mix");
	files[1] = file("instrumental.wav", REPORT_MIX, "instrumental");
	files[1].selective = true;
	files[1].mode = MIX_RE_RENDERED;
	files[2] = file("stems/drums.wav", REPORT_STEM, "drums");
	files[2].clipped = 12;
	files[3] = file("stems/vocals.wav", REPORT_STEM, "vocals");
	files[3].loudness = silent;
	files[4] = file("cue.wav", REPORT_TAP, "cue");
	files[4].of = "cue.pre-fader";
	files[4].format = float32;
	files[4].measured = false;
	files[4].loudness = silent;
	files[4].loudness.sample_peak_dbfs = 2.5;
}

void report_fixture_init(struct report_fixture *fixture)
{
	*fixture = (struct report_fixture){ .arena = arena_new(),
					    .stems = { 2, 3 },
					    .stem_peaks_dbfs = { -1.0249, -(double)INFINITY } };
	fill_files(fixture->files);
	fixture->proof = (struct report_proof){
		.mix = 0,
		.stems = fixture->stems,
		.result = { .frames = 638400,
			    .channels = 2,
			    .stem_count = 2,
			    .residual_peak_dbfs = -128.931,
			    .residual_rms_dbfs = -139.9,
			    .peak_frame = 72000,
			    .peak_channel = 1,
			    .mix_peak_dbfs = -1.0249,
			    .stem_peaks_dbfs = fixture->stem_peaks_dbfs,
			    .floor_dbfs = -139.7,
			    .bound_dbfs = -125.4,
			    .max_residual_dbfs = (double)NAN,
			    .engine_residual_peak_dbfs = -286.1,
			    .engine_residual_rms_dbfs = -305.0,
			    .status = VERDICT_PASS },
	};
	fixture->trims[0] = (struct report_trim){ .strip = "lead",
						  .processor = "normalise",
						  .gain_db = 5.376,
						  .loudness = { -23.376, 3.0, -20.0, -21.0, -11.904, -11.95, -12.023,
								(double)NAN, (double)NAN, (double)NAN, 0 } };
	fixture->trims[1] = (struct report_trim){ .strip = "bass",
						  .processor = "normalise",
						  .loudness = fixture->files[3].loudness };
	fixture->opaques[0] =
		(struct report_opaque){ "master", "tape", STEM_POLICY_RESIDUE, -31.258, -40.004, -21.5, false };
	fixture->opaques[1] =
		(struct report_opaque){ "music",     "tape", STEM_POLICY_PER_LANE, -(double)INFINITY, -(double)INFINITY,
					(double)NAN, false };
	fixture->meters[0] = (struct report_meter){
		.name = "after-comp",
		.strip = "lead",
		.channels = 2,
		.loudness = { -23.954, 1.806, -23.254, -23.746, -16.016, -16.018, -16.021, (double)NAN, (double)NAN,
			      (double)NAN, 0 },
		.level = { -26.512, 0.0049 },
		.reduces = true,
		.reduction = { 15.804, 11.468, 0.98766 },
	};
	fixture->meters[1] = (struct report_meter){
		.name = "bass",
		.strip = "bass",
		.channels = 1,
		.loudness = fixture->files[3].loudness,
		.level = { (double)NAN, (double)NAN },
	};
	fixture->verdicts.arena = fixture->arena;
	verdicts_add_null(&fixture->verdicts, "mix", &fixture->proof.result);
	verdicts_add_clipping(&fixture->verdicts, "drums", 12, 4800, 1.5, "lower the fader or print float32");
	verdicts_add(&fixture->verdicts, "integrated mix", VERDICT_UNKNOWN,
		     "not measurable: silent, or shorter than 400 ms");
	fixture->report = (struct report){
		.recipe = "big-band.yaml",
		.recipe_path = "recipes/big-band.yaml",
		.title = "Keep On Rolling",
		.sample_rate = 48000.0,
		.frames = 638400,
		.tail_frames = 62400,
		.files = fixture->files,
		.file_count = 5,
		.proofs = &fixture->proof,
		.proof_count = 1,
		.trims = fixture->trims,
		.trim_count = 2,
		.meters = fixture->meters,
		.meter_count = 2,
		.opaques = fixture->opaques,
		.opaque_count = 2,
		.verdicts = &fixture->verdicts,
	};
}

void report_fixture_release(struct report_fixture *fixture)
{
	arena_free(fixture->arena);
}
