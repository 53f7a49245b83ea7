/* The C library's own regular expressions over prose. */
#include <regex.h>
#include <stdlib.h>
#include "kernel.h"
static const char *const patterns[] = {"[aeiou]{2}[^aeiou ]+", "(a|b|c)+d?e", "q.*z", "^[a-m]+ [n-z]"};

uint64_t kernel(uint32_t size) {
  uint64_t sum = 0;
  char *text = malloc(size + 1);
  fill_prose((uint8_t *)text, size, 11);
  text[size] = 0;
  for (int i = 0; i < 4; i++) {
    regex_t compiled;
    regmatch_t match;
    if (regcomp(&compiled, patterns[i], REG_EXTENDED | REG_NEWLINE)) __builtin_trap();
    for (const char *at = text; regexec(&compiled, at, 1, &match, 0) == 0; at += match.rm_eo + 1) {
      sum = mixed(sum, at - text + match.rm_so);
      if (at + match.rm_eo >= text + size) break;
    }
    regfree(&compiled);
  }
  return sum;
}
