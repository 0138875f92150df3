#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# install.sh ROOT BUILD CMAKE: installs into an empty folder, and uses what is there from yet another folder: the program, its pages,
# completions, schemas, presets, and every recipe with its fixtures.
set -eu
root=$1 build=$2 cmake=$3
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
faults=$scratch/faults
touch "$faults"
umask 077 # what is installed is for all
DESTDIR="$scratch/image" "$cmake" --install "$build" --prefix /usr >"$scratch/log"
usr=$scratch/image/usr share=$scratch/image/usr/share
mkdir "$scratch/elsewhere"
cd "$scratch/elsewhere"
chmod -R a-w "$usr"
run() {
	env -i HOME="$scratch" PATH="$usr/bin:/usr/bin:/bin" LC_ALL=C.UTF-8 "$@"
}

[ -z "$(find "$share/stemprint" "$share/doc" "$share/man" -type f ! -perm -a=r)" ] || echo 'not everybody may read what is installed' >>"$faults"
[ -z "$(find "$usr" -xtype l)" ] || echo "a link leads nowhere: $(find "$usr" -xtype l)" >>"$faults"
# A folder of a build is no part of the program.
if grep -rqF "$root" "$usr/bin" "$share/man"; then echo "what is installed names \"$root\"" >>"$faults"; fi

commands=$(run stemprint --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' | grep -vxE 'help|manual|completion')
[ "$(echo "$commands" | wc -l)" -ge 12 ] || echo "the help names only: $commands" >>"$faults"
for command in $commands; do
	run stemprint manual "$command" | cmp -s - "$share/man/man1/stemprint-$command.1" || echo "no page of \"$command\"" >>"$faults"
done
[ -s "$share/man/man1/stemprint.1" ] && [ -s "$share/man/man5/stemprint-recipe.5" ] || echo 'no page of the program, or of recipes' >>"$faults"
for pair in bash:bash-completion/completions/stemprint zsh:zsh/vendor-completions/_stemprint fish:fish/vendor_completions.d/stemprint.fish; do
	run stemprint completion "${pair%%:*}" | cmp -s - "$share/${pair#*:}" || echo "no completion for ${pair%%:*}" >>"$faults"
done

for schema in report reports manifest; do
	run stemprint schema --help | grep -qw "$schema" || echo "the help of schema does not name $schema" >>"$faults"
	run stemprint schema $schema | cmp -s - "$share/stemprint/recipes/$schema.schema.json" || echo "no schema $schema" >>"$faults"
done
run stemprint schema >/dev/null
for preset in "$share"/stemprint/recipes/presets/*.yaml; do
	run stemprint presets "$(basename "$preset" .yaml)" | cmp -s - "$preset" || echo "no preset \"$preset\"" >>"$faults"
done

# What comes back from hardware is not there yet.
for recipe in "$share"/stemprint/recipes/*.yaml "$share"/stemprint/recipes/cookbook/*.yaml "$share"/stemprint/recipes/album/[0-9]*.yaml \
	"$share"/stemprint/recipes/parts/song.yaml; do
	case "$recipe" in *hardware*) continue ;; esac
	run stemprint check "$recipe" >"$scratch/said" 2>&1 || { cat "$scratch/said"; echo "\"$recipe\" has faults"; } >>"$faults"
done
run stemprint render -q -d prints "$share/doc/stemprint/recipes/cookbook/reverb-aux.yaml" 2>>"$faults"
run stemprint null -q prints/mix.wav prints/stems/*.wav >/dev/null 2>>"$faults"

version=$(sed -n 's/^project(stemprint VERSION \([0-9.]*\) .*/\1/p' "$root/CMakeLists.txt")
[ "$(sed -n 's/^## //p' "$share/doc/stemprint/CHANGELOG.md" | head -n 1)" = "$version" ] || echo "CHANGELOG.md does not begin with $version" >>"$faults"
cat "$faults"
[ ! -s "$faults" ]
