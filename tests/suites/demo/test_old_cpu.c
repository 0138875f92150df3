/* Tests that a CPU of 2008, without AVX and FMA, prints the same bytes.
   SPDX-License-Identifier: GPL-3.0-or-later

   qemu plays the CPU, about 30 times slower than a real one. So only short recipes are rendered; among them are
   sources, clips and prints of other rates. */
#include "io/scratch.h"
#include "suites/demo/golden_table.h"
#include "support/sound.h"

#include <criterion/criterion.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OLD_CPU "qemu-x86_64 -cpu Nehalem"

static void need_qemu(void)
{
	if (system("command -v qemu-x86_64 >/dev/null 2>&1") != 0)
		cr_skip_test("'qemu-x86_64' is not installed: there is no old CPU");
	scratch_make();
}

TestSuite(old_cpu, .init = need_qemu, .fini = scratch_remove, .timeout = 300);

/* The gate renders the short ones; `.ci/long cpu` asks for every recipe. */
static bool is_rendered(const char *recipe)
{
	static const char *const recipes[] = { "automation", "count-in", "film-reel", "loops", "stage-click" };
	bool listed = getenv("STEMPRINT_EVERY_RECIPE");
	for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++)
		listed |= strcmp(recipe, recipes[i]) == 0;
	return listed;
}

Test(old_cpu, prints_the_bytes_of_the_table, .timeout = 7200)
{
	static struct golden_table table;
	size_t recipes = 0;
	golden_table_read(&table);
	for (size_t i = 0; i < table.count; i++) {
		const struct golden_line *line = &table.lines[i];
		char recipe[128];
		snprintf(recipe, sizeof recipe, "%.*s", (int)strcspn(line->file, "/"), line->file);
		if (!is_rendered(recipe))
			continue;
		if (scratch_count(scratch_path(recipe)) <= 0) {
			golden_render(recipe, OLD_CPU, "");
			recipes++;
		}
		cr_expect_eq(golden_hash(line->file), line->hash, "%s", line->file);
	}
	cr_expect_geq(recipes, 5);
	cr_log_info("%zu recipes\n", recipes);
}

/* Rates with a short period, a long one, and one that is interpolated; and a gain that is measured first. */
#define RATES                                                                                                          \
	"version: 1\nsession: { tail: none, sample_rate: 48 kHz }\ntracks:\n"                                          \
	"  a: { source: { file: a.wav } }\n  b: { source: { file: b.wav } }\n"                                         \
	"  c: { clips: [ { file: a.wav, rate: 1.0371, from: 30 ms, to: 130 ms, at: 20 ms } ] }\n"                      \
	"outputs: { master: { channels: 1, inserts: [ normalise: { true_peak: -3 dBTP } ] } }\n"                       \
	"print:\n  directory: out\n  format: { encoding: float64 }\n  mixes:\n    same: {}\n"                          \
	"    cd: { format: { sample_rate: 44.1 kHz } }\n    low: { format: { sample_rate: 8 kHz } }\n"                 \
	"    high: { format: { sample_rate: 96 kHz } }\n    odd: { format: { sample_rate: 47952 Hz } }\n"              \
	"    rare: { format: { sample_rate: 44099 Hz } }\n"

static const char *const prints[] = { "same", "cd", "low", "high", "odd", "rare" };
enum { PRINTS = sizeof prints / sizeof *prints };

static void write_noise(const char *name, unsigned rate)
{
	struct sound sound = sound_noise(rate, 1, rate / 5, 0.2);
	sound.rate = rate;
	sound_write(scratch_path(name), &sound, SF_FORMAT_WAV | SF_FORMAT_PCM_24);
	sound_release(&sound);
}

static void render_rates(const char *prefix, const char *folder, uint64_t hashes[PRINTS])
{
	char command[2048];
	snprintf(command, sizeof command, "%s '%s' render -q --no-loudness -d '%s' '%s'", prefix, STEMPRINT_PROGRAM,
		 scratch_path(folder), scratch_path("rates.yaml"));
	cr_assert_eq(system(command), 0, "%s", command);
	for (size_t i = 0; i < PRINTS; i++) {
		char file[64];
		snprintf(file, sizeof file, "%s/%s.wav", folder, prints[i]);
		hashes[i] = sound_file_hash(scratch_path(file));
	}
}

Test(old_cpu, converts_rates_alike)
{
	uint64_t here[PRINTS], there[PRINTS], without[PRINTS];
	scratch_write(scratch_path("rates.yaml"), RATES, strlen(RATES));
	write_noise("a.wav", 44100);
	write_noise("b.wav", 47999);
	render_rates("", "here", here);
	render_rates(OLD_CPU, "there", there);
	render_rates("GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA", "without", without);
	for (size_t i = 0; i < PRINTS; i++) {
		cr_expect_eq(there[i], here[i], "%s", prints[i]);
		cr_expect_eq(without[i], here[i], "%s", prints[i]);
	}
}
