/* stemprint tests: a mix of real recordings that is as loud as a release, and its report.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_VERSIONS_BIG_BAND_H
#define STEMPRINT_TESTS_VERSIONS_BIG_BAND_H

#include <jansson.h>

#define BIG_BAND "source: " STEMPRINT_ROOT "/fixtures/big-band/"

/** Drums, bass and horns go into "master", and the trumpet also into the output "cue". The inserts of the master
 * follow, and then the text after the outputs. */
#define BIG_BAND_TRACKS                                                                                                \
	"version: 1\ntracks:\n"                                                                                        \
	"  kick: { " BIG_BAND "kick.flac, output: drums, fader: 4 dB }\n"                                              \
	"  snare: { " BIG_BAND "snare.flac, output: drums, fader: 2 dB, sends: [{ to: plate, level: -12 dB }] }\n"     \
	"  bass: { " BIG_BAND "bass.wav, stem: bass, output: master }\n"                                               \
	"  trumpet: { " BIG_BAND "trumpet.wav, output: horns,\n"                                                       \
	"    sends: [{ to: plate, level: -12 dB }, { to: cue, tap: pre-fader }] }\n"                                   \
	"  alto: { " BIG_BAND "alto-sax.wav, output: horns }\n"                                                        \
	"  tenor: { " BIG_BAND "tenor-sax.wav, output: horns }\n"                                                      \
	"buses:\n  drums: { stem: drums, output: master }\n  horns: { stem: horns, output: master }\n"                 \
	"auxes:\n  plate: { inserts: [reverb: { decay: 1.2 s, mix: 100 % }], output: master }\n"

/** The master has saturation of 9 dB, and 6.9 dB of gain into the limiter: -9 LUFS at -1 dBTP. */
#define BIG_BAND_LOUD "saturation: { drive: 9 dB }, limiter: { ceiling: -1 dBTP, gain: 6.9 dB }"

#define BIG_BAND_OUTPUTS(inserts) "outputs:\n  master: { inserts: [" inserts "] }\n  cue: {}\n"

/** Renders it as NAME.yaml into the scratch folder, with one more option (NULL: none), and asserts the exit code.
 * Returns the report. */
json_t *big_band_render(int code, const char *name, const char *yaml, const char *option, const char *value);

/** Returns the entry of the report's list whose key has that value. The test fails when there is none. */
json_t *big_band_find(json_t *report, const char *list, const char *key, const char *value);

/** Returns "pass", "fail" or "unknown"; NULL when there is no verdict of that name. */
const char *big_band_verdict(json_t *report, const char *name);

#endif
