/* Sums stereo files with libsndfile, in the few lines that anyone would write: a peer for bench_single_jobs.py.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: bench_sum_by_sndfile OUT.wav FILE... */
#include <sndfile.h>
#include <string.h>

enum { BLOCK = 8192, CHANNELS = 2, FILES_MAXIMUM = 256 };

int main(int count, char **words)
{
	static float sum[BLOCK * CHANNELS], samples[BLOCK * CHANNELS];
	SNDFILE *files[FILES_MAXIMUM];
	SF_INFO info = { 0 };
	if (count < 3 || count - 2 > FILES_MAXIMUM)
		return 2;
	for (int i = 2; i < count; i++) {
		info = (SF_INFO){ 0 };
		files[i - 2] = sf_open(words[i], SFM_READ, &info);
		if (!files[i - 2] || info.channels != CHANNELS)
			return 1;
	}
	info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_24;
	SNDFILE *out = sf_open(words[1], SFM_WRITE, &info);
	if (!out)
		return 1;
	for (sf_count_t longest = 1; longest > 0;) {
		longest = 0;
		memset(sum, 0, sizeof sum);
		for (int i = 0; i < count - 2; i++) {
			const sf_count_t got = sf_readf_float(files[i], samples, BLOCK);
			for (sf_count_t k = 0; k < got * CHANNELS; k++)
				sum[k] += samples[k];
			longest = got > longest ? got : longest;
		}
		if (sf_writef_float(out, sum, longest) != longest)
			return 1;
	}
	for (int i = 0; i < count - 2; i++)
		sf_close(files[i]);
	return sf_close(out) != 0;
}
