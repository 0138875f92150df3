/* Tests that lossy coders are found: real drums through FFmpeg's coders and back to WAV.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/scratch.h"
#include "suites/peers/peer.h"
#include "support/program.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(peer_quality, .init = peer_begin, .fini = peer_end, .timeout = 120);

/* Returns false when this FFmpeg has no such coder. */
static bool code(const char *from, const char *coder, const char *rate, const char *ending, const char *to)
{
	char command[2048], coded[512];
	snprintf(coded, sizeof coded, "%s.%s", scratch_path("coded"), ending);
	snprintf(command, sizeof command,
		 "ffmpeg -hide_banner -nostdin -loglevel quiet -y -i '%s' -c:a %s -b:a %s '%s' && "
		 "ffmpeg -hide_banner -nostdin -loglevel quiet -y -i '%s' -c:a pcm_s16le '%s'",
		 from, coder, rate, coded, coded, to);
	return system(command) == 0;
}

Test(peer_quality, lossy_sources_are_betrayed_by_their_edge_or_their_frames)
{
	static const struct {
		const char *coder, *rate, *ending, *fault;
	} coders[] = {
		{ "libmp3lame", "128k", "mp3", "FAIL    band " }, { "libmp3lame", "192k", "mp3", "FAIL    band " },
		{ "libmp3lame", "320k", "mp3", "coded by MP3" },  { "aac", "128k", "m4a", "FAIL    band " },
		{ "aac", "256k", "m4a", "coded by AAC" },
	};
	static const char *const sounds[] = { "loops/garzul", "big-band/cymbals" };
	peer_need(FFMPEG);
	size_t coded = 0;
	for (size_t l = 0; l < sizeof sounds / sizeof *sounds; l++)
		for (size_t c = 0; c < sizeof coders / sizeof *coders; c++) {
			char from[512];
			const char *to = scratch_path("decoded.wav");
			snprintf(from, sizeof from, "%s/fixtures/%s.flac", STEMPRINT_ROOT, sounds[l]);
			if (!code(from, coders[c].coder, coders[c].rate, coders[c].ending, to))
				continue;
			coded++;
			struct program_run run = program_expect(1, PROGRAM_ARGUMENTS("quality", to));
			cr_expect(strstr(run.out, coders[c].fault), "%s by %s at %s:\n%s", sounds[l], coders[c].coder,
				  coders[c].rate, run.out);
			program_release(&run);
			run = program_expect(0, PROGRAM_ARGUMENTS("quality", from));
			program_release(&run);
		}
	if (coded == 0)
		cr_skip_test("this FFmpeg has none of the coders");
}
