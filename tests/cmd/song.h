/* stemprint tests: a small song with stems to prove.
   SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STEMPRINT_TESTS_CMD_SONG_H
#define STEMPRINT_TESTS_CMD_SONG_H

/* These are parts of a recipe. */
/** A recipe whose second line is wrong. */
#define SONG_WRONG "version: 1\nfrobnicate: yes\ntracks: { a: { source: drums.wav } }\noutputs: { master: }\n"

#define SONG_HEAD "version: 1\nsession: { tail: none }\n"
#define SONG_TRACKS "tracks:\n  drums: { source: drums.wav, stem: drums }\n  lead: { source: lead.wav, stem: lead }\n"
#define SONG_MASTER "outputs:\n  master: { inserts: [ compressor: { threshold: -20 dB, ratio: 4 } ] }\n"
#define SONG_PRINT "print:\n  directory: out\n  mixes:\n    mix: {}\n  stems: {}\n"
#define SONG SONG_HEAD SONG_TRACKS SONG_MASTER SONG_PRINT

/** Makes a folder with drums.wav (stereo) and lead.wav (mono), noise of two seconds that peaks at -12 dBFS, and
 * song.yaml, which is SONG. */
void song_make(void);

/** Writes another recipe beside them and returns its path, which is valid for the next seven recipes. */
const char *song_recipe(const char *name, const char *yaml);

/** Tells whether "FOLDER/NAME" exists. */
int song_has(const char *name);

#endif
