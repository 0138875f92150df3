/* Holds the state of one render, which all files of this folder share.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_CMD_RENDER_RENDER_JOB_H
#define STEMPRINT_CMD_RENDER_RENDER_JOB_H

#include "base/hash_kind.h"
#include "cmd/job/memory_gate.h"
#include "cmd/job/project.h"
#include "cmd/job/resource_limits.h"
#include "cmd/render/counted_options.h"
#include "cmd/render/print_meter.h"
#include "cmd/render/print_range.h"
#include "cmd/render/source_list.h"
#include "engine/engine.h"
#include "io/audio_printer.h"
#include "io/output_set.h"
#include "report/manifest.h"
#include "verify/bleed.h"
#include "verify/proof_pass.h"

struct render_settings {
	bool without_stems;
	bool without_loudness;
	bool without_null;
	struct workers *workers; /**< all renders share them that run one after the other */
	struct memory_gate *gate; /**< renders that run side by side pass it; NULL: this one runs alone */
	const struct resource_limits *limits; /**< what the render may take */
	size_t block_frames; /**< 0 means that the engine chooses */
	const struct kernel *kernel;
	const char *directory; /**< it replaces the recipe's; NULL means that the recipe's is used */
	bool progress;
	bool bleed; /**< what tracks bring to stems is measured, whether the recipe asks for it or not */
	bool pictures; /**< true when waveforms are wanted */
	struct counted_options counted; /**< the options that decide what is made */
	enum hash_kind hash; /**< by which the files of the manifest are known */
	bool profile; /**< the cost of each insert is measured */
	bool force; /**< files that stemprint did not write may be replaced */
	bool anew; /**< the render is not skipped, even if all that it makes is there */
	bool prune; /**< files that earlier renders printed and this one does not are removed */
	const char *from, *to; /**< the range to print instead of the full files, as the options have it; may be NULL */
	const char **regions; /**< [region_count] the regions to print instead of the full files */
	size_t region_count; /**< 0 means that the full files and all regions are printed */
	bool sends; /**< what leaves for hardware is printed, and nothing else */
	bool dry_run; /**< what would become of each file is told, and nothing is rendered or written */
	bool held_back; /**< conflicts with existing files are reported, and nothing is rendered */
};

/** This is a file of the render. Files follow the order of the report: mixes, stems, taps, devices; and again for each
    range. */
struct rendered_file {
	const char *name; /**< relative to the directory: "stems/vocals.wav" */
	const char *dithered_as; /**< its dither has this name; NULL means its own. Stems that are rounded together draw
				    the dither of the full files */
	enum print_role role;
	const struct print_format *format;
	const struct recipe_mix *mix; /**< a PRINT_MIX has it */
	const char *print_name;
	const char *title; /**< verdicts and messages use it; it is the name, or "SET/NAME" for a stem of a named set */
	const char *strip_name; /**< it names the strip that is printed; NULL means a device */
	const struct recipe_device_print *device; /**< a PRINT_DEVICE has it */
	size_t channels;
	const struct recipe_stems *stems; /**< a PRINT_STEM has it: the set that it belongs to */
	struct output *output; /**< NULL means that only its ranges are printed */
	struct printer *printer;
	struct printer *input; /**< takes the samples: the printer, or one that prints ranges, too */
	struct printer *converter; /**< takes the samples of the session; NULL means that the file has its rate */
	const struct print_range *range; /**< the file is this part of the session; NULL means all of it */
	struct audio_printer_statistics statistics;
	double peak; /**< linear, at the file's rate, before headroom, dither and clipping */
	double headroom_db; /**< the print is lower by so much */
	struct source *source; /**< it reads the file back */
	struct file_hash hash; /**< that of its bytes, found while it was read back; empty where it was not */
	struct overview *overview; /**< it shows what was read back, with `pictures`; else NULL */
	/** It exists while the file is read back; NULL means that nobody asks for its faults. */
	struct quality_meter *quality_meter;
	struct quality *quality; /**< it holds the faults; NULL means that nobody looked for them */
};

/** This is a set of stems that was rendered. */
struct rendered_set {
	const struct recipe_stems *stems;
	const struct print_range *range; /**< the range that its files are; NULL means the full files */
	size_t *files; /**< the indices of its stems */
	size_t file_count;
	size_t mix; /**< the index of the mix that proves the set */
	const struct graph *graph; /**< it belongs to the pass that printed the set */
	size_t proof; /**< an index into the proofs of that graph */
	bool has_lanes; /**< the engine had a residual to measure */
	bool incomplete; /**< inserts with `stems: per-lane` leave a part out */
	struct engine_proof engine; /**< the engine found this */
	/** Lanes stop adding up here in the graph; NULL means that they do add up, or that nothing was found. */
	const char *residual_location;
};

/** These are the files and the sets of the full session, or of one range. Their indices follow each other. */
struct rendered_group {
	size_t first_file, file_count;
	size_t first_set, set_count;
};

/** This is a gain that an insert asked for. */
struct found_gain {
	const char *strip_name;
	/** It names the mix that the insert belongs to; NULL means that the insert belongs to the strip itself. */
	const char *mix_name;
	const struct recipe_insert *insert;
	double gain_db;
	struct loudness loudness; /**< that of the insert's input */
};

struct render_job {
	struct project *project;
	const struct render_settings *settings;
	struct output_set *outputs;
	const char *directory;
	struct refused_output *refused; /**< with `dry_run`: the files that may not be written; NULL: none */
	struct source_list sources; /**< the whole render is made from them */
	struct print_ranges ranges; /**< the parts of the session that are printed */
	struct rendered_file *files;
	size_t file_count;
	struct rendered_file *parts; /**< [file][range] those of the files that are rendered */
	struct rendered_file *rendered; /**< the files as rendered, after they were put in groups; else NULL */
	size_t rendered_count;
	struct rendered_group *groups;
	size_t group_count; /**< 0 before the files are put in groups */
	struct print_meter *meters; /**< the meters of the recipe, in its order */
	size_t meter_count;
	struct found_gain *found_gains; /**< they follow the order in which they were found */
	size_t found_gain_count;
	/** Prints wait here until their headroom is known, in the order of the passes and their graphs. */
	struct held_print *held;
	size_t held_count;
	struct rendered_set *sets; /**< they follow the order of the recipe */
	size_t set_count;
	uint64_t admitted_bytes; /**< what it has passed the gate with; 0: it has not */
	struct reduction_meter *reductions; /**< the first one (reduction_meter.h); NULL: nothing is watched */
	const char *pass_name; /**< the pass that runs next; the progress line shows it */
	size_t pass_number; /**< how many have begun */
	size_t pass_count; /**< how many there are in all, with the one that reads back; 0: not known */
	const struct graph *graph; /**< it belongs to the main pass */
	struct engine_result result; /**< it belongs to the main pass */
	/** It belongs to the pass that prints sets by track; NULL means that there is none. */
	const struct graph *track_graph;
	struct engine_result track_result;
	struct render_check *checks; /**< the comparisons of the pass with sends (send_checks.h) */
	double verify_seconds; /**< CPU time, measured with `profile` */
	struct proof_request *proofs; /**< there is one for each set with stems, in the order of the sets */
	const struct rendered_set **proven; /**< there is one for each proof: the set that it proves */
	size_t proof_count;
	struct proof_pass proof_pass;
	const struct manifest
		*kept; /**< all that the render makes is there, and this is its manifest; NULL: it is not */
	const struct bleed *bleed; /**< NULL means that it was not measured */
};

/** Returns whether the tail is folded onto the start of the files. The session must have been rendered. */
bool render_job_folds(const struct render_job *job);

/** Returns how many frames of the session the full files have. The session must have been rendered. */
uint64_t render_job_frames(const struct render_job *job);

/** Returns how many frames of silence every full file begins with. */
uint64_t render_job_lead_in(const struct render_job *job);

/** Adds an error about the file or the source `name`, and returns the status. */
enum status render_job_fail(struct render_job *job, enum status status, const char *code, const char *name,
			    const char *problem);

#endif
