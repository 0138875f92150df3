/* Raises the fence for --untrusted and for STEMPRINT_UNTRUSTED.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/trust_options.h"

#include "cmd/command_line.h"
#include "cmd/exit_code.h"
#include "io/confinement.h"
#include "io/fence.h"
#include "io/sound_helper.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_UNTRUSTED = 0x4000 };

static const struct argp_option options[] = {
	{ .name = "untrusted",
	  .key = KEY_UNTRUSTED,
	  .doc = "recipes and sounds come from people you do not know: paths stay in the recipe's folder, and WAV, "
		 "AIFF "
		 "and FLAC with PCM are decoded in a process of their own that can do nothing else" },
	{ 0 },
};

static void distrust(struct argp_state *state)
{
	struct problem problem;
	if (fence_is_raised())
		return;
	if (!confinement_is_possible())
		argp_failure(
			state, EXIT_LIMIT, 0,
			"untrusted files need a kernel with seccomp, which this one has not; run on x86-64 or ARM64 "
			"with Linux 5.6 or newer");
	if (fence_raise(&problem) != STATUS_OK || sound_helper_start(&problem) != STATUS_OK)
		argp_failure(state, EXIT_LIMIT, 0, "%s", problem.text);
}

static void read_environment(struct argp_state *state)
{
	const char *value = getenv("STEMPRINT_UNTRUSTED");
	if (!value || *value == '\0' || strcmp(value, "0") == 0)
		return;
	if (strcmp(value, "1") != 0)
		command_line_refuse(state, "STEMPRINT_UNTRUSTED is \"%.40s\"; set it to 1 or to 0", value);
	distrust(state);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	(void)argument;
	switch (key) {
	case KEY_UNTRUSTED:
		distrust(state);
		return 0;
	case ARGP_KEY_END:
		read_environment(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp trust_options_argp = { .options = options, .parser = parse };
