/* stemprint: one recipe from its graph to verified files.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDERING_H
#define STEMPRINT_CMD_RENDERING_H

#include "cmd/metering.h"
#include "cmd/project.h"
#include "cmd/source_list.h"
#include "engine/engine.h"
#include "io/audio_printer.h"
#include "io/output_set.h"
#include "verify/bleed.h"
#include "verify/verification.h"

struct rendering_settings {
	bool without_stems;
	bool without_loudness;
	bool without_null;
	struct workers *workers; /**< shared by all that is rendered */
	size_t block_frames; /**< 0: the engine's choice */
	const struct kernel *kernel;
	const char *directory; /**< instead of the recipe's; NULL: the recipe's */
	bool progress;
	bool bleed; /**< what tracks bring to stems is measured, whether the recipe asks or not */
	bool pictures; /**< waveforms are wanted */
	bool profile; /**< what each insert costs is measured */
	bool force; /**< files that stemprint did not write may be replaced */
	bool prune; /**< files that earlier renders printed and this one does not are removed */
	bool held_back; /**< what stands in the way of the outputs is told, and nothing is rendered */
};

/** A file of the render, in the order of the report: mixes, stems, taps, devices. */
struct rendered_file {
	const char *name; /**< in the directory: "stems/vocals.wav" */
	enum print_role role;
	const struct print_format *format;
	const struct recipe_mix *mix; /**< PRINT_MIX */
	const char *print_name;
	const char *title; /**< what verdicts and messages call it: the name, of a stem of a named set "SET/NAME" */
	const char *strip_name; /**< of which strip; NULL of a device */
	const struct recipe_device_print *device; /**< PRINT_DEVICE */
	size_t channels;
	const struct recipe_stems *stems; /**< PRINT_STEM: the set that it belongs to */
	struct output *output;
	struct printer *printer;
	struct audio_printer_statistics statistics;
	double peak; /**< before headroom, dither and clipping; linear */
	double headroom_db; /**< it is printed so much lower */
	struct source *source; /**< read back */
	struct waveform *waveform; /**< of what was read back, with `pictures` */
	struct quality_meter *quality_meter; /**< while it is read back; NULL: nobody asks for its faults */
	struct quality *quality; /**< its faults; NULL: not looked for */
};

/** A set of stems that was rendered. */
struct rendered_set {
	const struct recipe_stems *stems;
	size_t *files; /**< indices of its stems */
	size_t file_count;
	size_t mix; /**< index of the mix that proves it */
	const struct graph *graph; /**< of the pass that printed it */
	size_t proof; /**< which of that graph's proofs it is */
	bool has_lanes; /**< the engine had a residual to measure */
	bool incomplete; /**< inserts with `stems: per-lane` leave a part out */
	struct engine_proof engine; /**< what it found */
	const char *residual_place; /**< where in the graph lanes stop adding up; NULL: they do, or nothing was found */
};

/** A gain that an insert wanted. */
struct trimmed {
	const char *strip_name;
	const char *mix_name; /**< of an insert of a mix: that mix; NULL: of the strip itself */
	const struct recipe_insert *insert;
	double gain_db;
	struct loudness loudness; /**< of what came in */
};

struct rendering {
	struct project *project;
	const struct rendering_settings *settings;
	struct output_set *outputs;
	const char *directory;
	struct source_list sources; /**< what all of it was made from */
	struct rendered_file *files;
	size_t file_count;
	struct metering *meterings; /**< the meters of the recipe, in its order */
	size_t metering_count;
	struct trimmed *trimmed; /**< the gains that were found, in the order of finding */
	size_t trimmed_count;
	struct held_print *
		held; /**< prints that wait until their headroom is known, in the order of the passes and their graphs */
	size_t held_count;
	struct rendered_set *sets; /**< in the order of the recipe */
	size_t set_count;
	const struct graph *graph; /**< of the main pass */
	struct engine_result result; /**< of the main pass */
	const struct graph *track_graph; /**< of the pass that prints sets by track; NULL without any */
	struct engine_result track_result;
	double verify_seconds; /**< of CPU time, with `profile` */
	struct verification_proof *proofs; /**< of the sets that have stems, in their order */
	const struct rendered_set **proven; /**< which set each is of */
	size_t proof_count;
	struct verification_result verification;
	const struct bleed *bleed; /**< NULL: not measured */
};

/** Renders to temporaries, reads them back and measures. What fails is told in the project's diagnostics. Nothing has its final name yet: output_set_commit() is
    the caller's, after the report was added. */
enum status rendering_run(struct rendering *rendering, struct project *project,
			  const struct rendering_settings *settings) MUST_CHECK;

/** One graph through the engine, frames as in engine_options. What fails is told in the project's diagnostics. */
enum status rendering_run_graph(struct rendering *rendering, const struct graph *graph, struct printer *const *printers,
				uint64_t frames, struct engine_result *result) MUST_CHECK;

/** The printer of a file whose output is there and whose headroom is known. What fails is told. */
enum status rendering_open_printer(struct rendering *rendering, struct rendered_file *file) MUST_CHECK;

/** Whether the loudness of a file is measured: channels of a device are no programme together. */
static inline bool rendered_file_is_measured(const struct rendering *rendering, const struct rendered_file *file)
{
	return !rendering->settings->without_loudness && file->role != PRINT_DEVICE;
}

/** Removes what was not committed. */
void rendering_release(struct rendering *rendering);

#endif
