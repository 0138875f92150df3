/* Tests that findings are kept whole when what they were made of goes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/findings.h"

#include <criterion/criterion.h>
#include <string.h>

/* The code of a warning that a manifest gives again is not static. */
Test(findings, outlive_their_diagnostics)
{
	struct arena *arena = arena_new(), *longer = arena_new();
	struct diagnostics diagnostics;
	struct findings kept;
	char code[] = "left-over", file[] = "song.yaml";
	diagnostics_init(&diagnostics, arena, file);
	diagnostics_warning(&diagnostics, code, (struct location){ 0 }, "it is %s", "old");
	const struct findings findings = { .diagnostics = &diagnostics };
	cr_assert(findings_keep(&findings, longer, &kept));
	memset(code, 'x', sizeof code - 1);
	memset(file, 'x', sizeof file - 1);
	arena_free(arena);
	cr_expect_str_eq(kept.diagnostics->items[0].code, "left-over");
	cr_expect_str_eq(kept.diagnostics->items[0].message, "it is old");
	cr_expect_str_eq(kept.diagnostics->file, "song.yaml");
	arena_free(longer);
}
