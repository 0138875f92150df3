-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Proves an export: whether the stems that REAPER has printed add up to the mix, and if not, why.
--
-- It asks for the file of the mix. The stems are the audio files in the folder "stems" beside it, or all other audio files beside it.
-- It writes the page MIX.null.html beside the mix, and offers to open it. `stemprint` must be installed. Load this file by
-- Actions > Show action list > New action > Load ReaScript. It is for Linux.

-- What stands from here to show() is the same in ardour.lua, because a script of a DAW is one file. A test holds both equal.
local function quoted(word)
	return "'" .. word:gsub("'", "'\\''") .. "'"
end

-- Tells the shell to prove the stems: what it says, and whether it has written the page. The shell lists the files, and the only
-- names in the command are quoted, so that no name is read as a command.
local function prove(mix, page)
	local text = os.tmpname()
	os.execute("mix=" .. quoted(mix) .. " page=" .. quoted(page) .. " text=" .. quoted(text) .. "\n" .. [[
	folder=$(dirname -- "$mix")
	[ ! -d "$folder/stems" ] || folder=$folder/stems
	set --
	for file in "$folder"/*; do
		case "$file" in
		*.[Ww][Aa][Vv] | *.[Ff][Ll][Aa][Cc] | *.[Aa][Ii][Ff] | *.[Aa][Ii][Ff][Ff] | *.[Ww]64 | *.[Rr][Ff]64 | *.[Cc][Aa][Ff])
			[ "$file" -ef "$mix" ] || set -- "$@" "$file" ;;
		esac
	done
	if [ $# -eq 0 ]; then
		echo "no stems lie beside \"$mix\", nor in \"stems\" there" >"$text"
		code=2
	else
		stemprint null --html "$page" -- "$mix" "$@" >"$text" 2>&1
		code=$?
	fi
	echo "$code" >>"$text"]])
	local file = io.open(text)
	local said = file and file:read("*a") or ""
	if file then file:close() end
	os.remove(text)
	local words, code = said:match("^(.*)\n(%d+)\n$")
	return words or said, code == "0" or code == "1"
end

local function show(page)
	os.execute("xdg-open " .. quoted(page) .. " >/dev/null 2>&1 &")
end

local function main()
	local title = "stemprint: do the stems add up?"
	if reaper.GetOS() ~= "Other" then
		reaper.ShowMessageBox("This script is for Linux.", title, 0)
		return
	end
	local chosen, mix = reaper.GetUserFileNameForRead(reaper.GetProjectPath("") .. "/", "The mix, with its stems beside it", "wav")
	if not chosen then return end
	local page = mix:gsub("%.[^./]*$", "") .. ".null.html"
	local said, written = prove(mix, page)
	if not written then
		reaper.ShowMessageBox(said, title, 0)
	elseif reaper.ShowMessageBox(said .. "\nOpen the page?", title, 4) == 6 then
		show(page)
	end
end

main()
