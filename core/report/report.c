/* Names the parts of a report, and finds its verdict.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report.h"

const char *report_role_name(enum report_role role)
{
	switch (role) {
	case REPORT_MIX:
		return "mix";
	case REPORT_STEM:
		return "stem";
	case REPORT_TAP:
		return "tap";
	case REPORT_DEVICE:
		return "device";
	case REPORT_FILE:
		return "file";
	}
	return "";
}

const char *report_source_role_name(enum report_source_role role)
{
	switch (role) {
	case REPORT_SOURCE:
		return "source";
	case REPORT_RETURN:
		return "return";
	case REPORT_RESPONSE:
		return "impulse-response";
	case REPORT_GENERATED:
		return "generated";
	}
	return "";
}

const char *report_converter_name(enum report_converter converter)
{
	switch (converter) {
	case REPORT_CONVERTER_NONE:
		return "";
	case REPORT_CONVERTER_FILE:
		return "a sinc filter of 256 taps";
	case REPORT_CONVERTER_CLIP:
		return "the sinc filter of clips";
	}
	return "";
}

const char *report_mode_name(enum mix_mode mode)
{
	switch (mode) {
	case MIX_AS_HEARD:
		return "as-heard";
	case MIX_RE_RENDERED:
		return "re-rendered";
	}
	return "";
}

enum verdict_status report_verdict(const struct report *report)
{
	if (report->verdicts->counts[VERDICT_FAIL] != 0)
		return VERDICT_FAIL;
	return report->verdicts->counts[VERDICT_UNKNOWN] != 0 ? VERDICT_UNKNOWN : VERDICT_PASS;
}
