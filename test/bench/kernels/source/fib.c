/* Fibonacci numbers by double recursion: nothing but calls. */
#include "kernel.h"
__attribute__((noinline)) static uint64_t fib(uint32_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
uint64_t kernel(uint32_t size) { return fib(size); }
