/* Lua 5.4 runs a program that sorts, joins and counts. */
#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"
#include "kernel.h"

static const char program[] =
    "local size = ...\n"
    "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end\n"
    "local words, sum = {}, fib(size % 7 + 12)\n"
    "local seed = 42\n"
    "for i = 1, size do\n"
    "  seed = (seed * 1103515245 + 12345) % 2147483648\n"
    "  words[i] = string.format('%08x-%d', seed, i)\n"
    "end\n"
    "table.sort(words)\n"
    "local seen = setmetatable({}, { __index = function() return 0 end })\n"
    "for i, word in ipairs(words) do\n"
    "  local key = word:sub(1, 2)\n"
    "  seen[key] = seen[key] + #word * i\n"
    "end\n"
    "local keys = {}\n"
    "for key in pairs(seen) do keys[#keys + 1] = key end\n"
    "table.sort(keys)\n"
    "for _, key in ipairs(keys) do sum = (sum * 31 + seen[key]) % 9007199254740881 end\n"
    "local text = table.concat(words, ' '):gsub('%d+', function(n) return #n end)\n"
    "return sum + #text\n";

uint64_t kernel(uint32_t size) {
  lua_State *state = luaL_newstate();
  luaL_requiref(state, "_G", luaopen_base, 1);
  luaL_requiref(state, "string", luaopen_string, 1);
  luaL_requiref(state, "table", luaopen_table, 1);
  lua_settop(state, 0);
  if (luaL_loadbufferx(state, program, sizeof program - 1, "program", "t") != LUA_OK) __builtin_trap();
  lua_pushinteger(state, size);
  lua_call(state, 1, 1);
  return lua_tointeger(state, -1);
}
