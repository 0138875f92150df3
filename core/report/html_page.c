/* Writes the frame of a page.
   SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/html_page.h"

#include "report/embedded.h"

/* The page sends no request: it shows only what is in the file. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/* A page that plays runs the one script that has this hash, and its sound comes from where the page comes from. */
static void append_policy(bool plays, struct text *text)
{
	text_append(text, "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY);
	if (plays)
		text_append(text, "; script-src '%s'; media-src 'self' file:", player_script_hash);
	text_append(text, "\">\n");
}

void html_page_begin(const char *title, const char *verdict, bool plays, struct text *text)
{
	text_append(text, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	append_policy(plays, text);
	text_append(
		text,
		"<meta name=\"generator\" content=\"stemprint\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>%s",
		title);
	if (verdict)
		text_append(text, ": %s", verdict);
	text_append(text, "</title>\n<style>\n%s%s%s</style>\n</head>\n<body>\n<main>\n", plot_style, page_style,
		    plays ? player_style : "");
}

static const char *sign(enum verdict_status status)
{
	switch (status) {
	case VERDICT_PASS:
		return "\u2713";
	case VERDICT_FAIL:
		return "\u2717";
	case VERDICT_UNKNOWN:
		return "?";
	}
	return "";
}

void html_page_status(enum verdict_status status, struct text *text)
{
	const char *word = verdict_status_text(status);
	text_append(text, "<span class=\"status %s\">%s %s</span>", word, sign(status), word);
}

void html_scroll_begin(const char *label, struct text *text)
{
	/* A user can reach the scrolling region with the keyboard. */
	text_append(text, "<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">", label);
}

void html_scroll_end(struct text *text)
{
	text_append(text, "</div>\n");
}
