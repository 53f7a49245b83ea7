/* An interpreter of the eight signs of Urban Müller's language, one branch for each sign that it meets. */
#include <stdlib.h>
#include "kernel.h"
static const char program[] =
    "++++++++[>++++++++<-]>[>+>+>+<<<-]>>[>>+<+<-]>>>++++[<++++>-]<[>+++[>++<-]<[>>+<<-]>>[<<+>>-]<<-]"
    "++++++[>+++++[>+++[>++<-]<-]<-]>>>[<+>-]<[.->+<]";

uint64_t kernel(uint32_t size) {
  static uint16_t jump[sizeof program];
  static uint8_t cells[65536];
  uint16_t open[64], depth = 0;
  uint64_t sum = 0;
  for (uint16_t i = 0; program[i]; i++) {
    if (program[i] == '[') open[depth++] = i;
    if (program[i] == ']') { jump[i] = open[--depth]; jump[jump[i]] = i; }
  }
  for (uint32_t round = 0; round < size; round++) {
    uint16_t at = 0;
    for (uint32_t i = 0; program[i]; i++)
      switch (program[i]) {
        case '>': at++; break;
        case '<': at--; break;
        case '+': cells[at]++; break;
        case '-': cells[at]--; break;
        case '.': sum = mixed(sum, cells[at]); break;
        case '[': if (!cells[at]) i = jump[i]; break;
        case ']': if (cells[at]) i = jump[i]; break;
        default: break;
      }
    cells[0] = round;
  }
  return mixed_bytes(sum, cells, 64);
}
