-- SPDX-License-Identifier: GPL-3.0-or-later
-- daw.lua SCRIPT MIX ANSWER: runs a script for REAPER or Ardour with stand-ins of the functions that it calls, as somebody who chooses MIX
-- ("" is who cancels), and answers each question with yes or no. Prints what is shown.
local script, mix, answer = arg[1], arg[2], arg[3]

reaper = {
	GetOS = function() return "Other" end,
	GetProjectPath = function() return "/" end,
	GetUserFileNameForRead = function() return mix ~= "", mix end,
	ShowMessageBox = function(text, _, kind)
		print(kind == 4 and "question" or "message", text)
		return answer == "yes" and 6 or 7
	end,
}

Session = { path = function() return "/" end }
ARDOUR = { LuaAPI = { build_filename = function(...) return table.concat({ ... }, "/") end } }
LuaDialog = {
	MessageType = { Error = 1, Question = 2 },
	ButtonType = { Close = 1, Yes_No = 2 },
	Response = { Yes = "yes", No = "no" },
	Message = function(_, text, _, buttons)
		return { run = function()
			print(buttons == 2 and "question" or "message", text)
			return answer
		end }
	end,
	Dialog = function(_, fields)
		assert(#fields == 1 and fields[1].type == "file")
		return { run = function() return mix ~= "" and { [fields[1].key] = mix } or nil end }
	end,
}
function ardour(description)
	assert(description.type == "EditorAction" and description.name)
end

dofile(script)
if factory then
	-- Ardour keeps the bytecode of factory() alone.
	assert(load(string.dump(factory)))()()
end
