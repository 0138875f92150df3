#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# catalogue.sh ROOT PROGRAM [SONGS]: renders 200 short songs with `make -j2`, with Snakemake, on Slurm and in one command. All make the same
# bytes and the same report, name the two songs that fail, and render these again alone. Needs the packages snakemake, slurm-wlm and munge.
set -euo pipefail
root=$1 program=$2 songs=${3-200}
here=$(dirname "$(readlink -f "$0")")
for command in make snakemake sbatch munged; do
	PATH=$PATH:/usr/sbin command -v $command >/dev/null || {
		echo "catalogue: '$command' is missing; \`apt-get install make snakemake slurm-wlm munge\` installs all" >&2
		exit 77
	}
done
scratch=$(mktemp -d)
trap '"$here/slurm.sh" stop "$scratch/cluster"; rm -rf "$scratch"' EXIT
fail() {
	echo "catalogue: $*" >&2
	exit 1
}

mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/stemprint"
PATH=$scratch/bin:$PATH
export SLURM_CONF=$scratch/cluster/slurm.conf HOME=$scratch # Snakemake keeps a cache at home

# Each way to render the songs, or those that are named.
by_make() { make -s -k -j2; }
by_snakemake() { snakemake --cores 2 --keep-going --quiet; }
by_slurm() { sbatch --wait --array=0-7 catalogue.sbatch "$@"; }
by_one_command() { stemprint render -q songs/*.yaml; }

# Tells when each song was rendered.
times() { find prints -name manifest.json -printf '%p %T@\n' | sort; }

# Holds the table, the messages and the list of songs against what is known of the catalogue.
expect_two_failures() {
	local code=0
	stemprint report --json broken.json songs/*.yaml >table 2>messages || code=$?
	[ "$code" -eq 4 ] || { head -n 20 messages; fail "$1: report ends with $code instead of 4"; }
	[ "$(tail -n 1 table)" = "$songs songs: $((songs - 2)) pass, 1 fail, 1 error" ] || fail "$1: $(tail -n 1 table)"
	grep -q '^songs/042.yaml: error: it was not rendered' messages || fail "$1: song 42 is not named"
	grep -q '^songs/137.yaml: FAIL integrated mix' messages || fail "$1: song 137 is not named"
	stemprint report --again songs/*.yaml >again 2>/dev/null || true
	[ "$(paste -sd ' ' again)" = "songs/042.yaml songs/137.yaml" ] || fail "$1: to be rendered again: $(cat again)"
}

mend() {
	cp left-out.wav sounds/042.wav
	sed -i 's/-40 LUFS, tolerance: 1 LU/-20 LUFS, tolerance: 15 LU/' songs/137.yaml
}

# try NAME: renders, mends what failed, and renders again by the same way.
try() {
	cp -r "$scratch/songs" "$scratch/$1"
	cp "$root"/recipes/catalogue/{Makefile,Snakefile,catalogue.sbatch} "$scratch/$1"
	cd "$scratch/$1"
	local start=$SECONDS
	"by_$1" >said 2>&1 && fail "$1: two songs fail, and it does not"
	local took=$((SECONDS - start)) named=()
	expect_two_failures "$1"
	times >before
	mend
	[ "$1" != slurm ] || mapfile -t named <again
	"by_$1" "${named[@]}" >said 2>&1 || { tail -n 20 said; fail "$1: the songs that were mended fail"; }
	times >after
	[ "$(comm -13 before after | cut -d ' ' -f 1 | paste -sd ' ')" = "prints/042/manifest.json prints/137/manifest.json" ] ||
		fail "$1: other songs were rendered again: $(comm -13 before after)"
	[ "$1" != snakemake ] || cmp catalogue.json <(stemprint report -q --json - songs/*.yaml 2>/dev/null)
	stemprint report --verify --json catalogue.json songs/*.yaml >table 2>messages
	[ "$(tail -n 1 table)" = "$songs songs: $songs pass" ] || fail "$1: $(tail -n 1 table)"
	find prints -name '*.wav' -print0 | sort -z | xargs -0 sha256sum >hashes
	echo "$1: $songs songs in $took s, $(wc -l <hashes) prints"
}

"$here/songs.py" "$scratch/songs" "$songs"
"$here/slurm.sh" start "$scratch/cluster"
for way in one_command make snakemake slurm; do
	try $way
	for file in hashes broken.json catalogue.json table; do
		cmp "$scratch/one_command/$file" "$scratch/$way/$file" || fail "$way: $file is another than that of one command"
	done
done
# One command writes the report that is merged of many.
cd "$scratch/one_command"
stemprint render -q --json rendered.json songs/*.yaml 2>/dev/null
cmp rendered.json catalogue.json
