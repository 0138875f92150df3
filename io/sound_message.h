/* stemprint: what the helper that decodes untrusted sounds is asked, and what it answers.
   SPDX-License-Identifier: GPL-3.0-or-later

   The helper answers each request before the next one. Samples go through memory that both processes share: each sound
   has a slot of it. What the helper says is as untrusted as the files: its parent checks every number.

   Samples that are bytes of the file need no decoder, and do not come this way: the helper says where they begin. */
#ifndef STEMPRINT_IO_SOUND_MESSAGE_H
#define STEMPRINT_IO_SOUND_MESSAGE_H

#include "base/status.h"
#include "io/audio_properties.h"
#include "io/problem.h"

#include <stdint.h>

enum {
	SOUND_SLOTS = 4096, /**< so many sounds may be open at once; unused slots take no memory */
	SOUND_SAMPLES = 65536, /**< the samples of one request at most */
	SOUND_SLOT_BYTES = SOUND_SAMPLES * 4, /**< a sample of PCM has at most 4 bytes */
};

enum sound_operation {
	SOUND_OPEN, /**< the file comes with the message */
	SOUND_DECODE, /**< `frames` more frames */
	SOUND_SEEK, /**< to `frames` */
	SOUND_CLOSE,
};

struct sound_request {
	enum sound_operation operation;
	uint32_t slot; /**< less than SOUND_SLOTS */
	uint64_t frames;
	struct audio_identity identity; /**< of SOUND_OPEN */
};

struct sound_answer {
	enum status status; /**< of SOUND_OPEN */
	uint32_t decoding; /**< of SOUND_OPEN: an enum audio_decoding */
	uint64_t start; /**< of SOUND_OPEN, with DECODING_BYTES: where the first sample stands in the file */
	int error; /**< the errno of the disk, when it failed to give bytes of the sound; 0: none */
	uint64_t frames; /**< of SOUND_DECODE: how many there were; of SOUND_SEEK: where the sound is now */
	struct audio_properties properties; /**< of SOUND_OPEN */
	struct problem problem; /**< of SOUND_OPEN, without OK */
};

#endif
