#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# layers.sh ROOT: who may include whom. core's folders see those before them; io sees core; cmd sees all; libraries stay in their places.
. "$(dirname "$0")/house.inc"

# shellcheck disable=SC2046
code $(sources | grep -v '^tests/') | awk -F: '
	BEGIN {
		count = split("base dsp measure processors recipe graph plan engine forensics verify report", order, " ")
		for (i = 1; i <= count; i++) rank[order[i]] = i
		# Headers of the system that core may use: none that reaches files, terminals, processes or the clock.
		split("ctype errno float inttypes limits locale math signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib string strings", allowed, " ")
		for (i in allowed) pure[allowed[i] ".h"] = 1
		# A library is used in one place. cmd/version.c asks each for its version.
		home["sndfile.h"] = home["yaml.h"] = home["soxr.h"] = "io/"
		home["ebur128.h"] = "core/measure/"
		home["fftw3.h"] = "core/dsp/"
		home["nettle/sha2.h"] = home["nettle/base16.h"] = home["nettle/version.h"] = "io/"
		home["jansson.h"] = "(core/report|io)/"
		home["immintrin.h"] = home["xmmintrin.h"] = home["emmintrin.h"] = "core/(dsp|engine)/"
		home["pthread.h"] = "core/engine/"
		home["sys/mman.h"] = home["sanitizer/asan_interface.h"] = "core/base/"
	}
	{
		file = $1
		text = $0
		sub(/^[^:]*:[^:]*:/, "", text)
		if (text !~ /^[ \t]*#[ \t]*include/) next
		from = (split(file, part, "/") > 2 && part[1] == "core") ? part[2] : ""
		layer = part[1]
		if (text ~ /</) {
			name = text; sub(/^[^<]*</, "", name); sub(/>.*$/, "", name)
			if (name in home) {
				if (file !~ ("^" home[name]) && file != "cmd/version.c") print file ":" $2 ": <" name "> belongs to " home[name]
			} else if (layer == "core" && !(name in pure)) print file ":" $2 ": core does not use <" name ">"
			next
		}
		name = text; sub(/^[^"]*"/, "", name); sub(/".*$/, "", name)
		if (index(name, "/") == 0) { print file ":" $2 ": \"" name "\" is written without its folder"; next }
		to = name; sub(/\/.*$/, "", to)
		# Plain interfaces, which stand where they are implemented against.
		if (name == "engine/source.h" || name == "engine/printer.h") next
		if (to in rank) {
			if (layer == "core" && rank[to] > rank[from]) print file ":" $2 ": " from " is before " to
		} else if (to == "io") {
			if (layer == "core") print file ":" $2 ": core does not see io"
		} else if (to == "cmd") {
			if (layer != "cmd") print file ":" $2 ": only cmd sees cmd"
		} else print file ":" $2 ": \"" name "\" is no folder of the house"
	}' | complain layer >"$report"
finish
