/* stemprint: names the kinds of causes.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensics/cause.h"

const char *cause_kind_name(enum cause_kind kind)
{
	switch (kind) {
	case CAUSE_OFFSET:
		return "offset";
	case CAUSE_GAIN:
		return "gain";
	case CAUSE_POLARITY:
		return "polarity";
	case CAUSE_DOUBLED:
		return "doubled";
	case CAUSE_ABSENT:
		return "absent";
	case CAUSE_MISSING:
		return "missing";
	case CAUSE_LIMITED:
		return "limited";
	case CAUSE_CUT:
		return "cut";
	case CAUSE_WORD_LENGTH:
		return "word_length";
	case CAUSE_RATE:
		return "rate";
	case CAUSE_GAIN_CURVE:
		return "gain_curve";
	case CAUSE_FILTER:
		return "filter";
	case CAUSE_RANDOM:
		return "random";
	case CAUSE_CONSTANT:
		return "constant";
	case CAUSE_STEREO:
		return "stereo";
	case CAUSE_SEND:
		return "send";
	case CAUSE_GAP:
		return "gap";
	case CAUSE_HEAD:
		return "head";
	case CAUSE_SLIP:
		return "slip";
	case CAUSE_CLICK:
		return "click";
	case CAUSE_NOISE:
		return "noise";
	case CAUSE_HUM:
		return "hum";
	case CAUSE_CODEC:
		return "codec";
	case CAUSE_COUNT:
		break;
	}
	return "";
}
