/* Jumps out of functions need exceptions, which jobs do not have: Lua is built to trap instead. */
