/* stemprint: what a render made, from what, and how it was judged.
   SPDX-License-Identifier: GPL-3.0-or-later

   A manifest lies beside the prints as manifest.json. It holds nothing that differs between two runs of one recipe with
   one version in one place: no time of day, no host, no number of threads. A class of CPU stands in it only where the
   bytes depend on it. Hashes of files and settings are all of one kind (base/hash_kind.h). */
#ifndef STEMPRINT_REPORT_MANIFEST_H
#define STEMPRINT_REPORT_MANIFEST_H

#include "base/text.h"
#include "verify/format_error.h"
#include "verify/proof_meter.h"
#include "verify/verdict.h"

/** The name and version of the shape. A change that breaks a reader of it changes the number. */
#define MANIFEST_SCHEMA "stemprint.manifest.1"

/** A reader takes no more than this. */
enum { MANIFEST_BYTES_MAXIMUM = 64 << 20, MANIFEST_FILES_MAXIMUM = 10000, MANIFEST_ITEMS_MAXIMUM = 1000000 };

/** A file that the render read. */
struct manifest_input {
	const char *role; /**< "recipe", "include", "fragment", "profile", "table", "source", "impulse-response",
			     "return" or "send" */
	const char *file; /**< as the recipe writes it; the recipe itself has its own name */
	const char *path; /**< from the folder of the manifest on, or from the root; NULL: it is no UTF-8 */
	const char *hash; /**< the digits of all bytes of the file */
	const char *sound; /**< the hash of what was decoded from it (io/sound_hash.h); NULL: it is a text or a send, or
			      the render did not decode all of it */
};

/** A file that the render made. */
struct manifest_file {
	const char *path; /**< below the folder of the manifest */
	const char *role; /**< "mix", "stem", "tap", "device" or "report" */
	const char *hash; /**< the digits of all its bytes */
	uint64_t bytes; /**< the length of the file */
	/* What follows is 0 or NULL for a report. */
	struct print_format format; /**< `sample_rate` is not 0 where the rate was converted */
	double headroom_db; /**< the print is lower by so much */
};

/** A proof that the render held. The files are indices into those of the manifest. */
struct manifest_proof {
	size_t mix;
	size_t *stems; /**< [stem_count] */
	size_t stem_count; /**< 1 and more */
	struct proof_limits limits;
};

/** A warning that the render gave. */
struct manifest_warning {
	const char *code, *message;
	struct location at; /**< where it stands in the recipe; line 0: nowhere */
	uint32_t number; /**< of that place, in every text of this recipe (recipe/canonical_place.h); 0: it has none */
};

struct manifest {
	const char *version; /**< of stemprint */
	unsigned semantics; /**< RENDERER_SEMANTICS */
	const char *cpu; /**< the class of CPU on which the bytes depend; NULL: they depend on none */
	const char *settings_hash; /**< the digits of all that was asked for; NULL: it was too long to be hashed */
	const char *const *options; /**< [option_count] of the command line, where they count */
	size_t option_count;
	struct manifest_input *inputs; /**< [input_count] */
	size_t input_count;
	struct manifest_file *files; /**< [file_count] */
	size_t file_count;
	struct manifest_proof *proofs; /**< [proof_count] */
	size_t proof_count;
	const struct manifest_warning *warnings; /**< [warning_count] */
	size_t warning_count;
	const struct verdicts *verdicts;
};

/** Appends the manifest as JSON. Returns OK or NO_MEMORY. */
enum status manifest_json(const struct manifest *manifest, struct text *text) MUST_CHECK;

/** Reads a manifest, which may be hostile. All of it comes from the arena. Returns BAD_SOURCE when it is none, with the
    problem in static text, or NO_MEMORY. No path in it is checked: that is for the caller (io/inner_path.h). */
enum status manifest_read(const char *bytes, size_t length, struct arena *arena, struct manifest *manifest,
			  const char **problem) MUST_CHECK;

#endif
